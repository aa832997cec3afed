"""Pages drawn without a producer: nothing is lost where a page end cuts, headers repeat, lines fit."""

from __future__ import annotations

import pytest

from benchmarks.typesetting.blocks import Paragraph, ReportStyle, TableBlock, TableCell
from benchmarks.typesetting.page_layout import MARGIN, CellItem, Item, LinkItem, PageLayout, TextItem, break_lines
from benchmarks.typesetting.typefaces import load_typefaces

pytest.importorskip("fontTools", reason="fontTools is not installed (extra `typeset`)")
SENTENCE = "หน่วยงานเปิดโอกาสให้ผู้รับบริการเข้ามามีส่วนร่วมในการปรับปรุงการดำเนินงาน "
HEAD = ((TableCell(("ที่",), header=True), TableCell(("รายการ",), header=True)),)


def set_pages(*rows: tuple[TableCell, ...], **style: object) -> list[list[Item]]:
    layout = PageLayout(ReportStyle(landscape=False, **style), load_typefaces(None))  # type: ignore[arg-type]
    return layout.set_blocks([Paragraph("ก่อน"), TableBlock((1, 6), HEAD, rows)])


def texts(pages: list[list[Item]]) -> list[str]:
    return [item.text for page in pages for item in page if isinstance(item, TextItem)]


def test_a_row_higher_than_a_page_is_cut_and_whole() -> None:
    pages = set_pages((TableCell(("1",)), TableCell((SENTENCE * 120,))))
    assert len(pages) > 2
    lines = [text for text in texts(pages) if text not in ("ก่อน", "ที่", "รายการ", "1")]
    assert "".join(lines) == SENTENCE * 120
    assert texts(pages).count("รายการ") == len(pages)
    bottoms = [item.y for page in pages for item in page if isinstance(item, TextItem)]
    assert max(bottoms) <= 842 - MARGIN


def test_a_header_may_stand_on_the_first_page_alone() -> None:
    rows = [(TableCell((str(n),)), TableCell((SENTENCE,))) for n in range(60)]
    pages = set_pages(*rows, header="first")
    assert len(pages) > 1 and texts(pages).count("รายการ") == 1
    assert texts(pages).count(SENTENCE) == 60


def test_rows_that_must_not_break_start_a_page() -> None:
    rows = [(TableCell((str(n),)), TableCell((SENTENCE * 12,))) for n in range(10)]
    cells = [
        {round(item.box[3] - item.box[1], 3) for item in page if isinstance(item, CellItem)}
        for page in set_pages(*rows, rows_break=False)
    ]
    assert len(cells) > 1 and len({frozenset(heights) for heights in cells}) == 1


def test_a_merged_cell_spans_its_rows_and_has_room() -> None:
    long = TableCell((SENTENCE * 2,), rowspan=2)
    pages = set_pages((long, TableCell(("a",))), (TableCell(("b",)),))
    boxes = [item.box for item in pages[0] if isinstance(item, CellItem)][2:]
    assert boxes[0][3] == pytest.approx(boxes[2][3]) and boxes[0][1] == pytest.approx(boxes[1][1])
    assert "".join(text for text in texts(pages) if text not in ("ก่อน", "ที่", "รายการ", "a", "b")) == SENTENCE * 2


def test_links_lie_behind_their_paragraphs() -> None:
    cell = TableCell(("ไม่มี", "คลิก"), links=("", "https://www.example.go.th/1"))
    links = [item for item in set_pages((TableCell(("1",)), cell))[0] if isinstance(item, LinkItem)]
    assert [link.address for link in links] == ["https://www.example.go.th/1"]


def test_lines_are_as_wide_as_their_column_and_never_begin_with_a_mark() -> None:
    face = load_typefaces(None)[0]
    for width in (12, 30, 80, 200):
        lines = break_lines(SENTENCE, face, 10, width)
        assert "".join(lines) == SENTENCE
        assert all(face.width(line.rstrip()) * 10 <= max(width, 10) + 0.01 for line in lines)
        assert not any(line[0] in "่้ิีึืัุูํ็์" for line in lines)


def test_a_header_without_room_below_it_is_said() -> None:
    head = ((TableCell((SENTENCE * 60,), header=True),),)
    layout = PageLayout(ReportStyle(short_page=True), load_typefaces(None))
    with pytest.raises(ValueError, match="a header leaves no room"):
        layout.set_blocks([TableBlock((1,), head, ((TableCell(("1",)),),))])
