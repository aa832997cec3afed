"""A row of which only some pieces fitted on the page, under the table's last ruling."""

from __future__ import annotations

from support.glyph_pages import Glyph, arrays, boxes, mark, typed

from pipeline.extract.pdf.cut_rows import append_cut_row

XS, YS = (40.0, 100.0, 300.0, 400.0), (50.0, 120.0, 500.0)
HEIGHT = 595.0
BODY = [*typed("I1", 45, 200, 1), *typed("ผลการประเมิน", 105, 200, 2), *typed("86.19", 305, 200, 3)]


def cut(*pieces: list[Glyph]) -> list[tuple[int, bool]]:
    """Rows and open cells of the table after its page was looked at."""
    table = boxes(XS, YS)
    found = append_cut_row([table], arrays([*BODY, *(g for piece in pieces for g in piece)]), HEIGHT)
    assert len(found) == 1
    return [(len(found[0].ys) - 1, any(c.open_bottom for c in found[0].cells))]


def test_code_and_score_under_the_last_ruling_are_an_open_row() -> None:
    assert cut(typed("I2", 45, 520, 4), typed("90.00", 305, 520, 5)) == [(3, True)]


def test_a_code_alone_under_the_last_ruling_is_an_open_row() -> None:
    assert cut(typed("I2", 45, 520, 4)) == [(3, True)]
    assert cut(typed("I2", 45, 520, 4), typed("12", 200, 575, 6)) == [(3, True)]


def test_a_code_that_stands_where_no_codes_stand_is_no_row() -> None:
    assert cut(typed("I2", 305, 520, 4)) == [(2, False)]
    assert cut(typed("12", 45, 520, 4)) == [(2, False)]


def test_a_page_number_is_no_row() -> None:
    assert cut(typed("12", 200, 520, 4)) == [(2, False)]
    assert cut(typed("I2", 45, 520, 4), typed("90.00", 305, 520, 5), typed("12", 200, 575, 6)) == [(3, True)]


def test_marks_of_a_line_on_the_next_page_and_a_page_number_are_no_row() -> None:
    assert cut([mark("\u0e48", 46, 512, 4)], typed("12", 310, 530, 5)) == [(2, False)]


def test_a_note_that_runs_over_the_columns_is_no_row() -> None:
    assert cut(typed("หมายเหตุ คะแนนเต็มหนึ่งร้อย", 45, 520, 4)) == [(2, False)]


def test_text_that_goes_on_below_is_no_row() -> None:
    assert cut(
        typed("I2", 45, 515, 4),
        typed("90.00", 305, 515, 5),
        typed("ก", 45, 532, 6),
        typed("ข", 45, 549, 7),
        typed("ค", 45, 566, 8),
    ) == [(2, False)]
