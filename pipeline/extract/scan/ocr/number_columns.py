"""Columns of codes and numbers: found by probing, read in batches by the recognisers that know such text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.text_line_segmentation import Band, find_text_lines
from pipeline.extract.scan.ocr.consensus import Consensus, find_consensus
from pipeline.extract.scan.ocr.engines import latin_recogniser, thai_recogniser
from pipeline.extract.scan.ocr.lines import read_lines
from pipeline.extract.scan.ocr.numerals import read_numbers
from pipeline.extract.scan.ocr.reader_settings import CELL_READERS
from pipeline.extract.scan.ocr.reading_evidence import CONSENSUS, column_evidence, shows_figure
from pipeline.model import Reading

ColumnKey = tuple[int, int, int]
"""What a column is known by: (table, column from 0, colspan)."""


@dataclass(frozen=True, slots=True)
class ScannedCell:
    """A cell with ink."""

    column: ColumnKey
    image: CellImage


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What the recognisers of codes and numbers made of a cell.

    Attributes:
        short: its lines are so short that they may be codes or numbers.
        readings: one per engine; none where its column holds something else, and the cell was no probe.
        consensus: what they become; None where the column holds something else.
        among_numbers: its column holds codes or numbers, whatever this cell holds.
    """

    short: bool = False
    readings: tuple[Reading, ...] = ()
    consensus: Consensus | None = None
    among_numbers: bool = False


def read_number_columns(cells: Sequence[ScannedCell], dpi: float) -> list[NumberReading]:
    """Read the cells that stand in columns of codes and numbers."""
    bands = [_short_lines(cell.image, dpi) for cell in cells]
    columns: dict[ColumnKey, list[int]] = {}
    for k, cell in enumerate(cells):
        if bands[k]:
            columns.setdefault(cell.column, []).append(k)
    probes = {key: _probes(members) for key, members in columns.items()}
    lines = [(cell.image, own) for cell, own in zip(cells, bands, strict=True)]
    readings = _recognise(lines, [k for chosen in probes.values() for k in chosen])
    numeric = [key for key, chosen in probes.items() if any(shows_figure(r) for k in chosen for r in readings[k])]
    readings |= _recognise(lines, [k for key in numeric for k in columns[key] if k not in readings])
    decided: dict[int, Consensus] = {}
    for key in numeric:
        evidence = column_evidence([r for k in columns[key] for r in readings[k]], is_first=key[1] == 0)
        decided |= {k: find_consensus(readings[k], evidence, cells[k].image.crossed) for k in columns[key]}
    return [
        NumberReading(
            bool(own),
            decided[k].readings if k in decided else readings.get(k, ()),
            decided.get(k),
            cells[k].column in numeric,
        )
        for k, own in enumerate(bands)
    ]


def _short_lines(image: CellImage, dpi: float) -> list[Band]:
    """Return the lines of a cell where all of them may be codes or numbers; none else."""
    s = CELL_READERS
    if image.gray.shape[1] > s.number_width_max * dpi:
        return []
    bands = find_text_lines(image)
    low = all(bottom - top <= s.number_height_max * dpi for top, bottom in bands)
    return bands if len(bands) <= s.number_lines_max and low else []


def _probes(members: list[int]) -> list[int]:
    """Choose a few cells from all over a column; not its first, a header, where there are others."""
    below = members[1:] if len(members) > 1 else members
    return [below[k] for k in sorted({round(k) for k in np.linspace(0, len(below) - 1, CELL_READERS.probes)})]


def _recognise(lines: Sequence[tuple[CellImage, list[Band]]], chosen: Iterable[int]) -> dict[int, tuple[Reading, ...]]:
    """Let the recognisers read chosen cells; a wrapped one is read line by line, and its readings are joined."""
    images: list[GrayImage] = []
    parts: dict[int, slice] = {}
    for k in chosen:
        image, bands = lines[k]
        parts[k] = slice(len(images), len(images) + len(bands))
        images += [_line_image(image, band) for band in bands]
    if not images:
        return {}
    latin = [_unless_too_short(r, i) for r, i in zip(latin_recogniser().recognise(images), images, strict=True)]
    by_engine = [latin, read_numbers(images)]
    thai = thai_recogniser()
    if thai is not None:
        by_engine.append(thai.recognise(images))
    found = {k: tuple(join_lines(readings[part]) for readings in by_engine) for k, part in parts.items()}
    return {k: (*readings, *_asked_again(readings, *lines[k])) for k, readings in found.items()}


def _asked_again(readings: Sequence[Reading], image: CellImage, bands: Sequence[Band]) -> list[Reading]:
    """Let the recogniser of lines read a cell of which the recogniser of numerals has candidates and is not sure."""
    numerals = next(r for r in readings if r.engine == "numerals")
    if numerals.text or not numerals.candidates or numerals.confidence < CONSENSUS.visible:
        return []
    read = [r for r in read_lines(image, bands) if r is not None]
    return [join_lines([Reading("lines", r.text, r.confidence) for r in read])] if len(read) == len(bands) else []


def _unless_too_short(reading: Reading, image: GrayImage) -> Reading:
    """Return a Latin reading, without confidence where it is too short for its line: Thai letters were passed over."""
    high, wide = image.shape
    fills = len(reading.text) * CELL_READERS.letter_width_max * high >= wide
    return reading if fills else replace(reading, confidence=0.0)


def _line_image(image: CellImage, band: Band) -> GrayImage:
    """Cut one line out of a cell, trimmed to its ink, with a little white around it."""
    margin = CELL_READERS.line_margin
    top, bottom = max(0, band[0] - margin), min(image.gray.shape[0], band[1] + margin)
    x, y = image.origin
    inside = [(x0, x1) for x0, y0, x1, y1 in image.letters if y1 - y > band[0] and y0 - y < band[1]]
    left = max(0, min(x0 for x0, _ in inside) - x - margin)
    right = min(image.gray.shape[1], max(x1 for _, x1 in inside) - x + margin)
    return image.gray[top:bottom, left:right]


def join_lines(readings: Sequence[Reading]) -> Reading:
    """Join an engine's readings of the lines of one cell: a wrapped code or number has no space.

    The joined reading is unsure where a line of it is.
    """
    if len(readings) == 1:
        return readings[0]
    likely = [next((t for t in (r.text, *r.candidates[:1]) if t), "") for r in readings]
    joined = "".join(likely) if all(likely) else ""
    confidence = min(r.confidence for r in readings)
    if all(r.text for r in readings):
        return Reading(readings[0].engine, joined, confidence)
    return Reading(readings[0].engine, "", confidence, (joined,) if joined else ())
