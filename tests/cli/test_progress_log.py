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
    assert b"reading" in seen and b'"event"' not in seen


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
