"""Lines in columns without rulings, in a text layer: a table where there are enough of both, else a finding."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from support.pdf_files import read


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
