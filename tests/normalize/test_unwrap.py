"""Wrapped lines to paragraphs: which line ends were spaces, and which lines open a paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.factories import source

from pipeline.model import Cell, Document, Line, Page, Table
from pipeline.normalize.unwrap import LineUnwrapper

SIZE = 14.0
CHAR = 6.0


def line(raw: str, x0: float = 0.0, paragraph: bool = False) -> Line:
    """A line as wide as its letters, in the layout of print."""
    shown = raw.rstrip()
    return Line(raw, shown.strip(), (x0, 0.0, x0 + CHAR * len(shown), SIZE), SIZE, paragraph)


def join(*raw: str, elsewhere: str = "") -> str:
    """Lines without boxes (a transcript's), in a document that says ``elsewhere`` too."""
    document = Document(
        source(), (Page(1, 0.0, 0.0, "transcript", None, tuple(Line(t, t) for t in elsewhere.split("\n") if t)),)
    )
    return LineUnwrapper(document).unwrap([Line(t, t.strip()) for t in raw])


def printed(*raw: str) -> str:
    return LineUnwrapper(Document(source())).unwrap([line(t) for t in raw])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("จัดทำมาตร", "ฐานการทำงาน", "จัดทำมาตรฐานการทำงาน"),  # Thai wraps without a space
        ("ขั้นตอนใน ", "แต่ละงาน", "ขั้นตอนใน แต่ละงาน"),  # the producer kept the space
        ("ขั้นตอนใน", " แต่ละงาน", "ขั้นตอนใน แต่ละงาน"),
        ("ระบบ", "ITA ใหม่", "ระบบ ITA ใหม่"),  # another script holds on to its neighbour
        ("ระบบ ITA", "ของหน่วยงาน", "ระบบ ITA ของหน่วยงาน"),
        ("Open", "Data", "Open Data"),
        ("ร้อยละ", "86.19", "ร้อยละ 86.19"),
        ("ปีงบประมาณ พ.ศ. 2566", "หน่วยงาน", "ปีงบประมาณ พ.ศ. 2566 หน่วยงาน"),
        ("หน่วยงาน", "(IIT)", "หน่วยงาน (IIT)"),
        ("ทั่ว ๆ", "ไป", "ทั่ว ๆ ไป"),
        ("กระทรวงการคลังฯ", "ได้", "กระทรวงการคลังฯ ได้"),
        ("จัดซื้อ/", "จัดจ้าง", "จัดซื้อ/จัดจ้าง"),
        ("จัดซื้อ", "/จัดจ้าง", "จัดซื้อ/จัดจ้าง"),
        ("ต่าง", "ๆ", "ต่างๆ"),
        ("(การ", "จัดซื้อ)", "(การจัดซื้อ)"),
        ("ร้อยละ 86.19", ")", "ร้อยละ 86.19)"),
        ("COVID-", "19", "COVID-19"),
    ],
)
def test_where_a_line_end_was_a_space(first: str, second: str, expected: str) -> None:
    assert join(first, second) == expected
    assert printed(first, second) == expected


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        (("https://www.mof.go.th/", "th/view/attachment"), "https://www.mof.go.th/th/view/attachment"),
        (("https://www.mof.go.th/th/vi", "ew/file/2566.pdf"), "https://www.mof.go.th/th/view/file/2566.pdf"),
        (
            ("www.oic.go.th/FILE/", "CABINFO3/DRAWER", "056/DATA01.PDF"),
            "www.oic.go.th/FILE/CABINFO3/DRAWER056/DATA01.PDF",
        ),
        (("http://x.go.th/a?id=", "12&b=3"), "http://x.go.th/a?id=12&b=3"),
        (("https://x.go.th/a/ ", "b.pdf"), "https://x.go.th/a/b.pdf"),
    ],
)
def test_an_address_over_several_lines_is_one(lines: tuple[str, ...], url: str) -> None:
    assert join(*lines) == url
    assert join("เผยแพร่ที่ ", *lines) == f"เผยแพร่ที่ {url}"


def test_after_an_address_thai_goes_on_with_a_space() -> None:
    assert join("https://www.mof.go.th", "เพื่อให้ทราบ") == "https://www.mof.go.th เพื่อให้ทราบ"


def test_a_space_that_stands_elsewhere_in_the_document_is_restored() -> None:
    lines = ("จัดทำมาตรฐานของหน่วยงาน", "และคู่มือประชาชน")
    assert join(*lines) == "".join(lines)
    assert join(*lines, elsewhere="จัดทำมาตรฐานของหน่วยงาน และคู่มือประชาชนแล้ว") == " ".join(lines)


def test_where_the_document_has_it_both_ways_nothing_is_sure() -> None:
    lines = ("มาตรฐานของหน่วยงาน", "และคู่มือประชาชน")
    assert join(*lines, elsewhere=" ".join(lines) + "\n" + "".join(lines)) == "".join(lines)


def test_the_nearer_context_outweighs_the_shorter() -> None:
    lines = ("มาตรฐานกลางของหน่วยงาน", "และคู่มือสำหรับประชาชน")
    elsewhere = "ของหน่วยงานและคู่มือ\nมาตรฐานกลางของหน่วยงาน และคู่มือสำหรับประชาชน"
    assert join(*lines, elsewhere=elsewhere) == " ".join(lines)


@pytest.mark.parametrize(
    ("first", "second", "space"),
    [
        ("จัดทำคู่มือการปฏิบัติงาน", "เพื่อให้บุคลากรเข้าใจ", True),
        ("จัดทำคู่มือการปฏิบัติงาน", "โดยมีตัวแทนทุกกอง", True),
        ("จัดทำคู่มือการปฏิบัติงาน", "เพื่อนร่วมงานเห็นชอบ", False),
        ("จัดทำคู่มือการปฏิบัติงานและ", "โดยมีตัวแทนทุกกอง", False),
        ("จัดทำคู่มือการปฏิบัติงาน", "ของบุคลากรทุกกอง", False),
    ],
)
def test_before_a_word_that_opens_a_clause_a_dropped_space_is_restored(first: str, second: str, space: bool) -> None:
    wrapped = f"{first} {second}" if space else first + second
    assert join(first, second) == wrapped
    cell = Cell(1, 1, 1, (Line("ขั้นตอนใน ", "ขั้นตอนใน"), Line("แต่ละงาน", "แต่ละงาน")))
    keeps = Document(source(), (Page(1, 0.0, 0.0, "pdfium", blocks=(Table(1, 1, 1, 1, (cell,)),)),))
    assert LineUnwrapper(keeps).unwrap([Line(first, first), Line(second, second)]) == first + second


def test_fixed_wordings_of_the_assessment_are_known() -> None:
    first, second = "บุคลากรในหน่วยงานของท่าน", "ปฏิบัติงานหรือให้บริการ"
    assert join(first, second) == f"{first} {second}"


@pytest.mark.parametrize("mark", ["1.", "2)", "(3)", "-", "–", "•", "➢", "●", "*"])
def test_a_list_mark_opens_a_paragraph(mark: str) -> None:
    assert join("อบรมบุคลากรให้ทั่วถึง", f"{mark} จัดทำคู่มือ") == f"อบรมบุคลากรให้ทั่วถึง\n{mark} จัดทำคู่มือ"


@pytest.mark.parametrize(
    ("first", "second", "joint"),
    [
        ("คะแนนเฉลี่ย", "86.19 คะแนน", " "),  # a number is no mark
        ("วันที่", "1. มกราคม", " "),  # nor is what the line before breaks off at
        ("ตามข้อ", "2. ของระเบียบ", " "),
        ("พ.ศ.", "12) ก", " "),
        ("เลขที่", "3) ข", " "),
    ],
)
def test_what_looks_like_a_list_mark_but_goes_on(first: str, second: str, joint: str) -> None:
    assert join(first, second) == first + joint + second


def test_the_next_number_opens_a_paragraph_even_after_an_open_end() -> None:
    assert join("1. อบรมและ", "2. จัดทำคู่มือ") == "1. อบรมและ\n2. จัดทำคู่มือ"
    assert join("1) อบรม", "ให้ทั่วถึง", "2) คู่มือ", "3) เผยแพร่") == "1) อบรมให้ทั่วถึง\n2) คู่มือ\n3) เผยแพร่"


def test_a_lone_dash_is_an_item_without_content() -> None:
    assert join("-", "- อบรม") == "-\n- อบรม"
    assert join("1. -", "2. -") == "1. -\n2. -"


def test_paragraphs_that_the_source_marks() -> None:
    lines = [line("อบรม"), line("คู่มือ", paragraph=True), line("เผยแพร่")]
    assert LineUnwrapper(Document(source())).unwrap(lines) == "อบรม\nคู่มือเผยแพร่"


def test_a_line_that_ends_far_short_ends_its_paragraph() -> None:
    full = "จัดทำมาตรฐานกระบวนการของหน่วยงานให้เป็นระบบเดียวกัน"
    assert printed(full, "ทุกปี", full) == f"{full}ทุกปี\n{full}"


def test_a_line_that_ends_short_before_a_long_word_goes_on() -> None:
    """A web address had no room on the line."""
    full = "จัดทำมาตรฐานกระบวนการของหน่วยงานให้เป็นระบบเดียวกัน"
    address = "https://www.mof.go.th/th/view/attachment/file/2566"
    assert printed(full, "และเผยแพร่แล้วทาง ", address) == f"{full}และเผยแพร่แล้วทาง {address}"


def test_narrow_columns_are_ragged() -> None:
    assert printed("ระดับ", "มาตรการที่", "ใช้ดำเนิน", "การ") == "ระดับมาตรการที่ใช้ดำเนินการ"


def test_nothing() -> None:
    assert join() == "" and join("", "  ") == ""
    assert join("อบรม", "", "คู่มือ") == "อบรมคู่มือ"


WORDS = st.sampled_from(
    ["อบรม", "คู่มือ", "ITA", "2566", "1.", "-", "(IIT)", "https://x.go.th/", "ๆ", "และ", "86.19", "• ก", "พ.ศ."]
)


@given(st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=4), st.booleans()), max_size=6))
def test_joining_changes_nothing_but_white_space(lines: list[tuple[list[str], bool]]) -> None:
    raw = [" ".join(words) + (" " if trailing else "") for words, trailing in lines]
    for joined in (join(*raw), printed(*raw)):
        assert "".join(joined.split()) == "".join("".join(raw).split())
        assert "  " not in joined and "\n\n" not in joined and joined == joined.strip()
