"""Rules on the values of indicator and measure rows."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.model import Document, Finding, Report

PASS_MARK = 85.0
"""Percent of the highest score: from here on a body raises its standard, below it must act at once."""


def _is_blank(text: str | None) -> bool:
    """Return whether nothing is printed, or a dash."""
    return not (text or "").strip(" \t\n-–—.*")


@check_rule("check.score_scale")
def score_scale(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question scores outside their scale."""
    for row in report.indicators:
        top = row.score_max or 100.0
        if row.score is not None and not 0 <= row.score <= top:
            yield rule.on(
                row, f"The score {row.score:g} is outside 0 to {top:g}.", raw=row.score_raw, value=f"{row.score:g}"
            )


@check_rule("check.score_unread")
def score_unread(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question printed scores that are no number."""
    for row in report.indicators:
        if row.score is None and not _is_blank(row.score_raw):
            yield rule.on(row, f'The score "{row.score_raw}" is no number.', raw=row.score_raw)


@check_rule("check.level")
def level(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question levels that do not go with the score, by the pass mark."""
    for row in report.indicators:
        if row.score is None or row.level_key is None:
            continue
        share = row.score * 100 / row.score_max if row.score_max else row.score
        if (share >= PASS_MARK) != (row.level_key == "raise"):
            yield rule.on(
                row,
                f'The score {row.score:g} does not go with the level "{row.level}".',
                raw=row.level,
                value=f"{row.score:g}",
            )


@check_rule("check.oit_score")
def oit_score(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question scores of OIT items other than 0 and 100."""
    for row in report.indicators:
        if row.tool == "OIT" and row.score is not None and row.score not in (0.0, 100.0):
            yield rule.on(
                row, f"The OIT item scores {row.score:g}, not 0 or 100.", raw=row.score_raw, value=f"{row.score:g}"
            )


@check_rule("check.indicator_incomplete")
def indicator_incomplete(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question missing cells of indicators; a column that the report does not have at all is not missing."""
    has_level = any(row.level for row in report.indicators)
    has_score = any(row.score is not None for row in report.indicators)
    for row in report.indicators:
        unscored = has_score and row.score is None and _is_blank(row.score_raw)
        gaps = [name for name, gap in (("score", unscored), ("level", has_level and not row.level)) if gap]
        if gaps:
            message = f"The code has no {' and no '.join(gaps)}."
            yield rule.on(row, message, value="|".join(gaps), field=gaps[0] if len(gaps) == 1 else None)


@check_rule("check.measure_incomplete")
def measure_incomplete(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question missing cells of measures; a column that the report does not have at all is not missing."""
    wanted = [name for name in ("measure", "result", "outcome") if any(getattr(m, name) for m in report.measures)]
    codes = {row.entry_no: row.code or row.code_raw for row in report.indicators}
    for row in report.measures:
        gaps = [name for name in wanted if not getattr(row, name)]
        if gaps:
            message = f"Measure {row.measure_no} has no {' and no '.join(gaps)}."
            field = gaps[0] if len(gaps) == 1 else None
            yield rule.at(message, row.place, code=codes.get(row.entry_no), value="|".join(gaps), field=field)
