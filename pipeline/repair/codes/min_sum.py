"""The best codes for a whole sequence of rows at once, and how far ahead of the next best each of them is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.domain.codebook import all_codes, editions, rank
from pipeline.model import Tool
from pipeline.repair.codes.code_evidence import Evidence
from pipeline.repair.codes.confusables import FAR, weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Costs = NDArray[np.float64]

NOTHING = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One row after decoding: cost of the best whole sequence in which the row has that code (``NOTHING``: none)."""

    totals: Mapping[str, float]

    @property
    def best(self) -> str:
        """The code in the best sequence."""
        return min(self.totals, key=lambda code: self.totals[code])

    @property
    def total(self) -> float:
        """Cost of the best sequence; the same for every row but for rounding."""
        return min(self.totals.values())

    @property
    def margin(self) -> float:
        """How much dearer the best sequence with any other code here is."""
        best = self.best
        return min((t for code, t in self.totals.items() if code != best), default=FAR) - self.total

    def near(self, within: float) -> tuple[str, ...]:
        """Codes whose best sequence costs at most ``within`` more than the best, cheapest first."""
        limit = self.total + within
        return tuple(
            sorted((c for c, t in self.totals.items() if c != NOTHING and t <= limit), key=lambda c: self.totals[c])
        )


def decode(rows: Sequence[Evidence], tools: Sequence[Tool | None], year: int, falling: float) -> list[Choice]:
    """Min-sum over the sequence, forward and backward, exact.

    A state is the last code given and whether the section heading in force is believed. Codes rise (``falling`` is what it
    costs when not), do not stand twice in a row, and agree with the heading or with each other.

    Args:
        rows: what each row says on its own.
        tools: the tool heading over each row.
        year: whose codebook says which indicator a code belongs to (BE).
        falling: cost of a code lower than the last.
    """
    if not rows:
        return []
    chain = _Chain(rows, tools, year, falling)
    forward = [chain.start()]
    for i in range(len(rows)):
        forward.append(chain.merge(chain.coded(i, forward[-1]), chain.uncoded(i, forward[-1])))
    backward = [chain.zeros()]
    for i in range(len(rows) - 1, 0, -1):
        backward.append(chain.back(i, backward[-1]))
    backward.reverse()
    choices = []
    for i in range(len(rows)):
        coded = (chain.coded(i, forward[i]) + backward[i]).min(axis=1)
        totals = {code: float(coded[k]) for k, code in enumerate(chain.codes) if coded[k] < FAR}
        totals[NOTHING] = float((chain.uncoded(i, forward[i]) + backward[i]).min())
        choices.append(Choice(totals))
    return choices


class _Chain:
    """Arrays of one decoding. States are (last code, belief); the index after the last code means no code yet; belief 0 is trust."""

    def __init__(self, rows: Sequence[Evidence], tools: Sequence[Tool | None], year: int, falling: float) -> None:
        import numpy as np

        self._np = np
        self.rows, self.codes = rows, all_codes()
        cost = weights().context
        size = len(self.codes)
        ranks = [rank(code) for code in self.codes]
        indicator = np.array(
            [entry.indicator_no if (entry := editions()[year].get(code)) else 0 for code in self.codes]
        )
        self.indicator = indicator
        self.section_cost = cost["section"]
        tool, no = np.array([r[0] for r in ranks]), np.array([r[1] for r in ranks])
        lower = (tool[:, None] == tool[None, :]) & (no[:, None] > no[None, :])
        self.rise, self.cross, self.change = (np.zeros((size + 1, size)) for _ in range(3))
        self.rise[:size] = np.where(lower | (tool[:, None] > tool[None, :]), falling, 0.0)
        self.cross[:size] = np.where(lower, falling, 0.0)
        for matrix in (self.rise, self.cross):
            np.fill_diagonal(matrix, FAR)
        self.change[:size] = np.where(indicator[:, None] != indicator[None, :], cost["section_change"], 0.0)
        self.emission = np.array([[row.costs.get(code, FAR) for code in self.codes] for row in rows])
        self.opens = [i == 0 or rows[i - 1].block != row.block for i, row in enumerate(rows)]
        self.crosses = [
            i > 0 and tools[i] is not None and tools[i - 1] is not None and tools[i] != tools[i - 1]
            for i in range(len(rows))
        ]

    def start(self) -> Costs:
        """Before the first row: no code yet."""
        state = self._np.full((len(self.codes) + 1, 2), FAR)
        state[-1, 0] = 0.0
        return state

    def zeros(self) -> Costs:
        """After the last row: nothing more to pay."""
        return self._np.zeros((len(self.codes) + 1, 2))

    def merge(self, one: Costs, two: Costs) -> Costs:
        """The cheaper of two ways into each state."""
        return self._np.minimum(one, two)

    def _entered(self, i: int, state: Costs) -> Costs:
        """Belief is chosen anew where a heading opens."""
        if not self.opens[i]:
            return state
        cheapest = state.min(axis=1)
        distrust = self.rows[i].distrust if self.rows[i].section is not None else FAR
        return self._np.stack([cheapest, cheapest + distrust], axis=1)

    def _step(self, i: int, belief: int) -> Costs:
        """Cost of going from each last code to each code of row i."""
        step: Costs = (self.cross if self.crosses[i] else self.rise) + self.emission[i][None, :]
        if self.rows[i].section is None:
            return step
        if belief == 0:
            step = step + self._np.where(self.indicator != self.rows[i].section, self.section_cost, 0.0)[None, :]
        elif not self.opens[i]:
            step = step + self.change
        return step

    def coded(self, i: int, state: Costs) -> Costs:
        """States after row i took a code."""
        entered = self._entered(i, state)
        out = self._np.full_like(state, FAR)
        for belief in (0, 1):
            out[:-1, belief] = (entered[:, belief][:, None] + self._step(i, belief)).min(axis=0)
        return out

    def uncoded(self, i: int, state: Costs) -> Costs:
        """States after row i took none."""
        return self._entered(i, state) + self.rows[i].nothing

    def back(self, i: int, after: Costs) -> Costs:
        """Cost of rows i and on, from each state before row i."""
        inside = self._np.empty_like(after)
        for belief in (0, 1):
            coded = (self._step(i, belief) + after[:-1, belief][None, :]).min(axis=1)
            inside[:, belief] = self._np.minimum(coded, after[:, belief] + self.rows[i].nothing)
        if not self.opens[i]:
            return inside
        distrust = self.rows[i].distrust if self.rows[i].section is not None else FAR
        cheapest = self._np.minimum(inside[:, 0], inside[:, 1] + distrust)
        return self._np.stack([cheapest, cheapest], axis=1)
