"""What an unmapped glyph is, by its neighbours: which missing letter makes Thai of the words around it.

LibreOffice leaves a letter unmapped when its first use in a font was inside a cluster, and some producers map a mark to
its neighbour's name. Every such glyph of a font is one character, and one that the font shows under no other name, so a
handful of places decides; where they do not decide clearly, it stays unknown. The model is the pairs of characters in
PyThaiNLP's word list (``pairs.csv``, written by scripts/write_pairs.py).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

Neighbours = tuple[str, str]  # the characters before and after; "" where that side is not known


class UnmappedGlyphSettings(NamedTuple):
    """When neighbours decide what a glyph is.

    Attributes:
        most_places: places that are looked at; more add nothing but time.
        fewest_places: places, both neighbours known, below which nothing is decided.
        known_share: share of the places (at most ``most_places``) whose neighbours must both be known.
        lead: nats by which the best letter must lead over all places …
        lead_per_place: … and per place.
        least_fit: nats per place; below this the words are no Thai, whatever the letter.
        smoothing: count added to every pair of characters, so that an unseen pair is not impossible.
        least_frequency: share of all characters; rarer ones are no candidates.
    """

    most_places: int = 200
    fewest_places: int = 2
    known_share: float = 0.5
    lead: float = 3.0
    lead_per_place: float = 0.3
    least_fit: float = -9.0
    smoothing: float = 0.5
    least_frequency: float = 1e-6


SETTINGS = UnmappedGlyphSettings()


def most_likely_letter(places: Sequence[Neighbours], candidates: Iterable[str]) -> str | None:
    """Return the candidate that fits its places clearly better than any other, or None."""
    settings = SETTINGS
    known = [place for place in places if place[0] and place[1]][: settings.most_places]
    wanted = settings.known_share * min(len(places), settings.most_places)
    if len(known) < settings.fewest_places or len(known) < wanted:
        return None
    pairs, singles, total = _pair_counts()
    size = len(singles)

    def log_likelihood(char: str) -> float:
        fit = 0.0
        for before, after in known:
            fit += math.log((pairs[before + char] + settings.smoothing) / (singles[before] + settings.smoothing * size))
            fit += math.log((pairs[char + after] + settings.smoothing) / (singles[char] + settings.smoothing * size))
        return fit

    frequent = (c for c in candidates if singles[c] > total * settings.least_frequency)
    ranked = sorted(((log_likelihood(c), c) for c in frequent), reverse=True)
    if not ranked or ranked[0][0] < settings.least_fit * len(known):
        return None
    lead = max(settings.lead, settings.lead_per_place * len(known))
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < lead:
        return None
    return ranked[0][1]


@cache
def _pair_counts() -> tuple[Counter[str], Counter[str], int]:
    """Read how often pairs of characters, and characters, stand in the words of Thai; with the sum of the latter."""
    pairs: Counter[str] = Counter()
    singles: Counter[str] = Counter()
    text = resources.files(__package__).joinpath("pairs.csv").read_text(encoding="utf-8")
    for first, second, count in (line.split(",") for line in text.splitlines()[1:]):
        pairs[first + second] = int(count)
        singles[first] += int(count)
    return pairs, singles, singles.total()
