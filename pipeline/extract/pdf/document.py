"""A PDF, page by page: PDFium first, pdfminer where PDFium's decoding is poor, and a clear word where neither can read."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from pipeline.extract import STRETCH
from pipeline.extract.pdf.content_loss import dropped_glyphs, empty_page
from pipeline.extract.pdf.glyph_ids import decode_by_table
from pipeline.extract.pdf.page_blocks import make_page, raw_lines, reading_order
from pipeline.extract.pdf.pdfium_glyphs import GlyphArrays, read_glyphs
from pipeline.extract.pdf.pdfminer_glyphs import PdfminerReader
from pipeline.extract.pdf.stream_tables import told_by_white_space, unruled_table
from pipeline.extract.pdf.text_quality import CERTAIN, READABLE, text_quality
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.rulings import MAX_OBJECTS, PageObjects, read_objects
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Document, Finding, Line, Page, Reader, SourceDocument

if TYPE_CHECKING:
    from pipeline.extract.scan import ScanCache

FRESH = 25  # pages after which a file is opened anew
LOSSES = 3  # pages on which pdfminer must do no better before it is no longer asked about the same fonts
FOR_THE_SCAN_READER = ("extract.scan_not_read", "extract.text_layer_garbage", "extract.page_empty")
STAMP = (
    120  # glyphs: so little text over a picture of the page is a stamp on a scan (of the app that made it, a signature)
)
POOR = 0.8  # mean confidence: what engines make of a page that is no text, or hardly legible, is below
SCAN_SHARE = 0.5  # of a page under pictures: what makes an unreadable page a scan

_OPENING = {
    pdfium.FPDF_ERR_FILE: "it cannot be opened; check that the file is there and may be read",
    pdfium.FPDF_ERR_FORMAT: "it is not a PDF or it is damaged (cut short?); fetch it again, or repair it with `qpdf FILE REPAIRED`",
    pdfium.FPDF_ERR_PASSWORD: "it is encrypted and asks for a password; store a copy without one (`qpdf --decrypt --password=… FILE COPY`)",
    pdfium.FPDF_ERR_SECURITY: "it is encrypted in a way that is not supported; print it to a new PDF and store that",
}


def read_pdf(
    source: SourceDocument,
    stretch: tuple[int, int] | None = None,
    done: Callable[[int], None] | None = None,
    cache: ScanCache | None = None,
) -> Document:
    """Read a PDF into pages of lines and tables of raw cells.

    Args:
        source: the file.
        stretch: the first and the last page (1-based) to read alone.
        done: called with the number of each page once it is read.
        cache: keeps what is read of scans.

    Raises:
        UnreadableDocument: the file cannot be opened, is encrypted, or has no such page.
    """
    with _Pdf(source.path, cache) as pdf:
        first, last = stretch or (1, pdf.count)
        if not 1 <= first <= last <= pdf.count:
            raise UnreadableDocument(f"it has no page {last if first >= 1 else first}; its pages are 1 to {pdf.count}")
        pages, findings, tables = [], [], 0
        for number in range(first, last + 1):
            if number % STRETCH == 1:
                pdf.losses.clear()
            if (number - first) % FRESH == FRESH - 1:
                pdf.open()
            page, noticed = pdf.read(number, tables)
            tables += len(page.tables)
            pages.append(page)
            findings += noticed
            if done is not None:
                done(number)
        return Document(source, tuple(pages), pdf.producer, tuple(findings))


def count_pages(source: SourceDocument) -> tuple[int, bool]:
    """How many pages a PDF says it has, and whether all are scans that can be read here; errors as of :func:`read_pdf`."""
    from pipeline.extract.scan import missing

    with _Pdf(source.path) as pdf:
        return pdf.count, missing() is None and all(pdf.is_scan(number) for number in range(1, pdf.count + 1))


@dataclass(slots=True)
class _Pdf:
    """An open PDF and the two decoders on it."""

    path: str
    cache: ScanCache | None = None
    handle: Any = None
    count: int = 0
    producer: str | None = None
    second: PdfminerReader = field(init=False)
    losses: dict[frozenset[str], int] = field(default_factory=dict)

    def __enter__(self) -> _Pdf:
        import pypdfium2  # noqa: F401  (initialises the library)

        self.second = PdfminerReader(self.path)
        self.open()
        self.count = pdfium.FPDF_GetPageCount(self.handle)
        if self.count == 0:
            self.__exit__()
            raise UnreadableDocument("it has no pages; fetch it again")
        self.producer = _meta(self.handle, b"Producer") or _meta(self.handle, b"Creator")
        return self

    def open(self) -> None:
        """Open the file, anew where it is open: PDFium keeps every object of a file that it has met.

        Raises:
            UnreadableDocument: PDFium cannot.
        """
        self._close()
        self.handle = pdfium.FPDF_LoadDocument(self.path.encode() + b"\0", None)
        if not self.handle:
            code = pdfium.FPDF_GetLastError()
            raise UnreadableDocument(
                _OPENING.get(code, f"PDFium cannot open it (error {code}); fetch it again or repair it")
            )

    def __exit__(self, *_: object) -> None:
        self.second.close()
        self._close()

    def _close(self) -> None:
        if self.handle:
            pdfium.FPDF_CloseDocument(self.handle)
            self.handle = None

    def read(self, number: int, tables_before: int) -> tuple[Page, list[Finding]]:
        """One page with what was noticed; a page that PDFium cannot load is empty, with an error finding."""
        page = pdfium.FPDF_LoadPage(self.handle, number - 1)
        if not page:
            message = f"page {number} cannot be loaded; the file is damaged there: fetch it again or repair it (`qpdf FILE REPAIRED`)"
            return Page(number, 0.0, 0.0, "none"), [Finding("extract.page_unreadable", "error", message, page=number)]
        try:
            found = read_objects(page)
            glyphs, frame = read_glyphs(page, _frame(page))
        finally:
            pdfium.FPDF_ClosePage(page)
        findings = []
        if found.objects > MAX_OBJECTS:
            message = f"page {number} draws more than {MAX_OBJECTS:,} objects; rulings after those were not looked at"
            findings.append(Finding("extract.too_many_objects", "warning", message, page=number))
        images = _image_share(found, frame)
        reader, glyphs, quality = self._better(number, glyphs, frame, images)
        if reader == "none":
            unread = self._unread(number, quality, images, found)
            if unread.rule in FOR_THE_SCAN_READER and unread.severity != "info":
                scan, said = self._scanned(number, images, tables_before, unread)
                if scan is not None:
                    return scan, [*findings, *said]
                unread = said[0]
            findings.append(unread)
        read, dropped, rows = make_page(number, frame, glyphs, found, reader, quality, images, tables_before)
        if reader != "none" and images > SCAN_SHARE and len(glyphs) <= STAMP:
            stamp = [replace(b, glyphs=None) for b in read.blocks if isinstance(b, Line)]
            message = f"page {number} is a picture with hardly any text over it; the picture was not read"
            under = Finding("extract.scan_under_text", "warning", message, page=number)
            scan, said = self._scanned(number, images, tables_before, under, stamp)
            if scan is not None and len(scan.text_raw) > 2 * len(read.text_raw):
                return scan, [*findings, *said]
            findings += [finding for finding in said if finding.rule == under.rule]
        if read.glyphs is not None:
            findings += unruled_table(number, rows, [b for b in read.blocks if isinstance(b, Line)], read.glyphs)
        return read, findings + dropped_glyphs(number, dropped, found.clipped)

    def is_scan(self, number: int) -> bool:
        """Whether a page is a picture, with no more text over it than a stamp."""
        page = pdfium.FPDF_LoadPage(self.handle, number - 1)
        if not page:
            return False
        try:
            objects = range(min(pdfium.FPDFPage_CountObjects(page), STAMP))
            kinds = [pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, k)) for k in objects]
            text = pdfium.FPDFText_LoadPage(page)
            letters = pdfium.FPDFText_CountChars(text)
            pdfium.FPDFText_ClosePage(text)
        finally:
            pdfium.FPDF_ClosePage(page)
        return pdfium.FPDF_PAGEOBJ_IMAGE in kinds and letters <= STAMP

    def _better(
        self, number: int, glyphs: GlyphArrays, frame: Frame, images: float
    ) -> tuple[Reader, GlyphArrays, float | None]:
        """The decoder to believe for a page: by quality, and PDFium where both are as good."""
        decode_by_table(glyphs)
        quality = text_quality(glyphs.spelled(), int((glyphs.unmapped == 1).sum()))
        if quality is None:
            return "none", glyphs, None
        best: tuple[Reader, GlyphArrays, float] = ("pdfium", glyphs, quality)
        fonts = frozenset(glyphs.font_names)
        over_picture = (
            quality < READABLE and images > SCAN_SHARE
        )  # a worthless OCR layer over a scan: no decoder mends it
        if quality < CERTAIN and not over_picture and self.losses.get(fonts, 0) < LOSSES:
            other = self._ask_pdfminer(number, frame)
            score = text_quality(other.spelled(), int((other.unmapped == 1).sum())) if other is not None else None
            if other is not None and score is not None and score > quality + 0.005 and len(other) > 0.8 * len(glyphs):
                best = ("pdfminer", other, score)
            else:
                self.losses[fonts] = self.losses.get(fonts, 0) + 1
        if best[2] < READABLE:
            return "none", best[1], best[2]
        return best

    def _unread(self, number: int, quality: float | None, images: float, found: PageObjects) -> Finding:
        """Why a page has no lines."""
        if quality is not None:
            message = f"page {number}: the text layer is not text (quality {quality:.2f})"
            return Finding("extract.text_layer_garbage", "error", message, page=number, value=f"{quality:.2f}")
        if images > SCAN_SHARE:
            message = f"page {number} is a picture without a text layer (a scan)"
            return Finding("extract.scan_not_read", "error", message, page=number)
        return empty_page(self.path, number, found)

    def _scanned(
        self, number: int, images: float, tables_before: int, unread: Finding, stamp: Sequence[Line] = ()
    ) -> tuple[Page | None, list[Finding]]:
        """The page read from its picture, with lines that stand over it; or None, and what must be installed for that."""
        from pipeline.extract.scan import missing, read_scan

        lacking = missing()
        if lacking is not None:
            return None, [replace(unread, message=f"{unread.message}; scans are not read here: {lacking}")]
        page = pdfium.FPDF_LoadPage(self.handle, number - 1)
        try:
            scan = read_scan(page, _frame(page), number, self.cache)
        except MemoryError:
            raise
        except Exception as error:  # a picture that breaks an engine costs its page only
            said = " ".join(str(error).split())[:200]
            return None, [
                replace(
                    unread, message=f"{unread.message}; reading it as a scan broke off ({type(error).__name__}: {said})"
                )
            ]
        finally:
            pdfium.FPDF_ClosePage(page)
        blocks = reading_order([*scan.running, *stamp], list(scan.tables), tables_before)
        if not scan.running and not scan.tables:
            return None, [
                Finding(
                    "extract.page_empty", "info", f"page {number} is a picture on which nothing is written", page=number
                )
            ]
        width, height, turned = scan.frame.width, scan.frame.height, 90 * scan.frame.turns
        text = "\n".join(raw_lines(blocks))
        if (text_quality(text) or 0.0) < READABLE:
            return None, [replace(unread, message=f"{unread.message}; OCR makes no text of it either")]
        read = Page(number, width, height, "ocr", scan.quality, blocks, text, "", images, rotation=turned)
        sure = f"{scan.quality or 0:.2f}"
        message = f"page {number} is a scan and was read by OCR (confidence {sure})"
        findings = [Finding("extract.scan_read", "info", message, page=number, value=sure)]
        if (scan.quality or 0.0) < POOR:
            message = (
                f"page {number} was read by OCR, which was not sure of much on it (confidence {sure}); look at the page"
            )
            findings = [Finding("extract.scan_poor", "warning", message, page=number, value=sure)]
        if scan.doubtful:
            message = f"page {number}: {scan.doubtful} numbers in Thai digits in the midst of prose are not sure"
            findings.append(
                Finding("extract.prose_number_unsure", "warning", message, page=number, value=str(scan.doubtful))
            )
        return read, findings + told_by_white_space(number, scan.unruled)

    def _ask_pdfminer(self, number: int, frame: Frame) -> GlyphArrays | None:
        """pdfminer's glyphs, or None where it fails on a page that PDFium could read: then there is nothing to choose."""
        try:
            glyphs = self.second.glyphs(number, frame)
            decode_by_table(glyphs)
            return glyphs
        except Exception:  # pdfminer raises whatever a broken font makes it raise
            return None


def _image_share(found: PageObjects, frame: Frame) -> float:
    """Share of the page that its largest pictures cover, 0..1 (overlaps are not subtracted)."""
    area = frame.width * frame.height
    covered = sum(
        max(0.0, min(x1, frame.right) - max(x0, frame.left)) * max(0.0, min(y1, frame.top) - max(y0, frame.bottom))
        for x0, y0, x1, y1 in found.images
    )
    return round(min(1.0, covered / area), 3) if area else 0.0


def _frame(page: Any) -> Frame:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(page, box):
        return Frame(0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page), 0)
    return Frame(box.left, box.bottom, box.right, box.top, pdfium.FPDFPage_GetRotation(page))


def _meta(handle: Any, tag: bytes) -> str | None:
    size = pdfium.FPDF_GetMetaText(handle, tag, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(handle, tag, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").strip() or None
