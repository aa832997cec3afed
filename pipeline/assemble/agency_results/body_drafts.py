"""Drafts of bodies: the cells of their rows by field, merged cells filled in and cut rows joined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.assemble.agency_results.result_column_content import points, year_in
from pipeline.assemble.agency_results.result_columns import (
    FIGURES,
    ResultColumns,
    YearColumns,
    field_name,
)
from pipeline.assemble.fields import is_dash, one_line
from pipeline.model import Cell, Table

_REPEATING = ("agency_group", "rank", "grade", "year", *FIGURES)
"""Fields whose merged cells hold for every row that they cover."""
_SHARED_BY_YEARS = ("agency", "rank", "agency_group")
"""Fields that the rows of a body, one for each year, have in common."""


class MeanSettings(NamedTuple):
    """When a row without a name that says so is one of means.

    Attributes:
        fewest_bodies: above it.
        fewest_figures: that can be held against the means of their columns.
        share: of those that must be the mean; one or two may be misread or misprinted.
        tolerance: points.
    """

    fewest_bodies: int = 3
    fewest_figures: int = 3
    share: float = 0.75
    tolerance: float = 0.0105


MEANS = MeanSettings()


@dataclass(slots=True)
class BodyDraft:
    """One body: its cells by field, in reading order; more than one where a page end cut a cell.

    Attributes:
        fields: cells by field; those of ``agency_group``, ``rank`` and the like may be merged from above.
        cells: those with a text that start in the row.
        group: the heading of a group that the body stands under.
        columns: of its table.
        last: last row that it takes, where a page end cut it.
    """

    table_no: int
    page: int
    row: int
    fields: dict[str, list[Cell]]
    cells: list[Cell]
    group: str | None
    columns: ResultColumns
    last: int | None = None

    @classmethod
    def of(
        cls,
        part: Table,
        row: Sequence[Cell],
        number: int,
        columns: ResultColumns,
        covered: Mapping[int, Cell],
        group: str | None,
    ) -> BodyDraft:
        """Draft a row under the columns; a merged cell of several columns is of the first field among them."""
        field_at = columns.fields
        fields: dict[str, list[Cell]] = {}
        for cell in row:
            reach = range(cell.column - 1, cell.column - 1 + cell.colspan)
            name = next((field_at[k] for k in reach if k in field_at), None)
            if cell.colspan > 1 and re.search(r"[^\W\d_]{2}", cell.text) and columns.agency in reach:
                name = "agency"
            if name and (cell.text.strip() or cell.readings):  # unsure engines leave no text
                fields.setdefault(name, []).append(cell)
        for column, cell in covered.items():
            name = field_at.get(column)
            repeats = name is not None and field_name(name) in _REPEATING
            if name and (repeats or (name == "agency" and columns.year is not None)) and cell.text.strip():
                fields.setdefault(name, []).append(cell)
        for cells in fields.values():
            cells.sort(key=lambda c: c.column)
        return cls(part.table_no, part.page, number, fields, [c for c in row if c.text.strip()], group, columns)

    def copy(self) -> BodyDraft:
        """Return a draft that may be extended without changing this one."""
        return replace(self, fields={name: list(cells) for name, cells in self.fields.items()})

    @property
    def is_ranked(self) -> bool:
        """Tell whether it has a rank, and not words in its place."""
        return bool(re.match(r"[(]?\d{1,5}(?:[.)]*$|\()", self.text("rank").replace(" ", "")))

    @property
    def is_scored(self) -> bool:
        """Tell whether it has a figure, or a dash in the place of one."""
        cells = [c for name in self._figures() for c in self.fields[name]]
        return any(points(c.text) is not None or is_dash(c.text) or (c.readings and not c.text.strip()) for c in cells)

    @property
    def own_year(self) -> int | None:
        """The assessed year that the row names; None where no column or no legible text does."""
        return year_in(self.text("year"))

    @property
    def lacks_year(self) -> bool:
        """Tell whether its table has a column of years, and it names none that can be read."""
        return self.columns.year is not None and self.own_year is None

    def of_years(self) -> list[tuple[YearColumns, int | None]]:
        """Return the columns of each year of which it prints a figure, each with the year in its fields' names.

        Those of the main year, which has none in its names, also where they are empty; of others ``N/A`` or a dash is
        none.
        """
        out = []
        for n, of_year in enumerate(self.columns.years):
            suffix = of_year.year if n else None
            names = of_year.fields(suffix).values()
            if n == 0 or any(self._is_printed(name, c) for name in names for c in self.of_field(name)):
                out.append((of_year, suffix))
        return out

    @staticmethod
    def _is_printed(name: str, cell: Cell) -> bool:
        """Tell whether a cell of a year has a figure, a grade, or what engines could not read."""
        if cell.readings and not cell.text.strip():
            return True
        return points(cell.text) is not None or (field_name(name) == "grade" and not is_dash(cell.text))

    def _figures(self) -> list[str]:
        """Return the fields of scores that it has, of all years."""
        return [name for name in self.fields if field_name(name) in FIGURES]

    def of_field(self, name: str) -> list[Cell]:
        """Return the cells of a field."""
        return self.fields.get(name, [])

    def text(self, name: str) -> str:
        """Return the text of a field, in one line."""
        return one_line(" ".join(c.text for c in self.of_field(name)))

    def has_only(self, name: str) -> bool:
        """Tell whether no other field is filled."""
        return len(self.cells) == 1 and self.of_field(name) == self.cells

    def joined(self, name: str) -> Cell | None:
        """Return the cells of a field as one."""
        cells = self.of_field(name)
        if len(cells) < 2:
            return cells[0] if cells else None
        lines = tuple(line for c in cells for line in c.lines)
        return replace(cells[0], lines=lines, text=" ".join(c.text for c in cells))

    def add_rest(self, rest: BodyDraft) -> None:
        """Add what stands on the next page of the row."""
        self.last = rest.row
        broken = self.cut_scores(rest) > 1
        for name, cells in rest.fields.items():
            mine = self.fields.setdefault(name, [])
            cut = (
                name == "agency"
                or (name == "rank" and (broken or rest.has_only("rank")))
                or (field_name(name) in FIGURES and self.is_cut(name, rest))
                or (field_name(name) == "grade" and self.text(name) != rest.text(name))
            )
            if name == "agency_group" and mine:
                self.fields[name] = [_with_rest(cell, rest.cells) for cell in mine]
            elif not mine or cut:
                mine.extend(cells)

    def is_cut(self, name: str, rest: BodyDraft) -> bool:
        """Tell whether a narrow column broke a score, and the page end cut it there (``10`` above ``0.00``)."""
        above, below = self.text(name).replace(" ", ""), rest.text(name).replace(" ", "")
        whole = re.search(r"[.,]\d\d$", above) or not above or not below
        return not whole and bool(re.fullmatch(r"\d{1,3}[.,]\d{1,2}", above + below))

    def cut_scores(self, rest: BodyDraft) -> int:
        """Return how many scores the page end cut."""
        return sum(self.is_cut(name, rest) for name in self._figures())

    def shares_score(self, rest: BodyDraft) -> bool:
        """Tell whether both have a whole score of one kind: they are two bodies then."""
        return any(rest.of_field(name) and not self.is_cut(name, rest) for name in self._figures())

    def fill_groups(self, above: BodyDraft, groups: Sequence[int]) -> None:
        """Fill empty cells of group columns from the body above, unless a wider group changed."""
        mine = {c.column - 1: c for c in self.of_field("agency_group")}
        before = {c.column - 1: c for c in above.of_field("agency_group")}
        for column in groups:
            if column in mine and (column not in before or mine[column].text != before[column].text):
                break
            if column not in mine and column in before:
                mine[column] = before[column]
        if mine:
            self.fields["agency_group"] = [mine[column] for column in sorted(mine)]

    def is_mean_of(self, bodies: Sequence[BodyDraft]) -> bool:
        """Tell a row of means by arithmetic: its figures are those of the bodies of its year, column by column."""
        same_year = [body for body in bodies if body.own_year == self.own_year]
        if len(same_year) < MEANS.fewest_bodies:
            return False
        tests = []
        for name in self._figures():
            values = [v for body in same_year if (v := points(body.text(name))) is not None]
            printed = points(self.text(name))
            if printed is not None and len(values) >= MEANS.fewest_bodies:
                tests.append(abs(sum(values) / len(values) - printed) <= MEANS.tolerance)
        return len(tests) >= MEANS.fewest_figures and sum(tests) >= MEANS.share * len(tests)

    def fill_body(self, above: BodyDraft) -> None:
        """Fill what the rows of one body share, one row for each year, from the row above."""
        for name in _SHARED_BY_YEARS:
            if not self.of_field(name) and above.of_field(name):
                self.fields[name] = list(above.of_field(name))

    def put_above(self, head: BodyDraft) -> None:
        """Add what the page before has of the row; the row's place stays where its figures are."""
        for name, cells in head.fields.items():
            self.fields[name] = [*cells, *self.of_field(name)]


def _with_rest(cell: Cell, rest: Sequence[Cell]) -> Cell:
    """Return a cell with what the next page has in its column, where that is more than the same again."""
    more = [c for c in rest if c.column == cell.column and c.text != cell.text]
    return replace(cell, text=cell.text + "".join(c.text for c in more)) if more else cell


def aligned_by_order(
    draft: BodyDraft, row: Sequence[Cell], columns: ResultColumns, is_grade: Callable[[str], bool]
) -> BodyDraft | None:
    """Align a transcript's row with a cell too few or too many: its texts in the order of the columns.

    None where that is not sure: a score is missing, and nothing tells which.
    """
    order = [columns.fields[k] for k in sorted(columns.fields)]
    wanted = [name for name in order if field_name(name) in FIGURES]
    if "year" in order:  # nothing tells it from a rank
        return None
    filled = [c for c in row if c.text.strip()]
    figures = [c for c in filled if points(c.text) is not None and ("." in c.text or "," in c.text)] or []
    marks = [c for c in filled if is_dash(c.text)]
    scores = sorted([*figures, *marks], key=lambda c: c.column)
    if len(scores) != len(wanted):
        return None
    fields: dict[str, list[Cell]] = {name: [cell] for name, cell in zip(wanted, scores, strict=True)}
    rest = [c for c in filled if c not in scores]
    ranks = [c for c in rest if c.text.strip(" .()").isdecimal()]
    if "rank" in order and len(ranks) == 1:
        fields["rank"] = ranks
    words = [c for c in rest if c not in ranks]
    if "grade" in order and words and is_grade(words[-1].text):
        fields["grade"] = [words.pop()]
    names = [name for name in order if name in ("agency", "agency_group")]
    if len(words) > len(names) or not words:
        return None
    missing = len(names) - len(words)
    for name, cell in zip([n for n in names if n == "agency"] if missing else names, words, strict=False):
        fields.setdefault(name, []).append(cell)
    return replace(draft, fields=fields)
