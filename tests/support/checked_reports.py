"""Small reports without a flaw, for tests of the rules that question flaws, and the rules that question a report."""

from __future__ import annotations

from dataclasses import replace

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
    RowKind,
    RowReading,
)

HEADER = ["รหัส", "ตัวชี้วัด", "คะแนน", "ระดับ", "มาตรการ", "ผลการดำเนินการ", "ผลลัพธ์"]
HEADING_ROWS = {1: RowKind.HEADER, 2: RowKind.SECTION, 5: RowKind.SECTION}


def sound_report() -> tuple[Document, Report]:
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
        rows=tuple(RowReading(1, 1, row, kind, "", "") for row, kind in HEADING_ROWS.items()),
    )
    return document, report


def with_row(report: Report, place: int, **changes: object) -> Report:
    rows = list(report.indicators)
    rows[place] = replace(rows[place], **changes)  # type: ignore[arg-type]
    return replace(report, indicators=tuple(rows))


def findings_of(document: Document, report: Report) -> list[Finding]:
    return list(check(document, report))


def rules_of(document: Document, report: Report) -> list[str]:
    return [finding.rule for finding in check(document, report)]


def results_report(*rows: AgencyResultRow) -> Report:
    return Report("agency_results", fiscal_year=2566, results=rows)


def body_row(
    rank: int, *scores: float | None, basis: str = "weighted", agency: str | None = "เทศบาลหนึ่ง"
) -> AgencyResultRow:
    return AgencyResultRow(1, 1, rank + 1, rank, agency, None, *scores, basis)  # type: ignore[arg-type]


def graded_row(rank: int, total: float, grade: str | None = None, group: str | None = None) -> AgencyResultRow:
    return AgencyResultRow(1, 1, rank + 1, rank, f"เทศบาล {rank}", group, total=total, grade=grade)
