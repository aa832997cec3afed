"""Latin words within Thai prose (IIT, a code before a question), read again by the Latin recogniser."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.ocr.code_prefixes import around, first_words, with_margin
from pipeline.extract.scan.ocr.engines import latin_recogniser
from pipeline.extract.scan.ocr.reader_settings import CELL_READERS
from pipeline.extract.scan.ocr.reading_evidence import CONSENSUS
from pipeline.extract.scan.ocr.reading_patterns import is_code
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine

TOOLS = ("IIT", "EIT", "OIT", "ITA")
"""The tools of the assessment, and the assessment."""
_CAPITALS = re.compile(r"\(?[A-Z]{2,5}\)?|\d{1,2}")
_CODE_PREFIX = re.compile(r"((?:[^\s\u0E01-\u0E4E]+ ?){1,2}) ?(?=[\u0E01-\u0E4E]{2})(.*)", re.DOTALL)
_LIST_MARK = re.compile(r"[(]?\d{1,2}[.)]|[-–•*(]+")
_SEPARATORS = re.compile(r"[\s.\-]")


def reread_abbreviation(line: RecognisedLine, image: CellImage, dpi: float) -> RecognisedLine:
    """Read a short line of capitals again: among Thai lines Tesseract reads IIT as Thai.

    The Latin reading is taken where it is sure of capitals, or of a number of one or two digits.
    """
    s = CELL_READERS
    x0, y0, x1, y1 = (v - image.origin[k % 2] for k, v in enumerate(line.box))
    middle = (image.letters[:, 1] + image.letters[:, 3]) / 2 - image.origin[1]
    high = (image.letters[:, 3] - image.letters[:, 1])[(middle > y0) & (middle < y1)]
    if x1 - x0 > s.abbreviation_width * dpi or y1 - y0 > s.number_height_max * dpi:
        return line
    if not len(high) or high.min() < s.capital_height * high.max():
        return line
    (reading,) = latin_recogniser().recognise([with_margin(image, x0, y0, x1, y1)])
    least = s.tool_confidence if reading.text.strip("()") in TOOLS else CONSENSUS.sure_word
    if reading.confidence < least or not _CAPITALS.fullmatch(reading.text):
        return line
    return replace(line, text=reading.text, confidence=reading.confidence)


def reread_code_prefix(line: RecognisedLine, image: CellImage, dpi: float) -> RecognisedLine:
    """Read the code with which the first line of a cell begins (I20 and then the question) again."""
    split = _CODE_PREFIX.match(line.text)
    prefix = split[1].strip() if split else ""
    if split is None or len(prefix) > CELL_READERS.code_length_max or _LIST_MARK.fullmatch(prefix):
        return line
    for word in first_words(image, dpi):
        (reading,) = latin_recogniser().recognise([around(image, word)])
        alike = len(_SEPARATORS.sub("", reading.text)) == len(_SEPARATORS.sub("", prefix))
        if alike and reading.confidence >= CONSENSUS.informative and is_code(reading.text):
            return replace(line, text=f"{reading.text} {split[2]}")
    return line
