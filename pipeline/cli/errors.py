"""Errors that a command foresees: one sentence on standard error, and the exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.exit_code import ExitCode
from pipeline.cli.log_options import LOG
from pipeline.cli.terminal_output import echo_message

if TYPE_CHECKING:
    from pydantic import ValidationError


class DocumentError(click.ClickException):
    """A document that cannot be opened or read."""

    exit_code = ExitCode.FAILED

    def show(self, file: object = None) -> None:
        """Print one sentence on standard error."""
        echo_message(f"ita: {self.message}")


def report_error(error: Exception) -> ExitCode:
    """Print one sentence about an error; return its exit code. One that is not foreseen is a defect."""
    from pydantic import ValidationError

    from pipeline.acquire import ArchiveError
    from pipeline.batch import Locked, NoEngine
    from pipeline.emit import ReleaseError
    from pipeline.export import ExportError
    from pipeline.files.config_file import ConfigError
    from pipeline.summary import SummaryError

    if isinstance(error, Locked):
        return report_failure(str(error), ExitCode.LOCKED)
    if isinstance(error, (NoEngine, ConfigError)):
        return report_failure(str(error), ExitCode.USAGE)
    if isinstance(error, (ArchiveError, ReleaseError, ExportError, SummaryError)):
        return report_failure(str(error), ExitCode.FAILED)
    if isinstance(error, ValidationError):
        sentence = _wrong_setting(error)
        if sentence is not None:
            return report_failure(sentence, ExitCode.USAGE)
    return _report_defect(error)


def _report_defect(error: Exception) -> ExitCode:
    """Say that the software is wrong, and what to report; the traceback where --verbose asks for it."""
    import platform
    import shlex
    import traceback

    from pipeline import __version__

    if LOG.is_verbose:
        echo_message("".join(traceback.format_exception(error)).rstrip())
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" in {Path(frame.filename).name} line {frame.lineno}" for frame in last)
    said = " ".join(str(error).split())
    command = shlex.join(["ita", *sys.argv[1:]])
    return report_failure(
        f"a defect of the software: {type(error).__name__}{f': {said}' if said else ''}{where}. The release before, if "
        "any, stands. Report it where this software comes from (CONTRIBUTING.md), with the file that it met and this: "
        f"ita-reports {__version__}, Python {platform.python_version()}, {platform.system()}, `{command}`"
        + ("" if LOG.is_verbose else "; with -v it shows where it happened"),
        ExitCode.DEFECT,
        "defect",
    )


def _wrong_setting(error: ValidationError) -> str | None:
    """Return a sentence that names a wrong setting as it was given; None where the error is of no setting."""
    from pipeline.cli.config_table import CLASSES, source_of, variable_of

    settings_class = next((c for c in CLASSES if c.__name__ == error.title), None)
    first = error.errors()[0]
    if settings_class is None or not first["loc"]:
        return None
    name = str(first["loc"][0])
    source = source_of(settings_class, name)
    if source in ("environment", "default"):
        return f"{variable_of(settings_class, name)}: {first['msg']}; correct the setting"
    table = f"[{settings_class.table}] " if settings_class.table else ""
    return f"{source}: {table}{name}: {first['msg']}; correct the setting"


def report_failure(sentence: str, code: ExitCode, event: str = "failed") -> ExitCode:
    """Print why a command ended, in its log where it writes one; return the exit code."""
    progress_log = sys.modules.get("pipeline.cli.progress_log")
    if progress_log is not None:
        progress_log.log_message(sentence, "error", event, exit_code=int(code))
    else:
        echo_message(f"ita: {sentence}")
    return code
