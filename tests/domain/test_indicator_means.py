"""Tools as the means of their indicators, and totals of ten indicators, up to rounding."""

from __future__ import annotations

import pytest
from support.result_tables import BODIES

from pipeline.domain.indicator_means import indicators_make_total, indicators_of_tools, tool_fits, tool_mean, tool_means
from pipeline.domain.scales import Basis

WEIGHTS = (0.3, 0.3, 0.4)
VALUES = dict(enumerate(BODIES[0].indicators, 1))


def test_each_tool_has_its_indicators() -> None:
    assert indicators_of_tools() == {"IIT": (1, 2, 3, 4, 5), "EIT": (6, 7, 8), "OIT": (9, 10)}


def test_means_need_all_indicators_of_a_tool() -> None:
    assert tool_means(VALUES) == pytest.approx((94.744, 95.543, 96.97), abs=0.001)
    lacking = {n: v for n, v in VALUES.items() if n != 7}
    assert tool_mean("EIT", lacking) is None
    assert tool_mean("OIT", lacking) == pytest.approx(96.97)
    assert tool_means(lacking) is None


def test_ten_indicators_make_a_total_up_to_rounding() -> None:
    assert indicators_make_total(VALUES, 95.87, WEIGHTS)
    assert indicators_make_total(VALUES, 95.88, WEIGHTS)
    assert indicators_make_total(VALUES, 95.90, WEIGHTS) is False
    assert indicators_make_total({1: 90.0}, 90.0, WEIGHTS) is None


@pytest.mark.parametrize(
    ("basis", "score", "fits"),
    [("percent", 94.74, True), ("percent", 94.76, False), ("weighted", 28.42, True), ("weighted", 28.44, False)],
)
def test_a_tool_is_the_mean_on_its_basis(basis: Basis, score: float, fits: bool) -> None:
    assert tool_fits(basis, 94.744, score, 0.3) is fits
