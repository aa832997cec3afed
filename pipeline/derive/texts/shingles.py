"""Texts as sets of shingles (runs of a few characters), their MinHash signatures, and their exact similarity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pipeline.derive.texts.near_settings import NEAR

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Integers = npt.NDArray[np.integer]
    Integer = TypeVar("Integer", bound=np.integer)

    Rows = npt.NDArray[np.int64]

CompareTexts = Callable[["Rows"], Sequence[str]]
"""Returns the texts, as they are compared, of some rows."""
CHARACTER_BITS = 21
"""Bits of a character in a shingle: all of Unicode."""
READ_AT_ONCE = 2_048
"""Texts that are in memory at once."""
COMPARED_AT_ONCE = 4_096
"""Pairs that are compared at once: bounds memory."""


class ShingleSets(NamedTuple):
    """Sets of shingles, each as its hashes (32 bits) in rising order.

    Attributes:
        values: of all sets, one after the other.
        offsets: where each set begins, and where the last one ends.
    """

    values: npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.int64]


def signatures(text_of: CompareTexts, rows: Rows) -> npt.NDArray[np.uint8]:
    """Return the MinHash signatures of the texts of some rows: 8 bits of each of ``NEAR.hashes`` hashes."""
    import numpy as np
    from rensa import RMinHash

    out = np.empty((len(rows), NEAR.hashes), np.uint8)
    for first in range(0, len(rows), READ_AT_ONCE):
        hashes, offsets = _shingles(text_of(rows[first : first + READ_AT_ONCE]))
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(
            hashes, offsets.astype(np.uint64), NEAR.hashes, NEAR.seed
        )
        digests = np.array(matrix.to_rows(), dtype=np.uint32)
        out[first : first + READ_AT_ONCE] = (digests & 0xFF).astype(np.uint8)
    return out


def shingle_sets(text_of: CompareTexts, rows: Rows) -> ShingleSets:
    """Return the sets of shingles of the texts of some rows."""
    import numpy as np

    values, sizes = [np.empty(0, np.uint32)], [np.empty(0, np.int64)]
    for first in range(0, len(rows), READ_AT_ONCE):
        hashes, offsets = _shingles(text_of(rows[first : first + READ_AT_ONCE]))
        numbers = np.repeat(np.arange(len(offsets) - 1, dtype=np.uint64), np.diff(offsets))
        keys = distinct(numbers << np.uint64(32) | hashes >> np.uint64(32))
        values.append((keys & np.uint64(0xFFFFFFFF)).astype(np.uint32))
        sizes.append(np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=len(offsets) - 1))
    return ShingleSets(np.concatenate(values), _offsets(np.concatenate(sizes)))


def similarities(sets: ShingleSets, left: Integers, right: Integers) -> npt.NDArray[np.float64]:
    """Return the Jaccard index (0 to 1) of pairs of sets."""
    import numpy as np

    out = [np.empty(0)]
    for first in range(0, len(left), COMPARED_AT_ONCE):
        block = slice(first, first + COMPARED_AT_ONCE)
        parts = [_gather(sets, side[block]) for side in (left, right)]
        keys = np.concatenate([pair << np.uint64(32) | values for pair, values in parts])
        keys.sort()
        pair = (keys[1:][keys[1:] == keys[:-1]] >> np.uint64(32)).astype(np.int64)
        sizes = np.diff(sets.offsets)
        shared = np.bincount(pair, minlength=len(left[block]))
        out.append(shared / np.maximum(sizes[left[block]] + sizes[right[block]] - shared, 1))
    return np.concatenate(out)


def estimates(signed: npt.NDArray[np.uint8], left: Integers, right: Integers) -> npt.NDArray[np.float64]:
    """Return the similarity (0 to 1) of pairs as their signatures tell it."""
    import numpy as np

    out = [np.empty(0)]
    for first in range(0, len(left), COMPARED_AT_ONCE):
        block = slice(first, first + COMPARED_AT_ONCE)
        out.append(np.count_nonzero(signed[left[block]] == signed[right[block]], axis=1) / NEAR.hashes)
    return np.concatenate(out)


def distinct(values: npt.NDArray[Integer]) -> npt.NDArray[Integer]:
    """Return the distinct values in rising order, by sorting: ``numpy.unique`` hashes them, which is slower here."""
    import numpy as np

    values = np.sort(values)
    out: npt.NDArray[Integer] = values[np.concatenate([values[:1] == values[:1], values[1:] != values[:-1]])]
    return out


def _shingles(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """Return hashes (64 bits) of the shingles of all texts, repeated ones too, and where those of each text begin."""
    import numpy as np

    padded = [text.ljust(NEAR.shingle) for text in texts]
    letters = np.frombuffer("".join(padded).encode("utf-32-le"), "<u4").astype(np.uint64)
    lengths = np.fromiter((len(text) for text in padded), np.int64, len(padded))
    runs = letters[: len(letters) - NEAR.shingle + 1].copy()
    for place in range(1, NEAR.shingle):
        runs = runs << np.uint64(CHARACTER_BITS) | letters[place : len(letters) - NEAR.shingle + 1 + place]
    ends = _offsets(lengths)[1:]
    within = np.ones(len(letters), bool)
    for place in range(1, NEAR.shingle):
        within[ends - place] = False
    return _mixed(runs[within[: len(runs)]]), _offsets(lengths - NEAR.shingle + 1)


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return values with their bits mixed (the finalizer of SplitMix64, one to one)."""
    import numpy as np

    values = (values ^ values >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ values >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return values ^ values >> np.uint64(31)


def _gather(sets: ShingleSets, rows: Integers) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """Return the values of some sets, and of each value the number of its set among them."""
    import numpy as np

    sizes = np.diff(sets.offsets)[rows]
    offsets = _offsets(sizes)
    places = np.arange(offsets[-1]) + np.repeat(sets.offsets[rows] - offsets[:-1], sizes)
    numbers = np.repeat(np.arange(len(rows), dtype=np.uint64), sizes)
    return numbers, sets.values[places].astype(np.uint64)


def _offsets(sizes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    import numpy as np

    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])
