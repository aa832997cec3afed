"""Level rulings of one extent frame tables of few columns and rows; prose, lists and forms between rulings are none."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from pipeline.extract.tables.lattice import Lattice
from pipeline.extract.tables.level_tables import LevelFrame, find_frames, find_level_tables
from pipeline.extract.tables.stream_text import TextLine

SIZE = 10.0
WIDE = 5.0  # of a letter
PITCH = 15.0


def page(drawing: str) -> tuple[list[TextLine], LevelFrame]:
    """Lines of a drawing, a letter every 5 points, and its rulings, which are lines of dashes."""
    out, rulings, y = [], [], 0.0
    for row in drawing.strip("\n").split("\n"):
        if row.startswith("---"):
            rulings.append((y, 0.0, WIDE * len(row)))
            y += 4
            continue
        words, start = [], 0
        for word in row.split():
            start = row.index(word, start)
            words.append((start * WIDE, (start + len(word)) * WIDE - 0.5, word))
            start += len(word)
        if words:
            spans, texts = tuple((a, b) for a, b, _ in words), tuple(text for _, _, text in words)
            out.append(TextLine(y + 2, y + 10, y + 10, spans, SIZE, texts))
        y += PITCH
    (frame,) = find_frames(rulings)
    return [part for line in out if (part := frame.inner_line(line))], frame


def read(drawing: str) -> list[list[list[str]]]:
    """Words of the cells of each table, row by row."""
    lines, frame = page(drawing)
    return [grid(table, lines) for table in find_level_tables(lines, frame)]


def grid(table: Lattice, lines: list[TextLine]) -> list[list[str]]:
    words: dict[int, list[str]] = {}
    for line in lines:
        for (a, b), text in zip(line.spans, line.texts, strict=True):
            at = [sum(e <= v for e in edges) - 1 for v, edges in ((line.top + 4, table.ys), ((a + b) / 2, table.xs))]
            if 0 <= at[0] < len(table.ys) - 1 and 0 <= at[1] < len(table.xs) - 1:
                words.setdefault(int(table.owner[at[0], at[1]]), []).append(text)
    rows: list[list[str]] = [[] for _ in table.ys[1:]]
    for number, cell in enumerate(table.cells):
        rows[cell.row].append(" ".join(words.get(number, [])))
    return rows


def test_three_columns_with_a_ruling_under_each_row() -> None:
    drawing = """
------------------------------------------------
Indicator        Score   Measure
------------------------------------------------
First_duty       91.25   Publish the manual
------------------------------------------------
Second_budget    84.50   Watch that spending
                         follows its plan
------------------------------------------------
Third_power      78.09   Announce the rules
------------------------------------------------
"""
    assert read(drawing) == [
        [
            ["Indicator", "Score", "Measure"],
            ["First_duty", "91.25", "Publish the manual"],
            ["Second_budget", "84.50", "Watch that spending follows its plan"],
            ["Third_power", "78.09", "Announce the rules"],
        ]
    ]


def test_figures_in_two_columns_between_rulings() -> None:
    drawing = """
------------------------------
Group               Turnover
------------------------------
Carrefour               62.7
Promodes                37.0
Auchan                  23.5
------------------------------
"""
    assert read(drawing) == [
        [["Group", "Turnover"], ["Carrefour", "62.7"], ["Promodes", "37.0"], ["Auchan", "23.5"]],
    ]


@pytest.mark.parametrize(
    "drawing",
    [
        """
--------------------------------------------------
The quick brown fox jumps     over the lazy dog and
then it runs away from it     until the dog gives up
and goes home for a meal      of bread and butter or
whatever else there is to     be had at that time
--------------------------------------------------
""",
        """
--------------------------------------------------
1.   Publish the manual of the office
2.   Watch that spending follows its plan
3.   Announce the rules
--------------------------------------------------
""",
        """
--------------------------------------------------
Ministry of Finance
Memorandum               No. 12/2567
Subject   Report on the results of the assessment
--------------------------------------------------
""",
        """
--------------------------------------------------
Name                          Signature
--------------------------------------------------
Position                      Date
--------------------------------------------------
""",
    ],
    ids=["prose in two columns", "a list", "a letterhead", "a form"],
)
def test_what_is_no_table(drawing: str) -> None:
    assert read(drawing) == []


def test_prose_between_two_tables_is_in_neither() -> None:
    drawing = """
------------------------------
Group         2023    2024
------------------------------
Carrefour     62.7    61.1
Promodes      37.0    31.5
------------------------------
Both turnovers fell in 2024 and
nobody knows when they will rise
------------------------------
Group         2025    2026
------------------------------
Auchan        23.5    27.1
Casino        11.5    12.5
------------------------------
"""
    assert [[row[0] for row in table] for table in read(drawing)] == [
        ["Group", "Carrefour", "Promodes"],
        ["Group", "Auchan", "Casino"],
    ]


def test_words_that_stand_below_each_other_are_no_columns() -> None:
    drawing = """
--------------------------------------------------
Variable                               Assumption
--------------------------------------------------
Demographic
Men   of   age 10               Rate  of growth 0.1%
Men   of   age 20               Rate  of growth 0.6%
Men   of   age 30               Rate  of growth 1.3%
--------------------------------------------------
"""
    assert all(len(row) == 2 for table in read(drawing) for row in table)


def test_rulings_of_another_extent_frame_nothing() -> None:
    assert find_frames([(10.0, 0.0, 300.0), (90.0, 50.0, 400.0)]) == []
    assert find_frames([(10.0, 0.0, 90.0), (90.0, 0.0, 90.0)]) == []
    wide, narrow = [(10.0, 0.0, 400.0), (90.0, 0.0, 400.0)], [(20.0, 100.0, 300.0), (60.0, 100.0, 300.0)]
    assert find_frames([*narrow, *wide]) == [LevelFrame(0.0, 400.0, (10.0, 90.0))]


def test_words_beside_the_rulings_are_not_in_the_frame() -> None:
    lines, frame = page("---------------------\nA     1              prose\nB     2\n---------------------")
    assert [line.texts for line in lines] == [("A", "1"), ("B", "2")]
    assert frame.inner_line(TextLine(900, 910, 910, ((0.0, 5.0),), SIZE, ("A",))) is None
