"""What a printed code may be: the cost of each code for one cell's text, by confusable characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline.domain.codebook import TOOL_OF_LETTER
from pipeline.domain.thai_digits import to_arabic
from pipeline.repair.codes.code_costs import FORBIDDEN, EditCosts, code_costs

Edit = tuple[float, int, int, str | None]  # cost, characters of the text, symbols of the code, the rare mistake if any


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cheapest way from a print to a code: its cost, and the rare mistakes on it (names of edits)."""

    cost: float
    mistakes: frozenset[str] = frozenset()


def clean_code_text(raw: str | None) -> str:
    """Return a code cell's text for comparison.

    Composed (NFC), without control characters, white space as single spaces, without words before the code.
    """
    text = "".join(
        c for c in unicodedata.normalize("NFC", raw or "") if unicodedata.category(c) not in ("Cf", "Cc") or c in "\n\t"
    )
    text = re.sub(r"\s+", " ", text).strip()
    for word in code_costs().prefixes:
        if text.startswith(word):
            text = text[len(word) :].strip()
    return text


def _without_spaces(raw: str | None) -> str:
    return to_arabic(re.sub(r"\s", "", clean_code_text(raw)))


def plain_code(raw: str | None) -> str | None:
    """Return the code that a cell prints beyond doubt: letter and number, in any case, digits and white space."""
    match = re.fullmatch(r"([IEO])([1-9]\d?)", _without_spaces(raw).upper())
    return match[1] + match[2] if match else None


def is_foreign_code(raw: str | None) -> bool:
    """Return whether a cell prints a code of another assessment (MOIT1–22 and EB codes of hospitals)."""
    text = _without_spaces(raw)
    return any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in code_costs().foreign)


@lru_cache(maxsize=4096)
def alignments(raw: str, codes: tuple[str, ...], expect_mistakes: bool) -> Mapping[str, Alignment]:
    """Return those codes that a cell's text may stand for, with its alignment.

    Args:
        raw: the cell's text.
        codes: that may stand there.
        expect_mistakes: the report shows that its reader makes the rare mistakes.
    """
    text = clean_code_text(raw)
    if len(text) > code_costs().limits.longest:
        return {}
    found = {code: _align(text, code, expect_mistakes) for code in codes}
    return {code: alignment for code, alignment in found.items() if alignment.cost < FORBIDDEN}


@lru_cache(maxsize=65536)
def _align(text: str, code: str, expect_mistakes: bool) -> Alignment:
    """Return the cheapest alignment of a text with a code; its cost is ``FORBIDDEN`` where there is none."""
    costs = code_costs().edits_expected if expect_mistakes else code_costs().edits
    known: dict[tuple[int, int], Alignment] = {}

    def from_here(i: int, j: int) -> Alignment:
        """Return the cheapest way from character i on, with j symbols of the code (letter first) already read."""
        if (i, j) in known:
            return known[i, j]
        best = Alignment(0.0) if i == len(text) and j == len(code) else Alignment(FORBIDDEN)
        for cost, characters, symbols, mistake in _edits(text, i, code, j, costs):
            rest = from_here(i + characters, j + symbols)
            total = cost + rest.cost
            if total < best.cost:
                best = Alignment(total, rest.mistakes | {mistake} if mistake else rest.mistakes)
        known[i, j] = best
        return best

    return from_here(0, 0)


def _edits(text: str, i: int, code: str, j: int, costs: EditCosts) -> Iterator[Edit]:
    """Yield what may come next at character i of the text and symbol j of the code."""
    if i < len(text):
        char, noise = text[i], code_costs().noise
        if char in noise:
            yield noise[char], 1, 0, None
        if j == 1 and char in "0๐":
            yield costs.zero_padding if len(code) == 2 else costs.zero_padding_wide, 1, 0, None
        if j >= 1 and char in "1๑":
            yield costs.extra_stroke, 1, 0, None
    if j == 0:
        yield from _letter_edits(text, i, code[0], costs)
    elif j < len(code):
        yield from _digit_edits(text, i, code[j], code[j - 1], costs)


def _letter_edits(text: str, i: int, letter: str, costs: EditCosts) -> Iterator[Edit]:
    """Yield what may stand in place of the code's letter."""
    yield costs.letter_lost, 0, 1, "letter_lost"
    data = code_costs()
    confusables = data.letters[letter]
    for size in (1, 2):
        part = text[i : i + size]
        if len(part) == size and part in confusables:
            yield confusables[part], size, 1, None
    if i < len(text) and not text[i].isdigit() and text[i] not in data.noise:
        other = text[i].upper() in TOOL_OF_LETTER and text[i].upper() != letter
        yield costs.other_letter if other else costs.unknown_letter, 1, 1, None


def _digit_edits(text: str, i: int, digit: str, before: str, costs: EditCosts) -> Iterator[Edit]:
    """Yield what may stand in place of a digit of the code, which ``before`` precedes."""
    confusables = code_costs().digits[digit]
    for size in (1, 2):
        part = text[i : i + size]
        if len(part) == size and part in confusables:
            yield confusables[part], size, 1, None
    if i < len(text) and text[i].isdigit():
        same_script = 0.0 if text[i] == digit else costs.thai_digit
        yield same_script if to_arabic(text[i]) == digit else costs.digit_misread, 1, 1, None
    if digit != "1":
        yield costs.digit_dropped, 0, 1, None
    elif before in "I1":
        yield costs.stroke_merged, 0, 1, "stroke_merged"
    else:
        yield costs.stroke_dropped, 0, 1, "stroke_dropped"
