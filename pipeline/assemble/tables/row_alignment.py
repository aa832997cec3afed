"""Alignment of a transcript's row: which cell holds which field, told by what the fields may contain.

Engines shift cells: an empty column before the header, code and question in one cell or in two, level glued to the measure, a cell
lost. The header gives the order of the fields; dynamic programming finds the cheapest reading of the row in that order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.assemble.fields import is_code, is_dash, is_score, list_number, parse_score, split_code, split_level
from pipeline.domain.family import Family

_NEVER = -100.0
_IMPOSSIBLE = -12.0
_NARRATIVE = ("measure", "result", "outcome")


@dataclass(frozen=True)
class Slot:
    """A field, and the header column (0-based) that it stands under."""

    field: str
    column: int


@dataclass(frozen=True)
class Reading:
    """Cells by field: ``fields[i]`` are those that cell i holds (two where glued, none where it could not be placed)."""

    fields: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    unplaced: tuple[int, ...]


def align(
    family: Family, texts: Sequence[str], slots: Sequence[Slot], header_columns: int, from_right: bool
) -> Reading:
    """Read one row.

    Args:
        texts: of the row's cells from left to right; empty cells count, a cell covered by a merged one is empty.
        slots: the fields in header order.
        header_columns: how many columns the header row has.
        from_right: rows keep empty cells at their end, so that positions count from the right edge.
    """
    cells, order = tuple(texts), tuple(slots)

    def here(i: int, slot: Slot) -> float:
        at_right = len(cells) - 1 - i == header_columns - 1 - slot.column
        return 0.4 if (at_right if from_right else i == slot.column) else 0.0

    @cache
    def best(i: int, j: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        """The best value of cells i.. over slots j.., and how many slots each cell takes with the slot it starts at."""
        if i == len(cells):
            return 0.0, ()
        drop = (-0.2 if not cells[i].strip() else _NEVER) + best(i + 1, j)[0]
        choice = (drop, ((-1, 0), *best(i + 1, j)[1]))
        for k in range(j, len(order)):
            for width in (1, 2):
                names = tuple(s.field for s in order[k : k + width])
                if len(names) < width:
                    continue
                value = _gain(family, cells[i], names)
                if value <= _IMPOSSIBLE:
                    continue
                rest, path = best(i + 1, k + width)
                total = value + here(i, order[k + width - 1]) + rest
                if total > choice[0] + 1e-9:
                    choice = (total, ((k, width), *path))
        return choice

    path = best(0, 0)[1]
    fields = tuple(tuple(s.field for s in order[k : k + width]) if width else () for k, width in path)
    held = {name for group in fields for name in group}
    return Reading(
        fields,
        tuple(s.field for s in order if s.field not in held),
        tuple(i for i, (k, width) in enumerate(path) if not width and cells[i].strip()),
    )


def _gain(family: Family, text: str, names: tuple[str, ...]) -> float:
    """How well a text suits one field, or two glued ones."""
    text = text.strip()
    if len(names) == 2:
        if names == ("code", "question"):
            return 6.5 if split_code(text) else _IMPOSSIBLE
        if names == ("level", "measure"):
            split = split_level(family, text)
            return 6.5 if split and len(split[2]) > 3 else _IMPOSSIBLE
        return _IMPOSSIBLE
    if not text:
        return 0.0
    name = names[0]
    if name == "code":
        return 6.0 if is_code(text) else _IMPOSSIBLE
    if name in ("score", "score_max", "number"):
        if not is_score(text) and not is_dash(text):
            return _IMPOSSIBLE
        return (6.0 if re.search(r"[.,]\d", text) else 3.0) if parse_score(text)[0] is not None else 1.0
    if name == "level":
        split = split_level(family, text)
        return (
            (6.0 if not split[2] else 1.0) if split else (0.5 if len(text) < 30 and not is_score(text) else _IMPOSSIBLE)
        )
    return _gain_text(family, text, name)


def _gain_text(family: Family, text: str, name: str) -> float:
    """How well a text suits a field of running text."""
    if is_score(text) or (is_code(text) and name == "question"):
        return -5.0
    split = split_level(family, text)
    if split is not None and not split[2]:
        return -5.0
    if name == "question":
        return 0.8
    if name not in _NARRATIVE:
        return 0.2
    if list_number(text) is not None and name == "measure":
        return 2.5
    if family.not_carried_out_marks.match(text) and name == "result":
        return 4.0
    return 1.0
