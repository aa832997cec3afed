"""The lists of names of bodies: their truth, and that the bars hold on a small one."""

from __future__ import annotations

from benchmarks.bodies.name_lists import NameCase, make_cases, verdict
from pipeline.domain.register.body import register
from pipeline.domain.register.matcher import matcher_with


def test_a_list_is_the_same_for_a_seed_and_has_every_group() -> None:
    cases = make_cases(register(), 1500, 7)
    assert cases == make_cases(register(), 1500, 7) != make_cases(register(), 1500, 8)
    groups = {case.group for case in cases}
    assert {"fictional", "other things", "another district", "another kind", "other bodies"} <= groups
    assert {"mark lost, with place", "look-alike, no place", "spaced, with place"} <= groups


def test_what_is_right_and_wrong() -> None:
    told = NameCase("x", "อบต.ก", body_id="a", fitting=frozenset({"a"}))
    assert verdict(told, "a", ()) == "right"
    assert verdict(told, "b", ()) == "wrong"
    assert verdict(told, None, ("a", "b")) == "missed"
    several = NameCase("x", "อบต.ก", fitting=frozenset({"a", "b"}))
    assert verdict(several, None, ("a", "b", "c")) == "right"
    assert verdict(several, None, ("a",)) == "missed"
    assert verdict(several, "a", ()) == "wrong"
    nobody = NameCase("x", "โรงเรียน")
    assert verdict(nobody, None, ()) == "right"
    assert verdict(nobody, "a", ()) == "wrong"
    assert verdict(NameCase("x", "ก", body_id="a", may_be_none=True), None, ()) == "unanswered"


def test_no_name_of_a_list_is_matched_wrongly() -> None:
    matcher = matcher_with()
    said = [
        (case, verdict(case, match.body_id, match.candidates))
        for case in make_cases(register(), 3000, 11)
        for match in [matcher.match(case.name, case.kind, case.district, case.province)]
    ]
    assert [case for case, one in said if one == "wrong"] == []
    placed = [one for case, one in said if case.is_placed and one != "unanswered"]
    assert placed.count("right") >= 0.99 * len(placed)
