"""The benchmarks run, on a small document, and say what they measured; no time is asserted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.documents import draw_page, has_text, repeat_pages
from benchmarks.reading import compare_readers
from benchmarks.reading.compare_readers import OURS, PLAIN, DocumentCost, total
from benchmarks.reading.reader_process import run_reader


def test_readers_side_by_side(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare_readers.main([str(raw / "2566" / "seed-word.pdf"), "--rounds", "1", "--camelot-pages", "0"]) == 0
    said = capsys.readouterr().out
    for name in ("seed-word", "in all"):
        line = re.search(
            rf"^{name} +41 +[\d.]+ \| +([\d.]+) +([\d.]+) +- \| +(\d+) +(\d+) +(\d+) +-$", said, re.MULTILINE
        )
        assert line and float(line.group(2)) < 1 < int(line.group(5))
    assert "cells beside pdfplumber's: 41 pages" in said


def test_ratios_are_of_the_same_pages_and_add_up() -> None:
    one = DocumentCost(
        "a",
        10,
        {OURS: 1.0, PLAIN: 4.0, "camelot": 9.0},
        {OURS: 50.0, PLAIN: 90.0},
        {OURS: 4.0, PLAIN: 4.0, "camelot": 3.0},
    )
    two = DocumentCost("b", 5, {OURS: 2.0, PLAIN: 2.0}, {OURS: 70.0, PLAIN: 60.0}, {OURS: 2.0, PLAIN: 2.0})
    one.peak["camelot"] = 300.0
    whole = total([one, two])
    assert (whole.pages, whole.ratio(OURS), whole.ratio("camelot"), whole.ratio("floor")) == (15, 0.5, 3.0, None)
    assert (whole.peak[OURS], whole.peak[PLAIN]) == (70.0, 90.0)


def test_a_reader_that_fails_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no PDF")
    assert run_reader("floor", tmp_path / "a.pdf") is None
    assert "floor failed on a.pdf" in capsys.readouterr().err


def test_drawn_pages_can_be_read(tmp_path: Path) -> None:
    page = draw_page(tmp_path / "page.pdf")
    assert has_text(page)
    used = run_reader("pdfplumber", repeat_pages(page, 3, tmp_path / "three.pdf"))
    assert used is not None and len(used.marks) == 3 and used.peak > 5
