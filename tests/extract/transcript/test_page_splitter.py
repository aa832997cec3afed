"""Pages of transcripts: marked, or told by blank lines and repeated headers."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.transcripts import HEADER, pages, read

from pipeline.model import Line, Table


def test_pages_by_form_feed(tmp_path: Path) -> None:
    text = f"ปก\n\n\n\nยังปก\f{HEADER}\nI1\t1\tก\n\n\nI2\t2\tข\n"
    assert pages(read(tmp_path, text)) == [["ปก", "ยังปก"], ["table of 3"]]


def test_pages_by_marks(tmp_path: Path) -> None:
    text = f"<!-- page 1 -->\nปก\n--- page 2 ---\n{HEADER}\nI1\t1\tก"
    assert pages(read(tmp_path, text)) == [["ปก"], ["table of 2"]]


def test_pages_by_blank_lines_and_repeated_headers(tmp_path: Path) -> None:
    text = f"หัวข้อ\n\n \n{HEADER}\nI1\t1\tก\n\n \n \n\t{HEADER}\nI2\t2\tข\n\n{HEADER}\nI3\t3\tค"
    assert pages(read(tmp_path, text)) == [["หัวข้อ", "table of 2"], ["table of 2"], ["table of 2"]]


def test_a_single_blank_line_does_not_end_a_table(tmp_path: Path) -> None:
    assert pages(read(tmp_path, f"{HEADER}\nI1\t1\tก\n\nI2\t2\tข")) == [["table of 3"]]


def test_a_file_without_text_is_an_error(tmp_path: Path) -> None:
    document = read(tmp_path, " \n\n")
    assert document.pages == ()
    assert [f.severity for f in document.findings] == ["error"]


def test_page_text_holds_lines_and_cells(tmp_path: Path) -> None:
    document = read(tmp_path, f"หัวข้อ\n{HEADER}\nI1\t1\t<p>ก</p><p>ข</p>")
    assert document.pages[0].text_raw == f"หัวข้อ\n{HEADER}\nI1\t1\tก ข"
    assert all(isinstance(b, Line | Table) for b in document.pages[0].blocks)


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        (f"{HEADER}\nI1\t1\tก\nI2\t2", True),
        (f"{HEADER}\nI1\t1\tก\nI2\t2\n", False),
        (f"{HEADER}\nI1\t1\tก\nI2\t2\tข", False),
        ("| a | b | c |\n|---|---|---|\n| d | e | f |\n| g | h", True),
        ("| a | b | c |\n|---|---|---|\n| d | e | f |", False),
        ("<table><tr><td>a</td><td>b</td></tr>", True),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", False),
        ("หัวเรื่อง", False),
    ],
)
def test_an_end_that_looks_cut_off_is_questioned(tmp_path: Path, text: str, is_cut: bool) -> None:
    document = read(tmp_path, text)
    assert [f.rule for f in document.findings] == ["extract.transcript_cut"] * is_cut
