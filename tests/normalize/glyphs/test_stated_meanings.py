"""Glyphs that a PDF misnames or does not name, and that it says elsewhere what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import source
from support.font_files import Cluster, MadeFont, set_pdf
from support.inked_documents import TEXTS, document, pages
from support.pdf_files import read

from pipeline.model import Document, Finding
from pipeline.normalize import normalize

NO, AA, THO, PO, DO, II, EK, THO_MARK, NARROW, RING_THO, UU = range(1, 12)
GLYPHS = {
    NO: (40, 0, 500, 600),
    AA: (30, 0, 340, 600),
    THO: (45, 0, 520, 600),
    PO: (40, 0, 480, 800),
    DO: (50, 0, 470, 600),
    II: (-480, 650, -60, 880),
    EK: (-180, 900, -110, 1120),
    THO_MARK: (-330, 660, -90, 890),
    NARROW: (-560, 650, -180, 880),  # ี moved left over a tall letter
    RING_THO: (-300, 650, -60, 1140),  # the ring of ำ and its tone mark in one
    UU: (-400, -300, -90, -60),
}
NAMES = {NO: "น", AA: "า", THO: "ท", PO: "ป", DO: "ด", II: "ี"}
CMAP = {"น": NO, "า": AA, "ท": THO, "ป": PO, "ด": DO, "ี": II, "่": EK, "้": THO_MARK, "ู": UU}
BARE = MadeFont(GLYPHS)
WHOLE = MadeFont(GLYPHS, CMAP, singles=[(II, NARROW)], ligatures=[((NO, AA), RING_THO)])


def line(*clusters: tuple[tuple[int, ...], str | None]) -> list[Cluster]:
    return [Cluster(glyphs, text) for glyphs, text in clusters]


def normalized(
    path: Path, lines: Sequence[Sequence[Cluster]], font: MadeFont, names: Mapping[int, str]
) -> tuple[Document, dict[str, Finding]]:
    clean = normalize(read(set_pdf(path / "set.pdf", font, names, lines)))
    return clean, {f.rule.removeprefix("normalize."): f for f in clean.findings}


def test_an_unnamed_mark_is_what_the_actual_text_over_its_cluster_says(tmp_path: Path) -> None:
    text = line(((PO, NARROW), "ปี"), ((DO, II), None), ((NO, RING_THO, AA), "น้ำ"), ((THO, II, EK), "ที่"))
    clean, findings = normalized(tmp_path, [text], BARE, NAMES)
    assert clean.pages[0].text == "ปีดีน้ำที่"
    assert "ี" not in clean.pages[0].text_raw.partition("ด")[0]  # what was decoded is kept
    assert findings["actual_text"].severity == "info" and findings["actual_text"].value == "3"
    assert "unknown_glyph" not in findings


def test_a_mark_that_bears_the_name_of_a_bracket(tmp_path: Path) -> None:
    text = line(((THO, THO_MARK), "ท้"), ((NO, THO_MARK, AA), None))
    clean, _ = normalized(tmp_path, [text], BARE, NAMES | {THO_MARK: ")"})
    assert clean.pages[0].text.startswith("ท้น")
    assert ")" not in clean.pages[0].text


def test_a_bracket_that_stands_on_the_line_stays(tmp_path: Path) -> None:
    text = line(((THO,), None), ((DO,), None), ((NO,), None))
    clean, findings = normalized(tmp_path, [text], BARE, NAMES | {DO: ")"})
    assert clean.pages[0].text == "ท)น" and not findings


def test_the_actual_text_of_a_swapped_mark_is_not_believed(tmp_path: Path) -> None:
    """Fonts that swap a vowel below with its tone mark make a producer write the text of the one over the other."""
    text = line(((NO,), None), ((THO_MARK,), "ู"), ((UU,), "้"))
    clean, _ = normalized(tmp_path, [text], BARE, NAMES | {THO_MARK: "้", UU: "ู"})
    assert clean.pages[0].text == "นู้"


def test_the_embedded_font_names_what_the_pdf_misnames(tmp_path: Path) -> None:
    text = line(((THO, UU), None), ((PO, EK, AA), None), ((NO, THO_MARK, AA), None))
    clean, findings = normalized(tmp_path, [text], WHOLE, NAMES | {UU: "้", THO_MARK: "ุ", EK: "A"})
    assert clean.pages[0].text == "ทูป่าน้า"
    assert findings["font_program"].value == "3"


def test_the_embedded_font_names_a_variant_by_its_substitutions(tmp_path: Path) -> None:
    text = line(((PO, NARROW), None), ((NO, THO_MARK, AA), None))
    clean, _ = normalized(tmp_path, [text], WHOLE, NAMES)
    assert clean.pages[0].text == "ปีน้า"


def test_what_nothing_tells_stays_unknown_with_a_warning(tmp_path: Path) -> None:
    clean, findings = normalized(tmp_path, [line(((THO,), None), ((NO, RING_THO, AA), None))], BARE, NAMES)
    assert clean.pages[0].text == "ทน\ufffdา"  # neither นำ nor น้า
    assert findings["unknown_glyph"].severity == "warning"


@pytest.mark.parametrize(("name", "level"), [("A", 0.0), (")", 0.0), ("9", 0.0)])
def test_a_latin_name_above_the_letters_is_told_by_its_ink(name: str, level: float) -> None:
    glyphs = pages()
    tones = [g for g in glyphs if g.char == "้"]
    for glyph in tones[::2]:
        glyph.char = name
    clean = normalize(document(glyphs))
    assert clean.pages[0].text == "\n".join(TEXTS)


def test_what_is_stated_of_some_glyphs_holds_for_the_others_that_look_the_same() -> None:
    glyphs = pages()
    for glyph in glyphs:
        if glyph.char == "ต":
            glyph.char = "A"
    found = document(glyphs)
    page = found.pages[0]
    assert page.glyphs is not None
    first = page.glyphs.chars.index("A")
    stated = replace(page, glyphs=replace(page.glyphs, meanings=((first, "ต", "actual_text"),)))
    clean = normalize(replace(found, pages=(stated,)))
    assert clean.pages[0].text == "\n".join(TEXTS)


def test_a_document_without_pages_states_nothing() -> None:
    assert normalize(Document(source())).findings == ()
