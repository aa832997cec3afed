"""A page of a PDF as it is printed, however it is turned, cropped, scaled or wrapped."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pikepdf
import pytest
from support import golden
from support.pdf_files import HEIGHT, WIDTH, Change, contents, read, source_of

from pipeline.extract import extract
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Line, Page, Table
from pipeline.normalize import normalize


def as_json(page: Page) -> dict[str, object]:
    def points(numbers: Iterable[float]) -> str:
        return " ".join(str(round(n)) for n in numbers)

    def block(of: Line | Table) -> dict[str, object]:
        if isinstance(of, Line):
            return {"line": of.raw, "box": points(of.box or ())}
        cells = [
            {"at": f"{c.row},{c.column} {c.rowspan}x{c.colspan}", "lines": [line.raw for line in c.lines]}
            for c in of.cells
        ]
        return {"table": of.table_no, "box": points(of.box or ()), "x_edges": points(of.x_edges), "cells": cells}

    return {
        "page": page.number,
        "size": points((page.width, page.height)),
        "reader": page.reader,
        "fonts": " ".join(page.fonts),
        "blocks": [block(b) for b in page.blocks],
    }


def test_the_first_page_of_the_seed(seed: Path) -> None:
    document = read(seed, 1)
    (page,) = document.pages
    golden.compare("seed-word.page-1", as_json(page))
    assert document.findings == () and document.producer == "LibreOffice 7.4"
    assert page.quality == 1.0 and page.rotation == 0 and not page.is_scan


def test_every_glyph_has_its_place_and_lines_point_to_theirs(seed: Path) -> None:
    (page,) = read(seed, 1).pages
    assert page.glyphs is not None
    lines = [b for b in page.blocks if isinstance(b, Line)] + [
        line for t in page.tables for c in t.cells for line in c.lines
    ]
    for line in lines:
        assert line.glyphs is not None and line.box is not None
        assert page.glyphs.chars[slice(*line.glyphs)] == line.raw
        inked = [k for k in range(*line.glyphs) if page.glyphs.chars[k] != " "]
        assert (min(page.glyphs.x0[k] for k in inked), max(page.glyphs.x1[k] for k in inked)) == pytest.approx(
            (line.box[0], line.box[2])
        )
    for table in page.tables:
        for cell in table.cells:
            assert cell.box is not None
            for line in cell.lines:
                assert line.box is not None
                assert cell.box[0] < (line.box[0] + line.box[2]) / 2 < cell.box[2]


def test_tables_are_numbered_over_the_document(seed: Path) -> None:
    document = read(seed)
    assert [t.table_no for t in document.tables] == list(range(1, 1 + sum(len(p.tables) for p in document.pages)))
    assert [p.number for p in document.pages] == list(range(1, 42))
    assert contents(document.pages[6]) == contents(read(seed, 7).pages[0])


def upright(turns: int) -> Change:
    """The content turned by clockwise quarters, on a page of the fitting size; without a word in ``/Rotate``."""
    matrix = {1: f"0 -1 1 0 0 {WIDTH}", 2: f"-1 0 0 -1 {WIDTH} {HEIGHT}", 3: f"0 1 -1 0 {HEIGHT} 0"}[turns]
    size = [0, 0, HEIGHT, WIDTH] if turns % 2 else [0, 0, WIDTH, HEIGHT]

    def turn(page: pikepdf.Page) -> None:
        page.contents_add(f"q {matrix} cm".encode(), prepend=True)
        page.contents_add(b"Q")
        page.mediabox = size
        if "/CropBox" in page.obj:
            del page.obj.CropBox

    return turn


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize(
    "how", ["by /Rotate", "in the content", "in the content, back by /Rotate", "in the content, on by /Rotate"]
)
def test_a_turned_page_says_the_same(first: Callable[[Change], Page], degrees: int, how: str) -> None:
    def turn(page: pikepdf.Page) -> None:
        if how != "by /Rotate":
            upright(degrees // 90)(page)
        if how.endswith("/Rotate"):
            page.obj.Rotate = (360 - degrees) % 360 if "back" in how else degrees

    plain, page = first(lambda page: None), first(turn)
    assert contents(page) == contents(plain)
    assert (round(page.width), round(page.height)) == (842, 595)
    assert page.tables[0].box == pytest.approx(plain.tables[0].box, abs=0.5)
    assert page.glyphs is not None and plain.glyphs is not None
    assert list(page.glyphs.baseline) == pytest.approx(list(plain.glyphs.baseline), abs=0.5)


def test_where_a_page_has_its_origin_does_not_matter(first: Callable[[Change], Page]) -> None:
    def move(page: pikepdf.Page) -> None:
        page.contents_add(b"q 1 0 0 1 -300 1000 cm", prepend=True)
        page.contents_add(b"Q")
        page.mediabox = [-300, 1000, WIDTH - 300, HEIGHT + 1000]
        page.cropbox = page.mediabox

    plain, page = first(lambda page: None), first(move)
    assert contents(page) == contents(plain) and page.tables[0].box == pytest.approx(plain.tables[0].box, abs=0.1)


def test_what_is_cropped_away_is_not_read(first: Callable[[Change], Page]) -> None:
    def crop(page: pikepdf.Page) -> None:
        page.cropbox = [20, 30, WIDTH - 10, HEIGHT - 150]  # above the table: the page's heading is cut off

    plain, page = first(lambda page: None), first(crop)
    assert contents(page) == [b for b in contents(plain) if not isinstance(b, str)]
    assert (page.width, page.height) == pytest.approx((WIDTH - 30, HEIGHT - 180), abs=0.1)
    box = plain.tables[0].box
    assert box is not None
    assert page.tables[0].box == pytest.approx((box[0] - 20, box[1] - 150, box[2] - 20, box[3] - 150), abs=0.1)


def test_a_page_that_is_turned_and_cropped(first: Callable[[Change], Page]) -> None:
    def crop(page: pikepdf.Page) -> None:
        page.cropbox = [20, 30, WIDTH - 10, HEIGHT - 150]
        page.obj.Rotate = 270

    plain, page = first(lambda page: None), first(crop)
    assert contents(page) == [b for b in contents(plain) if not isinstance(b, str)]


def test_a_scaled_page_says_the_same(first: Callable[[Change], Page]) -> None:
    def scale(page: pikepdf.Page) -> None:
        page.contents_add(b"q 0.7 0 0 0.7 0 0 cm", prepend=True)
        page.contents_add(b"Q")
        page.mediabox = [0, 0, WIDTH * 0.7, HEIGHT * 0.7]
        page.cropbox = page.mediabox

    plain, page = first(lambda page: None), first(scale)
    assert contents(page) == contents(plain)
    size = page.tables[0].cells[0].lines[0].size
    assert size == pytest.approx(0.7 * (plain.tables[0].cells[0].lines[0].size or 0), abs=0.1)


def test_a_page_drawn_as_a_form_says_the_same(first: Callable[[Change], Page]) -> None:
    """Tools that stamp, impose or merge pages put each into a form object."""

    def wrap(page: pikepdf.Page) -> None:
        form = page.as_form_xobject()
        form.write(form.read_bytes())  # else its data goes with the page's
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fx0=form))
        del page.obj.Contents
        page.contents_add(b"q 1 0 0 1 0 0 cm /Fx0 Do Q")

    plain, page = first(lambda page: None), first(wrap)
    assert contents(page) == contents(plain)


def test_a_page_that_is_not_there(seed: Path) -> None:
    for number in (0, 42):
        with pytest.raises(UnreadableDocument, match=rf"no page {number}; its pages are 1 to 41"):
            read(seed, number)


def test_glyphs_that_are_mapped_to_nothing_are_read_by_their_ink(
    seed: Path, first: Callable[[Change], Page], tmp_path: Path
) -> None:
    """Ghostscript maps to U+0000 what had an empty mapping; PDFium gives code 0 for it, or nothing."""

    def unname(page: pikepdf.Page) -> None:
        for font in page.obj.Resources.Font.values():
            if "/ToUnicode" in font:
                font.ToUnicode.write(re.sub(rb"(<[0-9A-F]+>) <0E48>", rb"\1 <0000>", font.ToUnicode.read_bytes()))

    assert "\ufffd" in first(unname).text_raw
    changed = source_of(tmp_path / "changed.pdf")
    (page,), (whole,) = normalize(extract(changed)).pages, normalize(read(seed, 1)).pages
    assert page.text == whole.text and "่" in page.text


def test_a_line_of_which_a_clip_shows_only_the_feet_is_hidden(seed: Path, first: Callable[[Change], Page]) -> None:
    page = read(seed, 1).pages[0]
    assert page.glyphs is not None
    lines = [b for b in page.blocks if isinstance(b, Line)] + [
        line for t in page.tables for c in t.cells for line in c.lines
    ]
    once = [x for x in lines if len(x.raw.strip()) > 5 and page.text_raw.count(x.raw.strip()) == 1]
    plain = next(x for x in once if not set(x.raw) & set("ุูญฐฎฏฤ()/,;jpqyg"))
    assert plain.glyphs is not None and plain.box is not None
    feet = page.height - page.glyphs.baseline[plain.glyphs[0]]

    def seen_up_to(points: float) -> str:
        def clip(changed: pikepdf.Page) -> None:
            changed.contents_add(f"q 0 0 841.89 {feet + points:.2f} re W n".encode(), prepend=True)
            changed.contents_add(b"Q")

        return first(clip).text_raw

    assert plain.raw.strip() not in seen_up_to(0.5)
    assert plain.raw.strip() in seen_up_to(0.6 * (plain.box[3] - plain.box[1]))


def test_a_document_is_plain_data(seed: Path) -> None:
    """No PDFium handle lives on in it: it travels between processes and into the cache."""
    document = read(seed, 1)
    assert pickle.loads(pickle.dumps(document)) == document
