"""Tables whose header stands twice side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.factories import source, table

from pipeline.assemble import assemble
from pipeline.assemble.tables.repeated_columns import column_groups, part_repeated_columns
from pipeline.model import Document, Line, Page, Table

HEAD = ["ลำดับ", "หน่วยงาน", "คะแนน", "ระดับ"]
TITLE = "ประกาศผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ (ITA) ประจำปีงบประมาณ พ.ศ. 2565"


def bodies(first: int, count: int) -> list[list[str]]:
    return [[str(n), f"เทศบาลตำบลบ้านที่ {n}", f"{99 - n}.50", "A"] for n in range(first, first + count)]


def halves(first: int, count: int, head: bool = True, page: int = 1) -> Table:
    left, right = bodies(first, count), bodies(first + count, count)
    return table([*([HEAD * 2] if head else []), *(a + b for a, b in zip(left, right, strict=True))], page)


def page(number: int, *blocks: Line | Table) -> Page:
    return Page(number, 595.0, 842.0, "pdfium", blocks=blocks)


def test_each_half_is_a_table_of_its_own_the_left_one_first() -> None:
    title = Line(TITLE, TITLE)
    first, groups = part_repeated_columns(page(1, title, halves(1, 3)), None)
    left, right = first.tables
    assert left.grid() == [HEAD, *bodies(1, 3)]
    assert right.grid() == [HEAD, *bodies(4, 3)]
    second, _ = part_repeated_columns(page(2, halves(7, 2, head=False, page=2)), groups)
    assert [t.grid() for t in second.tables] == [bodies(7, 2), bodies(9, 2)]


def test_all_bodies_of_halves_over_two_pages_are_read() -> None:
    title = Line(TITLE, TITLE)
    pages = (page(1, title, halves(1, 3)), page(2, halves(7, 2, head=False, page=2)))
    _, report = assemble(Document(source(), pages))
    assert [row.rank for row in report.results] == list(range(1, 11))
    assert [row.total for row in report.results] == [99.5 - n for n in range(1, 11)]


@pytest.mark.parametrize(
    "head",
    [
        ["หน่วยงาน", "IIT", "EIT", "OIT", "IIT", "EIT", "OIT"],  # two years of the same bodies
        ["ข้อ", "คะแนน", "ระดับ", "ข้อ", "คะแนน", "หมายเหตุ"],
        ["คะแนน", "คะแนน", "คะแนน", "คะแนน"],
        ["1", "2", "1", "2"],
    ],
)
def test_a_header_that_does_not_begin_again_parts_nothing(head: list[str]) -> None:
    assert column_groups(table([head, ["ก"] * len(head)])) is None


def test_a_cell_over_the_gutter_keeps_the_table_whole() -> None:
    whole = halves(1, 3)
    wide = [replace(c, colspan=2) if (c.row, c.column) == (3, 4) else c for c in whole.cells]
    assert column_groups(replace(whole, cells=tuple(c for c in wide if (c.row, c.column) != (3, 5)))) is None
