"""Recogniser of numerals: images of cells in, what numbers stand in them out.

    read_numbers(images) -> one Reading each, in order

A reading's text is as printed: Thai digits stay Thai. It is empty where the cell is blank or holds no number, and where
the recogniser is not sure; the candidates then say what it may be. A confidence is the measured share of right readings
among those as sure as this one (docs/numerals.md). Needs the extra ``ocr`` (onnxruntime, OpenCV). Thread-safe; one
thread of computing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.extract.scan.ocr.numerals.alphabet import ALPHABET, OTHER
from pipeline.model import Reading

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["ALPHABET", "OTHER", "read_numbers", "text_probabilities"]


def read_numbers(images: Sequence[npt.NDArray[np.uint8]]) -> list[Reading]:
    """Read the one line of each image.

    Args:
        images: cells cut from a scan that stands upright, each with one printed line: uint8, gray or BGR, paper lighter
            than ink, any resolution from about 12 pixels a digit's height. Trimmed to the ink (keep 2 pixels of paper)
            or not; what is left of rulings and of neighbouring lines at the edges is passed over. A cell with two whole
            lines is unsure: cut it first.

    Returns:
        A reading for every image, in order.
    """
    from pipeline.extract.scan.ocr.numerals.calibration import calibrated_reading

    return [calibrated_reading(texts) for texts in text_probabilities(images)]


def text_probabilities(images: Sequence[npt.NDArray[np.uint8]]) -> list[dict[str, float]]:
    """Return for each image the texts that may stand there, likeliest first, with their uncalibrated probability.

    Args:
        images: as of :func:`read_numbers`; one without ink has no text.
    """
    from pipeline.extract.scan.ocr.numerals.recogniser import recognise

    return recognise(images)
