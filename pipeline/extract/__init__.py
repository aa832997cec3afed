"""Extract: a document becomes pages of running lines and tables of raw cells. Never normalises, drops a page or guesses."""

from __future__ import annotations

from collections.abc import Callable

from ..model import Document, SourceDocument


def extract(source: SourceDocument, page: int | None = None, done: Callable[[int], None] | None = None) -> Document:
    """Read a document as it is printed.

    Args:
        source: the file; its ``kind`` chooses the reader.
        page: a page number (1-based) to read alone.
        done: called with the number of each page of a PDF once it is read.

    Raises:
        UnreadableDocument: nothing of the file can be read.
    """
    if source.kind == "transcript":
        from .transcript import read_transcript

        return read_transcript(source)
    from .pdf.reader import read_pdf

    return read_pdf(source, page, done)
