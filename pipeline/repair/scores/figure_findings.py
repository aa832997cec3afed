"""Findings on the figures of a results row, and the words that describe a printed figure in them."""

from __future__ import annotations

from pipeline.model import AgencyResultRow, FigureName, Finding, Severity
from pipeline.repair.scores.figures import PrintedFigure


def describe_readings(printed: PrintedFigure) -> str:
    """Return what the engines read, quoted."""
    return " and ".join(dict.fromkeys(f'"{r.text or (r.candidates or ("",))[0]}"' for r in printed.readings))


def describe_figure(name: FigureName, printed: PrintedFigure) -> str:
    """Return a figure's name and what was seen of it, as the subject of a sentence."""
    label = name.capitalize() if name == "rank" else name.upper()
    if not printed.readings:
        return f"{label}, of which nothing was read,"
    return f'{label} "{printed.raw}"' if printed.raw else f"{label}, read {describe_readings(printed)},"


def figure_finding(row: AgencyResultRow, name: FigureName, rule: str, message: str, value: str) -> Finding:
    """Return a finding on one figure of a row."""
    figure = row.figure(name)
    raw, column = (figure.raw, figure.column) if figure else (None, None)
    severity: Severity = "info" if rule == "repair.grade_settled" else "warning"
    return Finding(
        rule,
        severity,
        f"{row.agency or f'row {row.row}'}: {message}",
        page=row.page,
        table_no=row.table_no,
        row=row.row,
        column=column,
        raw=raw,
        value=value,
        field=name,
    )
