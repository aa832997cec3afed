"""The manual page ``ita(1)``, made of the help texts of the commands."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from pipeline import __version__

KEEP_LINES = "\b"
"""Click's mark of a paragraph whose lines are kept as they are."""


def roff(text: str) -> str:
    """Return a text whose every line roff sets as it is: no line is a request, hyphens are those that one types."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").split("\n")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in lines)


def paragraphs(help_text: str) -> Iterator[str]:
    """Yield the lines of roff for a help text."""
    for paragraph in inspect.cleandoc(help_text).partition("\f")[0].strip().split("\n\n"):
        kept = paragraph.lstrip("\n").startswith(KEEP_LINES)
        yield ".PP"
        if kept:
            yield from (".nf", roff(paragraph.replace(KEEP_LINES, "").strip("\n")), ".fi")
        else:
            yield roff(" ".join(paragraph.split()))


def options_of(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield the lines of roff for the options of a command."""
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield from (".TP", f".B {roff(record[0])}", roff(" ".join(record[1].split())) or "\\&")


def commands_of(group: click.Group, parent: click.Context) -> Iterator[str]:
    """Yield the lines of roff for the commands of a group, and for theirs."""
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=parent)
        usage = " ".join(command.collect_usage_pieces(context))
        yield from (f".SS {roff(context.command_path)}", ".PP", f".B {roff(context.command_path)}", roff(usage))
        yield from paragraphs(command.help or "")
        yield from options_of(command, context)
        if isinstance(command, click.Group):
            yield from commands_of(command, context)


def as_roff(cli: click.Group) -> str:
    """Return the manual page of a command line: all its commands, in the order of its help text."""
    context = click.Context(cli, info_name="ita")
    parts = [
        '.\\" Generated from the help texts: make docs',
        f'.TH ITA 1 "" "ita {__version__}" "ITA Reports"',
        ".SH NAME",
        f"ita \\- {roff(cli.get_short_help_str(limit=200))}",
        ".SH SYNOPSIS",
        ".B ita",
        roff(" ".join(cli.collect_usage_pieces(context))),
        ".SH DESCRIPTION",
        *paragraphs(cli.help or ""),
        ".SH OPTIONS",
        *options_of(cli, context),
        ".SH COMMANDS",
        *commands_of(cli, context),
    ]
    return "\n".join(part for part in parts if part) + "\n"
