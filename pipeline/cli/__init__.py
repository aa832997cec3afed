"""The command line ``ita``, the only place that prints: data on standard output, progress and log on standard error."""

from __future__ import annotations

import importlib
import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from pipeline import __version__
from pipeline.cli.errors import report_error, report_failure
from pipeline.cli.exit_code import ExitCode
from pipeline.cli.log_options import log_parameters
from pipeline.cli.terminal_output import guard_standard_error
from pipeline.domain.control_characters import escaped
from pipeline.files.config_file import CONFIG_VARIABLE
from pipeline.files.redaction import redact
from pipeline.garbage import collect_seldom
from pipeline.pandas_import import hide_pandas

COMMANDS = {
    "run": "run_command:run",
    "fetch": "fetch_command:fetch",
    "refresh": "refresh_command:refresh",
    "schedule": "schedule_command:schedule",
    "tables": "document_commands:tables",
    "text": "document_commands:text",
    "explain": "explain_command:explain",
    "status": "status_command:status",
    "findings": "findings_command:findings",
    "rules": "rules_command:rules",
    "releases": "release_commands:releases",
    "diff": "diff_command:diff",
    "rollback": "release_commands:rollback",
    "review": "review_command:review",
    "export": "export_command:export",
    "report": "report_command:report",
    "verify": "verify_command:verify",
    "bodies": "bodies_command:bodies",
    "coverage": "coverage_command:coverage",
    "schema": "schema_command:schema",
    "config": "config_command:config",
    "doctor": "doctor_command:doctor",
    "completion": "completion_command:completion",
}
"""Per command its module and function, in the order of the help text."""
NEED_PANDAS = {"run", "refresh"}
"""Commands that make releases, in which documents are compared with each other by pandas."""
TERMINATION_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals that end a command as Ctrl-C does: of a scheduler, and of a terminal that is closed."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called, so that ``ita --help`` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command by its name; return None for an unknown one."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command = getattr(importlib.import_module(f"pipeline.cli.{module}"), name)
        assert isinstance(command, click.Command)
        if all(parameter.name != "log_format" for parameter in command.params):
            command.params += log_parameters(hidden=True)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "-V", "--version", prog_name="ita")
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Settings, in place of ita.toml in the working folder (`ita config`).",
)
def cli(config: str | None) -> None:
    """Turn Thailand's published ITA reports into datasets that analysts can trust.

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
    if config is not None:
        os.environ[CONFIG_VARIABLE] = config


cli.params += log_parameters(hidden=False)


def main() -> NoReturn:
    """Run the command line and end the process with an :class:`ExitCode`."""
    collect_seldom()
    guard_standard_error()
    if NEED_PANDAS.isdisjoint(sys.argv):
        hide_pandas()
    for number in TERMINATION_SIGNALS:
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup has one of them ignored
            signal.signal(number, _raise_interrupt)
    try:
        code = cli.main(prog_name="ita", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt) as interruption:
        for number in (signal.SIGINT, *TERMINATION_SIGNALS):
            signal.signal(number, signal.SIG_IGN)  # a second one must not break off the clean end
        code = report_failure(_interrupted(interruption), ExitCode.INTERRUPTED, "interrupted")
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        click.echo(escaped(redact(shown.getvalue())), err=True, nl=False)
        code = error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.OK
    except Exception as error:
        code = report_error(error)
    sys.exit(code if isinstance(code, int) else ExitCode.OK)


def _interrupted(interruption: BaseException) -> str:
    """Return the sentence on an interruption, with what the command says of what it kept."""
    told = (*getattr(interruption, "__notes__", ()), *getattr(interruption.__cause__, "__notes__", ()))
    return "; ".join(("interrupted", *(told or ("the release before stands",))))


def _raise_interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Handle a signal as Ctrl-C: workers are stopped, and nothing is left half written."""
    raise KeyboardInterrupt
