"""Misprints that alone explain figures: values exchanged, digits exchanged, one digit wrong."""

from __future__ import annotations

from pipeline.check.misprints import Figures, explain_misprints, find_misprints


def sums(figures: Figures) -> bool:
    return abs(figures["a"] + figures["b"] - 2 * figures["c"]) < 0.001


def test_values_in_each_other_s_place() -> None:
    (only,) = find_misprints({"c": 60.0, "a": 20.0, "b": 40.0}, sums)
    assert (only.kind, only.names) == ("values exchanged", ("c", "b"))
    assert explain_misprints([only]) == " It adds up only if c 60.00 and b 40.00 stand in each other's place."


def test_two_digits_exchanged() -> None:
    def is_90_20(figures: Figures) -> bool:
        return abs(figures["total"] - 90.2) < 0.001

    (found,) = find_misprints({"total": 92.0}, is_90_20)
    assert (found.kind, found.value) == ("digits exchanged", 90.2)
    assert explain_misprints([found]) == " It adds up only if total 92.00 is 90.20 (two digits of it are exchanged)."


def test_one_digit_wrong_within_the_scale() -> None:
    def is_one_of(figures: Figures) -> bool:
        return figures["x"] in (95.0, 45.0, 105.0)

    found = find_misprints({"x": 85.0}, is_one_of)
    assert [(m.kind, m.value) for m in found] == [("digit", 45.0), ("digit", 95.0)]
    assert explain_misprints(found).startswith(" It adds up if x 85.00 is 45.00 (one digit of it is wrong) or x")


def test_nothing_single_explains_it() -> None:
    assert find_misprints({"x": 11.11}, lambda figures: figures["x"] == 98.76) == []
    assert explain_misprints([]) == ""
