"""HTML tables of transcripts, whatever is left open in them: no row and no text is lost."""

from __future__ import annotations

import tempfile
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.transcripts import grids, pages, read

from pipeline.extract.transcript.cells import to_table
from pipeline.extract.transcript.page_splitter import split_pages

ROWS = "<tr><td>I1</td><td>86</td></tr><tr><td>I2</td><td>87</td></tr>"
TWO = [["I1", "86"], ["I2", "87"]]
SPANS = ["²", "๒", "x", "", "-1", "0", "2.5", " 2px", "+2", "9" * 5000, "99999", "1e9", "NaN", "2"]


@pytest.mark.parametrize(
    "text",
    [
        f"<table>{ROWS}</table>",
        f"<table>{ROWS}",
        f"{ROWS}</table>",
        ROWS,
        "<table><tr><td>I1<td>86<tr><td>I2<td>87",
        "<table><td>I1</td><td>86</td></tr><td>I2</td><td>87</td></tr>",
        f"<table><tbody>{ROWS}</tbody></table></div></body></html>",
        f"<TABLE border = 1 title='a > b'>{ROWS}</TABLE >",
        f"<table>{ROWS}<tr><td colspa",
        "<table><tr><td class=\"a>I1</td><td>86</td></tr><tr><td>I2</td><td class='b>87</td></tr></table>",
    ],
)
def test_rows_are_read_whatever_is_left_open(tmp_path: Path, text: str) -> None:
    assert grids(read(tmp_path, text)) == [TWO]


def test_what_stands_after_a_table_that_is_not_closed_is_no_part_of_it(tmp_path: Path) -> None:
    document = read(tmp_path, f"<!-- page 1 -->หัวเรื่อง<table>{ROWS}\nท้ายตาราง\na\tb\tc\n<table>{ROWS}\n\nจบ")
    assert pages(document) == [["หัวเรื่อง", "table of 2", "ท้ายตาราง", "table of 1", "table of 2", "จบ"]]


def test_a_cell_that_is_never_closed_ends_at_a_blank_line(tmp_path: Path) -> None:
    document = read(tmp_path, f"<!-- page 1 --><table>{ROWS}<tr><td>I3</td><td>88\n\nท้ายตาราง")
    assert grids(document) == [[*TWO, ["I3", "88"]]]
    assert pages(document)[-1][-1] == "ท้ายตาราง"


@pytest.mark.parametrize("mark", ["\f", "\n<!-- page 2 -->\n", "<!-- PageBreak -->"])
def test_a_page_mark_between_rows_starts_a_page(tmp_path: Path, mark: str) -> None:
    assert pages(read(tmp_path, f"<table>{ROWS}{mark}{ROWS}</table>")) == [["table of 2"], ["table of 2"]]
    assert pages(read(tmp_path, f"<table>{ROWS}{mark}<table>{ROWS}</table>")) == [["table of 2"], ["table of 2"]]
    cut = read(tmp_path, f"<table>{ROWS}<tr><td>I3{mark}หัวเรื่อง<table>{ROWS}</table>")
    assert pages(cut) == [["table of 3"], ["หัวเรื่อง", "table of 2"]]


def test_a_page_mark_in_a_cell_that_is_closed_is_none(tmp_path: Path) -> None:
    assert grids(read(tmp_path, "<table><tr><td>a\fb</td><td>c<!-- page 2 -->d</td></tr></table>")) == [
        [["a b", "c d"]]
    ]


def test_a_table_in_a_cell_is_its_text(tmp_path: Path) -> None:
    inner = "<table><tr><td>ก</td><td>ข</td></tr><tr><td>ค</td></tr></table>"
    text = f"<table><tr><td>I1 {inner} ท้าย</td><td>86</td></tr><tr><td>I2</td><td>87</td></tr></table>"
    (table,) = read(tmp_path, text).tables
    assert [cell.text_raw.split() for cell in table.cells] == [["I1", "ก", "ข", "ค", "ท้าย"], ["86"], ["I2"], ["87"]]
    (table,) = read(tmp_path, text.replace("</tr></table> ท้าย", "</tr>")).tables
    assert [row[0].text_raw.split()[0] for row in table.by_row()] == ["I1", "I2"]


def test_text_between_the_cells_of_a_table_stands_above_it(tmp_path: Path) -> None:
    text = f"<table><caption>ตารางที่ 1</caption><thead>{ROWS}</thead>หมายเหตุ</table>"
    assert pages(read(tmp_path, text)) == [["ตารางที่ 1", "หมายเหตุ", "table of 2"]]


@pytest.mark.parametrize("name", ["colspan", "rowspan"])
@pytest.mark.parametrize("span", SPANS)
def test_spans_that_are_no_numbers_are_one(tmp_path: Path, name: str, span: str) -> None:
    text = f'<table><tr><td {name}="{span}">a</td><td>b</td></tr><tr><td>c</td><td>d</td><td>e</td></tr></table>'
    document = read(tmp_path, text)
    (table,) = document.tables
    a, b = table.by_row()[0]
    is_number, is_huge = span in ("2.5", " 2px", "+2", "2", "1e9"), span in ("9" * 5000, "99999")
    wide = 2 if is_huge or is_number and span != "1e9" else 1
    if name == "colspan":
        assert (a.colspan, b.column, table.columns) == (wide, 1 + wide, 3)
    else:
        assert a.rowspan == (2 if span == "0" else wide)
    odd = not is_number and not (name == "rowspan" and span in ("0", "99999"))
    assert [f.rule for f in document.findings] == ["extract.table_spans"] * odd


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), min_size=1, max_size=6), min_size=1, max_size=8
    )
)
def test_spans_stay_within_the_table_and_cells_in_their_order(spans: list[list[tuple[int, int]]]) -> None:
    cell = "<td rowspan={} colspan={}>x</td>"
    text = "".join(f"<tr>{''.join(cell.format(*span) for span in row)}</tr>" for row in spans)
    ((rows,),) = split_pages(f"<table>{text}</table>")
    assert not isinstance(rows, str)
    table = to_table(rows, page=1, table_no=1)
    assert [len(row) for row in table.by_row()] == [len(row) for row in spans]
    for row in table.by_row():
        assert all(one.column < two.column for one, two in pairwise(row))
    for c in table.cells:
        assert c.row + c.rowspan - 1 <= table.rows and c.column + c.colspan - 1 <= table.columns


def test_a_row_wider_than_any_table_is_text(tmp_path: Path) -> None:
    cells = [f"c{n}" for n in range(400)]
    for text in ("\t".join(cells), f"<table><tr>{''.join(f'<td>{c}</td>' for c in cells)}</tr></table>"):
        document = read(tmp_path, text)
        assert not list(document.tables) and document.pages[0].text_raw.split() == cells
        assert [f.rule for f in document.findings] == ["extract.row_too_wide"]
    assert grids(read(tmp_path, "a\tb\tc" + "\t" * 16_000 + "\nd\te\tf")) == [[["a", "b", "c"], ["d", "e", "f"]]]


@pytest.mark.parametrize(
    "text", ["&#" + "9" * 5000 + ";", "&#x" + "f" * 5000 + ";", "&#0;", "&#xd800;", "&#27;[31m", "&#10;x"]
)
def test_entities_of_no_character(tmp_path: Path, text: str) -> None:
    document = read(tmp_path, f"<table><tr><td>a{text}</td></tr></table>ก{text}")
    assert not set(document.pages[0].text_raw) & set(map(chr, (*range(9), *range(11, 32), *range(0xD800, 0xE000))))


TAGS = [
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<td colspan=2>",
    "<td rowspan=3>",
    "<b>",
    "<br>",
    "\n",
    "\f",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=40))
def test_no_text_is_lost_in_any_order_of_tags(tags: list[str]) -> None:
    text = "".join(f"{tag} {n} " for n, tag in enumerate(tags, start=100))
    with tempfile.TemporaryDirectory() as folder:
        document = read(Path(folder), text)
    found = sorted(word for page in document.pages for word in page.text_raw.split())
    assert found == [str(n) for n in range(100, 100 + len(tags))]


SHAPES = {
    "rows": lambda n: "<table>" + "<tr><td>a</td><td>b</td></tr>" * n,
    "tables": lambda n: "<table>" * n,
    "nested": lambda n: "<table><tr><td>a" * n,
    "comments": lambda n: "<!--" * n,
    "page comments in a cell": lambda n: "<table><tr><td>" + "<!-- page" * n,
    "bold": lambda n: "<table><tr><td>" + "<b>a" * n,
    "links": lambda n: '<a href="https://a.th">a' * n,
    "quotes": lambda n: '<td a="' * n,
    "attributes": lambda n: "<td " + "a='\" " * n + ">",
    "spaces": lambda n: "<" + " " * n,
    "scripts": lambda n: "<script>" * n,
    "spans": lambda n: "<table>" + "<tr><td rowspan=99999 colspan=90>a" * n,
    "one wide row": lambda n: "a\t" * n + "\n" + "a\tb\tc\n" * n,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_as_the_text_does(tmp_path: Path, shape: str) -> None:
    """Ten times the text takes ten times as long, not a hundred times."""

    def seconds(size: int) -> float:
        start = time.process_time()
        read(tmp_path, SHAPES[shape](size))
        return time.process_time() - start

    seconds(100)
    assert seconds(20_000) < 40 * max(seconds(2_000), 0.005)
