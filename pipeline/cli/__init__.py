"""The command line ``ita``: the only place that prints. Data goes to standard output, progress and log to standard error."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

COMMANDS = {
    "run": "run_command:run",
    "fetch": "fetch_command:fetch",
    "refresh": "refresh_command:refresh",
    "schedule": "schedule_command:schedule",
    "tables": "document_commands:tables",
    "text": "document_commands:text",
    "explain": "explain_command:explain",
    "status": "release_commands:status",
    "releases": "release_commands:releases",
    "diff": "diff_command:diff",
    "rollback": "release_commands:rollback",
    "schema": "schema_command:schema",
    "doctor": "doctor_command:doctor",
}
PREFIXES = {"Settings": "ITA_", "FetchSettings": "ITA_FETCH_", "RefreshSettings": "ITA_"}
ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that end a command as Ctrl-C does: of a scheduler, and of a terminal that is closed."""
NOTHING_RELEASED, LOCKED, INTERRUPTED = 4, 5, 130


class Lazy(click.Group):
    """Commands are imported when they are called, so that ``ita --help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(f"pipeline.cli.{module}"), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="ita-reports", prog_name="ita")
def cli() -> None:
    """Turns Thailand's published ITA reports into datasets that analysts can trust.

    \b
    Examples:
      ita run                          build a release from raw/ in processed/
      ita tables report.pdf            the tables of one document
      ita explain report.pdf           what was found in it, and why
      ita schema measures              what the columns mean
    \b
    Exit codes: 0 done · 2 usage · 3 released, but some documents are newly partial or failed ·
    4 nothing could be released or read, an old release stands · 5 another run holds the lock · 130 interrupted
    """


def main() -> NoReturn:
    """Runs the command line and ends the process with one of the documented exit codes."""
    for number in ENDS:
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup has one of them ignored
            signal.signal(number, _interrupt)
    try:
        code = cli.main(prog_name="ita", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        for number in (signal.SIGINT, *ENDS):
            signal.signal(number, signal.SIG_IGN)  # once is enough
        code = _say("interrupted; the release before stands", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        code = explained(error)
    sys.exit(code if isinstance(code, int) else 0)


def explained(error: Exception) -> int:
    """Says what is foreseen in one sentence, with its exit code; raises what is not."""
    from pydantic import ValidationError

    from pipeline.acquire import ArchiveError
    from pipeline.batch import Locked, NoEngine
    from pipeline.emit import ReleaseError

    if isinstance(error, Locked):
        return _say(str(error), LOCKED)
    if isinstance(error, NoEngine):
        return _say(str(error), 2)
    if isinstance(error, (ArchiveError, ReleaseError)):
        return _say(str(error), NOTHING_RELEASED)
    if isinstance(error, ValidationError) and error.title in PREFIXES:
        first = error.errors()[0]
        return _say(
            f"{PREFIXES[error.title]}{'.'.join(map(str, first['loc'])).upper()}: {first['msg']}; correct the setting", 2
        )
    raise error


def _say(sentence: str, code: int) -> int:
    """Says why a command ended, in its log where it writes one."""
    log = sys.modules.get("pipeline.cli.progress_log")
    if log is not None:
        log.say(sentence, "error")
    else:
        click.echo(f"ita: {sentence}", err=True)
    return code


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Ends a command as Ctrl-C does: workers stopped, nothing half written."""
    raise KeyboardInterrupt
