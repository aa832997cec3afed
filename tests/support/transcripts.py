"""Transcripts that tests write and read."""

from __future__ import annotations

from pathlib import Path

from pipeline.extract.transcript import read_transcript
from pipeline.model import Document, Line, SourceDocument

HEADER = "ข้อ\tคะแนน\tมาตรการ"


def read(tmp_path: Path, data: str | bytes) -> Document:
    """A transcript of this text (UTF-8) or of these bytes."""
    path = tmp_path / "t.txt"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_transcript(SourceDocument(str(path), "t.txt", "0" * 64, path.stat().st_size, "transcript"))


def grids(document: Document) -> list[list[list[str | None]]]:
    """The raw texts of each table."""
    return [t.grid(raw=True) for t in document.tables]


def pages(document: Document) -> list[list[str]]:
    """The lines of each page, and how many rows its tables have."""
    return [[b.raw if isinstance(b, Line) else f"table of {b.rows}" for b in p.blocks] for p in document.pages]
