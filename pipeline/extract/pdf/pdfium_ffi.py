"""Functions of PDFium that take and give bare addresses: wrapping a pointer object or two for each glyph is dear.

An address is an ``int``, or None for a null pointer. What PDFium writes goes to the address of a buffer, so that one call of ``map``
fills it for a whole page.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

ADDRESS, NUMBER = ctypes.c_void_p, ctypes.c_int


def _bare(function: Any, result: Any, *arguments: Any) -> Any:
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ADDRESS).value or 0)


def address_of(handle: Any) -> int | None:
    """The address that one of pypdfium2's handles holds."""
    return ctypes.cast(handle, ADDRESS).value


def handle(address: int) -> Any:
    """The handle of a page object, for the functions that want one."""
    return ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)


unicode_of = _bare(pdfium.FPDFText_GetUnicode, ctypes.c_uint, ADDRESS, NUMBER)
is_generated = _bare(pdfium.FPDFText_IsGenerated, NUMBER, ADDRESS, NUMBER)
is_hyphen = _bare(pdfium.FPDFText_IsHyphen, NUMBER, ADDRESS, NUMBER)
has_no_mapping = _bare(pdfium.FPDFText_HasUnicodeMapError, NUMBER, ADDRESS, NUMBER)
char_box = _bare(pdfium.FPDFText_GetCharBox, NUMBER, ADDRESS, NUMBER, *[ADDRESS] * 4)
char_matrix = _bare(pdfium.FPDFText_GetMatrix, NUMBER, ADDRESS, NUMBER, ADDRESS)
text_object = _bare(pdfium.FPDFText_GetTextObject, ADDRESS, ADDRESS, NUMBER)
font_of = _bare(pdfium.FPDFTextObj_GetFont, ADDRESS, ADDRESS)
font_size = _bare(pdfium.FPDFText_GetFontSize, ctypes.c_double, ADDRESS, NUMBER)

page_object = _bare(pdfium.FPDFPage_GetObject, ADDRESS, ADDRESS, NUMBER)
form_object = _bare(pdfium.FPDFFormObj_GetObject, ADDRESS, ADDRESS, ctypes.c_ulong)
object_kind = _bare(pdfium.FPDFPageObj_GetType, NUMBER, ADDRESS)
object_bounds = _bare(pdfium.FPDFPageObj_GetBounds, NUMBER, ADDRESS, *[ADDRESS] * 4)
mark_of = _bare(pdfium.FPDFPageObj_GetMark, ADDRESS, ADDRESS, ctypes.c_ulong)
remove_mark = _bare(pdfium.FPDFPageObj_RemoveMark, NUMBER, ADDRESS, ADDRESS)
draw_mode = _bare(pdfium.FPDFPath_GetDrawMode, NUMBER, ADDRESS, ADDRESS, ADDRESS)
count_marks = _bare(pdfium.FPDFPageObj_CountMarks, NUMBER, ADDRESS)
count_segments = _bare(pdfium.FPDFPath_CountSegments, NUMBER, ADDRESS)
path_segment = _bare(pdfium.FPDFPath_GetPathSegment, ADDRESS, ADDRESS, NUMBER)
segment_kind = _bare(pdfium.FPDFPathSegment_GetType, NUMBER, ADDRESS)
segment_point = _bare(pdfium.FPDFPathSegment_GetPoint, NUMBER, ADDRESS, *[ADDRESS] * 2)
segment_closes = _bare(pdfium.FPDFPathSegment_GetClose, NUMBER, ADDRESS)

clip_of = _bare(pdfium.FPDFPageObj_GetClipPath, ADDRESS, ADDRESS)
count_clips = _bare(pdfium.FPDFClipPath_CountPaths, NUMBER, ADDRESS)
count_clip_segments = _bare(pdfium.FPDFClipPath_CountPathSegments, NUMBER, ADDRESS, NUMBER)
clip_segment = _bare(pdfium.FPDFClipPath_GetPathSegment, ADDRESS, ADDRESS, NUMBER, NUMBER)
