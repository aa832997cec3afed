"""Spaces before า and other vowels and marks that follow: a lost ring of ำ, or none at all."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline.normalize.strings.string_repair import repair_text


def repaired(text: str) -> str:
    once = repair_text(text, Counter())
    assert repair_text(once, Counter()) == once
    return once


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("ก ารด ำเนินการ", "การดำเนินการ"),
        ("ก าร", "การ"),
        ("จ าก ต ามท ี่ บ าท ม ากกว่า", "จาก ตามที่ บาท มากกว่า"),
        ("ว ่า หน ้าท ี่", "ว่า หน้าที่"),
        ("ง านก ารเง ิน", "งานการเงิน"),
        ("ข้าราชก าร ร ายง าน", "ข้าราชการ รายงาน"),
        ("ก ารจ ัดท าแผน", "การจัดทำแผน"),
        ("ก าหนดก าร", "กำหนดการ"),
    ],
)
def test_a_space_before_a_vowel_that_makes_a_word_is_none(printed: str, meant: str) -> None:
    assert repaired(printed) == meant


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("ค าน า ส านักงาน ด าเนินการ จ านวน", "คำนำ สำนักงาน ดำเนินการ จำนวน"),
        ("ท าให้ น้ า น ้าท่วม ประจ าปี", "ทำให้ น้ำ น้ำท่วม ประจำปี"),
        ("ส ารวจ ส ารอง ค าแนะน า ล าน ้า", "สำรวจ สำรอง คำแนะนำ ลำน้ำ"),
        ("อ าเภอ ต าบล", "อำเภอ ตำบล"),
    ],
)
def test_a_lost_ring_is_still_restored(printed: str, meant: str) -> None:
    assert repaired(printed) == meant


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("ถ ึง กรณ ีที่ ต ้องการ ผ ู้รับบริการ", "ถึง กรณีที่ ต้องการ ผู้รับบริการ"),
        ("แล ะ เฉพา ะ", "และ เฉพาะ"),
        ("ด ำเนินการ", "ดำเนินการ"),
    ],
)
def test_a_space_before_a_mark_or_another_vowel_that_follows_is_none(printed: str, meant: str) -> None:
    assert repaired(printed) == meant


@pytest.mark.parametrize("text", ["ผ่าน การ", "ที่ เป็น ไปตาม แผน โดย", "ค ะ แ น น", "ก า ร", "รายงาน ณ วันที่"])
def test_true_spaces_and_letter_spaced_words_stay(text: str) -> None:
    assert repaired(text) == text


def test_what_was_repaired_is_counted_by_kind() -> None:
    counts: Counter[str] = Counter()
    repair_text("ก ารจ ัดท าแผน", counts)
    assert counts == {"space_before_mark": 2, "split_sara_am": 1}
