"""Text that annotations write on a page: values of form fields, and FreeText, which is typed on the page.

PDFium's text of a page has neither. The file says them as plain text; their glyphs are given usual proportions and
stand in the annotation's rectangle, so that the layout finds their place, in a cell or between lines.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium

from pipeline.extract.pdf.glyph_arrays import GlyphArrays
from pipeline.extract.pdf.glyph_classes import MARK, char_classes
from pipeline.extract.pdf.turned_text import LOWER_MARKS, TURNED_TEXT
from pipeline.extract.tables.geometry import Frame


class AnnotationTextSettings(NamedTuple):
    """Measures of text in the rectangle of an annotation; lengths in shares of the type size unless in points.

    Attributes:
        max_annotations: of a page that are looked at.
        max_chars: of one annotation that are read.
        padding: points between the rectangle and its text.
        max_size: points; type size where the annotation leaves it open.
        leading: distance of baselines.
        advance: of a letter; less where the line would not fit.
        min_advance: share of its advance that the type size is reduced to fit.
        drop: from the middle of a line to its baseline.
    """

    max_annotations: int = 5_000
    max_chars: int = 20_000
    padding: float = 2.0
    max_size: float = 12.0
    leading: float = 1.2
    advance: float = 0.5
    min_advance: float = 0.35
    drop: float = 0.3


ANNOTATION_TEXT = AnnotationTextSettings()
FONT_NAME = "annotation"
"""What stands for the font of these glyphs."""
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD, _MULTILINE = 1 << 13, 1 << 12  # flags of text fields
_CHECKED, _AM = "☑", ord("ำ")
_FONT_SIZE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s+Tf\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class AnnotationText:
    """What an annotation writes on its page.

    Attributes:
        text: with line ends where it has some.
        rectangle: left, bottom, right, top, in user space.
        size: of its type, points; 0 where it is as large as fits.
        from_top: whether its lines begin at the top, and are not in the middle.
    """

    text: str
    rectangle: tuple[float, float, float, float]
    size: float
    from_top: bool


class FormEnvironment:
    """PDFium's view of the form fields of a document; opened when a page first has some."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._info = pdfium.FPDF_FORMFILLINFO(version=2)

    def open(self, document: Any) -> Any:
        """Return the handle of the form of a document, given by its raw handle."""
        if not self._handle:
            self._handle = pdfium.FPDFDOC_InitFormFillEnvironment(document, self._info)
        return self._handle

    def close(self) -> None:
        """Close the form; must run before the document is closed."""
        if self._handle:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self._handle)
            self._handle = None


def read_annotation_texts(page: Any, form: Callable[[], Any]) -> tuple[AnnotationText, ...]:
    """Return what the annotations of a page write on it, in the order in which the file lists them.

    Args:
        page: raw PDFium handle.
        form: returns PDFium's handle of the document's form; asked only where the page has fields.
    """
    count = min(pdfium.FPDFPage_GetAnnotCount(page), ANNOTATION_TEXT.max_annotations)
    found = []
    for n in range(count):
        annotation = pdfium.FPDFPage_GetAnnot(page, n)
        if not annotation:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT):
                text = _read(annotation, form() if kind == pdfium.FPDF_ANNOT_WIDGET else None)
                if text is not None:
                    found.append(text)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return tuple(found)


def _read(annotation: Any, form: Any) -> AnnotationText | None:
    """Return what a field (of a form) or a FreeText annotation writes; None where it writes nothing that is seen."""
    rectangle = pdfium.FS_RECTF()
    if pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN or not pdfium.FPDFAnnot_GetRect(annotation, rectangle):
        return None
    box = rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
    if box[2] - box[0] <= 0 or box[3] - box[1] <= 0:
        return None
    if form is None:
        text = _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents")
        size = _FONT_SIZE.search(_string(pdfium.FPDFAnnot_GetStringValue, annotation, b"DA"))
        points, from_top = float(size.group(1)) if size else 0.0, True
    else:
        text = _field_value(form, annotation)
        number = ctypes.c_float()
        points = number.value if pdfium.FPDFAnnot_GetFontSize(form, annotation, number) else 0.0
        from_top = bool(pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _MULTILINE)
    text = text.replace("\0", "").strip()[: ANNOTATION_TEXT.max_chars]
    return AnnotationText(text, box, points, from_top) if text else None


def _field_value(form: Any, annotation: Any) -> str:
    """Return what a form field shows: its text, the labels of what is chosen, or that it is checked."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        state = _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"AS")
        return _CHECKED if state not in ("", "Off") else ""
    if kind in (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        chosen = [
            _string(pdfium.FPDFAnnot_GetOptionLabel, form, annotation, k)
            for k in range(max(0, pdfium.FPDFAnnot_GetOptionCount(form, annotation)))
            if pdfium.FPDFAnnot_IsOptionSelected(form, annotation, k)
        ]
        return "\n".join(chosen) or _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    if kind == pdfium.FPDF_FORMFIELD_TEXTFIELD:
        is_secret = pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD
        return "" if is_secret else _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    return ""


def _string(function: Any, *arguments: Any) -> str:
    """Call a function of PDFium that writes UTF-16 and returns its size in bytes."""
    size = function(*arguments, None, 0)
    buffer = ctypes.create_string_buffer(max(2, size))
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace")


def with_annotation_texts(glyphs: GlyphArrays, texts: Sequence[AnnotationText], frame: Frame) -> GlyphArrays:
    """Return the glyphs of a page with those of its annotations after them.

    Args:
        glyphs: in page space.
        texts: that annotations write.
        frame: of the page.
    """
    if not texts:
        return glyphs
    first_run = int(glyphs.run.max()) + 1 if len(glyphs) else 0
    rows = [row for text in texts for row in _lines(text, frame)]
    parts = [_line_glyphs(*row, first_run + n) for n, row in enumerate(rows)]
    columns = np.concatenate(parts).T
    codes, run = columns[0].astype(np.int64), columns[7].astype(np.int64)
    font = np.full(len(codes), len(glyphs.font_names), dtype=np.int64)
    behind = glyphs.behind_letter
    return replace(
        glyphs,
        codes=np.append(glyphs.codes, codes),
        x0=np.append(glyphs.x0, columns[1]),
        top=np.append(glyphs.top, columns[2]),
        x1=np.append(glyphs.x1, columns[3]),
        bottom=np.append(glyphs.bottom, columns[4]),
        end=np.append(glyphs.end, columns[3]),
        baseline=np.append(glyphs.baseline, columns[5]),
        size=np.append(glyphs.size, columns[6]),
        run=np.append(glyphs.run, run),
        fonts=np.append(glyphs.fonts, font),
        font_names=(*glyphs.font_names, FONT_NAME),
        unmapped=np.append(glyphs.unmapped, np.zeros(len(codes), dtype=np.int64)),
        behind_letter=None if behind is None else np.append(behind, np.zeros(len(codes), dtype=bool)),
    )


def _lines(text: AnnotationText, frame: Frame) -> list[tuple[str, float, float, float, float]]:
    """Return the lines of an annotation: text, left end, baseline, type size and advance of a letter."""
    s = ANNOTATION_TEXT
    left, bottom, right, top = text.rectangle
    (xa, ya), (xb, yb) = frame.point(left, bottom), frame.point(right, top)
    x0, x1, y0, y1 = min(xa, xb), max(xa, xb), min(ya, yb), max(ya, yb)
    lines = [line for line in text.text.splitlines() if line.strip()]
    step = max(0.1, y1 - y0) / len(lines)
    size = min(text.size or s.max_size, step / s.leading if text.from_top or len(lines) > 1 else step)
    step = min(step, s.leading * size)
    middle = y0 + step / 2 if text.from_top else (y0 + y1) / 2 - step * (len(lines) - 1) / 2
    out = []
    for n, line in enumerate(lines):
        letters = max(1, int((char_classes(_codes(line)) & MARK == 0).sum()))
        advance = min(s.advance * size, max(1.0, x1 - x0 - 2 * s.padding) / letters)
        fitted = min(size, advance / s.min_advance)
        out.append((line, x0 + s.padding, middle + n * step + s.drop * fitted, fitted, advance))
    return out


def _line_glyphs(text: str, x: float, baseline: float, size: float, advance: float, run: int) -> Any:
    """Return the glyphs of a line, n x 8: code, left, top, right, bottom, baseline, type size, run."""
    codes = _codes(text)
    marks = (char_classes(codes) & MARK != 0).tolist()
    rows: list[tuple[float, ...]] = []
    pen, stacked = x - advance, 0
    for code, is_mark in zip(codes.tolist(), marks, strict=True):
        is_upper = code not in LOWER_MARKS
        stacked = stacked + 1 if is_mark and is_upper else 0
        if not is_mark:
            pen += advance
            low, high = (
                0.0,
                0.0 if chr(code).isspace() else TURNED_TEXT.upper_mark[1] if code == _AM else TURNED_TEXT.letter,
            )
        else:
            low, high = TURNED_TEXT.upper_mark if is_upper else TURNED_TEXT.lower_mark
            rise = max(0, stacked - 1) * (high - low)
            low, high = low + rise, high + rise
        left = pen + 0.4 * advance if is_mark else pen
        rows.append(
            (code, left, baseline - high * size, pen + 0.9 * advance, baseline - low * size, baseline, size, run)
        )
    return np.array(rows, dtype=np.float64)


def _codes(text: str) -> Any:
    return np.array([ord(char) for char in text], dtype=np.int64)
