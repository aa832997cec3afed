"""What a page holds but the reading of it does not: blank and damaged pages, hidden text."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from support.pdf_files import Change, findings_of, read

from pipeline.model import Page


def test_a_page_that_draws_nothing_is_blank(blank: Path) -> None:
    assert findings_of(blank, b"q Q") == findings_of(blank, b"") == [("extract.page_empty", "info")]


def test_a_page_of_outlines_is_not_passed_over(blank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.extract.scan.missing", lambda: "install it")
    letters = b"".join(
        b"%d 100 m %d 120 l %d 130 %d 90 %d 95 c h f\n" % (x, x + 3, x + 9, x + 9, x + 4) for x in range(50, 500, 12)
    )
    assert findings_of(blank, letters) == [("extract.page_empty", "warning")]


def test_a_page_whose_contents_are_damaged_says_so(blank: Path) -> None:
    with pikepdf.open(blank) as pdf:
        broken = pikepdf.Stream(pdf, b"BT /F1 12 Tf (lost) Tj ET " * 50)
        pdf.pages[0].Contents = broken
        pdf.save(blank.with_name("good.pdf"))
    data = blank.with_name("good.pdf").read_bytes()
    start = data.index(b"stream\n") + 7
    blank.write_bytes(data[:start] + b"\x00" * 12 + data[start + 12 :])
    *_, finding = read(blank).findings
    assert (finding.rule, finding.severity, finding.page) == ("extract.page_damaged", "error", 1)
    assert "fetch the file again, or repair it" in finding.message


def test_contents_that_break_off_after_a_rule_say_so(blank: Path) -> None:
    """A page with a rule under its header, and text that cannot be decoded."""
    with pikepdf.open(blank, allow_overwriting_input=True) as pdf:
        whole = b"50 50 100 1 re f\n" + b"".join(
            b"BT /F1 12 Tf 1 0 0 1 50 %d Tm (lost %d) Tj ET\n" % (n, n * n) for n in range(400)
        )
        cut = bytearray(zlib.compress(whole))
        cut[len(cut) // 50 : len(cut) // 50 + 60] = b"\x00" * 60
        pdf.pages[0].Contents = pikepdf.Stream(pdf, bytes(cut), Filter=pikepdf.Name.FlateDecode)
        pdf.save(blank)
    rules = {f.rule: f for f in read(blank).findings}
    assert rules["extract.page_damaged"].severity == "error" and str(blank) not in rules["extract.page_damaged"].message


def test_text_that_a_clip_hides_is_left_out_and_said(
    seed: Path, first: Callable[[Change], Page], tmp_path: Path
) -> None:
    def clip(page: pikepdf.Page) -> None:
        page.contents_add(b"q 0 0 841.89 250 re W n", prepend=True)
        page.contents_add(b"Q")

    whole, seen = read(seed, 1).pages[0], first(clip)
    assert 0 < len(seen.text_raw) < len(whole.text_raw)
    assert "ตัวชี้วัดย่อย" in whole.text_raw and "ตัวชี้วัดย่อย" not in seen.text_raw  # the header, at the top
    (finding,) = read(tmp_path / "changed.pdf").findings
    assert (finding.rule, finding.severity, finding.page) == ("extract.glyphs_dropped", "info", 1)
    assert "hidden by a clipping path" in finding.message
