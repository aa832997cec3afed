"""How far a name that an engine read in a picture is from a registered one: what it costs to take one for the other.

What engines do to names, measured on scans (``python -m benchmarks.reading.scanned_names``): nine of ten wrong
characters are marks that were lost, added or exchanged, ะ that was lost or became a dash, and ำ without its ring.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from pipeline.domain import thai_clusters
from pipeline.domain.register.near_names import shape


class MisreadingCosts(NamedTuple):
    """What it costs to take a character for another one; the unit is a mark that was lost.

    Attributes:
        mark: a mark above or below a letter, or ะ, that was lost, or exchanged for one of its kind; ำ for า.
        other_mark: a mark that was added, or exchanged for one of another kind above the letter.
        upper_vowel: one of ั ิ ี ึ ื that was lost: engines read another mark for it, seldom none.
        speck: a point, dash or stroke that stands for nothing.
        speck_for_mark: one that stands for a mark or ะ.
        look_alike: a letter for one of its shape (``look_alikes.yml``).
        letter: any other letter that was lost, added or exchanged; two letters that changed places.
    """

    mark: float = 1.0
    other_mark: float = 1.25
    upper_vowel: float = 2.0
    speck: float = 0.5
    speck_for_mark: float = 0.75
    look_alike: float = 1.5
    letter: float = 2.5


COSTS = MisreadingCosts()
_MARKS = frozenset("ะ" + "".join(map(chr, (0xE31, *range(0xE34, 0xE3B), *range(0xE47, 0xE4F)))))
_LOWER = frozenset(thai_clusters.LOWER_VOWELS)
SPECKS = frozenset(" .,:;'`\"|¦-–_~*")
"""Characters that may stand for nothing, or for a mark."""


def misreading_cost(read: str, registered: str, limit: float) -> float:
    """Return what it costs that a registered name was read as it was; infinite where that is more than a limit.

    Args:
        read: tidied, without white space.
        registered: likewise.
        limit: of the cost.
    """
    before: list[float] = []
    row = [0.0]
    for letter in registered:
        row.append(row[-1] + _lost(letter))
    for n, here in enumerate(read, start=1):
        now = [row[0] + _added(here)]
        for k, there in enumerate(registered, start=1):
            cost = min(row[k] + _added(here), now[k - 1] + _lost(there), row[k - 1] + _exchanged(here, there))
            if n > 1 and k > 1 and here == registered[k - 2] and there == read[n - 2] and here != there:
                cost = min(cost, before[k - 2] + COSTS.letter)
            now.append(cost)
        if min(now) > limit:
            return math.inf
        before, row = row, now
    return row[-1] if row[-1] <= limit else math.inf


def _lost(letter: str) -> float:
    """Return what it costs that a registered character was not read."""
    if letter in thai_clusters.UPPER_VOWELS:
        return COSTS.upper_vowel
    return COSTS.mark if letter in _MARKS else _added(letter)


def _added(letter: str) -> float:
    """Return what it costs that a character was read that stands for none."""
    if letter in SPECKS:
        return COSTS.speck
    return COSTS.other_mark if letter in _MARKS else COSTS.letter


def _exchanged(read: str, registered: str) -> float:
    """Return what it costs to take one character for another."""
    if read == registered:
        return 0.0
    if registered in _MARKS:
        if read in SPECKS:
            return COSTS.speck_for_mark
        if read not in _MARKS or (read in _LOWER) != (registered in _LOWER):
            return COSTS.letter
        is_of_kind = (read in thai_clusters.UPPER_VOWELS) == (registered in thai_clusters.UPPER_VOWELS)
        return COSTS.mark if is_of_kind else COSTS.other_mark
    if {read, registered} == {"า", "ำ"}:
        return COSTS.mark
    return COSTS.look_alike if shape(read) == shape(registered) and read.isalpha() else COSTS.letter


def differs_in_marks(read: str, registered: str) -> bool:
    """Return whether nothing but marks, and specks for them, tells a name as read from a registered one."""
    return _bare(read) == _bare(registered)


def _bare(text: str) -> str:
    """Return a text without marks, and without what may stand for one."""
    kept = (letter for letter in text if letter not in _MARKS and letter not in SPECKS)
    return "".join(kept).replace("ำ", "า")


def without_spaces(tidied: str) -> str:
    """Return a tidied name without white space, each mark in the order of Thai writing; specks stay."""
    return thai_clusters.reorder_marks("".join(tidied.split()))
