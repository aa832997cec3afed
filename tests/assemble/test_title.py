"""The heading: title, agency, its type and province, the years."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from support.handmade_documents import HEADER, document, read

from pipeline.assemble.title import agency_type, paragraphs_before, province_of, read_title
from pipeline.domain.register.body import Body, register
from pipeline.model import Hints, Line, Report

ROW = ("I1 ข้อ", "86.19", "ยกระดับ", "จัดทำคู่มือ", "ทำแล้ว", "ดี")


def headed(*lines: str, hints: Hints | None = None) -> Report:
    return read([*lines, [HEADER, ROW]], hints=hints)


@pytest.mark.parametrize(
    ("line", "agency", "kind", "province"),
    [
        (
            "รายงานผลภายในหน่วยงาน ของสำนักงานปลัดกระทรวงการคลัง ประจำปีงบประมาณ พ.ศ. ๒๕๖๖",
            "สำนักงานปลัดกระทรวงการคลัง",
            "สำนักงานปลัดกระทรวง",
            None,
        ),
        ("รายงานผลของกรมที่ดิน ประจำปีงบประมาณ พ.ศ. 2566", "กรมที่ดิน", "กรม", None),
        ("รายงานผลการดำเนินการของมหาวิทยาลัยราชภัฏสกลนคร ปีงบประมาณ 2566", "มหาวิทยาลัยราชภัฏสกลนคร", "สถาบันอุดมศึกษา", "สกลนคร"),
        ("รายงานผลการดำเนินการ ของการประปาส่วนภูมิภาค ประจำปีงบประมาณ พ.ศ. 2566", "การประปาส่วนภูมิภาค", "รัฐวิสาหกิจ", None),
        (
            "รายงานผลของเทศบาลตำบลพอกน้อย อำเภอพรรณานิคม จังหวัดสกลนคร ประจำปี 2566",
            "เทศบาลตำบลพอกน้อย",
            "เทศบาลตำบล",
            "สกลนคร",
        ),
        (
            "รายงานผลขององค์การบริหารส่วนจังหวัดน่าน ประจำปีงบประมาณ พ.ศ. 2566",
            "องค์การบริหารส่วนจังหวัดน่าน",
            "องค์การบริหารส่วนจังหวัด",
            "น่าน",
        ),
        ("รายงานผลการดำเนินการ เทศบาลนครเชียงใหม่ ประจำปีงบประมาณ 2566", "เทศบาลนครเชียงใหม่", "เทศบาลนคร", "เชียงใหม่"),
        ("รายงานผลการดำเนินการของจังหวัดตราด ประจำปีงบประมาณ 2566", "จังหวัดตราด", "จังหวัด", "ตราด"),
    ],
)
def test_agency_and_year_in_the_title(line: str, agency: str, kind: str, province: str | None) -> None:
    report = headed(line)
    assert (report.agency, report.agency_type, report.province, report.fiscal_year) == (agency, kind, province, 2566)


def test_agency_alone_on_the_cover() -> None:
    report = headed("รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส", "เทศบาลเมืองน่าน", "ประจำปีงบประมาณ พ.ศ. 2567")
    assert (report.agency, report.fiscal_year) == ("เทศบาลเมืองน่าน", 2567)


@pytest.mark.parametrize(
    "line",
    [
        "ของเทศบาลตำบลพอกน้อย อำเภอพรรณานิคม จังหวัดสกลนคร",
        "ของ เทศบาลตำบลพอกน้อย",
        "หน่วยงาน : เทศบาลตำบลพอกน้อย จังหวัดสกลนคร",
    ],
)
@pytest.mark.parametrize("year_below", [False, True])
def test_agency_on_a_line_of_its_own_that_says_whose_report_it_is(line: str, year_below: bool) -> None:
    title, year = "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส", "ประจำปีงบประมาณ พ.ศ. 2567"
    report = headed(title, line, year) if year_below else headed(f"{title} {year}", line)
    assert (report.agency, report.fiscal_year) == ("เทศบาลตำบลพอกน้อย", 2567)


@pytest.mark.parametrize("heading", ["ประกาศเทศบาลตำบลพอกน้อย", "ประกาศ เทศบาลตำบลพอกน้อย อำเภอพรรณานิคม จังหวัดสกลนคร"])
def test_agency_is_who_announces_its_result(heading: str) -> None:
    subject = "เรื่อง ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
    for lines in ((heading, subject), (f"{heading} {subject}",)):
        report = headed(*lines, "ประจำปีงบประมาณ พ.ศ. 2567")
        assert (report.agency, report.fiscal_year) == ("เทศบาลตำบลพอกน้อย", 2567)


@pytest.mark.parametrize("heading", ["ประกาศสำนักงาน ป.ป.ช.", "ประกาศผลการประเมิน", "ประกาศเจตนารมณ์ ของผู้บริหารที่ให้ไว้"])
def test_who_assesses_or_nobody_announces_its_own_result(heading: str) -> None:
    assert headed(heading, "เรื่อง ผลการประเมินคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. 2567").agency is None


def test_no_agency_is_guessed_from_running_text() -> None:
    report = headed(
        "มหาวิทยาลัยที่เข้าร่วมมีจำนวนมากขึ้น", "ผลการดำเนินงานปีงบประมาณ พ.ศ. 2566 ของตัวชี้วัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)"
    )
    assert report.agency is None
    assert report.fiscal_year == 2566


def test_common_era_years_become_buddhist() -> None:
    assert headed("รายงานผลของกรมสรรพากร ประจำปีงบประมาณ 2023").fiscal_year == 2566


def test_assessment_year_is_inferred_unless_printed() -> None:
    plain = headed("รายงานผลของกรมสรรพากร ประจำปีงบประมาณ พ.ศ. 2566")
    assert (plain.assessment_fiscal_year, plain.assessment_year_basis) == (2565, "inferred: report year − 1")
    said = headed(
        "รายงานผลของกรมสรรพากร ประจำปีงบประมาณ พ.ศ. 2566", "จากผลการประเมิน ITA ของหน่วยงาน ประจำปีงบประมาณ พ.ศ. 2566"
    )
    assert (said.assessment_fiscal_year, said.assessment_year_basis) == (2566, "printed")


def test_hints_outrank_the_text() -> None:
    report = headed("รายงานผลของกรมสรรพากร ประจำปีงบประมาณ พ.ศ. 2566", hints=Hints(agency="กรมศุลกากร", fiscal_year=2567))
    assert (report.agency, report.fiscal_year, report.assessment_fiscal_year) == ("กรมศุลกากร", 2567, 2566)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("อบต.นาตาก", "องค์การบริหารส่วนตำบล"), ("สถาบันวัคซีนแห่งชาติ (องค์การมหาชน)", "องค์การมหาชน"), ("ผู้รับบริการ", None)],
)
def test_agency_types(name: str, kind: str | None) -> None:
    assert agency_type(name) == kind


def test_a_small_place_that_ends_like_a_province_is_not_in_it() -> None:
    assert province_of("องค์การบริหารส่วนตำบลนาตาก", "องค์การบริหารส่วนตำบล") is None
    assert province_of("องค์การบริหารส่วนตำบลนา จังหวัดตาก", "องค์การบริหารส่วนตำบล") == "ตาก"


def registered_bodies() -> list[Body]:
    """All bodies that are no local authorities, and local ones whose names have words that mean something elsewhere."""
    words = re.compile("ของ|โดย|ภายใน|หน่วยงาน|ที่|ให้|แสดง|ได้|จะ|ตาม|เป็น|ไม่|มี|ประจำ|[0-9]")
    return [
        body for n, body in enumerate(register().values())
        if not body.body_id.startswith("la-") or words.search(f"{body.name_th} {body.district}") or n % 100 == 0
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heading",
    [
        "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ของ{} ประจำปีงบประมาณ พ.ศ. 2567",
        "รายงานผลการประเมิน ITA {} ปีงบประมาณ 2567",
    ],
)
def test_the_name_of_every_registered_body_is_read_from_a_heading(heading: str) -> None:
    """Names hold words that end names elsewhere: อำเภอเชียงของ, บ้านหมี่, กม.5, องค์การสุรา กรมสรรพสามิต."""
    wrong = []
    for body in registered_bodies():
        is_local = body.body_id.startswith("la-") and body.district
        printed = f"{body.name_th} อำเภอ{body.district} จังหวัด{body.province}" if is_local else body.name_th
        read = read_title([heading.format(printed)], Hints()).agency
        if read != body.name_th:
            wrong.append((body.name_th, read))
    assert wrong == []


def test_a_body_on_the_last_line_of_a_heading_that_was_read_as_one_paragraph() -> None:
    pages = document(["สรุปผลการประเมิน ITA ย้อนหลัง 5 ปี", "เทศบาลตำบลห้วยหินกอง", [HEADER, ROW]])
    lines = [replace(b, text=b.raw, paragraph=False) if isinstance(b, Line) else b for b in pages.pages[0].blocks]
    made = replace(pages, pages=(replace(pages.pages[0], blocks=tuple(lines)),))
    assert paragraphs_before(made, lambda lines: "".join(line.raw for line in lines), 1) == [
        "สรุปผลการประเมิน ITA ย้อนหลัง 5 ปีเทศบาลตำบลห้วยหินกอง",
        "เทศบาลตำบลห้วยหินกอง",
    ]
