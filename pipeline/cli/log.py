"""What the commands say while they work, on standard error."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from pipeline.model import Outcome


def logger() -> Any:
    """A structured log on standard error, in colour on a terminal."""
    import structlog

    terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
                    structlog.dev.ConsoleRenderer(colors=terminal) if terminal else structlog.processors.LogfmtRenderer(
                        key_order=["timestamp", "level", "event"])],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    return structlog.get_logger()


class Progress:
    """A progress bar on a terminal, a log line per document elsewhere."""

    def __init__(self) -> None:
        self._log = logger()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def planned(self, to_read: int, documents: int) -> None:
        """How many documents will be read."""
        if sys.stderr.isatty() and to_read:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
                            console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("reading", total=to_read)
        else:
            self._log.info("archive", documents=documents, to_read=to_read)

    def done(self, outcome: Outcome) -> None:
        """One document was read."""
        if self._bar is not None:
            self._bar.advance(self._task)
            return
        source = outcome.document.source.source_file
        self._log.info("read", file=source, status=outcome.status, pages=len(outcome.document.pages),
                       indicators=len(outcome.report.indicators), measures=len(outcome.report.measures))
