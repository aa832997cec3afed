"""Scanned pages: straightened, their cells found, each read by the engine for it; and what is said where that cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

import numpy as np
from extract.scan import build
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.scan import missing
from pipeline.extract.scan.image.cell_ink import crop, gather, is_dash, rows_of, without_rules
from pipeline.extract.scan.image.dewarp import Warp, bends
from pipeline.extract.scan.image.illumination import even
from pipeline.extract.scan.image.orientation import stance
from pipeline.extract.scan.image.page_image import take_picture
from pipeline.extract.scan.image.ruling_lines import find_rules
from pipeline.extract.scan.ocr import installed
from pipeline.extract.scan.ocr.cell_readers import CellInk, _joined, read_cells
from pipeline.extract.scan.page import _lattices, _straightened
from pipeline.extract.tables.geometry import Frame
from pipeline.model import Document, Reading

LACKING = missing()
reads = pytest.mark.skipif(LACKING is not None, reason=str(LACKING))
GRID = [["Code", "Score", "Text"], ["E1", "85.50", "one"], ["E12", "100.00", "two"]]


def cells(document: Document) -> list[list[str | None]]:
    (table,) = document.tables
    return table.grid(raw=True)


@reads
@pytest.mark.parametrize("degrees", [-3.0, -0.4, 0.0, 2.9])
def test_a_skewed_table_is_read_and_its_boxes_are_where_the_cells_stand(tmp_path: Path, degrees: float) -> None:
    document = build.read(build.as_pdf(tmp_path / "scan.pdf", build.turned(build.table(), degrees)))
    assert cells(document) == GRID
    page = document.pages[0]
    assert page.reader == "ocr" and page.is_scan and page.quality is not None and page.quality > 0.8
    assert [f.rule for f in document.findings] == ["extract.scan_read"]
    box = next(c.box for c in document.pages[0].tables[0].cells if c.text_raw == "85.50")
    assert box is not None
    # the middle of the cell, turned about the middle of the page as the page was
    x, y = ((500 + 900) / 2 - 1654 / 2, (370 + 440) / 2 - 2338 / 2)
    angle = np.radians(degrees)
    where = (x * np.cos(angle) - y * np.sin(angle) + 827, x * np.sin(angle) + y * np.cos(angle) + 1169)
    assert ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) == pytest.approx([v * 72 / 200 for v in where], abs=1.5)


@reads
def test_strips_and_the_pages_own_turn(tmp_path: Path) -> None:
    strips = build.read(build.as_pdf(tmp_path / "strips.pdf", build.table(), tiles=7))
    assert cells(strips) == GRID
    lying = build.read(build.as_pdf(tmp_path / "lying.pdf", np.ascontiguousarray(np.rot90(build.table())), rotate=90))
    assert cells(lying) == GRID
    assert (lying.pages[0].rotation, lying.pages[0].width < lying.pages[0].height) == (90, True)


@reads
def test_a_stamp_of_text_over_a_scan_does_not_hide_the_scan(tmp_path: Path) -> None:
    over = b"BT /F1 10 Tf 400 20 Td (Scanned with an app) Tj ET"
    page = build.read(build.as_pdf(tmp_path / "x.pdf", build.table(), over=over)).pages[0]
    assert page.reader == "ocr" and len(page.tables) == 1
    assert "Scanned with an app" in page.text_raw and "85.50" in page.text_raw


@reads
def test_blank_paper_is_an_empty_page(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    paper = np.clip(build.sheet() - np.abs(rng.normal(0, 6, build.sheet().shape)), 0, 255).astype(np.uint8)
    document = build.read(build.as_pdf(tmp_path / "x.pdf", paper))
    assert [(f.rule, f.severity) for f in document.findings] == [("extract.page_empty", "info")]


def test_without_what_reads_scans_a_page_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "the extra `ocr` is not installed: pip install it")
    document = build.read(build.as_pdf(tmp_path / "x.pdf", build.table()))
    (finding,) = document.findings
    assert (finding.rule, finding.severity, finding.page) == ("extract.scan_not_read", "error", 1)
    assert "pip install it" in finding.message
    assert document.pages[0].reader == "none" and document.pages[0].is_scan


@reads
def test_a_page_that_breaks_an_engine_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = build.as_pdf(tmp_path / "x.pdf", build.table(), build.table())
    calls: list[int] = []

    def breaks_once(cells: list[CellInk], dpi: float) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("engine gone")
        read_cells(cells, dpi)

    monkeypatch.setattr("pipeline.extract.scan.page.read_cells", breaks_once)
    document = build.read(path)
    assert [p.reader for p in document.pages] == ["none", "ocr"]
    assert "engine gone" in document.findings[0].message and document.findings[0].severity == "error"


def test_missing_languages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not installed.missing() and installed.language_data():
        monkeypatch.setattr(installed, "DATA", ())
        monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
        installed.language_data.cache_clear()
        try:
            said = installed.missing()
        finally:
            installed.language_data.cache_clear()
        assert said is not None and "tesseract-ocr-tha" in said
    monkeypatch.setattr(installed, "MODULES", ("no_such_engine",))
    assert "ita-reports[ocr]" in (installed.missing() or "")


@pytest.fixture
def own_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Names a model in ITA_THAI_MODEL, and forgets it after the test."""
    from pipeline.extract.scan.ocr import engines

    def name(path: str) -> None:
        monkeypatch.setenv("ITA_THAI_MODEL", path)
        installed.thai_model.cache_clear()
        engines.thai.cache_clear()

    yield name
    monkeypatch.delenv("ITA_THAI_MODEL", raising=False)
    installed.thai_model.cache_clear()
    engines.thai.cache_clear()


@reads
def test_a_model_that_the_user_names_is_one_more_reader(tmp_path: Path, own_model: Callable[[str], None]) -> None:
    own_model(str(installed.latin_model()))  # of the same make, though it knows no Thai
    document = build.read(build.as_pdf(tmp_path / "scan.pdf", build.table()))
    assert cells(document) == GRID
    (table,) = document.tables
    (score,) = [c for c in table.cells if c.text_raw == "85.50"]
    assert {r.engine: r.text for r in score.readings}["thai"] == "85.50"


@reads
def test_a_model_that_is_not_there_is_said(tmp_path: Path, own_model: Callable[[str], None]) -> None:
    own_model(str(tmp_path / "th.onnx"))
    assert "th.onnx" in (missing() or "") and "ITA_THAI_MODEL" in (missing() or "")


class TestStance:
    """Which way up a page is, and its skew."""

    @settings(max_examples=12, deadline=None)
    @given(degrees=st.floats(-4, 4))
    def test_skew_is_found_to_a_tenth_of_a_degree(self, degrees: float) -> None:
        paper = build.sheet()
        for k in range(25):
            build.written(
                paper,
                [["lines of words that go on", "and on", "abc"]],
                [150, 700, 1100, 1500],
                [200 + 70 * k, 270 + 70 * k],
            )
        found = stance(build.turned(paper, degrees), 200, lambda _: 0)
        assert found.turns == 0 and found.skew == pytest.approx(degrees, abs=0.1)

    def test_thai_tells_up_from_down_and_sideways_by_its_marks(self, corpus: Path) -> None:
        import pypdfium2

        pdf = pypdfium2.PdfDocument(corpus / "editions" / "seed-word-scan200.pdf")
        light = even(np.asarray(pdf[6].render(scale=150 / 72, grayscale=True).to_numpy()).reshape(1241, -1), 150)
        pdf.close()
        asked: list[int] = []
        for quarters in range(4):
            lying = np.ascontiguousarray(np.rot90(light, quarters))
            assert stance(lying, 150, lambda _: asked.append(1)).turns == quarters  # type: ignore[func-returns-value]
        assert not asked


class TestRules:
    """Rulings of a picture."""

    def test_gaps_are_bridged_and_stacks_of_marks_are_no_rulings(self) -> None:
        paper = build.ruled(build.sheet(), build.XS, build.YS)
        paper[:, 700:706] = 255  # a streak down the page
        for y in range(300, 500, 70):
            paper[y + 10 : y + 55, 1000:1004] = 0  # letters that reach nearly from line to line, in every row
        level, upright = find_rules(paper, 200)
        assert sorted(round(r.at) for r in level) == pytest.approx(build.YS, abs=1.5)
        assert all(r.start < 205 and r.end > 1395 for r in level)
        assert sorted({round(r.at) for r in upright}) == pytest.approx(build.XS, abs=1.5)

    @pytest.mark.parametrize(("dot", "pitch", "shade"), [(2, 4, 120), (3, 7, 60), (14, 20, 0), (2, 5, 170)])
    def test_dotted_and_dashed_lines_are_rulings(self, dot: int, pitch: int, shade: int) -> None:
        paper = build.written(build.sheet(), build.WORDS, build.XS, build.YS)
        for start in range(build.XS[0], build.XS[-1], pitch):
            for y in build.YS:
                paper[y : y + 2, start : start + dot] = shade
        for start in range(build.YS[0], build.YS[-1], pitch):
            for x in build.XS:
                paper[start : start + dot, x : x + 2] = shade
        level, upright = find_rules(paper, 200)
        assert sorted(round(r.at) for r in level) == pytest.approx(build.YS, abs=1.5)
        assert sorted({round(r.at) for r in upright}) == pytest.approx(build.XS, abs=1.5)

    def test_rows_of_thin_letters_are_no_dotted_rulings(self, corpus: Path) -> None:
        import pypdfium2

        pdf = pypdfium2.PdfDocument(corpus / "editions" / "dev-c-scan.pdf")
        page = pdf[10]
        frame = Frame(0, 0, *page.get_size(), 0)
        straight, _, level, upright = _straightened(take_picture(page.raw, frame), frame)
        page.close()
        pdf.close()
        (lattice,) = _lattices(straight, level, upright)
        assert (len(lattice.ys) - 1, len(lattice.xs) - 1) == (5, 7)

    def test_double_lines_are_one_ruling(self) -> None:
        paper = build.written(build.sheet(), build.WORDS, build.XS, build.YS)
        for offset in (-4, 4):
            build.ruled(paper, [x + offset for x in build.XS], [y + offset for y in build.YS], thick=3)
        level, upright = find_rules(even(paper, 200), 200)
        places = [min(build.YS, key=lambda y: abs(y - r.at)) for r in level]
        assert sorted(set(places)) == build.YS and all(abs(r.at - y) <= 6 for r, y in zip(level, places, strict=True))
        assert {min(build.XS, key=lambda x: abs(x - r.at)) for r in upright} == set(build.XS)

    def test_a_bowed_page_becomes_straight(self) -> None:
        import cv2

        xs, ys = [150, 500, 1000, 1500], list(range(300, 2000, 100))
        paper = build.ruled(build.sheet(), xs, ys)
        high, wide = paper.shape
        x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
        bowed = cv2.remap(
            paper, x, y + 9 * (((x - wide / 2) / (wide / 2)) ** 2).astype(np.float32), cv2.INTER_CUBIC, borderValue=255
        )
        level, upright = find_rules(bowed, 200)
        assert max(np.ptp(r.across) for r in level) > 5
        warp = Warp(bowed.shape, 0.0, *bends(level, upright, 200))
        level, _ = find_rules(warp.apply(bowed), 200)
        assert len(level) == len(ys) and max(np.ptp(r.across) for r in level) <= 1.5
        # and back: a straight point leads to where it stood
        _, v = warp.source(np.array([wide / 2, 200.0]), np.array([1000.0, 1000.0]))
        assert v[1] - v[0] == pytest.approx(-9 * ((200 - wide / 2) / (wide / 2)) ** 2, abs=1.5)


class TestInk:
    """Ink is given to its cell."""

    def test_a_ruling_goes_and_the_letter_on_it_stays(self) -> None:
        paper = build.ruled(build.sheet(), build.XS, build.YS)
        paper[355:385, 600:606] = 0  # a stroke across a ruling
        level, upright = find_rules(paper, 200)
        clean = without_rules(paper, level, upright, 200)
        assert (clean[355:385, 601:605] < 100).all()
        outside = clean.copy()
        outside[350:390, 595:611] = 255
        assert (outside > 200).all()

    def test_ink_of_the_neighbour_is_left_out_and_dust_is_no_ink(self) -> None:
        paper = build.sheet()
        boxes = [(200.0, 300.0, 500.0, 370.0), (500.0, 300.0, 900.0, 370.0), (900.0, 300.0, 1400.0, 370.0)]
        paper[320:350, 300:310] = 0
        paper[320:350, 490:496] = 0  # in the first cell, near the second
        paper[325:345, 505:515] = 0
        paper[330, 1000] = 0
        ink = gather(paper, boxes, 200)
        first, second, third = (crop(ink, k, box) for k, box in enumerate(boxes))
        assert first is not None and second is not None and third is None
        assert len(first.pieces) == 2 and len(second.pieces) == 1
        assert second.origin[0] + second.gray.shape[1] - int(second.pieces[0, 2]) > 0
        assert (second.gray[:, : 500 - second.origin[0]] > 200).all()

    @pytest.mark.parametrize(
        ("wide", "high", "dash"),
        [(14, 3, True), (6, 3, True), (30, 4, True), (3, 1, False), (6, 5, False), (14, 14, False)],
    )
    def test_a_lone_dash_is_told_by_its_shape(self, wide: int, high: int, dash: bool) -> None:
        paper = build.sheet()
        paper[330 : 330 + high, 300 : 300 + wide] = 0
        found = crop(gather(paper, [(200.0, 300.0, 500.0, 370.0)], 200), 0, (200.0, 300.0, 500.0, 370.0))
        assert (found is not None and is_dash(found, 200)) is dash

    def test_marks_belong_to_the_row_of_their_letters(self) -> None:
        paper = build.sheet()
        for top in (320, 380):
            paper[top : top + 20, 300:318] = 0
            paper[top - 9 : top - 4, 304:310] = 0
        box = (200.0, 300.0, 500.0, 420.0)
        found = crop(gather(paper, [box], 200), 0, box)
        assert found is not None and len(rows_of(found)) == 2

    def test_touching_marks_are_no_line_of_their_own_and_a_short_word_is(self) -> None:
        paper = build.sheet()
        box = (200.0, 300.0, 500.0, 460.0)
        for x in range(300, 440, 22):
            paper[350:370, x : x + 18] = 0  # letters
        paper[327:348, 330:336] = 0  # two marks that touch are as high as a letter
        paper[400:420, 300:318] = 0  # the end of a word, on the next line
        found = crop(gather(paper, [box], 200), 0, box)
        assert found is not None
        assert [(a + found.origin[1], b + found.origin[1]) for a, b in rows_of(found)] == [(327, 370), (400, 420)]

    def test_a_decimal_point_is_not_dust_and_dust_is(self) -> None:
        paper = build.sheet()
        box = (200.0, 300.0, 500.0, 370.0)
        for x in (300, 318, 344, 362):
            paper[320:340, x : x + 14] = 0
        paper[338:340, 337:339] = 90  # the point of 98.84, of few pixels
        paper[305:307, 337:339] = 90  # dust above it
        paper[338:340, 400:402] = 90  # and beside the number
        found = crop(gather(paper, [box], 200), 0, box)
        assert found is not None
        x, y = found.origin
        assert found.gray[339 - y, 338 - x] < 120
        found.gray[337 - y : 341 - y, 336 - x : 340 - x] = 255
        rest = found.gray[:, 333 - x : 343 - x]
        assert (rest > 200).all() and found.gray.shape[1] + x < 400


@reads
def test_scans_are_read_in_short_stretches_and_text_is_not(tmp_path: Path) -> None:
    from pipeline.extract import ReadOptions, extract, join_page_ranges, page_ranges
    from pipeline.model import SourceDocument

    def source(path: Path) -> SourceDocument:
        return SourceDocument(str(path), path.name, "0" * 64, path.stat().st_size, "pdf")

    scans = source(build.as_pdf(tmp_path / "scans.pdf", *[build.table()] * 6))
    assert page_ranges(scans) == ((1, 5), (6, 6))
    assert page_ranges(source(build.as_pdf(tmp_path / "few.pdf", *[build.sheet()] * 5))) == ((1, 5),)
    text = b"BT /F1 12 Tf 50 700 Td (" + b"a page of text that goes on " * 8 + b") Tj ET"
    assert page_ranges(source(build.as_pdf(tmp_path / "text.pdf", *[build.sheet()] * 6, over=text))) == ((1, 6),)
    whole = extract(scans)
    parts = join_page_ranges([extract(scans, ReadOptions(pages=part)) for part in page_ranges(scans)])
    assert parts == whole and [t.table_no for t in whole.tables] == [1, 2, 3, 4, 5, 6]


def test_a_number_that_a_narrow_column_broke_is_one_and_unsure_where_a_line_is() -> None:
    lines = [Reading("numerals", "๑๐๐.๐", 0.99), Reading("numerals", "", 0.9, ("๐", "O"))]
    assert _joined(lines) == Reading("numerals", "", 0.9, ("๑๐๐.๐๐",))
    assert _joined([lines[0], Reading("numerals", "๐", 0.98)]) == Reading("numerals", "๑๐๐.๐๐", 0.98)
    assert _joined([lines[0], Reading("numerals", "", 0.2)]) == Reading("numerals", "", 0.2)
    assert _joined(lines[1:]) == lines[1]


def test_what_is_left_of_a_worn_ruling_at_the_side_of_a_cell_is_no_ink_of_it() -> None:
    light = np.full((400, 300), 255, np.uint8)
    light[40:65, 40:55] = light[40:65, 60:75] = 0  # two figures
    for y in range(90, 390, 40):
        light[y : y + 3, 235:240] = 0  # 240 is the side
    light[60:64, 80:83] = 0  # a point
    ink = gather(light, [(20.0, 20.0, 240.0, 390.0)], 200)
    found = crop(ink, 0, (20.0, 20.0, 240.0, 390.0))
    assert found is not None
    assert found.gray.shape[0] < 60 and len(found.pieces) == 3


def test_letters_in_a_merged_cell_between_two_rulings_are_no_ruling() -> None:
    """A row over the whole table, in which a high stack of letters stands where the rulings above and below it run."""
    light = np.full((700, 900), 255, np.uint8)
    for y in (50, 300, 360, 650):
        light[y : y + 3, 50:850] = 0
    for x in (50, 300, 847):
        light[50:302, x : x + 3] = 0
        light[360:653, x : x + 3] = 0
    light[300:363, 50:53] = light[300:363, 847:850] = 0
    light[306:352, 300:303] = 0  # the stack
    light[330:333, 290:320] = 0
    _, upright = find_rules(light, 300)
    crossing = [r for r in upright if abs(r.at - 301) < 4 and r.start < 325 < r.end]
    assert crossing == []
    assert len([r for r in upright if abs(r.at - 301) < 4]) == 2
