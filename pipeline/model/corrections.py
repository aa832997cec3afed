"""Corrections: what a person says is right in a document, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

CorrectionState = Literal["applied", "stale", "unmatched"]
CORRECTION_STATES: tuple[CorrectionState, ...] = get_args(CorrectionState)


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of ``raw/corrections.csv``; what it leaves empty is None.

    Attributes:
        document: as written: the name of a file in the archive, else the SHA-256 of its bytes.
        place: (column, value) pairs that lead to one row of the dataset: page, table_no, row, code ….
        field: the column that is corrected; None where a finding was seen and nothing is wrong.
        printed: what stands there before; None where nothing does.
        right: the right value; None where there is none.
        finding_id: of the finding that was seen, or that led to the correction.
    """

    document: str
    dataset: str
    place: tuple[tuple[str, str], ...] = ()
    field: str | None = None
    printed: str | None = None
    right: str | None = None
    who: str | None = None
    why: str | None = None
    date: str | None = None
    finding_id: str | None = None

    @property
    def key(self) -> str:
        """The place as text: ``table_no=1 row=4``."""
        return " ".join(f"{name}={value}" for name, value in self.place)


@dataclass(frozen=True, slots=True)
class CorrectionResult:
    """What became of a correction: applied; stale (another value stands there now); unmatched (no such place)."""

    correction: Correction
    state: CorrectionState
