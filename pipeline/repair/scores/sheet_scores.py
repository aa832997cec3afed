"""Repair of scanned score sheets: unsure figures of a tool are settled together, by what engines read and by arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from pipeline.domain.codebook import TOOLS
from pipeline.domain.scales import weights_of
from pipeline.domain.sheet_arithmetic import indicators_of, mean
from pipeline.model import Figure, Finding, Reading, Report, ScoreRow, Tool
from pipeline.repair.scores.figures import FigureFormat, PrintedFigure, printed_figure
from pipeline.repair.scores.misreadings import figure_limits


@dataclass(frozen=True, slots=True)
class SheetSettleSettings:
    """How the figures of a sheet are weighed. Chances from 0 to 1.

    Attributes:
        steps: points up to which a relation is off by no rounding (0.005 and floating point), by one, and by two …
        on_step: … and how likely each is beside the first.
        does_not_hold: the same beyond them: the sheet is misprinted.
        other_weight: of a weight that is not the year's.
        other_print: of a value that is not the one printed of the same item in another place.
        most_combinations: of the values of a tool's unsure figures that are weighed.
        shown: chance from which a finding names a value.
        most_shown: values that a finding names, at most.
    """

    steps: tuple[float, ...] = (0.0055, 0.0115, 0.0215)
    on_step: tuple[float, ...] = (1.0, 0.05, 0.01)
    does_not_hold: float = 1e-4
    other_weight: float = 0.01
    other_print: float = 0.01
    most_combinations: int = 60000
    shown: float = 0.001
    most_shown: int = 5


SETTINGS = SheetSettleSettings()
_TWO_DECIMALS = FigureFormat(2, 10000)
Key = tuple[int, str]  # index of a row, and its figure: score or weight
Values = dict[int, float]  # hundredths, with their chances


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The figures of one table and year that make sums.

    Attributes:
        values: what each figure may be, in hundredths, with the likelihoods.
        weights: of the tools by the year's scale, percent.
    """

    rows: Sequence[ScoreRow]
    figures: Mapping[Key, PrintedFigure]
    values: Mapping[Key, Values]
    weights: Mapping[Tool, float]


def settle_scores(report: Report) -> tuple[tuple[ScoreRow, ...], list[Finding]]:
    """Settle the figures of scanned score sheets; what a text layer prints is not touched.

    A figure that its engines agree on stays, unless a likely misreading of it alone makes the sheet true. One that they
    are not sure of is given where what they read and the arithmetic of its tool leave no doubt (a tool is the mean of
    its indicators, its weighted score is weight × score, the three make the total), and is None otherwise. Both are
    findings.
    """
    rows = list(report.scores)
    if not any(row.readings or row.weight_readings for row in rows):
        return report.scores, []
    elsewhere = _sure_prints(rows)
    weights = weights_of(report.assessment_fiscal_year or report.fiscal_year)
    findings: list[Finding] = []
    tables = dict.fromkeys((row.table_no, row.assessment_fiscal_year) for row in rows)
    for table in tables:
        indices = [i for i, row in enumerate(rows) if (row.table_no, row.assessment_fiscal_year) == table]
        sheet = _sheet([rows[i] for i in indices], elsewhere, dict(zip(TOOLS, (100 * w for w in weights), strict=True)))
        chances = _weigh(sheet)
        for n, i in enumerate(indices):
            rows[i], found = _settled_row(rows[i], n, sheet, chances)
            findings += found
    return tuple(rows), findings


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
    return printed_figure(Figure("total", 0, raw or "", text, readings), _TWO_DECIMALS)


def _sheet(
    rows: Sequence[ScoreRow], elsewhere: Mapping[tuple[object, ...], set[int]], weights: Mapping[Tool, float]
) -> _Sheet:
    figures: dict[Key, PrintedFigure] = {}
    values: dict[Key, Values] = {}
    for n, row in enumerate(rows):
        figures[n, "score"] = figure = _figure(row.score_raw, row.score, row.readings)
        found = _values(figure)
        prints = elsewhere.get(_item(row), set())
        values[n, "score"] = {
            v: p * (1.0 if not prints or v in prints else SETTINGS.other_print) for v, p in found.items()
        }
        if row.weight is not None or row.weight_readings:
            figures[n, "weight"] = figure = _figure(None, row.weight, row.weight_readings)
            usual = round(100 * weights[row.tool]) if row.tool else None
            values[n, "weight"] = {
                v: p * (1.0 if v == usual else SETTINGS.other_weight) for v, p in _values(figure).items()
            }
    return _Sheet(rows, figures, values, weights)


def _values(figure: PrintedFigure) -> Values:
    """Return the values of a figure that are weighed: that which was surely read, else all that its readings allow."""
    if figure.sure and figure.value is not None:
        return {figure.value: 1.0}
    return {} if not figure.readings and figure.value is None else figure.values()


def _weigh(sheet: _Sheet) -> dict[Key, Values]:
    """Return the chances of the values of each unsure figure: a tool's together, then the total's, others alone."""
    out = {key: _normalised(values) for key, values in sheet.values.items()}
    for tool in TOOLS:
        keys = [
            (n, f)
            for n, f in sheet.values
            if sheet.rows[n].tool == tool and sheet.rows[n].item_kind in ("tool", "indicator")
        ]
        out.update(_weigh_together(sheet, keys, _tool_relations(sheet, tool)))
    total = [(n, f) for n, f in sheet.values if sheet.rows[n].item_kind == "total"]
    settled = replace(sheet, values={**sheet.values, **{k: _likeliest(v) for k, v in out.items() if k not in total}})
    for key in total:
        others = [k for k in settled.values if k not in total]
        out.update(_weigh_together(settled, [*others, key], _total_relations(settled, key)))
    return out


@dataclass(frozen=True, slots=True)
class _Relation:
    """A figure that others make: the mean of ``of``, or their sum, times the weight.

    Attributes:
        weight: the figure of the weight; None where the whole counts.
        fixed: percent, where the weight is not printed.
    """

    whole: Key
    of: tuple[Key, ...]
    is_sum: bool = False
    weight: Key | None = None
    fixed: float | None = None

    def off(self, values: Mapping[Key, int]) -> float:
        """Return by how many points the figure is not what the others make."""
        parts = [values[key] / 100 for key in self.of]
        made = sum(parts) if self.is_sum else mean(parts)
        if self.weight is not None:
            made *= values[self.weight] / 10000
        elif self.fixed is not None:
            made *= self.fixed / 100
        return abs(made - values[self.whole] / 100)

    @property
    def keys(self) -> tuple[Key, ...]:
        """All figures in it."""
        return (self.whole, *self.of, *((self.weight,) if self.weight is not None else ()))


def _tool_relations(sheet: _Sheet, tool: Tool) -> list[_Relation]:
    """Return what must hold among the figures of one tool."""
    of = {
        row.indicator_no: (n, "score")
        for n, row in enumerate(sheet.rows)
        if row.item_kind == "indicator" and row.score_basis == "percent"
    }
    parts = tuple(of[no] for no in indicators_of(tool) if no in of)
    parts = parts if len(parts) == len(indicators_of(tool)) else ()
    tools = [(n, row) for n, row in enumerate(sheet.rows) if row.item_kind == "tool" and row.tool == tool]
    percent = next(((n, "score") for n, row in tools if row.score_basis == "percent"), None)
    weighted = next(((n, "score") for n, row in tools if row.score_basis == "weighted"), None)
    out = []
    if percent and parts:
        out.append(_Relation(percent, parts))
    if weighted is not None:
        weight = (weighted[0], "weight") if (weighted[0], "weight") in sheet.values else None
        for made_of in ((percent,) if percent else (), parts):
            if made_of:
                out.append(_Relation(weighted, tuple(made_of), weight=weight, fixed=sheet.weights[tool]))
    return [r for r in out if all(sheet.values.get(key) for key in r.keys)]


def _total_relations(sheet: _Sheet, total: Key) -> list[_Relation]:
    """Return what must hold of the total: the sum of the weighted scores."""
    parts = {
        row.tool: (n, "score")
        for n, row in enumerate(sheet.rows)
        if row.item_kind == "tool" and row.score_basis == "weighted" and sheet.values.get((n, "score"))
    }
    return (
        [_Relation(total, tuple(parts.values()), is_sum=True)]
        if set(parts) == set(TOOLS) and sheet.values.get(total)
        else []
    )


def _weigh_together(sheet: _Sheet, keys: Sequence[Key], relations: Sequence[_Relation]) -> dict[Key, Values]:
    """Return the chances of figures that relations bind."""
    bound = [key for key in keys if any(key in r.keys for r in relations)]
    if not bound or all(len(sheet.values[key]) == 1 for key in bound):
        return {}
    out: dict[Key, Values] = {key: {} for key in bound}
    weighed = _most_likely(sheet, bound)
    for picked in product(*(weighed[key].items() for key in bound)):
        values = {key: value for key, (value, _) in zip(bound, picked, strict=True)}
        weight = prod(p for _, p in picked) * prod(_chance_of(r.off(values)) for r in relations)
        for key, value in values.items():
            out[key][value] = out[key].get(value, 0.0) + weight
    return {key: _normalised(values) for key, values in out.items()}


def _most_likely(sheet: _Sheet, keys: Sequence[Key]) -> Mapping[Key, Values]:
    """Return the values of figures, so few of each that all combinations can be weighed."""
    for most in range(12, 1, -1):
        cut = {key: dict(sorted(sheet.values[key].items(), key=lambda p: -p[1])[:most]) for key in keys}
        if prod(len(v) for v in cut.values()) <= SETTINGS.most_combinations:
            return cut
    return {key: _likeliest(sheet.values[key]) for key in keys}


def _chance_of(off: float) -> float:
    return next(
        (p for step, p in zip(SETTINGS.steps, SETTINGS.on_step, strict=True) if off <= step), SETTINGS.does_not_hold
    )


def _likeliest(values: Values) -> Values:
    return dict(sorted(values.items(), key=lambda pair: -pair[1])[:1])


def _normalised(values: Mapping[int, float]) -> Values:
    whole = sum(values.values())
    return {v: p / whole for v, p in values.items()} if whole else {}


def _settled_row(row: ScoreRow, n: int, sheet: _Sheet, chances: Mapping[Key, Values]) -> tuple[ScoreRow, list[Finding]]:
    """Return a row with its figures settled, and the findings on them."""
    findings = []
    for field in ("score", "weight"):
        figure = sheet.figures.get((n, field))
        if figure is None or not figure.scanned or (figure.sure and not (doubt := _doubt(sheet, (n, field)))):
            continue
        likely = doubt if figure.sure else chances[n, field]
        value, finding = _settled_figure(row, field, figure, likely)
        row = replace(row, **{field: None if value is None else value / 100})
        findings.append(finding)
    return row, findings


def _doubt(sheet: _Sheet, key: Key) -> Values:
    """Return the values that a surely read figure may have: its own, and likely misreadings with which the sheet is true.

    Empty where it is true as read, or no misreading makes it true.
    """
    row, figure = sheet.rows[key[0]], sheet.figures[key]
    if row.tool is None or row.item_kind not in ("tool", "indicator") or figure.value is None:
        return {}
    relations = [r for r in _tool_relations(sheet, row.tool) if key in r.keys]
    if not relations or any(len(sheet.values[k]) > 1 for r in relations for k in r.keys):
        return {}
    read = {k: next(iter(sheet.values[k])) for r in relations for k in r.keys}
    if all(_chance_of(r.off(read)) > SETTINGS.does_not_hold for r in relations):
        return {}
    others = {
        v: p
        for v, p in figure.values().items()
        if v != figure.value and all(_chance_of(r.off({**read, key: v})) == SETTINGS.on_step[0] for r in relations)
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
    )
