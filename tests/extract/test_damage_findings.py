"""Content that a damaged PDF lost is an error that names its page; a file that is whole has none."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path

import pikepdf
import pytest
from support.damaged_pdfs import REPORT_PAGES, damaged_pages, errors, on_page, with_zeros
from support.pdf_files import source_of

import pipeline
from pipeline.extract import ReadOptions, extract
from pipeline.extract.pdf.stream_integrity import encoded_picture, jpeg_fault

FLATE = pikepdf.Name.FlateDecode


def raw_contents(pdf: pikepdf.Pdf, number: int, data: bytes) -> None:
    """Give a page contents that are deflate data, whole or not."""
    pdf.pages[number - 1].obj.Contents = pikepdf.Stream(pdf, data, Filter=FLATE)


def packed(pdf: pikepdf.Pdf, number: int) -> bytes:
    return zlib.compress(pdf.pages[number - 1].obj.Contents.read_bytes())


def test_a_whole_file_has_no_errors(report: Path) -> None:
    assert errors(report) == [] and damaged_pages(report, lambda pdf: None) == []


def test_damage_is_not_looked_for_where_nobody_asks(report: Path) -> None:
    data = report.read_bytes()
    report.write_bytes(data[: data.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n")
    assert any(f.rule == "extract.file_damaged" for f in extract(source_of(report), ReadOptions()).findings)
    assert not any(f.rule == "extract.file_damaged" for f in pipeline.read_tables(report).findings)


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_contents_that_break_off(report: Path, share: float) -> None:
    def cut(pdf: pikepdf.Pdf) -> None:
        data = packed(pdf, 2)
        raw_contents(pdf, 2, data[: int(share * len(data))])

    assert damaged_pages(report, cut) == on_page(2)


@pytest.mark.parametrize("share", [0.31, 0.52, 0.77])
def test_contents_that_were_cut_and_packed_again(report: Path, share: float) -> None:
    def cut(pdf: pikepdf.Pdf) -> None:
        data = pdf.pages[1].obj.Contents.read_bytes()
        raw_contents(pdf, 2, zlib.compress(data[: int(share * len(data))]))

    assert damaged_pages(report, cut) == on_page(2)


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_one_wrong_byte_in_packed_contents(report: Path, place: float) -> None:
    def flip(pdf: pikepdf.Pdf) -> None:
        data = bytearray(packed(pdf, 3))
        data[int(place * len(data))] ^= 0x24
        raw_contents(pdf, 3, bytes(data))

    assert damaged_pages(report, flip) == on_page(3)


def test_wrong_bytes_in_plain_contents(report: Path) -> None:
    def flip(pdf: pikepdf.Pdf) -> None:
        data = pdf.pages[2].obj.Contents.read_bytes().replace(b"TJ", b"TK", 3)
        pdf.pages[2].obj.Contents = pikepdf.Stream(pdf, data)

    assert damaged_pages(report, flip) == on_page(3)


def test_zeros_in_the_place_of_lines_of_a_map_to_unicode(report: Path) -> None:
    with pikepdf.open(report, allow_overwriting_input=True) as pdf:
        for font in pdf.objects:
            if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font:
                font.ToUnicode.write(font.ToUnicode.read_bytes())
        pdf.save(report, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert errors(report) == []
    assert ("extract.page_damaged", 1) in [(f.rule, f.page) for f in errors(with_zeros(report, b"beginbfchar", 30))]


def test_contents_that_are_missing(report: Path) -> None:
    def remove(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[1].obj.Contents

    def empty(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].obj.Contents = pikepdf.Stream(pdf, b"")

    assert damaged_pages(report, remove) == damaged_pages(report, empty) == on_page(2)


def test_a_part_of_the_contents_that_is_missing(report: Path) -> None:
    def part(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[1].obj
        page.Contents = pikepdf.Array([page.Contents, pikepdf.Dictionary(Lost=1)])

    assert damaged_pages(report, part) == on_page(2)


def test_a_font_of_the_text_that_is_missing(report: Path) -> None:
    def remove(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[1].obj
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Other=next(iter(page.Resources.Font.values()))))

    assert ("extract.page_damaged", 2) in damaged_pages(report, remove)


def test_a_font_without_its_map_where_others_have_one(report: Path) -> None:
    def remove(pdf: pikepdf.Pdf) -> None:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/ToUnicode" in o]
        del fonts[0].ToUnicode

    def remove_all(pdf: pikepdf.Pdf) -> None:
        for font in pdf.objects:
            if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font:
                del font.ToUnicode

    assert any(rule == "extract.page_damaged" for rule, _ in damaged_pages(report, remove))
    assert not any(rule == "extract.page_damaged" for rule, _ in damaged_pages(report, remove_all))


@pytest.mark.parametrize("filling", [bytes(90), bytes(range(128, 218))])
def test_contents_that_were_spoiled_and_packed_again(report: Path, filling: bytes) -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        data = pdf.pages[1].obj.Contents.read_bytes()
        middle = len(data) // 2
        raw_contents(pdf, 2, zlib.compress(data[:middle] + filling + data[middle + len(filling) :]))

    assert damaged_pages(report, spoil) == on_page(2)


@pytest.mark.parametrize("part", ["/ToUnicode", "/FontFile2"])
def test_a_damaged_font_is_an_error_on_the_pages_that_use_it(report: Path, part: str) -> None:
    def flip(pdf: pikepdf.Pdf) -> None:
        for font in pdf.objects:
            if isinstance(font, pikepdf.Dictionary) and part in font:
                stream = font[part]
                data = bytearray(zlib.compress(stream.read_bytes()))
                data[len(data) // 2] ^= 0x11
                stream.write(bytes(data), filter=FLATE)

    found = damaged_pages(report, flip)
    assert {page for rule, page in found if rule == "extract.page_damaged"} == set(range(1, REPORT_PAGES + 1))


def test_text_outside_the_box_of_its_page(report: Path) -> None:
    def shrink(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].obj.MediaBox = pikepdf.Array([595, 842, 0, 0])
        pdf.pages[1].obj.CropBox = pdf.pages[1].obj.MediaBox

    assert damaged_pages(report, shrink) == on_page(2)


def test_what_a_producer_cuts_at_the_edge_of_its_page_is_no_damage(report: Path) -> None:
    def move(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[1]
        left, bottom, right, top = (float(side) for side in page.obj.MediaBox)
        clip = f"q {left} {bottom} {right - left} {top - bottom} re W* n Q 1 0 0 1 120 0 cm\n"
        page.contents_add(pdf.make_stream(clip.encode()), prepend=True)

    assert ("extract.page_damaged", 2) not in damaged_pages(report, move)


def test_what_is_cropped_away_is_no_damage(report: Path) -> None:
    def crop(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].obj.CropBox = pikepdf.Array([100, 100, 700, 500])

    assert damaged_pages(report, crop) == []


def test_a_producer_that_writes_no_right_checksum_does_no_damage(report: Path) -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and "/DecodeParms" not in item:
                item.write(zlib.compress(item.read_bytes())[:-4] + b"\0\0\0\1", filter=FLATE)

    assert damaged_pages(report, spoil) == []


def test_graphics_states_that_a_producer_always_leaves_open_are_no_damage(report: Path) -> None:
    def open_all(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.contents_add(b"q 1 0 0 1 0 0 cm\n", prepend=True)

    def open_one(pdf: pikepdf.Pdf) -> None:
        pdf.pages[2].contents_add(b"q 1 0 0 1 0 0 cm\n", prepend=True)

    assert damaged_pages(report, open_all) == [] and damaged_pages(report, open_one) == on_page(3)


@pytest.mark.parametrize(("ordering", "is_damage"), [("Identity", True), ("Japan1", False)])
def test_a_character_collection_stands_for_a_map_to_unicode(report: Path, ordering: str, is_damage: bool) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[1]
        glyphs = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.CIDFontType0,
            BaseFont=pikepdf.Name("/Ryumin-Light"),
            CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=ordering, Supplement=2),
        )
        page.obj.Resources.Font["/F9"] = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name("/Ryumin-Light-Identity-H"),
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=pikepdf.Array([glyphs]),
        )
        page.contents_add(b"BT /F9 9 Tf 9 9 Td <0345> Tj ET")

    assert (("extract.page_damaged", 2) in damaged_pages(report, add)) is is_damage


def test_an_intended_blank_page_is_none(report: Path) -> None:
    def insert(pdf: pikepdf.Pdf) -> None:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.pages.insert(1, pdf.pages[-1])

    assert damaged_pages(report, insert) == []


def test_a_font_put_together_of_two(report: Path) -> None:
    def mix(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                item.FontName = pikepdf.Name("/ABCDEF+Other")

    assert ("extract.page_damaged", 1) in damaged_pages(report, mix)


@pytest.mark.parametrize(
    ("data", "is_whole"),
    [
        (b"\xff\xd8\xff\xda\x00\x08" + b"\x12\xff\x00\x34" * 9 + b"\xff\xd0\x55\xff\xd9", True),
        (b"\xff\xd8\xff\xda\x00\x08" + b"\x12\xff\x00\x34" * 40, False),
        (b"\xff\xd8\xff\xda\x00\x08" + b"\x12\xff\x77\x34" * 9 + b"\xff\xd9", False),
        (b"\x00" * 50 + b"\xff\xd9", False),
    ],
)
def test_the_marks_of_a_picture_tell_that_it_was_damaged(data: bytes, is_whole: bool) -> None:
    assert (jpeg_fault(data) == "") is is_whole


@pytest.mark.parametrize("around", [[], ["/ASCII85Decode"], ["/FlateDecode"]])
def test_a_picture_is_looked_at_within_the_filters_around_it(around: list[str]) -> None:
    data = b"\xff\xd8\xff\xda\x00\x08" + b"\x12\xff\x00\x34" * 40 + b"\xff\xd9"
    pack = {"/ASCII85Decode": lambda raw: base64.a85encode(raw) + b"~>", "/FlateDecode": zlib.compress}
    pdf = pikepdf.new()
    for content, fault in ((data, ""), (data[:-9], "breaks off before its end")):
        picture = pikepdf.Stream(pdf, pack[around[0]](content) if around else content)
        picture["/Filter"] = pikepdf.Array([pikepdf.Name(name) for name in (*around, "/DCTDecode")])
        found = encoded_picture(pdf, picture)
        assert found.fault == "" and found.data == content
        assert jpeg_fault(found.data) == fault
