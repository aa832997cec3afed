"""What may be printed: no control characters, and in messages no passwords and tokens."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import click

from pipeline.domain.control_characters import escaped
from pipeline.files.redaction import redact


def echo(text: str, nl: bool = True) -> None:
    """Print a line for people, or JSON, on standard output; control characters as escapes (``\\u001b``)."""
    click.echo(escaped(text), nl=nl)


def echo_message(sentence: str) -> None:
    """Print a sentence for people on standard error."""
    click.echo(escaped(redact(sentence)), err=True)


def loggable(value: Any) -> Any:
    """Return a value of a log entry as it may be logged; lists and mappings element by element."""
    if isinstance(value, str):
        return escaped(redact(value), kept="\n")
    if isinstance(value, dict):
        return {loggable(key): loggable(element) for key, element in value.items()}
    if isinstance(value, (list, tuple)):
        return [loggable(element) for element in value]
    return value


def log_processor(log: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Make a log entry one that may be logged; for structlog."""
    return {name: loggable(value) for name, value in entry.items()}


class _LibraryFormatter(logging.Formatter):
    """Formats what libraries log, such as urllib3 of a header that it cannot read."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry as it may be logged."""
        return escaped(redact(super().format(record)))


def guard_standard_error() -> None:
    """Let warnings of libraries and tracebacks, those of threads included, leave out passwords and tokens, too."""
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_LibraryFormatter())
    sys.excepthook = _print_traceback
    threading.excepthook = lambda args: _print_traceback(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _print_traceback(args.exc_type, args.exc_value, args.exc_traceback)


def _print_traceback(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Print the traceback of a defect."""
    sys.stderr.write(escaped(redact("".join(traceback.format_exception(kind, error, trace)))))
