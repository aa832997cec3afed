"""Glyphs of a page as PDFium decodes them, in the order of the content stream.

PDFium makes up spaces and line ends of its own; they are left out here, because the layout decides where a line ends.
What it could not map to Unicode comes as the glyph's code and is marked, so that nobody takes it for a letter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.pdf.glyph_arrays import Flags, Floats, GlyphArrays, Ints, Meaning, TurnedGlyphs
from pipeline.extract.pdf.glyph_classes import MARK, char_classes
from pipeline.extract.pdf.glyph_pens import letter_starts, marks_behind_letters
from pipeline.extract.pdf.hidden_text import TextVisibility
from pipeline.extract.pdf.pdfium_codes import REPLACEMENT, read_codes, read_unmapped
from pipeline.extract.pdf.pdfium_meanings import MeaningSources, NamedGlyphs
from pipeline.extract.pdf.repeated_text import (
    REPEATED_TEXT,
    only_these_active,
    repeated_lines,
    repeating,
    run_places,
    texts_of,
)
from pipeline.extract.pdf.text_runs import Addresses, TextRuns, read_runs
from pipeline.extract.pdf.turned_text import with_boxes_at_pens
from pipeline.extract.tables.geometry import Frame


class PdfiumGlyphSettings(NamedTuple):
    """Measures of reading glyphs from PDFium.

    Attributes:
        wide_gap: of the font size; an ink gap between letters that no side bearings explain.
        max_tilt: radians from the vertical up to which text is read as running there; others are watermarks.
        object_stride: one glyph in so many is asked for its text object, and those between where two differ.
    """

    wide_gap: float = 0.2
    max_tilt: float = 0.05
    object_stride: int = 8


PDFIUM_GLYPHS = PdfiumGlyphSettings()
FIGURES = np.array([*map(ord, "0123456789๐๑๒๓๔๕๖๗๘๙.,")])


@dataclass(frozen=True, slots=True)
class _PdfiumGlyphs:
    """n glyphs as PDFium gives them, in user space.

    Attributes:
        codes: n code points.
        indexes: n indexes into PDFium's text page.
        boxes: n x 4, left, right, bottom, top.
        unmapped: n, 1 where the font has no mapping for the glyph.
        run: n indexes of text-showing operations.
        runs: the operations.
        meanings: by place, of glyphs that the file contradicts the name of.
    """

    codes: Ints
    indexes: Ints
    boxes: Floats
    unmapped: Ints
    run: Ints
    runs: TextRuns
    meanings: dict[int, Meaning]

    def part(self, chosen: Flags) -> _PdfiumGlyphs:
        """Return some of the glyphs."""
        place = np.cumsum(chosen) - 1
        meanings = {int(place[i]): meaning for i, meaning in self.meanings.items() if chosen[i]}
        return _PdfiumGlyphs(
            self.codes[chosen],
            self.indexes[chosen],
            self.boxes[chosen],
            self.unmapped[chosen],
            self.run[chosen],
            self.runs,
            meanings,
        )


def read_glyphs(
    page: Any, frame: Frame, sources: MeaningSources, visibility: TextVisibility
) -> tuple[GlyphArrays, Frame]:
    """Read a page's glyphs.

    Args:
        page: a raw PDFium page handle.
        frame: the page's frame as its ``/Rotate`` says.
        sources: what the file says of its glyphs beside their names.
        visibility: tells what the page does not show, which is left out.

    Returns:
        The glyphs, and the frame turned so that most text-showing operations run from left to right.
    """
    with _text_page(page) as textpage:
        named = _read(textpage)
        hides = visibility.hide(named)
        if not hides:
            glyphs, upright = _place(textpage, _with_meanings(textpage, named, sources), frame)
    if hides:
        with _text_page(page) as textpage:  # hidden text is inactive now, and no longer takes the place of equal text
            named = _read(textpage)
            shown = ~visibility.hidden(named)
            glyphs, upright = _place(textpage, _with_meanings(textpage, named, sources).part(shown), frame)
    return _with_repeated(page, glyphs, upright, named, sources, visibility), upright


def _with_repeated(
    page: Any,
    glyphs: GlyphArrays,
    upright: Frame,
    named: NamedGlyphs,
    sources: MeaningSources,
    visibility: TextVisibility,
) -> GlyphArrays:
    """Return the glyphs of a page with those of the lines that PDFium left out as equal to others.

    Args:
        page: a raw PDFium page handle.
        glyphs: that were read.
        upright: the frame that they are placed in.
        named: the same in user space.
        sources: what the file says of glyphs; of the text objects of the page.
        visibility: tells what is not shown.
    """
    read, place_of_run = named.objects, None
    texts: dict[int, str] = {}
    for _ in range(REPEATED_TEXT.rounds):
        left_out = repeated_lines(sources.order, read)
        if not left_out:
            break
        if place_of_run is None:
            place_of_run, texts = run_places(sources.order, named), texts_of(named)
        with only_these_active(sources.order, left_out), _text_page(page) as textpage:
            named = _read(textpage)
            if not len(named.codes):
                break
            shown = ~visibility.hidden(named) & repeating(sources.order, named, texts)
            more, frame = _place(textpage, _with_meanings(textpage, named, sources).part(shown), upright)
        read = np.append(read, named.objects)
        if frame == upright and len(more):
            more_places = run_places(sources.order, named)
            places = np.append(place_of_run[glyphs.run], more_places[more.run])
            first_run = int(glyphs.run.max()) + 1 if len(glyphs) else 0
            glyphs = glyphs.merged(more, np.argsort(places, kind="stable"))
            place_of_run = np.append(place_of_run[:first_run], more_places)
    return glyphs


@contextmanager
def _text_page(page: Any) -> Iterator[Any]:
    textpage = pdfium.FPDFText_LoadPage(page)
    if not textpage:
        raise ValueError("PDFium could not read the text of the page")
    try:
        yield textpage
    finally:
        pdfium.FPDFText_ClosePage(textpage)


def _with_meanings(textpage: Any, named: NamedGlyphs, sources: MeaningSources) -> _PdfiumGlyphs:
    meanings = sources.read(pdfium_ffi.address_of(textpage), named)
    return _PdfiumGlyphs(named.codes, named.indexes, named.boxes, named.unmapped, named.run, named.runs, meanings)


def _place(textpage: Any, read: _PdfiumGlyphs, frame: Frame) -> tuple[GlyphArrays, Frame]:
    """Return glyphs in page space, and the frame turned as most of them run."""
    upright = frame.turned(_text_turns(frame, read.runs.angles))
    quarter = _quarters(upright, read.runs.angles)[read.run]
    across = (quarter % 2 == 1) & (_tilt(read.runs.angles)[read.run] <= PDFIUM_GLYPHS.max_tilt)
    if not across.any():
        return _to_page_space(textpage, read, upright), upright
    glyphs = _to_page_space(textpage, read.part(~across), upright)
    turned = [_turned(textpage, read.part(across & (quarter == q)), upright, -q % 4) for q in (1, 3)]
    return replace(glyphs, turned=tuple(part for part in turned if len(part.glyphs))), upright


def _read(textpage: Any) -> NamedGlyphs:
    """Read what every glyph is and where it stands; one that has neither meaning nor ink is left out."""
    address = pdfium_ffi.address_of(textpage)
    indexes, codes = read_codes(textpage)
    at = indexes.tolist()
    boxes = pdfium_ffi.read_floats(
        pdfium_ffi.text_get_char_box, repeat(address), at, rows=len(at), width=4, dtype=np.float64, missing=0.0
    )
    kept = (codes != REPLACEMENT) | (boxes[:, 3] > boxes[:, 2])
    indexes, codes, boxes = indexes[kept], codes[kept], boxes[kept]
    objects = _text_objects(address, indexes)
    first = np.ones(len(indexes), dtype=bool)
    first[1:] = objects[1:] != objects[:-1]
    run = np.cumsum(first) - 1
    runs = read_runs(address, indexes[first].tolist(), objects[first])
    unmapped = read_unmapped(address, indexes, codes)
    return NamedGlyphs(indexes, codes, unmapped, boxes, objects, run, runs)


def _to_page_space(textpage: Any, read: _PdfiumGlyphs, frame: Frame) -> GlyphArrays:
    run, runs, boxes = read.run, read.runs, read.boxes
    xa, ya = frame.point(boxes[:, 0], boxes[:, 2])
    xb, yb = frame.point(boxes[:, 1], boxes[:, 3])
    _, baseline = frame.point(runs.pens[:, 0], runs.pens[:, 1])
    baseline, size = baseline[run], runs.sizes[run]
    x0, x1 = np.minimum(xa, xb), np.maximum(xa, xb)
    end = x1.copy()
    # an ink gap may be the advance of a narrow glyph (a 1 among figures): ask for the advance there
    letters = np.flatnonzero(char_classes(read.codes) & MARK == 0)
    gap = x0[letters[1:]] - x1[letters[:-1]]
    figure = np.isin(read.codes[letters], FIGURES)  # browsers draw every figure in a run of its own
    together = (run[letters[1:]] == run[letters[:-1]]) | (figure[1:] & figure[:-1])
    gaps = together & (gap > PDFIUM_GLYPHS.wide_gap * size[letters[1:]])
    loose = pdfium.FS_RECTF()
    for i in letters[:-1][gaps].tolist():
        if pdfium.FPDFText_GetLooseCharBox(textpage, int(read.indexes[i]), loose):
            a, b = frame.point(loose.left, loose.bottom), frame.point(loose.right, loose.top)
            end[i] = max(end[i], a[0], b[0])
    glyphs = GlyphArrays(
        codes=read.codes,
        x0=x0,
        top=np.minimum(ya, yb),
        x1=x1,
        bottom=np.maximum(ya, yb),
        end=end,
        baseline=baseline,
        size=size,
        run=run,
        fonts=runs.fonts[run],
        font_names=runs.font_names,
        unmapped=read.unmapped,
        meanings=read.meanings,
    )
    return _by_pens(textpage, read, frame, glyphs)


def _by_pens(textpage: Any, read: _PdfiumGlyphs, frame: Frame, glyphs: GlyphArrays) -> GlyphArrays:
    """Return glyphs with what their pens tell of the few whose ink is not where their place in the stream is."""
    address = pdfium_ffi.address_of(textpage)

    def pens_of(some: Ints) -> Floats:
        at = read.indexes[some].tolist()
        pens = pdfium_ffi.read_floats(
            pdfium_ffi.text_get_char_origin, repeat(address), at, rows=len(at), width=2, dtype=np.float64
        )
        x, _ = frame.point(pens[:, 0], pens[:, 1])
        return np.asarray(x, dtype=np.float64)

    behind_letter = marks_behind_letters(glyphs, pens_of)
    return replace(glyphs, x0=letter_starts(glyphs, pens_of), behind_letter=behind_letter)


def _turned(textpage: Any, read: _PdfiumGlyphs, upright: Frame, turns: int) -> TurnedGlyphs:
    """Return glyphs at right angles to their page, in the frame in which they run from left to right."""
    frame = upright.turned(turns)
    pens, _ = frame.point(read.runs.pens[:, 0], read.runs.pens[:, 1])
    return TurnedGlyphs(turns, with_boxes_at_pens(_to_page_space(textpage, read, frame), pens[read.run]))


def _text_objects(address: int | None, indexes: Ints) -> Addresses:
    """Return the address of the text object that drew each glyph.

    Two glyphs of one object have none of another between them, so that not every glyph need be asked.
    """

    def ask(some: Ints) -> Addresses:
        return pdfium_ffi.addresses(map(pdfium_ffi.text_get_text_object, repeat(address), indexes[some].tolist()))

    stride, count = PDFIUM_GLYPHS.object_stride, len(indexes)
    samples = np.arange(0, count, stride)
    if (count - 1) % stride:
        samples = np.append(samples, count - 1)[:count]
    known = ask(samples)
    out = np.repeat(known, np.diff(samples, append=count))
    changes = np.flatnonzero(known[1:] != known[:-1])
    between = (samples[changes][:, None] + np.arange(1, stride)).ravel()
    between = between[between < count]
    out[between] = ask(between)
    return out


def _text_turns(frame: Frame, angles: Floats) -> int:
    """Return the clockwise quarter turns that make most text-showing operations run from left to right.

    Args:
        frame: of the page as it is shown.
        angles: of the operations, radians, clockwise.
    """
    return -int(np.bincount(_quarters(frame, angles), minlength=4).argmax()) % 4


def _tilt(angles: Floats) -> Floats:
    """Return how far text-showing operations are from the horizontal or vertical, radians."""
    quarter = math.pi / 2
    tilt: Floats = np.abs(angles - np.round(angles / quarter) * quarter)
    return tilt


def _quarters(frame: Frame, angles: Floats) -> Ints:
    """Return by how many clockwise quarters text-showing operations are turned on the page as a frame shows it."""
    quarters: Ints = (np.round(angles / (math.pi / 2)).astype(np.int64) + frame.turns) % 4
    return quarters
