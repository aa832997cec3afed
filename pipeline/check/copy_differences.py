"""Where two copies of one report differ: findings on both, each with the other's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.check.comparable_scores import ScoreKey, Scores, body_key, equal_scores, printed_scores, scores_of
from pipeline.model import AgencyResultRow, Finding, IndicatorRow, Outcome, ScoreRow

MOST_NAMED = 20
"""Rows that a message names."""


def differences(outcome: Outcome, other: Outcome) -> Iterator[Finding]:
    """Yield what a document has that a copy of it has not, or has otherwise, as findings on the former."""
    name = other.document.source.source_file
    ours, theirs = scores_of(outcome.report), scores_of(other.report)
    yield from _only_in_one(outcome, ours, theirs, name, _printed_names(outcome, other))
    codes = {row.code: row for row in other.report.indicators if row.code is not None}
    for row in _last_of_each_code(outcome):
        if row.code in codes:
            yield from _row_disagreements(row, codes[row.code], name)
    bodies = {body_key(row.agency, row.body): row for row in other.report.results if row.agency}
    for result in outcome.report.results:
        twin = bodies.get(body_key(result.agency, result.body))
        if twin is not None:
            yield from _body_disagreements(result, twin, name)
    printed = printed_scores(other.report)
    for key, score in printed_scores(outcome.report).items():
        same = printed.get(key)
        if same is not None and not equal_scores(score.score, same.score):
            yield _score_disagreement(score, same, name)


def _last_of_each_code(outcome: Outcome) -> list[IndicatorRow]:
    return list({row.code: row for row in outcome.report.indicators if row.code is not None}.values())


def _printed_names(outcome: Outcome, other: Outcome) -> dict[str, str]:
    """Return the names of bodies as this document prints them, else as the other one does, by their keys."""
    names: dict[str, str] = {}
    for report in (other.report, outcome.report):
        names |= {body_key(row.agency, row.body): row.agency for row in report.results if row.agency}
        names |= {body_key(row.agency, row.body): row.agency for row in report.scores if row.agency}
    return names


def _only_in_one(
    outcome: Outcome, ours: Scores, theirs: Scores, name: str, printed: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield one finding on the rows that only this document has, and one on those that only the other has."""
    for here, there, message in (
        (ours, theirs, "{rows} only here, not in {name}."),
        (theirs, ours, "{rows} only in {name}, not here."),
    ):
        keys = [key for key in here if key not in there]
        if not keys:
            continue
        rows = f"{_named(keys, printed)} {'stands' if len(keys) == 1 else 'stand'}"
        code, page = None, None
        if len(keys) == 1 and keys[0][0] == "code":
            code = str(keys[0][1])
            page = next((r.place.page_first for r in outcome.report.indicators if r.code == code), None)
        text = message.format(rows=rows, name=name)
        yield Finding("copies.disagree", "warning", text, page=page, code=code, value=name)


def _named(keys: Sequence[ScoreKey], printed: Mapping[str, str]) -> str:
    """Return what rows are of: codes, bodies, scores, items."""
    names = [_name(key, printed) for key in keys[:MOST_NAMED]]
    more = len(keys) - len(names)
    listed = ", ".join(names) + (f" and {more} more" if more else "")
    return listed if len(keys) == 1 else f"{len(keys)} rows ({listed})"


def _name(key: ScoreKey, printed: Mapping[str, str]) -> str:
    if key[0] != "score":
        return printed.get(str(key[1]), str(key[1])) if key[0] == "body" else str(key[1])
    _, agency, _, kind, tool, indicator_no, code, *_ = key
    of = code or (f"indicator {indicator_no}" if indicator_no else None) or tool or kind
    return f"the score of {of}" + (f" of {printed.get(str(agency), agency)}" if agency else "")


def _row_disagreements(row: IndicatorRow, twin: IndicatorRow, name: str) -> Iterator[Finding]:
    """Yield the values of one code in which a row and its twin in the copy ``name`` disagree."""
    pairs = []
    if not equal_scores(row.score, twin.score):
        pairs.append(("score", row.score_raw, twin.score_raw))
    if row.level_key != twin.level_key:
        pairs.append(("level", row.level, twin.level))
    if row.measure_count != twin.measure_count:
        pairs.append(("number of measures", str(row.measure_count), str(twin.measure_count)))
    for what, here, there in pairs:
        yield Finding(
            "copies.disagree",
            "warning",
            f"The {what} of {row.code} is {here} here and {there} in {name}.",
            page=row.place.page_first,
            table_no=row.place.table_no,
            row=row.place.row_first,
            code=row.code,
            raw=here,
            value=there,
        )


def _body_disagreements(row: AgencyResultRow, twin: AgencyResultRow, name: str) -> Iterator[Finding]:
    """Yield the scores of one body in which a row of a results table and its twin in the copy ``name`` disagree."""
    for field in ("iit", "eit", "oit", "total"):
        here, there = getattr(row, field), getattr(twin, field)
        if not equal_scores(here, there):
            yield Finding(
                "copies.disagree",
                "warning",
                f"The {field} of {row.agency} is {here} here and {there} in {name}.",
                page=row.page,
                table_no=row.table_no,
                row=row.row,
                raw=str(here),
                value=str(there),
            )


def _score_disagreement(row: ScoreRow, twin: ScoreRow, name: str) -> Finding:
    """Return the finding on a printed score that is another one in the copy ``name``."""
    of = row.code or (f"indicator {row.indicator_no}" if row.indicator_no else None) or row.tool or "the total"
    whose = f" of {row.agency}" if row.agency else ""
    return Finding(
        "copies.disagree",
        "warning",
        f"The score of {of}{whose} is {row.score_raw} here and {twin.score_raw} in {name}.",
        page=row.page,
        table_no=row.table_no,
        row=row.row,
        column=row.column,
        code=row.code,
        raw=row.score_raw,
        value=twin.score_raw,
    )
