"""Awkward layouts: headers, sections, tools, cells that hold two fields."""

from __future__ import annotations

import pytest
from support.handmade_documents import HEADER, HEADING, codes, document, read, rules, texts

from pipeline.assemble import assemble
from pipeline.normalize import normalize

ROW = (
    "I1 ท่านเห็นว่าเป็นธรรมเพียงใด",
    "86.19",
    "ยกระดับ",
    "จัดทำคู่มือการปฏิบัติงานของหน่วยงาน",
    "จัดทำแล้วเสร็จทั้งหน่วยงาน",
    "ปฏิบัติงานได้ถูกต้องรวดเร็ว",
)
GOT = [("I1", "ท่านเห็นว่าเป็นธรรมเพียงใด", 86.19, "ยกระดับ")]


@pytest.mark.parametrize(
    "header",
    [
        ("ประเด็น/ตัวชี้วัด", "ผลคะแนน", "ระดับของมาตรการ", "มาตรการ/แนวทางการดำเนินงาน", "ผลการดำเนินงาน", "ผลลัพธ์ที่ได้"),
        ("ประเด็นการประเมิน", "คะแนนที่ได้", "ระดับ", "แนวทางการพัฒนา", "ผลการดำเนินการตามมาตรการ", "ผลสัมฤทธิ์"),
        ("ข้อคำถาม", "ค่าคะแนน", "ประเภทของมาตรการ", "วิธีการดำเนินการ", "ผลการปฏิบัติงาน", "ผลที่ได้รับ"),
        ("ตัวชี้วัด", "ผลการประเมิน", "ระดับมาตรการ", "แนวทางการปรับปรุงแก้ไข", "รายงานผลการดำเนินงาน", "ผลลัพธ์/ความสำเร็จ"),
        ("ตวชี้วัดย่อย", "คะเเนน", "ระดับมาตราการที่ใช้ดำเนินการ", "มาตราการที่ดำเนินการ", "ผลการดำเนนการ", "ผลลัพท์ของการดำเนินการ"),
    ],
)
def test_header_wordings_old_new_and_misprinted(header: tuple[str, ...]) -> None:
    report = read([HEADING, [header, ROW]])
    assert codes(report) == GOT
    assert texts(report) == [ROW[3:]]


def test_two_row_header() -> None:
    head = [
        [("ตัวชี้วัดย่อย", 2, 2), ("คะแนน", 1, 2), ("การดำเนินการของหน่วยงาน", 3)],
        [(None, 2), (None, 1), "มาตรการ", "ผลการดำเนินการ", "ผลลัพธ์"],
    ]
    report = read([HEADING, [*head, ["I1", "ท่านเห็นว่าเป็นธรรมเพียงใด", "86.19", *ROW[3:]]]])
    assert codes(report) == [("I1", "ท่านเห็นว่าเป็นธรรมเพียงใด", 86.19, None)]
    assert texts(report) == [ROW[3:]]


def test_title_row_inside_the_table_above_the_header() -> None:
    report = read([HEADING, [[("ผลการดำเนินงานของตัวชี้วัด (EIT)", 6)], HEADER, ROW]])
    assert [(i.tool, i.code_raw) for i in report.indicators] == [("EIT", "I1")]


def test_columns_without_a_heading_are_told_by_their_content() -> None:
    head = ("ตัวชี้วัดย่อย", "คะแนน", "", "มาตรการ", "ผลการดำเนินการ", "")
    report = read([HEADING, [head, ROW, ("I2 อีกข้อหนึ่งเป็นอย่างไร", "70.00", "แก้ไขเร่งด่วน", *ROW[3:])]])
    assert [i.level_key for i in report.indicators] == ["raise", "urgent_fix"]
    assert [m.outcome for m in report.measures] == [ROW[5], ROW[5]]


def test_level_glued_to_the_measure() -> None:
    head = ("ตัวชี้วัดย่อย", "คะแนน", "ระดับมาตรการ", "มาตรการ", "ผลการดำเนินการ", "ผลลัพธ์")
    row = ("I13", "83.73", "แก้ไขเร่งด่วน จัดทำรายละเอียดงานแต่ละตำแหน่ง", "", "ทำรายงานแล้ว", "ทราบหน้าที่ของตน")
    report = read([HEADING, [head, row]])
    assert codes(report) == [("I13", None, 83.73, "แก้ไขเร่งด่วน")]
    assert texts(report) == [("จัดทำรายละเอียดงานแต่ละตำแหน่ง", "ทำรายงานแล้ว", "ทราบหน้าที่ของตน")]


def test_sections_as_rows_and_paragraphs_and_tools_as_lines() -> None:
    report = read(
        [HEADING, "ผลการดำเนินงานของตัวชี้วัด (IIT)", [HEADER, [("1. การปฏิบัติหน้าที่", 6)], ROW]],
        ["5. การแก้ไขปัญหาทุจริต", [("I25 ข้อ", *ROW[1:])]],
        ["ตัวชี้วัดการเปิดเผยข้อมูลสาธารณะ (OIT)", [HEADER, [("ตัวชี้วัดที่ 9 การเปิดเผยข้อมูล", 6)], ("O8 Q&A", "0.00", *ROW[2:])]],
    )
    assert [(i.tool, i.section_no, i.section_title, i.code_raw, i.question) for i in report.indicators] == [
        ("IIT", 1, "การปฏิบัติหน้าที่", "I1", "ท่านเห็นว่าเป็นธรรมเพียงใด"),
        ("IIT", 5, "การแก้ไขปัญหาทุจริต", "I25", "ข้อ"),
        ("OIT", 9, "การเปิดเผยข้อมูล", "O8", "Q&A"),
    ]


def test_section_row_with_its_own_score_is_no_indicator() -> None:
    report = read([HEADING, [HEADER, ("2. การใช้งบประมาณ", "85.20", "", "", "", ""), ROW]])
    assert [(i.section_no, i.code_raw) for i in report.indicators] == [(2, "I1")]


@pytest.mark.parametrize("code", ["l13", "|13", "113", "i 13", "I13", "[27", "£5", "O0", "22", "7", "E 12"])
def test_codes_are_kept_as_printed(code: str) -> None:
    head = (("ตัวชี้วัดย่อย", 2), *HEADER[1:])
    report = read([HEADING, [head, (code, "ท่านเห็นว่าเป็นธรรมเพียงใด", *ROW[1:]), ("I29", "อีกข้อ", *ROW[1:])]])
    assert [i.code_raw for i in report.indicators] == [code, "I29"]
    assert {i.code for i in report.indicators} == {None}


@pytest.mark.parametrize(
    ("printed", "score", "top"),
    [
        ("86.19", 86.19, None),
        ("86,19", 86.19, None),
        ("100", 100.0, None),
        ("86.\n19", 86.19, None),
        ("77.50/100", 77.5, 100.0),
        ("ร้อยละ 91.2", 91.2, None),
        ("-", None, None),
        ("ไม่มี", None, None),
    ],
)
def test_scores(printed: str, score: float | None, top: float | None) -> None:
    report = read([HEADING, [HEADER, (ROW[0], printed, *ROW[2:])]])
    (indicator,) = report.indicators
    assert (indicator.score, indicator.score_max, indicator.score_raw) == (score, top, printed.replace("\n", ""))


def test_code_repeated_on_every_row_is_one_indicator() -> None:
    report = read([HEADING, [HEADER, (*ROW[:3], "1. จัดทำคู่มือ", "จัดทำ", "ดี"), (*ROW[:3], "2. อบรม", "อบรม", "รู้")]])
    assert [(i.code_raw, i.measure_count) for i in report.indicators] == [("I1", 2)]


def test_a_merged_result_belongs_to_each_measure_an_empty_one_to_none() -> None:
    rows = [
        [("I1 ข้อหนึ่ง", 1, 2), ("86.19", 1, 2), ("ยกระดับ", 1, 2), "1. จัดทำคู่มือ", ("ทำแล้วทั้งสองเรื่อง", 1, 2), "ดี"],
        [(None, 1), (None, 1), (None, 1), "2. จัดอบรม", (None, 1), ""],
    ]
    document_read, report = assemble(normalize(document([HEADING, [HEADER, *rows]])))
    assert texts(report) == [("1. จัดทำคู่มือ", "ทำแล้วทั้งสองเรื่อง", "ดี"), ("2. จัดอบรม", "ทำแล้วทั้งสองเรื่อง", None)]
    place = report.measures[1].place
    assert (place.row_first, place.row_last) == (2, 3)
    assert next(document_read.tables).table_no == place.table_no


def test_rows_that_fit_nowhere_are_held_back_with_a_finding() -> None:
    report = read([HEADING, [HEADER, ("", "", "", "ไม่มีรหัสข้างบน", "ผล", ""), ROW, [("หมายเหตุ *** คือ ไม่ได้ดำเนินการ", 6)]]])
    held = [f for f in report.findings if f.rule == "assemble.row_held_back"]
    assert [(f.row, f.raw) for f in held] == [(2, "ไม่มีรหัสข้างบน | ผล"), (4, "หมายเหตุ *** คือ ไม่ได้ดำเนินการ")]
    assert len(report.indicators) == 1


UNKNOWN = [("ชื่อ", "ที่อยู่", "โทรศัพท์"), ("ก", "ข", "ค")]


def test_an_unknown_header_in_a_document_of_the_assessment_is_named_with_the_files() -> None:
    report = read(["ผลการประเมิน ITA ของกรมสรรพากร ประจำปีงบประมาณ พ.ศ. 2566", UNKNOWN])
    (finding,) = report.findings
    assert (report.family, report.skipped, finding.rule, finding.severity) == (None, None, "family.none", "error")
    assert "ชื่อ | ที่อยู่ | โทรศัพท์" in finding.message
    assert "families/measures_result.yml" in finding.message


@pytest.mark.parametrize(
    "heading", ["ทำเนียบผู้ติดต่อ", "เพื่อรองรับการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA)"]
)
def test_a_document_of_something_else_is_skipped_and_no_error(heading: str) -> None:
    report = read([heading, UNKNOWN])
    assert (report.family, report.findings) == (None, ())
    assert report.skipped is not None and "no table has a header of a known family" in report.skipped


def test_other_tables_of_the_document_are_mentioned() -> None:
    report = read([[("ชื่อ", "ที่อยู่"), ("ก", "ข")]], [HEADING, [HEADER, ROW]])
    assert rules(report) == ["family.other_table"]
    assert len(report.indicators) == 1


def test_tables_are_numbered_over_pages() -> None:
    made = document(
        [HEADING, "(IIT)", [HEADER, ROW]],
        ["- 2 -", [HEADER, ("I2 ข้อ", *ROW[1:])]],
        [[("I3 ข้อ", *ROW[1:])]],
        ["(EIT)", [HEADER, ("E1 ข้อ", *ROW[1:])]],
    )
    stitched, report = assemble(normalize(made))
    assert [(t.page, t.table_no, t.first_row, t.cells[0].row) for t in stitched.tables] == [
        (1, 1, 1, 1),
        (2, 1, 3, 3),
        (3, 1, 5, 5),
        (4, 2, 1, 1),
    ]
    assert [i.place.table_no for i in report.indicators] == [1, 1, 1, 2]
    assert [i.place.row_first for i in report.indicators] == [2, 4, 5, 2]


def test_transcript_with_shifted_cells() -> None:
    rows = [
        ("", *HEADER),
        ("12", "ท่านเห็นว่าเป็นธรรมเพียงใด", *ROW[1:]),
        ("", "", "", "", "2. เรื่องที่สอง", "ทำแล้ว", ""),
        ("I15 อีกข้อหนึ่งเป็นอย่างไร", "85.18", "ยกระดับ", "1. จัดทำแผน", "มีแผน", "มีทิศทาง"),
        ("I20", "73.21", "แก้ไขเร่งด่วน", "จัดทำคู่มือ", "มีคู่มือ", "มีหลักเกณฑ์"),
        ("129", "ท่านคิดอย่างไรในข้อนี้", "83.69", "แก้ไขเร่งด่วน", "มีการประชุมติดตาม", "นำผลไปปรับปรุง"),
    ]
    report = read([HEADING, rows], reader="transcript")
    assert [(i.code_raw, i.question, i.score) for i in report.indicators] == [
        ("12", "ท่านเห็นว่าเป็นธรรมเพียงใด", 86.19),
        ("I15", "อีกข้อหนึ่งเป็นอย่างไร", 85.18),
        ("I20", None, 73.21),
        ("129", "ท่านคิดอย่างไรในข้อนี้", 83.69),
    ]
    assert texts(report)[1:] == [
        ("2. เรื่องที่สอง", "ทำแล้ว", None),
        ("1. จัดทำแผน", "มีแผน", "มีทิศทาง"),
        ("จัดทำคู่มือ", "มีคู่มือ", "มีหลักเกณฑ์"),
        (None, "มีการประชุมติดตาม", "นำผลไปปรับปรุง"),
    ]
    lost = [f for f in report.findings if f.rule == "assemble.cell_missing"]
    assert [f.code for f in lost] == ["129"]


@pytest.mark.parametrize(
    "header",
    [
        (
            "แบบสำรวจข้อที่",
            "ผลการประเมินฯ",
            "มาตรการ (ยกระดับ/เร่งด่วน)",
            "มาตรการที่กำหนดไว้",
            "รายงานการดำเนินงาน",
            "ผลการเปลี่ยนแปลงหลังดำเนินการ",
        ),
        ("จุดที่ควรพัฒนา", "ระดับคะแนน", "กลุ่มของมาตรการ", "แนวทาง/มาตรการแก้ไข", "การดำเนินการตามแนวทาง", "ผลลัพธ์เชิงประจักษ์"),
        ("ข้อความคำถาม", "ร้อยละ", "ผลการวิเคราะห์", "การกำหนดมาตรการ", "การขับเคลื่อนมาตรการ", "ความสำเร็จที่เกิดขึ้น"),
        ("Question", "Score", "Level", "Measures", "Results", "Outcomes"),
    ],
)
def test_headers_that_nobody_listed_are_told_by_a_word_in_them(header: tuple[str, ...]) -> None:
    report = read([HEADING, [header, ROW]])
    assert codes(report) == GOT
    assert texts(report) == [ROW[3:]]


def test_short_texts_of_a_cut_row_are_no_header() -> None:
    rest = ("", "", "", "ตามแนวทางที่กำหนดไว้", "ดำเนินการแล้วเสร็จ", "ผลสำเร็จตามเป้าหมาย")
    report = read([HEADING, [HEADER, ROW]], [[rest]])
    assert len(report.indicators) == 1
    assert report.measures[-1].result is not None and report.measures[-1].result.endswith("ดำเนินการแล้วเสร็จ")


def test_two_columns_that_one_field_heads_are_told_apart_by_their_order() -> None:
    head = ("ตัวชี้วัดย่อย", "คะแนน", "ระดับ", "แนวทางการดำเนินการ", "การดำเนินการตามแนวทาง", "ผลลัพธ์", "ข้อเสนอแนะ")
    report = read([HEADING, [head, (*ROW, "ควรทำต่อไป")]])
    assert texts(report) == [ROW[3:]]


def test_a_column_headed_as_levels_may_hold_the_measures_too() -> None:
    head = ("ตัวชี้วัดย่อย", "คะแนน", "กลุ่มของมาตรการ/แนวทางแก้ไข", "การดำเนินการตามแนวทาง", "ผลลัพธ์")
    report = read([HEADING, [head, (*ROW[:2], f"ยกระดับ\n{ROW[3]}", *ROW[4:])]])
    assert codes(report) == GOT
    assert texts(report) == [ROW[3:]]


def test_a_column_of_indicators_opens_sections() -> None:
    head = ("ที่", "ด้าน", "รหัส", "ข้อคำถาม", "คะแนน", "มาตรการ", "ผลการดำเนินการ", "ผลลัพธ์")
    rows = [
        ["1", ("1. การปฏิบัติหน้าที่", 1, 2), "I1", "ท่านเห็นว่าเป็นธรรมเพียงใด", "86.19", *ROW[3:]],
        ["2", None, "I2", "อีกข้อหนึ่งเป็นอย่างไรบ้าง", "70.00", *ROW[3:]],
        ["3", "2. การใช้งบประมาณ", "I7", "ข้อที่สามถามเรื่องงบประมาณ", "71.00", *ROW[3:]],
    ]
    report = read([HEADING, [head, *rows]])
    assert [(i.code_raw, i.section_no, i.section_title) for i in report.indicators] == [
        ("I1", 1, "การปฏิบัติหน้าที่"),
        ("I2", 1, "การปฏิบัติหน้าที่"),
        ("I7", 2, "การใช้งบประมาณ"),
    ]
    assert [i.question for i in report.indicators] == [
        "ท่านเห็นว่าเป็นธรรมเพียงใด",
        "อีกข้อหนึ่งเป็นอย่างไรบ้าง",
        "ข้อที่สามถามเรื่องงบประมาณ",
    ]


def test_a_row_of_means_is_no_code() -> None:
    report = read([HEADING, [HEADER, ROW, [("คะแนนเฉลี่ย", 1), "86.19", "", "", "", ""]]])
    assert codes(report) == GOT
    assert "assemble.sum_row" in rules(report)


def test_running_numbers_are_never_codes() -> None:
    head = ("ลำดับ", "ข้อคำถามรายตัวชี้วัด", "คะแนน", "มาตรการ", "ผลการดำเนินการ", "ผลลัพธ์")
    rows = [(str(n), "ท่านเห็นว่าเป็นธรรมเพียงใด", "86.19", *ROW[3:]) for n in (1, 2, 3)]
    report = read([HEADING, [head, *rows]])
    assert [i.code_raw for i in report.indicators] == [None, None, None]


def test_a_header_that_ocr_reads_a_little_otherwise_on_every_page_is_no_data() -> None:
    header = ("ตัวชี้วัดย่อย", "คะแนน", "ระดับมาตรการที่ใช้ดำเนินการ", "มาตรการ", "ผล", "ผลลัพธ์")
    noisy = [("ตัวขี้วัดย่อย" if n % 2 else "ตวชีวัดย่อย", *header[1:]) for n in range(6)]
    pages = [[HEADING, [header, ("I1 ข้อหนึ่ง", "80.00", "แก้ไขเร่งด่วน", "จัดทำคู่มือการปฏิบัติงานของเจ้าหน้าที่", "ทำแล้ว", "ดีขึ้น")]]]
    pages += [
        [[again, (f"I{n} ข้อ", "80.00", "แก้ไขเร่งด่วน" if n % 2 else "", "จัดอบรมเจ้าหน้าที่ทุกคนในหน่วยงาน", "ทำแล้ว", "ดีขึ้น")]]
        for n, again in enumerate(noisy, 2)
    ]
    report = read(*pages, reader="ocr")
    assert len(report.measures) == 7 and all(m.measure for m in report.measures)
    assert report.indicators[1].level != "จัดอบรมเจ้าหน้าที่ทุกคนในหน่วยงาน"
