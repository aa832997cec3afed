"""A space before า: the lost ring of a ำ, or a space that is none. The words tell, where there is a doubt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.domain.thai_clusters import (
    CONSONANTS,
    LETTER_SPACED,
    MARKS,
    SPLIT_AM,
    reorder_marks,
)
from pipeline.normalize.word_costs import word_cost

_SPACES = " \u00a0\u2002"
_DEPENDENT = f"{MARKS}ะาำ"
_SPACED_WORD = re.compile(
    f"[{CONSONANTS}เแโใไ{_DEPENDENT}]+(?:[{_SPACES}]+[{_DEPENDENT}][{CONSONANTS}เแโใไ{_DEPENDENT}]*)+"
)
"""A word with spaces before what cannot begin one."""
_DOUBT = re.compile(
    f"[{CONSONANTS}{MARKS}][{_SPACES}]+[{MARKS}ำะ]"
    f"|[{_SPACES}][{MARKS}]?า(?:([{CONSONANTS}])(?:(?![{CONSONANTS}{_DEPENDENT}])|\\1)|ร(?=[{CONSONANTS}]))"
)
"""What speaks for a space that is none: it stands before other marks too, or a consonant ends the syllable of า."""


class SplitAmSettings(NamedTuple):
    """When words decide.

    Attributes:
        lead: nats by which a word with า must be likelier than with ำ.
    """

    lead: float = 2.0


SPLIT_AM_SETTINGS = SplitAmSettings()


def join_split_am(text: str, repairs: Counter[str]) -> str:
    """Join every ำ that stands as a space and า, and every า that a space stands before; not in letter-spaced words.

    Args:
        text: a line.
        repairs: counts by kind of repair, added to.
    """
    if not SPLIT_AM.search(text):
        return text
    in_doubt = bool(_DOUBT.search(text))
    spaced = [m.span() for m in LETTER_SPACED.finditer(text)]

    def joined(word: re.Match[str]) -> str:
        splits = [m for m in SPLIT_AM.finditer(word[0]) if not _is_within(m, word.start(), spaced)]
        vowels = ["ำ"] * len(splits)
        if in_doubt:
            vowels = _by_words(word[0], splits)
        for kind, vowel in (("split_sara_am", "ำ"), ("space_before_mark", "า")):
            if vowel in vowels:
                repairs[kind] += vowels.count(vowel)
        return _with_vowels(word[0], splits, vowels)

    return _SPACED_WORD.sub(joined, text)


def _is_within(split: re.Match[str], offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= offset + split.start() and offset + split.end() <= end for start, end in spans)


def _by_words(word: str, splits: Sequence[re.Match[str]]) -> list[str]:
    """Return the vowel of each split: ำ, unless the word is clearly likelier with า."""
    vowels = ["ำ"] * len(splits)
    cost = _cost(word, splits, vowels)
    for k in range(len(splits)):
        other = [*vowels[:k], "า", *vowels[k + 1 :]]
        if (changed := _cost(word, splits, other)) <= cost - SPLIT_AM_SETTINGS.lead:
            vowels, cost = other, changed
    return vowels


def _cost(word: str, splits: Sequence[re.Match[str]], vowels: Sequence[str]) -> float:
    """Return what a word costs without its spaces, nats."""
    return word_cost(reorder_marks("".join(_with_vowels(word, splits, vowels).split())))


def _with_vowels(word: str, splits: Sequence[re.Match[str]], vowels: Sequence[str]) -> str:
    """Return a word with its splits joined."""
    out, at = [], 0
    for split, vowel in zip(splits, vowels, strict=True):
        out += [word[at : split.start()], split[1], split[2], split[3], vowel]
        at = split.end()
    return "".join([*out, word[at:]])
