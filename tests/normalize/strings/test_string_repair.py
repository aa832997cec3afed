"""Repairs on strings: every defect that no keyboard writes, and nothing else."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.thai_digits import to_arabic
from pipeline.normalize.glyphs.characters import MADE_SPACE
from pipeline.normalize.strings.string_repair import remaining_defects, repair_text


def clean(text: str) -> str:
    return repair_text(text, Counter())


def tis620(text: str) -> str:
    """Thai bytes taken for Latin-1."""
    return text.encode("cp874").decode("latin-1")


PRIVATE = {
    "\uf700": "ฐ",
    "\uf701": "ิ",
    "\uf702": "ี",
    "\uf703": "ึ",
    "\uf704": "ื",
    "\uf705": "่",
    "\uf706": "้",
    "\uf707": "๊",
    "\uf708": "๋",
    "\uf709": "์",
    "\uf70a": "่",
    "\uf70b": "้",
    "\uf70c": "๊",
    "\uf70d": "๋",
    "\uf70e": "์",
    "\uf70f": "ญ",
    "\uf710": "ั",
    "\uf711": "ํ",
    "\uf712": "็",
    "\uf713": "่",
    "\uf714": "้",
    "\uf715": "๊",
    "\uf716": "๋",
    "\uf717": "์",
    "\uf718": "ุ",
    "\uf719": "ู",
    "\uf71a": "ฺ",
}


@pytest.mark.parametrize("private", PRIVATE)
def test_private_use_glyphs(private: str) -> None:
    thai = PRIVATE[private]
    base = "" if thai in "ฐญ" else "ป"
    assert clean(base + private) == base + thai


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("ที\uf70aนี\uf70b ฝ\uf702มือ", "ที่นี้ ฝีมือ"),
        ("ทํา", "ทำ"),  # nikhahit + า
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("ส านักงาน", "สำนักงาน"),  # split sara am
        ("จัดทาำคู่มือ", "จัดทำคู่มือ"),  # its ring drawn right of its second half
        ("ก า ร ท า ง า น", "ก า ร ท า ง า น"),  # letters set apart for show
        ("ท า", "ทำ"),
        ("น้ า", "น้ำ"),
        ("น ้า", "น้ำ"),
        ("ทำาให้", "ทำให้"),  # doubled sara am
        ("ทําาให้", "ทำให้"),
        ("ทำำ", "ทำ"),
        ("น้ำา", "น้ำ"),
        ("ด\ufffdาเนินงาน", "ดำเนินงาน"),  # lost sara am
        ("ด\ufffdำเนินงาน", "ดำเนินงาน"),
        ("น้\ufffdา", "น้ำ"),
        ("ก่่อน", "ก่อน"),  # doubled marks
        ("ที่ี่", "ที่"),
        ("เพ่ือ", "เพื่อ"),  # tone before vowel
        ("เจ้าหน้าท่ี", "เจ้าหน้าที่"),
        ("พันธ์ุ", "พันธุ์"),
        ("น้ำ่า", "น้่ำ"),  # what a tone too many was meant to be is not for us to say
        ("นำ้", "น้ำ"),  # ำ before its tone
        ("ข ้อมูล", "ข้อมูล"),  # a space before a mark
        ("ข้อม ูล", "ข้อมูล"),
        ("ท ำ น ำ้", "ทำ น้ำ"),
        ("เเละ", "และ"),  # เ twice for แ
        ("ผู\u200bรับ\ufeffบริการ\u00ad", "ผูรับบริการ"),  # what nobody sees
        ("\ufb01nance o\ufb03ce", "finance office"),  # ligatures
        ("Certi\u6600\u6900cate o\u6600\u6600\u6900ce \u6600", "Certificate office \u6600"),  # with their bytes swapped
        ("๒๕๖๖", "2566"),  # Thai digits
        ("ร้อยละ ๘๕.๐๐", "ร้อยละ 85.00"),
        ("ก  ข\u00a0ค\tง", "ก ข ค ง"),  # white space
        ("  ก  ", "ก"),
        ("\uf0b7 อบรม", "• อบรม"),  # a bullet of a symbol font
        ("\uf0a7อบรม", "▪อบรม"),
        ("\uf099 อบรม", "□ อบรม"),  # one that no table knows
        ("", ""),
    ],
)
def test_defects(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@pytest.mark.parametrize("thai", ["สำนักงาน", "ผู้อำนวยการ", "กระทรวงการคลัง", "ข้อมูลข่าวสาร", "ที่"])
def test_thai_bytes_taken_for_latin_letters(thai: str) -> None:
    assert clean(tis620(thai)) == thai
    assert clean(f"ITA {tis620(thai)} 2566") == f"ITA {thai} 2566"


@pytest.mark.parametrize(
    "text", ["Genève", "façade", "naïve", "Zürich", "São Paulo", "±5 °C", "½", "10 µm", "© 2566", "«ก»"]
)
def test_other_latin_letters_stay(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "typo",
    [
        "เผ่าระวัง",  # for เฝ้าระวัง
        "อยู่น้อยเพียงใด",
        "กบริหาร",
        "ประสิทธิภาภ",
        "อนุญาติ",
        "สังเกตุ",
        "คณะกรรมการร",
        "ปฎิบัติ",
        "นะค่ะ",
        "111",
        "l1",
        "I๑๒ง",
        "O0",
    ],
)
def test_typos_stay(typo: str) -> None:
    assert clean(typo) == typo.replace("๑๒", "12")


@pytest.mark.parametrize(
    "text",
    [
        "การดำเนินการ และผลลัพธ์ ๆ",
        "พ.ศ. 2566 (ร้อยละ 86.19) – https://www.mof.go.th/th/view?id=1&x=2#a",
        "ฯลฯ",
        "น้ำ ทำ คำ จำ",
        "ญี่ปุ่น ฤๅษี ฦๅชา",
        "สัมฤทธิ์ สิทธิ์ พันธุ์ ศักดิ์",
        "โต๊ะ เก๋ง ก๊าซ",
        "เอ็นไซม์",
    ],
)
def test_what_is_well_formed_stays(text: str) -> None:
    assert clean(text) == text


def test_a_space_before_aa_at_the_start_of_a_word_is_only_joined_to_a_consonant() -> None:
    assert clean("ตา า") == "ตา า"
    assert clean("ณ อาคาร") == "ณ อาคาร"


def test_a_space_that_a_gap_made_is_no_part_of_a_word() -> None:
    assert clean(f"ก{MADE_SPACE}าว") == "ก าว"
    assert clean(f"ก{MADE_SPACE}ข") == "ก ข"


def test_repairs_are_counted_by_kind() -> None:
    counts: Counter[str] = Counter()
    repair_text("ส านักงาน ท าการ ทำาให้ ที\uf70a \ufb01 ด\ufffdาเนิน", counts)
    assert counts == {"split_sara_am": 2, "mark_order": 1, "private_use": 1, "ligature": 1, "lost_sara_am": 1}
    clean_counts: Counter[str] = Counter()
    repair_text("ที่ทำการ 2566 ๆ", clean_counts)
    assert not clean_counts


def test_defects_that_remain() -> None:
    assert remaining_defects("ที่ทำการ") == {}
    assert remaining_defects("ก\ufffdข\ufffd") == {"unknown_glyph": 2}
    assert remaining_defects("่ก (้ข 5ิ") == {"orphan_mark": 3}


CONSONANTS = [chr(c) for c in range(0x0E01, 0x0E2F)]
LETTERS = [*CONSONANTS, *"ะาำเแโใไๅฤฦๆฯ"]
MARKS = list("ัิีึืฺุู็่้๊๋์ํ๎")
PRINTED = st.text(
    st.sampled_from([*LETTERS, *MARKS, *MARKS, "ำ", "า", " ", " ", *"๐๑๒๙0123789", *"AbzI.-/()", "\u00a0"]), max_size=40
)
DAMAGED = st.text(
    st.sampled_from([*LETTERS, *MARKS, " ", *PRIVATE, "\ufffd", "\ufb01", "É", "\u200b", *"๐19Ab"]), max_size=30
)


@given(PRINTED | DAMAGED)
def test_to_repair_twice_is_to_repair_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(PRINTED | DAMAGED)
def test_numbers_and_latin_words_survive(text: str) -> None:
    """In their order; the letters of a ligature count as letters."""

    def kept(of: str) -> list[str]:
        return re.findall(r"[0-9]|[A-Za-z]|[./()-]", to_arabic(of).replace("\ufb01", "fi"))

    assert kept(clean(text)) == kept(text)


@given(PRINTED)
def test_nothing_strange_comes_in(text: str) -> None:
    assert not re.search("[\ue000-\uf8ff\ufffd\u2000-\u206f]", clean(text))
    assert not re.search("[๐-๙]", clean(text))


@given(PRINTED)
def test_no_consonant_is_lost_or_made(text: str) -> None:
    assert re.sub("[^ก-ฮ]", "", clean(text)) == re.sub("[^ก-ฮ]", "", text)


@given(
    st.lists(
        st.sampled_from(["สำนักงาน", "ปลัด", "กระทรวง", "ที่", "น้ำ", "เพื่อ", "ผู้", "ความ", "2566", "I12", "(ITA)", "ๆ"]),
        max_size=8,
    )
)
def test_clean_text_is_a_fixed_point(words: list[str]) -> None:
    text = " ".join(words)
    counts: Counter[str] = Counter()
    assert repair_text(text, counts) == text and not counts
