"""What a worker does: it reads a document, or a stretch of a long one, and keeps what it learnt."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import PASSING, Limits, Record, record_of
from pipeline.batch.cache.scan_cache import Pictures
from pipeline.batch.plan.fingerprint import Keys
from pipeline.batch.workers.document_stages import Broken, attempt, extracted, normalized, understood
from pipeline.emit.release_errors import ReleaseError
from pipeline.files import Place
from pipeline.model import Document, SourceDocument

Stretch = tuple[int, int]
"""First and last page, 1-based."""


@dataclass(frozen=True, slots=True)
class Task:
    """A document to read.

    Attributes:
        home: of the cache.
        software: by which is found, later on, what it was read with.
        fresh: read it even where it was read before.
        max_pages: a document that says it has more is not read.
    """

    source: SourceDocument
    keys: Keys
    home: Place
    software: str
    limits: Limits
    fresh: bool = False
    max_pages: int = 10_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker gives back.

    Attributes:
        record: of the document; None where it is long and was not read yet.
        stretches: those that a long document is to be read in.
        spent: CPU seconds by stage.
    """

    record: Record | None = None
    stretches: tuple[Stretch, ...] = ()
    spent: dict[str, float] = field(default_factory=dict)


class Clock:
    """CPU seconds of this process by stage."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._last = time.process_time()

    def lap(self, stage: str, page: int | None = None) -> None:
        """A stage is through, or a page of it."""
        now = time.process_time()
        self.spent[stage] += now - self._last  # type: ignore[assignment]
        self._last = now


def read(task: Task) -> Reply:
    """Reads a document, unless it is long: then it says in which stretches."""
    clock = Clock()
    place = document_cache.pages_at(task.home, task.keys.pages)
    kept = None if task.fresh else document_cache.load_pages(place, task.keys.text, lambda d: normalized(d, clock.lap))
    clock.lap("load")
    if kept is not None:
        return _understood(task, replace(kept, source=task.source), clock)
    plan = attempt(lambda: _plan(task))
    if not isinstance(plan, Broken) and len(plan) > 1:
        return Reply(stretches=plan)
    document = (
        plan
        if isinstance(plan, Broken)
        else attempt(lambda: extracted(task.source, clock.lap, Pictures(task.home, task.fresh)))
    )
    return _understood(task, _normalized(task, document, clock), clock)


def read_stretch(task: Task, stretch: Stretch) -> Reply:
    """Reads some pages of a long document and keeps them until the others are read.

    Raises:
        UnreadableDocument, OSError: as of ``extract``.
    """
    from pipeline.acquire import local_source
    from pipeline.extract import extract

    clock = Clock()
    with local_source(task.source) as here:
        part = extract(here, pages=stretch, recall=Pictures(task.home, task.fresh))
    clock.lap("extract")
    with _writable(task.home):
        document_cache.store_pages(
            document_cache.pages_at(task.home, task.keys.pages, stretch),
            replace(part, source=task.source),
            "",
            len(part.findings),
        )
    return Reply(spent=dict(clock.spent))


def join_stretches(task: Task, stretches: tuple[Stretch, ...]) -> Reply:
    """Puts the pages of a long document together and reads on."""
    from pipeline import files
    from pipeline.extract import join

    clock = Clock()
    places = [document_cache.pages_at(task.home, task.keys.pages, stretch) for stretch in stretches]
    parts = [document_cache.load_pages(place, "", lambda d: d) for place in places]
    whole = [part for part in parts if part is not None]
    found = (
        join(whole)
        if len(whole) == len(parts)
        else Broken("its pages were lost from the cache while it was read; run again")
    )
    clock.lap("load")
    reply = _understood(task, _normalized(task, found, clock), clock)
    for place in places:
        with contextlib.suppress(OSError):
            files.remove(place)
    return reply


def _plan(task: Task) -> tuple[Stretch, ...]:
    """The stretches of a document; one where it is not long.

    Raises:
        UnreadableDocument: it cannot be opened, or says that it has more pages than a report may have.
    """
    from pipeline.acquire import local_source
    from pipeline.extract import stretches
    from pipeline.extract.unreadable import UnreadableDocument

    with local_source(task.source) as here:
        plan = stretches(here)
    if plan[-1][1] > task.max_pages:
        raise UnreadableDocument(
            f"it says that it has {plan[-1][1]:,} pages, more than the {task.max_pages:,} that are read; split it, "
            "fetch it again if it is damaged, or raise ITA_MAX_PAGES"
        )
    return plan


def _normalized(task: Task, document: Document | Broken, clock: Clock) -> Document | Broken:
    """The document normalized, and kept."""
    if isinstance(document, Broken):
        return document
    raw = document
    clean = attempt(lambda: normalized(raw, clock.lap))
    if not isinstance(clean, Broken):
        with _writable(task.home):
            document_cache.store_pages(
                document_cache.pages_at(task.home, task.keys.pages), clean, task.keys.text, len(raw.findings)
            )
        clock.lap("keep")
    return clean


def _understood(task: Task, document: Document | Broken, clock: Clock) -> Reply:
    """The later stages, and what they gave kept."""
    outcome = understood(task.source, document, task.keys.outcome, clock.lap)
    limits = PASSING if isinstance(document, Broken) and document.passing else task.limits
    record, tables = record_of(outcome, task.software, limits)
    clock.lap("rows")
    with _writable(task.home):
        document_cache.store_record(document_cache.record_at(task.home, task.keys.outcome), record, tables)
    clock.lap("keep")
    return Reply(record, spent=dict(clock.spent))


@contextlib.contextmanager
def _writable(home: Place) -> Iterator[None]:
    """Makes a full disk the end of the run: going on would lose every document."""
    try:
        yield
    except OSError as error:
        raise ReleaseError(
            f"nothing was released, {home} cannot be written ({error.strerror or error}); free some space or give another "
            "folder with --out. The release before, if any, stands"
        ) from error
