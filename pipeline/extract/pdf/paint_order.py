"""The order in which a page paints its text and what may hide it: areas and pictures painted over it later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.tables.rulings import Bounds

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Matrix = tuple[float, float, float, float, float, float]  # a, b, c, d, e, f as in the PDF specification


class PaintOrderSettings(NamedTuple):
    """Measures of telling that something is painted over text.

    Attributes:
        min_covered: of the height of a piece of text; what covers less of its length or height hides no letter.
        pairs: of text (or stroke) and area that are compared in one go.
    """

    min_covered: float = 0.3
    pairs: int = 500_000


PAINT_ORDER = PaintOrderSettings()
OPAQUE = 255


class TextObjects(NamedTuple):
    """The text objects of a page or form.

    Attributes:
        addresses: of the objects.
        places: in the order of painting.
        matrix: from the space of the page or form to user space.
        depth: of forms within forms; 0 is the page.
    """

    addresses: list[int]
    places: list[float]
    matrix: Matrix
    depth: int


class PaintedArea(NamedTuple):
    """A filled area or a picture: its address, its place in the order of painting, and its box in user space."""

    address: int
    place: float
    box: Bounds
    is_picture: bool


class PaintedPath(NamedTuple):
    """A path.

    Attributes:
        address: of the path.
        box: of what is seen of it, in user space.
        matrix: from the space of its page or form to user space.
        is_filled, is_stroked: how it is painted.
        is_white: whether its fill is white or transparent.
    """

    address: int
    box: Bounds
    matrix: Matrix
    is_filled: bool
    is_stroked: bool
    is_white: bool


@dataclass(slots=True)
class PaintOrder:
    """Text objects and areas of a page.

    Attributes:
        texts: by page and form.
        areas: that may hide what was painted before.
        layers: by address of a text object, what names the outermost layer that it is on.
        white_strokes: paths that are stroked in white; only an area shows them.
    """

    texts: list[TextObjects] = field(default_factory=list)
    areas: list[PaintedArea] = field(default_factory=list)
    layers: dict[int, str] = field(default_factory=dict)
    white_strokes: list[PaintedPath] = field(default_factory=list)

    def addresses(self) -> list[int]:
        """Return the addresses of all text objects."""
        return [item for part in self.texts for item in part.addresses]

    def covered_texts(self, pictures: bool) -> set[int]:
        """Return the addresses of text objects over which an area is painted later, wholly or in part.

        Args:
            pictures: whether to look at pictures, or at filled areas.
        """
        places = np.array([place for part in self.texts for place in part.places])
        if not len(places):
            return set()
        areas = [a for a in self.areas if a.is_picture == pictures and a.place > places[0]]
        if not areas:
            return set()
        boxes = np.concatenate([_boxes(part) for part in self.texts])
        later, over = np.array([a.place for a in areas]), np.array([a.box for a in areas])
        covered, least = np.zeros(len(places), dtype=bool), _least_covered(boxes)
        large = np.minimum(over[:, 2] - over[:, 0], over[:, 3] - over[:, 1]) > least.min(
            initial=np.inf, where=least > 0
        )
        if not large.any():
            return set()
        later, over = later[large], over[large]
        for rows in _steps(len(places), len(over)):
            covered[rows] = _is_covered(boxes[rows], over, places[rows, None] < later[None, :])
        addresses = self.addresses()
        return {addresses[i] for i in np.flatnonzero(covered).tolist()}

    def texts_under_pictures(self) -> Flags:
        """Return n flags, of all text objects: whether a picture without transparency is painted over the middle."""
        boxes = np.concatenate([_boxes(part) for part in self.texts]) if self.texts else np.zeros((0, 4))
        places = np.array([place for part in self.texts for place in part.places])
        under = np.zeros(len(boxes), dtype=bool)
        for area in self.areas:
            handle = pdfium_ffi.page_object_handle(area.address)
            if area.is_picture and not pdfium.FPDFPageObj_HasTransparency(handle):
                inside = are_inside_any((boxes[:, :2] + boxes[:, 2:]) / 2, np.array([area.box]))
                under |= inside & (places < area.place)
        return under

    def texts_on_dark(self, texts: set[int], dark: int) -> set[int]:
        """Return those of some text objects whose middle stands on an area with a colour channel below ``dark``.

        Only the topmost area beneath the text counts, and no picture: what that shows is not known here.
        """
        areas = sorted(self.areas, key=lambda area: area.place)
        if not areas:
            return set()
        chosen = [
            TextObjects([part.addresses[k] for k in kept], [part.places[k] for k in kept], *part[2:])
            for part in self.texts
            if (kept := [k for k, item in enumerate(part.addresses) if item in texts])
        ]
        items = [item for part in chosen for item in part.addresses]
        boxes = np.concatenate([_boxes(part) for part in chosen]) if chosen else np.zeros((0, 4))
        middles, over = (boxes[:, :2] + boxes[:, 2:]) / 2, np.array([area.box for area in areas])
        before = np.searchsorted([area.place for area in areas], [place for part in chosen for place in part.places])
        beneath = np.full(len(items), -1)  # index of the topmost area under each text
        for rows in _steps(len(items), len(areas)):
            under = _is_inside(middles[rows], over) & (np.arange(len(areas)) < before[rows, None])
            beneath[rows] = np.where(under.any(axis=1), len(areas) - 1 - under[:, ::-1].argmax(axis=1), -1)
        are_dark = {
            k: not areas[k].is_picture and _darkest_channel(areas[k].address) < dark
            for k in np.unique(beneath[beneath >= 0]).tolist()
        }
        return {item for item, k in zip(items, beneath.tolist(), strict=True) if are_dark.get(k, False)}


class TextColors:
    """How the text objects of a page are painted.

    Attributes:
        addresses: n, of the objects.
        rgba: n x 4, of 255; white and opaque where PDFium cannot tell.
        modes: n text render modes.
    """

    def __init__(self, addresses: list[int]) -> None:
        self.addresses = addresses
        count = len(addresses)
        self.rgba: Ints = pdfium_ffi.read_floats(
            pdfium_ffi.page_obj_get_fill_color, addresses, rows=count, width=4, dtype=np.uint32, missing=255
        ).astype(np.int64)
        self.modes: Ints = np.fromiter(map(pdfium_ffi.text_obj_get_text_render_mode, addresses), np.int64, count)

    def contrast(self, items: set[int]) -> float:
        """Return the mean contrast (0..1) of text objects to white paper."""
        chosen = [i for i, item in enumerate(self.addresses) if item in items]
        light = self.rgba[chosen, :3] @ np.array([0.299, 0.587, 0.114])
        return float(np.mean((255 - light) * self.rgba[chosen, 3] / 255**2)) if chosen else 1.0


def are_inside_any(points: Floats, boxes: Floats) -> Flags:
    """Tell which points (n x 2) lie within any of some boxes (m x 4: left, bottom, right, top), edges included."""
    inside = np.zeros(len(points), dtype=bool)
    if len(boxes):
        for rows in _steps(len(points), len(boxes)):
            inside[rows] = _is_inside(points[rows], boxes).any(axis=1)
    return inside


def _is_inside(points: Floats, boxes: Floats) -> Flags:
    """Return n x m: which points lie within which boxes."""
    x, y = points[:, 0, None], points[:, 1, None]
    inside: Flags = (x >= boxes[:, 0]) & (y >= boxes[:, 1]) & (x <= boxes[:, 2]) & (y <= boxes[:, 3])
    return inside


def _steps(count: int, others: int) -> Iterator[slice]:
    """Yield slices of ``count`` items, each compared with all ``others`` in one go."""
    step = max(1, PAINT_ORDER.pairs // others)
    for start in range(0, count, step):
        yield slice(start, start + step)


def _darkest_channel(address: int) -> int:
    """Return the lowest channel of an opaque area's colour, of 255; 255 where it is not opaque."""
    rgba = pdfium_ffi.read_floats(
        pdfium_ffi.page_obj_get_fill_color, [address], rows=1, width=4, dtype=np.uint32, missing=255
    )[0].tolist()
    return int(min(rgba[:3])) if rgba[3] == OPAQUE else OPAQUE


def _boxes(texts: TextObjects) -> Floats:
    """Return n x 4: left, bottom, right, top of text objects, in user space."""
    count = len(texts.addresses)
    sides = pdfium_ffi.read_floats(pdfium_ffi.page_obj_get_bounds, texts.addresses, rows=count, width=4)
    a, b, c, d, e, f = texts.matrix
    xs, ys = sides[:, [0, 0, 2, 2]].astype(np.float64), sides[:, [1, 3, 1, 3]].astype(np.float64)
    x, y = a * xs + c * ys + e, b * xs + d * ys + f
    return np.column_stack([x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)])


def _is_covered(texts: Floats, areas: Floats, later: Sequence[Any] | Any) -> Any:
    """Tell which texts (n x 4) any of the areas (m x 4) that are painted ``later`` (n x m) hides letters of."""
    left, bottom, right, top = (texts[:, k, None] for k in range(4))
    wide = np.minimum(right, areas[:, 2]) - np.maximum(left, areas[:, 0])
    high = np.minimum(top, areas[:, 3]) - np.maximum(bottom, areas[:, 1])
    least = _least_covered(texts)[:, None]
    return ((wide > least) & (high > least) & later).any(axis=1)


def _least_covered(texts: Floats) -> Floats:
    """Return how much of the length and of the height of texts (n x 4) an area covers at least that hides letters."""
    least: Floats = PAINT_ORDER.min_covered * np.minimum(texts[:, 3] - texts[:, 1], texts[:, 2] - texts[:, 0])
    return least
