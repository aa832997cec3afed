"""Short lists of bodies in one document, footnotes at names, and parts of a wide table on pages of their own."""

from __future__ import annotations

from support.handmade_documents import read, rules

TITLE = "ประกาศผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. 2566"
INDICATORS = (
    *("การปฏิบัติหน้าที่", "การใช้งบประมาณ", "การใช้อำนาจ", "การใช้ทรัพย์สินของราชการ", "การแก้ไขปัญหาการทุจริต"),
    *("คุณภาพการดำเนินงาน", "ประสิทธิภาพการสื่อสาร", "การปรับปรุงระบบการทำงาน", "การเปิดเผยข้อมูล", "การป้องกันการทุจริต"),
)


def test_lists_headed_alike_but_for_the_kind_of_body_are_all_read() -> None:
    blocks: list[object] = [TITLE]
    for kind in ("เทศบาลตำบล", "องค์การบริหารส่วนตำบล", "เทศบาลเมือง"):
        bodies = [(str(n), f"{kind}บ้านที่ {n}", f"{99 - n}.10") for n in (1, 2, 3)]
        blocks += [f"{kind}ที่ได้คะแนนสูงสุด", [("อันดับ", kind, "คะแนน"), *bodies]]
    report = read(blocks)
    assert [(r.table_no, r.rank, r.total) for r in report.results] == [
        (table, n, 99.1 - n) for table in (1, 2, 3) for n in (1, 2, 3)
    ]


def test_a_mark_of_a_footnote_is_no_part_of_a_name() -> None:
    header = ("ที่", "หน่วยงาน", "IIT", "EIT", "OIT", "รวม", "ระดับ")
    rest = ("91.59", "97.43", "100.00", "96.71", "ผ่านดี")
    report = read([TITLE, [header, ("1", "เทศบาลเมืองแสนสุข¹", *rest), ("2", "เมืองพัทยา **", *rest)]])
    assert [(r.agency, r.agency_raw) for r in report.results] == [
        ("เทศบาลเมืองแสนสุข", "เทศบาลเมืองแสนสุข¹"),
        ("เมืองพัทยา", "เมืองพัทยา **"),
    ]


def test_ten_listed_indicators_outweigh_words_that_might_head_measures() -> None:
    header = ("ที่", "หน่วยงาน", *INDICATORS[:7], "การปรับปรุงระบบการทำงา", *INDICATORS[8:], "คะแนน ITA", "ระดับ")
    row = ("1", "เทศบาลเมืองแสนสุข", *(f"{80 + n}.00" for n in range(10)), "84.80", "B")
    report = read([TITLE, [header, row, ("2", "เมืองพัทยา", *row[2:])]])
    assert [(r.agency, r.total) for r in report.results] == [("เทศบาลเมืองแสนสุข", 84.8), ("เมืองพัทยา", 84.8)]


def test_scores_on_a_page_without_the_names_of_their_bodies_are_a_warning() -> None:
    names = [("ลำดับ", "หน่วยงาน", "IIT"), ("1", "เทศบาลเมืองแสนสุข", "91.59"), ("2", "เมืองพัทยา", "89.95")]
    scores = [
        ("EIT", "OIT", "คะแนนรวม", "ระดับ"),
        ("97.43", "100.00", "96.71", "ผ่านดี"),
        ("84.39", "100.00", "92.30", "ผ่าน"),
    ]
    report = read([TITLE, names], [scores])
    assert "assemble.scores_without_names" in rules(report)


def test_a_list_of_grades_alone_is_one_of_results_and_a_list_of_other_states_is_none() -> None:
    header, names = ("ลำดับ", "หน่วยงาน", "ระดับ"), ("เทศบาลเมืองแสนสุข", "เมืองพัทยา", "กรมการแพทย์")
    grades = read([TITLE, [header, *zip("123", names, ("ผ่านดี", "AA", "ต้องปรับปรุง"), strict=True)]])
    assert [(r.agency, r.total, r.grade) for r in grades.results] == list(
        zip(names, (None,) * 3, ("ผ่านดี", "AA", "ต้องปรับปรุง"), strict=True)
    )
    states = read([TITLE, [header, *zip("123", names, ("ลงทะเบียนแล้ว", "รอตรวจสอบ", "ลงทะเบียนแล้ว"), strict=True)]])
    assert not states.results
