"""Measures that share a cell, measures not carried out, links."""

from __future__ import annotations

import pytest
from support.handmade_documents import HEADER, HEADING, read, rules, texts

from pipeline.assemble.fields import only_possible_score
from pipeline.model import Reading, Report


def one(measure: str, result: str, outcome: str) -> Report:
    return read([HEADING, [HEADER, ("I1 ข้อหนึ่ง", "86.19", "ยกระดับ", measure, result, outcome)]])


def test_numbered_measures_are_paired_with_paragraphs_in_order() -> None:
    report = one("1. จัดทำคู่มือ\n2. จัดอบรม", "ทำคู่มือแล้ว\nอบรมแล้ว", "ปฏิบัติถูกต้อง\nมีความรู้")
    assert texts(report) == [("1. จัดทำคู่มือ", "ทำคู่มือแล้ว", "ปฏิบัติถูกต้อง"), ("2. จัดอบรม", "อบรมแล้ว", "มีความรู้")]
    assert [m.measure_no for m in report.measures] == [1, 2]
    assert report.indicators[0].measure_count == 2
    assert rules(report) == []


def test_results_are_paired_by_their_numbers_where_one_is_missing() -> None:
    report = one("1. จัดทำคู่มือ 2. จัดอบรม 3. ประชาสัมพันธ์", "1. ทำแล้ว\n3. เผยแพร่แล้ว", "")
    assert texts(report) == [
        ("1. จัดทำคู่มือ", "1. ทำแล้ว", None),
        ("2. จัดอบรม", None, None),
        ("3. ประชาสัมพันธ์", "3. เผยแพร่แล้ว", None),
    ]


def test_counts_that_disagree_keep_all_text_and_say_so() -> None:
    report = one("1. จัดทำคู่มือ\n2. จัดอบรม\n3. ประชาสัมพันธ์", "ทำคู่มือแล้ว\nอบรมแล้ว", "-")
    assert [m.result for m in report.measures] == ["ทำคู่มือแล้ว อบรมแล้ว", None, None]
    assert rules(report) == ["assemble.pairing_uncertain"]


def test_unnumbered_paragraphs_are_measures_only_where_the_results_agree() -> None:
    assert len(one("จัดทำคู่มือ\nจัดอบรม", "ทำแล้ว\nอบรมแล้ว", "ดี").measures) == 2
    assert texts(one("จัดทำคู่มือ\nและเผยแพร่", "ทำแล้ว", "ดี")) == [("จัดทำคู่มือ และเผยแพร่", "ทำแล้ว", "ดี")]


@pytest.mark.parametrize("text", ["1. ประชุมครั้งที่ 2. และครั้งต่อไป", "ใช้งบประมาณ 1.5 ล้านบาท 2.5 ล้านบาท", "จัดทำ 1 ฉบับ 2 เล่ม"])
def test_numbers_that_are_no_list(text: str) -> None:
    assert [m.measure for m in one(text, "ทำแล้ว", "ดี").measures] == [text]


@pytest.mark.parametrize(
    ("result", "implemented", "reason"),
    [
        ("*** เนื่องจากมีข้อจำกัด", False, "เนื่องจากมีข้อจำกัด"),
        ("***", False, None),
        ("ยังไม่ได้ดำเนินการ อยู่ระหว่างจัดหา", False, "ยังไม่ได้ดำเนินการ อยู่ระหว่างจัดหา"),
        ("ดำเนินการแล้ว", True, None),
        ("ยกเลิกกิจกรรม เนื่องจากโรคระบาด", False, "ยกเลิกกิจกรรม เนื่องจากโรคระบาด"),
        ("เลื่อนไปดำเนินการในปีถัดไป", False, "เลื่อนไปดำเนินการในปีถัดไป"),
        ("ยกเลิกการเรียกสำเนาบัตรประชาชน", True, None),
        ("งดรับของขวัญทุกเทศกาล", True, None),
        ("-", None, None),
        ("", None, None),
    ],
)
def test_carried_out_or_not(result: str, implemented: bool | None, reason: str | None) -> None:
    (measure,) = one("จัดอบรม", result, "-").measures
    assert (measure.implemented, measure.not_implemented_reason, measure.result) == (
        implemented,
        reason,
        result or None,
    )
    assert measure.outcome == "-"


def test_links_in_order_without_the_punctuation_around_them() -> None:
    report = one("ดูที่ https://a.go.th/x?y=1.", "● https://b.th/2 ● https://a.th/1 (http://c.th/ก)", "www.d.go.th")
    assert report.measures[0].links == (
        "https://a.go.th/x?y=1",
        "https://b.th/2",
        "https://a.th/1",
        "http://c.th/",
        "www.d.go.th",
    )


def test_a_link_that_a_narrow_column_breaks_is_one_link() -> None:
    report = one("เผยแพร่ทาง https://www.a.go.th/news/\ndetail/25?id=7 แล้ว", "-", "-")
    assert report.measures[0].links == ("https://www.a.go.th/news/detail/25?id=7",)


def test_a_result_without_a_measure_goes_to_the_measure_above_with_a_finding() -> None:
    rows = [HEADER, ("I1 ข้อ", "86.19", "ยกระดับ", "จัดทำคู่มือ", "ทำแล้ว", "ดี"), ("", "", "", "", "และเผยแพร่แล้ว", "")]
    report = read([HEADING, rows])
    assert texts(report) == [("จัดทำคู่มือ", "ทำแล้ว และเผยแพร่แล้ว", "ดี")]
    assert rules(report) == ["assemble.measure_missing"]


def test_a_question_that_a_scan_prints_again_is_one_however_it_was_read() -> None:
    """Code, question and score stand beside each measure; no engine reads a question twice alike."""
    rows = [
        HEADER,
        ("I21 ท่านเห็นว่าการปฏิบัติงานของบุคลากร", "66.74", "ยกระดับ", "1. ก", "ผ", "ล"),
        ("I21 ท่านเห็นว่าการปฏบัติงานของบคลากร", "66.74", "ยกระดับ", "2. ข", "ผ", "ล"),
        ("I22 ท่านเห็นว่าการปฏิบัติงานของบุคลากร", "66.74", "ยกระดับ", "1. ค", "ผ", "ล"),
    ]
    scan = read([HEADING, rows], reader="ocr")
    assert [i.code_raw for i in scan.indicators] == ["I21", "I22"]
    assert [(m.entry_no, m.measure) for m in scan.measures] == [(1, "1. ก"), (1, "2. ข"), (2, "1. ค")]
    assert [i.code_raw for i in read([HEADING, rows]).indicators] == ["I21", "I21", "I22"]


@pytest.mark.parametrize(
    ("readings", "score"),
    [
        ([Reading("latin", "000.00", 0.43), Reading("numerals", "", 0.75, ("๑๐๐.๐๐", "๑๑๐.๐๐", "๑๐๐.๐๑๐"))], "๑๐๐.๐๐"),
        ([Reading("numerals", "", 0.75, ("๔๑.๒๗", "๔๗.๒๗"))], None),
        ([Reading("numerals", "", 0.6, ("๑๐๐.๐๐",))], None),
        ([Reading("numerals", "", 0.75, ("๑๑๐.๐๐", "๑๐๐.๐๐"))], None),
        ([Reading("latin", "", 0.9, ("100.00",))], None),
        ([], None),
    ],
)
def test_the_only_score_that_readings_allow(readings: list[Reading], score: str | None) -> None:
    assert only_possible_score(readings) == score


def test_levels_that_a_scan_reads_almost_name_their_column_whatever_its_header_says() -> None:
    header = tuple("ผลการวิเคราะห์" if "ระดับ" in text else text for text in HEADER)
    rows = [
        header,
        ("I1 ข้อคำถาม", "80.00", "แก้ไขเรงดวน", "ม", "ผ", "ล"),
        ("I2 ข้อคำถาม", "82.00", "แก้ไขเรงดวน", "ม", "ผ", "ล"),
    ]
    assert [i.level for i in read([HEADING, rows], reader="ocr").indicators] == ["แก้ไขเร่งด่วน"] * 2
    assert [i.level for i in read([HEADING, rows]).indicators] == [None, None]


def test_a_scanned_level_is_the_wording_it_is_like_and_a_printed_one_stays() -> None:
    rows = [
        HEADER,
        ("I1 ข้อคำถาม", "80.00", "แก้ไขเร่งด่วบ", "ม", "ผ", "ล"),
        ("I2 ข้อคำถาม", "90.00", "ยกระดบ", "ม", "ผ", "ล"),
        ("I3 ข้อคำถาม", "90.00", "ไม่ทราบ", "ม", "ผ", "ล"),
    ]
    scan = read([HEADING, rows], reader="ocr")
    assert [(i.level, i.level_key) for i in scan.indicators] == [
        ("แก้ไขเร่งด่วน", "urgent_fix"),
        ("ยกระดับ", "raise"),
        ("ไม่ทราบ", None),
    ]
    assert [(f.raw, f.value) for f in scan.findings if f.rule == "assemble.level_settled"] == [
        ("แก้ไขเร่งด่วบ", "แก้ไขเร่งด่วน"),
        ("ยกระดบ", "ยกระดับ"),
    ]
    printed = read([HEADING, rows])
    assert [i.level for i in printed.indicators] == ["แก้ไขเร่งด่วบ", "ยกระดบ", "ไม่ทราบ"]


def test_a_badly_scanned_level_is_one_that_other_rows_print_and_nothing_near_another() -> None:
    rows = [
        HEADER,
        ("I1 ข้อคำถาม", "80.00", "แก้ไขเร่งด่วน", "ม", "ผ", "ล"),
        ("I2 ข้อคำถาม", "90.00", "ยกระดับ", "ม", "ผ", "ล"),
        ("I3 ข้อคำถาม", "90.00", "ยกระตา|", "ม", "ผ", "ล"),
        ("I4 ข้อคำถาม", "90.00", "แก้ระด่วน", "ม", "ผ", "ล"),
    ]
    levels = [i.level for i in read([HEADING, rows], reader="ocr").indicators]
    assert levels == ["แก้ไขเร่งด่วน", "ยกระดับ", "ยกระดับ", "แก้ระด่วน"]
    alone = [i.level for i in read([HEADING, [HEADER, rows[1], rows[3]]], reader="ocr").indicators]
    assert alone == ["แก้ไขเร่งด่วน", "ยกระตา|"], "no other row prints it"
