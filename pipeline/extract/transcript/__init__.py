"""Extract, transcripts: the text that an OCR or vision model made of a report becomes pages of lines and tables.

Tables may be tab-separated rows, Markdown tables and HTML tables, mixed in one file. Mark-up is structure, not text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.extract.transcript.cells import span_findings, to_lines, to_table, wide_row_findings
from pipeline.extract.transcript.html import drop_invisible
from pipeline.extract.transcript.page_splitter import split_pages
from pipeline.extract.transcript.text_encoding import decode_text
from pipeline.extract.transcript.text_end import end_findings
from pipeline.model import Document, Finding, Line, Page, SourceDocument, Table

__all__ = ["read_transcript"]


def read_transcript(source: SourceDocument) -> Document:
    """Read one transcript.

    Args:
        source: a document of kind ``transcript``, in whatever encoding.

    Returns:
        The document with its pages; a file without any text has no pages and an error finding.

    Raises:
        OSError: the file cannot be read.
        UnreadableDocument: it is no text.
    """
    text, findings = decode_text(Path(source.path).read_bytes())
    text = drop_invisible(text)
    pages: list[Page] = []
    table_no = 0
    parts = split_pages(text)
    findings += end_findings(text, parts)
    for number, items in enumerate(parts, start=1):
        blocks: list[Line | Table] = []
        for item in items:
            if isinstance(item, str):
                blocks.extend(to_lines(item))
                findings += wide_row_findings(item, page=number)
            else:
                table_no += 1
                blocks.append(to_table(item, page=number, table_no=table_no))
                findings += span_findings(item, page=number, table_no=table_no)
        text_raw = "\n".join(_raw_lines(blocks))
        pages.append(Page(number, 0.0, 0.0, "transcript", blocks=tuple(blocks), text_raw=text_raw))
    if not pages:
        message = "the transcript holds no text; make it again from the source document"
        findings.append(Finding("extract.empty", "error", message))
    return Document(source, tuple(pages), findings=tuple(findings))


def _raw_lines(blocks: Sequence[Line | Table]) -> Iterator[str]:
    """Yield a page's lines, and its table rows with tabs between the cells."""
    for block in blocks:
        if isinstance(block, Line):
            yield block.raw
        else:
            for row in block.by_row():
                yield "\t".join(" ".join(cell.text_raw.split("\n")) for cell in row)
