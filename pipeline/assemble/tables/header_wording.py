"""What a header cell says: the field that its wording names, exactly, nearly, or by a word in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.domain.family import Family
from pipeline.domain.indicator_means import INDICATOR_COUNT
from pipeline.domain.wordings import compact

NEAR = 82.0
"""The score from which a wording is one that the family lists, 0..100."""
LIKELY = 60.0
"""The score of a wording that nobody listed and that only has a word of a field."""
_LONGEST = 110  # compacted characters; longer texts are data
_LONGEST_LIKELY = 60


def match_field(family: Family, text: str, likely: bool = False) -> tuple[str | None, float]:
    """The field that a header wording names, with a score 0..100; (None, 0) where none is near enough.

    Args:
        likely: a word of a field in a wording that nobody listed is enough.
    """
    wording = compact(text)
    if not wording or len(wording) > _LONGEST:
        return None, 0.0
    found = _match(family.name, wording)
    if found[0] is None and likely and len(wording) <= _LONGEST_LIKELY and not fields_by_pattern(family, wording):
        return _likely(family.name, wording)
    return found


def fields_by_pattern(family: Family, wording: str) -> list[str]:
    """The fields whose pattern a compacted wording has."""
    return [column.field for column in family.columns if column.pattern is not None and column.pattern.search(wording)]


def without_indicator_numbers(texts: Sequence[str]) -> list[str]:
    """Return header texts without a run of bare numbers from 1 to 10, which head the columns of the ten indicators."""
    start = indicator_numbers_at([compact(t) for t in texts])
    return list(texts) if start is None else [*texts[:start], *texts[start + INDICATOR_COUNT :]]


def indicator_numbers_at(wordings: Sequence[str]) -> int | None:
    """Return where the numbers from 1 to 10 stand side by side among compacted wordings; None where they do not."""
    wanted = [str(n) for n in range(1, INDICATOR_COUNT + 1)]
    starts = range(len(wordings) - INDICATOR_COUNT + 1)
    return next((i for i in starts if list(wordings[i : i + INDICATOR_COUNT]) == wanted), None)


def _named(name: str) -> Family:
    from pipeline.domain.family import families

    return next(f for f in families() if f.name == name)


@lru_cache(maxsize=8192)
def _match(family_name: str, wording: str) -> tuple[str | None, float]:
    from rapidfuzz import fuzz

    family = _named(family_name)
    best: tuple[str | None, float] = (None, 0.0)
    named = fields_by_pattern(family, wording)
    if named:
        return (named[0], 100.0) if len(named) == 1 else (None, 0.0)
    for column in family.columns:
        if wording in column.exact:
            return column.field, 100.0
        for known in column.wordings:
            score = fuzz.ratio(wording, known)
            if len(wording) > len(known) >= 3:
                begins = fuzz.ratio(wording[: len(known)], known)
                # the beginning decides in Thai (the head word comes first); a longer known beginning knows more
                score = max(score, 0.9 * begins + 8 * min(1.0, len(known) / 20) if begins >= 85 else 0.0)
            if score > best[1]:
                best = (column.field, score)
    return best if best[1] >= NEAR else (None, 0.0)


@lru_cache(maxsize=8192)
def _likely(family_name: str, wording: str) -> tuple[str | None, float]:
    """The field whose word stands first in a wording (the head word comes first in Thai), the longer of two."""
    found = [
        (match.start(), -len(match.group()), column.field)
        for column in _named(family_name).columns
        if column.likely is not None and (match := column.likely.search(wording)) is not None
    ]
    return (min(found)[2], LIKELY) if found else (None, 0.0)
