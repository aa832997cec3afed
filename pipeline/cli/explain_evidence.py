"""The parts of ``ita explain`` on evidence and on printed scores."""

from __future__ import annotations

from pipeline.cli.terminal_output import echo
from pipeline.model import Report, ScoreRow, TableEvidence

MOST_SCORES = 40
"""Printed scores that are listed."""


def print_evidence(report: Report) -> None:
    """Print, of each table whose header a family knows, the weight of the evidence and the signals for and against."""
    from pipeline.domain.evidence_signals import evidence_settings

    bar = evidence_settings().accept
    echo(f"\nevidence       tables with a known header {len(report.evidence)}; one is read from {bar:g} on")
    for found in report.evidence:
        place = f"page {found.page}, table {found.table_no}"
        echo(f"  {place:<20}{found.family or '-':<18}{found.score:>5g} of {bar:g}  {_verdict(found, bar)}")
        for signal in sorted(found.signals, key=lambda s: -s.weight):
            side = "for" if signal.weight > 0 else "against"
            echo(f"    {side:<8}{signal.weight:>+6g}  {signal.name:<18}{signal.seen}")
        if not found.signals:
            echo("    nothing in its rows or above it is of the assessment")


def _verdict(found: TableEvidence, bar: float) -> str:
    """Say whether a table is read, and why not where its evidence would do."""
    if found.accepted:
        return "accepted"
    return "not accepted" if found.score < bar else "not accepted: its rows hold nothing that such a table holds"


def print_scores(report: Report) -> None:
    """Print the printed scores of a report that has no indicators, a line each."""
    if report.indicators:
        return
    for number, score in enumerate(report.scores[:MOST_SCORES], start=1):
        value = "-" if score.score is None else f"{score.score:g}"
        basis = " (weighted)" if score.score_basis == "weighted" else ""
        whose = f"  {score.agency}" if score.agency else ""
        echo(f"    {number:>3}  {_score_of(score)}  score {value}{basis}{whose}  page {score.page}")
    if len(report.scores) > MOST_SCORES:
        echo(f"    and {len(report.scores) - MOST_SCORES:,} more")


def _score_of(score: ScoreRow) -> str:
    """Return what a score is of: its code, its indicator, its tool, or the total."""
    if score.item_kind == "indicator":
        return f"indicator {score.indicator_no or '?'}"
    if score.item_kind == "tool":
        return score.tool or "a tool"
    if score.item_kind == "total":
        return "total"
    printed = f" (printed {score.code_raw!r}, {score.code_status})" if score.code != score.code_raw else ""
    return f"{score.code or '?'}{printed}"
