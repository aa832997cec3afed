from __future__ import annotations

import sys
from pathlib import Path

import pytest
from batch.faulty import work
from factories import source

from pipeline.batch.engines import engine
from pipeline.batch.fingerprint import Keys
from pipeline.batch.pool import read_all
from pipeline.batch.record import Limits, Record
from pipeline.batch.work import Task

NAMES = ["good-1", "hangs", "crashes", "exits", "killed", "eats", "raises", "good-2", "good-3"]
LIMITS = Limits(15, 500)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_document_that_goes_wrong_costs_itself_only(tmp_path: Path) -> None:
    seen: dict[str, Record] = {}
    tasks = [Task(source(f"{name}.pdf"), Keys(name * 20, "", name * 20), tmp_path, "", LIMITS) for name in NAMES]
    with engine(2, LIMITS) as workers:
        read_all(tasks, workers, lambda record, spent: seen.update({Path(record.source_file).stem: record}), work)
    assert set(seen) == set(NAMES)
    assert {name for name, record in seen.items() if record.status == "ok"} == {"good-1", "good-2", "good-3"}
    for name, said in (("hangs", "longer than 15 s"), ("crashes", "crashed (signal 11)"), ("exits", "crashed (exit code 7)"),
                       ("killed", "was killed"), ("eats", "more memory"), ("raises", "ZeroDivisionError: division by zero")):
        reason = seen[name].reason
        assert reason is not None
        assert reason.startswith(f"{name}.pdf: ") and said in reason
        assert seen[name].limits == LIMITS


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_worker_that_dies_between_documents_costs_nothing(tmp_path: Path) -> None:
    import psutil

    seen: list[Record] = []
    tasks = [Task(source(f"{n}.pdf"), Keys(f"{n}" * 20, "", f"{n}" * 20), tmp_path, "", LIMITS) for n in range(30)]
    with engine(1, LIMITS) as workers:
        assert workers.submit(abs, -3).result() == 3
        for _ in range(3):
            idle = [w for server in psutil.Process().children() for w in server.children()]
            assert idle
            for process in idle:
                process.kill()
            read_all(tasks[:10], workers, lambda record, spent: seen.append(record), work)
            tasks = tasks[10:]
    assert len(seen) == 30 and {record.status for record in seen} == {"ok"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_a_greedy_document_took_is_there_again_for_the_next(tmp_path: Path) -> None:
    """The error of a document holds its frames, and all that they hold, while the same worker reads the next."""
    seen: list[Record] = []
    with engine(1, LIMITS) as workers:
        for name in ("eats", "needs-much"):
            read_all([Task(source(f"{name}.pdf"), Keys(name * 20, "", name * 20), tmp_path, "", LIMITS)], workers,
                     lambda record, spent: seen.append(record), work)
    assert [record.status for record in seen] == ["failed", "ok"], seen
