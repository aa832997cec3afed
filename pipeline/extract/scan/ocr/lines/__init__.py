"""Recogniser of lines: printed lines of Thai, Latin and numbers in either script, as they stand in cell images.

    read_lines(image, bands) -> one LineReading each, in order

A confidence is the measured share of lines read right, letter for letter, among those as sure as this one
(docs/lines.md). Needs the extra ``ocr`` (onnxruntime, OpenCV). Thread-safe; one thread of computing.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.image.text_line_segmentation import Band
from pipeline.extract.scan.ocr.lines.line_calibration import LineReading, calibrated_reading

__all__ = ["LineReading", "read_lines"]


def read_lines(image: CellImage, bands: Sequence[Band]) -> list[LineReading | None]:
    """Read text lines of a cell image.

    Args:
        image: the ink of a cell or of a region of running text.
        bands: the rows of each line (:func:`pipeline.extract.scan.image.text_line_segmentation.find_text_lines`).

    Returns:
        A reading for every line, in order; None where no letter stands on it.
    """
    from pipeline.extract.scan.ocr.lines.line_recogniser import recognise

    return [None if found is None else calibrated_reading(found) for found in recognise([(image, b) for b in bands])]
