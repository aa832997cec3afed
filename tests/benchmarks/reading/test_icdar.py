"""Adjacency relations are those of the competition, and the command says them for documents with their truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.documents import draw_page
from benchmarks.reading import icdar
from benchmarks.reading.adjacency import GridCell, Score, neighbours, score
from benchmarks.reading.icdar_truth import TrueTable, ruling_class
from benchmarks.reading.table_readers import FoundTable

PLACES = ((0, 0, "Code", 55, 105), (0, 1, "Score", 155, 105), (1, 0, "I1", 55, 55), (1, 1, "85.50", 155, 55))
"""Row, column, text and lower left corner of the cells of the page that is drawn."""
TRUTH = "".join(
    f"""<cell id="1" start-row="{row}" start-col="{column}"><content>{text}</content>
    <bounding-box x1="{x}" y1="{y}" x2="{x + 90}" y2="{y + 40}"/></cell>"""
    for row, column, text, x, y in PLACES
).join(("""<document><table id="1"><region id="1" page="1">""", "</region></table></document>"))


def cells(*rows: str, at: float = 0.0) -> tuple[GridCell, ...]:
    """Cells of a grid drawn with letters: equal ones beside each other are one cell, a dot is a blank one."""
    out = []
    for r, row in enumerate(rows):
        c = 0
        while c < len(row):
            span = len(row[c:]) - len(row[c:].lstrip(row[c]))
            box = (at + 10.0 * c, 10.0 * r, at + 10.0 * (c + span), 10.0 * r + 10)
            out.append(GridCell(r, c, 1, span, row[c].replace(".", " "), box))
            c += span
    return tuple(out)


def test_neighbours_pass_over_blank_cells() -> None:
    found = [(a.text, b.text, direction) for a, b, direction in neighbours(cells("ab", ".c", "d."))]
    assert found == [("a", "b", "right"), ("a", "d", "below"), ("b", "c", "below")]


def test_a_merged_cell_has_each_neighbour_once() -> None:
    found = [(a.text, b.text) for a, b, direction in neighbours(cells("aa", "bc", "dd")) if direction == "below"]
    assert found == [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]


def test_what_a_found_table_has_beside_the_truth_counts_against_it() -> None:
    true = TrueTable(1, (0.0, 0.0, 20.0, 20.0), cells("ab", "cd"), "full")
    scores, stray = icdar.score_document([true], [FoundTable(1, cells("ab", "cd", "ef")), FoundTable(2, cells("xy"))])
    assert (scores, stray) == ([Score(4, 7, 4)], Score(0, 1, 0))
    assert (scores[0].recall, round(scores[0].precision, 3), round(scores[0].f1, 3)) == (1.0, 0.571, 0.727)


def test_equal_relations_count_as_often_as_they_are() -> None:
    twice = icdar.score_document([TrueTable(1, (0, 0, 30, 10), cells("aba"), "none")], [FoundTable(1, cells("ab"))])
    assert twice[0] == [Score(2, 1, 1)]
    assert score(icdar.Counter(), icdar.Counter()).f1 == 1.0


def ruling(x0: float, top: float, x1: float, bottom: float) -> dict[str, float]:
    return {"x0": x0, "top": top, "x1": x1, "bottom": bottom}


def test_classes_of_rulings() -> None:
    box = (100.0, 100.0, 300.0, 200.0)
    level = [ruling(98, y, 302, y) for y in (98.0, 120.0, 202.0)]
    assert ruling_class(box, []) == ruling_class(box, level[:1]) == "none"
    assert ruling_class(box, [*level, ruling(98, 98, 98, 202)]) == "level"
    assert ruling_class(box, [*level, ruling(200, 98, 200, 125)]) == "level"
    assert ruling_class(box, [*level, ruling(200, 98, 200, 150), ruling(200, 150, 200, 202)]) == "full"


def test_the_command_reads_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draw_page(tmp_path / "page.pdf")
    (tmp_path / "page-str.xml").write_text(TRUTH)
    assert icdar.main([str(tmp_path), "--need", "--reader", "this project", "--reader", "pdfplumber"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "1 documents" and "SHORT" not in said[-1]
    for line, reader in zip(said[2::2], ("this project", "pdfplumber"), strict=True):
        assert line.split() == [*reader.split(), "fully", "ruled", "1", "4", "1.000", "1.000", "1.000", "1.000"]


def test_a_folder_without_documents(tmp_path: Path) -> None:
    assert icdar.main([str(tmp_path)]) == 2
