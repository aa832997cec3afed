"""Periods of measures: printed ones without dates, and dates outside the fiscal year."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.handmade_documents import document

from pipeline.assemble import assemble
from pipeline.check import check
from pipeline.model import Finding
from pipeline.normalize import normalize

TITLE = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ของเทศบาลตำบลบ้านใหม่ ประจำปีงบประมาณ พ.ศ. 2567"
HEADER = ("ข้อคำถาม", "คะแนน", "มาตรการ", "ขั้นตอน/วิธีการ", "ผู้รับผิดชอบ", "ระยะเวลา")


def on_period(period: str, reader: str = "pdfium") -> list[Finding]:
    rows = [
        ("i1", "88.34", "จัดทำบัตรคิว", "จัดทำป้าย", "ทุกกอง", period),
        ("e3", "90.00", "จัดอบรม", "ประชุม", "ทุกกอง", "ตลอดปีงบประมาณ"),
    ]
    read, report = assemble(normalize(document([TITLE, [HEADER, *rows]])))
    assert len(report.measures) == 2
    read = replace(read, pages=tuple(replace(page, reader=reader) for page in read.pages))  # type: ignore[arg-type]
    return [f for f in check(read, report) if f.rule.startswith("check.period")]


@pytest.mark.parametrize(("reader", "severity"), [("pdfium", "info"), ("ocr", "warning")])
@pytest.mark.parametrize("period", ["ตลอดปึงบประบาณ", "เมื่อพร้อม", "มี.ค. 2567 - ม.ค. 2567"])
def test_a_printed_period_without_dates(period: str, reader: str, severity: str) -> None:
    assert [(f.rule, f.severity, f.raw, f.row) for f in on_period(period, reader)] == [
        ("check.period_unread", severity, period, 2)
    ]


@pytest.mark.parametrize("period", ["", "-", "ทุกเดือน", "ตลอดปี", "ต.ค. 2566 - ก.ย. 2567", "ภายในเดือนมีนาคม 2567"])
def test_periods_that_nobody_questions(period: str) -> None:
    assert on_period(period) == []


@pytest.mark.parametrize("period", ["ต.ค. 2567 - ก.ย. 2568", "ต.ค. 2566 - ธ.ค. 2567", "ภายในเดือนตุลาคม 2567"])
def test_a_period_outside_the_fiscal_year(period: str) -> None:
    assert [(f.rule, f.severity, f.raw) for f in on_period(period)] == [("check.period_year", "info", period)]
