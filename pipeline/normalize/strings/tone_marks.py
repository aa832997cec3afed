"""Marks that OCR lost: tone marks and upper vowels put back where a word of the lexicon leaves no doubt.

Half of all that Tesseract misreads in Thai is a tone mark lost above a vowel (``ที`` for ``ที่``). A run of Thai letters is cut into
words twice, by the likeliest path: once as it was read, once with its marks free. Where the two differ, the free reading is taken only
if it is likelier by a clear margin. Nothing but tone marks, ็, the vowels ิ ี ึ ื, the pair ใ ไ and the ring of ำ may change, and only in
scanned text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.normalize.strings.thai_clusters import TONES

FREE_MARKS = TONES + "็"
UPPER = "ิีึื"
DEPENDENT = frozenset("ะัาำีุูๅ์ฺ")  # no word ends before one of these
RUN = re.compile(r"[\u0e01-\u0e4e]{2,}")
ORPHANS = re.compile("(?<![\u0e01-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")  # marks on no letter are none
LONGEST = 24  # letters of a word, marks not counted
MARGIN = 1.5  # nats by which a changed reading must beat the unchanged one
UNKNOWN = 11.0  # nats for a letter that is in no word
RARE = 0.5  # occurrences given to words that the counts do not have
DOMAIN_COUNT = (
    4000  # occurrences added to the words of ocr_words.txt, which such reports use far more than other texts do
)

# nats; measured on typeset pages scanned at 200 dpi: of the tone marks over an upper vowel Tesseract loses one in seven
LOST_OVER_VOWEL, LOST, ADDED, OTHER_TONE, OTHER_VOWEL, OTHER_AI = 2.0, 3.5, 6.0, 4.5, 3.5, 4.0
LOST_RING, ADDED_RING = 3.0, 6.0

_SAME = {"ใ": "ไ", "ำ": "า"}
_OTHER = {"ี": OTHER_VOWEL, "ไ": OTHER_AI}
SKELETON = {**dict.fromkeys(map(ord, FREE_MARKS)), **dict.fromkeys(map(ord, UPPER), "ี"), ord("ใ"): "ไ", ord("ำ"): "า"}

Token = tuple[str, str, str]  # letter (upper vowels as ี, ใ as ไ, ำ as า), the letter as written, its free marks


@dataclass(frozen=True, slots=True)
class Step:
    """A word on a path: where it begins, its letters as they should be, what it costs."""

    start: int
    tokens: tuple[Token, ...]
    cost: float


def restore_marks(text: str) -> tuple[str, int]:
    """The text with lost and mistaken marks restored where that is sure, without marks on no letter, and how many words changed."""
    changed = 0

    def mend(match: re.Match[str]) -> str:
        nonlocal changed
        mended, n = _mended(match.group())
        changed += n
        return mended

    text, orphans = ORPHANS.subn("", text)
    return RUN.sub(mend, text), changed + orphans


@cache
def _mended(run: str) -> tuple[str, int]:
    tokens = _tokens(run)
    free, kept = _path(tokens, free=True), _path(tokens, free=False)
    starts_kept = {step.start for step in kept}
    out: list[Token] = []
    changed = 0
    region: list[Step] = []
    for k, step in enumerate(free):
        region.append(step)
        end = free[k + 1].start if k + 1 < len(free) else len(tokens)
        if end < len(tokens) and end not in starts_kept:
            continue  # both paths must meet before they can be compared
        start = region[0].start
        as_read = tokens[start:end]
        as_changed = [t for s in region for t in s.tokens]
        cost_kept = sum(s.cost for s in kept if start <= s.start < end)
        beside_unknown = any(free[i].cost == UNKNOWN for i in (k - len(region), k + 1) if 0 <= i < len(free))
        if as_changed != as_read and not beside_unknown and cost_kept - sum(s.cost for s in region) >= MARGIN:
            out += as_changed
            changed += sum(list(s.tokens) != tokens[s.start : s.start + len(s.tokens)] for s in region)
        else:
            out += as_read
        region = []
    return "".join(written + marks for _, written, marks in out), changed


def _tokens(text: str) -> list[Token]:
    """Letters with the free marks that stand on them; a second upper vowel on one letter is dropped."""
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
            out.append((_SAME.get(char, char), char, ""))
    return out


@cache
def _word(word: str) -> tuple[Token, ...]:
    return tuple(_tokens(word))


def _path(tokens: Sequence[Token], free: bool) -> list[Step]:
    """The cheapest cut of a run into words and unknown letters."""
    words = _lexicon()
    size = len(tokens)
    skeleton = "".join(t[0] for t in tokens)
    best: list[tuple[float, Step | None]] = [(0.0, None), *[(math.inf, None)] * size]
    for start in range(size):
        so_far = best[start][0]
        if so_far == math.inf:
            continue
        if so_far + UNKNOWN < best[start + 1][0]:
            best[start + 1] = (so_far + UNKNOWN, Step(start, (tokens[start],), UNKNOWN))
        if tokens[start][0] in DEPENDENT:
            continue
        for end in range(start + 1, min(size, start + LONGEST) + 1):
            if end < size and skeleton[end] in DEPENDENT:
                continue
            for spelled, cost in words.get(skeleton[start:end], ()):
                word = _word(spelled)
                if len(word) != end - start:
                    continue
                changes = _distance(tokens[start:end], word)
                if changes and not free:
                    continue
                total = so_far + cost + changes
                if total < best[end][0]:
                    best[end] = (total, Step(start, word, cost + changes))
    steps: list[Step] = []
    at = size
    while at:
        step = best[at][1]
        assert step is not None
        steps.append(step)
        at = step.start
    return steps[::-1]


def _distance(read: Sequence[Token], word: Sequence[Token]) -> float:
    """What it costs that a word was read so, nats."""
    cost = 0.0
    for (letter, as_read, marks), (_, as_written, wanted) in zip(read, word, strict=True):
        if as_read != as_written:
            cost += _OTHER[letter] if letter != "า" else LOST_RING if as_written == "ำ" else ADDED_RING
        if marks != wanted:
            if not marks:
                cost += LOST_OVER_VOWEL if letter in "ีั" else LOST
            else:
                cost += OTHER_TONE if wanted else ADDED
    return cost


@cache
def _lexicon() -> dict[str, list[tuple[str, float]]]:
    """Words by their letters without free marks, with what each costs: PyThaiNLP's words, counted in the Thai National Corpus."""
    from pipeline.normalize.strings.lexicon import provinces, thai_words, word_counts

    counts = word_counts()
    words = {
        w: RARE + counts.get(w, 0) for w in (*thai_words(), *provinces()) if RUN.fullmatch(w) and len(w) <= LONGEST
    }
    for word in resources.files(__package__).joinpath("ocr_words.txt").read_text(encoding="utf-8").split():
        words[word] = words.get(word, 0) + DOMAIN_COUNT
    total = math.log(sum(words.values()))
    out: dict[str, list[tuple[str, float]]] = {}
    for word, count in words.items():
        out.setdefault(word.translate(SKELETON), []).append((word, total - math.log(count)))
    return out
