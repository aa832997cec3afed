"""``ita run``: its output, its exit codes, and how it ends when it is interrupted or the disk is full."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.ita_process import SMALL_REPORT, ita, write_report
from support.not_assessed import write_others
from support.release import parquet_hashes

import pipeline


def test_run_ends_with_a_short_table(archive: Path, tmp_path: Path) -> None:
    done = ita("run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.strip()}
    assert lines["documents"][0] == lines["indicators"][0] == lines["measures"][0] == "1"
    assert "findings" in lines
    assert (tmp_path / lines["release"][0] / "manifest.json").is_file()
    log = [json.loads(line) for line in done.stderr.splitlines()]
    assert [said["event"] for said in log] == ["run_planned", "document_read", "run_ended"]
    assert (log[1]["source_file"], log[1]["status"], log[1]["level"]) == ("small.txt", "ok", "info")
    assert log[2]["read"] == 1 and log[2]["cpu_s"]["assemble"] >= 0


def test_exit_codes_of_run(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert ita("run", tmp_path / "absent").returncode == 2
    assert ita("run", archive, "--workers", "none").returncode == 2
    assert ita("run", archive, ITA_WORKERS="many").returncode == 2
    (archive / "broken.pdf").write_bytes(b"")
    newly = ita("run", archive, "--out", out)
    assert newly.returncode == 3
    assert "failed (new): broken.pdf: the file is empty (0 bytes); download it again" in newly.stderr
    assert ita("run", archive, "--out", out).returncode == 0
    assert ita("run", archive, "--out", out, "--strict").returncode == 3
    (archive / "small.txt").unlink()
    nothing = ita("run", archive, "--out", out)
    assert nothing.returncode == 4
    assert "none of the 1 documents" in nothing.stderr
    assert ita("status", "--out", out).returncode == 0, "the old release stands"


def test_skipped_documents_have_a_line_and_no_exit_code_of_their_own(archive: Path, tmp_path: Path) -> None:
    for n in range(2):
        write_others(archive, n)
    (archive / "plan.docx").write_bytes(b"PK")
    (archive / "Thumbs.db").write_bytes(b"x")
    done = ita("run", "--strict", cwd=tmp_path, COLUMNS="200")
    assert done.returncode == 0, done.stderr
    assert "5 (1 ok, 4 skipped: no document of the assessment; 5 read now)" in done.stdout
    assert "4 (`ita status --skipped` says by what evidence)" in done.stdout
    log = [json.loads(line) for line in done.stderr.splitlines()]
    (told,) = [said for said in log if "4 skipped" in said.get("message", "")]
    assert told["level"] == "info"
    read = {said["source_file"]: said for said in log if said["event"] == "document_read"}
    assert read["zz-quality-0.txt"]["status"] == "skipped" and "quality_assurance" in read["zz-quality-0.txt"]["reason"]
    assert "2 files are no documents and were left out, such as 'plan.docx'" in done.stderr


def test_a_document_that_gave_rows_and_is_skipped_now_is_told(archive: Path, tmp_path: Path) -> None:
    write_report(archive, 0)
    assert ita("run", cwd=tmp_path).returncode == 0
    near, _ = write_others(tmp_path / "others")
    (tmp_path / "others" / near).replace(archive / "0.txt")
    done = ita("run", "--strict", cwd=tmp_path, COLUMNS="200")
    assert done.returncode == 0, "it is no error, and one document holds no release back"
    assert "skipped (new): 0.txt: it was read before, its rows are no longer released" in done.stderr
    assert "1, 1 of them gave rows before" in done.stdout
    diff = ita("diff", cwd=tmp_path)
    assert (
        diff.returncode == 0 and "newly skipped\n  · 0.txt: ok → skipped: no document of the assessment" in diff.stdout
    )


def test_a_second_run_at_a_time_exits_with_5(archive: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    (tmp_path / "out").mkdir()
    with FileLock(tmp_path / "out" / ".lock"):
        done = ita("run", archive, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (5, "")
    assert "another run" in done.stderr


def test_an_unwritable_folder_exits_with_4(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = ita("run", archive, "--out", tmp_path / "file" / "out")
    assert done.returncode == 4
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a child")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_exits_with_130(tmp_path: Path, raw: Path, number: signal.Signals) -> None:
    shutil.copytree(raw, tmp_path / "raw")
    for n in range(20):
        (tmp_path / "raw" / f"{n}.txt").write_text(SMALL_REPORT.replace("กรมการแพทย์", f"กรมที่ {n}"), encoding="utf-8")
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "--workers", "1"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    assert child.stderr is not None
    assert any('"event": "run_planned"' in line for line in child.stderr)
    time.sleep(0.3)
    child.send_signal(number)
    rest = child.stderr.read()
    assert child.wait(timeout=60) == 130
    told = json.loads(rest.splitlines()[-1])
    assert (told["event"], told["exit_code"]) == ("interrupted", 130) and "Traceback" not in rest
    assert "documents were read and are kept in the cache" in told["message"] and "run again" in told["message"]
    assert not (tmp_path / "processed" / "current.json").exists()
    assert not list((tmp_path / "processed").glob("releases/.*"))


def test_dry_run_says_what_would_be_read(archive: Path, tmp_path: Path) -> None:
    done = ita("run", "--dry-run", cwd=tmp_path)
    assert done.returncode == 0
    assert "1 to read" in done.stdout
    assert not (tmp_path / "processed").exists()


def test_a_cluster_needs_an_address(archive: Path, tmp_path: Path) -> None:
    done = ita("run", archive, "--out", tmp_path / "out", "--engine", "dask")
    assert done.returncode == 2 and "--scheduler tcp://host:8786" in done.stderr


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
    write_report(tmp_path / "raw", 0)
    out = small_disk / "processed"
    assert ita("run", tmp_path / "raw", "--out", out).returncode == 0
    before = parquet_hashes(Path(pipeline.release_path(out)))
    write_report(tmp_path / "raw", 1)
    free = os.statvfs(small_disk)
    with (small_disk / "filler").open("wb") as filler:
        filler.write(bytes(free.f_bavail * free.f_frsize - 40_000))
    done = ita("run", tmp_path / "raw", "--out", out)
    assert done.returncode == 4, done.stderr
    assert "No space left on device" in done.stderr and "Traceback" not in done.stderr
    assert "The release before, if any, stands" in done.stderr
    assert parquet_hashes(Path(pipeline.release_path(out))) == before
    (small_disk / "filler").unlink()
    assert ita("run", tmp_path / "raw", "--out", out).returncode == 0
    assert len(pipeline.load("documents", out)) == 2


def test_what_ignore_leaves_out_is_no_loss(workspace_copy: Path) -> None:
    (workspace_copy / "raw" / "sources.yml").write_text('ignore: ["[0-2].txt"]\n', encoding="utf-8")
    done = ita("run", cwd=workspace_copy)
    assert done.returncode == 0, done.stderr
    assert json.loads(ita("status", "--format", "json", cwd=workspace_copy).stdout)["rows"]["documents"] == 2


def test_a_defect_says_what_to_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], archive: Path
) -> None:
    from pipeline.cli.errors import report_error
    from pipeline.cli.log_options import LOG

    monkeypatch.setattr(sys, "argv", ["ita", "run", "s3://me:secret-word@bucket/raw"])
    monkeypatch.setattr(LOG, "form", "text")
    try:
        raise ZeroDivisionError("nothing\x1b[31m")
    except ZeroDivisionError as error:
        assert report_error(error) == 1
        said = capsys.readouterr().err
        monkeypatch.setattr(LOG, "level", 10)
        report_error(error)
    assert "ita: a defect of the software: ZeroDivisionError: nothing\\u001b[31m in test_run_command.py line" in said
    assert f"ita-reports {pipeline.__version__}" in said and "secret-word" not in said and "Traceback" not in said
    assert "Traceback (most recent call last)" in capsys.readouterr().err
