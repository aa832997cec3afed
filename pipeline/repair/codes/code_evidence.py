"""What stands around a code: headings, sections, question texts and the year's codebook, as costs per row and code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.domain.codebook import (
    TOOL_OF_LETTER,
    all_codes,
    editions,
    indicator_by_title,
    indicators,
    may_have,
    possible_codes,
    questions,
    report_order,
)
from pipeline.domain.wordings import compact_title
from pipeline.model import IndicatorRow
from pipeline.repair.codes.code_costs import FORBIDDEN, code_costs
from pipeline.repair.codes.code_readings import code_options
from pipeline.repair.codes.confusables import Alignment, alignments, is_foreign_code, plain_code


@dataclass(frozen=True, slots=True)
class SectionHeading:
    """The section heading over a run of rows.

    Attributes:
        run: number of the run in the report.
        section: the indicator that the heading names, None where it names none.
        distrust: cost of not trusting the heading.
    """

    run: int
    section: int | None
    distrust: float


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """What one row says of its code.

    Attributes:
        costs: code -> cost of print, heading, year and question together; codes that cannot be are absent.
        nothing: cost of giving the row no code.
        heading: the section heading over it.
        alignments: code -> how the print aligns with that code (empty for a blank cell).
    """

    costs: Mapping[str, float]
    nothing: float
    heading: SectionHeading
    alignments: Mapping[str, Alignment]


def row_evidence(rows: Sequence[IndicatorRow], year: int, expect_mistakes: bool) -> list[RowEvidence]:
    """Weigh every row on its own.

    Args:
        rows: in document order.
        year: whose codebook is taken (Buddhist Era).
        expect_mistakes: the report's reader is known to make the rare mistakes.
    """
    headings = _section_headings(rows)
    return [_evidence_of(row, heading, year, expect_mistakes) for row, heading in zip(rows, headings, strict=True)]


def _evidence_of(row: IndicatorRow, heading: SectionHeading, year: int, expect_mistakes: bool) -> RowEvidence:
    """Weigh one row."""
    context = code_costs().context
    edition, by_year = editions()[year], _year_costs(year)
    options = code_options(row)
    blank = not options
    nothing = context.nothing_blank if blank else context.nothing
    if is_foreign_code(row.code_raw):
        return RowEvidence({}, nothing, heading, {})
    possible = possible_codes(year)
    aligned = _aligned(options, possible, expect_mistakes)
    printed = plain_code(row.code_raw)
    plain = printed if printed in edition and not row.scanned else None
    by_question = _question_costs(row.question, year)
    costs: dict[str, float] = {}
    for code in possible if blank else aligned:
        if code not in edition and code != printed:
            continue
        cost = (context.blank if blank else aligned[code].cost) + by_year[code]
        if row.tool is not None and TOOL_OF_LETTER[code[0]] != row.tool:
            cost += context.tool
        if plain is not None and code[0] != plain[0]:
            cost += context.plain
        costs[code] = cost + by_question.get(code, context.question if by_question else 0.0)
    nothing += context.nothing_asked if by_question else 0.0
    nothing += context.plain if plain else 0.0
    return RowEvidence(costs, nothing, heading, aligned)


@cache
def _year_costs(year: int) -> Mapping[str, float]:
    """Return what each possible code costs in a year: little where its list has the code for certain."""
    data, edition = code_costs(), editions()[year]
    return {
        code: data.certainty[edition[code].certainty]
        if code in edition
        else data.certainty["unverified"]
        if may_have(year, code)
        else data.context.outside_year
        for code in possible_codes(year)
    }


def _aligned(options: Mapping[str, float], possible: tuple[str, ...], expect_mistakes: bool) -> Mapping[str, Alignment]:
    """Return how each code aligns with the text that may stand there for which that costs least."""
    if len(options) == 1 and 0.0 in options.values():
        return alignments(next(iter(options)), possible, expect_mistakes)
    out: dict[str, Alignment] = {}
    for text, price in options.items():
        for code, alignment in alignments(text, possible, expect_mistakes).items():
            if code not in out or alignment.cost + price < out[code].cost:
                out[code] = replace(alignment, cost=alignment.cost + price) if price else alignment
    return out


@lru_cache(maxsize=4096)
def _known_questions(year: int) -> tuple[tuple[str, str], ...]:
    """Return code and comparable question text for one year: the codebook's item names and the questions seen."""
    edition = editions()[year]
    named = [(code, compact_title(entry.name)) for code, entry in edition.items() if entry.name]
    seen = [(q.code, compact_title(q.text)) for q in questions() if q.year_first <= year <= q.year_last]
    return tuple(pair for pair in named + seen if pair[1])


@lru_cache(maxsize=4096)
def _question_costs(question: str | None, year: int) -> Mapping[str, float]:
    """Return the codes whose question a text is, at no cost, and those nearly so, at part of it.

    Empty where the text is like no question.
    """
    from rapidfuzz.fuzz import ratio

    data = code_costs()
    wanted = compact_title(question or "")
    if not wanted:
        return {}
    scores: dict[str, float] = {}
    for code, text in _known_questions(year):
        scores[code] = max(scores.get(code, 0.0), ratio(wanted, text) / 100)
    best = max(scores.values(), default=0.0)
    if best < data.limits.question_similarity:
        return {}
    lead = data.limits.question_lead
    return {
        code: data.context.question * (best - score) / lead for code, score in scores.items() if best - score < lead
    }


def _section_headings(rows: Sequence[IndicatorRow]) -> list[SectionHeading]:
    """Return for each row the section heading over it."""
    runs = _section_runs(rows)
    trust = _heading_trust([row for row, run, before in zip(rows, runs, [-1, *runs], strict=False) if run != before])
    return [SectionHeading(run, *trust[run]) for run in runs]


def _section_runs(rows: Sequence[IndicatorRow]) -> list[int]:
    """Number the runs of rows under one section heading."""
    out: list[int] = []
    for i, row in enumerate(rows):
        before = rows[i - 1] if i else row
        same = (row.tool, row.section_no, row.section_title) == (before.tool, before.section_no, before.section_title)
        out.append(0 if not out else out[-1] + (not same))
    return out


def _heading_trust(firsts: Sequence[IndicatorRow]) -> list[tuple[int | None, float]]:
    """Return for each run, by its first row, the indicator its heading names, and the cost of not trusting it."""
    cost = code_costs().context
    by_title = [indicator_by_title(row.section_title) if row.section_title else None for row in firsts]
    numbers = [
        row.section_no if row.section_no in indicators() else title for row, title in zip(firsts, by_title, strict=True)
    ]
    out: list[tuple[int | None, float]] = []
    for i, (row, number, title) in enumerate(zip(firsts, numbers, by_title, strict=True)):
        if number is None:
            out.append((None, 0.0))
            continue
        before = next((n for n in reversed(numbers[:i]) if n is not None), 0)
        after = next((n for n in numbers[i + 1 :] if n is not None), FORBIDDEN)
        rising = before < number < after
        other_title = title is not None and title != number
        other_tool = row.tool is not None and indicators()[number].tool != row.tool
        if other_tool or other_title or not rising:
            out.append((number, cost.section_doubtful))
        else:
            out.append((number, cost.section_titled if title == number else cost.section_wrong))
    return out


def order_cost(rows: Sequence[IndicatorRow]) -> float:
    """Return what a falling code costs: little in a report whose plainly printed codes do not rise."""
    data = code_costs()
    plain = [code for row in rows if (code := plain_code(row.code_raw)) in all_codes() and code is not None]
    pairs = [(a, b) for a, b in pairwise(plain) if a[0] == b[0]]
    falling = sum(report_order(a) > report_order(b) for a, b in pairs)
    unsorted = len(pairs) >= data.limits.fewest_pairs and falling > data.limits.unsorted_share * len(pairs)
    return data.context.order_unsorted if unsorted else data.context.order
