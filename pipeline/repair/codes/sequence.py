"""Decoding of a report's codes: the mistakes that its reader makes, the codebook's year, no code twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.domain.codebook import editions, nearest_year, same_codebook
from pipeline.model import IndicatorRow
from pipeline.repair.codes.code_costs import code_costs
from pipeline.repair.codes.code_evidence import RowEvidence, order_cost, row_evidence
from pipeline.repair.codes.confusables import plain_code
from pipeline.repair.codes.min_sum import NOTHING, Choice, decode_sequence


@dataclass(frozen=True, slots=True)
class DecodedCodes:
    """The codes of a report, decoded.

    Attributes:
        year: of the codebook that was used (Buddhist Era).
        alternatives: years that explain the report as well; their indicators may differ.
        rows: what each row says on its own.
        choices: what the whole sequence says of each row.
        repeats: places (0-based) of rows that print the code, question and score of an earlier row.
    """

    year: int
    alternatives: tuple[int, ...]
    rows: Sequence[RowEvidence]
    choices: Sequence[Choice]
    repeats: frozenset[int]

    @property
    def total(self) -> float:
        """Cost of the best sequence."""
        return self.choices[0].total if self.choices else 0.0

    @property
    def context_cost(self) -> float:
        """Part of the total that the prints do not explain: what another year's codebook could save."""
        rows = zip(self.rows, self.choices, strict=True)
        return self.total - sum(row.alignments[c.best].cost for row, c in rows if c.best in row.alignments)

    def code(self, place: int) -> str | None:
        """Return the code of a row (0-based), None where it is not sure enough."""
        return _sure_code(self.rows[place], self.choices[place])


def _sure_code(row: RowEvidence, choice: Choice) -> str | None:
    """Return the best code if it is far enough ahead of the next and near enough to the print."""
    limits = code_costs().limits
    best = choice.best
    if best == NOTHING or choice.margin < limits.margin:
        return None
    alignment = row.alignments.get(best)
    return best if alignment is None or alignment.cost <= limits.print else None


def decode_codes(rows: Sequence[IndicatorRow], year: int | None) -> DecodedCodes:
    """Decode the rows of one report.

    Args:
        rows: in document order.
        year: the assessment's year (Buddhist Era), None where the report does not say; another year's codebook is taken
            only where it explains the report far better.
    """
    repeats = _repeated_rows(rows)
    if year is None:
        tried = [_decode_by_year(rows, y, repeats) for y in _distinct_codebooks(None)]
        best = min(tried, key=lambda decoded: decoded.total)
        limit = best.total + code_costs().limits.margin
        return replace(best, alternatives=tuple(decoded.year for decoded in tried if decoded.total < limit))
    own = _decode_by_year(rows, nearest_year(year), repeats)
    price = code_costs().context.other_year
    if own.context_cost <= price:
        return own
    others = [_decode_by_year(rows, y, repeats) for y in _distinct_codebooks(own.year)]
    best = min(others, key=lambda decoded: decoded.total, default=own)
    return best if best.total + price < own.total else own


def _distinct_codebooks(year: int | None) -> list[int]:
    """Return years whose codebooks differ from each other and from the given year's; the newest of each kind."""
    out: list[int] = []
    given = [] if year is None else [year]
    for y in sorted(editions(), reverse=True):
        if not any(same_codebook(y, other) for other in (*out, *given)):
            out.append(y)
    return out


def _repeated_rows(rows: Sequence[IndicatorRow]) -> frozenset[int]:
    """Return the places of rows that print an earlier row's code, question and score over again."""
    seen: set[tuple[str, str | None, float | None]] = set()
    out = set()
    for i, row in enumerate(rows):
        code = plain_code(row.code_raw)
        if code is None or row.score is None:
            continue
        key = (code, row.question, row.score)
        if key in seen:
            out.add(i)
        seen.add(key)
    return frozenset(out)


def _decode_by_year(rows: Sequence[IndicatorRow], year: int, repeats: frozenset[int]) -> DecodedCodes:
    """Decode by one year's codebook: once to learn which mistakes the reader makes, then with those expected."""
    decoded = _decode(rows, year, repeats, expect_mistakes=False)
    return _decode(rows, year, repeats, expect_mistakes=True) if _shows_rare_mistake(decoded) else decoded


def _shows_rare_mistake(decoded: DecodedCodes) -> bool:
    """Return whether a sure row shows a rare mistake: a reader that loses a letter loses strokes, and the other way."""
    codes = [decoded.code(i) for i in range(len(decoded.rows))]
    return any(
        code is not None and code in row.alignments and row.alignments[code].mistakes
        for code, row in zip(codes, decoded.rows, strict=True)
    )


def _decode(rows: Sequence[IndicatorRow], year: int, repeats: frozenset[int], *, expect_mistakes: bool) -> DecodedCodes:
    """Decode until no sure code stands twice: of two rows with one code, the surer keeps it."""
    evidence = [
        replace(e, costs={}) if i in repeats else e for i, e in enumerate(row_evidence(rows, year, expect_mistakes))
    ]
    falling, tools = order_cost(rows), [row.tool for row in rows]
    while True:
        choices = decode_sequence(evidence, tools, year, falling)
        decoded = DecodedCodes(year, (year,), evidence, choices, repeats)
        holders: dict[str, list[int]] = {}
        for i in range(len(rows)):
            if (code := decoded.code(i)) is not None:
                holders.setdefault(code, []).append(i)
        twice = [(code, places) for code, places in holders.items() if len(places) > 1]
        if not twice:
            return decoded
        for code, places in twice:
            surest = max(places, key=lambda i: (choices[i].margin, -i))
            for i in places:
                if i != surest:
                    printed = plain_code(rows[i].code_raw) == code
                    costs = {} if printed else {c: cost for c, cost in evidence[i].costs.items() if c != code}
                    evidence[i] = replace(evidence[i], costs=costs)
