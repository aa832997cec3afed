"""Which question a text is."""

from __future__ import annotations

import random

import pytest

from pipeline.domain.codebook import codes_of, questions
from pipeline.domain.question_match import best_question_match, question_matches

I1_2566 = "เจ้าหน้าที่ของหน่วยงานท่าน ปฏิบัติหรือให้บริการแก่บุคคลภายนอก เป็นไปตามขั้นตอนและระยะเวลา มากน้อยเพียงใด"


@pytest.mark.parametrize(
    "text",
    [
        I1_2566,
        f"i1 {I1_2566}",
        f"ข้อ I1. {I1_2566}",
        I1_2566.replace(" ", ""),
        "เจาหนาทของหนวยงานทานปฏบตหรอใหบรการแกบคคลภายนอกเปนไปตามขนตอนและระยะเวลามากนอยเพยงใด",
        "เจ้าหน้าที่ของหน่วยงานท่าน ปฏิบัติหรือให้บริการแก่บุคคลภายนอก เป็นไป",
    ],
)
def test_spaces_marks_codes_and_the_end_may_be_lost(text: str) -> None:
    code, similarity = best_question_match("nacc", 2566, text)
    assert code == "I1" and similarity >= 0.9


def test_every_text_seen_in_a_year_is_found_by_misread_letters() -> None:
    rng = random.Random(11)
    for year in (2564, 2566):
        for question in (q for q in questions() if year in q.seen_in):
            letters = [c for c in question.text if rng.random() > 0.04]
            code, similarity = best_question_match("nacc", year, "".join(letters))
            assert code == question.code and similarity > 0.85, question


def test_items_of_a_checklist_by_name() -> None:
    for code, entry in codes_of("nacc", 2566).items():
        if entry.name:
            assert best_question_match("nacc", 2566, f"{code.lower()} {entry.name}") == (code, 1.0)
    assert best_question_match("nacc", 2568, "แผนปฏิบัติการป้องกันการทุจริต")[0] == "O25"
    assert best_question_match("moph", 2569, "MOIT2 หน่วยงานมีการเปิดเผยข้อมูลข่าวสารที่เป็นปัจจุบัน")[0] == "MOIT2"


def test_two_codes_that_are_equally_like_are_not_told() -> None:
    text = "หน่วยงานของท่าน ใช้จ่ายงบประมาณเพื่อประโยชน์ส่วนตัว กลุ่ม หรือพวกพ้อง มากน้อยเพียงใด"  # I9 to 2565, nearly I10's of 2566
    code, similarity = best_question_match("nacc", 2566, text)
    assert code is None and similarity > 0.9
    assert {c for c, _ in question_matches("nacc", 2566, text)[:2]} == {"I9", "I10"}
    assert best_question_match("nacc", 2564, text)[0] == "I9"


def test_any_year_tells_whether_it_is_a_question_at_all() -> None:
    assert best_question_match("nacc", 2568, I1_2566) == (None, 0.0)
    assert best_question_match("nacc", None, I1_2566) == ("I1", 1.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I1",
        "จัดทำคู่มือการให้บริการประชาชนและเผยแพร่ทุกช่องทาง",
        "ความพึงพอใจด้านกระบวนการขั้นตอนการให้บริการ",
        "โอกาสเกิดความเสี่ยง",
        "ตัวบ่งชี้ที่ 5.4 ผลการบริหารจัดการหลักสูตร",
    ],
)
def test_what_is_no_question_is_like_none(text: str) -> None:
    assert question_matches("nacc", None, text) == ()
