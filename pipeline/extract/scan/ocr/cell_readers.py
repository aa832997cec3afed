"""Cell readers: dashes are told by their shape, codes and numbers go to their recognisers, all else is prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.scan.image.cell_image import CellImage, is_dash
from pipeline.extract.scan.ocr.code_prefixes import CodePrefix, read_code_prefixes
from pipeline.extract.scan.ocr.consensus import CROSSED
from pipeline.extract.scan.ocr.latin_rereading import reread_abbreviation, reread_code_prefix
from pipeline.extract.scan.ocr.number_columns import NumberReading, ScannedCell, read_number_columns
from pipeline.extract.scan.ocr.prose_reader import PrintSample, read_prose, sample_print
from pipeline.extract.scan.ocr.reading_evidence import is_latin_word
from pipeline.extract.scan.ocr.reading_patterns import is_mostly_digits, is_thai_number, reads_alike
from pipeline.extract.scan.ocr.tesseract_engine import RecognisedLine
from pipeline.extract.scan.ocr.tesseract_prose import is_one_line
from pipeline.model import PROSE_ENGINES, Reading


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


def read_cells(cells: Sequence[ScannedCell], dpi: float) -> tuple[list[CellText], PrintSample]:
    """Read the cells of a page, in order.

    Returns:
        Their texts, and what a sample of their lines tells of the page's print.
    """
    dashes = [is_dash(cell.image, dpi) for cell in cells]
    rest = [cell for cell, dash in zip(cells, dashes, strict=True) if not dash]
    numbers = read_number_columns(rest, dpi)
    figures = [n.consensus is not None and n.consensus.text is not None for n in numbers]
    codes = iter(read_code_prefixes([cell for cell, figure in zip(rest, figures, strict=True) if not figure], dpi))
    read = iter(zip(numbers, [None if figure else next(codes) for figure in figures], strict=True))
    sample = sample_print([cell.image for cell, figure in zip(rest, figures, strict=True) if not figure])
    texts = [
        _read_dash(cell.image) if dash else _read_cell(cell.image, *next(read), dpi, sample)
        for cell, dash in zip(cells, dashes, strict=True)
    ]
    return texts, sample


def _read_dash(image: CellImage) -> CellText:
    """Return a dash; nothing where other ink lies on the cell, of which the stroke may be a part."""
    if image.crossed:
        return CellText((), 0.0, rule=CROSSED)
    return CellText(_only_line(image, "-", 1.0), 1.0)


def _read_cell(
    image: CellImage, number: NumberReading, code: CodePrefix | None, dpi: float, sample: PrintSample
) -> CellText:
    """Return the consensus on a number, else a code with its question, a Latin word that is sure, or prose."""
    found = number.consensus
    if found is not None and found.text is not None:
        lines = _only_line(image, found.text, found.confidence)
        return CellText(lines, round(found.confidence, 4), number.readings, found.rule)
    rule = found.rule if found is not None else ""
    if code is not None:
        return _read_coded_cell(code, CROSSED if image.crossed else rule, dpi, sample)
    word = next((r for r in number.readings if is_latin_word(r)), None)
    if word is not None:
        lines = _only_line(image, word.text, word.confidence)
        return CellText(lines, round(word.confidence, 4), number.readings, rule)
    return _read_prose_cell(image, number, rule, dpi, sample)


def _read_coded_cell(code: CodePrefix, rule: str, dpi: float, sample: PrintSample) -> CellText:
    """Read the question behind a code as prose."""
    lines = read_prose(code.rest, dpi, sample)
    if not lines:
        return CellText((RecognisedLine(code.text, code.box, 0.0),), 0.0, code.readings, rule)
    own, sure = prose_readings(lines), line_confidence(lines)
    x0, y0, x1, y1 = lines[0].box
    box = (min(x0, code.box[0]), min(y0, code.box[1]), max(x1, code.box[2]), max(y1, code.box[3]))
    lines[0] = replace(lines[0], text=f"{code.text} {lines[0].text}", box=box)
    return CellText(tuple(lines), sure, (*code.readings, *own), rule)


def line_confidence(lines: Sequence[RecognisedLine]) -> float:
    """Return the mean confidence of lines over their letters."""
    size = sum(len(line.text) for line in lines)
    return round(sum(line.confidence * len(line.text) for line in lines) / max(1, size), 4)


def prose_readings(lines: Sequence[RecognisedLine]) -> tuple[Reading, ...]:
    """Return what each engine of prose read of lines, its confidence the mean over their letters."""
    out = []
    for engine in PROSE_ENGINES:
        own = [r for line in lines for r in line.readings if r.engine == engine]
        size = sum(len(r.text) for r in own)
        confidence = round(sum(r.confidence * len(r.text) for r in own) / max(1, size), 4)
        if own:
            out.append(Reading(engine, "\n".join(r.text for r in own), confidence))
    return tuple(out)


def _read_prose_cell(image: CellImage, number: NumberReading, rule: str, dpi: float, sample: PrintSample) -> CellText:
    """Read a cell as prose; a number in Thai digits, which its own reader was not sure of, is kept as a reading only.

    A year alone in the last line of a text (``ม.ค. - มิ.ย.`` above ``๒๕๖๗``) is no such number: the text is given.
    """
    lines = read_prose(image, dpi, sample)
    if not is_one_line(image, dpi):
        lines = [reread_abbreviation(line, image, dpi) for line in lines]
    if not lines:
        return CellText((), 0.0, number.readings, rule)
    lines[0] = reread_code_prefix(lines[0], image, dpi)
    readings = (*number.readings, *prose_readings(lines))
    text = " ".join(line.text for line in lines)
    own = None if image.crossed else _number_read_alike(text, number)
    if own is not None:
        return CellText(_only_line(image, own, line_confidence(lines)), line_confidence(lines), readings, rule)
    if number.short and (is_thai_number(text) or number.consensus is not None and is_mostly_digits(text)):
        return CellText((), 0.0, readings, rule)
    if image.crossed and (number.short or number.among_numbers or any(c.isdigit() for c in text)):
        rule = rule or CROSSED
    if number.short and image.crossed and is_mostly_digits(text):
        return CellText((), 0.0, readings, rule)
    return CellText(tuple(lines), line_confidence(lines), readings, rule)


def _number_read_alike(text: str, number: NumberReading) -> str | None:
    """Return what a reader of numbers holds likeliest in a column of them, where readers of prose read the same."""
    if number.consensus is None:
        return None
    likeliest = (r.likeliest for r in number.readings)
    return next((own for own in likeliest if any(map(str.isdigit, own)) and reads_alike(own, text)), None)


def _only_line(image: CellImage, text: str, confidence: float) -> tuple[RecognisedLine, ...]:
    """Return a text that fills the ink of a cell as its only line; none where the text is empty."""
    (x0, y0), (x1, y1) = image.letters[:, :2].min(axis=0), image.letters[:, 2:].max(axis=0)
    return (RecognisedLine(text, (int(x0), int(y0), int(x1), int(y1)), confidence),) if text else ()
