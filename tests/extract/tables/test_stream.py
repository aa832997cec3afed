"""Stream tables: with wrapped cells, headers over several columns and titles. Prose is none."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

pytest.importorskip("numpy")

from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.tables.lattice import Lattice
from pipeline.extract.tables.stream import TextLine, find_stream_tables, ink_spans

SIZE = 10.0
WIDE = 5.0  # of a letter


def lines(drawing: str, pitch: float = 15.0) -> list[TextLine]:
    """The lines of a drawing, a letter every 5 points; a line of a drawing that is "~" leaves a half line of space."""
    out, y = [], 0.0
    for row in drawing.strip("\n").split("\n"):
        if row.strip() == "~":
            y += pitch / 2
            continue
        at = [k * WIDE for k, letter in enumerate(row) if letter != " "]
        if at:
            spans = ink_spans(at, [x + WIDE - 0.5 for x in at], SIZE)
            out.append(TextLine(y, y + 8, y + 8, spans, SIZE, is_worded=not any(letter.isdecimal() for letter in row)))
        y += pitch
    return out


def read(table: Lattice, drawing: str, pitch: float = 15.0) -> list[list[str]]:
    """What of a drawing stands in each cell, row by row; a cell over several places is said once."""
    words: dict[int, list[str]] = {}
    y = 0.0
    for row in drawing.strip("\n").split("\n"):
        if row.strip() == "~":
            y += pitch / 2
            continue
        start = 0
        for word in row.split():
            start = row.index(word, start)
            x = (start + len(word) / 2) * WIDE
            at = [sum(edge <= v for edge in edges) - 1 for v, edges in ((y + 4, table.ys), (x, table.xs))]
            if 0 <= at[0] < len(table.ys) - 1 and 0 <= at[1] < len(table.xs) - 1:
                words.setdefault(int(table.owner[at[0], at[1]]), []).append(word)
            start += len(word)
        y += pitch
    rows: list[list[str]] = [[] for _ in table.ys[1:]]
    for number, cell in enumerate(table.cells):
        rows[cell.row].append(" ".join(words.get(number, [])))
    return rows


def test_rows_and_columns() -> None:
    drawing = """
No   Body        IIT     EIT     OIT
1    Alpha       91.00   92.00   93.00
2    Beta        81.00   82.00   83.00
3    Gamma       71.00   72.00   73.00
4    Delta       61.00   62.00   63.00
"""
    (table,) = find_stream_tables(lines(drawing))
    assert not table.ruled
    assert read(table, drawing) == [row.split() for row in drawing.strip().split("\n")]


def test_lines_closer_than_rows_are_of_one_row() -> None:
    drawing = """
1    Alpha       91.00   92.00   93.00
~
2    Beta        81.00   82.00   83.00
     of_Gamma
~
3    Gamma       71.00   72.00   73.00
~
4    Delta       61.00   62.00   63.00
~
5    Epsilon     51.00   52.00   53.00
"""
    (table,) = find_stream_tables(lines(drawing))
    assert [row[1] for row in read(table, drawing)] == ["Alpha", "Beta of_Gamma", "Gamma", "Delta", "Epsilon"]


def test_a_wrapped_cell_of_rows_as_close_as_lines_goes_with_the_row_above() -> None:
    drawing = """
1    Alpha       91.00   92.00   93.00
2    Beta        81.00   82.00   83.00
     of_Gamma
3    Gamma       71.00   72.00   73.00
4    Delta       61.00   62.00   63.00
"""
    (table,) = find_stream_tables(lines(drawing))
    assert [row[:2] for row in read(table, drawing)] == [
        ["1", "Alpha"],
        ["2", "Beta of_Gamma"],
        ["3", "Gamma"],
        ["4", "Delta"],
    ]


def test_a_header_over_several_columns_is_one_cell() -> None:
    drawing = """
                    Title_of_it_all
No   Body        Results_of_all_tools    Grade
                 IIT     EIT     OIT
1    Alpha       91.00   92.00   93.00   A
2    Beta        81.00   82.00   83.00   B
3    Gamma       71.00   72.00   73.00   C
4    Delta       61.00   62.00   63.00   D
"""
    (table,) = find_stream_tables(lines(drawing))
    rows = read(table, drawing)
    assert rows[:2] == [["No", "Body", "Results_of_all_tools", "Grade"], ["IIT", "EIT", "OIT"]]
    assert [(c.rowspan, c.colspan) for c in table.cells[:4]] == [(2, 1), (2, 1), (1, 3), (2, 1)]
    assert rows[2] == ["1", "Alpha", "91.00", "92.00", "93.00", "A"]


def test_a_title_between_rows_is_a_row_of_one_cell() -> None:
    drawing = """
1    Alpha       91.00   92.00   93.00
2    Beta        81.00   82.00   83.00
Local_bodies_of_the_northern_provinces
3    Gamma       71.00   72.00   73.00
4    Delta       61.00   62.00   63.00
"""
    (table,) = find_stream_tables(lines(drawing))
    assert read(table, drawing)[2] == ["Local_bodies_of_the_northern_provinces"]
    assert len(table.ys) == 6


def test_an_empty_cell_in_the_first_row_hides_no_column() -> None:
    drawing = """
1    Alpha               92.00   93.00
2    Beta        81.00   82.00   83.00
3    Gamma       71.00   72.00   73.00
4    Delta       61.00   62.00   63.00
"""
    (table,) = find_stream_tables(lines(drawing))
    assert read(table, drawing)[0] == ["1", "Alpha", "", "92.00", "93.00"]


def test_a_space_between_words_parts_no_column() -> None:
    drawing = """
1    Alpha A     91.00   92.00   93.00
2    Beta        81.00   82.00   83.00
3    Gamma       71.00   72.00   73.00
4    Delta       61.00   62.00   63.00
5    Epsilon     51.00   52.00   53.00
6    Zeta        41.00   42.00   43.00
"""
    (table,) = find_stream_tables(lines(drawing))
    assert read(table, drawing)[0] == ["1", "Alpha A", "91.00", "92.00", "93.00"]


def test_a_page_number_under_the_table_is_no_part_of_it() -> None:
    drawing = """
1    Alpha       91.00   92.00   93.00
2    Beta        81.00   82.00   83.00
3    Gamma       71.00   72.00   73.00
4    Delta       61.00   62.00   63.00
~
                      7
"""
    (table,) = find_stream_tables(lines(drawing))
    assert len(table.ys) == 5 and len(table.xs) == 6


def test_numbers_broken_over_lines_set_as_close_as_rows_make_no_rows() -> None:
    drawing = """
1    Alpha       9       9       9
                 1.00    2.00    3.00
2    Beta        8       8       8
                 1.00    2.00    3.00
3    Gamma       7       7       7
                 1.00    2.00    3.00
"""
    assert find_stream_tables(lines(drawing)) == []


def test_columns_of_prose_make_no_rows() -> None:
    """Where the rows of such a table begin does not show."""
    drawing = """
I1   Words_here  More_words  Words    And_words
     and_here    and_more    and_on
     again                   and_on
E2   Words_here  More_words  Words    And_words
     and_here    and_more    and_on
     again       and_again
O3   Words_here  More_words  Words    And_words
     and_here    and_more    and_on
     again
O4   Words_here  More_words  Words    And_words
     and_here    and_more    and_on
"""
    assert find_stream_tables(lines(drawing)) == []


def test_three_lines_or_three_columns_are_no_table() -> None:
    row = "1    Alpha       91.00   92.00   93.00\n"
    assert find_stream_tables(lines(row * 3)) == []
    assert find_stream_tables(lines("1    Alpha       91.00\n" * 9)) == []
    assert find_stream_tables([]) == []


def test_prose_is_no_table() -> None:
    """Words of random lengths, two spaces between them: four lines hardly ever share three gutters."""
    found = 0
    for seed in range(400):
        rng = random.Random(seed)
        words, count = rng.randint(2, 9), rng.randint(4, 40)
        text = "\n".join("  ".join("x" * rng.randint(3, 16) for _ in range(words)) for _ in range(count))
        found += len(find_stream_tables(lines(text))) > (1 if words > 6 else 0)
    assert found <= 1


@given(st.lists(st.lists(st.integers(0, 60), min_size=1, max_size=8, unique=True), min_size=1, max_size=30))
def test_every_cell_has_its_place_and_every_place_its_cell(places: list[list[int]]) -> None:
    drawing = [
        TextLine(
            15.0 * n,
            15.0 * n + 8,
            15.0 * n + 8,
            ink_spans(xs := [10.0 * x for x in row], [x + 8 for x in xs], SIZE),
            SIZE,
        )
        for n, row in enumerate(places)
    ]
    for table in find_stream_tables(drawing):
        assert table.xs == sorted(table.xs) and table.ys == sorted(table.ys)
        assert len({*table.xs}) == len(table.xs) and len({*table.ys}) == len(table.ys)
        assert {int(n) for n in table.owner.ravel()} == set(range(len(table.cells)))
        assert sum(c.rowspan * c.colspan for c in table.cells) == table.owner.size


def test_columns_beside_the_first_line_of_a_header_count() -> None:
    drawing = """
                          Schools           Sampled
          Schools in      in the     Total  students
System    the sample      sample     number in schools   Assessed
Alpha            290         284        275       6,709     6,126
Beta             160         158        158       4,976     4,670
Gamma            170         169        142       5,098     4,881
Delta            150         150        115       3,910     3,727
"""
    (table,) = find_stream_tables(lines(drawing))
    assert read(table, drawing)[-1] == ["Delta", "150", "150", "115", "3,910", "3,727"]


def test_the_title_of_a_group_is_a_row_of_its_own_where_nothing_was_wrapped() -> None:
    drawing = """
Body             IIT     EIT     OIT
Alpha            91.00   92.00   93.00
Beta             81.00   82.00   83.00
North
Gamma            71.00   72.00   73.00
Delta_of_the_
far_south        61.00   62.00   63.00
Epsilon          51.00   52.00   53.00
"""
    (table,) = find_stream_tables(lines(drawing))
    assert [row[0] for row in read(table, drawing)][1:5] == ["Alpha", "Beta", "North", "Gamma"]


def test_two_wrapped_cells_of_a_row_go_with_the_row_above_that_has_the_first_cell() -> None:
    drawing = """
No   Body        IIT     EIT     Grade
1    Alpha_long  91.25   84.50   must
     name                        improve
2    Beta        78.09   80.00   pass
3    Gamma_long  91.00   84.00   must
     name                        improve
4    Delta       77.00   66.00   pass
5    Epsilon     77.10   66.10   pass
"""
    (table,) = find_stream_tables(lines(drawing))
    assert read(table, drawing)[1:] == [
        ["1", "Alpha_long name", "91.25", "84.50", "must improve"],
        ["2", "Beta", "78.09", "80.00", "pass"],
        ["3", "Gamma_long name", "91.00", "84.00", "must improve"],
        ["4", "Delta", "77.00", "66.00", "pass"],
        ["5", "Epsilon", "77.10", "66.10", "pass"],
    ]


def test_words_of_a_header_to_the_left_of_figures_set_to_the_right_head_them_in_order() -> None:
    drawing = """
No Body             IIT     EIT     Total
 1 Alpha              91.25   84.50   88.00
 2 Beta_of_Gamma      78.09   80.00   79.00
 3 Gamma              91.00   84.00   87.00
 4 Delta              77.00   66.00   71.00
 5 Epsilon            77.10   66.10   71.10
"""
    (table,) = find_stream_tables(lines(drawing))
    assert read(table, drawing)[:2] == [
        ["No", "Body", "IIT", "EIT", "Total"],
        ["1", "Alpha", "91.25", "84.50", "88.00"],
    ]


def test_figures_at_the_foot_of_wrapped_names_are_of_the_name_above_them() -> None:
    drawing = """
1    Alpha       91.25   84.50   pass
~
     Beta_long
2    name        78.09   80.00   pass
~
3    Gamma       91.00   84.00   pass
~
     Delta_long
4    name        77.00   66.00   pass
~
5    Epsilon     77.10   66.10   pass
"""
    (table,) = find_stream_tables(lines(drawing))
    assert [row[:2] for row in read(table, drawing)] == [
        ["1", "Alpha"],
        ["2", "Beta_long name"],
        ["3", "Gamma"],
        ["4", "Delta_long name"],
        ["5", "Epsilon"],
    ]


def test_a_header_of_words_that_stand_beside_all_columns_is_none_of_the_rows() -> None:
    drawing = """
No     Body             Total      Grade
    1  Alpha                 91.25 pass
    2  Beta_of_Gamma         78.09 pass
    3  Gamma                 91.00 pass
   10  Delta                 77.00 fail
   11  Epsilon               77.10 fail
"""
    (table,) = find_stream_tables(lines(drawing))
    assert read(table, drawing)[:2] == [["No", "Body", "Total", "Grade"], ["1", "Alpha", "91.25", "pass"]]


def test_a_line_of_many_wrapped_cells_is_no_row_where_texts_show_that_its_figures_are_missing() -> None:
    drawing = """
I1   Duty        91.25   Make_a    Print_and  all
                         manual    show_it    year
I2   Use_of      84.50   Tell_the  Send_a     all
     budget              people    letter     year
I3   Power       78.09   Ask       Meet       all
I4   Use_of      70.00   Write_a   Meet_and   all
     things              rule      tell       year
I5   Mend        71.00   Ask       Meet       all
"""
    drawn = drawing.strip("\n").split("\n")
    told = [replace(line, texts=tuple(row.split())) for line, row in zip(lines(drawing), drawn, strict=True)]
    (table,) = find_stream_tables(told)
    assert [row[:3] for row in read(table, drawing)] == [
        ["I1", "Duty", "91.25"],
        ["I2", "Use_of budget", "84.50"],
        ["I3", "Power", "78.09"],
        ["I4", "Use_of things", "70.00"],
        ["I5", "Mend", "71.00"],
    ]
