"""Whatever bytes a transcript is of, it is a document with findings, or clearly none."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from support.transcripts import HEADER, read

from pipeline.extract.unreadable import UnreadableDocument
from pipeline.normalize import normalize

PARTS = [
    HEADER,
    "I1\t86.19\tอบรม",
    "| a | b | c |",
    "|---|---|---|",
    "<table>",
    "<tr><td colspan='²' rowspan=9>",
    "</table>",
]
PARTS += [
    "\n",
    "\n\n\n",
    "\f",
    "\x00",
    "\ufeff",
    "&#99999999999;",
    "<!-- page 2 -->",
    "<a href='http://x'>",
    "\x1b]0;",
    "**ก**",
]
pieces = st.binary(max_size=20) | st.sampled_from(PARTS).flatmap(
    lambda part: st.sampled_from(["utf-8", "utf-16-le", "utf-32-be", "cp874"]).map(lambda e: part.encode(e, "replace"))
)


@settings(deadline=None)
@given(st.lists(pieces, max_size=20).map(b"".join))
def test_any_bytes_are_a_document_or_clearly_none(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            document = normalize(read(Path(folder), data))
        except UnreadableDocument as error:
            assert "not text" in error.message
        else:
            assert document.pages or any(f.severity == "error" for f in document.findings)
            for page in document.pages:
                page.text_raw.encode("utf-8")
