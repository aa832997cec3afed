"""Which question or item a text is: the known texts of a scheme's codes, most like first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline.domain.codebook import codes_of, editions, questions
from pipeline.domain.wordings import compact_title, without_marks


class QuestionMatchSettings(NamedTuple):
    """When a text is like a question.

    Attributes:
        least: share of like characters (0 to 1) below which two texts have nothing to do with each other.
        lead: a code is told where the text of no other is nearly as like; this much less (0 to 1) is not nearly.
        whole: share from which the beginnings of longer questions are not looked at.
        shortest_part: characters, compacted; a shorter text is not told to be the beginning of a question.
        of_part: what a beginning counts, as a share of a whole.
        without_marks: what likeness counts that leaves marks out of both texts.
        other_year: what likeness to a text counts that was seen in other years only, where a year is given.
    """

    least: float = 0.7
    lead: float = 0.02
    whole: float = 0.85
    shortest_part: int = 20
    of_part: float = 0.95
    without_marks: float = 0.98
    other_year: float = 0.97


QUESTION_MATCH_SETTINGS = QuestionMatchSettings()
_CODE_BEFORE = re.compile(r"^\s*(?:ข้อ(?:ที่)?\s*)?(?:[A-Za-z]{1,4}[.\s]?\s?[\d๐-๙]{1,2}(?![\d๐-๙])\s*[.:)]?\s*)")


@dataclass(frozen=True, slots=True)
class _KnownText:
    """A text of a code as it is compared.

    Attributes:
        text: compacted.
        bare: that without its marks.
        weight: what likeness to it counts, 0 to 1.
    """

    code: str
    text: str
    bare: str
    weight: float


def best_question_match(name: str, year: int | None, text: str) -> tuple[str | None, float]:
    """Return the code whose question or item a text is, and how like it is (0 to 1).

    The code is None where two codes are about equally like (``question_matches`` has both), or none is.

    Args:
        name: of the scheme.
        year: fiscal year of the assessment (Buddhist Era); None: any, where it counts that it is a question at all.
        text: as printed; a code before it, white space, punctuation and lost marks make no difference.
    """
    ranked = question_matches(name, year, text)
    if not ranked:
        return None, 0.0
    code, similarity = ranked[0]
    close = len(ranked) > 1 and similarity - ranked[1][1] < QUESTION_MATCH_SETTINGS.lead
    return (None if close else code), similarity


@lru_cache(maxsize=16384)
def question_matches(name: str, year: int | None, text: str) -> tuple[tuple[str, float], ...]:
    """Return the codes whose texts a text is like, with the likeness (0 to 1), most like first; each code once.

    Arguments as of ``best_question_match``.
    """
    from rapidfuzz.fuzz import ratio

    settings = QUESTION_MATCH_SETTINGS
    wanted = compact_title(_CODE_BEFORE.sub("", text)).lower()
    bare = without_marks(wanted)
    if not bare:
        return ()
    best: dict[str, float] = {}
    for known in _known_texts(name, year):
        likeness = ratio(bare, known.bare, score_cutoff=100 * settings.least) / 100
        if likeness:
            exact = ratio(wanted, known.text) / 100
            counted = known.weight * max(exact, settings.without_marks * likeness)
            best[known.code] = max(best.get(known.code, 0.0), counted)
    if max(best.values(), default=0.0) < settings.whole and len(bare) >= settings.shortest_part:
        for known in _known_texts(name, year):
            if len(known.bare) > len(bare):
                likeness = ratio(bare, known.bare[: len(bare)], score_cutoff=100 * settings.whole) / 100
                best[known.code] = max(best.get(known.code, 0.0), known.weight * settings.of_part * likeness)
    return tuple(sorted(((c, s) for c, s in best.items() if s), key=lambda pair: (-pair[1], pair[0])))


@cache
def _known_texts(name: str, year: int | None) -> Sequence[_KnownText]:
    """Return the texts of a scheme's codes in a year, or in any: names of items, questions with and without parts."""
    texts: dict[tuple[str, str], float] = {}
    books = editions(name).values() if year is None else (codes_of(name, year),)
    for book in books:
        texts.update({(code, entry.name): 1.0 for code, entry in book.items() if entry.name})
    for question in questions(name):
        if year is None or question.year_first <= year <= question.year_last:
            weight = 1.0 if year is None or year in question.seen_in else QUESTION_MATCH_SETTINGS.other_year
            for text in (question.text, " ".join((question.text, *question.sub_questions))):
                texts[question.code, text] = max(weight, texts.get((question.code, text), 0.0))
    compacted = [(code, compact_title(text).lower(), weight) for (code, text), weight in texts.items()]
    return [_KnownText(code, text, without_marks(text), weight) for code, text, weight in compacted if text]
