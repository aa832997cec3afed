"""Damage of the structure of a PDF, of its objects and of where they stand, is told of the file."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from support.damaged_pdfs import REPORT_PAGES, errors, on_page, with_zeros
from support.pdf_files import read, source_of

from pipeline.extract import ReadOptions, extract, join_page_ranges


@pytest.mark.parametrize("is_packed", [False, True])
def test_zeros_in_the_place_of_widths(report: Path, is_packed: bool) -> None:
    """To a parser they are white space, so that the letters stand elsewhere and nothing complains."""
    mode = pikepdf.ObjectStreamMode.generate if is_packed else pikepdf.ObjectStreamMode.disable
    with pikepdf.open(report, allow_overwriting_input=True) as pdf:
        pdf.save(report, object_stream_mode=mode, compress_streams=False)
    assert errors(report) == []
    (finding,) = errors(with_zeros(report, b"/Widths [ ", 40))
    assert finding.rule == "extract.file_damaged" and "zeros" in finding.message


def test_zeros_of_utf_16_in_a_string_are_no_damage(report: Path) -> None:
    title = b"ITA, ok!"
    with pikepdf.open(report, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Title"] = pikepdf.String(title.decode())
        pdf.save(report, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = report.read_bytes()
    assert title in data
    report.write_bytes(data.replace(title, "\ufeffITA".encode("utf-16-be")))
    assert errors(report) == []


def test_an_unused_object_that_is_missing_is_none(report: Path) -> None:
    def point_nowhere(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].obj.PieceInfo = pdf.make_indirect(pikepdf.Dictionary(A=1))

    with pikepdf.open(report) as pdf:
        point_nowhere(pdf)
        pdf.save(report.with_name("whole.pdf"), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = report.with_name("whole.pdf").read_bytes()
    report.write_bytes(data.replace(b"/A 1", b"/A 2"))
    assert errors(report) == []


def test_a_wrong_start_of_the_cross_reference_table_is_a_warning(report: Path) -> None:
    data = report.read_bytes()
    start = data.rindex(b"startxref")
    report.write_bytes(data[:start] + b"startxref\n7\n%%EOF\n")
    assert [(f.rule, f.severity) for f in read(report).findings] == [("extract.file_damaged", "warning")]


def test_bytes_that_are_lost_from_the_midst_of_a_file(report: Path) -> None:
    """All that follows stands elsewhere than the cross-reference table says, and is found."""
    data = report.read_bytes()
    with pikepdf.open(report) as pdf:
        start = data.index(pdf.pages[2].obj.Contents.read_raw_bytes())
    report.write_bytes(data[: start + 300] + data[start + 340 :])
    assert [(f.rule, f.page) for f in errors(report)] == on_page(3)


def test_pages_that_the_tree_does_not_count_are_lost(report: Path) -> None:
    data = report.read_bytes()
    report.write_bytes(data.replace(b"/Count %d" % REPORT_PAGES, b"/Count 2"))
    found = errors(report)
    assert {(f.rule, f.page) for f in found} == {("extract.file_damaged", None)}
    assert any("says 2" in f.message for f in found)


def test_a_file_that_qpdf_cannot_open_is_read_and_said_to_be_damaged(
    report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise pikepdf.PdfError(f"{report}: unable to find /Root dictionary")

    monkeypatch.setattr(pikepdf, "open", fails)
    document = read(report)
    assert all(page.text_raw for page in document.pages)
    assert [f.page for f in document.findings if f.rule == "extract.page_damaged"] == list(range(1, REPORT_PAGES + 1))


@pytest.mark.parametrize(("old", "new"), [(b"/Size ", b"/Size 1"), (b"/Type /Catalog", b"/Kind /Catalog")])
def test_what_programs_write_amiss_and_readers_read_all_the_same(report: Path, old: bytes, new: bytes) -> None:
    data = report.read_bytes()
    report.write_bytes(data.replace(old, new))
    with pikepdf.open(report, suppress_warnings=True) as pdf:
        assert pdf.get_warnings()
    assert [f for f in read(report).findings if f.rule == "extract.file_damaged"] == []


def with_wrong_place(path: Path, number: int) -> Path:
    """A file whose cross-reference table says that an object stands elsewhere."""
    data = path.read_bytes()
    place = b"%010d 00000 n" % (data.index(b"\n%d 0 obj" % number) + 1)
    path.write_bytes(data.replace(place, b"%010d 00000 n" % (int(place[:10]) + 7)))
    return path


def test_objects_that_stand_elsewhere_than_the_table_says(report: Path) -> None:
    """PDFium takes such an object for missing, and says nothing; qpdf searches for it."""
    with pikepdf.open(report) as pdf:
        number = next(iter(pdf.pages[0].obj.Resources.Font.values())).objgen[0]
    found = errors(with_wrong_place(report, number))
    assert ("extract.file_damaged", None) in [(f.rule, f.page) for f in found]


def test_what_only_a_later_part_of_a_long_document_needs(report: Path) -> None:
    """Each part says what it meets of the file as a whole; joined, the document says it once."""
    with pikepdf.open(report, allow_overwriting_input=True) as pdf:
        page = pdf.pages[3].obj
        fonts = {key: pdf.make_indirect(pikepdf.Dictionary(font)) for key, font in page.Resources.Font.items()}
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts))
        pdf.save(report, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(report) as pdf:
        number = next(iter(pdf.pages[3].obj.Resources.Font.values())).objgen[0]
    source = source_of(with_wrong_place(report, number))

    def said(pages: tuple[int, int]) -> list[str]:
        found = extract(source, ReadOptions(pages=pages)).findings
        return [f.message for f in found if f.severity == "error" and "elsewhere" in f.message]

    assert said((1, 2)) == [] and len(said((3, 4))) == 1 and said((3, 4)) == said((1, 4))
    joined = join_page_ranges([extract(source, ReadOptions(pages=(n, n))) for n in (3, 4, 4)])
    assert sum("elsewhere" in f.message for f in joined.findings) == 1
