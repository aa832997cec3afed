"""Parts of one document, each under a heading with its own year or its own body."""

from __future__ import annotations

import pytest
from support.checklists import SITE, checklist, findings
from support.handmade_documents import read
from support.result_tables import BODIES
from support.score_sheets import BODY, NAMES, SCORES, TITLE, read_sheet

OTHER = "เทศบาลตำบลธารน้ำทิพย์"
RESULTS = [
    ("ที่", "หน่วยงาน", "IIT", "EIT", "OIT", "คะแนนรวม"),
    *((str(n), b.agency, *b.printed_tools, b.printed_total) for n, b in enumerate(BODIES, start=1)),
]
SHEET = [("ตัวชี้วัด", "คะแนน"), *zip([f"ตัวชี้วัดที่ {n} {name}" for n, name in enumerate(NAMES, 1)], SCORES, strict=True)]
ANNOUNCED = "ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"


def years_of_results(*blocks: object) -> list[int | None]:
    report = read(list(blocks))  # type: ignore[arg-type]
    assert len(report.results) == len(BODIES) * sum(block is RESULTS for block in blocks)
    return [row.assessment_fiscal_year for row in report.results][:: len(BODIES)]


def test_announcements_of_two_years_in_one_book() -> None:
    headings = [f"{ANNOUNCED} ประจำปีงบประมาณ พ.ศ. {year}" for year in (2566, 2567)]
    cover = f"รวม{ANNOUNCED} ประจำปีงบประมาณ พ.ศ. 2567"
    assert years_of_results(cover, headings[0], RESULTS, headings[1], RESULTS) == [2566, 2567]


def test_a_year_holds_until_another_heading_names_one() -> None:
    first, second = (f"{ANNOUNCED} ประจำปีงบประมาณ พ.ศ. {year}" for year in (2567, 2566))
    assert years_of_results(first, RESULTS, "กลุ่มจังหวัด", RESULTS, second, RESULTS, RESULTS) == [2567, 2567, 2566, 2566]


def test_a_heading_over_several_lines_and_in_the_table() -> None:
    cover = f"{ANNOUNCED} ประจำปีงบประมาณ พ.ศ. 2567"
    titled = [(("ประจำปีงบประมาณ พ.ศ. 2566", 6),), *RESULTS]
    report = read([cover, RESULTS, "ผลการประเมิน ITA", "กลุ่มกรม", "ปีงบประมาณ พ.ศ. 2565", RESULTS, "กลุ่มกรม", titled])
    assert [r.assessment_fiscal_year for r in report.results][:: len(BODIES)] == [2567, 2565, 2566]


@pytest.mark.parametrize(
    "sentence",
    [
        "คะแนนเฉลี่ยของหน่วยงานลดลงจากปี 2565 จำนวน 1.20 คะแนน",
        "คะแนน ITA เพิ่มขึ้นเมื่อเทียบกับปีงบประมาณ พ.ศ. 2565",
        "เปรียบเทียบคะแนน ITA ปีงบประมาณ พ.ศ. 2565",
        "มติที่ประชุมเมื่อวันที่ 1 สิงหาคม พ.ศ. 2565",
    ],
)
def test_a_year_that_is_only_mentioned_is_none(sentence: str) -> None:
    heading = f"{ANNOUNCED} ประจำปีงบประมาณ พ.ศ. 2566"
    report = read([heading, sentence, RESULTS])
    assert report.fiscal_year == 2566
    assert {r.assessment_fiscal_year for r in report.results} <= {None, 2566}


def test_the_years_own_columns_come_before_the_heading() -> None:
    table = [("จังหวัด", "ปีงบประมาณ", "คะแนน ITA"), ("ตราด", "2564", "81.45"), ("", "2563", "79.20")]
    headings = [f"{ANNOUNCED} ประจำปีงบประมาณ พ.ศ. {year}" for year in (2566, 2565)]
    report = read([headings[0], RESULTS, headings[1], [*table, ("น่าน", "2564", "90.11"), ("", "2563", "88.00")]])
    assert [r.assessment_fiscal_year for r in report.results][len(BODIES) :] == [2564, 2563, 2564, 2563]


def test_sheets_of_two_bodies_and_two_years() -> None:
    def heading(body: str, year: int) -> str:
        return f"ผลคะแนนการประเมิน ITA ของ{body} ประจำปีงบประมาณ พ.ศ. {year}"

    report = read_sheet([TITLE, BODY, heading(BODY, 2566), SHEET, heading(OTHER, 2565), SHEET, "คะแนนรายตัวชี้วัด", SHEET])
    assert report.agency == BODY
    assert [(s.agency, s.assessment_fiscal_year) for s in report.scores][:: len(SCORES)] == [
        (None, 2566),
        (OTHER, 2565),
        (OTHER, 2565),
    ]


def test_a_body_alone_in_the_line_below_its_heading() -> None:
    report = read_sheet([TITLE, BODY, SHEET, "ผลการประเมิน ITA", f"2) {OTHER}", SHEET])
    assert [s.agency for s in report.scores][:: len(SCORES)] == [None, OTHER]


@pytest.mark.parametrize(
    "line",
    [
        f"ผลคะแนน ITA ของ{BODY} อำเภอเมือง จังหวัดตราด",
        f"{BODY} มีผลคะแนน ITA สูงกว่า{OTHER} ซึ่งได้คะแนน 80.00",
        "ผลการประเมิน ITA ตามประกาศของสำนักงาน ป.ป.ช.",
        f"{OTHER} ให้คำปรึกษาแก่หน่วยงาน",
    ],
)
def test_other_bodies_that_no_heading_gives_the_scores_to(line: str) -> None:
    report = read_sheet([TITLE, BODY, line, SHEET])
    assert {s.agency for s in report.scores} == {None}


def test_checklists_of_two_years() -> None:
    rows = [("ข้อ", "ข้อมูล", "ลิงก์"), ("O1", "โครงสร้าง", SITE), ("O2", "ข้อมูลผู้บริหาร", SITE), ("O3", "อำนาจหน้าที่", SITE)]
    heading = "แบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT) ประจำปีงบประมาณ พ.ศ. {}"
    pages = [heading.format(2566), rows, heading.format(2565), rows]
    _, report = checklist(pages)
    assert [(i.code, i.assessment_fiscal_year) for i in report.oit_items] == [
        (code, year) for year in (2566, 2565) for code in ("O1", "O2", "O3")
    ]
    assert findings(pages) == []
