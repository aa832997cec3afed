"""A document as it is read: pages of lines and tables of cells, and what was noticed on the way."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from pipeline.model.corrections import Correction

if TYPE_CHECKING:
    FloatArray = array[float]
    IntArray = array[int]
else:
    FloatArray = IntArray = array  # Python 3.11 knows no array[float], and the cache asks for the types

Box = tuple[float, float, float, float]
Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""Worst first."""
FindingState = Literal["open", "seen", "corrected"]
FINDING_STATES: tuple[FindingState, ...] = get_args(FindingState)
"""What a reviewer said of a finding: nothing yet; that what stands there is right; what the right value is."""
Kind = Literal["pdf", "transcript"]
MeaningSource = Literal["actual_text", "font_program"]
Reader = Literal["pdfium", "pdfminer", "ocr", "transcript", "none"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a careful reader would question, and where. ``rule`` is documented in docs/rules.md.

    Attributes:
        field: the column of its dataset that it is about; None where that is what its rule says, or no one column.
        state: what a reviewer said of it.
    """

    rule: str
    severity: Severity
    message: str
    page: int | None = None
    table_no: int | None = None
    row: int | None = None
    column: int | None = None
    code: str | None = None
    raw: str | None = None
    value: str | None = None
    field: str | None = None
    state: FindingState = "open"


@dataclass(frozen=True, slots=True)
class Hints:
    """What ``raw/sources.yml`` says of a file; it outranks what the file itself says."""

    url: str | None = None
    retrieved_at: str | None = None
    agency: str | None = None
    fiscal_year: int | None = None
    family: str | None = None
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file of a report that has one for each page.

    Attributes:
        path: where the bytes are (local path).
        source_file: the name relative to the archive.
        number: that its name gives the page.
        file_id: sha256 of the bytes, hex.
    """

    path: str
    source_file: str
    number: int
    file_id: str


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file of the archive, or the files of a transcript that has one for each page.

    Attributes:
        path: where the bytes are (local path).
        source_file: the name relative to the archive, POSIX separators.
        document_id: sha256 of the bytes, hex; of several files the sha256 of theirs.
        corrections: of ``raw/corrections.csv`` that name it.
        page_files: where it has several, all of them in the order of their pages; path and name are the first one's.
    """

    path: str
    source_file: str
    document_id: str
    size_bytes: int
    kind: Kind
    hints: Hints = Hints()
    corrections: tuple[Correction, ...] = ()
    page_files: tuple[PageFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The glyphs of one page as parallel columns, in reading order; positions in points from the page's top left.

    ``chars[i]`` is what the decoder said glyph i is, U+FFFD where it said nothing; where it did not know, the glyph's
    code stands as one character and ``unmapped[i]`` is 1 (2: a table of glyph ids gave ``chars[i]``).
    ``fonts[i]`` indexes ``Page.fonts``. Boxes are tight around the ink, ``baseline`` is where the pen was. Spaces that
    a decoder made up are not here. ``meanings`` are (place, text, source) of the glyphs that the file itself says to be
    something else, in rising order: its ``ActualText``, or the embedded font whose outline is drawn.
    """

    chars: str
    x0: FloatArray
    top: FloatArray
    x1: FloatArray
    bottom: FloatArray
    baseline: FloatArray
    size: FloatArray
    fonts: IntArray
    unmapped: bytes
    meanings: tuple[tuple[int, str, MeaningSource], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, of a cell or of running text.

    Attributes:
        raw: as decoded; a trailing space is kept where the producer wrote one.
        text: normalized (empty until the normalize stage).
        box: None for transcripts.
        size: font size in points, None for transcripts.
        paragraph: a paragraph starts here, said by the source's structure (``<p>``, ``<li>``, ``<br>``).
        glyphs: the line's part of ``Page.glyphs``, as (start, end); None for transcripts.
        artifact: a page number or a running head or foot, as PDF calls them; set by the assemble stage.
        marks_read: OCR is sure of the marks that it read on the line.
    """

    raw: str
    text: str = ""
    box: Box | None = None
    size: float | None = None
    paragraph: bool = False
    glyphs: tuple[int, int] | None = None
    artifact: bool = False
    marks_read: bool = False


Engine = Literal["lines", "tesseract", "latin", "numerals", "thai"]
PROSE_ENGINES: tuple[Engine, ...] = ("lines", "tesseract")
"""Engines that read prose: their word on a number alone in its cell counts less than that of the readers of numbers."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one engine read in a scanned cell, and how sure it was of it (0..1, calibrated where the engine allows).

    ``candidates`` are other texts that this engine holds possible, likeliest first. Where no candidate was sure enough
    ``text`` is empty.
    """

    engine: Engine
    text: str
    confidence: float
    candidates: tuple[str, ...] = ()

    @property
    def likeliest(self) -> str:
        """Return the text, else the likeliest candidate; "" where there is neither."""
        return self.text or next(iter(self.candidates), "")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the rulings (or the mark-up) draw it: a merged cell is one Cell with its spans.

    ``open_bottom`` / ``open_top``: the page end cut the cell, there is no ruling on that side.
    ``text`` holds the normalized paragraphs, separated by a newline; lines are unwrapped. ``readings`` are what
    the engines read in a scanned cell: its lines hold their consensus, later stages may know better. ``rule`` names the
    rules that made the consensus (``pipeline.extract.scan.ocr.consensus.rules()`` lists them), "" where none was asked;
    it is not released. ``links`` are the web addresses behind its text, of link annotations, whatever it prints.
    """

    page: int
    row: int
    column: int
    lines: tuple[Line, ...] = ()
    text: str = ""
    rowspan: int = 1
    colspan: int = 1
    box: Box | None = None
    reader: Reader = "pdfium"
    confidence: float | None = None
    open_top: bool = False
    open_bottom: bool = False
    readings: tuple[Reading, ...] = ()
    rule: str = ""
    links: tuple[str, ...] = ()

    @property
    def text_raw(self) -> str:
        """The lines as printed, separated by newlines."""
        return "\n".join(line.raw for line in self.lines)

    def with_text(self, lines: tuple[Line, ...], text: str) -> Cell:
        """Return the cell with other lines and text: what every cell goes through, where ``replace`` is slow."""
        return Cell(
            self.page,
            self.row,
            self.column,
            lines,
            text,
            self.rowspan,
            self.colspan,
            self.box,
            self.reader,
            self.confidence,
            self.open_top,
            self.open_bottom,
            self.readings,
            self.rule,
            self.links,
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or the part of it that stands on one page.

    ``table_no`` and the cells' ``row`` count over the whole document after stitching: the parts of one table that runs
    over pages share the number, and their rows count on. Cells are in (row, column) order, anchors only. The edges of
    one that is not ``ruled`` lie somewhere in its white space. ``side`` is that of a picture of two pages: 1 left,
    2 right; 0 where the page is one.
    """

    page: int
    table_no: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    first_row: int = 1
    box: Box | None = None
    x_edges: tuple[float, ...] = ()
    reader: Reader = "pdfium"
    ruled: bool = True
    side: int = 0

    def by_row(self) -> list[list[Cell]]:
        """Cells grouped by the row they start in; one list per row, maybe empty."""
        out: list[list[Cell]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            out[cell.row - self.first_row].append(cell)
        return out

    def grid(self, raw: bool = False) -> list[list[str | None]]:
        """Rows x columns of text; None where a merged cell covers the place or no cell stands."""
        out: list[list[str | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            out[cell.row - self.first_row][cell.column - 1] = cell.text_raw if raw else cell.text
        return out


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its running lines and its tables, in reading order.

    Attributes:
        quality: share of well-formed text, 0..1 (None where there is no text).
        image_share: share of the page's area that images cover, 0..1.
        fonts: names of the fonts that ``Glyphs.fonts`` points to.
        repairs: what normalize repaired, as (kind, how often).
    """

    number: int
    width: float
    height: float
    reader: Reader
    quality: float | None = None
    blocks: tuple[Line | Table, ...] = ()
    text_raw: str = ""
    text: str = ""
    image_share: float = 0.0
    fonts: tuple[str, ...] = ()
    glyphs: Glyphs | None = None
    rotation: int = 0
    repairs: tuple[tuple[str, int], ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The page's tables, in reading order."""
        return tuple(b for b in self.blocks if isinstance(b, Table))

    @property
    def is_scan(self) -> bool:
        """Read by OCR, or pictures without text that could be read: a scan."""
        return self.reader == "ocr" or self.reader == "none" and self.image_share > 0


@dataclass(frozen=True, slots=True)
class Document:
    """A source document as read: pages in order, with what was noticed on the way."""

    source: SourceDocument
    pages: tuple[Page, ...] = ()
    producer: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def tables(self) -> Iterator[Table]:
        """All tables (or their parts, page by page) in reading order."""
        return (t for p in self.pages for t in p.tables)
