"""Cells that name several codes."""

from __future__ import annotations

import pytest
from support.handmade_documents import read

from pipeline.assemble.measures.listed_codes import listed_codes, listed_scores

TITLE = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ของกรมสรรพากร ประจำปีงบประมาณ พ.ศ. 2566"


@pytest.mark.parametrize(
    ("text", "codes", "rest"),
    [
        ("I7, I8, I9", ("I7", "I8", "I9"), ""),
        ("i7\ni8\ni9", ("I7", "I8", "I9"), ""),
        ("I7I8I9", ("I7", "I8", "I9"), ""),
        ("O13 - O15", ("O13", "O14", "O15"), ""),
        ("O๑๓ ถึง ๑๕", ("O13", "O14", "O15"), ""),
        ("E1 และ E2", ("E1", "E2"), ""),
        ("I1, 3 และ E6 การสื่อสาร", ("I1", "I3", "E6"), "การสื่อสาร"),
        ("I7", (), "I7"),
        ("I1 2", (), "I1 2"),
        ("I7 การใช้งบประมาณ ปี 2566", (), "I7 การใช้งบประมาณ ปี 2566"),
        ("I1 - 85.00", (), "I1 - 85.00"),
        ("O13 - O10", (), "O13 - O10"),
        ("I7 I7", (), "I7 I7"),
    ],
)
def test_codes_that_a_cell_lists(text: str, codes: tuple[str, ...], rest: str) -> None:
    assert listed_codes(text) == (codes, rest)


def test_scores_of_listed_codes_are_as_many_as_these() -> None:
    assert listed_scores(["75.56", "76.83 / 82.97"], 3) == ("75.56", "76.83", "82.97")
    assert listed_scores(["75.56"], 2) == ()


def test_each_code_of_a_cell_has_its_score_and_the_measures_of_the_row() -> None:
    header = ("ข้อ", "คะแนน", "มาตรการ", "วิธีดำเนินการ", "ผู้รับผิดชอบ")
    rows = [
        ("I7\nI8", "75.56\n76.83", "จัดทำคู่มือ", "ประชุม", "กองคลัง"),
        ("E1 และ E2", "80.00", "อบรม", "ประชุม", "กองคลัง"),
        ("I20", "70.00", "ประกาศ", "ประชุม", "กองคลัง"),
    ]
    report = read([TITLE, [header, *rows]])
    assert [(i.code_raw, i.score, i.place.row_first) for i in report.indicators] == [
        ("I7", 75.56, 2),
        ("I8", 76.83, 2),
        ("E1", None, 3),
        ("E2", None, 3),
        ("I20", 70.0, 4),
    ]
    assert [(m.entry_no, m.measure) for m in report.measures] == [
        (1, "จัดทำคู่มือ"),
        (2, "จัดทำคู่มือ"),
        (3, "อบรม"),
        (4, "อบรม"),
        (5, "ประกาศ"),
    ]
    assert [f.severity for f in report.findings if f.rule == "assemble.codes_listed"] == ["info", "warning"]


def test_a_measure_that_is_merged_over_several_codes_is_each_one_s() -> None:
    header = ("ข้อ", "คะแนน", "มาตรการ", "วิธีดำเนินการ", "ผู้รับผิดชอบ")
    merged = [("I7", "75.56", ("จัดทำคู่มือ", 1, 2), ("ประชุม", 1, 2), ("กองคลัง", 1, 2)), ("I8", "76.83", None, None, None)]
    report = read([TITLE, [header, *merged, ("I9", "70.00", "อบรม", "ประชุม", "กองช่าง")]])
    assert [(m.entry_no, m.measure, m.method) for m in report.measures] == [
        (1, "จัดทำคู่มือ", "ประชุม"),
        (2, "จัดทำคู่มือ", "ประชุม"),
        (3, "อบรม", "ประชุม"),
    ]
