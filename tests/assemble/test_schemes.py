"""Documents of other schemes than that of public bodies: told by headings and codes, read with their own lists."""

from __future__ import annotations

from support.handmade_documents import Block, document

from pipeline.assemble import assemble
from pipeline.model import Report
from pipeline.normalize import normalize
from pipeline.repair import repair

CHECKLIST = ("ข้อ", "ข้อมูล", "ลิงก์")


def repaired(*blocks: Block) -> Report:
    return repair(assemble(normalize(document(blocks)))[1])


def test_a_checklist_of_hospitals_has_the_codes_of_its_scheme() -> None:
    report = repaired(
        "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงาน (MOPH ITA) ประจำปีงบประมาณ พ.ศ. 2569",
        "โรงพยาบาลบ้านสวน",
        [CHECKLIST, *((f"MOIT {n}", f"ข้อมูลเรื่องที่ {n}", f"https://a.go.th/{n}") for n in ("1", "๒", "3"))],
    )
    assert report.scheme == "moph"
    assert [item.code for item in report.oit_items] == ["MOIT1", "MOIT2", "MOIT3"]


def test_a_checklist_of_a_school_is_of_the_schools_scheme() -> None:
    report = repaired(
        "แบบตรวจการเปิดเผยข้อมูลสาธารณะ",
        "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของสถานศึกษาออนไลน์ ปีงบประมาณ พ.ศ. 2566",
        "โรงเรียนบ้านสวน",
        [CHECKLIST, ("O1", "โครงสร้าง", "https://a.go.th/1"), ("O2", "ข้อมูลผู้บริหาร", "https://a.go.th/2")],
    )
    assert report.scheme == "obec"
    assert [item.code for item in report.oit_items] == ["O1", "O2"]


def test_five_indices_are_not_forced_into_ten_indicators() -> None:
    report = repaired(
        "รายงานผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. 2561",
        "กรมการแพทย์",
        [
            ("ดัชนี", "คะแนน"),
            ("ดัชนีความโปร่งใส", "87.62"),
            ("ดัชนีความพร้อมรับผิด", "88.00"),
            ("ดัชนีวัฒนธรรมคุณธรรมในองค์กร", "80.00"),
        ],
    )
    assert report.scheme == "nacc_2561"
    assert [(s.item_kind, s.tool, s.indicator_no, s.score) for s in report.scores] == [
        ("indicator", None, 1, 87.62),
        ("indicator", None, 2, 88.0),
        ("indicator", None, 4, 80.0),
    ]
