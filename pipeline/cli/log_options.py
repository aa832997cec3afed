"""How much the commands say on standard error, and in which form: ``--verbose``, ``--quiet``, ``--log-format``."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import Any

import click


@dataclass(slots=True)
class LogChoice:
    """What was asked for on the command line.

    Attributes:
        level: entries below it are not written.
        form: ``text`` or ``json``; None for text on a terminal and JSON elsewhere.
    """

    level: int = logging.INFO
    form: str | None = None

    @property
    def is_verbose(self) -> bool:
        """Whether more is said than usual."""
        return self.level < logging.INFO

    @property
    def is_text(self) -> bool:
        """Whether messages are sentences for people, not JSON."""
        return sys.stderr.isatty() if self.form is None else self.form == "text"

    @property
    def has_bar(self) -> bool:
        """Whether progress is drawn on a terminal instead of logged."""
        return sys.stderr.isatty() and self.form is None


LOG = LogChoice()
"""The choice of this process."""


def _set_level(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        LOG.level = logging.DEBUG if param.name == "verbose" else logging.WARNING


def _set_form(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        LOG.form = value


def log_parameters(hidden: bool) -> list[click.Parameter]:
    """Return the options; hidden ones for the commands, so that they may stand behind a command's name, too."""
    shared: dict[str, Any] = {"expose_value": False, "hidden": hidden}
    return [
        click.Option(["-v", "--verbose"], is_flag=True, callback=_set_level, help="Say more.", **shared),
        click.Option(["-q", "--quiet"], is_flag=True, callback=_set_level, help="Warnings and errors only.", **shared),
        click.Option(
            ["--log-format"],
            type=click.Choice(["text", "json"]),
            callback=_set_form,
            help="Form of the log.  [default: text on a terminal, json elsewhere]",
            **shared,
        ),
    ]
