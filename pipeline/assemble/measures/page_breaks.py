"""Page breaks: is the first row of a page the rest of a row that the page end cut, or a row of its own?"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.assemble.fields import (
    CODE_AND_QUESTION,
    MEASURE_FIELDS,
    NARRATIVE_FIELDS,
    PLAN_FIELDS,
    is_code,
    is_code_part,
    is_score,
    list_number,
    split_code,
)
from pipeline.assemble.measures.row_values import RowValues
from pipeline.model import Cell, Table

_TWO_DECIMALS = re.compile(r"\d{1,3}[.,]\d\d")


class PageBreakSettings(NamedTuple):
    """Thresholds that tell whether a text goes on over a page end.

    Attributes:
        short_line: share of a cell's width that a paragraph's last line leaves free, where no wrapped line would.
        longest_word: letters, without marks; hardly a Thai word is longer, so that no wrapping leaves more room free.
        lines_left: lines of room that a producer leaves at a page end (widows and orphans) in a row that goes on.
        bottom_tolerance: points by which a table may end above the lowest one.
        shortest_pitch: points between two lines, at least; nearer bottoms are of one line.
    """

    short_line: float = 0.4
    longest_word: int = 14
    lines_left: float = 2.6
    bottom_tolerance: float = 2.0
    shortest_pitch: float = 1.0


SETTINGS = PageBreakSettings()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the first row of a page is the rest of the row above, and by what evidence."""

    is_rest: bool
    reason: str


@dataclass(frozen=True, slots=True)
class RowAbove:
    """What is known of the row at the bottom of the page before.

    Attributes:
        values: that row.
        part: the table part it is the last row of.
        body_bottom: how far down tables reach on the document's pages, points from the top (None: unknown).
        producer_leaves_open: cells that a page end cuts have no bottom ruling in this document.
        merged: the table merges the cells of a code over its measures, so that a question may go on beside a measure.
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


def judge_page_break(top: RowValues, above: RowAbove) -> Verdict:
    """Tell the rest of a cut row from a row of its own.

    Order of the evidence: what only a first row of a code has; list numbers; rulings; which cells reached the page's
    end; numbering.
    """
    measure = top.text("measure").strip()
    number = list_number(measure)
    follows = number is not None and above.last_number is not None and number == above.last_number + 1
    naming = _judge_naming(top, above)
    if naming is not None and not naming.is_rest:
        return naming
    if naming is not None and not (follows and _may_continue(top, above) is False):
        return naming
    if follows:
        if _list_continues(top, above):
            return Verdict(True, "the list in its cells goes on from the page before")
        return Verdict(False, "its list number follows the last measure's")
    if is_open(above.values):
        return Verdict(True, "the page end left a cell above without a bottom ruling")
    if above.producer_leaves_open:  # a cell with a bottom ruling had ended, though the next page may not draw its top
        return Verdict(False, "the cells above have bottom rulings, which this document leaves out where it cuts a row")
    if any(c.open_top for name in MEASURE_FIELDS for c in top.cells.get(name, [])):
        return Verdict(True, "its cells have no top ruling")
    if any(_begins_anew(top, above, name) for name in PLAN_FIELDS):
        return Verdict(False, "a list in its cells begins anew with 1")
    if not measure:
        return Verdict(True, "it has no measure of its own")
    possible = _may_continue(top, above)
    if possible is not None:
        if possible and number is None:
            return Verdict(True, "the cells above reach the page end, and it begins no list item")
        return Verdict(False, "the cells above had ended" if not possible else "it begins a list item")
    if above.last_number is not None and number is None and not _all_filled(top):
        return Verdict(True, "the measures above are numbered, and it is not")
    return Verdict(False, "nothing tells that it continues the row above")


def is_open(values: RowValues) -> bool:
    """Tell whether a cell of running text was left without a bottom ruling."""
    return any(c.open_bottom for name in MEASURE_FIELDS for c in values.cells.get(name, []))


def merges_rows(table: Table) -> bool:
    """Tell whether cells below the first row run over several rows (a header may merge rows too)."""
    return any(c.rowspan > 1 and c.row > table.first_row for c in table.cells)


def open_at_end(table: Table) -> bool:
    """Tell whether the page end cut the last row and drew no ruling there."""
    last = [c for c in table.cells if c.row + c.rowspan == table.first_row + table.rows]
    return any(c.open_bottom for c in last)


def _list_continues(top: RowValues, above: RowAbove) -> bool:
    """Tell whether the cells hold whole lists, and the next item is one of theirs.

    The measures above share a cell, or another list stands cut.
    """
    wanted = list_number(top.text("measure"))
    for name in MEASURE_FIELDS:
        numbers, text = _list_numbers(above.values.text(name)), top.text(name).strip()
        if len(numbers) > 1 or (numbers and text and list_number(text) != wanted):
            return True
    return False


def _begins_anew(top: RowValues, above: RowAbove, name: str) -> bool:
    """Tell whether a field has a list above the page end and one that begins with 1 below it."""
    return list_number(top.text(name)) == 1 and bool(_list_numbers(above.values.text(name)))


def _list_numbers(text: str) -> list[int]:
    """Return the list numbers at the beginning of a text's paragraphs."""
    return [n for n in map(list_number, text.split("\n")) if n is not None]


def _judge_naming(top: RowValues, above: RowAbove) -> Verdict | None:
    """Judge by code, question, score and level at the top of a page; None where they do not tell."""
    code, score = top.text("code").strip(), top.text("score").strip()
    joined = split_code(top.text(CODE_AND_QUESTION))
    scored, named = is_score(score), is_code(code)
    above_code, above_score = above.values.text("code").strip(), above.values.text("score")
    if code and is_code_part(above.code) and named:
        return Verdict(True, "the letter of its code stands above the page end")
    if _cuts_code_and_score(code, score, above):
        return Verdict(True, "the page end cut the code and the score above, and both go on in it")
    if above_code and not above.score and scored and not code and not joined:
        return Verdict(True, "it has the score of the code above, and no code")
    if not above.values.names_code and is_score(above_score) and not score and (named or joined):
        return Verdict(True, "it has the code of the score above, and no score")
    if len(code) == 1 and code.isdigit() and not score and above.score and above_code and is_code(above.code + code):
        return Verdict(True, "it has the last figure of the code above")
    if scored and "." in score and "." in above.score:
        return Verdict(False, "it has a score of its own")
    if (code and named) or joined:
        if scored or not is_open(above.values) or top.text("level").strip():
            return Verdict(False, "it has a code of its own")
        return None
    if code or score or (top.text("question") or top.text(CODE_AND_QUESTION)).strip() or top.text("level").strip():
        if above.merged and top.has_narrative:
            return None
        return Verdict(True, "it continues what names the code above")
    return None


def _cuts_code_and_score(code: str, score: str, above: RowAbove) -> bool:
    """Tell whether a page end stands within a code and a score that a narrow column broke.

    ``O4`` and ``10`` stand above it, ``2`` and ``0.00`` below.
    """
    above_code, above_score = above.values.text("code").strip(), above.values.text("score").strip()
    if not (code and score and above_code and above_score) or not code.isdigit():
        return False
    whole = "".join(f"{above_score}{score}".split())
    cut_score = not _TWO_DECIMALS.fullmatch(above_score) and bool(_TWO_DECIMALS.fullmatch(whole))
    return cut_score and is_code(above_code + code) and float(whole.replace(",", ".")) <= 100


def _all_filled(top: RowValues) -> bool:
    return all(top.text(name).strip() for name in NARRATIVE_FIELDS)


def _may_continue(top: RowValues, above: RowAbove) -> bool | None:
    """Tell whether the row's text can go on from the cells above; None where nothing is drawn (transcripts).

    A cell whose last line stands well above the page's end, or above the last line of its row, had ended.
    """
    boxes = [c for name in MEASURE_FIELDS for c in _cells(above.values, name)]
    ends = [end for c in boxes if (end := _last_line(c)) is not None]
    if not ends or above.part.box is None or above.body_bottom is None:
        return None
    height = max(1.0, max(h for _, h in ends))
    room = SETTINGS.lines_left * height
    if above.part.box[3] < above.body_bottom - room - SETTINGS.bottom_tolerance:
        return False
    lowest = max(bottom for bottom, _ in ends)
    for name in MEASURE_FIELDS:
        text, own = top.text(name), above.values.cells.get(name)
        if not text.strip():
            continue
        ended = [end for c in _cells(above.values, name) if (end := _last_line(c)) is not None]
        if not ended or max(bottom for bottom, _ in ended) < lowest - room:
            return False
        begins = above.level_alone and name == "measure"
        if own and not begins and list_number(text) is None and "http" not in text and ends_short(own[-1], text):
            return False
    return True


def _cells(values: RowValues, name: str) -> list[Cell]:
    """Return the cells of a field; a measure may stand in one cell with its level."""
    return values.cells.get(name) or (values.cells.get("level", []) if name == "measure" else [])


def ends_short(cell: Cell, text: str) -> bool:
    """Tell whether a cell's last line leaves more room than the next words of a text can need: it had ended.

    Where lines break in Thai only a word list tells; what slashes join stays together.
    """
    boxed = [(line.box, line) for line in cell.lines if line.box is not None]
    if not boxed or cell.box is None:
        return False
    box, last = max(boxed, key=lambda pair: pair[0][3])
    if not last.text:
        return False
    free = cell.box[2] - box[2]
    letter = (box[2] - box[0]) / max(1, _letters(last.text))
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    needed = max(SETTINGS.longest_word, _letters(first) if "/" in first else 0)
    return free > SETTINGS.short_line * (cell.box[2] - cell.box[0]) and free > needed * letter


def _letters(text: str) -> int:
    """Count the characters that take room on a line: marks stand over or under others."""
    return sum(unicodedata.category(c) != "Mn" for c in text)


def _last_line(cell: Cell) -> tuple[float, float] | None:
    """Return the bottom of a cell's last line and the line pitch, points."""
    boxes = [line.box for line in cell.lines if line.box is not None]
    if not boxes:
        return None
    pitch = _line_pitch([b[3] for b in boxes]) or (boxes[-1][3] - boxes[-1][1])
    return max(b[3] for b in boxes), pitch


def _line_pitch(bottoms: Sequence[float]) -> float | None:
    steps = sorted(b - a for a, b in itertools.pairwise(bottoms) if b - a > SETTINGS.shortest_pitch)
    return steps[len(steps) // 2] if steps else None
