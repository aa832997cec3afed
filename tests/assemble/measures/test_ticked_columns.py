"""Columns of ticks in tables of measures."""

from __future__ import annotations

import pytest
from support.handmade_documents import HEADING, read

STATUSES = ("ยังไม่ได้ดำเนินการ", "อยู่ระหว่างดำเนินการ", "ดำเนินการแล้ว")


@pytest.mark.parametrize(("tick", "none"), [("✓", ""), ("/", "-"), ("●", "–")])
def test_a_tick_says_what_its_column_is_headed_by(tick: str, none: str) -> None:
    header = [
        (("ข้อ", 1, 2), ("คะแนน", 1, 2), ("มาตรการ", 1, 2), ("ผลการดำเนินการ", 3), ("ผลลัพธ์", 1, 2)),
        (None, None, None, *STATUSES, None),
    ]
    rows = [
        (code, "80.00", f"จัดทำคู่มือ {code}", *(tick if k == n else none for k in range(3)), "ดีขึ้น")
        for n, code in enumerate(("I1", "I2", "I3"))
    ]
    report = read([HEADING, [*header, *rows]])
    assert [(m.result, m.implemented) for m in report.measures] == list(zip(STATUSES, (False, None, True), strict=True))


def test_ticked_quarters_are_the_period() -> None:
    title = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ของกรมสรรพากร ประจำปีงบประมาณ พ.ศ. 2566"
    header = [
        (("ข้อ", 1, 2), ("คะแนน", 1, 2), ("มาตรการ", 1, 2), ("วิธีการดำเนินการ", 1, 2), ("ระยะเวลาดำเนินการ (ไตรมาส)", 4)),
        (None, None, None, None, "1", "2", "3", "4"),
    ]
    rows = [("I1", "80.00", "จัดทำคู่มือ", "ประชุม", "", "✓", "✓", ""), ("I2", "81.00", "อบรม", "ประชุม", "✓", "", "", "")]
    report = read([title, [*header, *rows]])
    assert [m.period for m in report.measures] == ["ไตรมาส 2 ไตรมาส 3", "ไตรมาส 1"]


def test_a_column_of_statuses_beside_the_results_says_how_far_a_measure_is() -> None:
    header = ("ข้อ", "คะแนน", "มาตรการ", "ผลการดำเนินงาน", "สถานะการดำเนินงาน")
    done = "จัดทำคู่มือ 2 เล่ม"
    rows = [(f"I{n}", "80.00", "จัดทำคู่มือ", done, status) for n, status in enumerate(STATUSES, start=1)]
    report = read([HEADING, [header, *rows]])
    assert [(m.result, m.implemented) for m in report.measures] == [
        (f"{status} {done}", implemented) for status, implemented in zip(STATUSES, (False, None, True), strict=True)
    ]
