"""Extract: a document becomes pages of running lines and tables of raw cells.

Never normalises, drops a page or guesses.
"""

from __future__ import annotations

from pipeline.extract.page_ranges import PageRange, join_page_ranges
from pipeline.extract.read_options import ReadOptions
from pipeline.model import Document, SourceDocument

__all__ = ["ReadOptions", "extract", "join_page_ranges", "page_ranges"]

_AS_PRINTED = ReadOptions()


def extract(source: SourceDocument, options: ReadOptions = _AS_PRINTED) -> Document:
    """Read a document as it is printed.

    Args:
        source: the file; its ``kind`` chooses the reader.
        options: which pages, who is told of each, and where readings of scans are kept.

    Raises:
        UnreadableDocument: nothing of the file can be read.
    """
    if source.kind == "transcript":
        from pipeline.extract.transcript import read_transcript

        return read_transcript(source)
    from pipeline.extract.pdf_reader import read_pdf

    return read_pdf(source, options)


def page_ranges(source: SourceDocument) -> tuple[PageRange, ...]:
    """Return the parts in which a document may be read; one where it is not long.

    Raises:
        UnreadableDocument: it cannot be opened.
    """
    if source.kind == "transcript":
        return ((1, 1),)
    from pipeline.extract.pdf_reader import pdf_page_ranges

    return pdf_page_ranges(source)
