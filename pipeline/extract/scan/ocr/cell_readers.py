"""Who reads what: the cells of a page are dealt out to the engines, short ones in batches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.extract.scan.image.cell_ink import Crop, is_dash, rows_of
from pipeline.extract.scan.image.page_image import Gray
from pipeline.extract.scan.ocr.consensus import (
    GLIMPSE,
    SURE_WORD,
    as_code,
    believe,
    in_codes,
    is_code,
    is_latin_word,
    is_thai_column,
    is_thai_number,
    tells,
)
from pipeline.extract.scan.ocr.engines import THAI_DIGITS, Layout, ReadLine, latin, tesseract, thai
from pipeline.extract.scan.ocr.numerals import read_numbers
from pipeline.model import Reading

TOOLS = ("IIT", "EIT", "OIT", "ITA")
SURE_TOOL = 0.7  # these abbreviations are believed from here on
LONGEST_CODE = 5  # letters, with a point or a dash
CODE_AHEAD = re.compile(r"((?:[^\s\u0E01-\u0E4E]+ ?){1,2}) ?(?=[\u0E01-\u0E4E]{2})(.*)", re.DOTALL)
LETTERS_ONLY = re.compile(r"[\s.\-]")
LIST_MARK = re.compile(r"[(]?\d{1,2}[.)]|[-–•*(]+")
BUDDHIST_YEAR = re.compile("๒๕[๐-๙]{2}")

# inches
NARROW = 1.5  # wider ink is prose
LETTER = 0.035  # what is lower is a mark
ABBREVIATION = 0.5  # a line no wider than this may be IIT
CAPITALS = 0.65  # of the highest: Latin capitals and their brackets are as high, Thai marks are lower
LOW = 0.36  # higher lines are no number in a table's type
ONE_LINE = 0.45  # a crop no higher than this may be a single line of prose
MOST_LINES = 2  # a code or a number may be wrapped once
PROBES = 4  # cells of a column that are read to learn what it holds
FINE = 170.0  # dpi: coarser crops are enlarged before Tesseract reads them
LIKELY = 0.5  # confidence from which a reading that is not sure is put before Tesseract's Thai digits, and named
WIDEST = 1.4  # of its line's height: no printed Latin letter is wider, with the space about it
PAD = 10  # pixels of white around what Tesseract reads


@dataclass(slots=True)
class CellInk:
    """A cell with ink, and what was made of it.

    Attributes:
        key: what its column is known by: (table, column, colspan).
        lines: what is believed, with boxes in pixels of the page's straight picture.
    """

    key: tuple[int, int, int]
    crop: Crop
    lines: list[ReadLine] = field(default_factory=list)
    readings: tuple[Reading, ...] = ()
    confidence: float | None = None
    short: list[tuple[int, int]] = field(default_factory=list)


def read_cells(cells: Sequence[CellInk], dpi: float) -> None:
    """Fill in what stands in the cells: dashes by their shape, columns of codes and numbers by their readers, prose by Tesseract."""
    rest = []
    for cell in cells:
        if is_dash(cell.crop, dpi):
            _take(cell, "-", 1.0)
        else:
            rest.append(cell)
    for cell in _without_figures(rest, dpi):
        _prose(cell, dpi)


def _without_figures(cells: Sequence[CellInk], dpi: float) -> list[CellInk]:
    """Read columns of codes and numbers; returns the cells that hold something else."""
    columns: dict[tuple[int, int, int], list[CellInk]] = {}
    for cell in cells:
        cell.short = _short_lines(cell.crop, dpi)
        if cell.short:
            columns.setdefault(cell.key, []).append(cell)
    probes = {key: _spread(column) for key, column in columns.items()}
    first = [cell for chosen in probes.values() for cell in chosen]
    _read_figures(first)
    figures = [key for key, chosen in probes.items() if any(tells(r) for cell in chosen for r in cell.readings)]
    _read_figures([cell for key in figures for cell in columns[key] if not cell.readings])
    done = set()
    for key in figures:
        read_here = [r for cell in columns[key] for r in cell.readings]
        in_thai = is_thai_column(read_here)
        if in_codes(read_here):
            for cell in columns[key]:
                cell.readings = tuple(map(as_code, cell.readings))
        for cell in columns[key]:
            read = {r.engine: r for r in cell.readings}
            belief = believe(read.get("latin"), read.get("numerals"), in_thai, read.get("thai"))
            if belief is not None:
                _take(cell, belief.text, belief.confidence)
                done.add(id(cell))
    return [cell for cell in cells if id(cell) not in done]


def _short_lines(crop: Crop, dpi: float) -> list[tuple[int, int]]:
    """The lines of a crop where all of them may be codes or numbers; none else."""
    if crop.gray.shape[1] > NARROW * dpi:
        return []
    bands = rows_of(crop)
    return bands if len(bands) <= MOST_LINES and all(b - a <= LOW * dpi for a, b in bands) else []


def _spread(column: list[CellInk]) -> list[CellInk]:
    """A few cells from all over a column; not its first, a header, where there are others."""
    below = column[1:] if len(column) > 1 else column
    at = sorted({round(k) for k in np.linspace(0, len(below) - 1, PROBES)})
    return [below[k] for k in at]


def _read_figures(cells: Sequence[CellInk]) -> None:
    """Let the readers of codes and numbers read cells; a wrapped one is read line by line and joined."""
    images: list[Gray] = []
    counts = []
    for cell in cells:
        lines = [_tight(cell.crop, band) for band in cell.short]
        counts.append(len(lines))
        images += lines
    if not images:
        return
    by_engine = [
        [_of_whole(r, image) for r, image in zip(latin().read(images), images, strict=True)],
        read_numbers(images),
    ]
    own = thai()
    if own is not None:
        by_engine.append(own.read(images))
    at = 0
    for cell, count in zip(cells, counts, strict=True):
        cell.readings = tuple(_joined(readings[at : at + count]) for readings in by_engine if readings)
        at += count


def _of_whole(reading: Reading, image: Gray) -> Reading:
    """A Latin reading, without confidence where it is too short for its line: the reader passed over Thai letters."""
    high, wide = image.shape
    return reading if len(reading.text) * WIDEST * high >= wide else replace(reading, confidence=0.0)


def _tight(crop: Crop, band: tuple[int, int]) -> Gray:
    """One line of a crop, with a little white around its ink."""
    margin = 3
    top, bottom = max(0, band[0] - margin), min(crop.gray.shape[0], band[1] + margin)
    inside = [
        (x0, x1) for x0, y0, x1, y1 in crop.pieces if y1 - crop.origin[1] > band[0] and y0 - crop.origin[1] < band[1]
    ]
    left = max(0, min(x for x, _ in inside) - crop.origin[0] - margin)
    right = min(crop.gray.shape[1], max(x for _, x in inside) - crop.origin[0] + margin)
    return crop.gray[top:bottom, left:right]


def _joined(readings: Sequence[Reading]) -> Reading:
    """Readings of the lines of one cell as one: a broken code or number has no space. It is unsure where a line of it is."""
    if len(readings) == 1:
        return readings[0]
    likely = [next((t for t in (r.text, *r.candidates[:1]) if t), "") for r in readings]
    joined = "".join(likely) if all(likely) else ""
    sure = all(r.text for r in readings)
    return Reading(
        readings[0].engine,
        joined if sure else "",
        min(r.confidence for r in readings),
        () if sure or not joined else (joined,),
    )


def _take(cell: CellInk, text: str, confidence: float) -> None:
    """Believe a text that fills the cell's ink."""
    (x0, y0), (x1, y1) = cell.crop.pieces[:, :2].min(axis=0), cell.crop.pieces[:, 2:].max(axis=0)
    box = (int(x0), int(y0), int(x1), int(y1))
    cell.lines = [ReadLine(text, box, confidence)] if text else []
    cell.confidence = round(confidence, 4)


def _prose(cell: CellInk, dpi: float) -> None:
    """Let Tesseract read a cell."""
    word = next((r for r in cell.readings if is_latin_word(r)), None)
    if word is not None:
        _take(cell, word.text, word.confidence)
        return
    lines = _by_line(cell.crop, read_prose(cell.crop, dpi), dpi)
    if not lines:
        cell.confidence = 0.0
        return
    lines[0] = _with_code(lines[0], cell.crop, dpi)
    size = sum(len(line.text) for line in lines)
    sure = sum(line.confidence * len(line.text) for line in lines) / max(1, size)
    cell.lines, cell.confidence = lines, round(sure, 4)
    if cell.short and any(is_thai_number(line.text) for line in lines):
        cell.lines, cell.confidence = [], 0.0
    cell.readings = (*cell.readings, Reading("tesseract", "\n".join(line.text for line in lines), round(sure, 4)))


def _by_line(crop: Crop, lines: list[ReadLine], dpi: float) -> list[ReadLine]:
    """The lines of a cell; one of which Tesseract made two (of its marks, say), or none, is read alone."""
    bands = rows_of(crop)
    if crop.gray.shape[0] < ONE_LINE * dpi and len(bands) == 1:
        return lines
    held: list[list[ReadLine]] = [[] for _ in bands]
    for line in lines:
        middle = (line.box[1] + line.box[3]) / 2 - crop.origin[1]
        held[min(range(len(bands)), key=lambda k: abs(sum(bands[k]) / 2 - middle))].append(line)
    out = [
        line
        for band, own in zip(bands, held, strict=True)
        for line in (own if len(own) == 1 else read_prose(_part(crop, band), dpi))
    ]
    return [_as_latin(line, crop, dpi) for line in out]


def _as_latin(line: ReadLine, crop: Crop, dpi: float) -> ReadLine:
    """A short line of a cell as the Latin reader has it, where that is sure of capitals: Tesseract reads IIT among Thai lines as Thai."""
    x0, y0, x1, y1 = (v - crop.origin[k % 2] for k, v in enumerate(line.box))
    middle = (crop.pieces[:, 1] + crop.pieces[:, 3]) / 2 - crop.origin[1]
    high = (crop.pieces[:, 3] - crop.pieces[:, 1])[(middle > y0) & (middle < y1)]
    if x1 - x0 > ABBREVIATION * dpi or y1 - y0 > LOW * dpi or not len(high) or high.min() < CAPITALS * high.max():
        return line
    (reading,) = latin().read([crop.gray[max(0, y0 - 3) : y1 + 3, max(0, x0 - 3) : x1 + 3]])
    least = SURE_TOOL if reading.text.strip("()") in TOOLS else SURE_WORD
    capitals = re.fullmatch(r"\(?[A-Z]{2,5}\)?|\d{1,2}", reading.text) is not None and reading.confidence >= least
    return replace(line, text=reading.text, confidence=reading.confidence) if capitals else line


def _with_code(line: ReadLine, crop: Crop, dpi: float) -> ReadLine:
    """The first line of a cell with the code that it begins with (I20 and then the question) as the Latin reader has it."""
    split = CODE_AHEAD.match(line.text)
    said = split[1].strip() if split else ""
    if split is None or len(said) > LONGEST_CODE or LIST_MARK.fullmatch(said):
        return line
    top, bottom = rows_of(crop)[0]
    middle = (crop.pieces[:, 1] + crop.pieces[:, 3]) / 2 - crop.origin[1]
    letters = crop.pieces[(middle >= top) & (middle < bottom)]
    letters = letters[np.argsort(letters[:, 0])][: LONGEST_CODE + 1]
    gaps = letters[1:, 0] - np.maximum.accumulate(letters[:, 2])[:-1]
    for end in np.argsort(-gaps)[:2] + 1:  # the widest is behind the code, or within one that is printed as I 20
        word = letters[:end]
        (left, upper), (right, lower) = word[:, :2].min(axis=0) - crop.origin, word[:, 2:].max(axis=0) - crop.origin
        if end < 2 or right - left > ABBREVIATION * dpi:
            continue
        (reading,) = latin().read([crop.gray[max(0, upper - 3) : lower + 3, max(0, left - 3) : right + 3]])
        alike = len(LETTERS_ONLY.sub("", reading.text)) == len(LETTERS_ONLY.sub("", said))
        if alike and reading.confidence >= GLIMPSE and is_code(reading.text):
            return replace(line, text=f"{reading.text} {split[2]}")
    return line


def _part(crop: Crop, band: tuple[int, int]) -> Crop:
    """A band of a crop."""
    middle = (crop.pieces[:, 1] + crop.pieces[:, 3]) / 2 - crop.origin[1]
    inside = (middle >= band[0]) & (middle < band[1])
    top = max(0, band[0] - 2)
    return Crop(crop.gray[top : band[1] + 2], (crop.origin[0], crop.origin[1] + top), crop.pieces[inside])


def read_prose(crop: Crop, dpi: float) -> list[ReadLine]:
    """Lines of a crop, boxes in pixels of the page's picture."""
    import cv2

    gray = cv2.copyMakeBorder(crop.gray, PAD, PAD, PAD, PAD, cv2.BORDER_CONSTANT, value=255)
    scale = 1.0
    if dpi < FINE:
        scale = 300.0 / dpi
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    one_line = crop.gray.shape[0] < ONE_LINE * dpi and len(rows_of(crop)) == 1
    layout: Layout = "line" if one_line else "column"
    gray = np.asarray(gray, dtype=np.uint8)
    x, y = crop.origin[0] - PAD, crop.origin[1] - PAD
    out = []
    for line in tesseract().read(gray, dpi * scale, layout):
        x0, y0, x1, y1 = (v / scale for v in line.box)
        box = (round(x0 + x), round(y0 + y), round(x1 + x), round(y1 + y))
        text, doubtful = _with_figures(line, gray, crop, scale)
        out.append(ReadLine(text, box, line.confidence, doubtful=doubtful))
    return [line for line in out if _has_letters(line, crop, dpi)]


def _with_figures(line: ReadLine, gray: Gray, crop: Crop, scale: float) -> tuple[str, int]:
    """The line's text with its runs of Thai digits as the reader of numerals has them: Tesseract knows half of them.

    Returns:
        The text, and how many of the runs that reader was not sure of: they are its likeliest reading, or Tesseract's where it has none.
    """
    text, doubtful = line.text, 0
    for start, end, box in reversed(line.figures):
        wider = (box[0] - (box[3] - box[1]) // 2, box[1], box[2] + (box[3] - box[1]) // 2, box[3])
        likely = ""
        for at in (box, wider):  # Tesseract's box may leave a digit out
            (reading,) = read_numbers([_around(at, gray, crop, scale)])
            first = next((t.strip().rstrip(".") for t in (reading.text, *reading.candidates[:1]) if t), "")
            if not THAI_DIGITS.fullmatch(first) or len(first) < end - start and not BUDDHIST_YEAR.fullmatch(first):
                continue
            if reading.text or reading.confidence >= LIKELY:
                likely = first
            if reading.text:
                break
        else:
            doubtful += 1
        text = text[:start] + (likely or text[start:end]) + text[end:]
    return text, doubtful


def _around(box: tuple[int, int, int, int], gray: Gray, crop: Crop, scale: float) -> Gray:
    """The whole letters that stand in a box of Tesseract's, which is not exact; nothing else."""
    pieces = (crop.pieces - np.array([*crop.origin, *crop.origin]) + PAD) * scale
    x0, y0, x1, y1 = box
    middle = (pieces[:, :2] + pieces[:, 2:]) / 2
    inside = (middle[:, 0] > x0) & (middle[:, 0] < x1) & (middle[:, 1] > y0 - 0.3 * (y1 - y0)) & (middle[:, 1] < y1)
    if inside.any():
        x0, y0 = (int(v) for v in pieces[inside, :2].min(axis=0))
        x1, y1 = (int(v) for v in np.ceil(pieces[inside, 2:].max(axis=0)))
    margin = 3
    return gray[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin]


def _has_letters(line: ReadLine, crop: Crop, dpi: float) -> bool:
    """Whether letters stand on a line: in wide leading Tesseract takes the marks above a line for a line of their own."""
    x0, y0, x1, y1 = line.box
    high = crop.pieces[:, 3] - crop.pieces[:, 1]
    letters = high >= 0.7 * float(np.median(high[high >= min(LETTER * dpi, high.max())]))
    middle = (crop.pieces[:, 1] + crop.pieces[:, 3]) / 2
    within = (middle > y0) & (middle < y1) & (crop.pieces[:, 2] > x0) & (crop.pieces[:, 0] < x1)
    return bool(letters[within].any()) or not within.any()
