"""Markdown in transcripts: table rows, rule rows, bold marks and backslashes."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RULE_CELL = re.compile(r"\s*:?-{2,}:?\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_BOLD = re.compile(r"(?<!\*)\*\*(?![*\s])([^*]+?)(?<!\s)\*\*(?!\*)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")


def is_rule_row(line: str) -> bool:
    """Return whether a line is ``---|---`` or dashes between tabs: mark-up under a header, or between pages."""
    if "-" not in line or ("\t" not in line and "|" not in line):
        return False
    cells = [cell for cell in re.split(r"[\t|]", line) if cell.strip()]
    return bool(cells) and all(_RULE_CELL.match(cell) for cell in cells)


def is_table_row(lines: Sequence[str], number: int) -> bool:
    """Return whether line ``number`` is ``| a | b |``, or ``a | b`` beside a rule row or another such row."""
    line = lines[number].strip()
    pipes = len(_PIPE.findall(line))
    if not pipes or "\t" in line:
        return False
    if line.startswith("|") and line.endswith("|") and pipes > 2:
        return True
    near = [lines[k] for k in (number - 1, number + 1) if 0 <= k < len(lines)]
    return any(is_rule_row(other) or (pipes > 1 and len(_PIPE.findall(other)) == pipes) for other in near)


def split_row(line: str) -> tuple[str, ...]:
    """Return the cells of a table row; the pipes at both ends are not cells."""
    line = line.strip()
    cells = _PIPE.split(line)
    if line.startswith("|"):
        cells = cells[1:]
    if line.endswith("|") and not line.endswith("\\|"):
        cells = cells[:-1]
    return tuple(cells)


def drop_marks(text: str) -> str:
    """Remove bold marks and backslashes. ``***`` stays: reports mark measures with it."""
    return _ESCAPED.sub(r"\1", _BOLD.sub(r"\1", text))
