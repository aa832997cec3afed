"""What the output of an OCR engine says of a page: pieces of mark-up, grids of cells and printed words, in order."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Box


@dataclass(frozen=True, slots=True)
class Markup:
    """Text with Markdown and HTML in it, tables included.

    Attributes:
        box: around it, points from the top left of the page; None where it is not known.
    """

    text: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class PrintedText:
    """Text of a paragraph or a line, without any mark-up; line feeds are line ends of the print."""

    text: str
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a table, as an engine lists it.

    Attributes:
        row, column: of its first place; from 0 or from 1 on, the same for all cells of a table.
        rowspan, colspan: from 1 on, as the engine says; not yet believed.
        text: line feeds are line ends of the print.
        confidence: that it was read right, 0..1.
    """

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class CellGrid:
    """A table as the list of its cells, in any order; empty ones may be left out, merged ones be given twice.

    Attributes:
        by_white_space: no engine said that it is one.
    """

    cells: tuple[GridCell, ...]
    box: Box | None = None
    by_white_space: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A printed word (or a printed line, where an engine knows no words).

    Attributes:
        block: number of the paragraph or block that the engine saw it in, from 1 on; 0 where it saw none.
    """

    text: str
    box: Box
    confidence: float | None = None
    block: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """Printed words whose places tell lines and tables."""

    words: tuple[Word, ...]


PageContent = Markup | PrintedText | CellGrid | Words


@dataclass(frozen=True, slots=True)
class EnginePage:
    """A page.

    Attributes:
        number: 1-based.
        width, height: points; 0 where the engine gives none that can be trusted.
        content: in reading order.
    """

    number: int
    width: float = 0.0
    height: float = 0.0
    content: tuple[PageContent, ...] = ()
