"""What a content stream says of itself: whether it was cut, what it draws with, and whether all of it is operators."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

OPERATORS = frozenset(
    b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l M m MP n q Q re "
    b"RG rg ri s S sc SC scn SCN sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
_PAIRS = ((b"BT", b"ET", "a text object"), (b"BDC", b"EMC", "marked content"), (b"q", b"Q", "a graphics state"))
_SHOWING = re.compile(rb"(?<![A-Za-z])(?:Tj|TJ|Do|BI|sh|f\*?|[Ss]|[Bb]\*?)(?![A-Za-z*])|['\"]\s")
_FONT_AND_SIZE = re.compile(rb"/([^\s/\[\]()<>{}%]+)\s+[-+.\d]+\s+$")
_OBJECT = re.compile(rb"/([^\s/\[\]()<>{}%]+)\s+$")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_LAST_TOKEN = re.compile(rb"(?:^|[\s\])>])([A-Za-z'\"][A-Za-z01*]*)$")

_PLAIN_BYTES = bytes(range(0x20, 0x7F)) + b"\t\n\f\r"
_TAIL = 96  # bytes before a place in which a name and a number stand
_SPACES = (b"\n", b" ", b"\r")


def _literal_pattern(depth: int) -> re.Pattern[bytes]:
    """Return what matches strings with parentheses in them up to a depth, hex strings, comments and names."""
    inside = rb"(?:[^()\\]|\\.)"
    for _ in range(depth):
        inside = rb"(?:[^()\\]|\\.|\(" + inside + rb"*\))"
    return re.compile(rb"\(" + inside + rb"*\)|<[0-9A-Fa-f\s]*>|%[^\r\n]*|/[^\s\0/\[\]()<>{}%]*", re.DOTALL)


_LITERAL = _literal_pattern(4)
_PLAIN_OPERAND = re.compile(rb"[-+]*(?:\d+\.?\d*|\.\d+)(?:-\d*|[eE][-+]?\d+)?|true|false|null")
_MOST_PARSED = 5_000_000  # bytes of contents whose tokens are looked at; a page of text has 50,000


def draws(data: bytes) -> bool:
    """Return whether a content stream paints something."""
    return _SHOWING.search(data) is not None


def used_names(data: bytes) -> tuple[set[str], set[str]]:
    """Return the names of the fonts that a content stream sets, and of the objects that it draws; those in ASCII."""
    return _names_before(data, b"Tf", _FONT_AND_SIZE), _names_before(data, b"Do", _OBJECT)


def _names_before(data: bytes, operator: bytes, operands: re.Pattern[bytes]) -> set[str]:
    names = set()
    for before in {part[-_TAIL:] for part in data.split(operator)[:-1]}:
        if found := operands.search(before):
            plain = _ESCAPED.sub(lambda code: bytes([int(code.group(1), 16)]), found.group(1))
            names |= {"/" + plain.decode("ascii")} if plain.isascii() else set()
    return names


def ends_within_operation(data: bytes) -> bool:
    """Return whether the last token is no operator, so that the end is lost; an empty stream has none."""
    tail = data[-_TAIL:].rstrip(b"\x00\t\n\x0c\r ")
    if not tail or b"%" in tail:
        return False
    found = _LAST_TOKEN.search(tail)
    return found is None or found.group(1) not in OPERATORS


def may_be_unbalanced(data: bytes) -> bool:
    """Return whether what opens may outnumber what closes; a cheap test, which letters in strings may fool."""
    if data.count(b"BT") != data.count(b"ET") or data.count(b"BDC") + data.count(b"BMC") != data.count(b"EMC"):
        return True
    return data.count(b"q") != data.count(b"Q") and _count_lone(data, b"q") != _count_lone(data, b"Q")


def _count_lone(data: bytes, letter: bytes) -> int:
    """Count an operator of one letter that no other operator ends in."""
    return sum(data.count(letter + space) for space in _SPACES) + data.endswith(letter)


def left_open(content: Any) -> tuple[str, ...]:
    """Return what a content stream, or a page's contents, opens and does not close, by parsing it.

    Args:
        content: a pikepdf page object or stream.

    Raises:
        pikepdf.PdfError: it cannot be parsed.
    """
    import pikepdf

    found = pikepdf.parse_content_stream(content, "BT ET BDC BMC EMC q Q")
    counts = Counter(str(instruction.operator).encode().replace(b"BMC", b"BDC") for instruction in found)
    return tuple(what for opening, closing, what in _PAIRS if counts[opening] > counts[closing])


def has_odd_bytes(data: bytes) -> bool:
    """Return whether a content stream has bytes that no operator is written with; strings may have them."""
    return bool(data.translate(None, _PLAIN_BYTES))


def has_zeros(data: bytes) -> bool:
    """Return whether zeros stand between the tokens of a content stream, an object or a map, where nobody writes them.

    They are white space to a parser; strings and comments may have them, and one may stand at the end: that of a
    string in C, which some programs write with it.
    """
    data = data[:_MOST_PARSED].removesuffix(b"\0")
    return b"\0" in data and b"\0" in _LITERAL.sub(b" ", data)


def stray_tokens(data: bytes) -> int:
    """Count the different tokens of a content stream that are no operand and no operator; 0 where it has pictures.

    Zeros are white space to a parser, but nobody writes them: they count as a token.
    """
    if len(data) > _MOST_PARSED:
        return 0
    plain = _LITERAL.sub(b" ", data).translate(bytes.maketrans(b"[]<>{}", b"      "))
    tokens = set(plain.split())
    if {b"ID", b"BX"} & tokens:
        return 0
    return sum(1 for token in tokens - OPERATORS if not _PLAIN_OPERAND.fullmatch(token))


def has_unknown_operators(content: Any) -> bool:
    """Return whether a parser meets operators in a content stream, or a page's contents, that PDF does not have.

    Raises:
        pikepdf.PdfError: it cannot be parsed.
    """
    import pikepdf

    names = {str(instruction.operator).encode() for instruction in pikepdf.parse_content_stream(content)}
    return bool(names - OPERATORS - {b"INLINE IMAGE"})
