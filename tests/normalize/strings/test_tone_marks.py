"""Marks that OCR lost come back where the lexicon is sure, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.model import Cell, Document, Line, Page, SourceDocument, Table
from pipeline.normalize import normalize
from pipeline.normalize.strings.tone_marks import FREE_MARKS, ORPHAN_MARKS, SKELETON, UPPER, restore_marks

CHANGES = set(FREE_MARKS + UPPER + "ใไ")


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("ตัวชีวัดย่อย", "ตัวชี้วัดย่อย"),
        ("ระดับมาตรการทีใช้ดำเนินการ", "ระดับมาตรการที่ใช้ดำเนินการ"),
        ("เจ้าหน้าทีผู้มีหน้าทีรับผิดชอบ", "เจ้าหน้าที่ผู้มีหน้าที่รับผิดชอบ"),
        ("เกียวกับการปฏิบัติหน้าทิ", "เกี่ยวกับการปฏิบัติหน้าที่"),
        ("มากขึน", "มากขึ้น"),
        ("อย่างทัวถึง", "อย่างทั่วถึง"),
        ("ประจำปีึงบประมาณ", "ประจำปีงบประมาณ"),
        ("องค์การบริหารส่วนตาบล", "องค์การบริหารส่วนตำบล"),
        ("สานักงานดาเนินการจัดทาคู่มือ", "สำนักงานดำเนินการจัดทำคู่มือ"),
    ],
)
def test_lost_marks_come_back(read: str, printed: str) -> None:
    assert restore_marks(read)[0] == printed


@pytest.mark.parametrize(
    "text",
    [
        "ทีละคน",
        "ที่ท่าน",
        "แผ่นเสียงและด้านความเสี่ยง",
        "นายสมชาย ทีฆะ",
        "สามารถนา",
        "I1 85.50 Infographic",
        "ทีม",
        "ตามตาราง",
        "",
    ],
)
def test_what_is_right_or_unknown_stays(text: str) -> None:
    assert restore_marks(text) == (text, 0)


@given(st.text(alphabet="กขคงจชดตทนบปมยรลวสหอเแโใไาำะัิีึืุู่้๊๋็์ 12.a", max_size=40))
@example("เจ้าหน้าทีผู้มีหน้าที")
def test_only_marks_change_and_a_second_time_nothing_does(text: str) -> None:
    once, _ = restore_marks(text)
    text = ORPHAN_MARKS.sub("", text)
    assert [c for c in once.replace("ำ", "า") if c not in CHANGES] == [
        c for c in text.replace("ำ", "า") if c not in CHANGES
    ]
    assert len(once.translate(SKELETON)) <= len(text.translate(SKELETON))


def test_marks_on_no_letter_go() -> None:
    assert restore_marks("ก็02ิ ่ และ ิก") == ("ก็02  และ ก", 3)


def test_scanned_lines_are_mended_and_others_are_not() -> None:
    def page(number: int, reader: str) -> Page:
        cell = Cell(number, 1, 1, (Line("หน้าที"),), reader=reader)  # type: ignore[arg-type]
        return Page(number, 595, 842, reader, blocks=(Table(number, number, 1, 1, (cell,), reader=reader),))  # type: ignore[arg-type]

    document = normalize(
        Document(SourceDocument("x.pdf", "x.pdf", "0" * 64, 1, "pdf"), (page(1, "ocr"), page(2, "pdfium")))
    )
    texts = [(t.cells[0].text, t.cells[0].text_raw) for t in document.tables]
    assert texts == [("หน้าที่", "หน้าที"), ("หน้าที", "หน้าที")]
    assert [(f.rule, f.value) for f in document.findings] == [("normalize.ocr_mark", "1")]


def test_where_marks_are_sure_only_what_pale_ink_loses_is_restored() -> None:
    assert restore_marks("ลำดับทีสองของตาบล", sure=True)[0] == "ลำดับที่สองของตำบล"
    for read in ("กี่ฬาฟุตบอล", "ตลุกดู่", "หว้านคำ"):
        assert restore_marks(read, sure=True) == (read, 0)
