"""The best codes for a whole sequence of rows at once, and how far ahead of the next best each of them is.

Min-sum (Viterbi with marginals) over a chain. A state is the last code given (the place after the last code: none yet)
and whether the section heading in force is trusted; arrays of states are (codes + 1) x 2, trusted first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.domain.codebook import TOOL_OF_LETTER, TOOLS, editions, is_complete, possible_codes, report_order
from pipeline.model import Tool
from pipeline.repair.codes.code_costs import FORBIDDEN, code_costs
from pipeline.repair.codes.code_evidence import RowEvidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Costs = NDArray[np.float64]
    Ints = NDArray[np.int64]

NOTHING = ""
_TRUSTED, _DISTRUSTED = 0, 1
_UNLISTED, _UNKNOWN = 0, -1


@dataclass(frozen=True, slots=True)
class Choice:
    """One row after decoding: cost of the best whole sequence in which the row has that code (``NOTHING``: none)."""

    totals: Mapping[str, float]

    @property
    def best(self) -> str:
        """The code in the best sequence."""
        return min(self.totals, key=self.totals.__getitem__)

    @property
    def total(self) -> float:
        """Cost of the best sequence; the same for every row but for rounding."""
        return min(self.totals.values())

    @property
    def margin(self) -> float:
        """How much more the best sequence with any other code here costs."""
        best = self.best
        return min((t for code, t in self.totals.items() if code != best), default=FORBIDDEN) - self.total

    def near(self, within: float) -> tuple[str, ...]:
        """Return the codes whose best sequence costs at most ``within`` more than the best, cheapest first."""
        limit = self.total + within
        return tuple(
            sorted((c for c, t in self.totals.items() if c != NOTHING and t <= limit), key=self.totals.__getitem__)
        )


@dataclass(frozen=True, slots=True)
class _Transitions:
    """What it costs to go from the last code (rows; the last row: none yet) to the next (columns).

    Attributes:
        codes: of the columns.
        indicators: by code; ``_UNLISTED`` where the year's codebook does not have it, ``_UNKNOWN`` where that list is
            not known to be whole: such a code may stand under any heading.
        rising: codes rise, within a tool and from tool to tool.
        rising_in_tool: the same across a tool's heading: tools may stand in any order.
        section_change: both codes are of one indicator, where the heading is not trusted.
        other_section: the cost of a code that is not of the trusted heading's indicator.
    """

    codes: tuple[str, ...]
    indicators: Ints
    rising: Costs
    rising_in_tool: Costs
    section_change: Costs
    other_section: float


@dataclass(frozen=True, slots=True)
class _ChainRow:
    """One row of the chain.

    Attributes:
        evidence: cost of each code by what the row itself says.
        nothing: cost of giving it no code.
        section: the indicator that the heading names, None where it names none.
        distrust: cost of not trusting the heading.
        opens_section: a heading stands over it.
        opens_tool: a tool's heading stands over it.
    """

    evidence: Costs
    nothing: float
    section: int | None
    distrust: float
    opens_section: bool
    opens_tool: bool


def decode_sequence(
    rows: Sequence[RowEvidence], tools: Sequence[Tool | None], year: int, falling: float
) -> list[Choice]:
    """Decode a sequence forward and backward, exactly.

    Codes rise (``falling`` is what it costs when not), do not stand twice in a row, and agree with the heading or with
    each other.

    Args:
        rows: what each row says on its own.
        tools: the tool heading over each row.
        year: whose codebook says which indicator a code belongs to (Buddhist Era).
        falling: cost of a code lower than the last.
    """
    if not rows:
        return []
    import numpy as np

    transitions = _transitions(year, falling)
    chain = _chain_rows(rows, tools, transitions.codes)
    size = len(transitions.codes) + 1
    state = np.full((size, 2), FORBIDDEN)
    state[-1, _TRUSTED] = 0.0  # before the first row: no code yet
    coded: list[Costs] = []
    uncoded: list[Costs] = []
    for row in chain:
        coded.append(_with_code(row, state, transitions))
        uncoded.append(_without_code(row, state))
        state = np.minimum(coded[-1], uncoded[-1])
    choices: list[Choice] = []
    to_come = np.zeros((size, 2))  # after the last row: nothing more to pay
    for i in range(len(chain) - 1, -1, -1):
        by_code = (coded[i] + to_come).min(axis=1)
        totals = {code: float(by_code[k]) for k, code in enumerate(transitions.codes) if by_code[k] < FORBIDDEN}
        totals[NOTHING] = float((uncoded[i] + to_come).min())
        choices.append(Choice(totals))
        if i:
            to_come = _cost_to_come(chain[i], to_come, transitions)
    return choices[::-1]


@lru_cache(maxsize=64)
def _transitions(year: int, falling: float) -> _Transitions:
    """Return the costs between codes by a year's codebook (Buddhist Era)."""
    import numpy as np

    codes, cost = possible_codes(year), code_costs().context
    size = len(codes)
    edition = editions()[year]
    complete = {tool for tool in TOOLS if is_complete(year, tool)}
    indicators = np.array(
        [
            (entry.indicator_no if (entry := edition.get(code)) else _UNLISTED)
            if TOOL_OF_LETTER[code[0]] in complete
            else _UNKNOWN
            for code in codes
        ]
    )
    order = [report_order(code) for code in codes]
    tool, number = np.array([o[0] for o in order]), np.array([o[1] for o in order])
    lower = (tool[:, None] == tool[None, :]) & (number[:, None] > number[None, :])
    rising, rising_in_tool, section_change = (np.zeros((size + 1, size)) for _ in range(3))
    rising[:size] = np.where(lower | (tool[:, None] > tool[None, :]), falling, 0.0)
    rising_in_tool[:size] = np.where(lower, falling, 0.0)
    for matrix in (rising, rising_in_tool):
        np.fill_diagonal(matrix, FORBIDDEN)
    known = (indicators[:, None] != _UNKNOWN) & (indicators[None, :] != _UNKNOWN)
    changes = known & (indicators[:, None] != indicators[None, :])
    section_change[:size] = np.where(changes, cost.section_change, 0.0)
    return _Transitions(codes, indicators, rising, rising_in_tool, section_change, cost.section)


def _chain_rows(rows: Sequence[RowEvidence], tools: Sequence[Tool | None], codes: Sequence[str]) -> list[_ChainRow]:
    """Return the rows of the chain: their costs as arrays, and the headings between them."""
    import numpy as np

    out = []
    for i, row in enumerate(rows):
        heading = row.heading
        tool, before = tools[i], tools[i - 1] if i else None
        out.append(
            _ChainRow(
                evidence=np.array([row.costs.get(code, FORBIDDEN) for code in codes]),
                nothing=row.nothing,
                section=heading.section,
                distrust=heading.distrust if heading.section is not None else FORBIDDEN,
                opens_section=i == 0 or rows[i - 1].heading.run != heading.run,
                opens_tool=tool is not None and before is not None and tool != before,
            )
        )
    return out


def _under_heading(row: _ChainRow, state: Costs) -> Costs:
    """Return the states once the row's heading is read: where one opens, it is trusted or not, whatever was before."""
    if not row.opens_section:
        return state
    import numpy as np

    cheapest = state.min(axis=1)
    return np.stack([cheapest, cheapest + row.distrust], axis=1)


def _step_costs(row: _ChainRow, trust: int, transitions: _Transitions) -> Costs:
    """Return the cost of going from each last code to each code of the row."""
    import numpy as np

    order = transitions.rising_in_tool if row.opens_tool else transitions.rising
    step: Costs = order + row.evidence[None, :]
    if row.section is None:
        return step
    if trust == _TRUSTED:
        other = np.where(transitions.indicators != row.section, transitions.other_section, 0.0)
        other[transitions.indicators == _UNKNOWN] = 0.0
        step = step + other[None, :]
    elif not row.opens_section:
        step = step + transitions.section_change
    return step


def _with_code(row: _ChainRow, state: Costs, transitions: _Transitions) -> Costs:
    """Return the states after the row, if it took a code."""
    import numpy as np

    entered = _under_heading(row, state)
    out = np.full_like(state, FORBIDDEN)
    for trust in (_TRUSTED, _DISTRUSTED):
        out[:-1, trust] = (entered[:, trust][:, None] + _step_costs(row, trust, transitions)).min(axis=0)
    return out


def _without_code(row: _ChainRow, state: Costs) -> Costs:
    """Return the states after the row, if it took none."""
    return _under_heading(row, state) + row.nothing


def _cost_to_come(row: _ChainRow, after: Costs, transitions: _Transitions) -> Costs:
    """Return the cost of the row and all that follow, from each state before it.

    Args:
        row: of the chain.
        after: cost of all that follow, from each state after it.
        transitions: between codes.
    """
    import numpy as np

    inside = np.empty_like(after)
    for trust in (_TRUSTED, _DISTRUSTED):
        coded = (_step_costs(row, trust, transitions) + after[:-1, trust][None, :]).min(axis=1)
        inside[:, trust] = np.minimum(coded, after[:, trust] + row.nothing)
    if not row.opens_section:
        return inside
    cheapest = np.minimum(inside[:, _TRUSTED], inside[:, _DISTRUSTED] + row.distrust)
    return np.stack([cheapest, cheapest], axis=1)
