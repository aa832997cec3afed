"""Repair of scanned score sheets: a tool's unsure figures are settled by what engines read and by arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.domain.codebook import TOOLS
from pipeline.domain.scales import weights_of
from pipeline.model import Figure, Finding, Reading, Report, ScoreRow, Tool
from pipeline.repair.scores.figures import PrintedFigure, printed_figure
from pipeline.repair.scores.misreadings import figure_limits
from pipeline.repair.scores.sheet_relations import (
    SETTINGS,
    TWO_DECIMALS,
    Key,
    Sheet,
    Values,
    chance_of,
    tool_relations,
    weigh_sheet,
)


def settle_scores(report: Report) -> tuple[tuple[ScoreRow, ...], list[Finding]]:
    """Settle the figures of scanned score sheets; what a text layer prints is not touched.

    A figure that its engines agree on stays, unless a likely misreading of it alone makes the sheet true. One that they
    are not sure of is given where what they read and the arithmetic of its tool leave no doubt (a tool is the mean of
    its indicators, its weighted score is weight × score, the three make the total), and is None otherwise. Both are
    findings.
    """
    rows = list(report.scores)
    own = [i for i, row in enumerate(rows) if row.agency is None]  # those of many bodies are settled body by body
    if not any(rows[i].readings or rows[i].weight_readings for i in own):
        return report.scores, []
    elsewhere = _sure_prints([rows[i] for i in own])
    weights = weights_of(report.assessment_fiscal_year or report.fiscal_year)
    findings: list[Finding] = []
    tables = dict.fromkeys((rows[i].table_no, rows[i].assessment_fiscal_year) for i in own)
    for table in tables:
        indices = [i for i in own if (rows[i].table_no, rows[i].assessment_fiscal_year) == table]
        sheet = _sheet([rows[i] for i in indices], elsewhere, dict(zip(TOOLS, (100 * w for w in weights), strict=True)))
        chances = weigh_sheet(sheet)
        for n, i in enumerate(indices):
            rows[i], found = _settled_row(rows[i], n, sheet, chances)
            findings += found
        for n, i in enumerate(indices):  # the weight is printed once, beside both scores of a tool
            same = [k for k in indices[n + 1 :] if _prints_weight_of(rows[k], rows[i])]
            rows[i] = replace(rows[i], weight=rows[same[-1]].weight) if same else rows[i]
    return tuple(rows), findings


def _prints_weight_of(row: ScoreRow, other: ScoreRow) -> bool:
    """Tell whether two scores of a tool stand in one row of the table, beside one weight."""
    of_tools = row.item_kind == other.item_kind == "tool"
    return of_tools and (row.tool, row.row) == (other.tool, other.row) and row.score_basis != other.score_basis


def _owns_weight(rows: Sequence[ScoreRow], n: int) -> bool:
    """Tell whether the weight counts as a figure of the row: of two rows with one weight, the last."""
    return not any(_prints_weight_of(row, rows[n]) for row in rows[n + 1 :])


def _item(row: ScoreRow) -> tuple[object, ...]:
    """Return what a score is of, whatever table prints it."""
    return (row.item_kind, row.tool, row.indicator_no, row.code, row.score_basis, row.assessment_fiscal_year)


def _sure_prints(rows: Sequence[ScoreRow]) -> Mapping[tuple[object, ...], set[int]]:
    """Return the values of each item that were read surely, in hundredths."""
    out: dict[tuple[object, ...], set[int]] = {}
    for row in rows:
        if row.item_kind != "sub_question" and (row.code is not None or row.item_kind != "question"):
            figure = _figure(row.score_raw, row.score, row.readings)
            if figure.sure and figure.value is not None:
                out.setdefault(_item(row), set()).add(figure.value)
    return out


def _figure(raw: str | None, value: float | None, readings: tuple[Reading, ...]) -> PrintedFigure:
    text = "" if value is None else f"{value:.2f}"
    return printed_figure(Figure("total", 0, raw or "", text, readings), TWO_DECIMALS)


def _sheet(
    rows: Sequence[ScoreRow], elsewhere: Mapping[tuple[object, ...], set[int]], weights: Mapping[Tool, float]
) -> Sheet:
    figures: dict[Key, PrintedFigure] = {}
    values: dict[Key, Values] = {}
    for n, row in enumerate(rows):
        figures[n, "score"] = figure = _figure(row.score_raw, row.score, row.readings)
        found = _values(figure)
        prints = elsewhere.get(_item(row), set())
        values[n, "score"] = {
            v: p * (1.0 if not prints or v in prints else SETTINGS.other_print) for v, p in found.items()
        }
        if (row.weight is not None or row.weight_readings) and _owns_weight(rows, n):
            figures[n, "weight"] = figure = _figure(None, row.weight, row.weight_readings)
            usual = round(100 * weights[row.tool]) if row.tool else None
            values[n, "weight"] = {
                v: p * (1.0 if v == usual else SETTINGS.other_weight) for v, p in _values(figure).items()
            }
    return Sheet(rows, figures, values, weights)


def _values(figure: PrintedFigure) -> Values:
    """Return the values of a figure that are weighed: that which was surely read, else all that its readings allow."""
    if figure.sure and figure.value is not None:
        return {figure.value: 1.0}
    return {} if not figure.readings and figure.value is None else figure.values()


def _settled_row(row: ScoreRow, n: int, sheet: Sheet, chances: Mapping[Key, Values]) -> tuple[ScoreRow, list[Finding]]:
    """Return a row with its figures settled, and the findings on them."""
    findings = []
    for field in ("score", "weight"):
        figure = sheet.figures.get((n, field))
        if figure is None or not figure.scanned or (figure.sure and not (doubt := _doubt(sheet, (n, field)))):
            continue
        likely = doubt if figure.sure else chances[n, field]
        value, finding = _settled_figure(row, field, figure, likely)
        points = None if value is None else value / 100
        row = replace(row, score=points) if field == "score" else replace(row, weight=points)
        findings.append(finding)
    return row, findings


def _doubt(sheet: Sheet, key: Key) -> Values:
    """Return the values that a surely read figure may have: its own, and misreadings with which the sheet is true.

    Empty where it is true as read, or no misreading makes it true.
    """
    row, figure = sheet.rows[key[0]], sheet.figures[key]
    if row.tool is None or row.item_kind not in ("tool", "indicator") or figure.value is None:
        return {}
    relations = [r for r in tool_relations(sheet, row.tool) if key in r.keys]
    if not relations or any(len(sheet.values[k]) > 1 for r in relations for k in r.keys):
        return {}
    read = {k: next(iter(sheet.values[k])) for r in relations for k in r.keys}
    if all(chance_of(r.off(read)) > SETTINGS.does_not_hold for r in relations):
        return {}
    others = {
        v: p
        for v, p in figure.values().items()
        if v != figure.value and all(chance_of(r.off({**read, key: v})) == SETTINGS.on_step[0] for r in relations)
    }
    return {figure.value: 1.0, **others} if others else {}


def _settled_figure(row: ScoreRow, field: str, figure: PrintedFigure, chances: Values) -> tuple[int | None, Finding]:
    """Return the value of a figure that was not surely read, with its finding."""
    best = max(chances, key=lambda v: chances[v], default=None)
    read = " and ".join(
        dict.fromkeys(f'"{t}"' for r in figure.readings for t in (r.text or (r.candidates or ("",))[0],) if t)
    )
    seen = f"The {field} of {_label(row)}, read {read}," if read else f"The {field} of {_label(row)}"
    if figure.sure or best is None or chances[best] < figure_limits().accept:
        names = [figure.format.write(v) for v in _shown(chances)]
        why = "as read the sheet does not add up" if figure.sure else "nothing decides between them"
        what = f"may be {', '.join(names)}; {why}." if names else "is no figure that could be read."
        return None, _finding(row, "repair.figure_unresolved", f"{seen} {what}", "|".join(names))
    shown = figure.format.write(best)
    return best, _finding(
        row, "repair.figure_settled", f"{seen} was taken for {shown}: no other value is as likely.", shown
    )


def _shown(chances: Values) -> Iterator[int]:
    likely = [v for v in sorted(chances, key=lambda v: -chances[v]) if chances[v] >= SETTINGS.shown]
    yield from likely[: SETTINGS.most_shown]


def _label(row: ScoreRow) -> str:
    if row.item_kind == "indicator":
        return f"indicator {row.indicator_no}"
    return row.code or row.code_raw or (row.tool or "") if row.item_kind != "total" else "the whole"


def _finding(row: ScoreRow, rule: str, message: str, value: str) -> Finding:
    return Finding(
        rule,
        "warning",
        message,
        page=row.page,
        table_no=row.table_no,
        row=row.row,
        column=row.column,
        code=row.code,
        raw=row.score_raw,
        value=value,
        field="score",
    )
