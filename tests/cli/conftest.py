"""Archives and releases that the tests of the commands share."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.ita_process import SMALL_REPORT, ita, write_report


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder raw/ with one small transcript."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "small.txt").write_text(SMALL_REPORT, encoding="utf-8")
    return tmp_path / "raw"


@pytest.fixture(scope="session")
def workspace(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A folder with raw/ of four reports, and processed/ of two releases. Do not write to it.

    Of the second release a score, a sentence and a broken file are new.
    """
    return made_once("workspace", _fill_workspace)


def _fill_workspace(workspace: Path) -> None:
    for n in range(4):
        write_report(workspace / "raw", n)
    assert ita("run", cwd=workspace).returncode == 0
    write_report(workspace / "raw", 1, "90.50", ประชาชน="ผู้รับบริการ")
    (workspace / "raw" / "broken.pdf").write_bytes(b"")
    assert ita("run", cwd=workspace).returncode == 3


@pytest.fixture
def workspace_copy(workspace: Path, tmp_path: Path) -> Path:
    """A copy of the workspace that a test may change."""
    shutil.copytree(workspace, tmp_path / "here", symlinks=True)
    return tmp_path / "here"
