"""``ita releases`` and ``ita rollback``: current, held back, rolled back, on a disk and at a URL."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from support.ita_process import ita, write_report
from support.release import parquet_hashes

import pipeline
from pipeline import files
from pipeline.batch.lock import hold
from pipeline.emit.store.releases import current_release, sha256


def test_status_and_releases(released: Path) -> None:
    said = json.loads(ita("status", "--out", released, "--format", "json").stdout)
    listed = json.loads(ita("releases", "--out", released, "--format", "json").stdout)
    assert [r["release"] for r in listed if r["current"]] == [said["release"]]
    assert said["rows"]["documents"] == len(pipeline.load("documents", released)) == sum(said["documents"].values())
    assert said["release"] in ita("status", "--out", released).stdout
    assert f"* {said['release']}" in ita("releases", "--out", released).stdout


def test_before_the_first_run(tmp_path: Path) -> None:
    assert ita("status", cwd=tmp_path).returncode == 4
    empty = ita("releases", cwd=tmp_path)
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "ita run" in empty.stderr


def test_too_much_lost_exits_with_4_until_it_is_accepted(workspace_copy: Path) -> None:
    before = pipeline.release_path(workspace_copy / "processed")
    for n in range(3):
        (workspace_copy / "raw" / f"{n}.txt").unlink()
    held = ita("run", cwd=workspace_copy)
    assert held.returncode == 4
    assert "documents: 3 of 5 lost (60%)" in held.stderr and "0.txt: no longer in the archive" in held.stderr
    assert "--accept-loss" in held.stderr
    assert "stands; the new one lost too much and is held back" in " ".join(held.stdout.split())
    status = json.loads(ita("status", "--format", "json", cwd=workspace_copy).stdout)
    assert status["held"]["release"] != status["release"] and "documents: 3 of 5 lost" in status["held"]["reason"]
    said = ita("status", cwd=workspace_copy).stdout
    assert "was not published, because it lost too much:\n  documents: 3 of 5 lost (60%)" in said
    assert "`ita run --accept-loss` releases it" in said
    assert pipeline.release_path(workspace_copy / "processed") == before
    assert ita("releases", cwd=workspace_copy).stdout.startswith("? ")
    assert "- 0.txt" in ita("diff", "current", "held", cwd=workspace_copy).stdout
    assert ita("run", "--accept-loss", cwd=workspace_copy).returncode == 0
    assert len(pipeline.load("documents", workspace_copy / "processed")) == 2
    assert "? " not in ita("releases", cwd=workspace_copy).stdout


def test_rollback_and_what_a_run_does_then(workspace_copy: Path) -> None:
    bad = Path(pipeline.release_path(workspace_copy / "processed")).name
    done = ita("rollback", cwd=workspace_copy)
    assert done.returncode == 0 and f"{bad} was rolled back" in done.stdout
    assert len(pipeline.load("documents", workspace_copy / "processed")) == 4
    assert f"! {bad}" in ita("releases", cwd=workspace_copy).stdout
    again = ita("run", cwd=workspace_copy)
    assert again.returncode == 3, "the broken document is newly bad against the release that stands"
    assert f"`ita rollback {bad}` brings it back" in again.stderr
    assert f"`ita rollback {bad}` brings it back" in ita("run", cwd=workspace_copy).stderr, (
        "as long as the archive gives just that"
    )
    assert len(pipeline.load("documents", workspace_copy / "processed")) == 4
    (workspace_copy / "raw" / "broken.pdf").unlink()
    assert ita("run", cwd=workspace_copy).returncode == 0
    assert set(pipeline.load("indicators", workspace_copy / "processed")["score"]) == {88.1, 90.5}
    nothing = ita("rollback", "zzz", cwd=workspace_copy)
    assert nothing.returncode == 4 and "ita releases" in nothing.stderr
    with hold(workspace_copy / "processed"):
        assert ita("rollback", bad, cwd=workspace_copy).returncode == 5


def test_everything_at_a_url(workspace: Path, tmp_path: Path, s3: str) -> None:
    out, home = f"{s3}/processed", {"XDG_CACHE_HOME": str(tmp_path)}
    done = ita("run", workspace / "raw", "--out", out, **home)
    assert done.returncode == 3, done.stderr
    release = current_release(out)
    assert release is not None and release.path in done.stdout.replace("\n", "")
    there = {e.name: sha256(e.place) for e in files.walk(release.path) if e.name.endswith(".parquet")}
    here = parquet_hashes(Path(pipeline.release_path(workspace / "processed")))
    # documents holds a fingerprint of the software, which may be edited while this runs; test_objects compares it too.
    assert there.keys() == here.keys()
    assert {n: h for n, h in there.items() if "documents" not in n} == {
        n: h for n, h in here.items() if "documents" not in n
    }
    assert f"path       {release.path}" in ita("status", "--out", out, **home).stdout
    assert ita("releases", "--out", out, **home).stdout.startswith(f"* {release.id}")
    shutil.copytree(workspace / "raw", tmp_path / "raw")
    write_report(tmp_path / "raw", 0, "70.00")
    assert ita("run", tmp_path / "raw", "--out", out, **home).returncode == 0
    assert "score: 88.1 → 70.0" in ita("diff", "--out", out, **home).stdout
    assert ita("rollback", "--out", out, **home).returncode == 0
    assert set(pipeline.load("indicators", out)["score"]) == {88.1, 90.5}
    with hold(out):
        busy = ita("run", tmp_path / "raw", "--out", out, **home)
    assert busy.returncode == 5 and f"pid {os.getpid()} on" in busy.stderr
