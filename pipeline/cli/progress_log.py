"""Progress and messages of the commands, on standard error."""

from __future__ import annotations

import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pipeline.cli.terminal_output import echo_message, log_processor

if TYPE_CHECKING:
    from pipeline.batch import RunResult
    from pipeline.batch.cache.document_record import Record


def get_logger() -> Any:
    """Return a structured log on standard error: for people on a terminal, one JSON object per line elsewhere."""
    import structlog

    known = structlog.processors
    rendering = (
        [structlog.dev.ConsoleRenderer()]
        if sys.stderr.isatty()
        else [_event_first, known.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[known.add_log_level, known.TimeStamper(fmt="iso", utc=True), log_processor, *rendering],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    return structlog.get_logger()


def log_message(sentence: str, level: str = "warning") -> None:
    """Print a sentence for people: as it is on a terminal, elsewhere as one more line of the log."""
    if sys.stderr.isatty():
        echo_message(f"ita: {sentence}")
    else:
        getattr(get_logger(), level)(f"ita: {sentence}")


def _event_first(log: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put what happened, and when, before the other fields."""
    return {**{name: entry[name] for name in ("timestamp", "level", "event")}, **entry}


class RunProgress:
    """A bar with the rate and the time left on a terminal, a log line per document elsewhere."""

    def __init__(self) -> None:
        self._log = get_logger()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> RunProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def planned(self, to_read: int, documents: int) -> None:
        """Begin: so many of the documents will be read."""
        if sys.stderr.isatty() and to_read:
            self._bar = _progress_bar()
            self._bar.start()
            self._task = self._bar.add_task("reading", total=to_read)
        elif not sys.stderr.isatty():
            self._log.info("archive", documents=documents, to_read=to_read)

    def done(self, record: Record) -> None:
        """Count one document that was read."""
        if self._bar is not None:
            self._bar.advance(self._task)
            return
        from pipeline.emit.schema.field_registry import REPORT_DATASETS

        counts = {name: record.packed.rows(name) for name in ("pages", *REPORT_DATASETS)}
        self._log.info(
            "read",
            file=record.source_file,
            status=record.status,
            **counts,
            **({"reason": record.reason} if record.reason else {}),
        )

    def ended(self, result: RunResult) -> None:
        """Log the end of the run, with CPU seconds by stage for those who plan capacity."""
        if not sys.stderr.isatty():
            release = result.release
            self._log.info(
                "ended",
                release=release and release.id,
                unchanged=release and release.unchanged,
                documents=result.documents,
                read=result.to_read,
                cpu_s={stage: round(s, 3) for stage, s in result.spent.items()},
            )


def _progress_bar() -> Any:
    """Return a bar with documents done, their rate and the time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """Documents a second."""

        def render(self, task: Any) -> Text:
            """Return the rate of the last seconds."""
            return Text("" if task.speed is None else f"{task.speed:.1f} documents/s")

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
    )
