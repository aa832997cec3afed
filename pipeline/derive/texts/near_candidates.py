"""Pairs of texts that may say nearly the same, without comparing all with all (locality-sensitive hashing).

For each band of the signatures the texts are the leaves of a tree (an LSH forest): those whose hashes of the band are
equal are a group; a group of more than ``NEAR.most_in_group`` is split by the hash that follows, and again, at last by
the bits of the ids. The texts of a group are compared with each other. So a text more changes the pairs of other texts
only where it makes a group too large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.derive.texts.near_settings import NEAR
from pipeline.derive.texts.shingles import distinct, estimates

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Ids = npt.NDArray[np.uint64]
    Rows = npt.NDArray[np.int64]
    Signatures = npt.NDArray[np.uint8]

MORE_HASHES = 10
"""Hashes behind those of a band by which groups are split."""
ID_BITS = 16
"""Bits of the ids by which groups are split that all hashes leave too large."""
BUCKET_BITS = 16
"""Of a key, for a first quick look whether it is among those looked for."""
KEY_FACTOR = 0x9E3779B97F4A7C15
"""Puts the hashes of a band together to 64 bits: an odd number with bits all over (2**64 / golden ratio)."""


def candidate_pairs(ids: Ids, signed: Signatures, wanted: Flags) -> tuple[Rows, Rows]:
    """Return pairs of texts, of which at least one is wanted, that may be near by their signatures; each pair once.

    Args:
        ids: of the texts, in rising order.
        signed: a signature a row.
        wanted: one flag a row.
    """
    import numpy as np

    found = np.empty(0, np.int64)
    for band in range(NEAR.bands):
        order, group, _ = _groups(ids, signed, band, _equal_in_band(signed, band, wanted))
        pairs = [np.empty(0, np.int64)]
        for step in range(1, NEAR.most_in_group):
            one, other = order[:-step], order[step:]
            kept = (group[:-step] == group[step:]) & (wanted[one] | wanted[other])
            if not kept.any():
                break
            pairs.append(np.minimum(one, other)[kept] * len(signed) + np.maximum(one, other)[kept])
        new = distinct(np.concatenate(pairs))
        new = new[~_among(new, found)]
        likely = estimates(signed, *np.divmod(new, len(signed))) >= NEAR.least_similarity - NEAR.estimate_margin
        found = np.sort(np.concatenate([found, new[likely]]))
    left, right = np.divmod(found, max(len(signed), 1))
    return left, right


def regrouped(ids: Ids, signed: Signatures, new: Flags, gone: Flags) -> Flags:
    """Return which texts, new and gone ones aside, are in another group than before in any band.

    Args:
        ids: of texts that are there and of those that are gone, in rising order.
        signed: a signature a row.
        new: which texts were not there before.
        gone: which texts are no longer there.
    """
    import numpy as np

    out = np.zeros(len(ids), bool)
    for band in range(NEAR.bands):
        rows = _equal_in_band(signed, band, new | gone)
        depths = np.zeros((2, len(ids)), np.int8)
        for time, left_out in enumerate((new, gone)):
            order, _, depth = _groups(ids, signed, band, rows[~left_out[rows]])
            depths[time, order] = depth
        out |= depths[0] != depths[1]
    return out & ~new & ~gone


def _equal_in_band(signed: Signatures, band: int, wanted: Flags) -> Rows:
    """Return the texts whose hashes of a band are those of a wanted one."""
    import numpy as np

    key = np.zeros(len(signed), np.uint64)
    for row in range(band * NEAR.rows, (band + 1) * NEAR.rows):
        key = (key + signed[:, row] + np.uint64(1)) * np.uint64(KEY_FACTOR)
    sought = distinct(key[wanted])
    quick = np.zeros(1 << BUCKET_BITS, bool)
    quick[sought >> np.uint64(64 - BUCKET_BITS)] = True
    rows = np.flatnonzero(quick[key >> np.uint64(64 - BUCKET_BITS)])
    rows = rows[_among(key[rows], sought)]
    rows = rows[np.argsort(key[rows])]
    equal = np.concatenate([[False], key[rows[1:]] == key[rows[:-1]], [False]])
    shared: Rows = rows[(equal[1:] | equal[:-1])[: len(rows)]]
    return shared


def _groups(ids: Ids, signed: Signatures, band: int, rows: Rows) -> tuple[Rows, Rows, npt.NDArray[np.int8]]:
    """Return texts in an order in which those of a group stand together, the group of each, and how deep it is.

    Args:
        ids: of all texts.
        signed: a signature a row.
        band: number of the band.
        rows: of the texts, all that have the hashes of any of them.
    """
    import numpy as np

    if len(rows) < 2:
        return rows, np.zeros(len(rows), np.int64), np.full(len(rows), NEAR.rows, np.int8)
    path = _paths(ids[rows], signed[rows], band)
    words = path.view(">u8")
    order = np.lexsort(tuple(words[:, word] for word in reversed(range(words.shape[1]))))
    path, rows = path[order], rows[order]
    differs = path[1:] != path[:-1]
    shared = np.where(
        differs.any(axis=1), differs.argmax(axis=1), path.shape[1]
    )  # steps that neighbours have in common
    group = np.zeros(len(rows), np.int64)
    depth = np.zeros(len(rows), np.int8)
    left = np.arange(len(rows))
    for level in range(NEAR.rows, path.shape[1] + 1):
        first = np.flatnonzero(np.concatenate([np.ones(len(left[:1]), bool), shared[left[1:] - 1] < level]))
        sizes = np.diff(first, append=len(left))
        done = np.repeat((sizes <= NEAR.most_in_group) | (level == path.shape[1]), sizes)
        group[left[done]] = np.repeat(left[first], sizes)[done]
        depth[left[done]] = level
        left = left[~done]
    return rows, group, depth


def _paths(ids: Ids, signed: Signatures, band: int) -> npt.NDArray[np.uint8]:
    """Return the way through the tree to each text, a byte a step: hashes from those of the band on, bits of the id."""
    import numpy as np

    hashes = (band * NEAR.rows + np.arange(NEAR.rows + MORE_HASHES)) % NEAR.hashes
    bits = ids[:, None] >> np.arange(63, 63 - ID_BITS, -1, dtype=np.uint64) & np.uint64(1)
    steps = np.concatenate([signed[:, hashes], bits.astype(np.uint8)], axis=1)
    return np.pad(steps, ((0, 0), (0, -steps.shape[1] % 8)))


def _among(values: npt.NDArray[np.generic], known: npt.NDArray[np.generic]) -> Flags:
    """Return whether each value is among known ones, which are in rising order."""
    import numpy as np

    if not len(known):
        return np.zeros(len(values), bool)
    flags: Flags = known[np.minimum(np.searchsorted(known, values), len(known) - 1)] == values
    return flags
