"""What only the ink of glyphs tells: misnamed, unnamed and undrawn ones, font by font."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from support.glyph_pages import Glyph, letter
from support.inked_documents import INKS, TEXTS, document, pages, set_in_type

from pipeline.model import Document, Finding, Reader
from pipeline.normalize import normalize

WANTED = "\n".join(TEXTS)


def read(
    glyphs: list[Glyph], fonts: tuple[str, ...] = ("Sarabun",), reader: Reader = "pdfium"
) -> tuple[str, dict[str, Finding]]:
    """The page's text, and the findings by rule."""
    clean: Document = normalize(document(glyphs, fonts, reader))
    return clean.pages[0].text, {f.rule.removeprefix("normalize."): f for f in clean.findings}


def misnamed(glyphs: list[Glyph], char: str, change: Callable[[Glyph], None]) -> int:
    """Change every glyph of a character; how many."""
    found = [g for g in glyphs if g.char == char]
    for glyph in found:
        change(glyph)
    return len(found)


def named(char: str, unmapped: int = 0) -> Callable[[Glyph], None]:
    def change(glyph: Glyph) -> None:
        glyph.char, glyph.unmapped = char, unmapped

    return change


def test_well_named_glyphs_pass_unchanged() -> None:
    assert read(pages()) == (WANTED, {})


def test_the_ring_of_am_mapped_to_a_space() -> None:
    glyphs = pages([t.replace("ำ", "ํา") for t in TEXTS])
    n = misnamed(glyphs, "ํ", named(" "))
    text, findings = read(glyphs)
    assert text == WANTED
    assert findings["split_sara_am"].value == str(n) and "Sarabun" in findings["split_sara_am"].message


def test_a_true_space_before_aa_of_a_spaced_out_word_is_no_ring() -> None:
    """What follows a mark is no place of a ring."""
    glyphs = set_in_type("ที่ อาคาร")
    assert read(glyphs)[0] == "ที่ อาคาร"


def test_a_font_that_calls_its_aa_am() -> None:
    glyphs = pages()
    n = misnamed(glyphs, "า", named("ำ"))
    text, findings = read(glyphs)
    assert text == WANTED  # the true ำ rise above the letters
    assert findings["aa_called_am"].value == str(n)


def test_a_lower_vowel_above_the_letters_is_the_mark_of_its_ink() -> None:
    glyphs = pages()
    tones = [g for g in glyphs if g.char == "้"]
    for glyph in tones[::2]:
        glyph.char = "ู"
    text, findings = read(glyphs)
    assert text == WANTED
    assert findings["glyph_shape"].value == str(len(tones[::2]))


def test_a_misnamed_mark_that_the_font_never_shows_by_its_name_is_told_by_its_neighbours() -> None:
    glyphs = pages()
    misnamed(glyphs, "้", named("ู"))
    assert read(glyphs)[0] == WANTED


def test_a_misnamed_mark_as_large_as_another_is_told_by_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(INKS, "้", INKS["ั"])
    glyphs = pages()
    misnamed(glyphs, "้", named("ู"))
    assert read(glyphs)[0] == "\n".join(TEXTS)


def test_a_mark_below_of_a_font_with_few_words_is_told_by_its_shape() -> None:
    """A heading in bold: the font has no other mark below its letters."""
    glyphs = pages([*[t for t in TEXTS if not set("ุู") & set(t)][:1], "กลุ่มเทศบาลเมือง ผู้มีส่วนได้ส่วนเสีย"])
    misnamed(glyphs, "ุ", named("่"))
    misnamed(glyphs, "ู", named("้"))
    assert read(glyphs)[0].endswith("กลุ่มเทศบาลเมือง ผู้มีส่วนได้ส่วนเสีย")


def test_an_upper_mark_below_the_letters_is_a_lower_vowel() -> None:
    glyphs = pages()
    found = [g for g in glyphs if g.char == "ุ"]
    assert len(found) > 4
    for glyph in found[:2]:
        glyph.char = "ิ"
    assert read(glyphs)[0] == WANTED


def test_marks_that_are_not_drawn_are_dropped() -> None:
    """One glyph that the font maps to letter and mark: the decoder gives two, with the same box."""
    glyphs: list[Glyph] = []
    for glyph in pages():
        glyphs.append(glyph)
        if glyph.char == "ป":
            glyphs.append(Glyph("่", glyph.x0, glyph.x1, glyph.baseline, glyph.top, glyph.bottom))
    text, findings = read(glyphs)
    assert text == WANTED
    assert findings["phantom_mark"].value == str(WANTED.count("ป"))


@pytest.mark.parametrize(("char", "unmapped"), [("\u0138", 1), ("\ufffd", 0), ("\ufffd", 1), ("A", 1)])
def test_an_unnamed_ring_before_aa_is_that_of_am(char: str, unmapped: int) -> None:
    glyphs = pages([t.replace("ำ", "ํา") for t in TEXTS])
    misnamed(glyphs, "ํ", named(char, unmapped))
    text, findings = read(glyphs)
    assert text == WANTED and "unknown_glyph" not in findings


def test_an_unnamed_ring_of_a_font_with_few_words_is_no_tone_mark() -> None:
    """A tone mark before า would make words too: ด้านการ, ด้าเนิน; the font shows none, so only the shape tells."""
    heading = "การดำเนินการ ตามมาตรการ ประจำปี"
    glyphs = set_in_type(heading.replace("ำ", "ํา"))
    misnamed(glyphs, "ํ", named("\u0138", 1))
    assert read(glyphs)[0] == heading


def test_an_unnamed_ring_between_tone_and_aa() -> None:
    texts = (*TEXTS, "น้ำ")
    glyphs = pages([t.replace("้ำ", "ํ้า").replace("ำ", "ํา") for t in texts])
    misnamed(glyphs, "ํ", named("\u0138", 1))
    assert read(glyphs)[0] == "\n".join(texts)


@pytest.mark.parametrize("lost", ["า", "น", "ร", "ง", "ก", "้", "ี", "ั", "ุ"])
def test_an_unnamed_glyph_is_told_by_its_neighbours(lost: str) -> None:
    glyphs = pages()
    n = misnamed(glyphs, lost, named("\u0141", 1))
    text, findings = read(glyphs)
    assert text == WANTED
    assert findings["glyph_shape"].value == str(n)


def test_two_unnamed_letters_of_one_name_are_told_apart_by_their_widths() -> None:
    glyphs = pages()

    def narrow(glyph: Glyph) -> None:
        glyph.char, glyph.unmapped, glyph.x1, glyph.end = "\ufffd", 1, glyph.x0 + 4, glyph.x1

    misnamed(glyphs, "า", narrow)
    misnamed(glyphs, "น", named("\ufffd", 1))
    assert read(glyphs)[0] == WANTED


def test_what_its_neighbours_do_not_tell_stays_unknown_and_is_asked_about() -> None:
    glyphs = [*pages(), *set_in_type("มาXรการ", y=700.0)]
    misnamed(glyphs, "X", named("\u0141", 1))
    text, findings = read(glyphs)
    assert text == WANTED + "\nมา\ufffdรการ"
    finding = findings["unknown_glyph"]
    assert (finding.severity, finding.page, finding.raw) == ("warning", 1, "มา\u0141รการ")


def test_random_noise_is_not_made_thai() -> None:
    """Each unnamed code between Latin letters and digits: nothing tells what it is."""
    glyphs = [*pages(), *(g for k in range(6) for g in set_in_type("A5X7B", y=700.0 + 30 * k))]
    misnamed(glyphs, "X", named("\u0141", 1))
    assert read(glyphs)[0].count("\ufffd") == 6


def test_fonts_are_judged_one_by_one() -> None:
    """The same repair is right for one font and wrong for the other."""
    honest, liar = pages(font=0), pages(font=1)
    for glyph in liar:
        glyph.baseline, glyph.top, glyph.bottom = glyph.baseline + 600, glyph.top + 600, glyph.bottom + 600
    misnamed(liar, "า", named("ำ"))
    text, findings = read([*honest, *liar], ("Honest", "Liar"))
    assert text == f"{WANTED}\n{WANTED}"
    assert "Liar" in findings["aa_called_am"].message and "Honest" not in findings["aa_called_am"].message


def test_boxes_without_ink_tell_nothing() -> None:
    """pdfminer's boxes are those of the advance: a lower vowel's box rises as high as any other."""
    glyphs = pages()
    for glyph in glyphs:
        glyph.top, glyph.bottom = glyph.baseline - 12, glyph.baseline + 4
    assert read(glyphs, reader="pdfminer") == (WANTED, {})


def test_am_is_kept_where_a_font_has_few_letters_to_measure_by() -> None:
    glyphs = [letter("ท", 20.0), letter("ำ", 28.0)]
    assert read(glyphs) == ("ทำ", {})


def test_private_use_glyphs_are_counted_by_font() -> None:
    glyphs = pages()
    n = misnamed(glyphs, "่", named("\uf70a"))
    text, findings = read(glyphs)
    assert text == WANTED
    assert findings["private_use"].value == str(n) and "Sarabun" in findings["private_use"].message


def test_a_symbol_that_nobody_knows_has_a_stand_in() -> None:
    glyphs = set_in_type("\uf0a7กข\uf099ค")
    text, findings = read(glyphs)
    assert text == "▪กข□ค"
    assert (findings["unknown_symbol"].severity, findings["unknown_symbol"].page) == ("info", 1)
    assert findings["symbol"].value == "1"


@pytest.mark.parametrize("font", ["Wingdings", "Wingdings 2", "Symbol", "ZapfDingbats"])
def test_an_unnamed_glyph_of_a_symbol_font_is_a_symbol_and_no_lost_letter(font: str) -> None:
    glyphs = set_in_type("ชาย x หญิง")
    misnamed(glyphs, "x", named("\x03", 1))
    for glyph in glyphs:
        glyph.font = 1 if glyph.char == "\x03" else 0
    text, findings = read(glyphs, ("Sarabun", font))
    assert text == "ชาย □ หญิง"
    assert "unknown_symbol" in findings and "unknown_glyph" not in findings


def test_an_aa_called_am_on_two_pages_of_sixteen_is_told_by_its_own_ink() -> None:
    pages_of = [pages() for _ in range(16)]
    for glyphs in pages_of[3:5]:
        misnamed(glyphs, "า", named("ำ"))
    whole = [document(glyphs).pages[0] for glyphs in pages_of]
    read_in = document(pages_of[0])
    clean = normalize(replace(read_in, pages=tuple(replace(page, number=n) for n, page in enumerate(whole, start=1))))
    assert {page.text for page in clean.pages} == {WANTED}


def test_two_subsets_of_one_name_contradict_each_other_and_both_are_read() -> None:
    """In one, mai tho bears the name ู; in the other, every glyph is what it is called."""
    good, bad = pages(TEXTS[:4], font=0), [replace(g, baseline=g.baseline) for g in pages(TEXTS[4:], font=1)]
    for glyph in bad:
        glyph.baseline, glyph.top, glyph.bottom = glyph.baseline + 200, glyph.top + 200, glyph.bottom + 200
    misnamed(bad, "้", named("ู"))
    assert read([*good, *bad], ("Sarabun", "Sarabun"))[0] == WANTED


def test_what_one_place_alone_tells_is_a_warning_with_before_and_after() -> None:
    glyphs = set_in_type("เจ้าหน้าที่ให้บริการประชาชน")
    misnamed(glyphs, "้", named("\ufffd", unmapped=1))
    text, findings = read(glyphs)
    assert text == "เจ้าหน้าที่ให้บริการประชาชน"
    found = findings.get("doubtful_glyph")
    if found is not None:
        assert found.severity == "warning" and found.page == 1
        assert found.raw and "\ufffd" in found.raw and found.value == text


def test_signs_over_letters_are_unnamed_marks_and_others_are_signs() -> None:
    glyphs = pages()
    misnamed(glyphs, "่", named("-"))
    assert read(glyphs)[0] == WANTED
    assert read(set_in_type("ตามที่-ได้*รับ"))[0] == "ตามที่-ได้*รับ"
