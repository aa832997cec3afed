"""A PDF file as PDFium opens it: its pages, its metadata, and the second decoder on it. No reader is chosen here."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.extract.pdf.annotation_text import AnnotationText, FormEnvironment, read_annotation_texts
from pipeline.extract.pdf.link_annotations import LinkAnnotation, read_link_annotations
from pipeline.extract.pdf.optional_content import OptionalContent, read_optional_content
from pipeline.extract.pdf.pdfium_meanings import EmbeddedFonts
from pipeline.extract.pdf.pdfminer_glyphs import PdfminerReader
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.unreadable import UnreadableDocument

_OPEN_ERRORS = {
    pdfium.FPDF_ERR_FILE: "it cannot be opened; check that the file is there and may be read",
    pdfium.FPDF_ERR_FORMAT: (
        "it is not a PDF or it is damaged (cut short?); fetch it again, or repair it with `qpdf FILE REPAIRED`"
    ),
    pdfium.FPDF_ERR_PASSWORD: (
        "it is encrypted and asks for a password; store a copy without one (`qpdf --decrypt --password=… FILE COPY`)"
    ),
    pdfium.FPDF_ERR_SECURITY: ("it is encrypted in a way that is not supported; print it to a new PDF and store that"),
}


@dataclass(frozen=True, slots=True)
class PageSummary:
    """What a page holds, told without reading it.

    Attributes:
        has_image: whether an image is among its first objects.
        chars: characters of its text layer, with the spaces and line ends that PDFium makes up.
    """

    has_image: bool
    chars: int


class PdfDocument:
    """An open PDF; use it as a context manager.

    Attributes:
        path: of the file.
        page_count: number of pages that it says it has, 1 or more.
        has_valid_xref: its objects stand where its cross-reference table says; else PDFium searched for them.
        producer: the program that made it, or that its content was written with; None where it names none.
        pdfminer: the second decoder, which opens the file when it is first asked.
        embedded_fonts: its font programs, read when a page first uses them.

    Raises:
        UnreadableDocument: the file cannot be opened, is encrypted, or has no pages.
    """

    def __init__(self, path: str) -> None:
        import pypdfium2  # noqa: F401  (initialises the library)

        self.path = path
        self.pdfminer = PdfminerReader(path)
        self.embedded_fonts = EmbeddedFonts()
        self._handle: Any = None
        self._form = FormEnvironment()
        self.reopen()
        self.page_count: int = pdfium.FPDF_GetPageCount(self._handle)
        if self.page_count == 0:
            self.close()
            raise UnreadableDocument("it has no pages; fetch it again")
        self.has_valid_xref = bool(pdfium.FPDF_DocumentHasValidCrossReferenceTable(self._handle))
        self.producer = _metadata(self._handle, b"Producer") or _metadata(self._handle, b"Creator")

    def __enter__(self) -> PdfDocument:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def reopen(self) -> None:
        """Open the file anew: PDFium keeps every object of a file that it has met, until the file is closed.

        Raises:
            UnreadableDocument: PDFium cannot open it.
        """
        self._close_handle()
        self._handle = pdfium.FPDF_LoadDocument(self.path.encode() + b"\0", None)
        if not self._handle:
            code = pdfium.FPDF_GetLastError()
            message = f"PDFium cannot open it (error {code}); fetch it again or repair it"
            raise UnreadableDocument(_OPEN_ERRORS.get(code, message))

    def close(self) -> None:
        """Close the file in both decoders."""
        self.pdfminer.close()
        self._close_handle()

    def _close_handle(self) -> None:
        self._form.close()
        if self._handle:
            pdfium.FPDF_CloseDocument(self._handle)
            self._handle = None

    @contextmanager
    def page(self, number: int) -> Iterator[Any]:
        """Load page ``number`` (1-based) as a raw PDFium handle, None where PDFium cannot; closed at the end."""
        handle = pdfium.FPDF_LoadPage(self._handle, number - 1)
        try:
            yield handle or None
        finally:
            if handle:
                pdfium.FPDF_ClosePage(handle)

    @cached_property
    def optional_content(self) -> OptionalContent:
        """What the document says of its layers."""
        return read_optional_content(self.path)

    def link_annotations(self, page: Any) -> tuple[LinkAnnotation, ...]:
        """Return the links of a loaded page to addresses outside the file."""
        return read_link_annotations(self._handle, page)

    def annotation_texts(self, page: Any) -> tuple[AnnotationText, ...]:
        """Return what form fields and FreeText annotations write on a loaded page."""
        return read_annotation_texts(page, lambda: self._form.open(self._handle))

    def summarize_page(self, number: int, first_objects: int) -> PageSummary | None:
        """Look at the first objects of page ``number`` (1-based); None where PDFium cannot load the page."""
        with self.page(number) as page:
            if page is None:
                return None
            objects = range(min(pdfium.FPDFPage_CountObjects(page), first_objects))
            kinds = [pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, k)) for k in objects]
            text = pdfium.FPDFText_LoadPage(page)
            chars = pdfium.FPDFText_CountChars(text)
            pdfium.FPDFText_ClosePage(text)
        return PageSummary(pdfium.FPDF_PAGEOBJ_IMAGE in kinds, chars)


def page_frame(page: Any) -> Frame:
    """Return the box of a page that is shown, and its ``/Rotate``."""
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        return Frame(0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page), 0)
    return Frame(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page))


def _metadata(handle: Any, tag: bytes) -> str | None:
    """Return an entry of the document's information dictionary; None where it is missing or blank."""
    size = pdfium.FPDF_GetMetaText(handle, tag, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(handle, tag, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip() or None
