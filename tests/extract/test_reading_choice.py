"""Text layer or OCR: what each is worth by its own evidence, and which of them stands on a page that both have read."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from support.pdf_files import blank_pdf
from support.scanned_pages import as_pdf, ocr_layer, prose, read

from pipeline.extract.reading_choice import evidence, has_words, likeness
from pipeline.extract.scan.page import ScannedPage
from pipeline.extract.tables.geometry import Frame
from pipeline.model import Document, Line

ENGLISH = [
    "Integrity and Transparency Assessment of public bodies",
    "The results are published by the end of August each year",
    "Each of the bodies answers three lists of questions on its work",
    "It is for the public to see how the work of a body is done",
    "and what was carried out in the year that is reported",
    "The measures that were planned are told with their results",
] * 3
GIBBERISH = [
    "nsUssidiuauassuuaraMUlUsola lunisdhiduaruvavmhagnu",
    "wanisUssidiu ssnunanis anidunis auumsnis dvasu",
    "Javnanmsgqu AdunauissuuUsNAS Ufuaeuvas ASZUIUATSATH",
    "IeagUNAATUTAWela NIsUsHISeIU yrarnslutatives nssuqunis",
    "yuaear wuld adwlussla vies la Wolinisuguaenatulu",
    "lnuieusouuasussa NuAnssuInUaIns suudseuna",
] * 3
THAI = "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส"


def test_latin_text_without_common_words_may_be_what_an_engine_made_of_thai() -> None:
    assert has_words("\n".join(ENGLISH)) and not has_words("\n".join(GIBBERISH))
    assert has_words(THAI) and has_words("E1 O12 IIT") and has_words("Ελληνική Δημοκρατία " * 20)
    assert has_words("Die Prüfung der Behörden ist für das Jahr nicht zu Ende und wird von den Ämtern aus geführt")
    assert evidence("\n".join(GIBBERISH)) < evidence(THAI * 18)


def test_likeness_is_of_characters_and_not_of_spaces() -> None:
    assert likeness("ก ข ค", "กขค") == 1.0 and likeness("", "") == 1.0
    assert likeness("abcd", "wxyz") == 0.0
    assert 0.5 < likeness("abcdefgh", "abcdefxx") < 1.0


def read_beside(
    path: Path, monkeypatch: pytest.MonkeyPatch, layer: bytes, found: list[str], sure: float = 0.9
) -> Document:
    """A scan of the English text with a layer, which OCR reads as ``found``."""
    lines = tuple(Line(text, box=(72.0, 60.0 + 15 * k, 500.0, 70.0 + 15 * k)) for k, text in enumerate(found))
    frame = Frame(0.0, 0.0, 595.44, 841.68, 0)
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: None)
    monkeypatch.setattr("pipeline.extract.scan.read_scan", lambda *_: ScannedPage(frame, lines, (), sure))
    return read(as_pdf(path, prose(ENGLISH), over=layer))


def reader_and_rules(document: Document) -> tuple[str, list[str]]:
    """Who read the page, and the rules of what was found."""
    (page,) = document.pages
    return page.reader, [f.rule for f in document.findings]


def test_a_good_ocr_layer_over_its_picture_stands_and_is_not_questioned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = read_beside(tmp_path / "x.pdf", monkeypatch, ocr_layer(ENGLISH), ["not asked"])
    assert reader_and_rules(document) == ("pdfium", [])


@pytest.mark.parametrize(
    "layer",
    [
        ocr_layer(ENGLISH[:6]),  # of a third of the page
        ocr_layer(ENGLISH, down=300),  # beside its picture
        ocr_layer(GIBBERISH),
    ],
)
def test_ocr_reads_a_page_whose_layer_is_not_all_its_text_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layer: bytes
) -> None:
    document = read_beside(tmp_path / "x.pdf", monkeypatch, layer, ENGLISH)
    reader, rules = reader_and_rules(document)
    assert reader == "ocr" and document.pages[0].text_raw == "\n".join(ENGLISH)
    assert rules[-1] == "extract.scan_read"


def test_where_ocr_is_not_better_the_layer_stands_and_a_finding_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = read_beside(tmp_path / "x.pdf", monkeypatch, ocr_layer(ENGLISH[:12]), ["The resu1ts of 1t"], 0.5)
    reader, rules = reader_and_rules(document)
    assert (reader, rules) == ("pdfium", ["extract.readers_differ"])
    assert "the text layer stands" in document.findings[0].message


def test_lines_of_a_worthless_layer_are_not_mixed_into_what_ocr_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = b" BT 0 Tr 100 Tz /F1 10 Tf 60 20 Td (CamScanner) Tj ET"
    for over, ends in ((b"", []), (stamp, ["CamScanner"])):
        document = read_beside(tmp_path / "x.pdf", monkeypatch, ocr_layer(["fi!,lf1il~ 1lt1~1"] * 3) + over, ENGLISH)
        assert document.pages[0].text_raw.splitlines() == [*ENGLISH, *ends]
        assert "extract.readers_differ" in reader_and_rules(document)[1]


def test_a_layer_under_its_picture_is_none_that_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_pdf(tmp_path / "x.pdf", prose(ENGLISH), over=ocr_layer(GIBBERISH[:2], mode=0))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        picture, layer = pdf.pages[0].Contents.read_bytes().split(b"Do Q\n", 1)
        pdf.pages[0].Contents = pdf.make_stream(layer + b"\n" + picture + b"Do Q\n")
        pdf.save(path)
    read_beside(tmp_path / "y.pdf", monkeypatch, b"", ENGLISH)  # what OCR reads from here on
    assert read(path).pages[0].text_raw == "\n".join(ENGLISH)


def test_text_that_looks_wrong_stands_where_nothing_reads_the_page_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    shifted = ["".join(chr(ord(c) - 29) if c.isalpha() else c for c in line) for line in ENGLISH]
    document = read(_page_of_text(tmp_path / "x.pdf", shifted))
    (page,) = document.pages
    assert page.reader == "pdfium" and page.text_raw
    (finding,) = [f for f in document.findings if f.rule == "extract.text_layer_doubtful"]
    assert finding.severity == "warning" and "consonants" in finding.message and "install it" in finding.message


def _page_of_text(path: Path, lines: list[str]) -> Path:
    """A page of drawn text without a picture."""
    blank_pdf(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        pdf.pages[0].Contents = pdf.make_stream(ocr_layer(lines, mode=0))
        pdf.save(path)
    return path
