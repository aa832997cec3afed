"""What a plan hopes for is no outcome, and its table no report of results."""

from __future__ import annotations

import pytest
from support.handmade_documents import codes, read

TITLE = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ของกรมสรรพากร ประจำปีงบประมาณ พ.ศ. 2567"


@pytest.mark.parametrize("hoped", ["ผลที่คาดว่าจะได้รับ", "ประโยชน์ที่คาดว่าจะได้รับ", "ผลลัพธ์ที่คาดหวัง", "ตัวชี้วัดความสำเร็จ"])
def test_a_plan_that_says_what_it_hopes_for_is_a_plan(hoped: str) -> None:
    header = ("ที่", "ประเด็นที่ต้องพัฒนา", "มาตรการ/กิจกรรม", "วิธีดำเนินการ", hoped, "ผู้รับผิดชอบ", "ระยะเวลา")
    rows = [
        (str(n), f"{code} การใช้งบประมาณ", "เผยแพร่แผนการใช้จ่าย", "แจ้งเวียน", "บุคลากรรับทราบ", "กองคลัง", "ไตรมาส 2")
        for n, code in enumerate(("I7", "I8", "I9"), start=1)
    ]
    report = read([TITLE, [header, *rows]])
    assert report.family == "measures_plan"
    assert codes(report) == [(code, "การใช้งบประมาณ", None, None) for code in ("I7", "I8", "I9")]
    assert {(m.measure, m.method, m.result, m.outcome, m.implemented) for m in report.measures} == {
        ("เผยแพร่แผนการใช้จ่าย", "แจ้งเวียน", None, None, None)
    }


@pytest.mark.parametrize("behind", ["(63.07 คะแนน)", "ได้คะแนน 63.07", "(คะแนน 63.07)", "(ร้อยละ 63.07)"])
def test_a_score_behind_the_question_in_its_cell_is_the_code_s(behind: str) -> None:
    header = ("ประเด็นที่ต้องพัฒนา", "มาตรการ/กิจกรรม", "วิธีดำเนินการ", "ผู้รับผิดชอบ")
    rows = [(f"I{n} การใช้งบประมาณ {behind}", "เผยแพร่แผนการใช้จ่าย", "แจ้งเวียน", "กองคลัง") for n in (7, 8, 9)]
    assert codes(read([TITLE, [header, *rows]])) == [(f"I{n}", "การใช้งบประมาณ", 63.07, None) for n in (7, 8, 9)]


def test_what_has_to_be_improved_beside_the_question_is_the_issue_and_no_part_of_the_question() -> None:
    asked = "ท่านทราบแผนการใช้จ่ายงบประมาณของหน่วยงาน มากน้อยเพียงใด"
    header = ("ข้อ", "ตัวชี้วัด/ข้อคำถาม", "คะแนนที่ได้", "ประเด็นที่ต้องพัฒนา", "มาตรการ", "ผู้รับผิดชอบ", "ระยะเวลา")
    rows = [(f"I{n}", asked, "80.00", "บุคลากรไม่ทราบแผน", "เผยแพร่แผน", "กองคลัง", "ไตรมาส 2") for n in (7, 8, 9)]
    report = read([TITLE, [header, *rows]])
    assert {i.question for i in report.indicators} == {asked}
    assert {(m.issue, m.measure) for m in report.measures} == {("บุคลากรไม่ทราบแผน", "เผยแพร่แผน")}
