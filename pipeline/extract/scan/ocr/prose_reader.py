"""Prose, in cells and between tables: the recogniser of lines reads it, and Tesseract what that knows little of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from pipeline.extract.scan.image.cell_image import CELL_IMAGE, CellImage
from pipeline.extract.scan.image.text_line_segmentation import Band, find_text_lines
from pipeline.extract.scan.ocr.line_choice import choose_line, line_alone
from pipeline.extract.scan.ocr.lines import LineReading, read_lines
from pipeline.extract.scan.ocr.reader_settings import CELL_READERS
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine
from pipeline.extract.scan.ocr.tesseract_prose import image_rows, tesseract_lines, tesseract_lines_by_band


class PrintSample(NamedTuple):
    """What a sample of lines tells of the print of images.

    Attributes:
        known: the recogniser of lines knows the print.
        read: the lines that were read for it: their image, their rows, what the recogniser reads.
    """

    known: bool = True
    read: tuple[tuple[CellImage, Band, LineReading | None], ...] = ()


KNOWN_PRINT = PrintSample()


def sample_print(images: Sequence[CellImage], beside: PrintSample = KNOWN_PRINT) -> PrintSample:
    """Tell by a sample of their longer lines whether the recogniser of lines knows the print of images.

    Print of a font or a damage unlike all that it was trained on it misreads alike on every line, here and there with a
    probability that one line alone would not give away.

    Args:
        images: of one page.
        beside: what other lines of the page tell.
    """
    s = CELL_READERS
    lines = [(image, band) for image in images for band in find_text_lines(image)]
    longer = [(image, band) for image, band in lines if image.rows(*band).sum() >= s.sampled_letters]
    chosen = sorted({round(n) for n in np.linspace(0, len(longer) - 1, s.sampled_lines)}) if longer else []
    own = tuple((image, band, read_lines(image, [band])[0]) for image, band in (longer[n] for n in chosen))
    read = (*own, *beside.read)
    letters = np.array([0 if r is None else len(r.text) for _, _, r in read])
    doubts = np.array([0.0 if r is None else 1 - r.letter_confidence for _, _, r in read])
    known = len(read) < s.sampled_lines_min or bool((doubts * letters).sum() <= s.known_print * letters.sum())
    return PrintSample(known, read)


def read_prose(image: CellImage, dpi: float, sample: PrintSample = KNOWN_PRINT) -> list[RecognisedLine]:
    """Read the lines of an image; their boxes are in pixels of the page.

    Tesseract is asked for lines of which the recogniser of lines knows little, with those above and below them, which
    help it; and for all of an image of which letters stand on no line.

    Args:
        image: the ink of a cell or of a region of running text.
        dpi: its pixels per inch.
        sample: of the print (:func:`sample_print`); where it is not known, Tesseract reads all.
    """
    bands = find_text_lines(image)
    if not covers_letters(image, bands, dpi):
        return tesseract_lines(image, dpi)
    if not sample.known:
        return [line for own in tesseract_lines_by_band(image, bands, dpi) for line in own]
    found = _read_once(image, bands, sample)
    probabilities = [0.0 if r is None else r.letters.probability for r in found]
    asked = [p < CELL_READERS.known_line for p in probabilities]
    lines = [
        None if ask or reading is None else line_alone(reading, image, band)
        for ask, reading, band in zip(asked, found, bands, strict=True)
    ]
    for first, last in groups_with_neighbours(asked):
        part = image_rows(image, bands[first][0], bands[last][1])
        own = tesseract_lines_by_band(part, [band_in(part, image, b) for b in bands[first : last + 1]], dpi)
        for k, others in zip(range(first, last + 1), own, strict=True):
            if asked[k]:
                lines[k] = choose_line(found[k], others, image, bands[k])
    return [line for line in lines if line is not None]


def _read_once(image: CellImage, bands: Sequence[Band], sample: PrintSample) -> list[LineReading | None]:
    """Read lines of an image but those that were read as a sample."""
    before = {band: reading for other, band, reading in sample.read if other is image}
    rest = [band for band in bands if band not in before]
    before |= zip(rest, read_lines(image, rest), strict=True)
    return [before[band] for band in bands]


def covers_letters(image: CellImage, bands: Sequence[Band], dpi: float) -> bool:
    """Whether nearly all letters of an image stand on its lines: large letters beside small ones stand on none."""
    boxes = image.letters
    letters = boxes[:, 3] - boxes[:, 1] >= CELL_IMAGE.letter * dpi
    if not letters.any():
        return False
    on_line = np.zeros(len(boxes), bool)
    for band in bands:
        on_line |= image.rows(*band)
    return bool((letters & ~on_line).sum() <= CELL_READERS.stray_share * letters.sum())


def groups_with_neighbours(asked: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the first and last of each run of lines that are asked for or stand beside one that is."""
    count = len(asked)
    near = [any(asked[max(0, k - 1) : min(count, k + 2)]) for k in range(count)]
    runs = (list(run) for key, run in groupby(range(count), key=near.__getitem__) if key)
    return [(run[0], run[-1]) for run in runs]


def band_in(part: CellImage, image: CellImage, band: Band) -> Band:
    """Return a band of an image as one of a part of it."""
    down = part.origin[1] - image.origin[1]
    return band[0] - down, band[1] - down
