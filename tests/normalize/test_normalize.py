"""The stage as a whole: text filled in, raw kept, an account of what was repaired."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from support import golden
from support.factories import source
from support.inked_documents import TEXTS, document, pages, transcript

from pipeline.extract import ReadOptions, extract
from pipeline.model import Cell, Document, Line, Page, Table
from pipeline.normalize import normalize


def test_text_is_filled_and_raw_is_kept() -> None:
    lines = (Line("ส านักงาน "), Line("ปลัดกระทรวง ๒๕๖๖"))
    table = Table(1, 1, 1, 2, (Cell(1, 1, 1, lines), Cell(1, 1, 2, (Line("๘๖.๑๙"),))))
    before = Document(source(), (Page(1, 595.0, 842.0, "transcript", None, (Line("ทําการ"), table), text_raw="ทําการ"),))
    page = normalize(before).pages[0]
    cells = page.tables[0].cells
    assert [c.text for c in cells] == ["สำนักงาน ปลัดกระทรวง 2566", "86.19"]
    assert [c.text_raw for c in cells] == ["ส านักงาน \nปลัดกระทรวง ๒๕๖๖", "๘๖.๑๙"]
    assert page.text == "ทำการ\nสำนักงาน ปลัดกระทรวง 2566\t86.19" and page.text_raw == "ทําการ"
    assert [line.text for line in cells[0].lines] == ["สำนักงาน", "ปลัดกระทรวง 2566"]
    assert before.pages[0].tables[0].cells[0].text == ""


def test_paragraphs_of_a_cell_are_spaces_in_the_text_of_the_page() -> None:
    table = Table(1, 1, 1, 1, (Cell(1, 1, 1, (Line("1. อบรม"), Line("2. คู่มือ"))),))
    page = normalize(Document(source(), (Page(1, 0.0, 0.0, "transcript", None, (table,)),))).pages[0]
    assert page.tables[0].cells[0].text == "1. อบรม\n2. คู่มือ" and page.text == "1. อบรม 2. คู่มือ"


def test_one_finding_per_kind_of_repair_with_its_count() -> None:
    findings = {f.rule: f for f in normalize(transcript("ส านักงานท าการ\nท าเพ่ือ\n\ufb01ne")).findings}
    assert {rule: f.value for rule, f in findings.items()} == {
        "normalize.split_sara_am": "3",
        "normalize.mark_order": "1",
        "normalize.ligature": "1",
    }
    assert all(f.severity == "info" and f.page is None and f.message for f in findings.values())


def test_one_finding_per_page_for_what_stays_unsure() -> None:
    first = transcript("มาตร\ufffdการ\nก\ufffdข\n่อบรม").pages[0]
    second = replace(transcript("ดี\nค\ufffdง").pages[0], number=2)
    findings = [(f.rule, f.severity, f.page, f.raw) for f in normalize(Document(source(), (first, second))).findings]
    assert findings == [
        ("normalize.orphan_mark", "info", 1, "่อบรม"),
        ("normalize.unknown_glyph", "warning", 1, "มาตร\ufffdการ"),
        ("normalize.unknown_glyph", "warning", 2, "ค\ufffdง"),
    ]


def test_findings_name_the_fonts() -> None:
    glyphs = pages()
    for glyph in glyphs:
        if glyph.char == "่":
            glyph.char = "\uf70a"
    (finding,) = normalize(document(glyphs, ("THSarabunPSK",))).findings
    assert finding.rule == "normalize.private_use" and "THSarabunPSK" in finding.message


def test_findings_of_the_reader_are_kept() -> None:
    from pipeline.model import Finding

    known = Finding("extract.page_empty", "info", "page 2 has no text", page=2)
    assert normalize(replace(transcript("ทำ"), findings=(known,))).findings == (known,)


def test_normalizing_twice_changes_nothing() -> None:
    once = normalize(transcript("ส านักงาน ทำาการ ๒๕๖๖"))
    twice = normalize(Document(once.source, once.pages))
    assert twice.pages == once.pages


def test_clean_text_costs_no_finding() -> None:
    clean = normalize(transcript("\n".join(TEXTS)))
    assert clean.findings == () and clean.pages[0].text == "\n".join(TEXTS)


def test_an_empty_document() -> None:
    assert normalize(Document(source())) == Document(source())
    (page,) = normalize(Document(source(), (Page(1, 595.0, 842.0, "none"),))).pages
    assert page.text == ""


def test_the_first_page_of_the_seed(raw: Path) -> None:
    path = raw / "2566" / "seed-word.pdf"
    document = normalize(extract(replace(source(), path=str(path)), ReadOptions(pages=(1, 1))))
    blocks = [b.text if isinstance(b, Line) else [c.text for c in b.cells] for b in document.pages[0].blocks]
    golden.compare("seed-word.page-1.text", blocks)
    assert [f.rule for f in document.findings] == ["normalize.mark_order"]
