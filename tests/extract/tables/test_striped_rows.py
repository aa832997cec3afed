"""Striped tables without rulings: the plain rows between their filled ones."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline.extract.tables.striped_rows import plain_row_edges

XS = (50.0, 80.0, 250.0, 330.0)
ROW = 20.0


def stripe(top: float, height: float = ROW) -> list[tuple[float, float, float, float]]:
    return [(a, top, b, top + height) for a, b in pairwise(XS)]


def text(top: float, *columns: int) -> list[tuple[float, float, float, float]]:
    return [(XS[k] + 4, top + 4, XS[k] + 24, top + 16) for k in columns]


STRIPES = [*stripe(100), *stripe(140), *stripe(180)]


def test_columns_go_on_through_the_plain_rows_between_stripes() -> None:
    across, down = plain_row_edges(STRIPES, [])
    assert across == []
    assert sorted(set(down)) == sorted((x, top, top + ROW) for top in (120.0, 160.0) for x in XS)


def test_a_row_of_text_above_the_first_and_below_the_last_stripe_is_one_too() -> None:
    across, down = plain_row_edges(STRIPES, [*text(80, 0, 1, 2), *text(200, 0, 1, 2), *text(260, 0, 1, 2)])
    assert across == [(82.0, XS[0], XS[-1]), (218.0, XS[0], XS[-1])]
    assert {(top, bottom) for _, top, bottom in down} >= {(82.0, 100.0), (200.0, 218.0)}


@pytest.mark.parametrize(
    "below",
    [
        [(54.0, 204.0, 300.0, 216.0)],  # a note across the columns
        text(230, 0, 1, 2),  # too far below
        text(200, 1),
    ],
)
def test_what_is_no_row_below_the_last_stripe_is_left(below: list[tuple[float, float, float, float]]) -> None:
    assert plain_row_edges(STRIPES, below)[0] == []


def test_other_columns_too_few_stripes_and_tables_apart_have_no_plain_rows() -> None:
    assert plain_row_edges([*stripe(100), *stripe(140)], []) == ([], [])
    assert plain_row_edges([*stripe(100), *stripe(140)], [(54.0, 124.0, 300.0, 136.0)]) == ([], [])
    assert plain_row_edges([*stripe(100), *stripe(250), *stripe(400)], []) == ([], [])
    assert plain_row_edges([(50.0, top, 330.0, top + ROW) for top in (100.0, 140.0, 180.0)], []) == ([], [])


def test_of_two_stripes_a_row_of_text_in_the_columns_between_them_is_one() -> None:
    _, down = plain_row_edges([*stripe(100), *stripe(140)], text(120, 0, 1, 2))
    assert sorted(down) == sorted((x, 120.0, 140.0) for x in XS)


def test_a_single_row_below_a_filled_header_and_nothing_more_is_one() -> None:
    across, down = plain_row_edges(stripe(100), text(120, 0, 1, 2))
    assert (across, {(top, bottom) for _, top, bottom in down}) == ([(138.0, XS[0], XS[-1])], {(120.0, 138.0)})
    assert plain_row_edges(stripe(100), [*text(120, 0, 1, 2), *text(140, 0, 1, 2)]) == ([], [])
