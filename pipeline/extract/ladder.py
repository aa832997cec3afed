"""The ladder of readers: which reader reads a page of a PDF, and why the page goes on to the next one.

1. The text layer as PDFium decodes it.
2. The text layer as pdfminer decodes it, where PDFium's is poor and pdfminer's is better.
3. OCR of the page's picture, where no text layer can be read, a mere stamp stands over a picture, or an OCR layer is
   doubtful. Where both have text, the better by its own evidence stands.

The text layer, in the better decoding, and OCR each leave an :class:`Attempt`, with the reason why the page was not
read by it, if so. Reasons steer the ladder; findings are made of them afterwards, in ``page_findings``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.extract import scan
from pipeline.extract.pdf.annotation_text import with_annotation_texts
from pipeline.extract.pdf.content_loss import has_drawings
from pipeline.extract.pdf.document import PdfDocument, page_frame
from pipeline.extract.pdf.glyph_arrays import Floats, GlyphArrays
from pipeline.extract.pdf.glyph_ids import decode_by_table
from pipeline.extract.pdf.hidden_text import HiddenText, TextVisibility, without_hidden
from pipeline.extract.pdf.link_annotations import LinkAnnotation, with_links
from pipeline.extract.pdf.ocr_layer import OcrLayer, find_ocr_layer, hide_ocr_layer
from pipeline.extract.pdf.page_blocks import make_page, raw_lines, reading_order
from pipeline.extract.pdf.page_columns import facing_pages
from pipeline.extract.pdf.path_objects import PageObjects, read_objects
from pipeline.extract.pdf.pdfium_glyphs import read_glyphs
from pipeline.extract.pdf.pdfium_meanings import MeaningSources
from pipeline.extract.pdf.text_layer import TextLayer, judged_layer
from pipeline.extract.pdf.text_lines import DroppedGlyphs
from pipeline.extract.pdf.text_quality import TEXT_QUALITY, UNDECODED, text_quality
from pipeline.extract.picture_tables import PictureReadings, read_pictures
from pipeline.extract.read_options import ReadOptions
from pipeline.extract.reading_choice import evidence, has_words, likeness
from pipeline.extract.tables.geometry import Frame
from pipeline.extract.tables.rulings import Bounds
from pipeline.model import Line, Page, Reader

if TYPE_CHECKING:
    from pipeline.extract.scan.page import ScannedPage


class LadderSettings(NamedTuple):
    """When a page goes on to the next reader.

    Attributes:
        scan_share: share of the page's area (0..1) under pictures; a page with more is a picture of a page.
        stamp_glyphs: glyphs; so few over a picture of the page are a stamp on a scan (of the app that made it, a
            signature), not its text.
        ocr_gain: times the worth of a stamp's text; OCR must read more to take its place.
        pdfminer_tries: pages on which pdfminer may be no better before it is no longer asked about the same fonts.
        error_length: characters of an engine's error message that are kept.
    """

    scan_share: float = 0.5
    stamp_glyphs: int = 120
    ocr_gain: float = 2.0
    pdfminer_tries: int = 3
    error_length: int = 200


LADDER = LadderSettings()


class Decline(Enum):
    """Why a reader did not read a page."""

    PAGE_NOT_LOADED = auto()
    """PDFium cannot load the page: the file is damaged there."""
    NO_TEXT_LAYER = auto()
    """The page is a picture without text."""
    TEXT_IS_GARBAGE = auto()
    """The text layer is no text, whoever decodes it."""
    TEXT_LOOKS_WRONG = auto()
    """The characters are right ones, but look like no text; they stand where OCR makes nothing better of the page."""
    OCR_LAYER_DOUBTFUL = auto()
    """The page is a picture, and what an engine made of it may not be its text; it stands as such text does."""
    PICTURE_UNDER_TEXT = auto()
    """The page is a picture, and the little text over it is a stamp."""
    DRAWN_WITHOUT_TEXT = auto()
    """The page has no text, but outlines or small pictures that may be letters."""
    PAGE_EMPTY = auto()
    """Nothing is drawn on the page."""
    SCANS_NOT_READ_HERE = auto()
    """What reads scans is not installed."""
    OCR_BROKE_OFF = auto()
    """An engine raised an error on the page."""
    OCR_FOUND_NOTHING = auto()
    """Nothing is written on the picture."""
    OCR_IS_GARBAGE = auto()
    """What OCR made of the picture is no text."""
    OCR_READ_NO_MORE = auto()
    """OCR read little more, or nothing better, than what the text layer has."""


STANDS_BESIDE_OCR = frozenset({Decline.TEXT_LOOKS_WRONG, Decline.OCR_LAYER_DOUBTFUL, Decline.PICTURE_UNDER_TEXT})
"""Reasons for which OCR reads a page too, whose text layer stands where OCR is no better."""

TO_SCAN_READER = STANDS_BESIDE_OCR | {Decline.NO_TEXT_LAYER, Decline.TEXT_IS_GARBAGE, Decline.DRAWN_WITHOUT_TEXT}
"""Reasons for which a page goes on from its text layer to OCR."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one reader made of a page.

    Attributes:
        reader: who tried.
        quality: of its text, 0..1; None where it found none.
        decline: why the page is not read by it; None where it is.
        detail: what the reason leaves open, for the end of a sentence: what broke, what a text layer was judged by.
        likeness: of what OCR read to the text layer, 0..1; None where they were not compared.
    """

    reader: Reader
    quality: float | None = None
    decline: Decline | None = None
    detail: str = ""
    likeness: float | None = None


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as it was read in the end, and how that came about.

    Attributes:
        page: with its blocks; its ``reader`` is "none" where nobody could read it.
        attempts: of the readers, in the order of the ladder.
        objects: how many objects the page draws.
        clipped: pieces of text that a clipping path hides.
        dropped: glyphs of the text layer that are in none of the page's lines.
        scanned: what OCR read on its picture, where that is what was read.
        links: link annotations of the page.
        hidden: text of the layer that the page does not show.
        written: form fields and FreeText annotations whose text is of the page.
        pictures: what its pictures say, where the page was read from its text layer.
        ocr_layer: its text layer, where that is what an engine made of its picture.
    """

    page: Page
    attempts: tuple[Attempt, ...]
    objects: int = 0
    clipped: int = 0
    dropped: DroppedGlyphs = field(default_factory=DroppedGlyphs)
    scanned: ScannedPage | None = None
    links: tuple[LinkAnnotation, ...] = ()
    hidden: tuple[HiddenText, ...] = ()
    written: int = 0
    pictures: PictureReadings = field(default_factory=PictureReadings)
    ocr_layer: OcrLayer | None = None


class Ladder:
    """Reads pages of one PDF, each with the first reader that can."""

    def __init__(self, document: PdfDocument, options: ReadOptions) -> None:
        self._document = document
        self._options = options
        self._pdfminer_no_better: Counter[frozenset[str]] = Counter()

    def forget(self) -> None:
        """Forget on which fonts pdfminer was no better."""
        self._pdfminer_no_better.clear()

    def read(self, number: int, tables_before: int) -> PageReading:
        """Read a page. One that no reader can read is empty, with the reasons.

        Args:
            number: of the page, 1-based.
            tables_before: tables on the pages before it; its own are numbered on.
        """
        text = self.read_text_layer(number, tables_before)
        return self._read_scan(text, tables_before) if text.attempts[0].decline in TO_SCAN_READER else text

    def read_text_layer(self, number: int, tables_before: int) -> PageReading:
        """Read a page from its glyphs; where they are no text, the page is empty. Arguments as of :meth:`read`."""
        with self._document.page(number) as handle:
            if handle is None:
                return PageReading(Page(number, 0.0, 0.0, "none"), (Attempt("pdfium", None, Decline.PAGE_NOT_LOADED),))
            objects = read_objects(handle)
            images = image_share(objects, page_frame(handle))
            glyphs, frame, visibility = self._shown_glyphs(handle, objects, images)
            links = self._document.link_annotations(handle)
            written = self._document.annotation_texts(handle)
            ocr_layer = find_ocr_layer(handle, frame, objects, glyphs) if images > LADDER.scan_share else None
        layer = self._decode(number, glyphs, frame, images, visibility.boxes)
        if written:
            layer = layer.with_glyphs(with_annotation_texts(layer.glyphs, written, frame))
        attempt = _judge(layer, objects, images, ocr_layer)
        is_read = attempt.decline is None or attempt.decline in STANDS_BESIDE_OCR
        reader = layer.reader if is_read else "none"
        page, dropped = make_page(number, frame, layer.glyphs, objects, reader, layer.score, images, tables_before)
        pictures = PictureReadings()
        if attempt.decline is None and objects.images:
            page, pictures = self._with_pictures(page, objects.images, frame, tables_before)
        return PageReading(
            with_links(page, links, frame),
            (attempt,),
            objects.object_count,
            objects.hidden_texts,
            dropped,
            links=links,
            hidden=visibility.left_out,
            written=len(written) if is_read else 0,
            pictures=pictures,
            ocr_layer=ocr_layer,
        )

    def _shown_glyphs(
        self, handle: Any, objects: PageObjects, images: float
    ) -> tuple[GlyphArrays, Frame, TextVisibility]:
        """Read the glyphs of a loaded page that it shows; with its frame, turned as they run, and what it hides."""
        frame = page_frame(handle)
        is_picture = images > LADDER.scan_share
        visibility = TextVisibility(handle, frame, objects, is_picture, lambda: self._document.optional_content)
        sources = MeaningSources(objects.actual_texts, self._document.embedded_fonts, objects.paint_order)
        return *read_glyphs(handle, frame, sources, visibility), visibility

    def _with_pictures(
        self, page: Page, images: list[Bounds], frame: Frame, tables_before: int
    ) -> tuple[Page, PictureReadings]:
        """Return a page that was read from its text layer, with the tables that are pictures on it."""
        pictures = read_pictures(self._document, page, images, frame, self._options.scan_cache)
        if pictures.tables:
            running = [block for block in page.blocks if isinstance(block, Line)]
            blocks = reading_order([*running, *pictures.lines], [*page.tables, *pictures.tables], tables_before)
            page = replace(page, blocks=blocks, text_raw="\n".join(raw_lines(blocks)))
        return page, pictures

    def _decode(self, number: int, glyphs: GlyphArrays, frame: Frame, images: float, hidden: Floats) -> TextLayer:
        """Choose the decoder of a page: the one of better text quality, and PDFium where both are as good.

        ``hidden`` are boxes of text that the page does not show, in user space. pdfminer is not asked about a worthless
        OCR layer over a scan: no decoder mends it.
        """
        for part in (glyphs, *(turned.glyphs for turned in glyphs.turned)):
            decode_by_table(part)
        layer = judged_layer("pdfium", glyphs)
        if layer.score is None or layer.score >= TEXT_QUALITY.certain:
            return layer
        if layer.score < TEXT_QUALITY.readable and images > LADDER.scan_share:
            return layer
        fonts = frozenset(glyphs.font_names)
        if self._pdfminer_no_better[fonts] >= LADDER.pdfminer_tries:
            return layer
        other = self._ask_pdfminer(number, frame, glyphs, hidden)
        if other is not None and other.is_better_than(layer):
            return other
        self._pdfminer_no_better[fonts] += 1
        return layer

    def _ask_pdfminer(self, number: int, frame: Frame, shown: GlyphArrays, hidden: Floats) -> TextLayer | None:
        """Decode a page with pdfminer; None where it fails on a page that PDFium could read."""
        try:
            glyphs = without_hidden(self._document.pdfminer.glyphs(number, frame), hidden, shown, frame)
            decode_by_table(glyphs)
        except Exception:  # pdfminer raises whatever a broken font makes it raise
            return None
        return judged_layer("pdfminer", glyphs)

    def _read_scan(self, text: PageReading, tables_before: int) -> PageReading:
        """Read a page from its picture, with the lines that stand over it; as ``text`` has it where OCR declines."""

        def declined(why: Decline, detail: str = "", quality: float | None = None) -> PageReading:
            return replace(text, attempts=(*text.attempts, Attempt("ocr", quality, why, detail)))

        below = text.page
        if lacking := scan.missing():
            return declined(Decline.SCANS_NOT_READ_HERE, lacking)
        try:
            with self._document.page(below.number) as handle:
                found = scan.read_scan(handle, page_frame(handle), below.number, self._options.scan_cache)
        except MemoryError:
            raise
        except Exception as error:  # a picture that breaks an engine costs its page only
            message = " ".join(str(error).split())[: LADDER.error_length]
            return declined(Decline.OCR_BROKE_OFF, f"{type(error).__name__}: {message}")
        if not found.running and not found.tables:
            return declined(Decline.OCR_FOUND_NOTHING)
        lines, bands = [*found.running, *self._stamp(text)], facing_pages(found.gutter)
        blocks = reading_order(lines, list(found.tables), tables_before, bands)
        read = "\n".join(raw_lines(blocks))
        if (judged := text_quality(read)) is None or not judged.is_text:
            return declined(Decline.OCR_IS_GARBAGE, str(judged.flaw) if judged else "", found.quality)
        alike = None
        if text.attempts[0].decline in STANDS_BESIDE_OCR:
            gain = LADDER.ocr_gain if text.attempts[0].decline is Decline.PICTURE_UNDER_TEXT else 1.0
            alike = likeness(read, below.text_raw)
            borne_out = text.ocr_layer.borne_out if text.ocr_layer is not None else 1.0
            if evidence(read, found.quality or 0.0) <= gain * evidence(below.text_raw, borne_out):
                attempt = Attempt("ocr", found.quality, Decline.OCR_READ_NO_MORE, likeness=alike)
                return replace(text, attempts=(*text.attempts, attempt))
        width, height, turned = found.frame.width, found.frame.height, 90 * found.frame.turns
        share = below.image_share
        page = Page(below.number, width, height, "ocr", found.quality, blocks, read, "", share, rotation=turned)
        attempts = (*text.attempts, Attempt("ocr", found.quality, likeness=alike))
        return PageReading(with_links(page, text.links, found.frame), attempts, text.objects, scanned=found)

    def _stamp(self, text: PageReading) -> list[Line]:
        """Return the lines that a page shows over its picture; none of what an engine made of the picture."""
        page = text.page
        if text.ocr_layer is not None and text.ocr_layer.shown:
            with self._document.page(page.number) as handle:
                objects = read_objects(handle)
                hide_ocr_layer(objects)
                glyphs, frame, _ = self._shown_glyphs(handle, objects, page.image_share)
            page, _ = make_page(page.number, frame, glyphs, objects, "pdfium", None, page.image_share, 0)
        elif text.ocr_layer is not None:
            return []
        return [replace(block, glyphs=None) for block in page.blocks if isinstance(block, Line)]


def is_scan(document: PdfDocument, number: int) -> bool:
    """Return whether page ``number`` (1-based) is a picture, with no more text over it than a stamp; it is not read."""
    summary = document.summarize_page(number, LADDER.stamp_glyphs)
    return summary is not None and summary.has_image and summary.chars <= LADDER.stamp_glyphs


def image_share(objects: PageObjects, frame: Frame) -> float:
    """Return the share of a page's area under its largest pictures, 0..1 (overlaps are not subtracted)."""
    area = frame.width * frame.height
    covered = sum(
        max(0.0, min(x1, frame.right) - max(x0, frame.left)) * max(0.0, min(y1, frame.top) - max(y0, frame.bottom))
        for x0, y0, x1, y1 in objects.images
    )
    return round(min(1.0, covered / area), 3) if area else 0.0


def _judge(layer: TextLayer, objects: PageObjects, images: float, ocr_layer: OcrLayer | None) -> Attempt:
    """Say whether a text layer is the text of its page, and why not."""
    is_picture = images > LADDER.scan_share
    if layer.quality is None:
        if is_picture:
            return Attempt(layer.reader, None, Decline.NO_TEXT_LAYER)
        return Attempt(layer.reader, None, Decline.DRAWN_WITHOUT_TEXT if has_drawings(objects) else Decline.PAGE_EMPTY)
    detail = str(layer.quality.flaw or "")
    if not layer.quality.is_text:
        decoded = layer.quality.flaw is not None and layer.quality.flaw.kind not in UNDECODED
        why = Decline.TEXT_LOOKS_WRONG if decoded and ocr_layer is None else Decline.TEXT_IS_GARBAGE
        return Attempt(layer.reader, layer.score, why, detail)
    few = len(layer.glyphs) <= LADDER.stamp_glyphs
    if ocr_layer is not None and (few or not ocr_layer.fits or not has_words(layer.text)):
        return Attempt(layer.reader, layer.score, Decline.OCR_LAYER_DOUBTFUL, ocr_layer.told())
    if is_picture and ocr_layer is None and few:
        return Attempt(layer.reader, layer.score, Decline.PICTURE_UNDER_TEXT)
    return Attempt(layer.reader, layer.score)
