"""Totals and grades by the assessment's scales."""

from __future__ import annotations

import pytest

from pipeline.domain.scales import fits, grade_fits, grade_names, total_of, weights_of

WEIGHTS = (0.3, 0.3, 0.4)


def test_weights_hold_until_the_next_entry() -> None:
    assert weights_of(2566) == weights_of(None) == weights_of(2500) == WEIGHTS


def test_a_total_is_a_sum_or_a_weighted_mean() -> None:
    assert total_of("weighted", (29.1, 28.05, 38.7), WEIGHTS) == pytest.approx(95.85)
    assert total_of("percent", (97.0, 93.5, 96.75), WEIGHTS) == pytest.approx(95.85)
    assert fits("weighted", (29.1, 28.05, 38.7), 95.87, WEIGHTS)
    assert not fits("percent", (97.0, 93.5, 96.75), 95.87, WEIGHTS)


def test_a_grade_that_no_scale_has_is_not_judged() -> None:
    assert grade_fits("รอผล", 50.0, (None, None, None), None, WEIGHTS) is None
    assert grade_fits("AA", None, (None, None, None), None, WEIGHTS) is None
    assert "AA" in grade_names() and "ปรับปรุง" in grade_names()
