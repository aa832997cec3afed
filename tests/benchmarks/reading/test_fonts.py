"""What counts as made wrong, left wrong and mended; which fonts and texts are tried."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.reading.character_agreement import RepairCount, count_repairs, differences
from benchmarks.reading.fonts import main, shortfalls
from benchmarks.typesetting.font_files import FontFile, sets_of_families
from benchmarks.typesetting.font_specimens import LENGTHS, draw_specimen, plain

TRUTH = "คู่มือการปฏิบัติงานของเจ้าหน้าที่"


def counts(decoded: str, repaired: str, truth: str = TRUTH) -> tuple[int, int, int]:
    found = count_repairs(truth, decoded, repaired)
    return found.broken, found.left, found.mended


def test_a_right_character_made_wrong_is_broken() -> None:
    assert counts(TRUTH, TRUTH) == (0, 0, 0)
    assert counts(TRUTH, TRUTH.replace("คู่", "คู์")) == (1, 0, 0)
    assert counts(TRUTH, TRUTH.replace("งาน", "งา")) == (1, 0, 0)
    assert counts(TRUTH, TRUTH + "์") == (1, 0, 0)


def test_a_wrong_one_is_left_or_mended() -> None:
    wrong = TRUTH.replace("คู่", "คู์")
    assert counts(wrong, wrong) == (0, 1, 0)
    assert counts(wrong, TRUTH) == (0, 0, 1)


def test_a_line_that_is_lost_counts_by_its_characters_and_no_more() -> None:
    lines = [f"ข้อ{n}" + "".join(random.Random(n).choices("กขคงจฉชซญดตถทน", k=90)) for n in range(12)]
    truth, read = "".join(lines), "".join(lines[:4] + lines[5:])
    assert sum(end - start for start, end, _, _ in differences(truth, read)) == len(lines[4])
    assert counts(truth, read, truth) == (len(lines[4]), 0, 0)


def test_bars() -> None:
    assert shortfalls(RepairCount(size=100_000, left=20, mended=5)) == []
    assert len(shortfalls(RepairCount(size=100_000, broken=1, left=21))) == 2


def test_specimens_are_as_long_as_they_say_and_of_letters_that_the_font_has() -> None:
    thai = frozenset(map(chr, range(0x0E01, 0x0E5B)))
    for length, least in LENGTHS.items():
        paragraphs = draw_specimen(random.Random(1), length, thai)
        assert least <= sum(map(len, paragraphs)) and set(plain("".join(paragraphs))) <= thai | set("0123456789")
    assert draw_specimen(random.Random(1), "page", thai) == draw_specimen(random.Random(1), "page", thai)
    assert draw_specimen(random.Random(2), "page", thai) != draw_specimen(random.Random(1), "page", thai)


def test_two_files_of_one_family_are_never_installed_together() -> None:
    fonts = [FontFile(Path(p), family, frozenset("ก")) for p, family in (("a", "A"), ("b", "B"), ("c", "A"))]
    assert sets_of_families(fonts) == [fonts[:2], fonts[2:]]


def test_without_fonts_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fontTools", reason="fontTools is not installed (extra `typeset`)")
    assert main([str(tmp_path)]) == 2
    assert "no regular face" in capsys.readouterr().err
