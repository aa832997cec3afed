from __future__ import annotations

import sys
from pathlib import Path

import pytest
from batch.faulty import work
from factories import source

from pipeline.batch.pool import Task, read_all
from pipeline.model import Outcome

NAMES = ["good-1", "hangs", "crashes", "exits", "killed", "eats", "raises", "good-2", "good-3"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_document_that_goes_wrong_costs_itself_only(tmp_path: Path) -> None:
    seen: dict[str, tuple[Outcome, bool]] = {}
    tasks = [Task(source(f"{name}.pdf"), name, tmp_path / name) for name in NAMES]
    read_all(tasks, workers=2, timeout_s=8, memory_mb=500,
             done=lambda outcome, kept: seen.update({Path(outcome.document.source.source_file).stem: (outcome, kept)}), work=work)
    assert set(seen) == set(NAMES)
    assert {name for name, (outcome, _) in seen.items() if outcome.status == "ok"} == {"good-1", "good-2", "good-3"}
    assert {name for name, (_, kept) in seen.items() if kept} == {"good-1", "good-2", "good-3"}
    for name, said in (("hangs", "longer than 8 s"), ("crashes", "crashed (signal 11)"), ("exits", "crashed (exit code 7)"),
                       ("killed", "was killed"), ("eats", "more memory"), ("raises", "ZeroDivisionError: division by zero")):
        failure = seen[name][0].failure
        assert failure is not None
        assert failure.startswith(f"{name}.pdf: ") and said in failure
