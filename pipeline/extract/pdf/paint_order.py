"""The order in which a page paints its text and what may hide it: areas and pictures painted over it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.tables.rulings import Bounds

Floats = np.ndarray[Any, np.dtype[np.float64]]
Matrix = tuple[float, float, float, float, float, float]  # a, b, c, d, e, f as in the PDF specification


class PaintOrderSettings(NamedTuple):
    """Measures of telling that something is painted over text.

    Attributes:
        min_covered: of the height of a piece of text; what covers less of its length or height hides no letter.
        pairs: of text and area that are compared in one go.
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


@dataclass(slots=True)
class PaintOrder:
    """Text objects and areas of a page.

    Attributes:
        texts: by page and form.
        areas: that may hide what was painted before.
        layers: by address of a text object, what names the outermost layer that it is on.
        white_strokes: address, box in user space and matrix of paths stroked in white; only an area shows them.
    """

    texts: list[TextObjects] = field(default_factory=list)
    areas: list[PaintedArea] = field(default_factory=list)
    layers: dict[int, str] = field(default_factory=dict)
    white_strokes: list[tuple[int, Bounds, Matrix]] = field(default_factory=list)

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
        covered = np.zeros(len(places), dtype=bool)
        step = max(1, PAINT_ORDER.pairs // len(areas))
        for start in range(0, len(places), step):
            part = slice(start, start + step)
            covered[part] = _is_covered(boxes[part], over, places[part, None] < later[None, :])
        addresses = self.addresses()
        return {addresses[i] for i in np.flatnonzero(covered).tolist()}

    def texts_on_dark(self, texts: set[int], dark: int) -> set[int]:
        """Return those of some text objects whose middle stands on an area with a colour channel below ``dark``.

        Only the topmost area beneath the text counts, and no picture: what that shows is not known here.
        """
        seen: set[int] = set()
        for part in self.texts:
            chosen = [k for k, item in enumerate(part.addresses) if item in texts]
            if not chosen:
                continue
            some = TextObjects([part.addresses[k] for k in chosen], [part.places[k] for k in chosen], *part[2:])
            for item, place, (left, bottom, right, top) in zip(*some[:2], _boxes(some).tolist(), strict=True):
                area = self._beneath(place, (left + right) / 2, (bottom + top) / 2)
                if area is not None and not area.is_picture and _darkest_channel(area.address) < dark:
                    seen.add(item)
        return seen

    def _beneath(self, place: float, x: float, y: float) -> PaintedArea | None:
        beneath = [a for a in self.areas if a.place < place and a.box[0] < x < a.box[2] and a.box[1] < y < a.box[3]]
        return max(beneath, default=None, key=lambda area: area.place)


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
    least = PAINT_ORDER.min_covered * np.minimum(top - bottom, right - left)
    return ((wide > least) & (high > least) & later).any(axis=1)
