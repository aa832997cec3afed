"""The lexicon as evidence for one spelling against another."""

from __future__ import annotations

import pytest

from pipeline.normalize.glyphs.word_evidence import (
    likely_in_one_place,
    most_likely_by_words,
    words_contradict,
)
from pipeline.normalize.word_costs import word_cost

TONES = list("่้๊๋")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("ห้องน้ำ", "ห้องน้า"), ("ปีงบประมาณ", "ป๊งบประมาณ"), ("ความเชื่อมโยง", "ความเชี่อมโยง")],
)
def test_a_word_costs_less_than_what_is_none(right: str, wrong: str) -> None:
    assert word_cost(right) + 5 < word_cost(wrong)


def test_nothing_costs_nothing() -> None:
    assert word_cost("") == 0.0


def test_places_tell_a_mark_together() -> None:
    contexts = [("ผู้ใช", "บริการ"), ("กรมค", "ุมครอง"), ("ข", "อมูลสาธารณะ")]
    assert most_likely_by_words(contexts, TONES) == "้"


def test_a_ring_with_its_tone_mark_before_aa() -> None:
    contexts = [("ห้องน", "าไม่สะอาด"), ("น", "ามันเชื้อเพลิง"), ("การใช้น", "ามันเชื้อเพลิง")]
    assert most_likely_by_words(contexts, [*TONES, "้ํ", "่ํ"]) == "้ํ"


@pytest.mark.parametrize("context", [("สันป", "าแดง"), ("", "งบประมาณ"), ("ป", ""), ("ฮฮ", "ฮฮ")])
def test_a_place_that_leaves_a_choice_tells_nothing(context: tuple[str, str]) -> None:
    assert likely_in_one_place(context, ["่", "้", "๊", "ั"]) is None


def test_one_place_tells_a_mark_where_all_its_words_are_known() -> None:
    assert likely_in_one_place(("รายละเอ", "ยดงบประมาณ"), list("ิีึื")) == "ี"


def test_a_meaning_that_breaks_a_word_somewhere_is_contradicted() -> None:
    contexts = [("รายละเอ", "ยดงบประมาณ"), ("ความเช", "่อมโยงยุทธศาสตร์")]
    assert words_contradict(contexts, "ี", list("ิีึื"))
    assert not words_contradict(contexts[:1], "ี", list("ิีึื"))
