"""Releases from the command line: held back, compared, rolled back; on a full disk and at a URL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cli.test_cli import ita
from support.release import hashes

import pipeline
from pipeline import files
from pipeline.batch.lock import hold
from pipeline.emit.store.releases import current_release, sha256

TABLE = """รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส {agency} ประจำปีงบประมาณ พ.ศ. 2566

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ
I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน\t{score}\tยกระดับ\tประกาศขั้นตอนการปฏิบัติงานให้เจ้าหน้าที่และประชาชนทราบโดยทั่วกัน\tประกาศแล้ว\tดีขึ้น
"""
AGENCIES = ("กรมการแพทย์", "กรมทางหลวง", "กรมป่าไม้", "กรมศุลกากร")


def write(raw: Path, n: int, score: str = "88.10", **words: str) -> None:
    text = TABLE.format(agency=AGENCIES[n], score=score)
    for old, new in words.items():
        text = text.replace(old, new)
    raw.mkdir(exist_ok=True)
    (raw / f"{n}.txt").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of four reports and two releases: in the second a score, a sentence and a broken file came."""
    place = tmp_path_factory.mktemp("place")
    for n in range(4):
        write(place / "raw", n)
    assert ita("run", cwd=place).returncode == 0
    write(place / "raw", 1, "90.50", ประชาชน="ผู้รับบริการ")
    (place / "raw" / "broken.pdf").write_bytes(b"")
    assert ita("run", cwd=place).returncode == 3
    return place


@pytest.fixture
def here(place: Path, tmp_path: Path) -> Path:
    shutil.copytree(place, tmp_path / "here", symlinks=True)
    return tmp_path / "here"


def test_diff_says_what_changed(place: Path) -> None:
    done = ita("diff", cwd=place)
    assert done.returncode == 3, done.stderr
    assert "! broken.pdf: new → failed: the file is empty" in done.stdout
    assert "~ 1.txt (entry 1)  score: 88.1 → 90.5" in done.stdout
    assert (
        "~ 1.txt (entry 1, measure 1)  measure: …เจ้าหน้าที่และประชาชนทราบโดยทั่ว… → …เจ้าหน้าที่และผู้รับบริการทราบโดยทั่ว…"
        in done.stdout
    )
    assert ita("diff", "current", "current", cwd=place).returncode == 0
    assert ita("diff", "current", "previous", cwd=place).returncode == 0, "what went away is not newly wrong"


def test_diff_as_json_and_of_one_dataset(place: Path) -> None:
    said = json.loads(ita("diff", "--format", "json", cwd=place).stdout)
    assert said["rows"]["documents"] == [4, 5]
    assert [d["source_file"] for d in said["documents"]["added"]] == ["broken.pdf"]
    assert said["datasets"]["indicators"]["changed"][0]["values"]["score"] == [88.1, 90.5]
    assert said["newly_bad"][0]["source_file"] == "broken.pdf"
    only = json.loads(ita("diff", "--dataset", "pages", "--format", "json", "--limit", "1", cwd=place).stdout)
    assert list(only["datasets"]) == ["pages"]
    assert only["datasets"]["pages"]["counts"] == {"added": 0, "removed": 0, "changed": 1}


def test_diff_of_what_is_not_there(place: Path, tmp_path: Path) -> None:
    for arguments in (("zzz",), ("current", "held"), ("--out", tmp_path)):
        done = ita("diff", *arguments, cwd=place)
        assert done.returncode == 4 and "ita releases" in done.stderr and done.stderr.count("\n") == 1
    assert ita("diff", "--dataset", "documents", cwd=place).returncode == 2


def test_too_much_lost_exits_with_4_until_it_is_accepted(here: Path) -> None:
    before = pipeline.release_path(here / "processed")
    for n in range(3):
        (here / "raw" / f"{n}.txt").unlink()
    held = ita("run", cwd=here)
    assert held.returncode == 4
    assert "documents: 3 of 5 lost (60%)" in held.stderr and "0.txt: no longer in the archive" in held.stderr
    assert "--accept-loss" in held.stderr
    assert pipeline.release_path(here / "processed") == before
    assert ita("releases", cwd=here).stdout.startswith("? ")
    assert "- 0.txt" in ita("diff", "current", "held", cwd=here).stdout
    assert ita("run", "--accept-loss", cwd=here).returncode == 0
    assert len(pipeline.load("documents", here / "processed")) == 2
    assert "? " not in ita("releases", cwd=here).stdout


def test_rollback_and_what_a_run_does_then(here: Path) -> None:
    bad = Path(pipeline.release_path(here / "processed")).name
    done = ita("rollback", cwd=here)
    assert done.returncode == 0 and f"{bad} was rolled back" in done.stdout
    assert len(pipeline.load("documents", here / "processed")) == 4
    assert f"! {bad}" in ita("releases", cwd=here).stdout
    again = ita("run", cwd=here)
    assert again.returncode == 3, "the broken document is newly bad against the release that stands"
    assert f"`ita rollback {bad}` brings it back" in again.stderr
    assert f"`ita rollback {bad}` brings it back" in ita("run", cwd=here).stderr, (
        "as long as the archive gives just that"
    )
    assert len(pipeline.load("documents", here / "processed")) == 4
    (here / "raw" / "broken.pdf").unlink()
    assert ita("run", cwd=here).returncode == 0
    assert set(pipeline.load("indicators", here / "processed")["score"]) == {88.1, 90.5}
    nothing = ita("rollback", "zzz", cwd=here)
    assert nothing.returncode == 4 and "ita releases" in nothing.stderr
    with hold(here / "processed"):
        assert ita("rollback", bad, cwd=here).returncode == 5


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """A disk of two megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run(
            [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("no disk can be mounted: needs root on Linux")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_exits_with_4_and_the_old_release_stands(small_disk: Path, tmp_path: Path) -> None:
    write(tmp_path / "raw", 0)
    out = small_disk / "processed"
    assert ita("run", tmp_path / "raw", "--out", out).returncode == 0
    before = hashes(Path(pipeline.release_path(out)))
    write(tmp_path / "raw", 1)
    free = os.statvfs(small_disk)
    with (small_disk / "filler").open("wb") as filler:
        filler.write(bytes(free.f_bavail * free.f_frsize - 40_000))
    done = ita("run", tmp_path / "raw", "--out", out)
    assert done.returncode == 4, done.stderr
    assert "No space left on device" in done.stderr and "Traceback" not in done.stderr
    assert "The release before, if any, stands" in done.stderr
    assert hashes(Path(pipeline.release_path(out))) == before
    (small_disk / "filler").unlink()
    assert ita("run", tmp_path / "raw", "--out", out).returncode == 0
    assert len(pipeline.load("documents", out)) == 2


def test_everything_at_a_url(place: Path, tmp_path: Path, s3: str) -> None:
    out, home = f"{s3}/processed", {"XDG_CACHE_HOME": str(tmp_path)}
    done = ita("run", place / "raw", "--out", out, **home)
    assert done.returncode == 3, done.stderr
    release = current_release(out)
    assert release is not None and release.path in done.stdout.replace("\n", "")
    there = {e.name: sha256(e.place) for e in files.walk(release.path) if e.name.endswith(".parquet")}
    here = hashes(Path(pipeline.release_path(place / "processed")))
    # documents holds a fingerprint of the software, which may be edited while this runs; test_objects compares it too.
    assert there.keys() == here.keys()
    assert {n: h for n, h in there.items() if "documents" not in n} == {
        n: h for n, h in here.items() if "documents" not in n
    }
    assert f"path       {release.path}" in ita("status", "--out", out, **home).stdout
    assert ita("releases", "--out", out, **home).stdout.startswith(f"* {release.id}")
    shutil.copytree(place / "raw", tmp_path / "raw")
    write(tmp_path / "raw", 0, "70.00")
    assert ita("run", tmp_path / "raw", "--out", out, **home).returncode == 0
    assert "score: 88.1 → 70.0" in ita("diff", "--out", out, **home).stdout
    assert ita("rollback", "--out", out, **home).returncode == 0
    assert set(pipeline.load("indicators", out)["score"]) == {88.1, 90.5}
    with hold(out):
        busy = ita("run", tmp_path / "raw", "--out", out, **home)
    assert busy.returncode == 5 and f"pid {os.getpid()} on" in busy.stderr
