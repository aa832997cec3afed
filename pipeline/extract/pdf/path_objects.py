"""What a page draws besides text: segments of paths, filled areas and images, as PDFium's page objects give them.

Marked content is dropped on the way, once its ``ActualText`` is kept: it would replace the glyphs that were drawn by
text without positions.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf import pdfium_ffi
from pipeline.extract.pdf.clip_paths import clip_boxes, hidden_objects
from pipeline.extract.pdf.marked_content import ActualText, layer_of_object, take_marks
from pipeline.extract.pdf.paint_order import (
    Floats,
    Matrix,
    PaintedArea,
    PaintedPath,
    PaintOrder,
    TextObjects,
    are_inside_any,
)
from pipeline.extract.tables.rulings import Bounds, Segment

Points = list[tuple[float, float]]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class PathObjectSettings(NamedTuple):
    """Limits of what is read of a page's drawing.

    Attributes:
        max_thickness: points; a path at most this thick is a line, however it was painted.
        max_slant: points; an edge whose ends differ by at most this across it is horizontal or vertical.
        white: of 255; a fill whose three channels are all above is white.
        max_fill_segments: segments of a filled path that is one area; one of more corners may be a whole grid of
            hairline rectangles painted in one go.
        max_objects: of a page; one with more is a drawing, not a table.
        max_segments: of a path; what comes after those is not looked at.
        max_form_depth: form objects within form objects.
    """

    max_thickness: float = 3.0
    max_slant: float = 0.5
    white: int = 250
    max_fill_segments: int = 5
    max_objects: int = 60_000
    max_segments: int = 20_000
    max_form_depth: int = 6


PATH_OBJECTS = PathObjectSettings()


@dataclass(slots=True)
class PageObjects:
    """What the page draws besides text, in user space points.

    Attributes:
        horizontal: ``(y, x0, x1)`` as drawn, neither snapped nor joined.
        vertical: ``(x, y0, y1)`` likewise.
        fills: boxes of filled areas.
        images: boxes of images.
        object_count: of the page and its forms; one more than ``max_objects`` where there are more.
        hidden_texts: text objects that a clipping path hides; they are set inactive in the page.
        actual_texts: by the address of a text object, what the producer says that its glyphs stand for.
        paint_order: of text, filled areas and pictures.
    """

    horizontal: list[Segment] = field(default_factory=list)
    vertical: list[Segment] = field(default_factory=list)
    fills: list[Bounds] = field(default_factory=list)
    images: list[Bounds] = field(default_factory=list)
    object_count: int = 0
    hidden_texts: int = 0
    actual_texts: dict[int, ActualText] = field(default_factory=dict)
    paint_order: PaintOrder = field(default_factory=PaintOrder)


def read_objects(page: Any) -> PageObjects:
    """Read the segments, filled areas and images of a raw PDFium page, those inside form objects too.

    Must run before the page's text is read, because it drops ``ActualText`` marks and hidden text.
    """
    found = PageObjects()
    count = pdfium.FPDFPage_CountObjects(page)
    _read_container(_Container(pdfium_ffi.page_get_object, pdfium_ffi.address_of(page), count), found)
    strokes = found.paint_order.white_strokes
    if strokes:
        for path, is_seen in zip(strokes, _are_on_shading(strokes, found.paint_order), strict=True):
            if is_seen:
                _read_path(path, found)
    return found


class _Container(NamedTuple):
    """A page or form whose objects are read.

    Attributes:
        get_object: takes the container's address and an index.
        address: of the container.
        length: number of its objects.
        matrix: from the container's space to user space.
        depth: of forms within forms.
        place: where the container stands in the order of painting.
        room: between that and what is painted after the container.
        layer: what names the layer that it is on; None where it is on none.
    """

    get_object: Callable[..., int]
    address: int | None
    length: int
    matrix: Matrix = IDENTITY
    depth: int = 0
    place: float = 0.0
    room: float = 1.0
    layer: str | None = None


def _read_container(container: _Container, found: PageObjects) -> None:
    """Add the objects of a page or form to ``found``; forms within it are read with their own matrix."""
    room = PATH_OBJECTS.max_objects - found.object_count
    found.object_count += min(container.length, room + 1)
    count, matrix = min(container.length, room), container.matrix
    objects = list(map(container.get_object, repeat(container.address), range(count)))
    kinds = list(map(pdfium_ffi.page_obj_get_type, objects))
    step = container.room / (count + 1)
    texts = [k for k, kind in enumerate(kinds) if kind == pdfium.FPDF_PAGEOBJ_TEXT]
    paths = [k for k, kind in enumerate(kinds) if kind == pdfium.FPDF_PAGEOBJ_PATH]
    _read_texts([objects[k] for k in texts], [container.place + step * (k + 1) for k in texts], container, found)
    _read_paths([objects[k] for k in paths], [container.place + step * (k + 1) for k in paths], matrix, found)
    sides = (ctypes.c_float * 4)()
    buffer = [ctypes.addressof(sides) + 4 * k for k in range(4)]  # left, bottom, right, top
    for k, (item, kind) in enumerate(zip(objects, kinds, strict=True), start=1):
        place = container.place + step * k
        if kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            if pdfium_ffi.page_obj_get_bounds(item, *buffer):
                box = _transform((sides[0], sides[1], sides[2], sides[3]), matrix)
                is_picture = kind == pdfium.FPDF_PAGEOBJ_IMAGE
                found.paint_order.areas.append(PaintedArea(item, place, box, is_picture))
                if is_picture:
                    found.images.append(box)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and container.depth < PATH_OBJECTS.max_form_depth:
            form = pdfium_ffi.page_object_handle(item)
            inner, inner_count = _multiply(_matrix_of(form), matrix), pdfium.FPDFFormObj_CountObjects(form)
            layer = container.layer or layer_of_object(item)
            depth = container.depth + 1
            _read_container(
                _Container(pdfium_ffi.form_obj_get_object, item, inner_count, inner, depth, place, step, layer), found
            )


def _read_texts(texts: list[int], places: list[float], container: _Container, found: PageObjects) -> None:
    """Add the text objects of a page or form; those that a clipping path hides are set inactive in the page."""
    marks = take_marks(texts)
    found.actual_texts.update(marks.actual_texts)
    order = found.paint_order
    order.texts.append(TextObjects(texts, places, container.matrix, container.depth))
    order.layers.update(dict.fromkeys(texts, container.layer) if container.layer else marks.layers)
    for item in hidden_objects(texts):
        found.hidden_texts += 1
        pdfium_ffi.page_obj_set_is_active(item, 0)


def _read_paths(paths: list[int], places: list[float], matrix: Matrix, found: PageObjects) -> None:
    """Add the paths of a page or form of which something is seen; strokes in white are kept for later."""
    if not paths:
        return
    painted = pdfium_ffi.read_floats(
        pdfium_ffi.path_get_draw_mode, paths, rows=len(paths), width=2, dtype=np.int32, missing=0
    )
    fills, strokes = (painted > 0).T.tolist()
    white_fills = _are_white(paths, pdfium_ffi.page_obj_get_fill_color)
    white_strokes = _are_white(paths, pdfium_ffi.page_obj_get_stroke_color)
    boxes = _visible_boxes(paths, matrix)
    seen = (boxes[:, 0] <= boxes[:, 2]) & (boxes[:, 1] <= boxes[:, 3])
    for k, box in zip(np.flatnonzero(seen).tolist(), map(tuple, boxes[seen].tolist()), strict=True):
        path = PaintedPath(paths[k], box, matrix, fills[k], strokes[k], white_fills[k])
        if strokes[k] and not fills[k] and white_strokes[k]:
            found.paint_order.white_strokes.append(path)
        elif _read_path(path, found):
            found.paint_order.areas.append(PaintedArea(paths[k], places[k], box, is_picture=False))


def _visible_boxes(paths: list[int], matrix: Matrix) -> Floats:
    """Return n x 4: the boxes in user space of what clipping paths leave of paths; NaN or negative where nothing is.

    Browsers draw a table to its end and clip it at the page's end.
    """
    boxes = pdfium_ffi.read_floats(pdfium_ffi.page_obj_get_bounds, paths, rows=len(paths), width=4).astype(np.float64)
    windows = clip_boxes(paths)
    boxes[:, :2] = np.maximum(boxes[:, :2], windows[:, :2])
    boxes[:, 2:] = np.minimum(boxes[:, 2:], windows[:, 2:])
    if matrix == IDENTITY:
        return boxes
    boxes[(boxes[:, 0] > boxes[:, 2]) | (boxes[:, 1] > boxes[:, 3])] = np.nan
    a, b, c, d, e, f = matrix
    xs = np.stack([a * boxes[:, x] + c * boxes[:, y] + e for x in (0, 2) for y in (1, 3)])
    ys = np.stack([b * boxes[:, x] + d * boxes[:, y] + f for x in (0, 2) for y in (1, 3)])
    return np.column_stack([xs.min(axis=0), ys.min(axis=0), xs.max(axis=0), ys.max(axis=0)])


def _read_path(path: PaintedPath, found: PageObjects) -> bool:
    """Add a path: a thin one is a line along its longer side, a stroked one its edges, a mere fill an area.

    Returns:
        Whether it fills an area, and is no line.
    """
    x0, y0, x1, y1 = path.box
    width, height = x1 - x0, y1 - y0
    thin = PATH_OBJECTS.max_thickness
    if height <= thin or width <= thin:
        if path.is_filled and not path.is_stroked and path.is_white:
            return False  # a white hairline is a gap in a shading, seen on nothing else
        if height <= thin:
            found.horizontal.append(((y0 + y1) / 2, x0, x1))
        if width <= thin:
            found.vertical.append(((x0 + x1) / 2, y0, y1))
        return False
    is_area = path.is_filled and not path.is_stroked
    if is_area and pdfium_ffi.path_count_segments(path.address) <= PATH_OBJECTS.max_fill_segments:
        found.fills.append(path.box)
        return True
    of_path = _matrix_of(pdfium_ffi.page_object_handle(path.address))
    _read_edges(path.address, _multiply(of_path, path.matrix), path.is_stroked, found)
    return path.is_filled


def _are_on_shading(strokes: list[PaintedPath], order: PaintOrder) -> list[bool]:
    """Return which of some white strokes have their middle on a picture or on a filled area that is not white."""
    white = _are_white([area.address for area in order.areas], pdfium_ffi.page_obj_get_fill_color)
    shaded = [area.box for area, is_white in zip(order.areas, white, strict=True) if area.is_picture or not is_white]
    boxes = np.array([path.box for path in strokes])
    on_shading: list[bool] = are_inside_any((boxes[:, :2] + boxes[:, 2:]) / 2, np.array(shaded)).tolist()
    return on_shading


def _are_white(objects: list[int], get_color: Callable[..., int]) -> list[bool]:
    """Return which objects have a white or wholly transparent colour."""
    unknown = 1  # of 255: neither transparent nor white
    rgba = pdfium_ffi.read_floats(get_color, objects, rows=len(objects), width=4, dtype=np.uint32, missing=unknown)
    white: list[bool] = ((rgba[:, 3] == 0) | (rgba[:, :3].min(axis=1) > PATH_OBJECTS.white)).tolist()
    return white


def _read_edges(item: int, matrix: Matrix, stroked: bool, found: PageObjects) -> None:
    """Add the horizontal and vertical edges of a path; of a filled one only those of its thin subpaths."""
    thin, slant = PATH_OBJECTS.max_thickness, PATH_OBJECTS.max_slant
    for points in _subpaths(item, matrix):
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if box[3] - box[1] <= thin:
            found.horizontal.append(((box[1] + box[3]) / 2, box[0], box[2]))
        elif box[2] - box[0] <= thin:
            found.vertical.append(((box[0] + box[2]) / 2, box[1], box[3]))
        elif stroked:
            for (xa, ya), (xb, yb) in pairwise(points):
                if abs(ya - yb) <= slant < abs(xa - xb):
                    found.horizontal.append(((ya + yb) / 2, min(xa, xb), max(xa, xb)))
                elif abs(xa - xb) <= slant < abs(ya - yb):
                    found.vertical.append(((xa + xb) / 2, min(ya, yb), max(ya, yb)))


def _subpaths(item: int, matrix: Matrix) -> list[Points]:
    """Return the corners of each subpath (and the control points of its curves).

    A closed one has its first corner again at its end.
    """
    count = min(pdfium_ffi.path_count_segments(item), PATH_OBJECTS.max_segments)
    segments = list(map(pdfium_ffi.path_get_path_segment, repeat(item), range(count)))
    corners = (ctypes.c_float * (2 * count))()
    start = ctypes.addressof(corners)
    end = start + 8 * count
    written = map(pdfium_ffi.path_segment_get_point, segments, range(start, end, 8), range(start + 4, end, 8))
    kinds, closings = map(pdfium_ffi.path_segment_get_type, segments), map(pdfium_ffi.path_segment_get_close, segments)
    a, b, c, d, e, f = matrix
    subpaths: list[Points] = []
    for k, (known, kind, closes) in enumerate(zip(written, kinds, closings, strict=True)):
        if not known:
            continue
        x, y = corners[2 * k], corners[2 * k + 1]
        point = (a * x + c * y + e, b * x + d * y + f)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not subpaths:
            subpaths.append([point])
        else:
            subpaths[-1].append(point)
            if closes:
                subpaths[-1].append(subpaths[-1][0])
    return subpaths


def _matrix_of(handle: Any) -> Matrix:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, m):
        return IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _multiply(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies ``inner`` first, then ``outer``."""
    a, b, c, d, e, f = inner
    A, B, C, D, E, F = outer
    return a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F


def _transform(box: Bounds, matrix: Matrix) -> Bounds:
    """Return the bounding box of a box under a matrix."""
    if matrix == IDENTITY:
        return box
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(xs), min(ys), max(xs), max(ys)
