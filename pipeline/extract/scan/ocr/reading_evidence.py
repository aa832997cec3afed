"""What readings say of their cell and of its column, and from which confidence on they are heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.domain.thai_digits import has_thai_digit
from pipeline.extract.scan.ocr.reading_patterns import (
    GRADE,
    LATIN_WORD,
    ROUND_BEFORE_POINT,
    TOOL_CODE,
    is_code,
    is_number,
)
from pipeline.model import PROSE_ENGINES, Reading


class ConsensusSettings(NamedTuple):
    """Thresholds of the consensus of readings. All are confidences, 0..1."""

    sure: float = 0.80  # a reading is taken alone from here on
    very_sure: float = 0.95  # a reader decides from here on between candidates of another
    agreed: float = 0.98  # of the Latin reader: both readers err alike where the dots of worn print run together
    sure_word: float = 0.90  # a Latin word is taken before Tesseract's reading from here on
    informative: float = 0.45  # a Latin reading less sure says nothing of what its column holds
    same_code: float = 0.60  # two candidates that are the same code are taken from here on
    nearly_sure: float = 0.95  # a code in Thai digits that is not sure is given from here on: repair has its neighbours
    visible: float = 0.10  # candidates of the recogniser of numerals that are less likely say nothing


CONSENSUS = ConsensusSettings()


@dataclass(frozen=True, slots=True)
class ColumnEvidence:
    """What the readings of a column say together.

    Attributes:
        thai_digits: its numbers are in Thai digits, which the Latin reader does not know.
        codes: it holds codes (I12, E3, O๒๑).
    """

    thai_digits: bool = False
    codes: bool = False


def column_evidence(readings: Sequence[Reading], is_first: bool = False) -> ColumnEvidence:
    """Return what the readings of a column's cells say of it, by those that are sure.

    Where the recogniser of numerals is sure of none, the script is told by what it holds likeliest.

    Args:
        readings: of its cells.
        is_first: it is the first of its table, where 0.8 and 0.41 alone are O.8 and O.41: no table begins with shares.
    """
    numerals = [r for r in readings if r.engine == "numerals"]
    figures = [r.text for r in numerals if _is_figure(r.text)] or [text for r in numerals if (text := likely_code(r))]
    thai = sum(map(has_thai_digit, figures)) * 2 > len(figures)
    codes = any(
        r.confidence >= CONSENSUS.sure and TOOL_CODE.fullmatch(r.text)
        for r in readings
        if r.engine not in PROSE_ENGINES
    )
    codes |= is_first and bool(figures) and all(map(ROUND_BEFORE_POINT.fullmatch, figures))
    return ColumnEvidence(thai, codes)


def shows_figure(reading: Reading) -> bool:
    """Whether a reading shows its cell to hold a code, a number or a grade of letters."""
    if reading.confidence >= CONSENSUS.sure_word and GRADE.fullmatch(reading.text):
        return True
    if reading.confidence < CONSENSUS.informative:
        return False
    return _is_figure(reading.text) or is_code(reading.text) or likely_code(reading) is not None


def likely_code(reading: Reading) -> str | None:
    """Return the code that the recogniser of numerals, not sure, holds likeliest; None where it leans to none."""
    likeliest = next(iter(reading.candidates), "")
    unsure = reading.engine == "numerals" and not reading.text and reading.confidence >= CONSENSUS.informative
    return likeliest if unsure and TOOL_CODE.fullmatch(likeliest) else None


def _is_figure(text: str) -> bool:
    """Whether a text is a number, or a code read rightly."""
    return is_number(text) or TOOL_CODE.fullmatch(text) is not None


def is_latin_word(reading: Reading | None) -> bool:
    """Whether the Latin reader is sure of a word (IIT, OIT, URL), or the recogniser of numerals of a grade."""
    if reading is None or reading.confidence < CONSENSUS.sure_word:
        return False
    return bool((GRADE if reading.engine == "numerals" else LATIN_WORD).fullmatch(reading.text))
