"""Archives with the worst of files in them, and runs that are killed."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from support.release import parquet_hashes, whole
from support.reports import report

import pipeline
from benchmarks.archives.hostile_files import KINDS, SHOWN_NAME, UNUSUAL_NAME, write_hostile_file

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems forbid such names, or have no such limits"
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for n in range(6):
        (folder / f"good-{n}.txt").write_text(report(f"กรมที่ {n}"), encoding="utf-8")
    return folder


def test_poison_costs_itself_only(archive: Path, raw: Path, tmp_path: Path) -> None:
    bad = {write_hostile_file(kind, raw / "2566" / "seed-word.pdf", archive / f"{kind}.pdf").name for kind in KINDS}
    (archive / UNUSUAL_NAME).write_bytes(b"%PDF-1.4 and nothing else")
    (archive / "sources.yml").write_text(
        "sources:\n  - {file: good-0.txt, agency: '../../outside'}\n", encoding="utf-8"
    )
    before = set(tmp_path.rglob("*"))
    result = pipeline.run(archive, tmp_path / "out", workers=2, timeout_s=15.0, memory_mb=600)
    documents = pipeline.load("documents", tmp_path / "out").set_index("source_file")
    assert set(documents.index) == {*bad, SHOWN_NAME, *(f"good-{n}.txt" for n in range(6))}
    good = documents[documents.index.str.startswith("good")]
    assert set(good["status"]) == {"ok"} and good["measure_rows"].sum() == 12
    worse = documents.drop(good.index)
    assert set(worse["status"]) <= {"failed", "partial"}
    assert worse["reason"].str.len().min() > 20
    assert not worse["reason"].str.contains("defect of the software").any(), worse["reason"].tolist()
    assert {file for file, _, _ in result.newly_bad} == {*bad, SHOWN_NAME}
    strangers = set(tmp_path.rglob("*")) - before
    assert all(p.is_relative_to(tmp_path / "out") for p in strangers)
    again = pipeline.run(archive, tmp_path / "out", workers=2, timeout_s=15.0, memory_mb=600)
    assert again.to_read == 0 and again.bad == result.bad


def test_a_worker_that_is_killed_fails_its_document_only(archive: Path, raw: Path, tmp_path: Path) -> None:
    """In the midst of its work, whatever it was at: at most its document fails, and is read when that is asked for."""
    (archive / "seed.pdf").write_bytes((raw / "2566" / "seed-word.pdf").read_bytes())
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", str(archive), "--out", str(tmp_path / "out"), "--workers", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    main, victims = psutil.Process(child.pid), []
    while child.poll() is None and not victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            busy = [p for server in main.children() for p in server.children() if p.cpu_times().user > 0.1]
            for victim in busy[:1]:
                victim.kill()
                victims.append(victim)
        time.sleep(0.005)
    assert child.stderr is not None
    child.stderr.read()
    assert child.wait() in (0, 3) and victims
    statuses = pipeline.load("documents", tmp_path / "out").set_index("source_file")["status"]
    assert len(statuses) == 7 and (statuses == "failed").sum() <= 1
    assert child.wait() == (3 if (statuses == "failed").any() else 0)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", str(archive), "--out", str(tmp_path / "out"), "--retry-failed"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert set(pipeline.load("documents", tmp_path / "out")["status"]) == {"ok"}


def test_runs_that_are_killed_leave_whole_releases(archive: Path, tmp_path: Path) -> None:
    out, calm = tmp_path / "out", tmp_path / "calm"
    (archive / "good-5.txt").rename(tmp_path / "later.txt")
    pipeline.run(archive, out, workers=1)
    (tmp_path / "later.txt").rename(archive / "good-5.txt")
    chance = random.Random(2566)
    for _ in range(6):
        child = subprocess.Popen(
            [sys.executable, "-m", "pipeline", "run", str(archive), "--out", str(out), "--workers", "2", "--force"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            child.wait(chance.uniform(0.2, 3))
        except subprocess.TimeoutExpired:
            child.kill()
        child.wait()
        whole(out)
    pipeline.run(archive, out, workers=2)
    pipeline.run(archive, calm, workers=2)
    assert parquet_hashes(pipeline.release_path(out)) == parquet_hashes(pipeline.release_path(calm))
