"""Writes what is generated: datasets.md, command-line.md and rules.md in docs/ below their markers, and the notebooks from their scripts.

``--check`` writes nothing and exits with 1 where something is out of step.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MARKER = "<!-- What follows is generated: make docs -->\n"


def datasets() -> str:
    """The data dictionary."""
    from pipeline.emit.schema.field_registry import markdown, registry

    return markdown(list(registry()))


def commands() -> str:
    """The help text of every command."""
    import click

    from pipeline.cli import cli

    parent = click.Context(cli, info_name="ita", terminal_width=110)
    parts = []
    for name in cli.list_commands(parent):
        command = cli.get_command(parent, name)
        assert command is not None
        said = command.get_help(click.Context(command, info_name=name, parent=parent, terminal_width=110))
        parts.append(f"## ita {name}\n\n```text\n{said.rstrip()}\n```\n")
    return "\n".join(parts)


def rules() -> str:
    """The rules that findings name."""
    from pipeline.check.rule_registry import as_markdown

    return as_markdown()


def with_generated(path: Path, generated: str) -> str:
    """The file with everything below its marker written anew."""
    head, marker, _ = path.read_text(encoding="utf-8").partition(MARKER)
    if not marker:
        raise SystemExit(f"{path} has no line {MARKER!r}")
    return f"{head}{MARKER}\n{generated}"


def notebook(script: Path) -> str:
    """The notebook of a script, without outputs, with fixed cell ids."""
    import jupytext

    made = jupytext.read(script)
    for n, cell in enumerate(made.cells):
        cell["id"] = f"cell-{n}"
    return str(jupytext.writes(made, fmt="ipynb")).rstrip() + "\n"


def wanted() -> dict[Path, str]:
    """Every generated file and what it should hold."""
    docs = {
        ROOT / "docs" / name: with_generated(ROOT / "docs" / name, text)
        for name, text in (("datasets.md", datasets()), ("command-line.md", commands()), ("rules.md", rules()))
    }
    return docs | {
        script.with_suffix(".ipynb"): notebook(script) for script in sorted((ROOT / "notebooks").glob("*.py"))
    }


def main() -> None:
    """Writes, or checks."""
    stale = [path for path, text in wanted().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        sys.exit(
            "out of step, run make docs: " + ", ".join(p.relative_to(ROOT).as_posix() for p in stale) if stale else 0
        )
    for path in stale:
        path.write_text(wanted()[path], encoding="utf-8")
        sys.stderr.write(f"wrote {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
