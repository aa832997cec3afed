from __future__ import annotations

import sys
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest
from support.factories import source
from support.faulty_workers import work

from pipeline.batch.cache.document_record import TRANSIENT, Limits, Record
from pipeline.batch.plan.document_task import Task
from pipeline.batch.plan.fingerprint import Keys
from pipeline.batch.workers.dispatch import read_all
from pipeline.batch.workers.executors import engine
from pipeline.emit import ReleaseError

LIMITS = Limits(120, 500)
HASTE = Limits(3, 500)
WRONG = {
    "crashes": "crashed (signal 11)",
    "exits": "crashed (exit code 7)",
    "killed": "was killed",
    "eats": "more memory",
    "raises": "ZeroDivisionError: division by zero",
    "told-to-end": "was told to end",
}
GOOD = ["good-1", "good-2", "good-3"]


def read(tmp_path: Path, names: Iterable[str], workers: Executor, limits: Limits = LIMITS) -> dict[str, Record]:
    """The records of documents that go wrong in the way that their names say."""
    seen: dict[str, Record] = {}
    tasks = [Task(source(f"{name}.pdf"), Keys(name * 20, "", name * 20), tmp_path, "", limits) for name in names]
    read_all(tasks, workers, lambda record, spent: seen.update({Path(record.source_file).stem: record}), work)
    return seen


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_document_that_goes_wrong_costs_itself_only(tmp_path: Path) -> None:
    with engine(2, LIMITS) as workers:
        seen = read(tmp_path, [*GOOD, *WRONG], workers)
    assert set(seen) == {*GOOD, *WRONG}
    assert {name for name, record in seen.items() if record.status == "ok"} == set(GOOD)
    for name, said in WRONG.items():
        reason = seen[name].reason
        assert reason is not None
        assert reason.startswith(f"{name}.pdf: ") and said in reason
        assert seen[name].limits == (TRANSIENT if name == "told-to-end" else LIMITS)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_document_that_hangs_is_given_up_and_another_takes_its_turn(tmp_path: Path) -> None:
    with engine(1, HASTE) as workers:
        assert "longer than 3 s" in str(read(tmp_path, ["hangs"], workers, HASTE)["hangs"].reason)
        assert workers.submit(abs, -3).result() == 3


def test_an_engine_that_was_lost_ends_the_run(tmp_path: Path) -> None:
    """What it did not read has not failed: nothing may be released without it."""

    class Lost(Executor):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            future: Future[object] = Future()
            future.cancel()
            return future

    with pytest.raises(ReleaseError, match="scheduler or all of its workers were lost"):
        read(tmp_path, GOOD, Lost())


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_worker_that_dies_between_documents_costs_nothing(tmp_path: Path) -> None:
    import psutil

    seen: dict[str, Record] = {}
    with engine(1, LIMITS) as workers:
        assert workers.submit(abs, -3).result() == 3
        for turn in range(3):
            idle = [w for server in psutil.Process().children() for w in server.children()]
            assert idle
            for process in idle:
                process.kill()
            seen |= read(tmp_path, [f"{turn}-{n}" for n in range(10)], workers)
    assert len(seen) == 30 and {record.status for record in seen.values()} == {"ok"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_what_a_greedy_document_took_is_there_again_for_the_next(tmp_path: Path) -> None:
    """The error of a document holds its frames, and all that they hold, while the same worker reads the next."""
    with engine(1, LIMITS) as workers:
        seen = [read(tmp_path, [name], workers)[name] for name in ("eats", "needs-much")]
    assert [record.status for record in seen] == ["failed", "ok"], seen
