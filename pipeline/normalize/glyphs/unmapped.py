"""What a glyph without a meaning is, told by its neighbours: which missing letter makes Thai of the words around it.

LibreOffice leaves a letter unmapped when its first use in a font was inside a cluster, and some producers map a mark to
its neighbour's name. Every such glyph of a font is one character, and one that the font shows under no other name, so a
handful of places tells it; where they do not tell it clearly, it stays unknown. The model is the pairs of characters in
PyThaiNLP's word list (``pairs.csv``, written by scripts/write_pairs.py).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

MOST = 200  # places that are asked
CLEAR = 3.0  # nats by which the best letter must lead in all …
CLEAR_EACH = 0.3  # … and per place
PLAUSIBLE = -9.0  # nats per place: below this the words are no Thai, whatever the letter

Context = tuple[str, str]  # the characters before and after; "" where that side tells nothing


def letter_told_by(contexts: Sequence[Context], candidates: Iterable[str]) -> str | None:
    """The candidate that fits its places clearly better than any other, or None."""
    asked = [c for c in contexts if c[0] and c[1]][:MOST]
    if len(asked) < 2 or 2 * len(asked) < min(len(contexts), MOST):
        return None
    pairs, singles, total = _model()
    size = len(singles)

    def fit(char: str) -> float:
        score = 0.0
        for before, after in asked:
            score += math.log((pairs[before + char] + 0.5) / (singles[before] + 0.5 * size))
            score += math.log((pairs[char + after] + 0.5) / (singles[char] + 0.5 * size))
        return score

    ranked = sorted(((fit(c), c) for c in candidates if singles[c] > total * 1e-6), reverse=True)
    if not ranked or ranked[0][0] < PLAUSIBLE * len(asked):
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < max(CLEAR, CLEAR_EACH * len(asked)):
        return None
    return ranked[0][1]


@cache
def _model() -> tuple[Counter[str], Counter[str], int]:
    """Counts of character pairs and of characters in the words of Thai."""
    pairs: Counter[str] = Counter()
    singles: Counter[str] = Counter()
    text = resources.files(__package__).joinpath("pairs.csv").read_text(encoding="utf-8")
    for first, second, count in (line.split(",") for line in text.splitlines()[1:]):
        pairs[first + second] = int(count)
        singles[first] += int(count)
    return pairs, singles, singles.total()
