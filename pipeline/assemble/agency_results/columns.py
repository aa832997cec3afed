"""Columns of a table of results: the header names their fields; where it does not, content and arithmetic decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, permutations, product

from pipeline.assemble.agency_results.result_column_content import MOST_PERCENT, SCORES, ColumnContent, points
from pipeline.assemble.fields import is_dash
from pipeline.assemble.tables.header import Header
from pipeline.assemble.tables.logical_table import TablePart
from pipeline.domain.family import Family, ResultWords
from pipeline.domain.scales import Basis, weights_of
from pipeline.domain.wordings import compact
from pipeline.model import Table

_YEAR = re.compile(r"25\d\d")


@dataclass(frozen=True, slots=True)
class ResultColumnSettings:
    """Thresholds that decide which column of a table of results holds what.

    Attributes:
        mostly: share of a column's texts, or of the rows, that decide (0..1).
        sure: share of the rows that must add up before columns without a name are those of scores.
        half: share of words that a column of bodies or groups has at least.
        most_columns: columns of figures among which scores are sought by their sums.
        fewest_rows: rows that must add up then.
        most_choices: ways to choose among columns of one name that are tried.
        percent_first: added to the share of the percentage where both bases fit as well.
        same_sum: shares that differ by no more are equal.
    """

    mostly: float = 0.6
    sure: float = 0.8
    half: float = 0.5
    most_columns: int = 7
    fewest_rows: int = 3
    most_choices: int = 256
    percent_first: float = 0.01
    same_sum: float = 1e-9


SETTINGS = ResultColumnSettings()

ScoreColumns = dict[str, int]


@dataclass(frozen=True, slots=True)
class ResultColumns:
    """Grid columns (0-based) by what they hold; ``groups`` hold what a body belongs to, widest first.

    ``basis`` is None where neither arithmetic nor the header tells it.
    """

    agency: int
    rank: int | None = None
    groups: tuple[int, ...] = ()
    scores: tuple[tuple[str, int], ...] = ()
    grade: int | None = None
    basis: Basis | None = None

    @property
    def fields(self) -> dict[int, str]:
        """The field of each column; group columns are all of ``agency_group``."""
        out = dict.fromkeys(self.groups, "agency_group")
        out |= {column: name for name, column in self.scores}
        single = (("rank", self.rank), ("grade", self.grade), ("agency", self.agency))
        return out | {column: name for name, column in single if column is not None}


def holds_scores(family: Family, header: Header, table: Table) -> bool:
    """Tell whether the score columns of a table with a fitting header hold figures of a scale to 100, or nothing."""
    texts = [t for k, c in enumerate(header.columns) if c.named in SCORES for t in _texts(table, k, header.last)]
    figures = [value for t in texts if (value := points(t)) is not None]
    on_scale = sum(value <= MOST_PERCENT for value in figures)
    return not texts or (2 * len(figures) >= len(texts) and 2 * on_scale >= len(figures))


def _texts(table: Table, column: int, after: int = 0) -> list[str]:
    """Return the texts of a column's cells below row ``after`` (of the part), without dashes."""
    cells = (c for c in table.cells if c.column - 1 == column and c.colspan == 1 and c.row - table.first_row >= after)
    return [c.text.strip() for c in cells if c.text.strip() and not is_dash(c.text)]


def settle_columns(
    family: Family, header: Header, parts: Sequence[TablePart], fiscal_year: int | None
) -> ResultColumns | None:
    """Resolve a header over the rows of the table's parts; None where no column holds the bodies.

    Args:
        fiscal_year: of the report; of columns for several years those of this year are read.
    """
    assert family.results is not None
    content = ColumnContent(family, header, parts, weights_of(fiscal_year))
    named = [c.named for c in header.columns]
    for k, name in enumerate(named):
        if name in ("total", "grade"):  # one wording heads both, in different tables
            holds_scores = content.scores(k) >= SETTINGS.mostly
            named[k] = "grade" if content.grades(k) >= SETTINGS.mostly else "total" if holds_scores else name
    best_named = sorted(range(len(named)), key=lambda k: header.columns[k].field is None)
    scores = {
        name: _of_year([k for k in best_named if named[k] == name and content.may_be_scores(k)], header, fiscal_year)
        for name in SCORES
    }
    chosen = _best_choice({name: ks for name, ks in scores.items() if ks}, content)
    chosen = _complete(chosen, named, content)
    grades = _of_year([k for k, n in enumerate(named) if n == "grade"], header, fiscal_year)
    grades += [k for k, n in enumerate(named) if n is None and content.grades(k) >= SETTINGS.mostly]
    grade = grades[0] if grades else None
    taken = {*chosen.values(), grade}
    agency, groups = _bodies(named, content, taken)
    if agency is None:
        return None
    rank = _rank(named, content, header, {*taken, agency, *groups})
    basis = content.basis(chosen) or _named_basis(family.results, header, chosen)
    return ResultColumns(agency, rank, groups, tuple(chosen.items()), grade, basis)


def _of_year(columns: list[int], header: Header, fiscal_year: int | None) -> list[int]:
    """Return, of columns that a field has for several years, those of the report's year, else of the latest."""
    years = {k: max(map(int, found)) for k in columns if (found := _YEAR.findall(header.columns[k].text))}
    if len(set(years.values())) < 2:
        return columns
    wanted = fiscal_year if fiscal_year in years.values() else max(years.values())
    return [k for k in columns if years.get(k) == wanted]


def _best_choice(columns: dict[str, list[int]], content: ColumnContent) -> ScoreColumns:
    """Choose one column per score: where a name stands over several (both bases), those that add up, of 100 first."""
    names = list(columns)
    best: tuple[float, ScoreColumns] | None = None
    for picked in islice(product(*columns.values()), SETTINGS.most_choices):
        choice = dict(zip(names, picked, strict=True))
        value = 0.0
        if set(names) == set(SCORES):
            percent = content.share_adding_up(choice, "percent") + SETTINGS.percent_first
            value = max(percent, content.share_adding_up(choice, "weighted"))
        if best is None or value > best[0] + SETTINGS.same_sum:
            best = (value, choice)
    return best[1] if best else {}


def _complete(chosen: ScoreColumns, named: Sequence[str | None], content: ColumnContent) -> ScoreColumns:
    """Find scores whose headers were not read, or read as another's: the columns that add up, in the usual order.

    What the header names stands unless it does not add up.
    """
    if set(chosen) == set(SCORES) and content.best_share_adding_up(chosen) >= SETTINGS.mostly:
        return chosen
    free = [
        k
        for k, known in enumerate(named)
        if known in (None, *SCORES) and content.scores(k) >= SETTINGS.mostly and not content.is_running_number(k)
    ]
    if not len(SCORES) <= len(free) <= SETTINGS.most_columns:
        return chosen

    def agreement(scores: ScoreColumns) -> tuple[float, int, bool]:
        usual = scores["iit"] < scores["eit"] < scores["oit"] < scores["total"]
        as_headed = sum(scores[name] == k for name, k in chosen.items())
        return round(content.best_share_adding_up(scores), 1), as_headed, usual

    best = max((dict(zip(SCORES, columns, strict=True)) for columns in permutations(free, len(SCORES))), key=agreement)
    adds_up = content.best_share_adding_up(best) >= SETTINGS.sure
    return best if adds_up and content.complete_rows(best) >= SETTINGS.fewest_rows else chosen


def _bodies(
    named: Sequence[str | None], content: ColumnContent, taken: set[int | None]
) -> tuple[int | None, tuple[int, ...]]:
    """Return the column of bodies, and those of what they belong to.

    Where no header that could be read names the bodies, they are the words that differ from row to row, else the most
    varied group.
    """

    def holds_words(k: int) -> bool:
        return content.words(k) >= SETTINGS.half

    free = [k for k in range(len(named)) if k not in taken and (holds_words(k) or not content.column(k))]
    bodies = [k for k in free if named[k] == "agency"]
    if not bodies:
        varied = SETTINGS.mostly * len(content.rows)
        bodies = [k for k in free if named[k] is None and content.distinct_words(k) >= varied]
    groups = [k for k in free if named[k] == "agency_group"]
    agency = max(bodies or groups, key=lambda k: (content.distinct_words(k), -k), default=None)
    if agency is not None:  # few words for many rows, before the bodies, under a header that could not be read
        unnamed = [k for k in free if named[k] is None and k < agency and holds_words(k)]
        groups += [k for k in unnamed if 2 * content.distinct_words(k) <= len(content.rows)]
    return agency, tuple(k for k in sorted({*groups, *bodies}) if k != agency and content.column(k))


def _rank(named: Sequence[str | None], content: ColumnContent, header: Header, taken: set[int | None]) -> int | None:
    """Return the column of ranks: one headed so, rather than as running number, else one that counts.

    The header of the latter could not be read.
    """
    ranks = [k for k, name in enumerate(named) if name == "rank" and k not in taken]
    if ranks:
        return max(ranks, key=lambda k: (bool(re.search("อันดับ|(?i:rank)", header.columns[k].text)), -k))
    unnamed = [k for k, name in enumerate(named) if name in (None, "agency") and k not in taken]
    return next((k for k in unnamed if content.is_running_number(k)), None)


def _named_basis(words: ResultWords, header: Header, scores: ScoreColumns) -> Basis | None:
    """Return the basis that the header's words name."""
    texts = [compact(header.columns[k].text) for k in scores.values()]
    if any(w in t for t in texts for w in words.weighted):
        return "weighted"
    return "percent" if any(w in t for t in texts for w in words.percent) else None
