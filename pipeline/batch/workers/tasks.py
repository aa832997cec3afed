"""What a worker does: it reads a document, or a page range of a long one, and keeps the result in the cache."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from dataclasses import dataclass, field, replace

from pipeline import files
from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import TRANSIENT, Record, record_of
from pipeline.batch.cache.scan_cache import ScanCacheFiles
from pipeline.batch.plan.document_task import Task
from pipeline.batch.plan.fingerprint import stage_hash
from pipeline.batch.workers.document_stages import extracted, failure_on_error, interpret, normalized
from pipeline.batch.workers.worker_failures import ReadFailure
from pipeline.model import Document

PageRange = tuple[int, int]
"""First and last page, 1-based."""


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What a worker returns.

    Attributes:
        record: of the document; None where it is long and was not read yet.
        page_ranges: those that a long document is to be read in.
        spent: CPU seconds by stage.
    """

    record: Record | None = None
    page_ranges: tuple[PageRange, ...] = ()
    spent: dict[str, float] = field(default_factory=dict)


class StageTimer:
    """CPU seconds of this process by stage."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._last = time.process_time()

    def lap(self, stage: str, page: int | None = None) -> None:
        """Add the time since the last call to a stage that is through, or a page of it."""
        now = time.process_time()
        self.spent[stage] += now - self._last  # type: ignore[assignment]
        self._last = now


def read(task: Task) -> TaskResult:
    """Read a document, unless it is long: then return in which page ranges it is to be read."""
    timer = StageTimer()
    place = document_cache.pages_at(task.cache, task.keys.pages)
    kept = None if task.fresh else document_cache.load_pages(place, task.keys.text, lambda d: normalized(d, timer.lap))
    timer.lap("load")
    if kept is not None:
        return _interpret_and_keep(task, replace(kept, source=task.source), timer)
    page_ranges = failure_on_error(lambda: _page_ranges(task))
    if isinstance(page_ranges, ReadFailure):
        return _interpret_and_keep(task, page_ranges, timer)
    if len(page_ranges) > 1:
        return TaskResult(page_ranges=page_ranges)
    document = failure_on_error(lambda: extracted(task.source, timer.lap, _scan_cache(task)))
    return _interpret_and_keep(task, _normalize_and_keep(task, document, timer), timer)


def read_page_range(task: Task, page_range: PageRange) -> TaskResult:
    """Read some pages of a long document and keep them until the others are read.

    Raises:
        UnreadableDocument, OSError: as of ``extract``.
    """
    from pipeline.acquire import local_source
    from pipeline.extract import ReadOptions, extract

    timer = StageTimer()
    with local_source(task.source) as here:
        part = extract(here, ReadOptions(pages=page_range, scan_cache=_scan_cache(task)))
    timer.lap("extract")
    place = document_cache.pages_at(task.cache, task.keys.pages, page_range)
    with document_cache.writable(task.cache):
        document_cache.store_pages(place, replace(part, source=task.source), "", len(part.findings))
    return TaskResult(spent=dict(timer.spent))


def read_joined_ranges(task: Task, page_ranges: tuple[PageRange, ...]) -> TaskResult:
    """Put the pages of a long document together, and take it through the later stages."""
    from pipeline.extract import join_page_ranges

    timer = StageTimer()
    places = [document_cache.pages_at(task.cache, task.keys.pages, page_range) for page_range in page_ranges]
    loaded = [document_cache.load_pages(place, "", lambda d: d) for place in places]
    parts = [part for part in loaded if part is not None]
    lost = ReadFailure("its pages were lost from the cache while it was read; run again")
    document = join_page_ranges(parts) if len(parts) == len(places) else lost
    timer.lap("load")
    result = _interpret_and_keep(task, _normalize_and_keep(task, document, timer), timer)
    for place in places:
        with contextlib.suppress(OSError):
            files.remove(place)
    return result


def _scan_cache(task: Task) -> ScanCacheFiles:
    return ScanCacheFiles(task.cache, stage_hash("extract"), task.fresh)


def _page_ranges(task: Task) -> tuple[PageRange, ...]:
    """Return the page ranges of a document; one where it is not long.

    Raises:
        UnreadableDocument: it cannot be opened, or says that it has more pages than a report may have.
    """
    from pipeline.acquire import local_source
    from pipeline.extract import page_ranges
    from pipeline.extract.unreadable import UnreadableDocument

    with local_source(task.source) as here:
        ranges = page_ranges(here)
    last = ranges[-1][1]
    if last > task.max_pages:
        raise UnreadableDocument(
            f"it says that it has {last:,} pages, more than the {task.max_pages:,} that are read; split it, "
            "fetch it again if it is damaged, or raise ITA_MAX_PAGES"
        )
    return ranges


def _normalize_and_keep(task: Task, document: Document | ReadFailure, timer: StageTimer) -> Document | ReadFailure:
    """Normalize a document, and keep its pages."""
    if isinstance(document, ReadFailure):
        return document
    raw = document
    clean = failure_on_error(lambda: normalized(raw, timer.lap))
    if not isinstance(clean, ReadFailure):
        place = document_cache.pages_at(task.cache, task.keys.pages)
        with document_cache.writable(task.cache):
            document_cache.store_pages(place, clean, task.keys.text, len(raw.findings))
        timer.lap("keep")
    return clean


def _interpret_and_keep(task: Task, document: Document | ReadFailure, timer: StageTimer) -> TaskResult:
    """Take a document through the later stages, and keep its record and its tables."""
    outcome = interpret(task.source, document, task.keys.outcome, timer.lap, task.added_bodies)
    limits = TRANSIENT if isinstance(document, ReadFailure) and document.transient else task.limits
    record, tables = record_of(outcome, task.software, limits)
    timer.lap("rows")
    with document_cache.writable(task.cache):
        document_cache.store_record(document_cache.record_at(task.cache, task.keys.outcome), record, tables)
    timer.lap("keep")
    return TaskResult(record, spent=dict(timer.spent))
