"""Checklists of public disclosure by hand, read up to their codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from support.handmade_documents import Block, document

from pipeline.assemble import assemble
from pipeline.check import check
from pipeline.model import Cell, Document, Finding, OitItemRow, Report, RowKind, Table
from pipeline.normalize import normalize
from pipeline.repair import repair

TITLE = (
    "แบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT) การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ "
    "ประจำปีงบประมาณ พ.ศ. 2566"
)
HEADER = ("ข้อ", "ข้อมูล", "รายละเอียดข้อมูลที่เผยแพร่", "ลิงก์", "หมายเหตุ")
SITE = "https://www.example.go.th/"


def checklist(*pages: Sequence[Block], change: Callable[[Cell], Cell] | None = None) -> tuple[Document, Report]:
    """Pages of a checklist, under its title, read up to the codes; ``change`` is made to each cell first."""
    first, *others = pages
    made = document([TITLE, "เทศบาลตำบลบางพลัด", *first], *others)
    if change is not None:
        made = _changed(made, change)
    found, report = assemble(normalize(made))
    return found, repair(report)


def _changed(made: Document, change: Callable[[Cell], Cell]) -> Document:
    pages = []
    for page in made.pages:
        blocks = [
            replace(b, cells=tuple(change(c) for c in b.cells)) if isinstance(b, Table) else b for b in page.blocks
        ]
        pages.append(replace(page, blocks=tuple(blocks)))
    return replace(made, pages=tuple(pages))


def items(*pages: Sequence[Block], change: Callable[[Cell], Cell] | None = None) -> tuple[OitItemRow, ...]:
    """The items of a checklist."""
    return checklist(*pages, change=change)[1].oit_items


def findings(*pages: Sequence[Block]) -> list[Finding]:
    """What is questioned in a checklist, worth a warning or more."""
    made, report = checklist(*pages)
    return [f for f in (*report.findings, *check(made, report)) if f.severity != "info"]


def kinds(*pages: Sequence[Block]) -> list[RowKind]:
    """What the rows of a checklist are taken for."""
    return [row.kind for row in checklist(*pages)[1].rows]
