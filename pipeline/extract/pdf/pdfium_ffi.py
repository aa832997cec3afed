"""PDFium's functions with addresses in and out, because pypdfium2 wraps a pointer object or two for each call.

Each name is that of PDFium's function in snake case: ``text_get_char_box`` is ``FPDFText_GetCharBox``. An address is an
``int``, or None for a null pointer. PDFium writes its results to the address of a buffer, so that one ``map`` over a
function fills the buffer for a whole page (:func:`read_floats`).
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

POINTER, INT = ctypes.c_void_p, ctypes.c_int
ADDRESS = ctypes.c_size_t  # a pointer as a number: null is 0, where a POINTER gives None


def _declare(function: Any, result: Any, *arguments: Any) -> Any:
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, POINTER).value or 0)


def address_of(handle: Any) -> int | None:
    """Return the address that one of pypdfium2's handles holds."""
    return ctypes.cast(handle, POINTER).value


def page_object_handle(address: int) -> Any:
    """Return pypdfium2's handle of a page object, for the functions that want one."""
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


def addresses(numbers: Iterable[int]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Return addresses as an array, 0 for a null pointer."""
    return np.fromiter(numbers, dtype=np.uint64)


def read_floats(
    function: Callable[..., int],
    *arguments: Iterable[Any],
    rows: int,
    width: int,
    dtype: type[np.number[Any]] = np.float32,
    missing: float = np.nan,
) -> np.ndarray[Any, Any]:
    """Call a function ``rows`` times, each with the addresses of its own row of ``width`` numbers to write to.

    Args:
        function: takes one item of each of ``arguments``, then ``width`` addresses.
        dtype: of the numbers that PDFium writes.
        missing: what stands where PDFium writes nothing.

    Returns:
        rows x width numbers.
    """
    out = np.full((rows, width), missing, dtype=dtype)
    size = out.itemsize
    start, end = out.ctypes.data, out.ctypes.data + out.nbytes
    columns = (range(start + k * size, end + k * size, width * size) for k in range(width))
    deque(map(function, *arguments, *columns), maxlen=0)
    return out


text_get_unicode = _declare(pdfium.FPDFText_GetUnicode, ctypes.c_uint, POINTER, INT)
text_is_generated = _declare(pdfium.FPDFText_IsGenerated, INT, POINTER, INT)
text_is_hyphen = _declare(pdfium.FPDFText_IsHyphen, INT, POINTER, INT)
text_has_unicode_map_error = _declare(pdfium.FPDFText_HasUnicodeMapError, INT, POINTER, INT)
text_get_char_box = _declare(pdfium.FPDFText_GetCharBox, INT, POINTER, INT, *[POINTER] * 4)
text_get_matrix = _declare(pdfium.FPDFText_GetMatrix, INT, POINTER, INT, POINTER)
text_get_text_object = _declare(pdfium.FPDFText_GetTextObject, ADDRESS, POINTER, INT)
text_get_font_size = _declare(pdfium.FPDFText_GetFontSize, ctypes.c_double, POINTER, INT)
text_obj_get_font = _declare(pdfium.FPDFTextObj_GetFont, ADDRESS, POINTER)
text_get_char_origin = _declare(pdfium.FPDFText_GetCharOrigin, INT, POINTER, INT, *[POINTER] * 2)
font_get_font_data = _declare(pdfium.FPDFFont_GetFontData, INT, POINTER, POINTER, ctypes.c_size_t, POINTER)
font_is_embedded = _declare(pdfium.FPDFFont_GetIsEmbedded, INT, POINTER)

page_get_object = _declare(pdfium.FPDFPage_GetObject, POINTER, POINTER, INT)
form_obj_get_object = _declare(pdfium.FPDFFormObj_GetObject, POINTER, POINTER, ctypes.c_ulong)
page_obj_get_type = _declare(pdfium.FPDFPageObj_GetType, INT, POINTER)
page_obj_get_bounds = _declare(pdfium.FPDFPageObj_GetBounds, INT, POINTER, *[POINTER] * 4)
page_obj_count_marks = _declare(pdfium.FPDFPageObj_CountMarks, INT, POINTER)
page_obj_get_mark = _declare(pdfium.FPDFPageObj_GetMark, POINTER, POINTER, ctypes.c_ulong)
page_obj_remove_mark = _declare(pdfium.FPDFPageObj_RemoveMark, INT, POINTER, POINTER)
mark_get_param_blob = _declare(
    pdfium.FPDFPageObjMark_GetParamBlobValue, INT, POINTER, ctypes.c_char_p, POINTER, ctypes.c_ulong, POINTER
)
mark_get_name = _declare(pdfium.FPDFPageObjMark_GetName, INT, POINTER, POINTER, ctypes.c_ulong, POINTER)
mark_get_param_string = _declare(
    pdfium.FPDFPageObjMark_GetParamStringValue, INT, POINTER, ctypes.c_char_p, POINTER, ctypes.c_ulong, POINTER
)
page_obj_get_clip_path = _declare(pdfium.FPDFPageObj_GetClipPath, POINTER, POINTER)
page_obj_get_fill_color = _declare(pdfium.FPDFPageObj_GetFillColor, INT, POINTER, *[POINTER] * 4)
page_obj_get_stroke_color = _declare(pdfium.FPDFPageObj_GetStrokeColor, INT, POINTER, *[POINTER] * 4)
page_obj_get_is_active = _declare(pdfium.FPDFPageObj_GetIsActive, INT, POINTER, POINTER)
page_obj_set_is_active = _declare(pdfium.FPDFPageObj_SetIsActive, INT, POINTER, INT)
text_obj_get_text_render_mode = _declare(pdfium.FPDFTextObj_GetTextRenderMode, INT, POINTER)

path_get_draw_mode = _declare(pdfium.FPDFPath_GetDrawMode, INT, POINTER, POINTER, POINTER)
path_count_segments = _declare(pdfium.FPDFPath_CountSegments, INT, POINTER)
path_get_path_segment = _declare(pdfium.FPDFPath_GetPathSegment, POINTER, POINTER, INT)
path_segment_get_type = _declare(pdfium.FPDFPathSegment_GetType, INT, POINTER)
path_segment_get_point = _declare(pdfium.FPDFPathSegment_GetPoint, INT, POINTER, *[POINTER] * 2)
path_segment_get_close = _declare(pdfium.FPDFPathSegment_GetClose, INT, POINTER)

clip_path_count_paths = _declare(pdfium.FPDFClipPath_CountPaths, INT, POINTER)
clip_path_count_path_segments = _declare(pdfium.FPDFClipPath_CountPathSegments, INT, POINTER, INT)
clip_path_get_path_segment = _declare(pdfium.FPDFClipPath_GetPathSegment, ADDRESS, POINTER, INT, INT)
