"""Rules on printed scores by themselves: unread, off the scale, printed twice with two values, against a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.check.rules.score_rules import place_of, sheets_of
from pipeline.domain.codebook import TOOLS
from pipeline.domain.running_text import running_text
from pipeline.domain.scales import SCALE_SETTINGS, total_of
from pipeline.domain.sheet_arithmetic import SHEET_TOLERANCES, mean
from pipeline.domain.stated_scores import StatedScore, stated_totals
from pipeline.domain.wordings import compact
from pipeline.model import Document, Finding, Report, ScoreRow

_TOP = 100.0
_QUOTED = 100  # characters on either side of a number that a finding quotes
Item = tuple[object, ...]


@check_rule("check.printed_score_scale")
def printed_score_scale(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question printed scores outside 0 to 100."""
    for row in report.scores:
        if row.score is not None and not 0 <= row.score <= _TOP:
            yield rule.at(f"The score {row.score:g} is outside 0 to {_TOP:g}.", **place_of(row), raw=row.score_raw)


@check_rule("check.printed_score_unread")
def printed_score_unread(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question printed scores that are no number; those of scans are questioned by repair."""
    for row in report.scores:
        if row.score is None and not row.readings and any(ch.isdigit() for ch in row.score_raw or ""):
            yield rule.at(f'The score "{row.score_raw}" is no number.', **place_of(row), raw=row.score_raw)


@check_rule("check.indicator_unknown")
def indicator_unknown(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question scores of indicators whose name is none of the ten."""
    for row in report.scores:
        if row.item_kind == "indicator" and row.indicator_no is None:
            yield rule.at(f'"{row.item}" is the name of no indicator that is known.', **place_of(row), raw=row.item)


def _item(report: Report, row: ScoreRow) -> Item | None:
    """Return what a score is of, wherever it is printed; None where that is not resolved."""
    year = row.assessment_fiscal_year or report.assessment_fiscal_year
    if row.score is None or (row.item_kind in ("question", "sub_question") and row.code is None):
        return None
    if row.item_kind == "indicator" and row.indicator_no is None:
        return None
    part = "".join((row.item or "").split()) if row.item_kind == "sub_question" else None
    number = row.indicator_no if row.item_kind == "indicator" else None
    return row.agency, year, row.item_kind, row.tool, number, row.code, row.score_basis, part


def _prints(report: Report) -> Mapping[Item, list[ScoreRow]]:
    out: dict[Item, list[ScoreRow]] = {}
    for row in report.scores:
        if (item := _item(report, row)) is not None:
            out.setdefault(item, []).append(row)
    return out


@check_rule("check.score_twice")
def score_twice(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question two values of one item: both places are named, and the item that the second value is printed of."""
    prints = _prints(report)
    for item, rows in prints.items():
        for n, row in enumerate(rows[1:], start=1):
            other = next((r for r in rows[:n] if _differ(r, row)), None)
            if other is None:
                continue
            message = (
                f"{_label(row)} has {row.score:.2f} here and {other.score:.2f} on page {other.page}, table "
                f"{other.table_no}, row {other.row}"
            )
            meant = _meant(row, item, prints)
            why = f": {row.score:.2f} is the score of {meant} there" if meant else ""
            yield rule.at(f"{message}{why}.", **place_of(row), raw=row.score_raw, value=f"{other.score:.2f}")


def _differ(one: ScoreRow, other: ScoreRow) -> bool:
    return abs((one.score or 0.0) - (other.score or 0.0)) > SHEET_TOLERANCES.rounding


def _label(row: ScoreRow) -> str:
    if row.item_kind == "total":
        return "The total"
    if row.item_kind == "indicator":
        return f"Indicator {row.indicator_no}"
    if row.item_kind == "sub_question":
        return f'"{row.item}" of {row.code}'
    return row.code or row.tool or "The item"


def _meant(row: ScoreRow, item: Item, prints: Mapping[Item, Sequence[ScoreRow]]) -> str | None:
    """Return the one other item of the kind that another place prints with the row's score."""
    same = {
        _label(rows[0])
        for other, rows in prints.items()
        if other != item and other[:3] == item[:3]
        if any(r.table_no != row.table_no and not _differ(r, row) for r in rows)
    }
    return same.pop() if len(same) == 1 else None


@check_rule("check.score_of_plan")
def score_of_plan(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question scores beside measures that are not those printed for their codes in the tables of scores."""
    year = report.assessment_fiscal_year
    printed: dict[str, list[ScoreRow]] = {}
    for row in report.scores:
        own = row.assessment_fiscal_year in (None, year) and row.agency in (None, report.agency)
        if own and row.item_kind == "question" and row.code is not None and row.score is not None:
            printed.setdefault(row.code, []).append(row)
    for indicator in report.indicators:
        rows = printed.get(indicator.code or "", [])
        score = indicator.score
        if score is None or not rows or _has(rows, score):
            continue
        same = [code for code, found in printed.items() if _has(found, score)]
        first = rows[0]
        message = (
            f"The score {score:.2f} is not the one printed for {indicator.code} ({first.score:.2f}, page {first.page}, "
            f"table {first.table_no}, row {first.row})"
        )
        why = f": it is that of {same[0]}, one of the two codes is misprinted" if len(same) == 1 else ""
        yield rule.on(indicator, f"{message}{why}.", raw=indicator.score_raw, value=same[0] if len(same) == 1 else None)


def _has(rows: Sequence[ScoreRow], score: float) -> bool:
    """Tell whether one of some rows has a score."""
    return any(abs((row.score or 0.0) - score) <= SHEET_TOLERANCES.rounding for row in rows)


@check_rule("check.stated_total")
def stated_total(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a total that a sentence says and the tables of scores do not have."""
    totals = _totals(report)
    if not totals:
        return
    for page in document.pages:
        text = running_text(page)
        for stated in stated_totals(text, report.assessment_fiscal_year):
            if not _is_of_sheet(stated, report):
                continue
            if all(abs(stated.score - total) > SCALE_SETTINGS.percent_tolerance for total in totals):
                shown = ", ".join(f"{total:.2f}" for total in totals)
                message = f"A sentence says the total {stated.score:.2f}, the tables of scores give {shown}."
                yield rule.at(message, page=page.number, raw=_quoted(text, stated), value=shown)


def _is_of_sheet(stated: StatedScore, report: Report) -> bool:
    """Tell whether a stated total is the body's own, of the assessment's year."""
    if report.assessment_fiscal_year is not None and stated.fiscal_year != report.assessment_fiscal_year:
        return False
    body, own = compact(stated.body or ""), compact(report.agency or "")
    return not body or not own or body in own or own in body


def _quoted(text: str, stated: StatedScore) -> str:
    """Return the words around a stated total, in one line."""
    return " ".join(text[max(0, stated.start - _QUOTED) : stated.end + _QUOTED].split())


def _totals(report: Report) -> list[float]:
    """Return the body's totals of the assessment's year: those printed in tables of scores, else made of tools."""
    own = replace(report, scores=tuple(row for row in report.scores if row.agency in (None, report.agency)))
    sheets = [s for s in sheets_of(own) if s.year == (report.assessment_fiscal_year or s.year)]
    printed = [row.score for s in sheets for row in s.totals if row.score is not None]
    made = []
    for sheet in sheets:
        means = {t: mean(list(parts.values())) for t in TOOLS if (parts := sheet.parts_of(t))}
        weighted = {t: row.score or 0.0 for t, row in sheet.weighted.items()}
        if set(weighted) == set(TOOLS):
            made.append(sum(weighted.values()))
        for scores in ({t: row.score or 0.0 for t, row in sheet.tools.items()}, means):
            if set(scores) == set(TOOLS):
                made.append(total_of("percent", (scores["IIT"], scores["EIT"], scores["OIT"]), sheet.weights))
    return list(dict.fromkeys(printed or made))
