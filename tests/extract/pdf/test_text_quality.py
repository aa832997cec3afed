"""How well a page was decoded: clean Thai high, everything that is no text low."""

from __future__ import annotations

import pytest

from pipeline.extract.pdf.text_quality import TEXT_QUALITY, text_quality

CERTAIN, READABLE = TEXT_QUALITY.certain, TEXT_QUALITY.readable
THAI = "การปฏิบัติหน้าที่ของบุคลากรในหน่วยงาน เป็นไปตามขั้นตอนและระยะเวลาที่กำหนด ได้คะแนน 86.19 (ร้อยละ) ปี ๒๕๖๖"
ENGLISH = """Integrity and Transparency Assessment (ITA) of public bodies, fiscal year 2023. Each body answers three
questionnaires; results are published at https://itas.nacc.go.th by the end of August. Contact: ita@nacc.go.th."""
NUMBERS = "\n".join(f"{k} {k * 1234.5:,.2f} {k * 77:,} 12.5% 1/2566 01-10-2566 -" for k in range(1, 12))
# what an English engine makes of a Thai scan
GARBAGE = (
    "fl1::'1J1::~1Jfl1'l~~1'l1Jfl1m1J1'l1JW1'l fl1'lvhL'Uu~1 "
    "'U'IJ€l~'l1'l.. 1llfl'l'l::'V1'l1~fl1'l'l\n"
    "'H1J1~~1'U'UeJ~'l1'l1lfl11~'U1 1J1~n'1'l -U'1ll'l~1'U1Jfl~1 "
    "fl~1J~~1'Ul1'1~ 'Vl1~fl1'l'l ll1flB1~~ 1'l'Wl1'l€l1~'l ~fl~1Jl 'lJeJ1'l1'"
)


def quality(text: str, unmapped: int = 0) -> float:
    found = text_quality(text, unmapped)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text", [THAI, ENGLISH, NUMBERS, THAI + "\n" + NUMBERS, "ITA 2566", "Résumé de l'évaluation à Genève, café"]
)
def test_what_people_print_is_certain(text: str) -> None:
    assert quality(text) >= CERTAIN


def test_clean_thai_is_all_right() -> None:
    assert quality(THAI) == 1.0


def test_code_points_cut_to_their_low_byte_are_no_text() -> None:
    """Ghostscript cuts those of Chromium so. PDFium's reader marks the control codes that are left as lost."""
    cut = "".join(chr(ord(c) & 0xFF) if c > "\u0e00" else c for c in THAI + "\n" + NUMBERS)
    assert quality(cut) < READABLE
    assert quality("".join("\ufffd" if c < " " and c not in "\n\t" else c for c in cut)) < READABLE


def test_no_text_has_no_quality() -> None:
    assert text_quality("") is None and text_quality(" \n\t") is None


@pytest.mark.parametrize(
    "damage",
    [
        {"่": "É", "้": "Ê"},  # marks as Latin-1 letters
        {"า": "α", "น": "β"},
        {"า": "\ufffd"},
        {"น": "\uf8e5"},
        {"ร": "\x05"},
        {"า": "(cid:201)"},
    ],
)
def test_thai_with_glyphs_that_stand_for_nothing_is_not_certain(damage: dict[str, str]) -> None:
    text = THAI
    for char, by in damage.items():
        text = text.replace(char, by)
    assert quality(text) < CERTAIN
    assert quality(text) < quality(THAI)


def test_the_more_is_lost_the_lower() -> None:
    scores = [quality(THAI.replace("า", "α", n)) for n in range(0, 8, 2)]
    assert scores == sorted(scores, reverse=True) and len(set(scores)) == len(scores)


def test_private_use_glyphs_of_thai_fonts_are_known() -> None:
    assert quality(THAI.replace("่", "\uf70a").replace("้", "\uf70b")) == 1.0


def test_an_english_text_layer_over_a_thai_scan_is_not_readable() -> None:
    assert quality(GARBAGE) < READABLE


def test_a_page_without_any_mapping_is_not_readable() -> None:
    assert quality("\ufffd" * 300) < READABLE
    assert quality("!#$%&'()*+" * 30, unmapped=300) < READABLE  # codes that look like ASCII


def test_some_unmapped_glyphs_are_not_certain() -> None:
    assert READABLE < quality(THAI + "\u0138\u0139\u0141\u0142", unmapped=4) < CERTAIN


def test_marks_that_stand_on_nothing_count() -> None:
    apart = quality("ข้ อ มู ล ที่ ดี " * 10)
    assert quality("ข ้ อ ม ู ล ท ี ่ ด ี " * 10) < CERTAIN < apart
