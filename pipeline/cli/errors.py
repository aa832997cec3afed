"""Errors that a command foresees: one sentence on standard error, and the exit code."""

from __future__ import annotations

import sys

import click

from pipeline.cli.exit_code import ExitCode
from pipeline.cli.terminal_output import echo_message

SETTINGS_PREFIXES = {"Settings": "ITA_", "FetchSettings": "ITA_FETCH_", "RefreshSettings": "ITA_"}
"""Per settings class, how the names of its environment variables begin."""


class DocumentError(click.ClickException):
    """A document that cannot be opened or read."""

    exit_code = ExitCode.FAILED

    def show(self, file: object = None) -> None:
        """Print one sentence on standard error."""
        echo_message(f"ita: {self.message}")


def report_error(error: Exception) -> ExitCode:
    """Print one sentence about an error that is foreseen; return its exit code.

    Raises:
        Exception: the error itself, where it is not foreseen.
    """
    from pydantic import ValidationError

    from pipeline.acquire import ArchiveError
    from pipeline.batch import Locked, NoEngine
    from pipeline.emit import ReleaseError

    if isinstance(error, Locked):
        return report_failure(str(error), ExitCode.LOCKED)
    if isinstance(error, NoEngine):
        return report_failure(str(error), ExitCode.USAGE)
    if isinstance(error, (ArchiveError, ReleaseError)):
        return report_failure(str(error), ExitCode.FAILED)
    if isinstance(error, ValidationError) and error.title in SETTINGS_PREFIXES:
        first = error.errors()[0]
        variable = f"{SETTINGS_PREFIXES[error.title]}{'.'.join(map(str, first['loc'])).upper()}"
        return report_failure(f"{variable}: {first['msg']}; correct the setting", ExitCode.USAGE)
    raise error


def report_failure(sentence: str, code: ExitCode) -> ExitCode:
    """Print why a command ended, in its log where it writes one; return the exit code."""
    progress_log = sys.modules.get("pipeline.cli.progress_log")
    if progress_log is not None:
        progress_log.log_message(sentence, "error")
    else:
        echo_message(f"ita: {sentence}")
    return code
