"""Text layer or OCR: where both have read a page, the better by its own evidence stands."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.pdf import garbage_text
from pipeline.extract.pdf.text_quality import text_quality


class ReadingChoiceSettings(NamedTuple):
    """What a reading is worth beside another one. Shares are 0..1.

    Attributes:
        without_words: what a letter of Latin text counts that has none of the common words of a language.
        least_words: Latin words; in fewer, common words may be lacking by chance.
        common_words: share of Latin words that are common ones in running text, at least.
        alike: share of pairs of characters that two readings have in common; less is another text.
    """

    without_words: float = 0.5
    least_words: int = 12
    common_words: float = 0.1
    alike: float = 0.9


READING_CHOICE = ReadingChoiceSettings()
_LATIN_WORD = re.compile("[^\\W\\d_\u0e01-\u0e5b]+")


def evidence(text: str, sure: float = 1.0) -> float:
    """Return what a reading is worth: its letters and figures, each by how likely the text is one.

    Args:
        text: laid out, words and lines apart by white space.
        sure: of the reader, or the share of the text that the page bears out, 0..1.
    """
    quality = text_quality(text)
    if quality is None:
        return 0.0
    worth = quality.score * sure * (1.0 if has_words(text) else READING_CHOICE.without_words)
    return worth * sum(map(str.isalnum, text))


def has_words(text: str) -> bool:
    """Return whether a text is of a language as far as can be told: of Latin text, whether it has common words."""
    if garbage_text.count_latin(text) <= garbage_text.count_thai_letters(text):
        return True
    words = [word.lower() for word in _LATIN_WORD.findall(text)]
    if len(words) < READING_CHOICE.least_words or not any(map(str.isascii, words)):
        return True
    return sum(word in common_words() for word in words) >= READING_CHOICE.common_words * len(words)


@cache
def common_words() -> frozenset[str]:
    """Return the commonest words of languages in Latin letters, those of one letter left out: engines make such."""
    lines = resources.files(__package__).joinpath("pdf/common_words.csv").read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(word for line in lines for word in line.split(",")[1].split() if len(word) > 1)


def likeness(one: str, other: str) -> float:
    """Return the share of pairs of neighbouring characters that two texts have in common, 0..1; spaces do not count."""
    a, b = (Counter(pairwise("".join(text.split()))) for text in (one, other))
    size = a.total() + b.total()
    return 2 * (a & b).total() / size if size else 1.0
