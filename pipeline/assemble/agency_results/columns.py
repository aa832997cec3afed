"""Columns of a table of results: the header names their fields; where it does not, content and arithmetic decide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice, permutations, product
from typing import NamedTuple

from pipeline.assemble.agency_results.indicator_columns import (
    INDICATOR_FIELD,
    named_indicators,
    sums_of_figures,
    tools_by_means,
    total_by_sums,
)
from pipeline.assemble.agency_results.result_column_content import MOST_PERCENT, ColumnContent, points
from pipeline.assemble.agency_results.result_columns import SCORES, ResultColumns, YearColumns
from pipeline.assemble.fields import is_dash
from pipeline.assemble.tables.header import Header
from pipeline.assemble.tables.logical_table import TablePart
from pipeline.domain.family import Family, ResultWords
from pipeline.domain.indicator_means import INDICATOR_COUNT
from pipeline.domain.scales import Basis, Weights, grade_names, weights_of
from pipeline.domain.wordings import compact
from pipeline.model import Table

_YEAR = re.compile(r"25\d\d")


class ResultColumnSettings(NamedTuple):
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


def holds_scores(family: Family, header: Header, table: Table) -> bool:
    """Tell whether the score columns of a table with a fitting header hold figures of a scale to 100, or nothing.

    Where it has no score columns, its grades must be grades of the assessment.
    """
    if not any(c.named in SCORES for c in header.columns):
        grades = [t for k, c in enumerate(header.columns) if c.named == "grade" for t in _texts(table, k, header.last)]
        known = {compact(name) for name in grade_names()}
        return bool(grades) and sum(compact(t.upper()) in known for t in grades) >= SETTINGS.mostly * len(grades)
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
        fiscal_year: of the report; of columns for several years those of this year are the main ones.
    """
    assert family.results is not None
    weights = weights_of(fiscal_year)
    content = ColumnContent(family, header, parts, weights)
    named = _named_by_content(header, content)
    year = next((k for k, n in enumerate(named) if n == "year" and content.years(k) >= SETTINGS.mostly), None)
    indicators = named_indicators(header)
    sums = None
    if len(set(indicators.values())) < INDICATOR_COUNT:  # the header does not say all
        sums = sums_of_figures(
            content, [k for k in range(len(named)) if k != year and content.is_of_figures(k)], weights
        )
    if sums is not None:
        indicators = {k: no for no, k in enumerate(sums.indicators, 1)}
        named = [name if k not in indicators else INDICATOR_FIELD for k, name in enumerate(named)]
        named[sums.total] = "total"
    years = _years(family, header, content, named, indicators, fiscal_year, weights)
    taken = {k for of_year in years for k in of_year.fields(None)}
    agency, groups = _bodies(named, content, {*taken, *indicators, year})
    if agency is None:
        return None
    rank = _rank(named, content, header, {*taken, *indicators, year, agency, *groups})
    texts = tuple(column.text for column in header.columns)

    def place(pattern: re.Pattern[str]) -> int | None:
        return next((k for k in groups if pattern.search(compact(texts[k]))), None)

    words = family.results
    return ResultColumns(
        agency, years, rank, groups, place(words.district), place(words.province), year, texts, words.kinds
    )


def _named_by_content(header: Header, content: ColumnContent) -> list[str | None]:
    """Return the field that each column's header names; one wording heads totals and grades, in different tables."""
    named = [c.named for c in header.columns]
    for k, name in enumerate(named):
        if name in ("total", "grade"):
            holds_scores = content.scores(k) >= SETTINGS.mostly
            named[k] = "grade" if content.grades(k) >= SETTINGS.mostly else "total" if holds_scores else name
    return named


def _years(
    family: Family,
    header: Header,
    content: ColumnContent,
    named: Sequence[str | None],
    indicators: Mapping[int, int],
    fiscal_year: int | None,
    weights: Weights,
) -> tuple[YearColumns, ...]:
    """Return the columns of each year that the header names, the report's first, else the latest; of one without years.

    A column without a year in its header belongs to the main year.
    """
    assert family.results is not None
    figures = [k for k, n in enumerate(named) if n in (*SCORES, "grade") or k in indicators]
    year_of = {k: int(found[-1]) for k in figures if (found := _YEAR.findall(header.columns[k].text))}
    years = sorted(set(year_of.values()), reverse=True)
    totals = {k in year_of for k in figures if named[k] == "total"}
    order: list[int | None] = [*sorted(years, key=lambda y: y != fiscal_year)] or [None]
    if len(totals) > 1 and fiscal_year not in years:  # a total of an earlier year stands beside the report's own
        order = [None, *order]
    out = []
    for n, year in enumerate(order):
        columns = [k for k in range(len(named)) if year_of.get(k, order[0]) == year]
        of_year = _of_one_year(family.results, header, content, named, columns, indicators, weights, n == 0)
        if n == 0 or of_year.scores or of_year.indicators:
            out.append(replace(of_year, year=year))
    return tuple(out)


def _of_one_year(
    words: ResultWords,
    header: Header,
    content: ColumnContent,
    named: Sequence[str | None],
    columns: Sequence[int],
    indicators: Mapping[int, int],
    weights: Weights,
    main: bool,
) -> YearColumns:
    """Return the columns of one year, among those that may be of it."""
    by_number = {no: k for k, no in sorted(indicators.items(), reverse=True) if k in columns}
    best_named = sorted(columns, key=lambda k: header.columns[k].field is None)
    scores = {n: [k for k in best_named if named[k] == n and content.may_be_scores(k)] for n in SCORES}
    totals = scores["total"] or [k for k in columns if named[k] is None and content.is_of_figures(k)]
    sums = total_by_sums(content, by_number, totals, weights)
    if sums is not None and (scores["total"] or main):
        scores["total"] = [sums.total]
    chosen = _best_choice({name: ks for name, ks in scores.items() if ks}, content)
    if sums is not None:
        free = [k for k in columns if named[k] is None and content.is_of_figures(k) and k != sums.total]
        found = tools_by_means(content, by_number, free, weights)
        chosen = {**found, **chosen}
    if main:
        chosen = _complete(chosen, named, content, set(by_number.values()))
    grades = [k for k in columns if named[k] == "grade"]
    if main:
        grades += [k for k in columns if named[k] is None and content.grades(k) >= SETTINGS.mostly]
    basis = content.basis(chosen) or _named_basis(words, header, chosen)
    if sums is not None and not {"iit", "eit", "oit"} & set(chosen):
        basis = "percent"
    return YearColumns(
        scores=tuple(chosen.items()),
        indicators=tuple(sorted(by_number.items())),
        grade=grades[0] if grades else None,
        basis=basis,
        indicator_basis="percent" if sums is not None or content.exceeds_weights(by_number) else None,
        adds_up=sums is not None,
    )


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


def _complete(
    chosen: ScoreColumns, named: Sequence[str | None], content: ColumnContent, taken: set[int]
) -> ScoreColumns:
    """Find scores whose headers were not read, or read as another's: the columns that add up, in the usual order.

    What the header names stands unless it does not add up.

    Args:
        taken: columns that are none of scores.
    """
    if set(chosen) == set(SCORES) and content.best_share_adding_up(chosen) >= SETTINGS.mostly:
        return chosen
    free = [
        k
        for k, known in enumerate(named)
        if known in (None, *SCORES)
        and k not in taken
        and content.scores(k) >= SETTINGS.mostly
        and not content.is_running_number(k)
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
