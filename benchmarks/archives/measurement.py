"""One figure that the benchmark of archives prints."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured.

    Attributes:
        name: in words.
        figure: with its unit.
        reached: whether it reaches its bar; None where there is no bar.
    """

    name: str
    figure: str
    reached: bool | None = None

    def line(self) -> str:
        """Return one line for people."""
        verdict = "" if self.reached is None else "ok" if self.reached else "MISSED"
        return f"{self.name:<58}{self.figure:>34}  {verdict}"
