"""The type of a file by its first bytes, whatever its name says."""

from __future__ import annotations

import re

from pipeline.acquire.wide_text import ZERO_RUN, wide_encoding
from pipeline.model import Kind

HEAD_BYTES = 4096
"""Bytes from the start of a file by which its type is told."""
PDF_HEADER_BYTES = 1024
"""Bytes within which ``%PDF-`` must stand (PDF Reference 1.7, appendix H, note 13)."""
MOST_TITLE = 80
"""Characters of a web page's title that a message quotes."""
MOST_CONTROLS = 0.05
"""Share of the first bytes (0 to 1) that may be control characters in a text; a binary file has at least a tenth."""
CONTROLS = bytes(sorted({*range(32), 0x7F} - set(b"\t\n\v\f\r\x1b")))
SUFFIXES = (".pdf", ".txt", ".md", ".html", ".htm", ".tsv", ".json", ".jsonl", ".xml", ".hocr")
OTHER_TYPES = (
    (b"PK\x03\x04", "a ZIP archive or an Office document", "save it as PDF and put that in its place"),
    (b"\xd0\xcf\x11\xe0", "an Office document", "save it as PDF and put that in its place"),
    (b"\xff\xd8\xff", "a JPEG picture", "make a PDF of it and put that in its place"),
    (b"\x89PNG", "a PNG picture", "make a PDF of it and put that in its place"),
    (b"Rar!", "a RAR archive", "unpack it and put the documents in its place"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and put the documents in its place"),
)
"""Types that are not read: their first bytes, what they are, and what to do."""
HTML = re.compile(
    rb"^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def is_pdf(head: bytes) -> bool:
    """Return whether the first bytes of a file are those of a PDF."""
    return b"%PDF-" in head[:PDF_HEADER_BYTES]


def kind_of(suffix: str, head: bytes) -> Kind:
    """Return ``pdf`` where the bytes or the name say so, else ``transcript``."""
    return "pdf" if is_pdf(head) or suffix.lower() == ".pdf" else "transcript"


def problem_with(suffix: str, head: bytes, size: int) -> str | None:
    """Return a sentence on why the bytes cannot be a document (and what to do), or None.

    Args:
        suffix: of the file's name (``.pdf``).
        head: its first bytes, at most ``HEAD_BYTES``.
        size: of the file, in bytes.
    """
    if size == 0:
        return "the file is empty (0 bytes); download it again"
    if is_pdf(head):
        return None
    for magic, what, remedy in OTHER_TYPES:
        if head.startswith(magic):
            return f"the file is {what}, not a document this program reads; {remedy}"
    if suffix.lower() == ".pdf":
        if HTML.match(head):
            title = TITLE.search(head.decode("utf-8", "replace"))
            quoted = " ".join(title.group(1).split())[:MOST_TITLE] if title else ""
            quoted = f' ("{quoted}")' if quoted else ""
            return (
                f"the file is a web page{quoted}, not a PDF, most likely the error page of a download; "
                "download the document again"
            )
        return (
            "the file is not a PDF (it does not start with %PDF-); download it again; "
            "a transcript is named .txt, .md, .html, .json, .xml or .hocr"
        )
    if _is_binary(head):
        return "the file is binary, not text; put the document itself in its place, or remove it"
    return None


def _is_binary(head: bytes) -> bool:
    """Return whether bytes are no text in any encoding. Single control characters and a wiped block are damage."""
    if wide_encoding(head) is not None:
        return False
    written = ZERO_RUN.sub(b"", head)
    return len(written.translate(None, CONTROLS)) < (1 - MOST_CONTROLS) * len(written) or not written
