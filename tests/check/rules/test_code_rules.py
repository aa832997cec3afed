"""Codes, sections and their order."""

from __future__ import annotations

import pytest
from support.checked_reports import findings_of, rules_of, sound_report, with_row

from pipeline.model import Report


@pytest.mark.parametrize("title", ["ด้านที่ 7 ประสิทธิภาพการสื่อสาร", "ประสิทธิภาพ การสื่อสาร", "ประสิทธิภาพการสือสาร"])
def test_title_may_differ_a_little(title: str) -> None:
    document, report = sound_report()
    assert "check.section_title" not in rules_of(document, with_row(report, 2, section_title=title))


def test_family_without_rows_is_an_error() -> None:
    document, _ = sound_report()
    empty = Report("measures_result", agency="ก", fiscal_year=2566)
    assert ("check.no_rows", "error") in [(f.rule, f.severity) for f in findings_of(document, empty)]
