"""The benchmarks run, on a small document, and say what they measured; no time is asserted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import bench, bench_memory
from benchmarks.bench import OURS, PLAIN, Line, total
from benchmarks.bench_child import run
from benchmarks.bench_files import documents, draw_page, has_text, repeat_pages


def test_readers_side_by_side(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([str(raw / "2566" / "seed-word.pdf"), "--rounds", "1", "--camelot-pages", "0"]) == 0
    said = capsys.readouterr().out
    for name in ("seed-word", "in all"):
        line = re.search(
            rf"^{name} +41 +[\d.]+ \| +([\d.]+) +([\d.]+) +- \| +(\d+) +(\d+) +(\d+) +-$", said, re.MULTILINE
        )
        assert line and float(line.group(2)) < 1 < int(line.group(5))
    assert "cells beside pdfplumber's: 41 pages" in said


def test_ratios_are_of_the_same_pages_and_add_up() -> None:
    one = Line(
        "a",
        10,
        {OURS: 1.0, PLAIN: 4.0, "camelot": 9.0},
        {OURS: 50.0, PLAIN: 90.0},
        {OURS: 4.0, PLAIN: 4.0, "camelot": 3.0},
    )
    two = Line("b", 5, {OURS: 2.0, PLAIN: 2.0}, {OURS: 70.0, PLAIN: 60.0}, {OURS: 2.0, PLAIN: 2.0})
    one.peak["camelot"] = 300.0
    whole = total([one, two])
    assert (whole.pages, whole.ratio(OURS), whole.ratio("camelot"), whole.ratio("floor")) == (15, 0.5, 3.0, None)
    assert (whole.peak[OURS], whole.peak[PLAIN]) == (70.0, 90.0)


def test_a_reader_that_fails_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no PDF")
    assert run("floor", tmp_path / "a.pdf") is None
    assert "floor failed on a.pdf" in capsys.readouterr().err


def test_drawn_pages_can_be_read(tmp_path: Path) -> None:
    page = draw_page(tmp_path / "page.pdf")
    assert has_text(page)
    used = run("pdfplumber", repeat_pages(page, 3, tmp_path / "three.pdf"))
    assert used is not None and len(used.marks) == 3 and used.peak > 5


def test_without_a_corpus_the_shipped_documents_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ITA_CORPUS", str(tmp_path))
    assert [p.name for p in documents([])] == ["seed-word.pdf"]
    (tmp_path / "real").mkdir()
    draw_page(tmp_path / "real" / "a.pdf")
    assert [p.name for p in documents([])] == ["a.pdf"]


def test_memory_of_a_worker(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_memory.main([str(raw / "2566" / "seed-word.pdf")]) == 0
    said = capsys.readouterr().out
    assert "seed-word.pdf: 41 pages" in said
    begun = [int(n) for n in re.findall(r"^page +(\d+) begun +[\d.]+ MB$", said, re.MULTILINE)]
    assert begun == [1, 20, 40, 41]
    peak = re.search(r"^peak +([\d.]+) MB", said, re.MULTILINE)
    assert peak and 20 < float(peak.group(1)) < bench_memory.PEAK


def test_growth_is_from_page_20_on() -> None:
    assert bench_memory.growth({1: 0.0, 20: 100.0, 40: 110.0}) == 0.5
    assert bench_memory.growth({1: 0.0, 10: 100.0}) == 0.0
