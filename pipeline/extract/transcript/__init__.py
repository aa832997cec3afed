"""Extract, transcripts: what an OCR or vision model made of a report becomes pages of lines and tables.

It may be text with tab-separated rows, Markdown tables, HTML tables and columns of spaces, mixed in one file; or the
JSON, the tags or the XML of an engine, told by their keys. Mark-up is structure, not text.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.extract.transcript.engine_output import read_engine_output
from pipeline.extract.transcript.engines.textract import TEXTRACT
from pipeline.extract.transcript.html import drop_invisible
from pipeline.extract.transcript.joined_pages import join_pages, joined_findings, unread_finding
from pipeline.extract.transcript.model_text import plain_markup, sidecar_findings
from pipeline.extract.transcript.page_marks import has_page_marks
from pipeline.extract.transcript.page_splitter import split_pages
from pipeline.extract.transcript.page_writer import PageWriter
from pipeline.extract.transcript.spaced_columns import read_spaced_columns
from pipeline.extract.transcript.text_encoding import decode_text
from pipeline.extract.transcript.text_end import end_findings
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Document, Finding, Page, SourceDocument

__all__ = ["read_transcript"]


def read_transcript(source: SourceDocument) -> Document:
    """Read one transcript.

    Args:
        source: a document of kind ``transcript``, in whatever encoding; with a file for each page, or one.

    Returns:
        The document with its pages; a file without any text has no pages and an error finding.

    Raises:
        OSError: a file cannot be read.
        UnreadableDocument: it is no text, JSON or XML that breaks off, or JSON of no engine that is known. Of several
            files none can be read.
    """
    if not source.page_files:
        return _complete(*_read(source, Path(source.path).read_bytes()))
    parts: list[Document] = []
    most_said = 0
    problem: UnreadableDocument | None = None
    for page_file in source.page_files:
        try:
            part, pages_said = _read(source, Path(page_file.path).read_bytes())
            most_said = max(most_said, pages_said)
            parts.append(part)
        except UnreadableDocument as error:
            problem = problem or error
            parts.append(Document(source, findings=(unread_finding(page_file, error),)))
    if problem is not None and not any(part.pages for part in parts):
        raise problem
    if all(part.producer == TEXTRACT.title for part in parts):  # whose responses point into each other
        whole = b"\n".join(Path(page_file.path).read_bytes() for page_file in source.page_files)
        document, most_said = _read(source, whole)
    else:
        document = join_pages(parts)
    return _complete(replace(document, findings=(*joined_findings(source, parts), *document.findings)), most_said)


def _complete(document: Document, pages_said: int) -> Document:
    """Return a document with a finding where it has fewer pages than the output says that there are."""
    if pages_said <= len(document.pages):
        return document
    message = (
        f"the output ({document.producer}) says that the document has {pages_said:,} pages, and "
        f"{len(document.pages)} of them are in it; make it again from the document"
    )
    finding = Finding("extract.transcript_incomplete", "error", message, value=str(pages_said))
    return replace(document, findings=(*document.findings, finding))


def _read(source: SourceDocument, data: bytes) -> tuple[Document, int]:
    """Read a transcript, or the page of it that a file holds; return how many pages it says there are, too."""
    text, findings = decode_text(data)
    output = read_engine_output(text)
    if output is not None:
        findings += output.findings
    writer = PageWriter()
    if output is None or output.text is not None:
        pages = _read_text(text if output is None else output.text or "", writer, bool(source.page_files))
    else:
        pages = [writer.write_page(page) for page in output.pages]
    findings += writer.findings
    producer = output.title if output is not None else None
    if not any(page.blocks for page in pages):
        findings.append(_empty(producer))
        pages = []
    document = Document(source, tuple(pages), producer=producer, findings=tuple(findings))
    return document, output.pages_said if output is not None else 0


def _read_text(text: str, writer: PageWriter, is_page: bool) -> list[Page]:
    """Read a text: with Markdown and HTML, or with columns of spaces. One that is a page is not taken apart."""
    writer.findings += sidecar_findings(text)
    text = drop_invisible(plain_markup(text))
    if (spaced := read_spaced_columns(text)) is not None:
        return [writer.write_page(page) for page in spaced]
    parts = split_pages(text)
    writer.findings += end_findings(text, parts)
    if is_page and not has_page_marks(text):
        parts = [[item for part in parts for item in part]] if parts else []
    return writer.write_parts(parts)


def _empty(producer: str | None) -> Finding:
    what = f" ({producer})" if producer else ""
    message = f"the transcript{what} holds no text; make it again from the source document"
    return Finding("extract.empty", "error", message)
