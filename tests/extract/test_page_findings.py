"""What is said of a page by how it was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.extract.ladder import Attempt, Decline, PageReading
from pipeline.extract.page_findings import page_findings
from pipeline.extract.tables.geometry import Frame
from pipeline.model import Finding, Page, Table

BLANK = Page(7, 595.0, 842.0, "none")


def said(*attempts: Attempt, page: Page = BLANK) -> list[Finding]:
    return page_findings(PageReading(page, attempts))


@pytest.mark.parametrize(
    ("attempt", "rule", "severity", "message"),
    [
        (Attempt("pdfium", None, Decline.PAGE_NOT_LOADED), "page_unreadable", "error", "page 7 cannot be loaded"),
        (Attempt("pdfium", None, Decline.PAGE_EMPTY), "page_empty", "info", "page 7 has no text"),
    ],
)
def test_a_page_that_no_reader_may_read(attempt: Attempt, rule: str, severity: str, message: str) -> None:
    (finding,) = said(attempt)
    assert (finding.rule, finding.severity, finding.page) == (f"extract.{rule}", severity, 7)
    assert message in finding.message


TEXT_LAYER = [
    (Attempt("pdfium", None, Decline.NO_TEXT_LAYER), "extract.scan_not_read", "error"),
    (Attempt("pdfminer", 0.4321, Decline.TEXT_IS_GARBAGE), "extract.text_layer_garbage", "error"),
    (Attempt("pdfium", 1.0, Decline.PICTURE_UNDER_TEXT), "extract.scan_under_text", "warning"),
    (Attempt("pdfium", None, Decline.DRAWN_WITHOUT_TEXT), "extract.page_empty", "warning"),
]
IN_DOUBT = [
    (Attempt("pdfium", 0.3, Decline.TEXT_LOOKS_WRONG, "9 of 10 letters"), "extract.text_layer_doubtful", "warning"),
    (Attempt("pdfium", 1.0, Decline.OCR_LAYER_DOUBTFUL, "40% on ink"), "extract.text_layer_doubtful", "warning"),
]


@pytest.mark.parametrize(("text", "rule", "severity"), TEXT_LAYER + IN_DOUBT)
@pytest.mark.parametrize(
    ("decline", "end"),
    [
        (Decline.SCANS_NOT_READ_HERE, "; scans are not read here: so {it} is"),
        (Decline.OCR_BROKE_OFF, "; reading it as a scan broke off (so {it} is)"),
        (Decline.OCR_IS_GARBAGE, "; OCR makes no text of it either"),
    ],
)
def test_where_ocr_declines_too_both_are_said(
    text: Attempt, rule: str, severity: str, decline: Decline, end: str
) -> None:
    (finding,) = said(text, Attempt("ocr", None, decline, "so {it} is"))
    assert (finding.rule, finding.severity) == (rule, severity)
    assert finding.message.startswith("page 7") and finding.message.endswith(end)
    assert text.detail in finding.message
    judged = text.decline is Decline.TEXT_IS_GARBAGE or rule == "extract.text_layer_doubtful"
    assert finding.value == (f"{text.quality:.2f}" if judged else None)


@pytest.mark.parametrize(("text", "rule", "severity"), TEXT_LAYER)
def test_a_picture_on_which_nothing_is_written(text: Attempt, rule: str, severity: str) -> None:
    found = said(text, Attempt("ocr", None, Decline.OCR_FOUND_NOTHING))
    if text.decline is Decline.PICTURE_UNDER_TEXT:
        assert found == []
    else:
        assert [(f.rule, f.severity) for f in found] == [("extract.page_empty", "info")]


def test_text_that_stands_although_a_picture_is_under_it_needs_no_word() -> None:
    assert said(*(TEXT_LAYER[2][0], Attempt("ocr", 0.9, Decline.OCR_READ_NO_MORE))) == []


@pytest.mark.parametrize(("text", "rule", "severity"), IN_DOUBT)
def test_a_text_layer_in_doubt_on_a_page_where_ocr_finds_nothing(text: Attempt, rule: str, severity: str) -> None:
    (finding,) = said(text, Attempt("ocr", None, Decline.OCR_FOUND_NOTHING))
    assert (finding.rule, finding.severity) == (rule, severity)
    assert finding.message.endswith(f"{text.detail}; OCR finds nothing on the page")


@pytest.mark.parametrize("text", [text for text, _, _ in IN_DOUBT])
@pytest.mark.parametrize("reader", ["pdfium", "ocr"])
def test_where_text_layer_and_ocr_differ_a_finding_says_which_stands(text: Attempt, reader: str) -> None:
    page = Page(7, 595.0, 842.0, reader, 0.9)  # type: ignore[arg-type]
    decline = None if reader == "ocr" else Decline.OCR_READ_NO_MORE
    found = said(text, Attempt("ocr", 0.9, decline, likeness=0.34), page=page)
    (finding,) = (f for f in found if f.rule != "extract.scan_read")
    assert (finding.rule, finding.severity, finding.value) == ("extract.readers_differ", "warning", "0.34")
    assert f"{'OCR' if reader == 'ocr' else 'the text layer'} stands" in finding.message
    assert text.detail in finding.message and "0.90" in finding.message
    found = said(text, Attempt("ocr", 0.9, decline, likeness=0.97), page=page)
    assert [f.rule for f in found] == (["extract.scan_read"] if reader == "ocr" else [])


def test_a_garbage_text_layer_that_ocr_replaced_is_told_with_what_was_counted() -> None:
    garbage = Attempt("pdfium", 0.4, Decline.TEXT_IS_GARBAGE, "9 of 10 letters stand alone")
    found = said(garbage, Attempt("ocr", 0.9), page=Page(7, 595.0, 842.0, "ocr", 0.9))
    assert [(f.rule, f.severity) for f in found] == [
        ("extract.text_layer_replaced", "info"),
        ("extract.scan_read", "info"),
    ]
    assert "9 of 10 letters stand alone" in found[0].message


@pytest.mark.parametrize(("quality", "rule"), [(0.8, "extract.scan_read"), (0.79, "extract.scan_poor")])
def test_a_page_that_was_read_by_ocr_says_how_sure_it_is(quality: float, rule: str) -> None:
    pytest.importorskip("cv2", reason="the extra ocr is not installed")
    from pipeline.extract.scan.page import ScannedPage

    page = Page(7, 595.0, 842.0, "ocr", quality)
    scanned = ScannedPage(Frame(0, 0, 595, 842, 0), (), (), quality, doubtful=2, disputed=3, gutter=297.5)
    reading = PageReading(page, (TEXT_LAYER[0][0], Attempt("ocr", quality)), scanned=scanned)
    assert [(f.rule, f.value) for f in page_findings(reading)] == [
        (rule, f"{quality:.2f}"),
        ("extract.two_pages", None),
        ("extract.prose_number_unsure", "2"),
        ("extract.prose_readers_differ", "3"),
    ]
    reading = replace(reading, scanned=replace(scanned, doubtful=0, disputed=0, gutter=None, may_be_two=True))
    assert [f.rule for f in page_findings(reading)] == [rule, "extract.two_pages_unsure"]


@pytest.mark.parametrize("reader", ["pdfium", "ocr"])
def test_rows_of_tables_without_rulings_are_counted_however_they_were_read(reader: str) -> None:
    tables = (Table(7, 1, 5, 4, (), ruled=False), Table(7, 2, 9, 4, ()), Table(7, 3, 6, 4, (), ruled=False))
    page = Page(7, 595.0, 842.0, reader, 0.9, tables)  # type: ignore[arg-type]
    found = said(Attempt(reader, 0.9), page=page)  # type: ignore[arg-type]
    assert [f.value for f in found if f.rule == "extract.table_by_white_space"] == ["11"]


def test_a_page_of_too_many_objects_says_so_whatever_read_it() -> None:
    reading = PageReading(BLANK, (Attempt("pdfium", None, Decline.PAGE_EMPTY),), objects=60_001)
    assert [f.rule for f in page_findings(reading)] == ["extract.too_many_objects", "extract.page_empty"]
