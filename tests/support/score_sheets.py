"""Score sheets by hand: the ten indicators, and what is read of a sheet, in short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from support.handmade_documents import Block, document

from pipeline.assemble import assemble
from pipeline.check import check
from pipeline.model import Finding, Report
from pipeline.normalize import normalize
from pipeline.repair import repair

TITLE = "รายงานผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA) ประจำปีงบประมาณ พ.ศ. 2566"
BODY = "เทศบาลตำบลบ้านใหม่"
NAMES = (
    "การปฏิบัติหน้าที่",
    "การใช้งบประมาณ",
    "การใช้อำนาจ",
    "การใช้ทรัพย์สินของราชการ",
    "การแก้ไขปัญหาการทุจริต",
    "คุณภาพการดำเนินงาน",
    "ประสิทธิภาพการสื่อสาร",
    "การปรับปรุงระบบการทำงาน",
    "การเปิดเผยข้อมูล",
    "การป้องกันการทุจริต",
)
SCORES = ("90.00", "91.00", "92.00", "93.00", "94.00", "85.00", "86.00", "87.00", "95.00", "97.00")
"""Of the indicators: IIT has 92, EIT 86, OIT 96, the whole 91.80."""
TOTAL = "91.80"


def numbered(scores: Sequence[str] = SCORES) -> list[tuple[str, str]]:
    """Rows of the ten indicators: ``ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่`` and the score."""
    return [(f"ตัวชี้วัดที่ {n} {name}", score) for n, (name, score) in enumerate(zip(NAMES, scores, strict=True), start=1)]


def read_sheet(*pages: Sequence[Block]) -> Report:
    """Read pages of lines and tables, as far as repair."""
    return repair(assemble(normalize(document(*pages)))[1])


def checked_sheet(*pages: Sequence[Block]) -> list[Finding]:
    """All findings on such pages, those of reading them too."""
    read, report = assemble(normalize(document(*pages)))
    report = repair(report)
    return [*report.findings, *check(read, report)]


def scored(report: Report, *kinds: str) -> list[tuple[Any, ...]]:
    """Kind, tool, code or number of the indicator, and score, of the printed scores of some kinds (none: of all)."""
    return [
        (s.item_kind, s.tool, s.code or s.indicator_no, s.score)
        for s in report.scores
        if not kinds or s.item_kind in kinds
    ]


def tool_scores(report: Report) -> list[tuple[Any, ...]]:
    """Tool, score, basis and weight of the printed scores of tools."""
    return [(s.tool, s.score, s.score_basis, s.weight) for s in report.scores if s.item_kind == "tool"]
