"""The group of commands: help texts, and how little is imported for them."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from support.ita_process import ita

from pipeline.cli import COMMANDS, cli


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str) -> None:
    found = cli.get_command(click.Context(cli), command)
    assert found is not None
    said = ita(command, "--help")
    assert said.returncode == 0
    assert f"ita {command}" in said.stdout.split("Examples:")[1]


def test_light_imports() -> None:
    heavy = ("pandas", "pyarrow", "numpy", "pythainlp", "pdfplumber", "pypdfium2", "pydantic", "yaml", "rich")
    for statement in (
        "import pipeline",
        "from pipeline.cli import cli; [cli.get_command(None, c) for c in cli.list_commands(None)]",
    ):
        code = f"import sys; {statement}; print([m for m in {heavy!r} if m in sys.modules])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]", statement
