"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re

from pipeline.model import Kind

HEAD = 4096
SUFFIXES = (".pdf", ".txt", ".md", ".html", ".htm", ".tsv")
FOREIGN = (
    (b"PK\x03\x04", "a ZIP archive or an Office document", "save it as PDF and put that in its place"),
    (b"\xd0\xcf\x11\xe0", "an Office document", "save it as PDF and put that in its place"),
    (b"\xff\xd8\xff", "a JPEG picture", "make a PDF of it and put that in its place"),
    (b"\x89PNG", "a PNG picture", "make a PDF of it and put that in its place"),
    (b"Rar!", "a RAR archive", "unpack it and put the documents in its place"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and put the documents in its place"),
)
HTML = re.compile(
    rb"^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


def kind_of(suffix: str, head: bytes) -> Kind:
    """``pdf`` where the bytes or the name say so, else ``transcript``."""
    return "pdf" if b"%PDF-" in head[:1024] or suffix.lower() == ".pdf" else "transcript"


def problem_with(suffix: str, head: bytes, size: int) -> str | None:
    """A sentence on why the bytes cannot be a document (and what to do), or None."""
    if size == 0:
        return "the file is empty (0 bytes); download it again"
    if b"%PDF-" in head[:1024]:
        return None
    for magic, what, remedy in FOREIGN:
        if head.startswith(magic):
            return f"the file is {what}, not a document this program reads; {remedy}"
    if suffix.lower() == ".pdf":
        if HTML.match(head):
            title = TITLE.search(head.decode("utf-8", "replace"))
            said = f' ("{" ".join(title.group(1).split())[:80]}")' if title and title.group(1).strip() else ""
            return f"the file is a web page{said}, not a PDF, most likely the error page of a download; download the document again"
        return "the file is not a PDF (it does not start with %PDF-); download it again; a transcript is named .txt, .md or .html"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "the file is binary, not text; put the document itself in its place, or remove it"
    return None
