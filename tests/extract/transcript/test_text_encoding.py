"""Encodings of transcripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.transcripts import HEADER, grids, read


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-8-sig", b""), ("utf-16", b""), ("utf-16-le", b""), ("utf-16-be", b""), ("cp874", b""), ("tis-620", b"")],
)
def test_encodings(tmp_path: Path, encoding: str, bom: bytes) -> None:
    document = read(tmp_path, bom + f"{HEADER}\nI1\t86.19\tอบรมให้ความรู้ทั้งหน่วยงาน".encode(encoding))
    assert grids(document)[0][1] == ["I1", "86.19", "อบรมให้ความรู้ทั้งหน่วยงาน"]


def test_bytes_that_mean_nothing_are_reported(tmp_path: Path) -> None:
    document = read(tmp_path, "รายงาน".encode("cp874") + b"\xff\xfe")
    assert [(f.rule, f.severity) for f in document.findings] == [("extract.encoding", "warning")]
