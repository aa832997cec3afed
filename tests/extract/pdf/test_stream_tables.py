"""Lines in columns without rulings, in a text layer: a table where there are enough of both, else a finding."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from support.glyph_pages import laid_out, typed
from support.pdf_files import read

from pipeline.extract.pdf.stream_tables import stream_lines


def spread(
    tmp_path: Path, seed: Path, rows: list[list[float]], rule: str = "extract.table_without_rulings"
) -> list[tuple[str | None, str]]:
    """Findings of a page of lines without rulings: each has a word at these places, points from the left."""
    with pikepdf.open(seed) as pdf:
        del pdf.pages[1:]
        font = next(iter(pdf.pages[0].Resources.Font.keys()))
        words = [f"1 0 0 1 {x} {700 - 20 * n} Tm (12345) Tj" for n, row in enumerate(rows) for x in row]
        pdf.pages[0].Resources.Font = pikepdf.Dictionary(
            {
                font: pikepdf.Dictionary(
                    Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
                )
            }
        )
        pdf.pages[0].Contents = pikepdf.Stream(pdf, f"BT {font} 10 Tf {' '.join(words)} ET".encode())
        pdf.pages[0].MediaBox = [0, 0, 595, 842]
        pdf.save(tmp_path / "lines.pdf")
    found = read(tmp_path / "lines.pdf").findings
    return [(f.value, f.severity) for f in found if f.rule == rule]


def test_lines_in_columns_without_rulings_are_said(tmp_path: Path, seed: Path) -> None:
    assert spread(tmp_path, seed, [[50, 200, 400]] * 4) == [("4", "info")]
    assert spread(tmp_path, seed, [[50, 200, 400]] * 2) == []
    assert spread(tmp_path, seed, [[50, 200]] * 4) == []
    assert spread(tmp_path, seed, [[50, 200, 400], [50, 300, 480], [50, 120, 170], [50, 400, 520]]) == []


def test_four_lines_in_four_columns_are_a_table_and_said(tmp_path: Path, seed: Path) -> None:
    columns = [[50, 200, 300, 400]]
    assert spread(tmp_path, seed, columns * 4, "extract.table_by_white_space") == [("4", "info")]
    assert spread(tmp_path, seed, columns * 4) == []
    assert spread(tmp_path, seed, columns * 3, "extract.table_by_white_space") == []


def test_figures_are_parted_from_words_that_begin_right_behind_them_in_many_lines() -> None:
    rows = [("1", "กรม", "91.25", "ผาน"), ("2", "เทศบาล", "84.50", "ผานด"), ("3", "อบต", "78.09", "ผาน")]
    rows.append(("4", "กอง", "70.00", "ตก"))
    page = [
        glyph
        for n, (rank, name, total, grade) in enumerate(rows)
        for x, text in ((60, rank), (70, name), (200, "80.00"), (280, "90.00"), (360, total), (402, grade))
        for glyph in typed(text, x=x, y=100 + 20 * n, run=n)
    ]
    layout = laid_out(page)
    lines = stream_lines([placed.line for placed in layout.lines], layout.glyphs)
    assert {len(line.spans) for line in lines} == {6}
