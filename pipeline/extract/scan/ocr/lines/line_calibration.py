"""Calibration: how often lines of a probability are right, as measured on fonts of their own (docs/lines.md)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from pipeline.extract.scan.ocr.lines.line_recogniser import Letters

MEASURED = Path(__file__).parent.parent / "weights" / "lines.yml"


@dataclass(frozen=True, slots=True)
class LineReading:
    """What the recogniser reads on a line.

    Attributes:
        text: as printed, white space at its ends aside.
        confidence: the share of lines of this probability that are right, letter for letter, 0..1.
        letter_confidence: the mean share of probability of its letters, those that may be missing counted too, 0..1.
        sure: whether it may stand alone.
        letters: its letters, how sure each is, and where it stands.
    """

    text: str
    confidence: float
    letter_confidence: float
    sure: bool
    letters: Letters


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured.

    Attributes:
        sure: probability from which a line is sure.
        curve: points (probability, share of lines that are right), rising.
    """

    sure: float
    curve: tuple[tuple[float, float], ...]

    def confidence(self, probability: float) -> float:
        """Return the share of lines of a probability that are right."""
        probabilities, shares = zip(*self.curve, strict=True)
        return float(np.interp(probability, probabilities, shares))


def calibrated_reading(letters: Letters) -> LineReading:
    """Return the reading that letters make."""
    measured = calibration()
    doubt = sum(1 - p for p in letters.sure) + sum(p for _, p in letters.silent)
    mean = max(0.0, 1 - doubt / max(1, len(letters.text)))
    confidence = round(measured.confidence(letters.probability), 4)
    return LineReading(letters.text.strip(), confidence, round(mean, 4), letters.probability >= measured.sure, letters)


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """Read what was measured."""
    import yaml

    measured = yaml.safe_load(MEASURED.read_text("utf-8"))["calibration"]
    return Calibration(measured["sure"], tuple((p, share) for p, share in measured["curve"]))
