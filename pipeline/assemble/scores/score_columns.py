"""Columns of a table of scores: whose score each column has, of which year, and where the names stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Literal, NamedTuple

from pipeline.assemble.fields import is_dash, one_line, parse_score
from pipeline.assemble.scores.item_names import known_grade, name_of, score_with_grade
from pipeline.assemble.tables.header import Header
from pipeline.assemble.tables.logical_table import TablePart
from pipeline.domain.family import Family
from pipeline.domain.score_items import years_named
from pipeline.domain.topics import read_topic
from pipeline.domain.wordings import compact
from pipeline.model import Cell

ScoreOf = Literal["item", "tool", "weighted"]
_NAMES = ("indicator", "item", "code")
_PERCENT = 100.0
_SCORES: dict[str, ScoreOf] = {"score": "item", "tool_score": "tool", "weighted": "weighted"}


class ScoreColumnSettings(NamedTuple):
    """What tells columns whose header does not.

    Attributes:
        mostly: share of a column's texts that decide what it holds (0..1).
        most_tools: filled cells that a column of the scores of tools has, at most, for each of its years.
        fewest_other_marks: rows whose full marks are not 100, from which marks and percent of them are told apart.
        percent_tolerance: points by which a percentage may differ from its marks.
        fewest_items: filled cells of the column beside it from which a column of so few is one of tools.
    """

    mostly: float = 0.6
    most_tools: int = 3
    fewest_items: int = 6
    fewest_other_marks: int = 3
    percent_tolerance: float = 0.06


SETTINGS = ScoreColumnSettings()


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """A column of scores.

    Attributes:
        column: 0-based.
        of: ``item``: of what its row names; ``tool``: of the tool of its row; ``weighted``: the same, weighted.
        year: Buddhist Era; None where the header names none.
        per_item: of a weighted column: each item has its own.
    """

    column: int
    of: ScoreOf
    year: int | None = None
    per_item: bool = False


@dataclass(frozen=True, slots=True)
class ScoreColumns:
    """Grid columns (0-based) by what they hold; ``names`` from left to right."""

    names: tuple[int, ...]
    scores: tuple[ScoreColumn, ...]
    number: int | None = None
    topic: int | None = None
    tool: int | None = None
    weight: int | None = None
    grade: int | None = None

    def score_at(self, cell: Cell) -> ScoreColumn | None:
        """Return the column of scores that a cell stands in."""
        reach = range(cell.column - 1, cell.column - 1 + cell.colspan)
        return next((s for s in self.scores if s.column in reach), None)

    def is_in(self, column: int | None, cell: Cell) -> bool:
        """Tell whether a cell stands in a column."""
        return column is not None and column in range(cell.column - 1, cell.column - 1 + cell.colspan)


def settle_columns(family: Family, header: Header, parts: Sequence[TablePart]) -> ScoreColumns | None:
    """Return the columns that a header names, corrected by what they hold; None where none holds scores or names.

    Args:
        parts: of the table.
    """
    named = {k: c.named for k, c in enumerate(header.columns) if c.named}
    texts = {k: _texts(parts, k, len(header.columns)) for k in range(len(header.columns))}
    for k, field in list(named.items()):
        if field in _SCORES and _is_mostly(texts[k], lambda t: known_grade(t) is not None):
            named[k] = "grade"
        elif field == "topic" and not _holds_topics(texts[k]) and _holds_items(family, texts[k]):
            named[k] = "item"
        elif field in _NAMES and _is_mostly(texts[k], lambda t: read_topic(t) is not None):
            named[k] = "topic"
    own = any(field in _SCORES for field in named.values())
    named = {k: "score" if f == "score_of_others" else f for k, f in named.items() if f != "score_of_others" or not own}
    names = tuple(sorted(k for k, field in named.items() if field in _NAMES))
    scores = _score_columns(header, named, texts)
    single = {f: next((k for k, name in named.items() if name == f), None) for f in ("number", "topic", "tool")}
    if not names:
        names = tuple(k for k in (single["topic"], single["tool"]) if k is not None)[:1]
    if not scores or not names:
        return None
    return ScoreColumns(
        names,
        scores,
        single["number"],
        None if single["topic"] in names else single["topic"],
        single["tool"],
        next((k for k, name in named.items() if name == "weight"), None),
        next((k for k, name in named.items() if name == "grade"), None),
    )


def _score_columns(header: Header, named: dict[int, str], texts: dict[int, list[str]]) -> tuple[ScoreColumn, ...]:
    found = []
    for k in sorted(named):
        if named[k] in _SCORES:
            years = years_named(header.columns[k].text)
            found.append(ScoreColumn(k, _SCORES[named[k]], years[-1] if years else None))
    shares = _shares_of_full_marks(header, [s.column for s in found], texts)
    found = [s for s in found if s.column not in shares]
    filled = {s.column: sum(_is_filled(t) for t in texts[s.column]) for s in found}
    items = max((filled[s.column] for s in found if s.of == "item"), default=0)
    out = []
    for n, s in enumerate(found):
        few = 0 < filled[s.column] <= SETTINGS.most_tools
        beside = any(o.of == "item" and o.year == s.year for o in found[:n])
        if s.of == "item" and few and items >= SETTINGS.fewest_items and beside:
            out.append(replace(s, of="tool"))
        elif s.of == "weighted":
            distinct = {t for t in texts[s.column] if _is_filled(t)}
            out.append(replace(s, per_item=len(distinct) > SETTINGS.most_tools + 1))
        else:
            out.append(s)
    if not any(s.of == "item" for s in out) and items == 0:  # of tools alone: what the rows name has them
        out = [replace(s, of="item") if s.of == "tool" else s for s in out]
    return tuple(out)


def _shares_of_full_marks(header: Header, scores: Sequence[int], texts: dict[int, list[str]]) -> set[int]:
    """Return columns of marks out of other full marks than 100, beside whose column another gives them in percent."""
    full = next((k for k, c in enumerate(header.columns) if compact(c.text).startswith("คะแนนเต็ม")), None)
    if full is None:
        return set()
    out = set()
    for marks, percent in permutations(scores, 2):
        rows = zip(*([parse_score(t)[0] for t in texts[k]] for k in (full, marks, percent)), strict=False)
        known = [(f, m, p) for f, m, p in rows if f and m is not None and p is not None]
        other = sum(f != _PERCENT for f, _, _ in known)
        fits = all(abs(100 * m / f - p) <= SETTINGS.percent_tolerance for f, m, p in known)
        if other >= SETTINGS.fewest_other_marks and fits:
            out.add(marks)
    return out


def _is_filled(text: str) -> bool:
    return bool(text.strip()) and not is_dash(text)


def _is_mostly(texts: Sequence[str], test: Callable[[str], bool]) -> bool:
    filled = [t for t in texts if _is_filled(t)]
    return bool(filled) and sum(map(test, filled)) >= SETTINGS.mostly * len(filled)


def _holds_topics(texts: Sequence[str]) -> bool:
    return any(read_topic(t) is not None for t in texts)


def _holds_items(family: Family, texts: Sequence[str]) -> bool:
    return _is_mostly(texts, lambda t: name_of(family, t).kind in ("indicator", "tool", "total", "question"))


def _texts(parts: Sequence[TablePart], column: int, width: int) -> list[str]:
    """Return the texts of a column below its headers; what an engine could not read counts as a mark."""
    out = []
    for part in parts:
        for cell in part.table.cells if part.table.columns == width else ():
            if cell.column - 1 == column and not part.is_header_row(cell.row - part.table.first_row):
                out.append(one_line(cell.text) or ("?" if cell.readings else ""))
    return out


def is_figure(cell: Cell) -> bool:
    """Tell whether a cell has a score, or one that engines were not sure of, or a dash in the place of one."""
    text = one_line(cell.text)
    if not text:
        return bool(cell.readings) and any(r.text or r.candidates for r in cell.readings)
    return score_with_grade(text)[0] is not None or is_dash(text)
