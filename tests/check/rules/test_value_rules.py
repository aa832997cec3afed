"""Values of indicators and measures, and the codes and sections beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.checked_reports import findings_of, rules_of, sound_report, with_row


@pytest.mark.parametrize(
    ("place", "changes", "rule"),
    [
        (0, {"score": 100.01}, "check.score_scale"),
        (1, {"score": -1.0}, "check.score_scale"),
        (0, {"score": 9.0, "score_max": 5.0}, "check.score_scale"),
        (0, {"score": None, "score_raw": "86.l0"}, "check.score_unread"),
        (0, {"score": 84.99}, "check.level"),
        (1, {"score": 85.0}, "check.level"),
        (2, {"score": 4.0, "score_max": 5.0}, "check.level"),
        (2, {"tool": "OIT", "score": 99.0}, "check.oit_score"),
        (1, {"score": None, "score_raw": "-"}, "check.indicator_incomplete"),
        (1, {"level": None, "level_key": None}, "check.indicator_incomplete"),
        (2, {"section_title": "การใช้งบประมาณ"}, "check.section_title"),
        (2, {"section_title": "อื่น ๆ อีกมากมาย"}, "check.section_title"),
        (2, {"indicator_no": 6}, "check.section_code"),
        (1, {"code": "I1"}, "check.code_twice"),
        (0, {"code": "I5"}, "check.code_order"),
    ],
)
def test_flaw_of_an_indicator_row(place: int, changes: dict[str, object], rule: str) -> None:
    document, report = sound_report()
    flawed = [finding for finding in findings_of(document, with_row(report, place, **changes)) if finding.rule == rule]
    assert len(flawed) == 1
    culprit = place + 1 if rule == "check.code_order" else place
    assert flawed[0].row == report.indicators[culprit].place.row_first


def test_score_on_a_scale_of_its_own() -> None:
    document, report = sound_report()
    changed = with_row(report, 2, score=4.5, score_max=5.0)
    assert not {"check.level", "check.score_scale"} & set(rules_of(document, changed))


def test_measure_without_its_result() -> None:
    document, report = sound_report()
    first, *others = report.measures
    (finding,) = findings_of(document, replace(report, measures=(replace(first, result=None, outcome=None), *others)))[
        :1
    ]
    assert (finding.rule, finding.code, finding.value) == ("check.measure_incomplete", "I1", "result|outcome")


def test_column_that_a_report_does_not_have_is_not_missing() -> None:
    document, report = sound_report()
    bare = replace(
        report,
        measures=tuple(replace(m, outcome=None) for m in report.measures),
        indicators=tuple(replace(r, level=None, level_key=None) for r in report.indicators),
    )
    assert not {"check.measure_incomplete", "check.indicator_incomplete"} & set(rules_of(document, bare))
