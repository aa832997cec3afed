"""The newcomer's path in docs/architecture.md: twelve functions, from the command to a text in Parquet."""

from __future__ import annotations

import importlib
import re
import sys
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import pipeline.batch
from pipeline.cli.run_command import run

ROOT = Path(__file__).parents[2]
STEPS = re.findall(r"^\| \d+ \| `([\w.]+)` \|", (ROOT / "docs/architecture.md").read_text("utf-8"), re.MULTILINE)


def code_of(step: str) -> CodeType:
    """The code of a function, a method or a command, by its dotted name below ``pipeline``."""
    parts = step.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(["pipeline", *parts[:cut]]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            found = getattr(found, name)
        found = getattr(found, "callback", found)
        assert isinstance(found.__code__, CodeType)
        return found.__code__
    raise AssertionError(f"{step} is not in pipeline")


class InThisProcess:
    """An engine without worker processes."""

    def submit(self, fn: Any, /, *args: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args))
        return future


def test_the_path_is_short_and_a_run_goes_along_it(tmp_path: Path, raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < len(STEPS) <= 12
    codes = {code_of(step): step for step in STEPS}
    called: list[str] = []

    def note(frame: FrameType, event: str, argument: object) -> None:
        step = codes.get(frame.f_code)
        if event == "call" and step is not None and step not in called:
            called.append(step)

    @contextmanager
    def engine(*args: object) -> Any:
        yield InThisProcess()

    monkeypatch.setattr(pipeline.batch, "engine", engine)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "report.pdf").write_bytes((raw / "2566" / "seed-word.pdf").read_bytes())
    sys.setprofile(note)
    try:
        done = CliRunner().invoke(run, [str(tmp_path / "raw"), "--out", str(tmp_path / "processed")])
    finally:
        sys.setprofile(None)
    assert done.exit_code == 0, done.output
    assert called == STEPS
    cells = pq.read_table(tmp_path / "processed" / "current" / "cells").to_pydict()
    assert "ตัวชี้วัดย่อย" in cells["text"]
