"""Messages of the commands and the log of what they do, on standard error; docs/logging.md lists the events."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

from pipeline.cli.log_options import LOG
from pipeline.cli.terminal_output import echo_message, log_processor

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def get_logger() -> Any:
    """Return a structured log on standard error: for people on a terminal, one JSON object per line elsewhere."""
    import structlog

    known = structlog.processors
    rendering = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if LOG.is_text
        else [_event_first, known.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[known.add_log_level, known.TimeStamper(fmt="iso", utc=True), log_processor, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(LOG.level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    return structlog.get_logger()


def log_message(sentence: str, level: str = "warning", event: str = "message", **fields: Any) -> None:
    """Tell people something: as a sentence in text, in JSON as an entry with the sentence as its ``message``.

    Args:
        sentence: for people.
        level: ``info``, ``warning`` or ``error``.
        event: what happened, for programs.
        **fields: what it happened to.
    """
    if not LOG.is_text:
        getattr(get_logger(), level)(event, message=sentence, **fields)
    elif LEVELS[level] >= LOG.level:
        echo_message(f"ita: {sentence}")


def _event_first(log: Any, method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put what happened, and when, before the other fields."""
    return {**{name: entry[name] for name in ("timestamp", "level", "event")}, **entry}
