"""Alignment of a transcript's row: which cell holds which field, told by what the fields may contain.

Engines shift cells: an empty column before the header, code and question in one cell or in two, a level joined to its
measure, a cell lost. The header gives the order of the fields; dynamic programming finds the row's best reading in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.assemble.fields import (
    FIELD_SETTINGS,
    NARRATIVE_FIELDS,
    is_code,
    is_dash,
    is_score,
    list_number,
    parse_score,
    split_code,
    split_level,
)
from pipeline.domain.family import Family


@dataclass(frozen=True, slots=True)
class AlignmentGains:
    """Gains of a cell for the field that it is given, on one scale; the alignment of the greatest sum is taken.

    Attributes:
        dropped, dropped_empty: a cell that no field takes.
        impossible: from here down a cell cannot hold a field.
        in_place: a cell stands in the column of its field.
        two_fields: a cell that holds code and question, or level and measure.
        sure: a code in its field, a score with decimals, a level and nothing else.
        whole_number, no_number: a score without decimals, and a dash in the place of one.
        level_and_more, short_text: a level's cell that goes on, and a short text in its place.
        wrong_kind: a score, a code or a level in a field of text.
        question, other_text, running_text: a text in such a field.
        listed_measure: a list number where measures begin.
        not_carried_out: the mark of a measure not carried out, in a result.
    """

    dropped: float = -100.0
    dropped_empty: float = -0.2
    impossible: float = -12.0
    in_place: float = 0.4
    two_fields: float = 6.5
    sure: float = 6.0
    whole_number: float = 3.0
    no_number: float = 1.0
    level_and_more: float = 1.0
    short_text: float = 0.5
    wrong_kind: float = -5.0
    question: float = 0.8
    other_text: float = 0.2
    running_text: float = 1.0
    listed_measure: float = 2.5
    not_carried_out: float = 4.0


GAINS = AlignmentGains()
_LONGEST_LEVEL = 30  # characters


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A field, and the header column (0-based) that it stands under."""

    field: str
    column: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """A row's cells by field.

    Attributes:
        fields: for each cell those that it holds: two where engines joined them, none where it could not be placed.
        missing: fields that no cell holds.
        unplaced: cells (0-based) with text that no field took.
    """

    fields: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    unplaced: tuple[int, ...]


def align(
    family: Family, texts: Sequence[str], field_columns: Sequence[FieldColumn], header_columns: int, from_right: bool
) -> Alignment:
    """Align one row.

    Args:
        texts: of the row's cells from left to right; empty cells count, a cell covered by a merged one is empty.
        field_columns: the fields in header order.
        header_columns: how many columns the header row has.
        from_right: rows keep empty cells at their end, so that positions count from the right edge.
    """
    cells, order = tuple(texts), tuple(field_columns)

    def in_place(i: int, wanted: FieldColumn) -> float:
        from_edge = len(cells) - 1 - i == header_columns - 1 - wanted.column
        return GAINS.in_place if (from_edge if from_right else i == wanted.column) else 0.0

    @cache
    def best(i: int, j: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        """Return the best sum of cells i.. over fields j.., and for each cell its first field and how many it holds."""
        if i == len(cells):
            return 0.0, ()
        drop = (GAINS.dropped_empty if not cells[i].strip() else GAINS.dropped) + best(i + 1, j)[0]
        choice = (drop, ((-1, 0), *best(i + 1, j)[1]))
        for k in range(j, len(order)):
            for width in (1, 2):
                names = tuple(s.field for s in order[k : k + width])
                if len(names) < width:
                    continue
                value = _gain(family, cells[i], names)
                if value <= GAINS.impossible:
                    continue
                rest, path = best(i + 1, k + width)
                total = value + in_place(i, order[k + width - 1]) + rest
                if total > choice[0] + 1e-9:
                    choice = (total, ((k, width), *path))
        return choice

    path = best(0, 0)[1]
    fields = tuple(tuple(s.field for s in order[k : k + width]) if width else () for k, width in path)
    held = {name for group in fields for name in group}
    return Alignment(
        fields,
        tuple(s.field for s in order if s.field not in held),
        tuple(i for i, (k, width) in enumerate(path) if not width and cells[i].strip()),
    )


def _gain(family: Family, text: str, names: tuple[str, ...]) -> float:
    """Return how well a text suits one field, or two joined ones."""
    text = text.strip()
    if len(names) == 2:
        return _gain_of_two(family, text, names)
    if not text:
        return 0.0
    name = names[0]
    if name == "code":
        return GAINS.sure if is_code(text) else GAINS.impossible
    if name in ("score", "score_max", "number"):
        if parse_score(text)[0] is not None:
            return GAINS.sure if re.search(r"[.,]\d", text) else GAINS.whole_number
        return GAINS.no_number if is_dash(text) else GAINS.impossible
    if name == "level":
        split = split_level(family, text)
        if split:
            return GAINS.level_and_more if split[2] else GAINS.sure
        return GAINS.short_text if len(text) < _LONGEST_LEVEL and not is_score(text) else GAINS.impossible
    return _gain_of_text(family, text, name)


def _gain_of_two(family: Family, text: str, names: tuple[str, ...]) -> float:
    """Return how well a text suits two joined fields."""
    if names == ("code", "question"):
        return GAINS.two_fields if split_code(text) else GAINS.impossible
    if names == ("level", "measure"):
        split = split_level(family, text)
        return GAINS.two_fields if split and len(split[2]) >= FIELD_SETTINGS.shortest_measure else GAINS.impossible
    return GAINS.impossible


def _gain_of_text(family: Family, text: str, name: str) -> float:
    """Return how well a text suits a field of running text."""
    split = split_level(family, text)
    is_level = split is not None and not split[2]
    if is_score(text) or (is_code(text) and name == "question") or is_level:
        return GAINS.wrong_kind
    if name == "question":
        return GAINS.question
    if name not in NARRATIVE_FIELDS:
        return GAINS.other_text
    if list_number(text) is not None and name == "measure":
        return GAINS.listed_measure
    if family.not_carried_out_marks.match(text) and name == "result":
        return GAINS.not_carried_out
    return GAINS.running_text
