"""How likely a run of Thai letters is as words: the evidence of the lexicon for one spelling against another."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from pipeline.domain.thai_clusters import MARKS


class WordCostSettings(NamedTuple):
    """What a word costs: nats, the negative logarithm of a chance.

    Attributes:
        longest_word: characters; words of the lexicon beyond this are left out.
        unknown_letter: nats for a letter that is in no word.
        rare_word_count: occurrences given to words that the counts do not have.
    """

    longest_word: int = 24
    unknown_letter: float = 11.0
    rare_word_count: float = 0.5


SETTINGS = WordCostSettings()
_DEPENDENT = frozenset(MARKS + "ะาำๅ")  # no word begins with one of these


@cache
def word_cost(run: str) -> float:
    """Return the cost of the cheapest segmentation of a run of Thai letters into words and unknown letters, nats."""
    words, size = _costs(), len(run)
    best = [0.0, *[math.inf] * size]
    for start in range(size):
        so_far = best[start]
        best[start + 1] = min(best[start + 1], so_far + SETTINGS.unknown_letter)
        if run[start] in _DEPENDENT:
            continue
        for end in range(start + 1, min(size, start + SETTINGS.longest_word) + 1):
            if end == size or run[end] not in _DEPENDENT:
                cost = words.get(run[start:end])
                if cost is not None and so_far + cost < best[end]:
                    best[end] = so_far + cost
    return best[size]


@cache
def _costs() -> dict[str, float]:
    """Return the cost of each word of the lexicon, by its share of the national corpus."""
    from pipeline.normalize.lexicon import provinces, thai_words, word_counts

    counts = word_counts()
    words = {word: SETTINGS.rare_word_count + counts.get(word, 0) for word in (*thai_words(), *provinces())}
    total = math.log(sum(words.values()))
    return {word: total - math.log(n) for word, n in words.items() if len(word) <= SETTINGS.longest_word}
