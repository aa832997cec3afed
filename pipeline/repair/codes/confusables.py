"""What a printed code may have been: the cost of each code for one cell's text, from the shapes in ``weights.yml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from pipeline.domain.codebook import LETTERS, all_codes

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
FAR = 1000.0


@dataclass(frozen=True, slots=True)
class Weights:
    """The data file, typed. See its comments for what each number means."""

    letters: Mapping[str, Mapping[str, float]]
    digits: Mapping[str, Mapping[str, float]]
    noise: Mapping[str, float]
    prefixes: tuple[str, ...]
    costs: Mapping[str, float]
    lowered: Mapping[str, float]
    context: Mapping[str, float]
    certainty: Mapping[str, float]
    limits: Mapping[str, float]
    foreign: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A way from a print to a code: its cost, and the rare mistakes on the way (names of ``lowered`` costs)."""

    cost: float
    mistakes: frozenset[str] = frozenset()


@cache
def weights() -> Weights:
    """The weights, read once."""
    from pipeline.files import load_yaml

    data = load_yaml(files(__package__).joinpath("confusables.yml").read_text(encoding="utf-8"))
    context = dict(data["context"])
    certainty = context.pop("certainty")
    return Weights(
        data["letters"],
        data["digits"],
        data["noise"],
        tuple(data["prefixes"]),
        data["costs"],
        data["lowered"],
        context,
        certainty,
        data["limits"],
        tuple(data["foreign"]),
    )


def tidy(raw: str | None) -> str:
    """A code cell's text for comparison: composed, without control characters, white space as single spaces, no leading words."""
    text = "".join(
        c for c in unicodedata.normalize("NFC", raw or "") if unicodedata.category(c) not in ("Cf", "Cc") or c in "\n\t"
    )
    text = re.sub(r"\s+", " ", text).strip()
    for word in weights().prefixes:
        if text.startswith(word):
            text = text[len(word) :].strip()
    return text


def plain(raw: str | None) -> str | None:
    """The code that a cell prints beyond doubt: letter and number, whatever the case, digit script and white space."""
    match = re.fullmatch(r"([IEO])([1-9]\d?)", re.sub(r"\s", "", tidy(raw)).translate(THAI_DIGITS).upper())
    return match[1] + match[2] if match else None


def is_foreign(raw: str | None) -> bool:
    """A code of another assessment (MOIT1–22 and EB codes of hospitals)."""
    text = re.sub(r"\s", "", tidy(raw)).translate(THAI_DIGITS)
    return any(re.fullmatch(pattern, text, re.IGNORECASE) for pattern in weights().foreign)


def readings(raw: str, lowered: frozenset[str]) -> dict[str, Reading]:
    """Every code that a cell's text may stand for, with its reading; codes further than any limit are left out."""
    text = tidy(raw)
    found = {code: _read(text, code, lowered) for code in all_codes()} if len(text) <= 12 else {}
    return {code: reading for code, reading in found.items() if reading.cost < FAR}


@lru_cache(maxsize=65536)
def _read(text: str, code: str, lowered: frozenset[str]) -> Reading:
    """The cheapest alignment of a text with a code."""
    data = weights()
    price = {name: data.lowered[name] if name in lowered else cost for name, cost in data.costs.items()}
    letter, number = code[0], code[1:]
    memo: dict[tuple[int, int], Reading] = {}

    def better(best: Reading, cost: float, rest: Reading, mistake: str | None = None) -> Reading:
        total = cost + rest.cost
        return Reading(total, rest.mistakes | {mistake} if mistake else rest.mistakes) if total < best.cost else best

    def at(i: int, j: int) -> Reading:
        """Cheapest way from character i on, with j symbols of the code (letter first) already seen."""
        if (i, j) in memo:
            return memo[i, j]
        best = Reading(FAR)
        if i == len(text) and j == len(code):
            best = Reading(0.0)
        if i < len(text):
            char = text[i]
            if char in data.noise:
                best = better(best, data.noise[char], at(i + 1, j))
            if j == 1 and char in "0๐":
                best = better(best, price["zero_padding" if len(number) == 1 else "zero_padding_wide"], at(i + 1, j))
            if j >= 1 and char in "1๑":
                best = better(best, price["extra_stroke"], at(i + 1, j))
        if j == 0:
            best = better(best, price["letter_lost"], at(i, 1), "letter_lost")
            for size in (1, 2):
                part = text[i : i + size]
                if len(part) == size and part in data.letters[letter]:
                    best = better(best, data.letters[letter][part], at(i + size, 1))
            if i < len(text) and not text[i].isdigit() and text[i] not in data.noise:
                other = text[i].upper() in LETTERS and text[i].upper() != letter
                best = better(best, price["other_letter" if other else "unknown_letter"], at(i + 1, 1))
        elif j < len(code):
            digit = code[j]
            for size in (1, 2):
                part = text[i : i + size]
                if len(part) == size and part in data.digits[digit]:
                    best = better(best, data.digits[digit][part], at(i + size, j + 1))
            if i < len(text) and text[i].isdigit():
                same = text[i].translate(THAI_DIGITS) == digit
                cost = (0.0 if text[i] == digit else price["thai_digit"]) if same else price["digit_misread"]
                best = better(best, cost, at(i + 1, j + 1))
            if digit != "1":
                best = better(best, price["digit_dropped"], at(i, j + 1))
            elif code[j - 1] in "I1":
                best = better(best, price["stroke_merged"], at(i, j + 1), "stroke_merged")
            else:
                best = better(best, price["stroke_dropped"], at(i, j + 1), "stroke_dropped")
        memo[i, j] = best
        return best

    return at(0, 0)
