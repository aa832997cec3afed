"""Texts that try a font: wordings of ITA documents, words of the lexicon, and syllables of no word, with every letter.

A specimen is a list of paragraphs. What a reader makes of it is compared without white space and with Arabic digits.
"""

from __future__ import annotations

import random
from collections.abc import Container, Mapping
from functools import cache
from pathlib import Path

from benchmarks.typesetting.measures_content import known_questions, wordings
from pipeline.domain.thai_digits import TO_ARABIC

LENGTHS: Mapping[str, int] = {"sentence": 1, "page": 1_300, "ten-pages": 15_000}
"""Characters of a specimen, at least."""
WORDS_PER_LINE = 9
_CONSONANTS = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_VOWELS = ("ะ", "ั", "า", "ำ", "ิ", "ี", "ึ", "ื", "ุ", "ู", "็", "", "", "")
_BEFORE = ("", "", "", "", "เ", "แ", "โ", "ใ", "ไ")
_TONES = ("", "", "", "่", "้", "๊", "๋", "์")


def draw_specimen(rng: random.Random, length: str, letters: Container[str]) -> list[str]:
    """Draw the paragraphs of a specimen.

    Args:
        rng: draws it.
        length: a key of ``LENGTHS``.
        letters: characters that the font has; others are left out.
    """
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < LENGTHS[length]:
        text = "".join(c for c in _draw_paragraph(rng) if c == " " or c in letters).strip()
        if text:
            paragraphs.append(text)
    return paragraphs


def plain(text: str) -> str:
    """Return a text as it is compared: without white space, with Arabic digits."""
    return "".join(text.split()).translate(TO_ARABIC)


def _draw_paragraph(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.65:
        return rng.choice(_sentences())
    if draw < 0.75:
        return rng.choice(_questions())
    if draw < 0.9:
        return "".join(rng.choice(_words()) for _ in range(WORDS_PER_LINE))
    return " ".join(_draw_syllable(rng) for _ in range(WORDS_PER_LINE))


def _draw_syllable(rng: random.Random) -> str:
    """Draw a syllable that no lexicon has, with marks in the order of Unicode Thai."""
    vowel, tone = rng.choice(_VOWELS), rng.choice(_TONES)
    if vowel == "็" or tone == "์" and vowel not in ("", "ิ", "ุ"):
        tone = ""
    before = "" if vowel else rng.choice(_BEFORE)
    base = before + rng.choice(_CONSONANTS)
    return base + (tone + vowel if vowel in ("ะ", "า", "ำ") else vowel + tone) + rng.choice(_CONSONANTS)


@cache
def _sentences() -> tuple[str, ...]:
    lines = Path(__file__).with_name("specimen_sentences.txt").read_text(encoding="utf-8").splitlines()
    return (*lines, *wordings()["agencies"])


@cache
def _questions() -> tuple[str, ...]:
    return tuple(known_questions().values())


@cache
def _words() -> tuple[str, ...]:
    from pipeline.normalize.lexicon import thai_words

    return tuple(sorted(word for word in thai_words() if all("\u0e01" <= c <= "\u0e4c" for c in word)))
