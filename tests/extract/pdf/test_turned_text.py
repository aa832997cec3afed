"""Text at right angles to its page: header cells that are read bottom-up or top-down, captions at the margin."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from support.pdf_files import blank_pdf, contents, read

from pipeline.extract.pdf.glyph_arrays import GlyphArrays
from pipeline.extract.pdf.turned_text import turn_box, turn_lattice, with_boxes_at_pens
from pipeline.extract.tables.lattice import Lattice, LatticeCell


def page_of(path: Path, stream: bytes) -> list[object]:
    """What is read of a page with this content."""
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    with pikepdf.open(blank_pdf(path / "blank.pdf")) as pdf:
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        pdf.pages[0].Contents = pikepdf.Stream(pdf, stream)
        pdf.save(path / "page.pdf")
    return contents(read(path / "page.pdf").pages[0])


def grid(xs: list[int], ys: list[int]) -> str:
    """Rulings of a table."""
    lines = [f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys] + [f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs]
    return "\n".join(lines)


def text(x: int, y: int, words: str, matrix: str = "1 0 0 1") -> str:
    return f"BT /F1 9 Tf {matrix} {x} {y} Tm ({words}) Tj ET"


BODY = [text(60, 605, "Body"), text(125, 605, "91.39"), text(165, 605, "92.29")]
BODY += [text(60, 585, "Other"), text(125, 585, "81.39"), text(165, 585, "82.29")]


@pytest.mark.parametrize(
    ("matrix", "at"), [("0 1 -1 0", [(142, 630), (182, 630)]), ("0 -1 1 0", [(136, 690), (176, 690)])]
)
def test_header_cells_that_are_turned(tmp_path: Path, matrix: str, at: list[tuple[int, int]]) -> None:
    turned = [text(x, y, f"indicator {n}", matrix) for n, (x, y) in enumerate(at, 1)]
    stream = "\n".join([grid([50, 120, 160, 200], [580, 600, 620, 700]), text(60, 660, "Name"), *turned, *BODY])
    (table,) = page_of(tmp_path, stream.encode())
    assert [text for *_, text in table] == [  # type: ignore[attr-defined]
        *("Name", "indicator 1", "indicator 2"),
        *("Body", "91.39", "92.29"),
        *("Other", "81.39", "82.29"),
    ]


def test_two_lines_of_a_turned_cell_stay_in_their_order(tmp_path: Path) -> None:
    turned = [text(135, 630, "first line", "0 1 -1 0"), text(147, 630, "second line", "0 1 -1 0")]
    stream = "\n".join([grid([50, 120, 160, 200], [580, 600, 620, 700]), text(60, 660, "Name"), *turned, *BODY])
    (table,) = page_of(tmp_path, stream.encode())
    assert table[1][-1] == "first line\nsecond line"  # type: ignore[index]


def test_a_turned_line_at_the_margin_is_one_line(tmp_path: Path) -> None:
    stream = "\n".join(
        [text(20, 300, "turned caption", "0 1 -1 0"), *[text(60, y, "upright text") for y in (700, 680)]]
    )
    assert sorted(map(str, page_of(tmp_path, stream.encode()))) == ["turned caption", "upright text", "upright text"]


def test_a_page_that_is_turned_as_a_whole_is_read_as_before(tmp_path: Path) -> None:
    stream = "\n".join(text(x, 300, words, "0 1 -1 0") for x, words in ((100, "first line"), (120, "second line")))
    assert page_of(tmp_path, stream.encode()) == ["first line", "second line"]


def test_boxes_far_from_their_pens_are_put_where_they_are_drawn() -> None:
    sides = [[10.0, 400.0, 400.0], [15.0, 410.0, 410.0], [92.0, 10.0, 10.0], [100.0, 20.0, 20.0], [15.0, 410.0, 410.0]]
    x0, x1, top, bottom, end = map(np.array, sides)
    glyphs = GlyphArrays(
        codes=np.array([ord("1"), ord("ต"), ord("ั")]),
        baseline=np.full(3, 100.0),
        size=np.full(3, 10.0),
        run=np.array([0, 1, 1]),
        fonts=np.zeros(3, dtype=np.int64),
        font_names=("",),
        unmapped=np.zeros(3, dtype=np.int64),
        x0=x0,
        x1=x1,
        top=top,
        bottom=bottom,
        end=end,
    )
    placed = with_boxes_at_pens(glyphs, np.array([10.0, 16.0, 16.0]))
    assert placed.x0.tolist() == [10.0, 16.0, 16.0]
    assert placed.top[0] == 92.0 and placed.bottom[1] == 100.0
    assert placed.bottom[2] < placed.top[1]  # the mark stands above its letter


def test_turning_four_times_is_not_turning() -> None:
    cells = [LatticeCell(0, 0, 1, 2), LatticeCell(1, 0, 1, 1), LatticeCell(1, 1, 1, 1)]
    table = Lattice([10.0, 50.0, 90.0], [20.0, 60.0, 200.0], cells, np.array([[0, 0], [1, 2]]))
    once = turn_lattice(table, 1, 100.0, 300.0)
    assert (once.xs, once.ys) == ([100.0, 240.0, 280.0], [10.0, 50.0, 90.0])
    assert once.owner.tolist() == [[1, 0], [2, 0]]
    back = turn_lattice(once, 3, 300.0, 100.0)
    assert (back.xs, back.ys, back.owner.tolist()) == (table.xs, table.ys, table.owner.tolist())
    box = (10.0, 20.0, 50.0, 60.0)
    assert turn_box(turn_box(box, 1, 100.0, 300.0), 3, 300.0, 100.0) == box
