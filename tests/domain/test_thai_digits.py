"""Thai and Arabic digits, one for one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.thai_digits import has_thai_digit, to_arabic, to_thai


def test_only_digits_change() -> None:
    assert to_arabic("พ.ศ. ๒๕๖๖ (O๔๓)") == "พ.ศ. 2566 (O43)"
    assert to_thai("พ.ศ. 2566 (O43)") == "พ.ศ. ๒๕๖๖ (O๔๓)"
    assert has_thai_digit("O๔") and not has_thai_digit("O4 ๆ")


@given(st.text(alphabet="0123456789กา .-"))
def test_there_and_back(text: str) -> None:
    assert to_arabic(to_thai(text)) == text
    assert not has_thai_digit(to_arabic(to_thai(text)))
