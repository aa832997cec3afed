"""Cell readers: dashes are told by their shape, codes and numbers go to their recognisers, prose goes to Tesseract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.scan.image.cell_image import CellImage, is_dash
from pipeline.extract.scan.ocr.latin_rereading import reread_abbreviation, reread_code_prefix
from pipeline.extract.scan.ocr.number_columns import NumberReading, ScannedCell, read_number_columns
from pipeline.extract.scan.ocr.prose_reader import is_one_line, read_prose_by_line
from pipeline.extract.scan.ocr.reading_evidence import is_latin_word
from pipeline.extract.scan.ocr.reading_patterns import is_thai_number
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine
from pipeline.model import Reading


@dataclass(frozen=True, slots=True)
class CellText:
    """What stands in a cell.

    Attributes:
        lines: what is given, boxes in pixels of the straight page; none where no engine is sure.
        confidence: 0..1.
        readings: of every engine that read the cell.
        rule: names of the consensus rules that made it, "" where none was asked.
    """

    lines: tuple[RecognisedLine, ...]
    confidence: float
    readings: tuple[Reading, ...] = ()
    rule: str = ""


def read_cells(cells: Sequence[ScannedCell], dpi: float) -> list[CellText]:
    """Read the cells of a page, in order."""
    dashes = [is_dash(cell.image, dpi) for cell in cells]
    rest = [cell for cell, dash in zip(cells, dashes, strict=True) if not dash]
    numbers = iter(read_number_columns(rest, dpi))
    return [
        CellText(_only_line(cell.image, "-", 1.0), 1.0) if dash else _read_cell(cell.image, next(numbers), dpi)
        for cell, dash in zip(cells, dashes, strict=True)
    ]


def _read_cell(image: CellImage, number: NumberReading, dpi: float) -> CellText:
    """Return the consensus on a number, else a Latin word that the recognisers are sure of, else prose."""
    found = number.consensus
    if found is not None and found.text is not None:
        lines = _only_line(image, found.text, found.confidence)
        return CellText(lines, round(found.confidence, 4), number.readings, found.rule)
    rule = found.rule if found is not None else ""
    word = next((r for r in number.readings if is_latin_word(r)), None)
    if word is not None:
        lines = _only_line(image, word.text, word.confidence)
        return CellText(lines, round(word.confidence, 4), number.readings, rule)
    return _read_prose_cell(image, number, rule, dpi)


def _read_prose_cell(image: CellImage, number: NumberReading, rule: str, dpi: float) -> CellText:
    """Let Tesseract read a cell; a number in Thai digits, which it cannot read, is kept as a reading only.

    A year alone in the last line of a text (``ม.ค. - มิ.ย.`` above ``๒๕๖๗``) is no such number: the text is given.
    """
    lines = read_prose_by_line(image, dpi)
    if not is_one_line(image, dpi):
        lines = [reread_abbreviation(line, image, dpi) for line in lines]
    if not lines:
        return CellText((), 0.0, number.readings, rule)
    lines[0] = reread_code_prefix(lines[0], image, dpi)
    size = sum(len(line.text) for line in lines)
    confidence = round(sum(line.confidence * len(line.text) for line in lines) / max(1, size), 4)
    own = Reading("tesseract", "\n".join(line.text for line in lines), confidence)
    readings = (*number.readings, own)
    if number.short and is_thai_number(" ".join(line.text for line in lines)):
        return CellText((), 0.0, readings, rule)
    return CellText(tuple(lines), confidence, readings, rule)


def _only_line(image: CellImage, text: str, confidence: float) -> tuple[RecognisedLine, ...]:
    """Return a text that fills the ink of a cell as its only line; none where the text is empty."""
    (x0, y0), (x1, y1) = image.letters[:, :2].min(axis=0), image.letters[:, 2:].max(axis=0)
    return (RecognisedLine(text, (int(x0), int(y0), int(x1), int(y1)), confidence),) if text else ()
