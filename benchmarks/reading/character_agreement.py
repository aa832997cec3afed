"""Which characters of a true text a reading has, and what a repair made of those that a decoder had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import NamedTuple

WINDOW, LARGEST_WINDOW = 60, 2000
"""Characters of both texts that are aligned at a time where they differ; up to the latter where nothing agrees."""
ANCHOR = 6
"""Characters that agree in a row, from which the texts are together again."""
AROUND = 12
"""Characters that an example shows on either side."""


class Difference(NamedTuple):
    """``truth[start:end]`` was read as ``read[read_start:read_end]``."""

    start: int
    end: int
    read_start: int
    read_end: int


@dataclass
class RepairCount:
    """What became of the characters of a text.

    Attributes:
        size: characters of the truth.
        broken: right as decoded, wrong as repaired.
        left: wrong as decoded and as repaired.
        mended: wrong as decoded, right as repaired.
        examples: places of what is broken or left, in words.
    """

    size: int = 0
    broken: int = 0
    left: int = 0
    mended: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, other: RepairCount) -> None:
        """Add another count."""
        self.size, self.broken = self.size + other.size, self.broken + other.broken
        self.left, self.mended = self.left + other.left, self.mended + other.mended
        self.examples += other.examples


def count_repairs(truth: str, decoded: str, repaired: str) -> RepairCount:
    """Hold what was decoded and what was made of it against the truth, all without white space.

    A character too many counts as one that is wrong, at the place where it stands.
    """
    before, after = differences(truth, decoded), differences(truth, repaired)
    was, now = errors_at(before), errors_at(after)
    count = RepairCount(len(truth))
    for place in sorted(was.keys() | now.keys()):
        broken = max(0, now.get(place, 0) - was.get(place, 0))
        count.broken += broken
        count.left += now.get(place, 0) - broken
        count.mended += max(0, was.get(place, 0) - now.get(place, 0))
        if place in now:
            shown = (_around(truth, place), _around(decoded, _place_in(before, place)))
            what = "broken" if broken else "left"
            count.examples.append(
                f"{what}: {shown[0]}, decoded {shown[1]}, repaired {_around(repaired, _place_in(after, place))}"
            )
    return count


def differences(truth: str, read: str) -> list[Difference]:
    """Return where a reading differs from the truth, in order."""
    found: list[Difference] = []
    i = j = 0
    size = WINDOW
    while i < len(truth) or j < len(read):
        a, b = truth[i : i + size], read[j : j + size]
        if a == b:
            i, j, size = i + size, j + size, WINDOW
            continue
        last = i + size >= len(truth) and j + size >= len(read)
        blocks = SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
        if not last:
            anchors = [k for k, block in enumerate(blocks) if block.size >= ANCHOR]
            if not anchors and size < LARGEST_WINDOW:
                size *= 2
                continue
            blocks = blocks[: anchors[-1] + 1] if anchors else blocks[-1:]
        at, there = i, j
        for block in blocks:
            if at < i + block.a or there < j + block.b:
                found.append(Difference(at, i + block.a, there, j + block.b))
            at, there = i + block.a + block.size, j + block.b + block.size
        i, j, size = (len(truth), len(read), WINDOW) if last else (at, there, WINDOW)
    return found


def errors_at(found: Sequence[Difference]) -> dict[int, int]:
    """Return how many characters are wrong at each place of the truth: it is not there, or others too many are."""
    errors: dict[int, int] = {}
    for start, end, read_start, read_end in found:
        errors.update(dict.fromkeys(range(start, end), 1))
        extra = (read_end - read_start) - (end - start)
        if extra > 0:
            errors[start] = errors.get(start, 0) + extra
    return errors


def _place_in(found: Sequence[Difference], place: int) -> int:
    """Return where a place of the truth stands in the reading."""
    before = [difference for difference in found if difference.start <= place]
    if not before:
        return place
    start, end, read_start, read_end = before[-1]
    return read_end + place - end if place >= end else min(read_start + place - start, read_end)


def _around(text: str, place: int) -> str:
    return repr(text[max(0, place - AROUND) : place + AROUND])
