"""What must hold among the figures of a score sheet, and how likely that makes each value of an unsure figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import NamedTuple

from pipeline.domain.codebook import TOOLS
from pipeline.domain.sheet_arithmetic import indicators_of, mean
from pipeline.model import ScoreRow, Tool
from pipeline.repair.scores.figures import FigureFormat, PrintedFigure


class SheetWeighSettings(NamedTuple):
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


SETTINGS = SheetWeighSettings()
TWO_DECIMALS = FigureFormat(2, 10000)
Key = tuple[int, str]  # index of a row, and its figure: score or weight
Values = dict[int, float]  # hundredths, with their chances


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of one table and year that make sums.

    Attributes:
        values: what each figure may be, in hundredths, with the likelihoods.
        weights: of the tools by the year's scale, percent.
    """

    rows: Sequence[ScoreRow]
    figures: Mapping[Key, PrintedFigure]
    values: Mapping[Key, Values]
    weights: Mapping[Tool, float]


@dataclass(frozen=True, slots=True)
class Relation:
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


def tool_relations(sheet: Sheet, tool: Tool) -> list[Relation]:
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
        out.append(Relation(percent, parts))
    if weighted is not None:
        weight = (weighted[0], "weight") if (weighted[0], "weight") in sheet.values else None
        for made_of in ((percent,) if percent else (), parts):
            if made_of:
                out.append(Relation(weighted, tuple(made_of), weight=weight, fixed=sheet.weights[tool]))
    return [r for r in out if all(sheet.values.get(key) for key in r.keys)]


def _total_relations(sheet: Sheet, total: Key) -> list[Relation]:
    """Return what must hold of the total: the sum of the weighted scores."""
    parts = {
        row.tool: (n, "score")
        for n, row in enumerate(sheet.rows)
        if row.item_kind == "tool" and row.score_basis == "weighted" and sheet.values.get((n, "score"))
    }
    return (
        [Relation(total, tuple(parts.values()), is_sum=True)]
        if set(parts) == set(TOOLS) and sheet.values.get(total)
        else []
    )


def _weigh_together(sheet: Sheet, keys: Sequence[Key], relations: Sequence[Relation]) -> dict[Key, Values]:
    """Return the chances of figures that relations bind."""
    bound = [key for key in keys if any(key in r.keys for r in relations)]
    if not bound or all(len(sheet.values[key]) == 1 for key in bound):
        return {}
    out: dict[Key, Values] = {key: {} for key in bound}
    weighed = _most_likely(sheet, bound)
    for picked in product(*(weighed[key].items() for key in bound)):
        values = {key: value for key, (value, _) in zip(bound, picked, strict=True)}
        weight = prod(p for _, p in picked) * prod(chance_of(r.off(values)) for r in relations)
        for key, value in values.items():
            out[key][value] = out[key].get(value, 0.0) + weight
    return {key: _normalised(values) for key, values in out.items()}


def _most_likely(sheet: Sheet, keys: Sequence[Key]) -> Mapping[Key, Values]:
    """Return the values of figures, so few of each that all combinations can be weighed."""
    for most in range(12, 1, -1):
        cut = {key: dict(sorted(sheet.values[key].items(), key=lambda p: -p[1])[:most]) for key in keys}
        if prod(len(v) for v in cut.values()) <= SETTINGS.most_combinations:
            return cut
    return {key: _likeliest(sheet.values[key]) for key in keys}


def chance_of(off: float) -> float:
    """Return how likely a relation is off by so many points, beside none."""
    return next(
        (p for step, p in zip(SETTINGS.steps, SETTINGS.on_step, strict=True) if off <= step), SETTINGS.does_not_hold
    )


def _likeliest(values: Values) -> Values:
    return dict(sorted(values.items(), key=lambda pair: -pair[1])[:1])


def _normalised(values: Mapping[int, float]) -> Values:
    whole = sum(values.values())
    return {v: p / whole for v, p in values.items()} if whole else {}


def weigh_sheet(sheet: Sheet) -> dict[Key, Values]:
    """Return the chances of the values of each unsure figure: a tool's together, then the total's, others alone."""
    out = {key: _normalised(values) for key, values in sheet.values.items()}
    for tool in TOOLS:
        keys = [
            (n, f)
            for n, f in sheet.values
            if sheet.rows[n].tool == tool and sheet.rows[n].item_kind in ("tool", "indicator")
        ]
        out.update(_weigh_together(sheet, keys, tool_relations(sheet, tool)))
    total = [(n, f) for n, f in sheet.values if sheet.rows[n].item_kind == "total"]
    settled = replace(sheet, values={**sheet.values, **{k: _likeliest(v) for k, v in out.items() if k not in total}})
    for key in total:
        others = [k for k in settled.values if k not in total]
        out.update(_weigh_together(settled, [*others, key], _total_relations(settled, key)))
    return out
