"""What stands around a code: headings, sections, question texts and the year's codebook, as costs per row and code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.domain.codebook import (
    LETTERS,
    all_codes,
    editions,
    indicator_titled,
    indicators,
    questions,
    rank,
    squeeze,
)
from pipeline.model import IndicatorRow
from pipeline.repair.codes.confusables import FAR, Reading, is_foreign, plain, readings, tidy, weights


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one row says of its code.

    Attributes:
        costs: code -> cost of print, heading, year and question together; codes that cannot be are absent.
        nothing: cost of giving the row no code.
        block: number of the run of rows under one section heading.
        section: the indicator that the heading names, None where it names none.
        distrust: cost of not believing the heading.
        prints: code -> how the print reads as that code (empty for a blank cell).
    """

    costs: Mapping[str, float]
    nothing: float
    block: int
    section: int | None
    distrust: float
    prints: Mapping[str, Reading]


def evidence(rows: Sequence[IndicatorRow], year: int, lowered: frozenset[str]) -> list[Evidence]:
    """Weigh every row on its own.

    Args:
        rows: in document order.
        year: whose codebook is taken (BE).
        lowered: mistakes that the report's reader is known to make.
    """
    blocks = _blocks(rows)
    sections = _sections(rows, blocks)
    return [_row(row, year, lowered, block, *sections[block]) for row, block in zip(rows, blocks, strict=True)]


def _row(
    row: IndicatorRow, year: int, lowered: frozenset[str], block: int, section: int | None, distrust: float
) -> Evidence:
    data = weights()
    edition = editions()[year]
    blank = not tidy(row.code_raw)
    nothing = data.context["nothing_blank" if blank else "nothing"]
    if is_foreign(row.code_raw):
        return Evidence({}, nothing, block, section, distrust, {})
    prints = {} if blank or row.code_raw is None else readings(row.code_raw, lowered)
    printed = plain(row.code_raw)
    asked = _asked(row.question, year)
    costs: dict[str, float] = {}
    for code in all_codes():
        reading = prints.get(code)
        if (reading is None and not blank) or (code not in edition and code != printed):
            continue
        cost = data.context["blank"] if reading is None else reading.cost
        cost += data.certainty[edition[code].certainty] if code in edition else data.context["outside_year"]
        if row.tool is not None and LETTERS[code[0]] != row.tool:
            cost += data.context["tool"]
        costs[code] = cost + asked.get(code, data.context["question"] if asked else 0.0)
    return Evidence(costs, nothing + (data.context["question"] / 2 if asked else 0.0), block, section, distrust, prints)


@lru_cache(maxsize=4096)
def _known(year: int) -> tuple[tuple[str, str], ...]:
    """Code and comparable question text, for one year: the codebook's item names and the questions seen."""
    edition = editions()[year]
    named = [(code, squeeze(entry.name)) for code, entry in edition.items() if entry.name]
    asked = [(q.code, squeeze(q.text)) for q in questions() if q.year_first <= year <= q.year_last]
    return tuple(pair for pair in named + asked if pair[1])


@lru_cache(maxsize=4096)
def _asked(question: str | None, year: int) -> Mapping[str, float]:
    """Codes whose question a text is, at no cost, and those nearly so, at part of it; empty where the text tells nothing."""
    from rapidfuzz.fuzz import ratio

    data = weights()
    wanted = squeeze(question or "")
    if not wanted:
        return {}
    scores: dict[str, float] = {}
    for code, text in _known(year):
        scores[code] = max(scores.get(code, 0.0), ratio(wanted, text) / 100)
    best = max(scores.values(), default=0.0)
    if best < data.limits["question_similarity"]:
        return {}
    lead = data.limits["question_lead"]
    return {
        code: data.context["question"] * (best - score) / lead for code, score in scores.items() if best - score < lead
    }


def _blocks(rows: Sequence[IndicatorRow]) -> list[int]:
    """Number the runs of rows under one section heading."""
    out: list[int] = []
    for i, row in enumerate(rows):
        before = rows[i - 1] if i else row
        same = (row.tool, row.section_no, row.section_title) == (before.tool, before.section_no, before.section_title)
        out.append(0 if not out else out[-1] + (not same))
    return out


def _sections(rows: Sequence[IndicatorRow], blocks: Sequence[int]) -> list[tuple[int | None, float]]:
    """For each block: the indicator its heading names, and what it costs not to believe it."""
    cost = weights().context
    heads = [row for row, block, before in zip(rows, blocks, [-1, *blocks], strict=False) if block != before]
    titled = [indicator_titled(row.section_title) if row.section_title else None for row in heads]
    numbers = [
        row.section_no if row.section_no in indicators() else title for row, title in zip(heads, titled, strict=True)
    ]
    out: list[tuple[int | None, float]] = []
    for i, (row, number, title) in enumerate(zip(heads, numbers, titled, strict=True)):
        if number is None:
            out.append((None, 0.0))
            continue
        before = next((n for n in reversed(numbers[:i]) if n is not None), 0)
        after = next((n for n in numbers[i + 1 :] if n is not None), FAR)
        rising = before < number < after
        other_title = title is not None and title != number
        other_tool = row.tool is not None and indicators()[number].tool != row.tool
        if other_tool or other_title or not rising:
            out.append((number, cost["section_doubtful"]))
        else:
            out.append((number, cost["section_titled" if title == number else "section_wrong"]))
    return out


def order_cost(rows: Sequence[IndicatorRow]) -> float:
    """What a falling code costs: little in a report whose plainly printed codes do not rise."""
    data = weights()
    codes = [(code, row.tool) for row in rows if (code := plain(row.code_raw)) in all_codes() and code is not None]
    pairs = [(a, b) for (a, _), (b, _) in pairwise(codes) if a[0] == b[0]]
    falling = sum(rank(a) > rank(b) for a, b in pairs)
    unsorted = len(pairs) >= 5 and falling > data.limits["unsorted_share"] * len(pairs)
    return data.context["order_unsorted" if unsorted else "order"]
