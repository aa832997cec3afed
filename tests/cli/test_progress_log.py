"""Progress on a terminal, and the log elsewhere."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from support.ita_process import ita

from pipeline.cli.run_progress import Amount


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_progress_bar_on_a_terminal(archive: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            block = os.read(ours, 4096)
        except OSError:
            break
        if not block:
            break
        seen += block
    os.close(ours)
    assert child.wait() == 0
    assert b"1/1 documents" in seen and b'"event"' not in seen


def test_every_line_of_the_log_is_one_object(archive: Path, tmp_path: Path) -> None:
    name = "new\nline 😀.pdf" if sys.platform == "linux" else "new.pdf"
    (archive / name).write_bytes(b"%PDF-1.4\n\nand nothing else")
    (archive / "empty.pdf").write_bytes(b"")
    (archive / "notes.docx").write_bytes(b"PK")
    for code in (3, 0):
        done = ita("run", archive, "--out", tmp_path / "out")
        assert done.returncode == code
        log = [json.loads(line) for line in done.stderr.splitlines()]
        assert all(said.keys() >= {"event", "level", "timestamp"} for said in log)
    (archive / "small.txt").unlink()
    nothing = ita("run", archive, "--out", tmp_path / "out")
    assert nothing.returncode == 4
    assert [json.loads(line)["level"] for line in nothing.stderr.splitlines()][-1] == "error"


def test_time_left_goes_on_between_two_documents_and_long_documents_count_by_pages() -> None:
    amount = Amount({"a.pdf": 1000, "b.pdf": 3000}, began=100.0, changed=100.0)
    assert amount.seconds_left(105.0) is None
    amount.add_document("a.pdf", 10, 110.0)
    assert (amount.share, amount.rate(), amount.seconds_left(110.0)) == (0.25, 1.0, 30.0)
    assert amount.seconds_left(115.0) == 25.0 and amount.seconds_left(1000.0) == 0.0
    amount.add_pages("b.pdf", 50, 100, 120.0)
    amount.add_pages("b.pdf", 100, 100, 130.0)
    assert amount.pages == 110 and 0.25 < amount.share < 1
    amount.add_document("b.pdf", 100, 140.0)
    assert (amount.documents, amount.pages, amount.share, amount.seconds_left(150.0)) == (2, 110, 1.0, 0.0)


def test_how_much_is_said_and_in_which_form(archive: Path, tmp_path: Path) -> None:
    (archive / "empty.pdf").write_bytes(b"")
    quiet = ita("run", "-q", cwd=tmp_path)
    said = [json.loads(line) for line in quiet.stderr.splitlines()]
    assert [(entry["event"], entry["source_file"], entry["status"]) for entry in said] == [
        ("document_bad", "empty.pdf", "failed")
    ]
    text = ita("--log-format", "text", "run", "--force", cwd=tmp_path)
    assert "ita: failed: empty.pdf: the file is empty" in text.stderr and "document_read" in text.stderr
    assert not any(line.startswith("{") for line in text.stderr.splitlines())


def test_pages_of_long_documents_are_told_while_they_are_read(tmp_path: Path) -> None:
    from concurrent.futures import Executor, Future
    from types import SimpleNamespace

    from pipeline.batch.workers.dispatch import read_all
    from pipeline.batch.workers.tasks import TaskResult, read_joined_ranges, read_page_range

    class Engine(Executor):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            results = {
                read_page_range: TaskResult(),
                read_joined_ranges: TaskResult(SimpleNamespace(source_file="book.pdf")),  # type: ignore[arg-type]
            }
            future: Future[TaskResult] = Future()
            future.set_result(results.get(fn, TaskResult(page_ranges=((1, 50), (51, 80)))))
            return future

    told: list[tuple[str, int, int]] = []
    task = SimpleNamespace(source=SimpleNamespace(source_file="book.pdf", size_bytes=1))
    read_all([task], Engine(), lambda record, spent: None, on_pages=lambda *pages: told.append(pages))  # type: ignore[list-item]
    assert told == [("book.pdf", 50, 80), ("book.pdf", 80, 80)]
