"""Which reader reads a page, and why it went on to the next."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from support.pdf_files import contents, read

from pipeline.extract import ReadOptions
from pipeline.extract.ladder import LADDER, TO_SCAN_READER, Attempt, Decline, Ladder
from pipeline.extract.pdf.document import PdfDocument
from pipeline.extract.pdf.pdfminer_glyphs import PdfminerReader
from pipeline.extract.pdf.text_quality import TextQuality


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
    assert [contents(p) for p in document.pages] == [contents(good[0]), [], contents(good[1])]
    of_page, *of_file = [(f.rule, f.severity, f.page) for f in document.findings]
    assert of_page == ("extract.page_unreadable", "error", 2)
    assert set(of_file) == {("extract.file_damaged", "error", None), ("extract.file_damaged", "warning", None)}
    assert [t.table_no for t in document.tables] == [1, 2]


def test_a_page_whose_fonts_are_lost_is_no_text(seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    with pikepdf.open(seed) as pdf:
        del pdf.pages[2:]
        pdf.pages[1].obj.Resources = pikepdf.Dictionary()
        pdf.save(tmp_path / "x.pdf")
    document = read(tmp_path / "x.pdf")
    assert [p.reader for p in document.pages] == ["pdfium", "none"]
    assert [(f.rule, f.severity, f.page) for f in document.findings] == [
        ("extract.text_layer_garbage", "error", 2),
        ("extract.page_damaged", "error", 2),
        ("extract.file_damaged", "error", None),
    ]
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


def attempts_of(path: Path, monkeypatch: pytest.MonkeyPatch, missing: str | None = "install it") -> tuple[Attempt, ...]:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: missing)
    with PdfDocument(str(path)) as document:
        return Ladder(document, ReadOptions()).read(1, 0).attempts


def test_a_page_of_text_is_read_by_the_first_decoder(seed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempts_of(seed, monkeypatch) == (Attempt("pdfium", 1.0),)


def test_every_reader_that_declines_leaves_its_reason(blank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outlines = b"".join(b"%d 100 m %d 120 l %d 90 l h f\n" % (x, x + 3, x + 9) for x in range(50, 500, 12))
    with pikepdf.open(blank, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Contents = pikepdf.Stream(pdf, outlines)
        pdf.save(blank)
    drawn, lacking = attempts_of(blank, monkeypatch)
    assert drawn == Attempt("pdfium", None, Decline.DRAWN_WITHOUT_TEXT)
    assert lacking == Attempt("ocr", None, Decline.SCANS_NOT_READ_HERE, "install it")

    def fails(*_: object) -> None:
        raise ValueError("engine\n gone")

    monkeypatch.setattr("pipeline.extract.scan.read_scan", fails)
    _, broken = attempts_of(blank, monkeypatch, missing=None)
    assert broken == Attempt("ocr", None, Decline.OCR_BROKE_OFF, "ValueError: engine gone")


def test_a_blank_page_is_not_given_to_the_scan_reader(blank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempts_of(blank, monkeypatch) == (Attempt("pdfium", None, Decline.PAGE_EMPTY),)
    assert Decline.PAGE_EMPTY not in TO_SCAN_READER


def test_pdfminer_is_not_asked_again_about_fonts_on_which_it_was_no_better(
    seed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr("pipeline.extract.pdf.text_layer.text_quality", lambda text, unmapped=0: TextQuality(0.9))
    monkeypatch.setattr(PdfminerReader, "glyphs", lambda self, number, frame: asked.append(number))
    with PdfDocument(str(seed)) as document:
        ladder = Ladder(document, ReadOptions())
        for number in (1, 1, 1, 1, 1):
            assert ladder.read(number, 0).page.reader == "pdfium"
        assert len(asked) == LADDER.pdfminer_tries
        ladder.forget()
        ladder.read(1, 0)
    assert len(asked) == LADDER.pdfminer_tries + 1
