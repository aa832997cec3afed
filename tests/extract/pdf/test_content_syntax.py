"""What a content stream says of itself."""

from __future__ import annotations

import pikepdf
import pytest

from pipeline.extract.pdf.content_syntax import (
    draws,
    ends_within_operation,
    has_odd_bytes,
    has_unknown_operators,
    has_zeros,
    left_open,
    may_be_unbalanced,
    stray_tokens,
    used_names,
)

PLAIN = b"q\nBT /F1 12 Tf 1 0 0 -1.5 72 .5 Tm [<0012>-3 (a \\) (b) c)] TJ (Tf) ' ET\n/Fm0 Do Q\n0 0 9 9 re f* % end\n"


def test_whole_contents_have_no_sign_of_damage() -> None:
    assert draws(PLAIN) and not ends_within_operation(PLAIN[:-6]) and not may_be_unbalanced(PLAIN)
    assert stray_tokens(PLAIN) == 0 and not has_odd_bytes(PLAIN)
    assert used_names(PLAIN) == ({"/F1"}, {"/Fm0"})


def test_names_are_unescaped_and_those_of_other_letters_left_out() -> None:
    assert used_names(b"/F#31 9 Tf /F\xa1 9 Tf /F#A1 9 Tf /Im0 Do") == ({"/F1"}, {"/Im0"})


@pytest.mark.parametrize(
    ("data", "is_cut"),
    [
        (b"1 0 0 1 5 5 cm", False),
        (b"0 0 9 9 re f*\n", False),
        (b"", False),
        (b"(a) '", False),
        (b"[(a)] T", True),
        (b"1 0 0 1", True),
        (b"(half", True),
    ],
)
def test_contents_that_end_within_an_operation(data: bytes, is_cut: bool) -> None:
    assert ends_within_operation(data) is is_cut


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"BT (a) Tj", ("a text object",)),
        (b"/P BMC q 1 w", ("marked content", "a graphics state")),
        (b"q Q Q BT ET", ()),
        (b"(q BT) Tj q Q", ()),
    ],
)
def test_what_is_left_open(data: bytes, what: tuple[str, ...]) -> None:
    pdf = pikepdf.new()
    assert left_open(pikepdf.Stream(pdf, data)) == what and (may_be_unbalanced(data) or not what)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (b"12 0 0 1 5x 5 cm", 1),
        (b"(a) TK (b) TJ", 1),
        (b"q \0\0\0 Q", 1),
        (b"(\0\xff (a (b (c))) \\( ) Tj", 0),
        (b"1e-05 --3 0.5-7 +.5 5. w", 0),
        (b"BI /W 1 ID \x01\x02zz EI", 0),
    ],
)
def test_tokens_that_are_neither_operands_nor_operators(data: bytes, count: int) -> None:
    assert stray_tokens(data) == count
    pdf = pikepdf.new()
    assert has_unknown_operators(pikepdf.Stream(pdf, b"(a) TK"))
    assert not has_unknown_operators(pikepdf.Stream(pdf, PLAIN))


@pytest.mark.parametrize(
    ("data", "found"),
    [(b"1 begin\0\0 end", True), (b"(a\0b) Tj <00> Tj % \0\n", False), (b"end\r\nend\0", False), (b"", False)],
)
def test_zeros_between_tokens(data: bytes, found: bool) -> None:
    assert has_zeros(data) is found
