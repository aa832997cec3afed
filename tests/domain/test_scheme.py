"""Schemes and the forms of their codes."""

from __future__ import annotations

import pytest

from pipeline.domain.scheme import code_of, scheme, schemes, tool_of


def test_the_schemes_of_the_datasets() -> None:
    assert [s.name for s in schemes()] == ["nacc", "nacc_2561", "obec", "ovec", "moph", "police"]
    with pytest.raises(KeyError):
        scheme("lpa")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("nacc", "O1", "O1"),
        ("nacc", " o 42 ", "O42"),
        ("nacc", "OIT 42", "O42"),
        ("nacc", "OIT1", "O1"),
        ("nacc", "O.1", "O1"),
        ("nacc", "O39 :", "O39"),
        ("nacc", "o๓๙", "O39"),
        ("nacc", "O01.", "O1"),
        ("police", "O.2", "O2"),
        ("obec", "OIT2", "O2"),
        ("moph", "MOIT ๑", "MOIT1"),
        ("moph", "MOIT1.1.1", "MOIT1"),
        ("moph", "EB 17", "EB17"),
        ("moph", "O1", None),
        ("nacc", "MOIT1", None),
        ("nacc", "EB1", None),
        ("nacc", "O0", None),
        ("nacc", "O143", None),
        ("nacc", "1", None),
        ("nacc", "O1 โครงสร้าง", None),
        ("nacc_2561", "O1", None),
    ],
)
def test_codes_as_they_are_printed(name: str, text: str, code: str | None) -> None:
    assert code_of(name, text) == code


def test_a_code_belongs_to_the_tool_of_its_form() -> None:
    assert [tool_of("ovec", c) for c in ("I3", "E1", "O37", "MOIT1")] == ["IIT", "EIT", "OIT", None]
    assert [tool_of("moph", c) for c in ("MOIT22", "EB26", "O1")] == ["MOIT", "EB", None]
