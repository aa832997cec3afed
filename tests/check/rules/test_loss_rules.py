"""Rows and texts that are in no dataset."""

from __future__ import annotations

from dataclasses import replace

from support import factories
from support.checked_reports import findings_of, rules_of, sound_report

from pipeline.model import Finding, Line, Table


def test_row_in_no_dataset_is_an_error_unless_held_back() -> None:
    document, report = sound_report()
    short = replace(
        report,
        indicators=report.indicators[:1] + report.indicators[2:],
        measures=report.measures[:1] + report.measures[2:],
    )
    (finding,) = findings_of(document, short)
    assert (finding.rule, finding.severity, finding.row) == ("check.row_lost", "error", 4)
    held = replace(short, findings=(Finding("assemble.row_held_back", "warning", "…", 1, 1, 4),))
    assert findings_of(document, held) == []


def test_text_of_a_cell_in_no_field() -> None:
    document, report = sound_report()
    first, *others = report.measures
    lost = replace(report, measures=(replace(first, result="อย่างอื่น"), *others))
    (finding,) = findings_of(document, lost)
    assert (finding.rule, finding.row, finding.column, finding.raw) == ("check.text_lost", 3, 6, "ทำแล้ว")


def test_an_empty_item_is_not_lost() -> None:
    document, report = sound_report()
    page = document.pages[0]
    rows = [[cell.text for cell in row] for row in page.tables[0].by_row()]
    rows[2][5] = "1. -\n2. -"
    assert "check.text_lost" not in rules_of(
        replace(document, pages=(replace(page, blocks=(factories.table(rows),)),)), report
    )


def test_column_that_is_not_read_is_not_lost() -> None:
    document, report = sound_report()
    page = document.pages[0]
    table = page.tables[0]
    rows = [
        [*(cell.text for cell in row), "" if i in (1, 4) else f"กองที่ {i} รับผิดชอบ"]
        for i, row in enumerate(table.by_row())
    ]
    wider = replace(page, blocks=(factories.table(rows),))
    assert "check.text_lost" not in rules_of(replace(document, pages=(wider,)), report)


def test_several_measures_and_fields_in_one_cell_are_not_lost() -> None:
    document, report = sound_report()
    page = document.pages[0]
    rows = [[cell.text for cell in row] for row in page.tables[0].by_row()]
    rows[2][3], rows[2][4] = "ยกระดับ มาตรการแรก\n2. มาตรการถัดมา", ""
    glued = replace(page, blocks=(factories.table(rows),))
    more = replace(report.measures[0], measure_no=2, measure="มาตรการถัดมา")
    measures = (report.measures[0], more, *report.measures[1:])
    assert findings_of(replace(document, pages=(glued,)), replace(report, measures=measures)) == []


def test_table_of_another_kind_loses_no_rows() -> None:
    document, report = sound_report()
    other: Table = factories.table([["ก", "ข"], ["ค", "ง"]], table_no=2)
    page = replace(document.pages[0], blocks=(*document.pages[0].blocks, other))
    assert findings_of(replace(document, pages=(page,)), report) == []


def test_lines_with_a_code_and_a_score_that_no_row_has_are_questioned() -> None:
    document, report = sound_report()

    def questioned(*texts: str) -> list[str | None]:
        page = replace(document.pages[0], number=2, blocks=tuple(Line(text, text) for text in texts))
        found = findings_of(replace(document, pages=(*document.pages, page)), report)
        return [f.raw for f in found if f.rule == "check.coded_rows_unread"]

    code = next(row.code for row in report.indicators if row.code)
    assert questioned("E11 การปรับปรุงระบบ 68.69 ปรับปรุงข้อมูล", "o๓๕ มาตรการ ๑๐๐.๐๐") == ["E11, O35"]
    assert questioned(f"{code} จัดทำคู่มือ 88.50", "E11 ไม่มีคะแนน", "ร้อยละ 68.69 E11") == []
