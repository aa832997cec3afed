"""Plans of measures that are printed as lists: headings, labelled paragraphs, and what is not plain."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support.handmade_documents import read
from support.measure_lists import TITLE, outcome_of, read_list

FIRST = [
    "1. i1 บุคลากรในหน่วยงานของท่าน ปฏิบัติงานตามขั้นตอน มากน้อยเพียงใด (88.34 คะแนน)",
    "- ข้อค้นพบ: ผู้รับบริการรอนาน",
    "- มาตรการ: จัดทำบัตรคิว",
    "- วิธีการ/ขั้นตอน: 1) จัดทำป้าย",
    "2) ติดประกาศ",
    "- ผู้รับผิดชอบ: ทุกสำนักกอง",
    "- ระยะเวลา: ตุลาคม 2566 ถึง กันยายน 2567",
    "- การติดตาม: รายงานในการประชุมประจำเดือน",
]
SECOND = ["2. e3 ท่านได้รับข้อมูลที่เป็นจริง ได้คะแนน 90.10", "- มาตรการ: อบรมเจ้าหน้าที่", "- ผู้รับผิดชอบ: สำนักปลัด"]


def short(report: Any) -> list[tuple[Any, ...]]:
    codes = {i.entry_no: i.code for i in report.indicators}
    return [(codes[m.entry_no], m.measure_no, m.measure, m.responsible) for m in report.measures]


def test_each_field_of_a_list() -> None:
    found, report = read_list([*FIRST, *SECOND])
    first, second = report.indicators
    assert (first.code, first.score, first.stage, first.measure_count) == ("I1", 88.34, "plan", 1)
    assert first.question == "บุคลากรในหน่วยงานของท่าน ปฏิบัติงานตามขั้นตอน มากน้อยเพียงใด"
    assert (second.code, second.score, second.question) == ("E3", 90.1, "ท่านได้รับข้อมูลที่เป็นจริง")
    row = report.measures[0]
    assert (row.issue, row.measure, row.method) == ("ผู้รับบริการรอนาน", "จัดทำบัตรคิว", "1) จัดทำป้าย\n2) ติดประกาศ")
    assert (row.responsible, row.period) == ("ทุกสำนักกอง", "ตุลาคม 2566 ถึง กันยายน 2567")
    assert (row.period_start, row.period_end) == (date(2023, 10, 1), date(2024, 9, 30))
    assert (row.monitoring, row.result, row.outcome, row.implemented) == ("รายงานในการประชุมประจำเดือน", None, None, None)
    assert (report.family, report.families, report.agency) == ("measures_plan", ("measures_plan",), "เทศบาลตำบลบ้านใหม่")
    cells = [(c.row, c.column, c.text) for t in found.tables for c in t.cells if c.row == 3]
    assert cells == [(3, 1, "- มาตรการ:"), (3, 2, "จัดทำบัตรคิว")]
    assert (row.place.table_no, row.place.row_first, row.place.row_last) == (1, 2, 7)


def test_a_plain_list_is_not_questioned() -> None:
    outcome = outcome_of([*FIRST, *SECOND])
    assert [(f.rule, f.severity) for f in outcome.findings if f.severity != "info"] == []
    assert outcome.status == "ok"


@pytest.mark.parametrize(
    "form", ["{}: {}", "{} : {}", "• {} : {}", "(1) {}: {}", "{}\n{}", "{}:\n{}", "**{}:** {}", "{} – {}"]
)
def test_forms_of_labels(form: str) -> None:
    labels = {"มาตรการ": "จัดทำบัตรคิว", "ผู้รับผิดชอบ": "กองคลัง", "ระยะเวลาดำเนินการ": "ตลอดปีงบประมาณ"}
    lines = [line for pair in labels.items() for line in form.format(*pair).split("\n")]
    _, report = read_list(["i1 ปฏิบัติงานตามขั้นตอน", *lines, "e3 ข้อมูลที่เป็นจริง", *lines])
    assert short(report) == [("I1", 1, "จัดทำบัตรคิว", "กองคลัง"), ("E3", 1, "จัดทำบัตรคิว", "กองคลัง")]
    assert {m.period_start for m in report.measures} == {date(2023, 10, 1)}


def test_indicators_and_topics_as_headings() -> None:
    body = ["มาตรการ: จัดทำคู่มือ", "ผู้รับผิดชอบ: กองคลัง"]
    _, report = read_list(
        [
            *["ตัวชี้วัดที่ 2 การใช้งบประมาณ (คะแนน 85.20)", *body],
            *["ประเด็นที่ 2 การให้บริการและระบบ E-Service", *body],
            *["ประเด็น: การใช้อำนาจ", *body],
            *["ตัวชี้วัดที่ 4 : การใช้ทรัพย์สินของราชการ", *body],
            *["ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล", "o12 แผนการใช้จ่ายงบประมาณ", *body],
        ]
    )
    rows = [
        (i.section_no, i.indicator_no, i.tool, i.code, i.score, i.topic and i.topic.number) for i in report.indicators
    ]
    assert rows[0] == (2, 2, "IIT", None, 85.2, None)
    assert rows[1] == (None, None, None, None, None, 2)
    assert [(row[0], row[1], row[2]) for row in rows[2:4]] == [(3, 3, "IIT"), (4, 4, "IIT")]
    assert (rows[4][0], rows[4][3]) == (9, "O12")
    assert len(report.measures) == 5


def test_several_measures_of_one_code() -> None:
    lines = ["มาตรการที่ 1 จัดทำคู่มือ", "ผู้รับผิดชอบ: กองคลัง", "มาตรการที่ 2 จัดอบรม", "ผู้รับผิดชอบ: กองช่าง"]
    _, report = read_list(["i1 ปฏิบัติงานตามขั้นตอน", *lines, *SECOND])
    assert short(report)[:2] == [("I1", 1, "จัดทำคู่มือ", "กองคลัง"), ("I1", 2, "จัดอบรม", "กองช่าง")]


def test_a_list_over_a_page_end() -> None:
    found, report = read_list(FIRST[:4], [*FIRST[4:], *SECOND])
    assert report.measures[0].method == "1) จัดทำป้าย\n2) ติดประกาศ"
    place = report.measures[0].place
    assert (place.page_first, place.page_last, place.row_first, place.row_last) == (1, 2, 2, 8)
    assert [(t.page, t.table_no, t.first_row, t.rows) for t in found.tables] == [(1, 1, 1, 4), (2, 1, 5, 7)]


def test_a_label_of_results_makes_it_a_report() -> None:
    body = ["มาตรการ: จัดทำคู่มือ", "ผลการดำเนินการ: จัดทำแล้วเผยแพร่บนเว็บไซต์", "ผลลัพธ์: ผู้รับบริการพึงพอใจ"]
    _, report = read_list(["i1 ปฏิบัติงานตามขั้นตอน", *body, "i4 ปฏิบัติงาน", *body])
    assert [(i.stage, i.code) for i in report.indicators] == [("result", "I1"), ("result", "I4")]
    assert [(m.result, m.outcome, m.implemented) for m in report.measures] == [
        ("จัดทำแล้วเผยแพร่บนเว็บไซต์", "ผู้รับบริการพึงพอใจ", True)
    ] * 2


def test_what_follows_a_list_is_no_part_of_it() -> None:
    closing = ["ข้อจำกัดของหน่วยงานในการดำเนินการประเมิน", "บุคลากรมีจำนวนน้อย"]
    _, report = read_list([*FIRST, *SECOND, *closing])
    assert report.measures[-1].responsible == "สำนักปลัด"
    assert [(f.rule, f.severity, f.raw) for f in report.findings] == [("assemble.list_ended", "info", closing[0])]


def test_labels_under_an_unknown_heading_are_not_given_to_the_code_above() -> None:
    unknown = ["3. ด้านการจัดบริการเชิงรุก", "- มาตรการ: เพิ่มช่องทาง", "- ผู้รับผิดชอบ: กองช่าง"]
    outcome = outcome_of([*FIRST, *SECOND, *unknown])
    assert short(outcome.report)[1:] == [("E3", 1, "อบรมเจ้าหน้าที่", "สำนักปลัด")]
    assert [(f.rule, f.severity, f.page) for f in outcome.findings if f.severity == "error"] == [
        ("family.prose_plan", "error", 1)
    ]
    assert outcome.status == "partial"


@pytest.mark.parametrize(
    "lines",
    [
        ["มาตรการ: จัดทำบัตรคิว", "ผู้รับผิดชอบ: กองคลัง", "ระยะเวลา: ตลอดปี"],
        ["ด้านการบริการ", "มาตรการ: จัดทำบัตรคิว", "ผู้รับผิดชอบ: กองคลัง"],
        ["ตัวชี้วัดที่ 1 การเปิดเผยข้อมูล", "มาตรการ: จัดทำบัตรคิว", "ผู้รับผิดชอบ: กองคลัง"],
        ["ตัวชี้วัดที่ 1 : การเปิดเผยข้อมูล", "มาตรการ: จัดทำบัตรคิว", "ผู้รับผิดชอบ: กองคลัง"],
        ["การใช้งบประมาณ", "มาตรการ: จัดทำบัตรคิว", "ประกาศมาตรการ", "งบประมาณ: ไม่มี"],
    ],
    ids=["no heading", "unknown heading", "another assessment's number", "the same with a colon", "one field"],
)
def test_measures_that_are_not_plain_are_said_and_not_read(lines: list[str]) -> None:
    outcome = outcome_of(["ผลการประเมิน ITA ได้คะแนน 88.20", *lines])
    assert (outcome.report.measures, outcome.status) == ((), "partial")
    assert [(f.severity, f.page) for f in outcome.findings if f.rule == "family.prose_plan"] == [("error", 1)]


def test_a_title_that_announces_measures_of_which_none_was_read() -> None:
    outcome = outcome_of(["ผลการประเมิน ITA ได้คะแนน 88.20", "จึงได้จัดทำประกาศข้อปฏิบัติในการให้ยืมทรัพย์สินของทางราชการ"])
    found = [(f.severity, f.raw) for f in outcome.findings if f.rule == "family.prose_plan"]
    assert (outcome.status, found) == ("partial", [("warning", TITLE)])


@pytest.mark.parametrize(
    "lines",
    [
        ["แผนบริหารความเสี่ยง", "1. การใช้งบประมาณ", "มาตรการ: ตรวจสอบภายใน", "ผู้รับผิดชอบ: กองคลัง", "ระยะเวลา: ตลอดปี"],
        ["ประกาศมาตรการประหยัดพลังงาน", "มาตรการ: ปิดไฟ", "ผู้รับผิดชอบ: ทุกกอง", "ระยะเวลา: ตลอดปี"],
    ],
)
def test_lists_of_something_else(lines: list[str]) -> None:
    report = read(lines)
    assert (report.measures, report.findings) == ((), ())
    assert report.skipped is not None


def test_what_has_to_be_improved_below_a_heading_with_a_code_is_the_issue() -> None:
    _, report = read_list(
        [
            "1. I1 ปฏิบัติงานตามขั้นตอน มากน้อยเพียงใด (คะแนน 85.13)",
            "ประเด็นที่ต้องพัฒนา: ผู้รับบริการรอนาน",
            "มาตรการ: จัดทำบัตรคิว",
            "หน่วยงานที่รับผิดชอบ: กองคลัง",
        ]
    )
    (indicator,), (row,) = report.indicators, report.measures
    assert (indicator.question, indicator.score) == ("ปฏิบัติงานตามขั้นตอน มากน้อยเพียงใด", 85.13)
    assert (row.issue, row.measure) == ("ผู้รับบริการรอนาน", "จัดทำบัตรคิว")
