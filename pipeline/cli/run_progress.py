"""Progress of a run: a bar on a terminal, entries of the log elsewhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.cli.log_options import LOG
from pipeline.cli.progress_log import get_logger
from pipeline.pandas_import import leave_pandas_out

if TYPE_CHECKING:
    from pipeline.batch import RunResult
    from pipeline.batch.cache.document_record import Record
    from pipeline.settings import Settings


class ProgressSettings(NamedTuple):
    """Limits of what is shown.

    Attributes:
        log_every_s: seconds between two lines of the log on progress: a night of reading is a few hundred lines.
        reading_share: share (0 to 1) of the work on a long document that is done once its pages are read; the stages
            that follow take it as a whole.
        longest_name: characters of a file's name beside the bar.
    """

    log_every_s: float = 30.0
    reading_share: float = 0.6
    longest_name: int = 40


PROGRESS = ProgressSettings()


@dataclass(slots=True)
class Amount:
    """What was read of what is to be read.

    Bytes stand for the time that a document takes, which nobody knows before it is opened.

    Attributes:
        sizes: bytes of the documents to read, by name.
        documents: read.
        pages: read.
        parts: share (0 to 1) that is read of documents under way.
        pages_of: pages that are read of documents under way.
        bytes_read: of documents that are read.
        began: when reading began (s, monotonic).
        changed: when anything was read last.
    """

    sizes: Mapping[str, int] = field(default_factory=dict)
    documents: int = 0
    pages: int = 0
    parts: dict[str, float] = field(default_factory=dict)
    pages_of: dict[str, int] = field(default_factory=dict)
    bytes_read: int = 0
    began: float = 0.0
    changed: float = 0.0

    def add_pages(self, name: str, read: int, of: int, now: float) -> None:
        """Count pages of a long document: so many of them are read, and are then to be understood together."""
        self.pages += read - self.pages_of.get(name, 0)
        self.pages_of[name], self.parts[name], self.changed = read, PROGRESS.reading_share * read / of, now

    def add_document(self, name: str, pages: int, now: float) -> None:
        """Count a document that is read."""
        self.pages += pages - self.pages_of.pop(name, 0)
        self.parts.pop(name, None)
        self.documents += 1
        self.bytes_read += self.sizes.get(name, 0)
        self.changed = now

    @property
    def share(self) -> float:
        """Share (0 to 1) of the bytes that is read."""
        total = sum(self.sizes.values())
        under_way = sum(share * self.sizes.get(name, 0) for name, share in self.parts.items())
        return min(1.0, (self.bytes_read + under_way) / total) if total else 0.0

    def rate(self) -> float:
        """Return pages a second since reading began."""
        spent = self.changed - self.began
        return self.pages / spent if spent > 0 else 0.0

    def seconds_left(self, now: float) -> float | None:
        """Return the seconds that are left; they go on between two documents. None where nothing was read yet."""
        share = self.share
        if not share:
            return None
        return max(0.0, (self.changed - self.began) * (1 - share) / share - (now - self.changed))


class RunProgress:
    """Shows pages, documents, the file at hand, the rate and the time left."""

    def __init__(self) -> None:
        self._log = get_logger()
        self._bar: Any = None
        self._task: Any = None
        self._amount = Amount()
        self._names: tuple[str, ...] = ()
        self._logged = 0.0

    def __enter__(self) -> RunProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        if isinstance(error, KeyboardInterrupt):
            error.add_note(self._kept())

    def planned(self, to_read: int, documents: int, sizes: Mapping[str, int]) -> None:
        """Begin: so many of the documents will be read, of these sizes (bytes)."""
        now = time.monotonic()
        self._amount = Amount(sizes, began=now, changed=now)
        self._logged = now
        if LOG.has_bar:
            if to_read and not self._bar and LOG.level < logging.WARNING:
                self._bar = _progress_bar(self._amount)
                self._task = self._bar.add_task("reading", total=1.0)
                self._bar.start()
        else:
            self._log.info("run_planned", documents=documents, to_read=to_read, size_bytes=sum(sizes.values()))

    def at_hand(self, names: Sequence[str]) -> None:
        """Say which files are being read."""
        self._names = tuple(names)
        self._show()

    def pages_read(self, name: str, read: int, of: int) -> None:
        """Count pages of a long document: so many of them are read."""
        self._amount.add_pages(name, read, of, time.monotonic())
        if not LOG.has_bar:
            self._log.debug("pages_read", source_file=name, pages=read, of=of)
        self._show()

    def done(self, record: Record, spent: Mapping[str, float]) -> None:
        """Count one document that was read, in so many CPU seconds by stage."""
        from pipeline.emit.schema.field_registry import REPORT_DATASETS

        self._amount.add_document(record.source_file, record.packed.rows("pages"), time.monotonic())
        if not LOG.has_bar:
            counts = {name: record.packed.rows(name) for name in ("pages", *REPORT_DATASETS)}
            self._log.info(
                "document_read",
                source_file=record.source_file,
                status=record.status,
                **counts,
                cpu_s=round(sum(spent.values()), 3),
                **({"reason": record.reason} if record.reason else {}),
            )
        self._show()

    def ended(self, result: RunResult) -> None:
        """Log the end of the run, with CPU seconds by stage for those who plan capacity."""
        if not LOG.has_bar:
            release = result.release
            self._log.info(
                "run_ended",
                release=release and release.id,
                unchanged=release and release.unchanged,
                documents=result.documents,
                read=result.to_read,
                cpu_s={stage: round(s, 3) for stage, s in result.spent.items()},
            )

    def _show(self) -> None:
        """Draw the bar again, or log progress where the last line is old enough."""
        amount, now = self._amount, time.monotonic()
        if self._bar is not None:
            shown = self._names[0] if self._names else ""
            shown = shown if len(shown) <= PROGRESS.longest_name else f"…{shown[-PROGRESS.longest_name :]}"
            more = f" and {len(self._names) - 1} more" if len(self._names) > 1 else ""
            self._bar.update(self._task, completed=amount.share, at_hand=f"{shown}{more}")
        elif not LOG.has_bar and now - self._logged >= PROGRESS.log_every_s:
            self._logged, left = now, amount.seconds_left(now)
            self._log.info(
                "run_progress",
                read=amount.documents,
                to_read=len(amount.sizes),
                pages=amount.pages,
                pages_per_s=round(amount.rate(), 1),
                left_s=None if left is None else round(left),
                at_hand=list(self._names),
            )

    def _kept(self) -> str:
        """Return what is not lost where the run is broken off."""
        read, of = self._amount.documents, len(self._amount.sizes)
        kept = f"{read:,} of {of:,} documents were read and are kept in the cache; " if of else ""
        return f"{kept}the release before, if any, stands; run again to go on"


def _progress_bar(amount: Amount) -> Any:
    """Return a bar with documents and pages that are read, their rate, the file at hand and the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn
    from rich.text import Text

    from pipeline.domain.control_characters import escaped

    class Counts(ProgressColumn):
        """Documents and pages, pages a second, and the time left."""

        def render(self, task: Any) -> Text:
            """Return them as they are now."""
            left = amount.seconds_left(time.monotonic())
            shown = "" if left is None else f", {int(left) // 60}:{int(left) % 60:02} left"
            read = f"{amount.documents:,}/{len(amount.sizes):,} documents, {amount.pages:,} pages"
            return Text(f"{read} ({amount.rate():.1f}/s){shown}", no_wrap=True)

    class AtHand(ProgressColumn):
        """The file that is being read."""

        def render(self, task: Any) -> Text:
            """Return its name; it is a stranger's text."""
            return Text(escaped(str(task.fields.get("at_hand", ""))), no_wrap=True, overflow="ellipsis")

    return Progress(
        BarColumn(bar_width=12),
        Counts(),
        AtHand(),
        console=Console(stderr=True),
        transient=True,
    )


def run_with_progress(settings: Settings, **how: bool) -> RunResult:
    """Run, and show how far it is; errors and arguments as of :func:`pipeline.batch.run_batch`."""
    from pipeline.batch import run_batch

    leave_pandas_out()
    with RunProgress() as progress:
        result = run_batch(
            settings,
            **how,
            planned=progress.planned,
            done=progress.done,
            on_pages=progress.pages_read,
            at_hand=progress.at_hand,
        )
        progress.ended(result)
    return result
