"""A line of prose from what its readers read: the recogniser of lines alone where it is sure, else it and Tesseract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.domain.thai_digits import THAI_NUMBER, TO_ARABIC
from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.image.text_line_segmentation import Band
from pipeline.extract.scan.ocr.line_merging import merge_line
from pipeline.extract.scan.ocr.lines import LineReading
from pipeline.extract.scan.ocr.numerals import read_numbers
from pipeline.extract.scan.ocr.reader_settings import CELL_READERS
from pipeline.extract.scan.ocr.tesseract_engine import PixelBox, RecognisedLine
from pipeline.model import Reading

_NUMBER = re.compile("[0-9๐-๙]+")


class LineChoiceSettings(NamedTuple):
    """Thresholds of :func:`choose_line`. Confidences are 0..1."""

    believable: float = 0.75  # mean confidence of letters from which a line that Tesseract does not see is one
    undisputed: float = 0.6  # of the recogniser of lines, from which a difference from Tesseract is not said
    tesseract_sure: float = 0.9  # confidence of Tesseract from which the same holds
    digit_min: float = 0.8  # of the recogniser of lines: numbers with a digit that is less sure are doubtful


LINE_CHOICE = LineChoiceSettings()


def line_alone(reading: LineReading, image: CellImage, band: Band) -> RecognisedLine:
    """Return a line as the recogniser of lines reads it."""
    doubtful = sum(doubtful_numbers(reading, image, band))
    own = (Reading("lines", reading.text, reading.letter_confidence),)
    box = line_box(image, band)
    return RecognisedLine(
        reading.text, box, reading.letter_confidence, doubtful=doubtful, readings=own, marks_read=reading.sure
    )


def choose_line(
    reading: LineReading | None, others: Sequence[RecognisedLine], image: CellImage, band: Band
) -> RecognisedLine | None:
    """Return a line from both readings, merged.

    A number that both read, and read differently, is doubtful.

    Args:
        reading: of the recogniser of lines; None where it sees no letter.
        others: of Tesseract, none or several where it sees no or several lines.
        image: that the line stands in.
        band: its rows.
    """
    s = LINE_CHOICE
    text = " ".join(line.text for line in others)
    if reading is None or not reading.text:
        return others[0] if len(others) == 1 else None
    if not text.strip():
        return line_alone(reading, image, band) if reading.letter_confidence >= s.believable else None
    sure = sum(line.confidence * len(line.text) for line in others) / max(1, sum(len(line.text) for line in others))
    merged = merge_line(reading.letters, text)
    doubtful = sum(doubtful_numbers(reading, image, band))
    if numbers_of(reading.text) != numbers_of(text):
        doubtful = max(doubtful, 1)
    return RecognisedLine(
        merged.text,
        line_box(image, band),
        max(reading.letter_confidence, sure) if merged.weakest == 1 else (reading.letter_confidence + sure) / 2,
        doubtful=doubtful,
        readings=(
            Reading("lines", reading.text, reading.letter_confidence),
            Reading("tesseract", text, round(sure, 4)),
        ),
        disputed=merged.weakest < s.undisputed and sure < s.tesseract_sure,
    )


def numbers_of(text: str) -> list[str]:
    """Return the runs of digits of a text, in Arabic digits."""
    return [run.translate(TO_ARABIC) for run in _NUMBER.findall(text)]


def line_box(image: CellImage, band: Band) -> PixelBox:
    """Return the box of the letters of a line, pixels of the page."""
    boxes = image.letters[image.rows(*band)]
    if not len(boxes):
        x, y = image.origin
        return x, y + band[0], x + image.gray.shape[1], y + band[1]
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return int(x0), int(y0), int(x1), int(y1)


def doubtful_numbers(reading: LineReading, image: CellImage, band: Band) -> Iterator[bool]:
    """Tell for each number of a reading whether it is doubtful.

    One of its digits is not sure, or the recogniser of numerals is sure of another number in Thai digits.
    """
    x0, y0, x1, y1 = line_box(image, band)
    places = [x0 + place * (x1 - x0) - image.origin[0] for place in reading.letters.places]
    margin = CELL_READERS.line_margin
    for run in _NUMBER.finditer(reading.letters.text):
        if min(reading.letters.sure[run.start() : run.end()]) < LINE_CHOICE.digit_min:
            yield True
        elif THAI_NUMBER.fullmatch(run.group()):
            first, last = places[run.start()], places[run.end() - 1]
            half = (last - first) / max(1, len(run.group()) - 1) / 2 or (y1 - y0) / 4
            left, right = max(0, round(first - half) - margin), round(last + half) + margin
            (found,) = read_numbers([image.gray[max(0, band[0] - margin) : band[1] + margin, left:right]])
            read = found.text.strip().strip(".,()-/")
            yield bool(THAI_NUMBER.fullmatch(read)) and len(read) == len(run.group()) and read != run.group()
