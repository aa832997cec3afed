"""Marks that OCR lost: tone marks and upper vowels put back where the words of the lexicon leave no doubt.

Half of all that Tesseract misreads in Thai is a tone mark lost above a vowel (``ที`` for ``ที่``). A run of Thai letters
is segmented into words twice, by the likeliest path: once as it was read, once with its marks free. Where the two
differ, the free reading is taken only if it is likelier by a clear margin. Nothing but tone marks, ็, ์, the vowels ิ ี ึ
ื, the pair ใ ไ and the ring of ำ may change, and only in scanned text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

from pipeline.domain.thai_clusters import TONES

FREE_MARKS = TONES + "็์"
UPPER = "ิีึื"
DEPENDENT = frozenset("ะัาำีุูๅฺ")  # no word ends before one of these
THAI_RUN = re.compile(r"[\u0e01-\u0e4e]{2,}")
ORPHAN_MARKS = re.compile("(?<![\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")  # OCR sees them in specks


class ToneMarkSettings(NamedTuple):
    """What a word, and a difference from what was read, costs: nats, the negative logarithm of a chance.

    The costs of marks were measured on typeset pages scanned at 200 dpi, read by Tesseract.

    Attributes:
        longest_word: letters, marks not counted; words of the lexicon beyond this are left out.
        margin: nats by which a changed reading must beat the unchanged one.
        unknown_letter: nats for a letter that is in no word.
        rare_word_count: occurrences given to words that the counts do not have.
        domain_word_count: occurrences added to the words of ``ocr_words.txt``, which ITA reports use far more than
            the Thai National Corpus does.
        place_word_count: the same of ``place_words.txt``: what names of places are made of, in tables of bodies.
        lost_over_vowel: a tone mark lost above an upper vowel; Tesseract loses one in seven.
        lost: any other mark lost.
        added: a mark read that is not there.
        other_tone: one tone mark read for another.
        other_vowel: one upper vowel read for another.
        other_ai: ใ read for ไ, or the other way round.
        lost_ring: า read for ำ.
        added_ring: ำ read for า.
    """

    longest_word: int = 24
    margin: float = 1.5
    unknown_letter: float = 11.0
    rare_word_count: float = 0.5
    domain_word_count: int = 4000
    place_word_count: int = 1000
    lost_over_vowel: float = 2.0
    lost: float = 3.5
    added: float = 6.0
    other_tone: float = 4.5
    other_vowel: float = 3.5
    other_ai: float = 4.0
    lost_ring: float = 3.0
    added_ring: float = 6.0


SETTINGS = ToneMarkSettings()

_SAME_LETTER = {"ใ": "ไ", "ำ": "า"}
_OTHER_LETTER = {"ี": SETTINGS.other_vowel, "ไ": SETTINGS.other_ai}
SKELETON = {**dict.fromkeys(map(ord, FREE_MARKS)), **dict.fromkeys(map(ord, UPPER), "ี"), ord("ใ"): "ไ", ord("ำ"): "า"}
"""For ``str.translate``: a word without what may change."""

Token = tuple[str, str, str]  # letter (upper vowels as ี, ใ as ไ, ำ as า), the letter as written, its free marks


@dataclass(frozen=True, slots=True)
class WordStep:
    """A word on a path of segmentation: where it begins, its letters as they should be, what it costs."""

    start: int
    tokens: tuple[Token, ...]
    cost: float


def restore_marks(text: str, sure: bool = False) -> tuple[str, int]:
    """Restore lost and mistaken marks where that is sure, and drop marks on no letter.

    Args:
        text: as OCR read it.
        sure: that the marks which were read stand there: only what pale ink loses before it is read is restored, a
            tone mark above an upper vowel and the ring of ำ.

    Returns:
        The text, and how many words (or runs of orphan marks) changed.
    """
    changed = 0

    def restored(match: re.Match[str]) -> str:
        nonlocal changed
        run, n = _restore_run(match.group(), sure)
        changed += n
        return run

    text, orphans = ORPHAN_MARKS.subn("", text)
    return THAI_RUN.sub(restored, text), changed + orphans


def spelling_cost(text: str) -> float:
    """Return the cost of a text's Thai as words, as it is spelled, in nats; words of place names count as such."""
    runs = THAI_RUN.findall(text)
    return sum(step.cost for run in runs for step in _segment(_tokens(run), free=False))


@cache
def _restore_run(run: str, sure: bool) -> tuple[str, int]:
    """Restore the marks of a run of Thai letters; with the number of words changed."""
    tokens = _tokens(run)
    free, kept = _segment(tokens, free=True), _segment(tokens, free=False)
    out: list[Token] = []
    changed = 0
    for first, after in _common_regions(free, kept, len(tokens)):
        words = free[first:after]
        start, end = words[0].start, free[after].start if after < len(free) else len(tokens)
        as_read = tokens[start:end]
        restored = [token for word in words for token in word.tokens]
        gain = sum(step.cost for step in kept if start <= step.start < end) - sum(word.cost for word in words)
        allowed = not sure or all(map(_is_loss, as_read, restored))
        if restored != as_read and allowed and not _beside_unknown(free, first, after) and gain >= SETTINGS.margin:
            out += restored
            changed += sum(list(w.tokens) != tokens[w.start : w.start + len(w.tokens)] for w in words)
        else:
            out += as_read
    return "".join(written + marks for _, written, marks in out), changed


def _is_loss(read: Token, restored: Token) -> bool:
    """Whether a letter is the same, or was read without its ring or without a tone mark above its upper vowel."""
    (letter, as_read, marks), (_, as_written, wanted) = read, restored
    same = as_read == as_written or as_written == "ำ"
    return same and (marks == wanted or not marks and letter in "ีั")


def _common_regions(free: Sequence[WordStep], kept: Sequence[WordStep], size: int) -> Iterator[tuple[int, int]]:
    """Yield the shortest regions between the places where both paths begin a word, as a range of steps of ``free``."""
    starts = {step.start for step in kept} | {size}
    first = 0
    for k in range(len(free)):
        end = free[k + 1].start if k + 1 < len(free) else size
        if end in starts:
            yield first, k + 1
            first = k + 1


def _beside_unknown(path: Sequence[WordStep], first: int, after: int) -> bool:
    """Return whether an unknown letter stands beside a region: then the region may be part of a name."""
    return any(path[i].cost == SETTINGS.unknown_letter for i in (first - 1, after) if 0 <= i < len(path))


def _tokens(text: str) -> list[Token]:
    """Split a text into letters with the free marks that stand on them; drop a second upper vowel on one letter."""
    out: list[Token] = []
    for char in text:
        if char in FREE_MARKS and out:
            letter, written, marks = out[-1]
            out[-1] = (letter, written, marks if char in marks else marks + char)
        elif char in UPPER:
            if out and out[-1][0] == "ี":
                continue
            out.append(("ี", char, ""))
        else:
            out.append((_SAME_LETTER.get(char, char), char, ""))
    return out


@cache
def _word_tokens(word: str) -> tuple[Token, ...]:
    return tuple(_tokens(word))


def _segment(tokens: Sequence[Token], free: bool) -> list[WordStep]:
    """Segment a run into words and unknown letters by the cheapest path; only ``free`` may change marks."""
    words, unknown, longest = _lexicon(), SETTINGS.unknown_letter, SETTINGS.longest_word
    size = len(tokens)
    skeleton = "".join(t[0] for t in tokens)
    best: list[tuple[float, WordStep | None]] = [(0.0, None), *[(math.inf, None)] * size]
    for start in range(size):
        so_far = best[start][0]
        if so_far == math.inf:
            continue
        if so_far + unknown < best[start + 1][0]:
            best[start + 1] = (so_far + unknown, WordStep(start, (tokens[start],), unknown))
        if tokens[start][0] in DEPENDENT:
            continue
        for end in range(start + 1, min(size, start + longest) + 1):
            if end < size and skeleton[end] in DEPENDENT:
                continue
            for spelled, cost in words.get(skeleton[start:end], ()):
                word = _word_tokens(spelled)
                if len(word) != end - start:
                    continue
                changes = _change_cost(tokens[start:end], word)
                if changes and not free:
                    continue
                total = so_far + cost + changes
                if total < best[end][0]:
                    best[end] = (total, WordStep(start, word, cost + changes))
    steps: list[WordStep] = []
    at = size
    while at:
        step = best[at][1]
        assert step is not None
        steps.append(step)
        at = step.start
    return steps[::-1]


def _change_cost(read: Sequence[Token], word: Sequence[Token]) -> float:
    """Return what it costs that a word was read so, in nats."""
    costs, cost = SETTINGS, 0.0
    for (letter, as_read, marks), (_, as_written, wanted) in zip(read, word, strict=True):
        if as_read != as_written:
            ring = costs.lost_ring if as_written == "ำ" else costs.added_ring
            cost += ring if letter == "า" else _OTHER_LETTER[letter]
        if marks != wanted:
            if not marks:
                cost += costs.lost_over_vowel if letter in "ีั" else costs.lost
            else:
                cost += costs.other_tone if wanted else costs.added
    return cost


def _words_of(file: str) -> list[str]:
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8").split()


@cache
def _lexicon() -> dict[str, list[tuple[str, float]]]:
    """Return words by their skeletons, each with its cost: PyThaiNLP's words, by their share of the national corpus."""
    from pipeline.normalize.lexicon import provinces, thai_words, word_counts

    counts = word_counts()
    words = {
        word: SETTINGS.rare_word_count + counts.get(word, 0)
        for word in (*thai_words(), *provinces())
        if THAI_RUN.fullmatch(word) and len(word) <= SETTINGS.longest_word
    }
    for word in _words_of("ocr_words.txt"):
        words[word] = words.get(word, 0) + SETTINGS.domain_word_count
    for word in _words_of("place_words.txt"):
        words[word] = words.get(word, 0) + SETTINGS.place_word_count
    total = math.log(sum(words.values()))
    out: dict[str, list[tuple[str, float]]] = {}
    for word, count in words.items():
        out.setdefault(word.translate(SKELETON), []).append((word, total - math.log(count)))
    return out
