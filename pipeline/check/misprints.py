"""Misprints that would explain figures that do not add up: values in each other's place, digits exchanged or wrong.

They are named in findings only; nothing is repaired, for the source may be wrong in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from pipeline.domain.thai_digits import ARABIC_DIGITS

Figures = Mapping[str, float]
"""Printed figures, in points, by what they are called in a message."""
MisprintKind = Literal["values exchanged", "digits exchanged", "digit"]
_MOST_NAMED = 3  # misprints that a message names
_TOP = 100.0  # points, the most that a figure may be


@dataclass(frozen=True, slots=True)
class Misprint:
    """One misprint that explains what is printed.

    Attributes:
        names: of the figures: two where their values stand in each other's place, else one.
        value: what the first should be, in points.
    """

    kind: MisprintKind
    names: tuple[str, ...]
    printed: tuple[float, ...]
    value: float

    def text(self) -> str:
        """Return it as the end of a sentence that begins with "it adds up if"."""
        if self.kind == "values exchanged":
            (a, b), (x, y) = self.names, self.printed
            return f"{a} {x:.2f} and {b} {y:.2f} stand in each other's place"
        how = "two digits of it are exchanged" if self.kind == "digits exchanged" else "one digit of it is wrong"
        return f"{self.names[0]} {self.printed[0]:.2f} is {self.value:.2f} ({how})"


def find_misprints(figures: Figures, holds: Callable[[Figures], bool]) -> list[Misprint]:
    """Return the single misprints that explain figures that do not add up, exchanges of two values first.

    Args:
        figures: of one body and year; the likelier to be misprinted stand first.
        holds: whether figures add up.
    """
    found = [m for m, changed in _exchanges(figures) if holds(changed)]
    if not found:
        found = [m for m, changed in _other_digits(figures) if holds(changed)]
    return found


def explain_misprints(found: list[Misprint]) -> str:
    """Return a sentence on what would make figures add up; empty where nothing single would."""
    if not found:
        return ""
    named = " or ".join(m.text() for m in found[:_MOST_NAMED])
    only = "only if" if len(found) == 1 else "if"
    return f" It adds up {only} {named}."


def exchanged_with(
    name: str, above: Figures, below: Figures, holds_above: Callable[[Figures], bool], holds: Callable[[Figures], bool]
) -> bool:
    """Tell whether two rows add up when they exchange one figure."""
    if name not in above or name not in below or above[name] == below[name]:
        return False
    return holds_above({**above, name: below[name]}) and holds({**below, name: above[name]})


def _exchanges(figures: Figures) -> Iterator[tuple[Misprint, Figures]]:
    for a, b in combinations(figures, 2):
        x, y = figures[a], figures[b]
        if x != y:
            yield Misprint("values exchanged", (a, b), (x, y), y), {**figures, a: y, b: x}


def _other_digits(figures: Figures) -> Iterator[tuple[Misprint, Figures]]:
    """Yield the figures with two digits of one exchanged, or one digit changed."""
    for name, value in figures.items():
        digits = f"{value:.2f}"
        places = [i for i, ch in enumerate(digits) if ch != "."]
        seen = {value}
        for i, j in combinations(places, 2):
            other = list(digits)
            other[i], other[j] = other[j], other[i]
            new = float("".join(other))
            if new not in seen and new <= _TOP:
                seen.add(new)
                yield Misprint("digits exchanged", (name,), (value,), new), {**figures, name: new}
        for i in places:
            for digit in ARABIC_DIGITS:
                new = float(digits[:i] + digit + digits[i + 1 :])
                if new not in seen and new <= _TOP:
                    seen.add(new)
                    yield Misprint("digit", (name,), (value,), new), {**figures, name: new}
