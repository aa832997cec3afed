"""What an unnamed glyph is, by the words around it: which mark makes words of the lexicon where it stands.

Asked where pairs of neighbours do not decide, or where they speak for a mark that the font names elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.normalize.thai_clusters import reorder_marks
from pipeline.normalize.word_costs import word_cost

Context = tuple[str, str]  # the Thai letters of the line before and after, as far as they are known


@dataclass(frozen=True, slots=True)
class WordEvidenceSettings:
    """When words decide what a glyph is.

    Attributes:
        most_places: different contexts that are looked at.
        reach: letters of the line on either side that are looked at.
        fewest_letters: letters on both sides together below which a context tells nothing.
        lead: nats by which the best mark must lead over all places …
        lead_per_place: … and per place.
        known_share: share of the places where the best mark must be as good as any other, or better.
    """

    most_places: int = 24
    reach: int = 14
    fewest_letters: int = 3
    lead: float = 5.0
    lead_per_place: float = 1.0
    known_share: float = 0.8


WORD_EVIDENCE = WordEvidenceSettings()


def most_likely_by_words(contexts: Iterable[Context], candidates: Sequence[str]) -> str | None:
    """Return the candidate with which the contexts are clearly likelier words than with any other, or None."""
    settings = WORD_EVIDENCE
    usable = [c for c in dict.fromkeys(contexts) if len(c[0]) + len(c[1]) >= settings.fewest_letters and c[0]]
    usable = usable[: settings.most_places]
    if not usable or not candidates:
        return None
    costs = {c: [word_cost(reorder_marks(before + c + after)) for before, after in usable] for c in candidates}
    ranked = sorted((sum(of), c) for c, of in costs.items())
    best = ranked[0][1]
    fits = sum(costs[best][k] <= min(of[k] for of in costs.values()) for k in range(len(usable)))
    lead = max(settings.lead, settings.lead_per_place * len(usable))
    clear = len(ranked) == 1 or ranked[1][0] - ranked[0][0] >= lead
    return best if clear and fits >= settings.known_share * len(usable) else None
