"""What counts as a defect, and what as dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reading.defects import PATTERNS, Tally, main, shortfalls, tally_pdfplumber, tally_project

DEFECTS = {
    "private use": "ที\uf70aนี",
    "(cid:": "ท(cid:201)าน",
    "U+FFFD": "ประจ\ufffd",
    "consonant + space + า": "ส านักงาน",
    "ำา": "ทำาให",
    "ํ + า": "ทําให",
    "space before a mark": "ขอ ้มูล",
    "doubled mark": "ก่่อน",
    "tone before vowel": "ท่ีนา",
    "Latin-1 or Greek": "เพืÉอ",
    "mark at a word's start": "(่กอน)",
    "mark after a vowel": "ดา้น",
    "ligature": "ﬁle",
    "Thai digit": "ปี ๒",
}


@pytest.mark.parametrize(("name", "text"), DEFECTS.items(), ids=DEFECTS)
def test_each_defect_is_seen_and_no_other(name: str, text: str) -> None:
    assert [n for n, pattern in PATTERNS.items() if pattern.search(text)] == [name]


def test_every_pattern_is_tested() -> None:
    assert set(PATTERNS) == set(DEFECTS)


def test_clean_text_has_none() -> None:
    tally = Tally()
    tally.count("1. สำนักงานฯ ได้ให้คู่มือ (ฉบับที่ 2) ตั้งแต่ปี พ.ศ. 2566 ผ่าน e-Service ร้อยละ 85.50 น้ำ ก๊าซ", "here")
    assert (tally.defects.total(), tally.rate) == (0, 0.0)
    assert tally.thai > 40


def test_dropped_characters_are_counted_once_each() -> None:
    tally = Tally()
    tally.keep("กขค ๑๒ abc กก", "ก 1 ข ก", "page 1")
    assert (tally.seen, tally.kept) == (7, 4)
    assert tally.dropped == [(3, 7, "page 1", "2กค")]
    assert any("kept" in sentence for sentence in shortfalls(tally, {"a": tally}))


def test_the_shipped_report_is_clean_and_whole_and_plain_pdfplumber_is_not(
    raw: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = raw / "2566" / "seed-word.pdf"
    assert main([str(document), "--need"]) == 0
    assert "seed-word" in capsys.readouterr().out
    assert tally_project(document).share == 1.0
    assert tally_pdfplumber(document).rate > 100
