"""Rulings to cells: spans, jitter, dashes, page ends, frames, nests."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.tables.lattice import Lattice, find_lattices
from pipeline.extract.tables.rulings import Segment, merge

PAGE = (842.0, 595.0)
Span = tuple[int, int, int, int]  # row, column, rowspan, colspan


def lattices(horizontal: Iterable[Segment], vertical: Iterable[Segment]) -> list[Lattice]:
    """As the reader does it: rulings joined first."""
    return find_lattices(merge(list(horizontal), *PAGE), merge(list(vertical), *PAGE[::-1]))


def spans(table: Lattice) -> list[Span]:
    return [(c.row, c.column, c.rowspan, c.colspan) for c in table.cells]


def one(horizontal: Iterable[Segment], vertical: Iterable[Segment]) -> Lattice:
    tables = lattices(horizontal, vertical)
    assert len(tables) == 1
    return tables[0]


def grid(
    rows: int, columns: int, x: float = 50, y: float = 100, wide: float = 80, high: float = 30
) -> tuple[list[Segment], list[Segment]]:
    """All rulings of a plain grid."""
    right, bottom = x + columns * wide, y + rows * high
    return [(y + r * high, x, right) for r in range(rows + 1)], [(x + c * wide, y, bottom) for c in range(columns + 1)]


def plain(rows: int, columns: int) -> list[Span]:
    return [(r, c, 1, 1) for r in range(rows) for c in range(columns)]


def test_a_plain_grid_gives_its_cells_and_edges() -> None:
    table = one(*grid(3, 4))
    assert spans(table) == plain(3, 4)
    assert table.xs == [50, 130, 210, 290, 370] and table.ys == [100, 130, 160, 190]
    assert table.box == (50, 100, 370, 190)
    assert not any(c.open_top or c.open_bottom for c in table.cells)
    assert table.owner.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


def test_a_cell_merged_over_rows_and_one_over_columns() -> None:
    horizontal = [(100.0, 50.0, 290.0), (130.0, 130.0, 290.0), (160.0, 50.0, 290.0)]
    vertical = [(50.0, 100.0, 160.0), (130.0, 100.0, 160.0), (210.0, 130.0, 160.0), (290.0, 100.0, 160.0)]
    assert spans(one(horizontal, vertical)) == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_a_header_merged_over_two_columns_leaves_the_others_alone() -> None:
    horizontal, vertical = grid(3, 3)
    vertical[1] = (130.0, 130.0, 190.0)
    table = one(horizontal, vertical)
    assert spans(table) == [(0, 0, 1, 2), (0, 2, 1, 1), *plain(3, 3)[3:]]
    assert table.owner[0].tolist() == [0, 0, 1]


def test_double_rulings_are_one_border() -> None:
    horizontal, vertical = grid(2, 3)
    horizontal += [(y + 2, start, end) for y, start, end in horizontal]
    vertical += [(x + 2, start, end) for x, start, end in vertical]
    assert spans(one(horizontal, vertical)) == plain(2, 3)


def test_rulings_drawn_cell_by_cell_with_a_small_offset_are_one_border() -> None:
    horizontal = [
        (100 + r * 30 + (0.7 if c % 2 else 0), 50.0 + c * 80, 130.0 + c * 80) for r in range(3) for c in range(3)
    ]
    vertical = [
        (50 + c * 80 + (0.7 if r % 2 else 0), 100.0 + r * 30, 130.0 + r * 30) for r in range(2) for c in range(4)
    ]
    assert spans(one(horizontal, vertical)) == plain(2, 3)


def test_dashed_rulings_are_borders() -> None:
    horizontal, vertical = grid(2, 3)
    dashed = [(y, s, s + 2) for y, start, end in horizontal for s in range(int(start), int(end), 4)]
    assert spans(one(dashed, vertical)) == plain(2, 3)


def test_collinear_rulings_of_two_tables_stay_apart() -> None:
    left, right = grid(2, 2, x=30), grid(2, 2, x=300)
    tables = lattices([*left[0], *right[0]], [*left[1], *right[1]])
    assert [t.box for t in tables] == [(30, 100, 190, 160), (300, 100, 460, 160)]


def test_a_page_end_that_leaves_the_last_row_open() -> None:
    horizontal, vertical = grid(3, 3)
    table = one(horizontal[:-1], vertical)
    assert spans(table) == plain(3, 3) and table.ys[-1] == 190
    assert [c.open_bottom for c in table.cells] == [False] * 6 + [True] * 3
    assert not any(c.open_top for c in table.cells)


def test_a_page_start_that_leaves_the_first_row_open() -> None:
    horizontal, vertical = grid(3, 3)
    table = one(horizontal[1:], vertical)
    assert spans(table) == plain(3, 3) and table.ys[0] == 100
    assert [c.open_top for c in table.cells] == [True] * 3 + [False] * 6


def test_a_page_end_that_leaves_only_the_merged_cells_open() -> None:
    horizontal, vertical = grid(3, 3)
    # the first column is one merged cell that goes on over the page end
    horizontal = [horizontal[0], *((y, 130.0, end) for y, _, end in horizontal[1:])]
    table = one(horizontal, vertical)
    assert spans(table) == [
        (0, 0, 3, 1),
        (0, 1, 1, 1),
        (0, 2, 1, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]
    assert [c.open_bottom for c in table.cells] == [True] + [False] * 6


def test_a_row_that_fills_a_page_has_only_upright_rulings() -> None:
    vertical = [(50.0 + 80 * c, 40.0, 800.0) for c in range(4)]
    table = one([], vertical)
    assert spans(table) == plain(1, 3)
    assert all(c.open_top and c.open_bottom for c in table.cells)
    assert lattices([], vertical[:2]) == []  # a change bar, a column of text: no table
    assert lattices([], [(50.0, 40.0, 800.0), (130.0, 300.0, 400.0), (210.0, 500.0, 560.0)]) == []


def test_open_left_and_right_sides() -> None:
    horizontal, vertical = grid(3, 3)
    table = one(horizontal, vertical[1:-1])
    assert spans(table) == plain(3, 3) and table.xs == [50, 130, 210, 290]


def test_a_frame_is_no_table() -> None:
    assert lattices([(20.0, 20.0, 570.0), (820.0, 20.0, 570.0)], [(20.0, 20.0, 820.0), (570.0, 20.0, 820.0)]) == []
    assert lattices([(20.0, 20.0, 570.0)], []) == []
    assert lattices([], []) == []


def test_a_frame_around_a_table_does_not_hide_it() -> None:
    horizontal, vertical = grid(2, 3)
    horizontal += [(20.0, 20.0, 570.0), (820.0, 20.0, 570.0)]
    vertical += [(20.0, 20.0, 820.0), (570.0, 20.0, 820.0)]
    assert spans(one(horizontal, vertical)) == plain(2, 3)


def test_a_table_nested_in_a_cell_is_a_table_of_its_own() -> None:
    outer, inner = grid(2, 2, high=200, wide=200), grid(2, 2, x=70, y=120, wide=60, high=40)
    tables = lattices([*outer[0], *inner[0]], [*outer[1], *inner[1]])
    assert [(t.box, spans(t)) for t in tables] == [
        ((50, 100, 450, 500), plain(2, 2)),
        ((70, 120, 190, 200), plain(2, 2)),
    ]


def test_an_l_shaped_outline_loses_no_place() -> None:
    horizontal = [(100.0, 50.0, 210.0), (130.0, 130.0, 210.0), (160.0, 50.0, 210.0)]
    vertical = [(50.0, 100.0, 160.0), (210.0, 100.0, 160.0), (170.0, 130.0, 160.0)]
    table = one(horizontal, vertical)
    assert spans(table) == [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]
    assert (table.owner >= 0).all()


def test_a_stroke_inside_a_cell_makes_no_row() -> None:
    horizontal, vertical = grid(2, 2)
    assert spans(one([*horizontal, (115.0, 60.0, 90.0)], vertical)) == plain(2, 2)  # an underline


@st.composite
def merged_grids(draw: st.DrawFn) -> tuple[list[Span], list[float], list[float], list[Segment], list[Segment]]:
    """A grid with rectangular merges, and its borders piece by piece: in any order, off by up to 0.8 points."""
    columns = draw(st.lists(st.integers(12, 90), min_size=1, max_size=6))
    rows = draw(st.lists(st.integers(12, 90), min_size=1, max_size=6))
    xs = [30.0 + sum(columns[:k]) for k in range(len(columns) + 1)]
    ys = [40.0 + sum(rows[:k]) for k in range(len(rows) + 1)]
    owner: dict[tuple[int, int], int] = {}
    cells: list[Span] = []
    for r in range(len(rows)):
        for c in range(len(columns)):
            if (r, c) in owner:
                continue
            high, wide = draw(st.integers(1, min(3, len(rows) - r))), draw(st.integers(1, min(3, len(columns) - c)))
            while any((i, j) in owner for i in range(r, r + high) for j in range(c, c + wide)):
                high, wide = (high - 1, wide) if high > 1 else (high, wide - 1)
            for i in range(r, r + high):
                for j in range(c, c + wide):
                    owner[i, j] = len(cells)
            cells.append((r, c, high, wide))

    def off() -> float:
        return draw(st.floats(-0.8, 0.8))

    horizontal = [
        (ys[r] + off(), xs[c] + off(), xs[c + 1] + off())
        for r in range(len(rows) + 1)
        for c in range(len(columns))
        if owner.get((r - 1, c)) != owner.get((r, c))
    ]
    vertical = [
        (xs[c] + off(), ys[r] + off(), ys[r + 1] + off())
        for c in range(len(columns) + 1)
        for r in range(len(rows))
        if owner.get((r, c - 1)) != owner.get((r, c))
    ]
    return cells, xs, ys, draw(st.permutations(horizontal)), draw(st.permutations(vertical))


@given(merged_grids())
def test_any_grid_with_merged_cells_comes_back(
    made: tuple[list[Span], list[float], list[float], list[Segment], list[Segment]],
) -> None:
    cells, xs, ys, horizontal, vertical = made
    tables = lattices(horizontal, vertical)
    if len(cells) == 1:  # a frame
        assert tables == []
        return
    assert len(tables) == 1
    (table,) = tables
    # lines of the grid that no cell ends at cannot be seen
    rows = sorted({r for r, _, high, _ in cells} | {r + high for r, _, high, _ in cells})
    columns = sorted({c for _, c, _, _ in cells} | {c + wide for _, c, _, wide in cells})
    expected = [
        (
            rows.index(r),
            columns.index(c),
            rows.index(r + high) - rows.index(r),
            columns.index(c + wide) - columns.index(c),
        )
        for r, c, high, wide in cells
    ]
    assert spans(table) == sorted(expected)
    assert all(abs(a - xs[c]) < 1 for a, c in zip(table.xs, columns, strict=True))
    assert all(abs(a - ys[r]) < 1 for a, r in zip(table.ys, rows, strict=True))


def test_the_gridlines_of_a_chart_in_a_frame_are_no_rows() -> None:
    frame = [(100.0, 50.0, 450.0), (300.0, 50.0, 450.0)]
    sides = [(50.0, 100.0, 300.0), (450.0, 100.0, 300.0)]
    assert find_lattices([*frame, *((120.0 + 20 * k, 90.0, 449.0) for k in range(8))], sides) == []
    (rows,) = find_lattices([*frame, *((120.0 + 20 * k, 50.0, 450.0) for k in range(8))], sides)
    assert len(rows.cells) == 9


def test_the_side_of_a_column_merged_from_page_end_to_page_end_belongs_to_the_table() -> None:
    horizontal, vertical = grid(3, 2, x=130)
    ends = [(x, 80.0, 220.0) for x, _, _ in vertical]
    table = one(horizontal, [(50.0, 80.0, 220.0), *ends])
    assert table.xs == [50, 130, 210, 290]
    assert spans(table)[0] == (0, 0, 5, 1) and table.cells[0].open_top and table.cells[0].open_bottom
    table = one(horizontal, [*ends, (400.0, 80.0, 220.0)])
    assert (table.xs[-1], spans(table)[2]) == (400, (0, 2, 5, 1))


def test_a_line_beside_a_table_that_ends_elsewhere_or_closes_is_none_of_its_own() -> None:
    horizontal, vertical = grid(3, 2, x=130)
    assert one(horizontal, [(50.0, 80.0, 190.0), *vertical]).xs == [130, 210, 290]
    assert one(horizontal, [(50.0, 100.0, 190.0), *vertical]).xs == [130, 210, 290]


def test_a_merged_column_without_an_outer_ruling_reaches_as_far_as_its_heading() -> None:
    horizontal, vertical = grid(4, 2, x=130)
    longer = [(y, 50.0 if n < 2 else x0, x1) for n, (y, x0, x1) in enumerate(horizontal)]
    table = one(longer, vertical)
    assert table.xs == [50, 130, 210, 290]
    assert (0, 0, 1, 1) in spans(table) and (1, 0, 3, 1) in spans(table)
    only_top = [(y, 50.0 if n < 1 else x0, x1) for n, (y, x0, x1) in enumerate(horizontal)]
    assert one(only_top, vertical).xs == [130, 210, 290]
