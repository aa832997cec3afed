"""Periods as plans print them, as dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day of a period; None where it has none, or it is not sure."""

    start: date | None
    end: date | None


def read_period(text: str, fiscal_year: int | None) -> Period | None:
    """Return the period that a text names; None where it is not surely one."""
    return None
