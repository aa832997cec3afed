"""Which lattices of a page are tables: charts are not, and cells set as filled areas are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from support.glyph_pages import Glyph, arrays, typed

from pipeline.extract.pdf.path_objects import PageObjects
from pipeline.extract.pdf.ruled_tables import find_tables
from pipeline.extract.tables.geometry import Frame

XS, YS = (50.0, 150.0, 250.0, 350.0), (100.0, 130.0, 160.0, 190.0, 220.0)
FRAME = Frame(0.0, 0.0, 595.0, 842.0, 0)


def shapes(found: PageObjects, *texts: list[Glyph]) -> list[tuple[int, int]]:
    """Rows and columns of the page's tables."""
    return [
        (len(t.ys) - 1, len(t.xs) - 1) for t in find_tables(found, arrays([g for text in texts for g in text]), FRAME)
    ]


@pytest.fixture
def grid() -> PageObjects:
    return PageObjects(
        horizontal=[(842 - y, XS[0], XS[-1]) for y in YS], vertical=[(x, 842 - YS[-1], 842 - YS[0]) for x in XS]
    )


def test_bars_with_a_few_figures_are_a_chart(grid: PageObjects) -> None:
    assert shapes(grid, typed("80.5", 60, 120), typed("12", 260, 180)) == []


@pytest.mark.parametrize("text", ["ชื่อ", "IIT"])
def test_an_empty_form_with_a_word_is_a_table(grid: PageObjects, text: str) -> None:
    assert shapes(grid, typed(text, 60, 120), typed("12", 260, 180)) == [(4, 3)]


def test_a_table_of_figures_is_a_table(grid: PageObjects) -> None:
    assert shapes(grid, *(typed(str(10 + k), 60 + 100 * (k % 3), 120 + 30 * (k // 3)) for k in range(12))) == [(4, 3)]


def tiles(*more: tuple[float, float, float, float]) -> PageObjects:
    fills = [(x0, 842 - y1, x1, 842 - y0) for x0, x1 in pairwise(XS) for y0, y1 in pairwise(YS)]
    return PageObjects(fills=[*fills, *((x0, 842 - y1, x1, 842 - y0) for x0, y0, x1, y1 in more)])


def test_cells_set_as_filled_areas() -> None:
    assert shapes(tiles(), typed("ชื่อ", 60, 120)) == [(4, 3)]


def test_the_shading_of_a_paragraph_is_part_of_its_cell() -> None:
    shading = [(x0 + 5, y0 + 3, x0 + 95, y0 + 12) for x0 in XS[:-1] for y0 in YS[:-1]]
    second = [(x0 + 5, y0 + 14, x0 + 95, y0 + 22) for x0 in XS[:1] for y0 in YS[:-1]]
    assert shapes(tiles(*shading, *second), typed("ชื่อ", 60, 120)) == [(4, 3)]


def test_filled_rows_below_a_ruled_header_are_of_its_table() -> None:
    header = PageObjects(
        horizontal=[(842 - y, XS[0], XS[-1]) for y in (70.0, 100.0)], vertical=[(x, 742, 772) for x in XS]
    )
    header.fills.extend(tiles().fills)
    assert shapes(header, typed("ชื่อ", 60, 90), typed("ก", 60, 120)) == [(5, 3)]


def test_filled_areas_apart_from_a_ruled_table_leave_it_as_it_is(grid: PageObjects) -> None:
    grid.fills.extend([(x0, y0 - 500, x1, y1 - 500) for x0, y0, x1, y1 in tiles().fills])
    assert shapes(grid, typed("ชื่อ", 60, 120)) == [(4, 3)]


def test_a_single_row_of_filled_cells_is_the_rest_of_a_table() -> None:
    row = [(50.0 + 60 * k, 700.0, 110.0 + 60 * k, 730.0) for k in range(5)]
    assert shapes(PageObjects(fills=row), typed("ชื่อ", 60, 120)) == [(1, 5)]
    assert shapes(PageObjects(fills=row[:3]), typed("ชื่อ", 60, 120)) == []
