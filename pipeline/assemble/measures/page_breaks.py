"""The first row of a page: the rest of a row that the page end cut, the next measure of the same code, or a new code?"""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.assemble.fields import is_code, is_code_part, is_score, list_number, split_code
from pipeline.assemble.measures.columns import CODE_QUESTION, RowValues
from pipeline.model import Cell, Table

Verdict = Literal["rest", "row"]
NARRATIVE = ("measure", "result", "outcome")
_SHORT = 0.4  # share of a cell's width that a paragraph's last line leaves free, where no wrapped line would
_LONG_WORD = 14  # letters, marks not counted: hardly a Thai word is longer, so that no wrapping leaves more free
_LINES_LEFT = (
    2.6  # lines of room that a producer may leave at a page end (widows and orphans) without the row having ended
)


@dataclass(frozen=True)
class Edge:
    """What is known of the row at the bottom of the page before.

    Attributes:
        values: that row.
        part: the table part it is the last row of.
        body_bottom: how far down tables reach on the document's pages, points from the top (None: unknown).
        producer_leaves_open: cells that a page end cuts have no bottom ruling in this document.
        merged: the table merges the cells of a code over its measures, so that a question may go on beside the next measure.
        last_number: list number of the last measure (None: it has none, or there is no measure).
        code, score: printed so far for the current code.
        level_alone: its measure's cell holds a level and nothing else: the measure begins below it.
    """

    values: RowValues
    part: Table
    body_bottom: float | None
    producer_leaves_open: bool
    merged: bool
    last_number: int | None
    code: str
    score: str
    level_alone: bool = False


def judge(top: RowValues, edge: Edge) -> Verdict:
    """Tell the rest of a cut row from a row of its own.

    Order of the evidence: what only a first row of a code has; list numbers; rulings; which cells reached the page's end; numbering.
    """
    measure = top.text("measure").strip()
    number = list_number(measure)
    next_number = number is not None and edge.last_number is not None and number == edge.last_number + 1
    naming = _naming(top, edge)
    if naming == "row" or (naming == "rest" and not (next_number and _may_go_on(top, edge) is False)):
        return naming
    if next_number:
        return "rest" if _list_goes_on(top, edge) else "row"
    if is_open(edge.values):
        return "rest"
    if edge.producer_leaves_open:  # so a cell with a bottom ruling had ended, though the next page may not draw its top
        return "row"
    if any(c.open_top for s in NARRATIVE for c in top.cells.get(s, [])):
        return "rest"
    if not measure:
        return "rest"
    possible = _may_go_on(top, edge)
    if possible is not None:
        return "rest" if possible and number is None else "row"
    return "rest" if edge.last_number is not None and number is None and not _all_filled(top) else "row"


def _list_goes_on(top: RowValues, edge: Edge) -> bool:
    """The cells hold whole lists, and the next item is one of theirs: the measures above share a cell, or another list stands cut."""
    wanted = list_number(top.text("measure"))
    for slot in NARRATIVE:
        above, text = _numbers(edge.values.text(slot)), top.text(slot).strip()
        if len(above) > 1 or (above and text and list_number(text) != wanted):
            return True
    return False


def _numbers(text: str) -> list[int]:
    """The list numbers at the beginning of a text's paragraphs."""
    return [n for n in map(list_number, text.split("\n")) if n is not None]


def is_open(values: RowValues) -> bool:
    """A cell of running text was left without a bottom ruling."""
    return any(c.open_bottom for s in NARRATIVE for c in values.cells.get(s, []))


def _naming(top: RowValues, edge: Edge) -> Verdict | None:
    """What code, question, score and level at the top of a page say; None when they say nothing."""
    code, score = top.text("code").strip(), top.text("score").strip()
    glued = split_code(top.text(CODE_QUESTION))
    cut_code = is_code_part(edge.code) and (is_code(code) or not code)
    if cut_code and code:
        return "rest"
    if edge.values.text("code").strip() and not edge.score and is_score(score) and not code and not glued:
        return "rest"
    unnamed = not (edge.values.text("code") or edge.values.text(CODE_QUESTION)).strip()
    if unnamed and is_score(edge.values.text("score")) and not score and (is_code(code) or glued):
        return "rest"
    if (
        len(code) == 1
        and code.isdigit()
        and not score
        and edge.score
        and edge.values.text("code").strip()
        and is_code(edge.code + code)
    ):
        return "rest"  # O2 above, 2 here
    if is_score(score) and "." in score and "." in edge.score:
        return "row"
    if (code and is_code(code)) or glued:
        return "row" if is_score(score) or not is_open(edge.values) or top.text("level").strip() else None
    if code or score or (top.text("question") or top.text(CODE_QUESTION)).strip() or top.text("level").strip():
        return None if edge.merged and any(top.text(s).strip() for s in NARRATIVE) else "rest"
    return None


def _all_filled(top: RowValues) -> bool:
    return all(top.text(s).strip() for s in NARRATIVE)


def _may_go_on(top: RowValues, edge: Edge) -> bool | None:
    """Could the row's text go on from the cells above? None where nothing is drawn (transcripts).

    A cell whose last line stands well above the page's end, or above the last line of its row, had ended.
    """
    boxes = [c for s in NARRATIVE for c in _cells(edge.values, s)]
    ends = [end for c in boxes if (end := _last_line(c)) is not None]
    if not ends or edge.part.box is None or edge.body_bottom is None:
        return None
    height = max(1.0, max(h for _, h in ends))
    if edge.part.box[3] < edge.body_bottom - _LINES_LEFT * height - 2:
        return False
    lowest = max(bottom for bottom, _ in ends)
    for slot in NARRATIVE:
        if not top.text(slot).strip():
            continue
        above = [end for c in _cells(edge.values, slot) if (end := _last_line(c)) is not None]
        if not above or max(bottom for bottom, _ in above) < lowest - _LINES_LEFT * height:
            return False
        text, own = top.text(slot), edge.values.cells.get(slot)
        begins = edge.level_alone and slot == "measure"
        if own and not begins and list_number(text) is None and "http" not in text and _ends_short(own[-1], text):
            return False
    return True


def _cells(values: RowValues, slot: str) -> list[Cell]:
    """The cells of a slot; a measure may stand in one cell with its level."""
    return values.cells.get(slot) or (values.cells.get("level", []) if slot == "measure" else [])


def _ends_short(cell: Cell, text: str) -> bool:
    """The last line leaves more room than the next words of this text can need: the text above had ended.

    Where lines break in Thai only a word list tells; what slashes join stays together.
    """
    last = max(
        (line for line in cell.lines if line.box is not None),
        key=lambda line: line.box[3] if line.box else 0.0,
        default=None,
    )
    if last is None or last.box is None or cell.box is None or not last.text:
        return False
    free = cell.box[2] - last.box[2]
    letter = (last.box[2] - last.box[0]) / max(1, _letters(last.text))
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    needed = max(_LONG_WORD, _letters(first) if "/" in first else 0)
    return free > _SHORT * (cell.box[2] - cell.box[0]) and free > needed * letter


def _letters(text: str) -> int:
    """Characters that take room on a line: marks stand over or under others."""
    return sum(unicodedata.category(c) != "Mn" for c in text)


def _last_line(cell: Cell) -> tuple[float, float] | None:
    """Bottom of a cell's last line and the line pitch, points."""
    boxes = [line.box for line in cell.lines if line.box is not None]
    if not boxes:
        return None
    pitch = _pitch([b[3] for b in boxes]) or (boxes[-1][3] - boxes[-1][1])
    return max(b[3] for b in boxes), pitch


def _pitch(bottoms: Sequence[float]) -> float | None:
    steps = sorted(b - a for a, b in itertools.pairwise(bottoms) if b - a > 1)
    return steps[len(steps) // 2] if steps else None


def merges_rows(table: Table) -> bool:
    """Below its first rows (a header may merge rows too), cells go over several rows."""
    return any(c.rowspan > 1 and c.row > table.first_row for c in table.cells)


def open_at_end(table: Table) -> bool:
    """The page end cut its last row and drew no ruling there."""
    last = [c for c in table.cells if c.row + c.rowspan == table.first_row + table.rows]
    return any(c.open_bottom for c in last)
