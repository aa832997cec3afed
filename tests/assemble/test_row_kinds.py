"""Row kinds: every row of a recognised table has one, with its reason, and rows fold into records."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.handmade_documents import HEADER, HEADING, read
from support.typeset_reports import Style, made_up, typeset

from pipeline.assemble import assemble
from pipeline.model import RowKind
from pipeline.normalize import normalize

ROW = ("I1 ปฏิบัติงาน", "86.19", "ยกระดับ", "จัดทำคู่มือ", "จัดทำแล้ว", "เข้าใจดีขึ้น")
RESULTS = ("ที่", "หน่วยงาน", "IIT", "EIT", "OIT", "คะแนนรวม", "ระดับ")
ANNOUNCEMENT = "ประกาศผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA) ประจำปีงบประมาณ พ.ศ. 2566"


def kinds(*pages: object) -> list[RowKind]:
    return [row.kind for row in read(*pages).rows]  # type: ignore[arg-type]


def test_rows_of_measures() -> None:
    table = [
        HEADER,
        (("แบบวัด IIT", 6), None),
        (("1. การปฏิบัติหน้าที่", 6), None),
        ROW,
        ("", "", "", "2. จัดอบรม", "อบรมแล้ว", "-"),
        ("", "", "", "", "อบรมอีกครั้ง", ""),
        ("I1 ปฏิบัติงาน", "86.19", "", "3. ติดตาม", "ติดตามแล้ว", "-"),
        ("รวมเฉลี่ย", "86.19", "", "", "", ""),
        (("หมายเหตุ: ข้อมูลเบื้องต้น", 6), None),
    ]
    assert kinds([HEADING, table]) == [
        RowKind.HEADER,
        RowKind.TOOL,
        RowKind.SECTION,
        RowKind.RECORD,
        RowKind.NEXT_MEASURE,
        RowKind.CONTINUED,
        RowKind.REPEATED,
        RowKind.TOTAL,
        RowKind.HELD_BACK,
    ]


def test_rows_of_results() -> None:
    table = [
        RESULTS,
        (("กลุ่มเทศบาลเมือง", 7), None),
        ("1", "เทศบาลเมืองแสนสุข", "91.59", "97.43", "100.00", "96.71", "ผ่านดี"),
        ("2", "เมืองพัทยา", "89.95", "84.39", "100.00", "92.30", "ผ่าน"),
        ("", "ค่าเฉลี่ย", "90.77", "90.91", "100.00", "94.51", ""),
    ]
    found = read([ANNOUNCEMENT, table]).rows
    assert [row.kind for row in found] == [
        RowKind.HEADER,
        RowKind.GROUP,
        RowKind.RECORD,
        RowKind.RECORD,
        RowKind.TOTAL,
    ]
    assert (found[1].page, found[1].table_no, found[1].row, found[1].text) == (1, 1, 2, "กลุ่มเทศบาลเมือง")
    assert all(row.reason for row in found)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), page_lines=st.integers(12, 40), open_ends=st.booleans())
def test_every_row_with_a_text_has_one_kind_and_records_are_as_many_as_rows_that_open_one(
    seed: int, page_lines: int, open_ends: bool
) -> None:
    style = Style(page_lines=page_lines, open_ends=open_ends)
    document, report = assemble(normalize(typeset(made_up(random.Random(seed)), style)))
    texts = {
        (table.table_no, number)
        for table in document.tables
        for number, row in enumerate(table.by_row(), table.first_row)
        if any(cell.text.strip() for cell in row)
    }
    assert sorted((row.table_no, row.row) for row in report.rows) == sorted(texts)
    assert sum(row.kind is RowKind.RECORD for row in report.rows) == len(report.indicators)


@pytest.mark.parametrize("kind", list(RowKind))
def test_kinds_are_words_for_people(kind: RowKind) -> None:
    assert kind.value == kind.value.lower() and "_" not in kind.value
