"""Prose as Tesseract reads it, its Thai digits read again by the recogniser of numerals."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipeline.domain.thai_digits import THAI_NUMBER
from pipeline.extract.scan.image.cell_image import CELL_IMAGE, CellImage
from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.text_line_segmentation import Band, find_text_lines
from pipeline.extract.scan.ocr.engines import tesseract
from pipeline.extract.scan.ocr.numerals import read_numbers
from pipeline.extract.scan.ocr.reader_settings import CELL_READERS
from pipeline.extract.scan.ocr.tesseract_engine import Layout, PixelBox, RecognisedLine
from pipeline.model import Reading

BUDDHIST_YEAR = re.compile("๒๕[๐-๙]{2}")
"""A year of the Buddhist Era, 2500 to 2599: 1957 to 2056 CE."""


def tesseract_lines(image: CellImage, dpi: float) -> list[RecognisedLine]:
    """Read the lines of an image; their boxes are in pixels of the page."""
    gray, scale = _for_tesseract(image, dpi)
    layout: Layout = "line" if is_one_line(image, dpi) else "column"
    x, y = (v - CELL_READERS.prose_margin for v in image.origin)
    out = []
    for line in tesseract().recognise(gray, dpi * scale, layout):
        x0, y0, x1, y1 = (v / scale for v in line.box)
        box = (round(x0 + x), round(y0 + y), round(x1 + x), round(y1 + y))
        text, doubtful = _with_digits_reread(line, gray, image, scale)
        own = (Reading("tesseract", text, round(line.confidence, 4)),)
        out.append(RecognisedLine(text, box, line.confidence, doubtful=doubtful, readings=own))
    return [line for line in out if _has_letters(line, image, dpi)]


def tesseract_lines_by_band(image: CellImage, bands: Sequence[Band], dpi: float) -> list[list[RecognisedLine]]:
    """Read the lines of an image, for each of its bands; a band with none, or with two, is read again alone."""
    lines = tesseract_lines(image, dpi)
    by_band: list[list[RecognisedLine]] = [[] for _ in bands]
    for line in lines:
        middle = (line.box[1] + line.box[3]) / 2 - image.origin[1]
        by_band[min(range(len(bands)), key=lambda k: abs(sum(bands[k]) / 2 - middle))].append(line)
    if len(bands) == 1:
        return by_band
    return [
        own if len(own) == 1 else tesseract_lines(image_rows(image, *band), dpi)
        for band, own in zip(bands, by_band, strict=True)
    ]


def is_one_line(image: CellImage, dpi: float) -> bool:
    """Whether an image holds a single line."""
    return image.gray.shape[0] < CELL_READERS.one_line_height * dpi and len(find_text_lines(image)) == 1


def image_rows(image: CellImage, top: int, bottom: int) -> CellImage:
    """Cut rows of lines out of an image."""
    first = max(0, top - CELL_READERS.band_margin)
    gray = image.gray[first : bottom + CELL_READERS.band_margin]
    return CellImage(gray, (image.origin[0], image.origin[1] + first), image.letters[image.rows(top, bottom)])


def _for_tesseract(image: CellImage, dpi: float) -> tuple[GrayImage, float]:
    """Return an image with a margin, enlarged where it is coarse, and by how much."""
    import cv2

    pad = CELL_READERS.prose_margin
    gray = cv2.copyMakeBorder(image.gray, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=255)
    scale = 1.0
    if dpi < CELL_READERS.enlarge_below:
        scale = CELL_READERS.enlarge_to / dpi
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(gray, dtype=np.uint8), scale


def _with_digits_reread(line: RecognisedLine, gray: GrayImage, image: CellImage, scale: float) -> tuple[str, int]:
    """Replace the Thai digits of a line, of which Tesseract knows half, by what the recogniser of numerals reads.

    Returns:
        The text, and how many runs of digits that recogniser was not sure of: they are its likeliest reading, or
        Tesseract's where it has none.
    """
    text, doubtful = line.text, 0
    for run in reversed(line.digit_runs):
        (x0, y0, x1, y1), likely = run.box, ""
        half = (y1 - y0) // 2
        for box in (run.box, (x0 - half, y0, x1 + half, y1)):  # Tesseract's box may leave a digit out
            (reading,) = read_numbers([_letters_in(box, gray, image, scale)])
            first = next((t.strip().rstrip(".") for t in (reading.text, *reading.candidates[:1]) if t), "")
            shorter = len(first) < run.end - run.start
            if not THAI_NUMBER.fullmatch(first) or shorter and not BUDDHIST_YEAR.fullmatch(first):
                continue
            if reading.text or reading.confidence >= CELL_READERS.likely:
                likely = first
            if reading.text:
                break
        else:
            doubtful += 1
        text = text[: run.start] + (likely or text[run.start : run.end]) + text[run.end :]
    return text, doubtful


def _letters_in(box: PixelBox, gray: GrayImage, image: CellImage, scale: float) -> GrayImage:
    """Return the whole letters that stand in a box of Tesseract's, which is not exact, and nothing else."""
    letters = (image.letters - np.array([*image.origin, *image.origin]) + CELL_READERS.prose_margin) * scale
    x0, y0, x1, y1 = box
    x, y = ((letters[:, :2] + letters[:, 2:]) / 2).T
    inside = (x > x0) & (x < x1) & (y > y0 - CELL_READERS.digit_overhang * (y1 - y0)) & (y < y1)
    if inside.any():
        x0, y0 = (int(v) for v in letters[inside, :2].min(axis=0))
        x1, y1 = (int(v) for v in np.ceil(letters[inside, 2:].max(axis=0)))
    margin = CELL_READERS.line_margin
    return gray[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin]


def _has_letters(line: RecognisedLine, image: CellImage, dpi: float) -> bool:
    """Whether letters stand on a line: in wide leading Tesseract takes marks above a line for a line of their own."""
    x0, y0, x1, y1 = line.box
    high = image.letters[:, 3] - image.letters[:, 1]
    usual = float(np.median(high[high >= min(CELL_IMAGE.letter * dpi, high.max())]))
    middle = (image.letters[:, 1] + image.letters[:, 3]) / 2
    within = (middle > y0) & (middle < y1) & (image.letters[:, 2] > x0) & (image.letters[:, 0] < x1)
    tall = high >= CELL_READERS.letter_height * usual
    return bool(tall[within].any()) or not within.any()
