"""Equal lines close above each other are lines of their own; equal lines over each other are one."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from support.pdf_files import read

from pipeline.model import Line

LINE = "Results of the measures by agency, \xc5 and the next steps that follow from them"


def typeset(path: Path, *places: tuple[float, float], texts: tuple[str, ...] = (LINE,)) -> Path:
    """Lines at their places, points from the lower left; each text in turn."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    names = pikepdf.Name
    font = pikepdf.Dictionary(
        Type=names.Font, Subtype=names.Type1, BaseFont=names.Helvetica, Encoding=names.WinAnsiEncoding
    )
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    shown = (f"BT /F1 12 Tf 1 0 0 1 {x} {y} Tm ({texts[n % len(texts)]}) Tj ET " for n, (x, y) in enumerate(places))
    pdf.pages[0].Contents = pdf.make_stream("".join(shown).encode("cp1252"))
    pdf.save(path)
    return path


def lines(path: Path) -> list[str]:
    return [block.raw for block in read(path).pages[0].blocks if isinstance(block, Line)]


@pytest.mark.parametrize("pitch", [10.5, 12, 13, 14, 16, 24])
def test_equal_lines_under_each_other_are_all_read(tmp_path: Path, pitch: float) -> None:
    path = typeset(tmp_path / "a.pdf", *((50, 700 - pitch * n) for n in range(5)))
    assert lines(path) == [LINE] * 5


def test_equal_lines_between_others_stand_where_they_are(tmp_path: Path) -> None:
    other = "A line of its own that is written between two equal ones, not like them"
    places = [(50, 700 - 13 * n) for n in range(6)]
    path = typeset(tmp_path / "a.pdf", *places, texts=(LINE, LINE, other))
    assert lines(path) == [LINE, LINE, other] * 2


def test_a_line_that_is_printed_twice_for_boldness_is_one(tmp_path: Path) -> None:
    assert lines(typeset(tmp_path / "a.pdf", (50, 700), (50.3, 700), (50, 700.2))) == [LINE]
