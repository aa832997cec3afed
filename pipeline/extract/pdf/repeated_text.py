"""Lines that PDFium leaves out because the same text stands just above or below them.

PDFium takes a text object for a second printing of one of the few before it where both have the same characters and
their boxes touch; of wide lines set close, as equal cells of a narrow table are, it keeps the first alone. Those that
are a line apart are read on their own.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.pdf.glyph_arrays import Flags, Floats, text_of
from pipeline.extract.pdf.paint_order import PaintOrder
from pipeline.extract.pdf.pdfium_meanings import NamedGlyphs
from pipeline.extract.pdf.text_runs import Addresses
from pipeline.extract.tables.rulings import Bounds


class RepeatedTextSettings(NamedTuple):
    """When a text object that was left out is a line of its own.

    Attributes:
        same_size: points; difference of widths and of heights up to which two objects may have the same text.
        apart: share of their height by which they stand apart at least; what is nearer is printed twice for boldness.
        reach: objects before one among which the one stands whose text it repeats.
        rounds: times that text is looked for which the text that was left out left out in its turn.
    """

    same_size: float = 0.5
    apart: float = 0.3
    reach: int = 8
    rounds: int = 12


REPEATED_TEXT = RepeatedTextSettings()


def repeated_lines(order: PaintOrder, read: Addresses) -> list[int]:
    """Return the text objects that were left out, as far as they look like a repeated line, in the order of painting.

    Args:
        order: of the page.
        read: the text objects of the glyphs that were read.
    """
    seen = set(read.tolist())
    found: list[int] = []
    boxes: dict[int, Bounds] = {}
    for part in order.texts:
        left_out = [k for k, item in enumerate(part.addresses) if item not in seen and _is_active(item)]
        for k in left_out:
            near = part.addresses[max(0, k - REPEATED_TEXT.reach) : k]
            if near and _repeats(part.addresses[k], near, boxes):
                found.append(part.addresses[k])
    return found


def repeating(order: PaintOrder, named: NamedGlyphs, texts: dict[int, str]) -> Flags:
    """Return which glyphs are of text objects with the text of one just before: only such are left out.

    Args:
        order: of the page.
        named: glyphs of text objects that were left out.
        texts: of the text objects that were read, by address; those of these glyphs are added.
    """
    texts.update(texts_of(named))
    near = {
        item: part.addresses[max(0, k - REPEATED_TEXT.reach) : k]
        for part in order.texts
        for k, item in enumerate(part.addresses)
    }
    equal = [item for item in texts_of(named) if any(texts.get(other) == texts[item] for other in near.get(item, ()))]
    return np.isin(named.objects, np.array(equal, dtype=np.uint64))


def texts_of(named: NamedGlyphs) -> dict[int, str]:
    """Return the characters of each text object, by address."""
    chars: dict[int, list[str]] = {}
    for item, char in zip(named.objects.tolist(), text_of(named.codes), strict=True):
        chars.setdefault(item, []).append(char)
    return {item: "".join(some) for item, some in chars.items()}


def run_places(order: PaintOrder, named: NamedGlyphs) -> Floats:
    """Return the place of each text-showing operation of some glyphs in the order of painting."""
    places = {item: place for part in order.texts for item, place in zip(part.addresses, part.places, strict=True)}
    first = np.flatnonzero(np.diff(named.run, prepend=-1))
    return np.array([places.get(item, 0.0) for item in named.objects[first].tolist()], dtype=np.float64)


@contextmanager
def only_these_active(order: PaintOrder, wanted: Sequence[int]) -> Iterator[None]:
    """Set all other text objects of a page inactive meanwhile."""
    chosen = set(wanted)
    others = [item for item in order.addresses() if item not in chosen and _is_active(item)]
    for item in others:
        pdfium_ffi.page_obj_set_is_active(item, 0)
    try:
        yield
    finally:
        for item in others:
            pdfium_ffi.page_obj_set_is_active(item, 1)


def _is_active(item: int) -> bool:
    active = ctypes.c_int(1)
    pdfium_ffi.page_obj_get_is_active(item, ctypes.addressof(active))
    return bool(active.value)


def _repeats(item: int, others: Sequence[int], boxes: dict[int, Bounds]) -> bool:
    """Return whether an object is as large as one of the others, at its left or right, and a line apart from each.

    Args:
        item: its address.
        others: theirs.
        boxes: by address, of those that were asked before; added to.
    """
    left, bottom, right, top = _box(item, boxes)
    width, height = right - left, top - bottom
    if not width > 0 or not height > 0:
        return False
    as_large = False
    apart = REPEATED_TEXT.apart * min(width, height)
    for other in others:
        x0, y0, x1, y1 = _box(other, boxes)
        if abs(x1 - x0 - width) <= REPEATED_TEXT.same_size and abs(y1 - y0 - height) <= REPEATED_TEXT.same_size:
            if max(abs(x0 - left), abs(y0 - bottom)) <= apart:
                return False
            as_large = True
    return as_large


def _box(item: int, boxes: dict[int, Bounds]) -> Bounds:
    """Return left, bottom, right and top of an object in its own space; zeros where it has none."""
    if item not in boxes:
        sides = (ctypes.c_float * 4)()
        at = ctypes.addressof(sides)
        known = pdfium_ffi.page_obj_get_bounds(item, at, at + 4, at + 8, at + 12)
        boxes[item] = (sides[0], sides[1], sides[2], sides[3]) if known else (0.0, 0.0, 0.0, 0.0)
    return boxes[item]
