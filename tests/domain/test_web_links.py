"""Links of a cell: wrapped, run together, behind words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.web_links import read_links

A, B = "https://www.example.go.th/ita/2568/o01", "https://www.example.go.th/ita/2568/o01-2.pdf"


@pytest.mark.parametrize(
    "text",
    [
        f"{A}{B}",
        f"{A} {B}",
        f"{A}\n{B}",
        f"1. {A}\n2. {B}",
        f"1.{A}\n2.{B}",
        f"({A}), {B};",
        f"โครงสร้าง {A}\n{B} เผยแพร่แล้ว",
        f"{A}เผยแพร่แล้ว {B}.",
        f"{A}\n{B}\n{A}",
        "https://\nwww.example.go.th/\nita/2568/o01\nhttps://\nwww.example.go.th/\nita/2568/o01-2.pdf",
        "https://www.\nexample.go.th/ita/2568/o0\n1\nhttps://www.exam\nple.go.th/ita/2568/o01-2.p\ndf",
        "htt\nps://www.example.go.th/ita/2568/\n o01 \n https :// www.example.go.th/ita/2568/o01-2.\npdf",
        "https://www.example.go.th/ita/๒๕๖๘/o๐๑ https://www.example.go.th/ita/2568/o01-2.pdf",
    ],
)
def test_two_links_however_they_are_printed(text: str) -> None:
    assert read_links(text) == (A, B)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("ดูที่ www.example.go.th/ita.", ("www.example.go.th/ita",)),
        ("https://a.go.th/o01www.b.go.th/y", ("https://a.go.th/o01", "www.b.go.th/y")),
        ("https://a.go.th/x\nwww.b.go.th", ("https://a.go.th/x", "www.b.go.th")),
        ("https://www.facebook.com/www.abc.go.th", ("https://www.facebook.com/www.abc.go.th",)),
        ("https://a.go.th/?u=https://b.go.th/y", ("https://a.go.th/?u=https://b.go.th/y",)),
        ("https://web.archive.org/web/2020/https://a.go.th", ("https://web.archive.org/web/2020/https://a.go.th",)),
        ("https://a.go.th/file(1).pdf)", ("https://a.go.th/file(1).pdf",)),
        ("[https://a.go.th/x](https://a.go.th/x)", ("https://a.go.th/x",)),
        ("http://192.0.2.7:8000/eb12", ("http://192.0.2.7:8000/eb12",)),
        ("HTTPS://A.go.th/x http://a.go.th/x/", ("HTTPS://A.go.th/x",)),
    ],
)
def test_links_are_as_printed(text: str, links: tuple[str, ...]) -> None:
    assert read_links(text) == links


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://a.go.th/x\nDownload", "https://a.go.th/x"),
        ("https://a.go.th/x\nเผยแพร่แล้ว", "https://a.go.th/x"),
        ("https://a.go.th/x\nsee also", "https://a.go.th/x"),
        ("https://a.go.th/x\n2. รายงาน", "https://a.go.th/x"),
        ("https://a.go.th/x\no2 ข้อมูลผู้บริหาร", "https://a.go.th/x"),
        ("https://a.go.th/x\nsaraban@a.go.th", "https://a.go.th/x"),
        ("https://a.go.th/f.pdf\nReport2566", "https://a.go.th/f.pdf"),
        ("https://a.go.th/f.htm\nl", "https://a.go.th/f.html"),
        ("https://a.go.th/f.php\n?id=1", "https://a.go.th/f.php?id=1"),
        ("https://a.go.th/\ndownload", "https://a.go.th/download"),
        ("https://a.go.th/structu\nre", "https://a.go.th/structure"),
    ],
)
def test_a_link_goes_on_in_the_next_line_only_where_that_is_no_other_text(text: str, link: str) -> None:
    assert read_links(text) == (link,)


@pytest.mark.parametrize("text", ["", "-", "คลิกลิงค์ข้อมูล", "https://", "www.", "http", "awww. ok", "a@www.x"])
def test_no_link(text: str) -> None:
    assert read_links(text) == ()


def test_annotations_stand_behind_what_is_printed() -> None:
    targets = ("https://a.go.th/1", "mailto:x@a.go.th", "", "https://a.go.th/1", "https://www.a.go.th/2")
    assert read_links("คลิกลิงค์ข้อมูล", targets) == ("https://a.go.th/1", "https://www.a.go.th/2")
    assert read_links("ดู www.a.go.th/2", targets) == ("www.a.go.th/2", "https://a.go.th/1")


def test_annotations_witness_where_a_printed_link_ends() -> None:
    assert read_links("https://a.go.th/x\nsummary", ["https://a.go.th/x"]) == ("https://a.go.th/x",)
    assert read_links("https://a.go.th/x\nPDF", ["https://a.go.th/xPDF"]) == ("https://a.go.th/xPDF",)


hosts = st.sampled_from(["www.example.go.th", "example.ac.th", "www.tambon-a.go.th", "drive.example.com"])
paths = st.lists(st.from_regex(r"[a-z0-9_]{1,8}[a-z0-9]", fullmatch=True), min_size=1, max_size=4).map("/".join)
printed = st.builds(
    lambda scheme, host, path: f"{scheme}://{host}/{path}", st.sampled_from(["http", "https"]), hosts, paths
)


@given(
    st.lists(printed, min_size=1, max_size=4, unique_by=lambda link: link.partition("//")[2]),
    st.sampled_from(["", " ", "\n", ", "]),
)
def test_links_come_back_in_order(links: list[str], between: str) -> None:
    assert read_links(between.join(links)) == tuple(links)


@given(st.lists(printed, min_size=1, max_size=3, unique_by=lambda link: link.partition("//")[2]), st.integers(12, 40))
def test_links_wrapped_in_a_narrow_column_come_back(links: list[str], width: int) -> None:
    lines = [link[i : i + width] for link in links for i in range(0, len(link), width)]
    labels = {"pdf", "link", "line", "web", "file", "home", "here"}
    if not labels & set(lines):
        assert read_links("\n".join(lines)) == tuple(links)


@given(st.text(max_size=80) | st.text(alphabet="htps:/w.\n aก1)(=@", max_size=40))
def test_links_begin_as_links_and_have_no_white_space(text: str) -> None:
    links = read_links(text)
    assert all(
        link.lower().startswith(("http://", "https://", "www.")) and not set(link) & set(" \nก") for link in links
    )
    assert len(set(links)) == len(links)
