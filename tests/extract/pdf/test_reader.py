"""PDFs as bytes: a page as it is printed, however it is turned; and what happens to broken files."""

from __future__ import annotations

import pickle
import re
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pikepdf
import pytest
from support import golden

from pipeline.extract import extract
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Document, Line, Page, SourceDocument, Table
from pipeline.normalize import normalize

WIDTH, HEIGHT = 841.89, 595.30  # of the seed's pages
Turn = Callable[[pikepdf.Page], None]


def read(path: Path, page: int | None = None) -> Document:
    return extract(SourceDocument(str(path), path.name, "0" * 64, 1, "pdf"), page)


@pytest.fixture
def seed(raw: Path) -> Path:
    return raw / "2566" / "seed-word.pdf"


@pytest.fixture
def first(seed: Path, tmp_path: Path) -> Callable[[Turn], Page]:
    """The seed's first page, changed and read again."""

    def changed(change: Turn) -> Page:
        with pikepdf.open(seed) as pdf:
            del pdf.pages[1:]
            change(pdf.pages[0])
            pdf.save(tmp_path / "changed.pdf")
        (page,) = read(tmp_path / "changed.pdf").pages
        return page

    return changed


def words(page: Page) -> list[object]:
    """What a page says: lines, and tables as grids with their spans."""
    return [
        b.raw if isinstance(b, Line) else [(c.row, c.column, c.rowspan, c.colspan, c.text_raw) for c in b.cells]
        for b in page.blocks
    ]


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
    assert words(document.pages[6]) == words(read(seed, 7).pages[0])


def upright(turns: int) -> Turn:
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
def test_a_turned_page_says_the_same(first: Callable[[Turn], Page], degrees: int, how: str) -> None:
    def turn(page: pikepdf.Page) -> None:
        if how != "by /Rotate":
            upright(degrees // 90)(page)
        if how.endswith("/Rotate"):
            page.obj.Rotate = (360 - degrees) % 360 if "back" in how else degrees

    plain, page = first(lambda page: None), first(turn)
    assert words(page) == words(plain)
    assert (round(page.width), round(page.height)) == (842, 595)
    assert page.tables[0].box == pytest.approx(plain.tables[0].box, abs=0.5)
    assert page.glyphs is not None and plain.glyphs is not None
    assert list(page.glyphs.baseline) == pytest.approx(list(plain.glyphs.baseline), abs=0.5)


def test_where_a_page_has_its_origin_does_not_matter(first: Callable[[Turn], Page]) -> None:
    def move(page: pikepdf.Page) -> None:
        page.contents_add(b"q 1 0 0 1 -300 1000 cm", prepend=True)
        page.contents_add(b"Q")
        page.mediabox = [-300, 1000, WIDTH - 300, HEIGHT + 1000]
        page.cropbox = page.mediabox

    plain, page = first(lambda page: None), first(move)
    assert words(page) == words(plain) and page.tables[0].box == pytest.approx(plain.tables[0].box, abs=0.1)


def test_what_is_cropped_away_is_not_read(first: Callable[[Turn], Page]) -> None:
    def crop(page: pikepdf.Page) -> None:
        page.cropbox = [20, 30, WIDTH - 10, HEIGHT - 150]  # above the table: the page's heading is cut off

    plain, page = first(lambda page: None), first(crop)
    assert words(page) == [b for b in words(plain) if not isinstance(b, str)]
    assert (page.width, page.height) == pytest.approx((WIDTH - 30, HEIGHT - 180), abs=0.1)
    box = plain.tables[0].box
    assert box is not None
    assert page.tables[0].box == pytest.approx((box[0] - 20, box[1] - 150, box[2] - 20, box[3] - 150), abs=0.1)


def test_a_page_that_is_turned_and_cropped(first: Callable[[Turn], Page]) -> None:
    def crop(page: pikepdf.Page) -> None:
        page.cropbox = [20, 30, WIDTH - 10, HEIGHT - 150]
        page.obj.Rotate = 270

    plain, page = first(lambda page: None), first(crop)
    assert words(page) == [b for b in words(plain) if not isinstance(b, str)]


def test_a_scaled_page_says_the_same(first: Callable[[Turn], Page]) -> None:
    def scale(page: pikepdf.Page) -> None:
        page.contents_add(b"q 0.7 0 0 0.7 0 0 cm", prepend=True)
        page.contents_add(b"Q")
        page.mediabox = [0, 0, WIDTH * 0.7, HEIGHT * 0.7]
        page.cropbox = page.mediabox

    plain, page = first(lambda page: None), first(scale)
    assert words(page) == words(plain)
    size = page.tables[0].cells[0].lines[0].size
    assert size == pytest.approx(0.7 * (plain.tables[0].cells[0].lines[0].size or 0), abs=0.1)


def test_a_page_drawn_as_a_form_says_the_same(first: Callable[[Turn], Page]) -> None:
    """Tools that stamp, impose or merge pages put each into a form object."""

    def wrap(page: pikepdf.Page) -> None:
        form = page.as_form_xobject()
        form.write(form.read_bytes())  # else its data goes with the page's
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fx0=form))
        del page.obj.Contents
        page.contents_add(b"q 1 0 0 1 0 0 cm /Fx0 Do Q")

    plain, page = first(lambda page: None), first(wrap)
    assert words(page) == words(plain)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_file(seed: Path, tmp_path: Path, share: float) -> None:
    data = seed.read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(UnreadableDocument, match=r"damaged.*(fetch it again|repair)"):
        read(path)


@pytest.mark.parametrize(
    "data", [b"", b"not a pdf", b"<!doctype html><title>404</title>", b"%PDF-1.7\n", bytes(range(256)) * 40]
)
def test_what_is_no_pdf(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument, match=r"it is not a PDF or it is damaged"):
        read(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        read(tmp_path / "none.pdf")


def test_encrypted_files(seed: Path, tmp_path: Path) -> None:
    for user, path in (("secret", tmp_path / "locked.pdf"), ("", tmp_path / "open.pdf")):
        with pikepdf.open(seed) as pdf:
            del pdf.pages[1:]
            pdf.save(path, encryption=pikepdf.Encryption(user=user, owner="owner"))
    with pytest.raises(UnreadableDocument, match=r"encrypted and asks for a password.*qpdf --decrypt"):
        read(tmp_path / "locked.pdf")
    assert words(read(tmp_path / "open.pdf").pages[0]) == words(
        read(seed, 1).pages[0]
    )  # only printing or copying is forbidden


def test_a_file_without_pages(tmp_path: Path) -> None:
    pikepdf.new().save(tmp_path / "none.pdf")
    with pytest.raises(UnreadableDocument, match="no pages"):
        read(tmp_path / "none.pdf")


def test_a_page_that_is_not_there(seed: Path) -> None:
    for number in (0, 42):
        with pytest.raises(UnreadableDocument, match=rf"no page {number}; its pages are 1 to 41"):
            read(seed, number)


def test_one_broken_page_among_good_ones(seed: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    with pikepdf.open(seed) as pdf:
        del pdf.pages[3:]
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = path.read_bytes()
    kids = re.search(rb"/Kids \[ \d+ 0 R (\d+) 0 R", data)
    assert kids
    path.write_bytes(data.replace(b"\n%s 0 obj\n<<" % kids[1], b"\n%s 0 obj\n]]" % kids[1]))
    document = read(path)
    good = [read(seed, n).pages[0] for n in (1, 3)]
    assert [words(p) for p in document.pages] == [words(good[0]), [], words(good[1])]
    (finding,) = document.findings
    assert (finding.rule, finding.severity, finding.page) == ("extract.page_unreadable", "error", 2)
    assert [t.table_no for t in document.tables] == [1, 2]


def test_a_page_whose_fonts_are_lost_is_no_text(seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    with pikepdf.open(seed) as pdf:
        del pdf.pages[2:]
        pdf.pages[1].obj.Resources = pikepdf.Dictionary()
        pdf.save(tmp_path / "x.pdf")
    document = read(tmp_path / "x.pdf")
    assert [p.reader for p in document.pages] == ["pdfium", "none"]
    assert [(f.rule, f.severity, f.page) for f in document.findings] == [("extract.text_layer_garbage", "error", 2)]
    assert document.pages[1].tables == ()


def test_an_empty_page_and_a_picture_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    pdf = pikepdf.new()
    for _ in range(2):
        pdf.add_blank_page(page_size=(595, 842))
    picture = pikepdf.Stream(
        pdf,
        b"\x80",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=1,
        Height=1,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray,
    )
    pdf.pages[1].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    pdf.pages[1].obj.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    pdf.save(tmp_path / "x.pdf")
    document = read(tmp_path / "x.pdf")
    assert [(p.reader, p.is_scan, p.image_share) for p in document.pages] == [("none", False, 0.0), ("none", True, 1.0)]
    assert [(f.rule, f.severity) for f in document.findings] == [
        ("extract.page_empty", "info"),
        ("extract.scan_not_read", "error"),
    ]


def findings(path: Path, contents: bytes) -> list[tuple[str, str]]:
    """What is said of the page when these bytes are its contents."""
    with pikepdf.open(path) as pdf:
        pdf.pages[0].Contents = pikepdf.Stream(pdf, contents)
        pdf.save(path.with_name("changed.pdf"), compress_streams=False)
    return [(f.rule, f.severity) for f in read(path.with_name("changed.pdf")).findings]


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.save(tmp_path / "blank.pdf")
    return tmp_path / "blank.pdf"


def test_a_page_that_draws_nothing_is_blank(blank: Path) -> None:
    assert findings(blank, b"q Q") == findings(blank, b"") == [("extract.page_empty", "info")]


def test_a_page_of_outlines_is_not_passed_over(blank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    letters = b"".join(
        b"%d 100 m %d 120 l %d 130 %d 90 %d 95 c h f\n" % (x, x + 3, x + 9, x + 9, x + 4) for x in range(50, 500, 12)
    )
    assert findings(blank, letters) == [("extract.page_empty", "warning")]


def test_a_page_whose_contents_are_damaged_says_so(blank: Path) -> None:
    with pikepdf.open(blank) as pdf:
        broken = pikepdf.Stream(pdf, b"BT /F1 12 Tf (lost) Tj ET " * 50)
        pdf.pages[0].Contents = broken
        pdf.save(blank.with_name("good.pdf"))
    data = blank.with_name("good.pdf").read_bytes()
    start = data.index(b"stream\n") + 7
    blank.write_bytes(data[:start] + b"\x00" * 12 + data[start + 12 :])
    (finding,) = read(blank).findings
    assert (finding.rule, finding.severity, finding.page) == ("extract.page_damaged", "error", 1)
    assert "fetch it again, or repair it" in finding.message


def test_contents_that_break_off_after_a_rule_say_so(blank: Path) -> None:
    """A page with a rule under its header, and text that cannot be decoded."""
    with pikepdf.open(blank, allow_overwriting_input=True) as pdf:
        whole = b"50 50 100 1 re f\n" + b"".join(
            b"BT /F1 12 Tf 1 0 0 1 50 %d Tm (lost %d) Tj ET\n" % (n, n * n) for n in range(400)
        )
        cut = bytearray(zlib.compress(whole))
        cut[len(cut) // 50 : len(cut) // 50 + 60] = b"\x00" * 60
        pdf.pages[0].Contents = pikepdf.Stream(pdf, bytes(cut), Filter=pikepdf.Name.FlateDecode)
        pdf.save(blank)
    rules = {f.rule: f for f in read(blank).findings}
    assert rules["extract.page_damaged"].severity == "error" and str(blank) not in rules["extract.page_damaged"].message


def test_glyphs_that_are_mapped_to_nothing_are_read_by_their_ink(
    seed: Path, first: Callable[[Turn], Page], tmp_path: Path
) -> None:
    """Ghostscript maps to U+0000 what had an empty mapping; PDFium gives that as code 0, or leaves it out of its text."""

    def unname(page: pikepdf.Page) -> None:
        for font in page.obj.Resources.Font.values():
            if "/ToUnicode" in font:
                font.ToUnicode.write(re.sub(rb"(<[0-9A-F]+>) <0E48>", rb"\1 <0000>", font.ToUnicode.read_bytes()))

    assert "\ufffd" in first(unname).text_raw
    source = SourceDocument(str(tmp_path / "changed.pdf"), "changed.pdf", "0" * 64, 1, "pdf")
    (page,), (whole,) = normalize(extract(source)).pages, normalize(read(seed, 1)).pages
    assert page.text == whole.text and "่" in page.text


def test_text_that_a_clip_hides_is_left_out_and_said(seed: Path, first: Callable[[Turn], Page], tmp_path: Path) -> None:
    def clip(page: pikepdf.Page) -> None:
        page.contents_add(b"q 0 0 841.89 250 re W n", prepend=True)
        page.contents_add(b"Q")

    whole, seen = read(seed, 1).pages[0], first(clip)
    assert 0 < len(seen.text_raw) < len(whole.text_raw)
    assert "ตัวชี้วัดย่อย" in whole.text_raw and "ตัวชี้วัดย่อย" not in seen.text_raw  # the header, at the top
    (finding,) = read(tmp_path / "changed.pdf").findings
    assert (finding.rule, finding.severity, finding.page) == ("extract.glyphs_dropped", "info", 1)
    assert "hidden by a clipping path" in finding.message


def test_a_line_of_which_a_clip_shows_only_the_feet_is_hidden(seed: Path, first: Callable[[Turn], Page]) -> None:
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
