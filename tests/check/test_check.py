from __future__ import annotations

from dataclasses import replace

import pytest
from support import factories

from pipeline.check import check
from pipeline.model import (
    AgencyResultRow,
    Document,
    Finding,
    IndicatorRow,
    Line,
    MeasureRow,
    Page,
    Place,
    Report,
    Table,
)

HEADER = ["รหัส", "ตัวชี้วัด", "คะแนน", "ระดับ", "มาตรการ", "ผลการดำเนินการ", "ผลลัพธ์"]


def sound() -> tuple[Document, Report]:
    """A small report without a flaw: two codes of section 1, one of section 7."""
    lines = [
        HEADER,
        ["1. การปฏิบัติหน้าที่", "", "", "", "", "", ""],
        ["I1", "ข้อหนึ่ง", "86.10", "ยกระดับ", "มาตรการแรก", "ทำแล้ว", "ดีขึ้น"],
        ["I2", "ข้อสอง", "70.20", "แก้ไขเร่งด่วน", "มาตรการสอง", "ทำแล้วเช่นกัน", "ดีขึ้นมาก"],
        ["7. ประสิทธิภาพการสื่อสาร", "", "", "", "", "", ""],
        ["E6", "ข้อหก", "85.00", "ยกระดับ", "มาตรการสาม", "กำลังทำ", "รอดูผล"],
    ]
    table = factories.table(lines)
    page = Page(1, 842.0, 595.0, "pdfium", 1.0, (Line("ปีงบประมาณ พ.ศ. ๒๕๖๖", "ปีงบประมาณ พ.ศ. 2566"), table))
    document = Document(factories.source(), (page,))
    named = {3: ("IIT", 1, "การปฏิบัติหน้าที่", 1), 4: ("IIT", 1, "การปฏิบัติหน้าที่", 1), 6: ("EIT", 7, "ประสิทธิภาพการสื่อสาร", 7)}
    indicators, measures = [], []
    for no, (row, (tool, section, title, indicator)) in enumerate(named.items(), 1):
        code, question, score, level, measure, result, outcome = lines[row - 1]
        place = Place(1, 1, 1, row, row)
        key = "raise" if level == "ยกระดับ" else "urgent_fix"
        indicators.append(
            IndicatorRow(  # type: ignore[arg-type]
                no,
                place,
                tool,
                section,
                title,
                indicator,
                code,
                code,
                "printed",
                question,
                float(score),
                score,
                None,
                level,
                key,
                1,
            )
        )
        measures.append(MeasureRow(no, 1, place, measure, result, outcome, True))
    report = Report(
        "measures_result",
        "รายงานผล ประจำปีงบประมาณ พ.ศ. 2566",
        "กรมหนึ่ง",
        "กรม",
        None,
        2566,
        2565,
        "before",
        tuple(indicators),
        tuple(measures),
    )
    return document, report


def with_row(report: Report, place: int, **changes: object) -> Report:
    rows = list(report.indicators)
    rows[place] = replace(rows[place], **changes)  # type: ignore[arg-type]
    return replace(report, indicators=tuple(rows))


def found(document: Document, report: Report) -> list[Finding]:
    return list(check(document, report))


def rules(document: Document, report: Report) -> list[str]:
    return [finding.rule for finding in check(document, report)]


def test_sound_report_raises_nothing() -> None:
    assert found(*sound()) == []


@pytest.mark.parametrize(
    ("place", "changes", "rule"),
    [
        (0, {"score": 100.01}, "check.score_scale"),
        (1, {"score": -1.0}, "check.score_scale"),
        (0, {"score": 9.0, "score_max": 5.0}, "check.score_scale"),
        (0, {"score": None, "score_raw": "86.l0"}, "check.score_unread"),
        (0, {"score": 84.99}, "check.level"),
        (1, {"score": 85.0}, "check.level"),
        (2, {"score": 4.0, "score_max": 5.0}, "check.level"),
        (2, {"tool": "OIT", "score": 99.0}, "check.oit_score"),
        (1, {"score": None, "score_raw": "-"}, "check.indicator_incomplete"),
        (1, {"level": None, "level_key": None}, "check.indicator_incomplete"),
        (2, {"section_title": "การใช้งบประมาณ"}, "check.section_title"),
        (2, {"section_title": "อื่น ๆ อีกมากมาย"}, "check.section_title"),
        (2, {"indicator_no": 6}, "check.section_code"),
        (1, {"code": "I1"}, "check.code_twice"),
        (0, {"code": "I5"}, "check.code_order"),
    ],
)
def test_flaw_of_an_indicator_row(place: int, changes: dict[str, object], rule: str) -> None:
    document, report = sound()
    flawed = [finding for finding in found(document, with_row(report, place, **changes)) if finding.rule == rule]
    assert len(flawed) == 1
    culprit = place + 1 if rule == "check.code_order" else place
    assert flawed[0].row == report.indicators[culprit].place.row_first


@pytest.mark.parametrize("title", ["ด้านที่ 7 ประสิทธิภาพการสื่อสาร", "ประสิทธิภาพ การสื่อสาร", "ประสิทธิภาพการสือสาร"])
def test_title_may_differ_a_little(title: str) -> None:
    document, report = sound()
    assert "check.section_title" not in rules(document, with_row(report, 2, section_title=title))


def test_score_on_a_scale_of_its_own() -> None:
    document, report = sound()
    changed = with_row(report, 2, score=4.5, score_max=5.0)
    assert not {"check.level", "check.score_scale"} & set(rules(document, changed))


def test_measure_without_its_result() -> None:
    document, report = sound()
    first, *others = report.measures
    (finding,) = found(document, replace(report, measures=(replace(first, result=None, outcome=None), *others)))[:1]
    assert (finding.rule, finding.code, finding.value) == ("check.measure_incomplete", "I1", "result|outcome")


def test_column_that_a_report_does_not_have_is_not_missing() -> None:
    document, report = sound()
    bare = replace(
        report,
        measures=tuple(replace(m, outcome=None) for m in report.measures),
        indicators=tuple(replace(r, level=None, level_key=None) for r in report.indicators),
    )
    assert not {"check.measure_incomplete", "check.indicator_incomplete"} & set(rules(document, bare))


def test_row_in_no_dataset_is_an_error_unless_held_back() -> None:
    document, report = sound()
    short = replace(
        report,
        indicators=report.indicators[:1] + report.indicators[2:],
        measures=report.measures[:1] + report.measures[2:],
    )
    (finding,) = found(document, short)
    assert (finding.rule, finding.severity, finding.row) == ("check.row_lost", "error", 4)
    held = replace(short, findings=(Finding("assemble.row_held_back", "warning", "…", 1, 1, 4),))
    assert found(document, held) == []


def test_text_of_a_cell_in_no_field() -> None:
    document, report = sound()
    first, *others = report.measures
    lost = replace(report, measures=(replace(first, result="อย่างอื่น"), *others))
    (finding,) = found(document, lost)
    assert (finding.rule, finding.row, finding.column, finding.raw) == ("check.text_lost", 3, 6, "ทำแล้ว")


def test_an_empty_item_is_not_lost() -> None:
    document, report = sound()
    page = document.pages[0]
    rows = [[cell.text for cell in row] for row in page.tables[0].by_row()]
    rows[2][5] = "1. -\n2. -"
    assert "check.text_lost" not in rules(
        replace(document, pages=(replace(page, blocks=(factories.table(rows),)),)), report
    )


def test_column_that_is_not_read_is_not_lost() -> None:
    document, report = sound()
    page = document.pages[0]
    table = page.tables[0]
    rows = [
        [*(cell.text for cell in row), "" if i in (1, 4) else f"กองที่ {i} รับผิดชอบ"]
        for i, row in enumerate(table.by_row())
    ]
    wider = replace(page, blocks=(factories.table(rows),))
    assert "check.text_lost" not in rules(replace(document, pages=(wider,)), report)


def test_several_measures_and_fields_in_one_cell_are_not_lost() -> None:
    document, report = sound()
    page = document.pages[0]
    rows = [[cell.text for cell in row] for row in page.tables[0].by_row()]
    rows[2][3], rows[2][4] = "ยกระดับ มาตรการแรก\n2. มาตรการถัดมา", ""
    glued = replace(page, blocks=(factories.table(rows),))
    more = replace(report.measures[0], measure_no=2, measure="มาตรการถัดมา")
    measures = (report.measures[0], more, *report.measures[1:])
    assert found(replace(document, pages=(glued,)), replace(report, measures=measures)) == []


def test_family_without_rows_is_an_error() -> None:
    document, _ = sound()
    empty = Report("measures_result", agency="ก", fiscal_year=2566)
    assert ("check.no_rows", "error") in [(f.rule, f.severity) for f in found(document, empty)]


def test_heading_without_agency_or_year() -> None:
    document, report = sound()
    assert set(rules(document, replace(report, agency=None, fiscal_year=None))) == {
        "check.agency_missing",
        "check.year_missing",
    }


def test_year_on_the_cover_against_the_year_of_the_report() -> None:
    document, report = sound()
    cover = [
        f
        for f in found(document, replace(report, fiscal_year=2568, assessment_fiscal_year=2567))
        if f.rule == "check.year"
    ]
    assert [f.value for f in cover] == ["2566"]
    page = replace(document.pages[0], blocks=(*document.pages[0].blocks, Line("", "ตามแผนปีงบประมาณ พ.ศ. 2560")))
    text = found(replace(document, pages=(page,)), report)
    assert [(f.rule, f.value) for f in text] == [("check.year", "2560")]


def results(*rows: AgencyResultRow) -> Report:
    return Report("agency_results", fiscal_year=2566, results=rows)


def body(
    rank: int, *scores: float | None, basis: str = "weighted", agency: str | None = "เทศบาลหนึ่ง"
) -> AgencyResultRow:
    return AgencyResultRow(1, 1, rank + 1, rank, agency, None, *scores, basis)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (body(1, 29.10, 28.05, 38.70, 95.85), []),
        (body(1, 29.10, 28.05, 38.70, 95.87), []),
        (body(1, 29.10, 28.05, 38.70, 95.90), ["check.total"]),
        (body(1, 97.0, 93.5, 96.75, 95.85, basis="percent"), []),
        (body(1, 97.0, 93.5, 96.75, 95.80, basis="percent"), ["check.total"]),
        (body(1, 30.5, 28.05, 38.70, 97.25), ["check.result_scale"]),
        (body(1, None, None, None, 88.0), []),
        (body(1, None, None, None, None), ["check.body_incomplete"]),
        (body(1, None, None, None, 88.0, agency=None), ["check.body_incomplete"]),
    ],
)
def test_results_of_bodies(row: AgencyResultRow, expected: list[str]) -> None:
    assert rules(Document(factories.source()), results(row)) == expected


def test_a_row_outside_the_tables_is_said() -> None:
    def said(text: str, report: Report) -> list[str | None]:
        page = Page(2, 595, 842, "pdfium", 1.0, (Line(text, text),))
        return [f.raw for f in found(Document(factories.source(), (page,)), report) if f.rule == "check.row_as_text"]

    row = "๓๑ เทศบาลตำบลหนึ่ง ๒๕.๖๔ ๒๕.๗๐ ๓๖.๒๕ ๘๗.๕๙ A"
    announcement = results(body(1, 29.10, 28.05, 38.70, 95.85))
    assert said(row, announcement) == [row]
    assert said("คะแนนเฉลี่ยของหน่วยงานทั้งหมดเท่ากับ 84.71 เพิ่มขึ้นจากปีที่ผ่านมา ซึ่งมีคะแนนเฉลี่ยเท่ากับ 80.10 คะแนน", announcement) == []
    assert said("2", announcement) == []
    assert said(row, Report("measures_results")) == []


def test_running_numbers_of_bodies() -> None:
    scores = (29.10, 28.05, 38.70, 95.85)
    (finding,) = found(Document(factories.source()), results(*(body(n, *scores) for n in (1, 2, 4, 5, 1, 2))))
    assert (finding.rule, finding.value) == ("check.rank", "4")


def test_table_of_another_kind_loses_no_rows() -> None:
    document, report = sound()
    other: Table = factories.table([["ก", "ข"], ["ค", "ง"]], table_no=2)
    page = replace(document.pages[0], blocks=(*document.pages[0].blocks, other))
    assert found(replace(document, pages=(page,)), report) == []


def graded(rank: int, total: float, grade: str | None = None, group: str | None = None) -> AgencyResultRow:
    return AgencyResultRow(1, 1, rank + 1, rank, f"เทศบาล {rank}", group, total=total, grade=grade)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (graded(1, 96.0, "AA"), []),
        (graded(1, 94.0, "AA"), ["check.grade"]),
        (graded(1, 84.99, "ต้องปรับปรุง"), []),
        (graded(1, 69.5, "ต้องปรับปรุง"), ["check.grade"]),
        (graded(1, 95.81, "ผ่านดี"), []),
        (replace(graded(1, 95.81, "ผ่านดี"), iit=95.0, eit=94.0, oit=97.78, score_basis="percent"), []),
        (replace(graded(1, 95.81, "ผ่านดีเยี่ยม"), iit=95.0, eit=94.0, oit=97.78, score_basis="percent"), ["check.grade"]),
        (replace(graded(1, 92.3, "ผ่านดี"), iit=89.95, eit=84.39, oit=100.0, score_basis="percent"), ["check.grade"]),
        (graded(1, 50.0, "รอผล"), []),
    ],
)
def test_grades_against_scores(row: AgencyResultRow, expected: list[str]) -> None:
    assert rules(Document(factories.source()), results(row)) == expected


def test_a_total_that_rises_among_falling_ones() -> None:
    totals = (99.0, 98.0, 97.0, 98.5, 95.0, 94.0, 93.0, 92.0)
    (finding,) = found(
        Document(factories.source()), results(*(graded(n, total) for n, total in enumerate(totals, start=1)))
    )
    assert (finding.rule, finding.row, finding.value) == ("check.total_order", 5, "98.5")
    groups = [graded(n, 90 - n % 4, group="ก" if n < 4 else "ข") for n in range(8)]
    assert found(Document(factories.source()), results(*groups)) == []


def test_ranks_may_be_shared_by_equal_totals_only() -> None:
    shared = [graded(r, t) for r, t in ((1, 99.0), (2, 98.0), (2, 98.0), (4, 97.0), (5, 96.0), (6, 95.0))]
    assert found(Document(factories.source()), results(*shared)) == []
    other = [graded(r, t) for r, t in ((1, 99.0), (2, 98.0), (2, 97.5), (3, 97.0), (4, 96.0), (5, 95.0))]
    assert rules(Document(factories.source()), results(*other)) == ["check.rank"]
