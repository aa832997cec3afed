"""Write what is generated: parts of pages in docs/, the manual page, and the notebooks of their scripts.

The documents are written anew below their markers. ``--check`` writes nothing and exits with 1 where something is out
of step.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[1]
MARKER = "<!-- What follows is generated: make docs -->\n"


def data_dictionary(language: Literal["en", "th"]) -> str:
    """Return the data dictionary in a language."""
    from pipeline.emit.schema.data_dictionary import markdown
    from pipeline.emit.schema.field_registry import registry

    return markdown(list(registry()), language)


def command_help() -> str:
    """Return the help text of every command."""
    import click

    from pipeline.cli import cli

    def parts_of(group: click.Group, parent: click.Context) -> Iterator[str]:
        for name in group.list_commands(parent):
            command = group.get_command(parent, name)
            assert command is not None
            context = click.Context(command, info_name=name, parent=parent, terminal_width=110)
            heading = "##" if parent.parent is None else "###"
            yield f"{heading} {context.command_path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
            if isinstance(command, click.Group):
                yield from parts_of(command, context)

    return "\n".join(parts_of(cli, click.Context(cli, info_name="ita", terminal_width=110)))


def manual_page() -> str:
    """Return the manual page of the command line."""
    from pipeline.cli import cli
    from pipeline.cli.man_page import as_roff

    return as_roff(cli)


def rule_list(language: Literal["en", "th"]) -> str:
    """Return the rules that findings name, in a language."""
    from pipeline.check.rule_registry import as_markdown

    return as_markdown(language)


def settings_table() -> str:
    """Return every setting with its default."""
    from pipeline.cli.config_table import as_markdown

    return as_markdown()


def with_generated(path: Path, generated: str) -> str:
    """Return a document with everything below its marker replaced.

    Raises:
        SystemExit: it has no marker.
    """
    head, marker, _ = path.read_text(encoding="utf-8").partition(MARKER)
    if not marker:
        raise SystemExit(f"{path} has no line {MARKER!r}")
    return f"{head}{MARKER}\n{generated}"


def notebook(script: Path) -> str:
    """Return the notebook of a script, without outputs, with fixed cell ids."""
    import jupytext

    made = jupytext.read(script)
    for n, cell in enumerate(made.cells):
        cell["id"] = f"cell-{n}"
    return str(jupytext.writes(made, fmt="ipynb")).rstrip() + "\n"


def generated_files() -> dict[Path, str]:
    """Return every generated file and what it should hold."""
    docs = {
        ROOT / "docs" / name: with_generated(ROOT / "docs" / name, text)
        for name, text in (
            ("datasets.md", data_dictionary("en")),
            ("datasets.th.md", data_dictionary("th")),
            ("command-line.md", command_help()),
            ("configuration.md", settings_table()),
            ("rules.md", rule_list("en")),
            ("rules.th.md", rule_list("th")),
        )
    }
    docs[ROOT / "man" / "ita.1"] = manual_page()
    return docs | {
        script.with_suffix(".ipynb"): notebook(script) for script in sorted((ROOT / "notebooks").glob("*.py"))
    }


def main() -> None:
    """Write, or check."""
    files = generated_files()
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        names = ", ".join(path.relative_to(ROOT).as_posix() for path in stale)
        sys.exit(f"out of step, run make docs: {names}" if stale else 0)
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(files[path], encoding="utf-8")
        sys.stderr.write(f"wrote {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
