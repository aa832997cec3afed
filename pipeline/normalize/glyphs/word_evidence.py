"""What an unnamed glyph is, by the words around it: which mark makes words of the lexicon where it stands.

Asked where pairs of neighbours do not decide, or where they speak for a mark that the font names elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.domain.thai_clusters import reorder_marks
from pipeline.normalize.word_costs import word_cost

Context = tuple[str, str]  # the Thai letters of the line before and after, as far as they are known


class WordEvidenceSettings(NamedTuple):
    """When words decide what a glyph is.

    Attributes:
        most_places: different contexts that are looked at.
        reach: letters of the line on either side that are looked at.
        fewest_letters: letters on both sides together below which a context tells nothing.
        lead: nats by which the best mark must lead over all places …
        lead_per_place: … and per place.
        lead_alone: nats by which it must lead where a glyph is told by one place alone …
        cost_per_letter: … and what the words there may cost at most, for each of their letters.
        known_share: share of the places where the best mark must be as good as any other, or better.
    """

    most_places: int = 24
    reach: int = 14
    fewest_letters: int = 3
    lead: float = 5.0
    lead_per_place: float = 1.0
    lead_alone: float = 8.0
    cost_per_letter: float = 3.5
    known_share: float = 0.8


WORD_EVIDENCE = WordEvidenceSettings()


def most_likely_by_words(contexts: Iterable[Context], candidates: Sequence[str]) -> str | None:
    """Return the candidate with which the contexts are clearly likelier words than with any other, or None."""
    settings = WORD_EVIDENCE
    usable = _usable(contexts)
    if not usable or not candidates:
        return None
    costs = _costs(usable, candidates)
    ranked = sorted((sum(of), c) for c, of in costs.items())
    best = ranked[0][1]
    fits = sum(costs[best][k] <= min(of[k] for of in costs.values()) for k in range(len(usable)))
    lead = max(settings.lead, settings.lead_per_place * len(usable))
    clear = len(ranked) == 1 or ranked[1][0] - ranked[0][0] >= lead
    return best if clear and fits >= settings.known_share * len(usable) else None


def likely_in_one_place(context: Context, candidates: Sequence[str]) -> str | None:
    """Return the candidate that is clearly likeliest where one glyph stands, all words there being known, or None."""
    settings = WORD_EVIDENCE
    usable = _usable([context])
    if not usable or not candidates:
        return None
    ranked = sorted((of[0], c) for c, of in _costs(usable, candidates).items())
    cost, best = ranked[0]
    known = cost <= settings.cost_per_letter * (len(context[0]) + len(context[1]) + 1)
    return best if known and (len(ranked) == 1 or ranked[1][0] - cost >= settings.lead_alone) else None


def words_contradict(contexts: Iterable[Context], meaning: str, candidates: Sequence[str]) -> bool:
    """Return whether another candidate is clearly likelier in one of the places."""
    usable = _usable(contexts)
    costs = _costs(usable, list({meaning, *candidates}))
    return any(
        costs[meaning][k] - min(of[k] for of in costs.values()) >= WORD_EVIDENCE.lead for k in range(len(usable))
    )


def _usable(contexts: Iterable[Context]) -> list[Context]:
    """Return the different contexts that may tell something."""
    found = [c for c in dict.fromkeys(contexts) if c[0] and len(c[0]) + len(c[1]) >= WORD_EVIDENCE.fewest_letters]
    return found[: WORD_EVIDENCE.most_places]


def _costs(contexts: Sequence[Context], candidates: Sequence[str]) -> dict[str, list[float]]:
    """Return what the words of each context cost with each candidate, nats."""
    return {c: [word_cost(reorder_marks(before + c + after)) for before, after in contexts] for c in candidates}
