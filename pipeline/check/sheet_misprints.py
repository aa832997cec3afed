"""Which one misprint would make a score sheet true: two digits exchanged, two scores exchanged, one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.domain.codebook import TOOLS
from pipeline.domain.scales import Basis, Weights, fits
from pipeline.domain.sheet_arithmetic import SHEET_TOLERANCES, is_mean, is_weighted, mean
from pipeline.model import Tool


def with_digits_exchanged(score: float) -> Iterator[float]:
    """Yield the scores of which two neighbouring digits, exchanged, print this one (86.88 of 88.68)."""
    digits = f"{round(score * 100):04}"
    for i in range(len(digits) - 1):
        if digits[i] != digits[i + 1]:
            value = int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]) / 100
            if 0 <= value <= 100:
                yield value


def explain_tool(score: float, parts: Mapping[int, float], weight: float | None, weighted: float | None) -> str | None:
    """Say which one value would make a tool's score the mean of its indicators; None where several, or none, would.

    Args:
        score: the tool's, of 100.
        parts: the scores of its indicators by number.
        weight: of the tool in the total, percent.
        weighted: the tool's weighted score, where it is printed.
    """
    expected = mean(list(parts.values()))

    def agrees(value: float) -> bool:
        return weight is None or weighted is None or is_weighted(weighted, weight, value)

    found = []
    if agrees(expected):
        exchanged = any(abs(v - expected) <= SHEET_TOLERANCES.rounding for v in with_digits_exchanged(score))
        found.append(f"{expected:.2f} would be true{', the digits are exchanged' if exchanged else ''}")
    if agrees(score):
        for number, value in parts.items():
            for other in with_digits_exchanged(value):
                if is_mean(score, [*(v for n, v in parts.items() if n != number), other]):
                    found.append(f"{other:.2f} for indicator {number} would make it true, its digits are exchanged")
    return found[0] if len(found) == 1 else None


def explain_total(basis: Basis, tools: Mapping[Tool, float], total: float, weights: Weights) -> str | None:
    """Say which exchange or misprint would make the tools' scores the total; None where several, or none, would."""

    def holds(values: Mapping[Tool, float], whole: float) -> bool:
        return fits(basis, (values["IIT"], values["EIT"], values["OIT"]), whole, weights)

    found = [
        f"{one} and {two} stand in each other's place"
        for n, one in enumerate(TOOLS)
        for two in TOOLS[n + 1 :]
        if tools[one] != tools[two] and holds({**tools, one: tools[two], two: tools[one]}, total)
    ]
    for tool, value in tools.items():
        found += [
            f"{other:.2f} for {tool} would make it true, its digits are exchanged"
            for other in with_digits_exchanged(value)
            if holds({**tools, tool: other}, total)
        ]
    found += [
        f"{other:.2f} would be the total, its digits are exchanged"
        for other in with_digits_exchanged(total)
        if holds(tools, other)
    ]
    return found[0] if len(found) == 1 else None


def exchanged_tools(tools: Mapping[Tool, float], means: Mapping[Tool, float]) -> Sequence[Tool]:
    """Return the two tools that have each other's score, by the means of their indicators; empty where none have."""
    wrong = [t for t in tools if t in means and abs(tools[t] - means[t]) > SHEET_TOLERANCES.mean]
    if len(wrong) != 2:
        return ()
    one, two = wrong
    crossed = abs(tools[one] - means[two]) <= SHEET_TOLERANCES.mean >= abs(tools[two] - means[one])
    return tuple(wrong) if crossed else ()
