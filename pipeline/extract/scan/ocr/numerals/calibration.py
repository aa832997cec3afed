"""Calibration: how often readings of a probability are right, as measured on fonts of their own (docs/numerals.md)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipeline.extract.scan.ocr.numerals.number_grammar import fits_grammar, kind_of
from pipeline.model import Reading

MEASURED = Path(__file__).parent.parent / "weights" / "numerals.yml"


class CalibrationSettings(NamedTuple):
    """Thresholds of :func:`calibrated_reading`; from where on a reading is sure is measured, and stands in MEASURED."""

    candidates_max: int = 6  # texts that an unsure reading names
    candidate_min: float = 0.002  # probability: texts less probable are no candidates
    doubt_min: float = 1e-6  # 1 - probability: no text is surer


CALIBRATION = CalibrationSettings()


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured of one kind of text.

    Attributes:
        sure: probability from which on a reading is sure.
        curve: points (probability, share of readings that are right), rising.
    """

    sure: float
    curve: tuple[tuple[float, float], ...]

    def confidence(self, p: float) -> float:
        """Return the share of right readings among those of a probability.

        Between the points of the curve it is interpolated by the logarithm of the doubt, 1 - p.
        """
        least = CALIBRATION.doubt_min
        doubt = [-np.log10(max(1 - q, least)) for q, _ in self.curve]
        return float(np.interp(-np.log10(max(1 - p, least)), doubt, [share for _, share in self.curve]))


def calibrated_reading(texts: dict[str, float]) -> Reading:
    """Return the reading that texts make: the likeliest one where it is a number and sure enough.

    Args:
        texts: what may stand in a cell, likeliest first, with its probability.
    """
    numbers = [(text, p) for text, p in texts.items() if fits_grammar(text)]
    if not numbers:
        return Reading("numerals", "", 0.0)
    best, p = next(iter(texts.items()))
    calibration = _calibrations()[kind_of(best)]
    confidence = calibration.confidence(p) if best == numbers[0][0] else 0.0
    sure = best if confidence and p >= calibration.sure else ""
    others = [text for text, q in numbers if text != sure and q >= CALIBRATION.candidate_min]
    return Reading("numerals", sure, round(confidence, 4), tuple(others[: CALIBRATION.candidates_max]))


@lru_cache(maxsize=1)
def _calibrations() -> dict[str, Calibration]:
    """Read what was measured, by kind of text: a code is less sure than a number of the same probability."""
    import yaml

    kinds = yaml.safe_load(MEASURED.read_text("utf-8"))["calibration"]["kinds"]
    return {kind: Calibration(of["sure"], tuple((p, share) for p, share in of["curve"])) for kind, of in kinds.items()}
