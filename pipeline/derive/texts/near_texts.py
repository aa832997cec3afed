"""Which texts say nearly the same: found once, and found again only around texts that are new or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from pipeline.derive.texts.near_candidates import candidate_pairs, regrouped
from pipeline.derive.texts.near_settings import NEAR
from pipeline.derive.texts.shingles import CompareTexts, distinct, shingle_sets, signatures, similarities

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ids = npt.NDArray[np.uint64]
    Flags = npt.NDArray[np.bool_]
    Rows = npt.NDArray[np.int64]
    Signatures = npt.NDArray[np.uint8]


class NearTexts(NamedTuple):
    """Texts with their signatures, and those that say nearly the same.

    Attributes:
        ids: of the texts, in rising order.
        signatures: a row a text.
        near: ids of those near to each text, one list after the other, the nearest first.
        offsets: where the list of each text begins, and where the last one ends.
    """

    ids: Ids
    signatures: Signatures
    near: Ids
    offsets: npt.NDArray[np.int64]


class KeepNearTexts(Protocol):
    """Keeps what was found out from one release to the next."""

    def load(self) -> NearTexts | None:
        """Return what was kept, None where there is nothing."""

    def store(self, near: NearTexts) -> None:
        """Keep what was found out."""


class _Pairs(NamedTuple):
    """Rows of texts that are near to each other."""

    left: Rows
    right: Rows
    similarity: npt.NDArray[np.float64]

    def joined(self, other: _Pairs) -> _Pairs:
        """Return these pairs and others."""
        import numpy as np

        return _Pairs(*(np.concatenate(both) for both in zip(self, other, strict=True)))


def no_texts() -> NearTexts:
    """Return what is known before any text was compared."""
    import numpy as np

    return NearTexts(
        np.empty(0, np.uint64),
        np.empty((0, NEAR.hashes), np.uint8),
        np.empty(0, np.uint64),
        np.zeros(1, np.int64),
    )


def is_whole(near: NearTexts) -> bool:
    """Return whether the parts fit each other, as those of a file that somebody else wrote may not."""
    import numpy as np

    texts = len(near.ids)
    return bool(
        [part.dtype for part in near] == [part.dtype for part in no_texts()]
        and near.ids.shape == (texts,)
        and near.signatures.shape == (texts, NEAR.hashes)
        and near.offsets.shape == (texts + 1,)
        and (near.ids[1:] > near.ids[:-1]).all()
        and (np.diff(near.offsets) >= 0).all()
        and (near.offsets[0], near.offsets[-1]) == (0, len(near.near))
        and np.isin(near.near, near.ids).all()
    )


def near_texts(ids: Ids, text_of: CompareTexts, known: NearTexts | None = None) -> NearTexts:
    """Return the texts near to each text; the same whatever is known.

    Two texts are near where the similarity of their shingles is at least ``NEAR.least_similarity``. The relation is
    symmetric, but a list ends with the ``NEAR.most_near`` nearest (of equally near ones those with the smaller ids),
    and of more than that a few may be missed.

    Args:
        ids: of the texts, in rising order.
        text_of: returns texts of rows of ``ids``.
        known: what an earlier call returned: texts that are not new are not signed again, and only those around new
            and gone ones are compared.
    """
    import numpy as np

    known = known if known is not None and known.signatures.shape[1] == NEAR.hashes else no_texts()
    kept = np.isin(ids, known.ids)
    signed = np.empty((len(ids), NEAR.hashes), np.uint8)
    signed[kept] = known.signatures[np.isin(known.ids, ids)]
    signed[~kept] = signatures(text_of, np.flatnonzero(~kept))
    wanted = _rows_to_compare(ids, signed, kept, known)
    pairs = _near_pairs(ids, signed, wanted, text_of)
    if not wanted.all():  # a new text goes into the lists of those that it is near to
        beside = np.zeros(len(ids), bool)
        beside[pairs.left[~kept[pairs.right]]] = True
        beside[pairs.right[~kept[pairs.left]]] = True
        beside &= ~wanted
        pairs = pairs.joined(_near_pairs(ids, signed, beside, text_of))
        wanted |= beside
    return _merged(ids, signed, _nearest(pairs, wanted), wanted, known)


def _rows_to_compare(ids: Ids, signed: Signatures, kept: Flags, known: NearTexts) -> Flags:
    """Return which texts are new, are compared with others than before, or were near to one that is gone."""
    import numpy as np

    gone = ~np.isin(known.ids, ids)
    if np.count_nonzero(~kept) + np.count_nonzero(gone) > NEAR.update_share * len(ids):
        return np.ones(len(ids), bool)
    both = np.concatenate([ids, known.ids[gone]])
    order = np.argsort(both)
    is_gone = (np.arange(len(both)) >= len(ids))[order]
    is_new = np.concatenate([~kept, np.zeros(len(both) - len(ids), bool)])[order]
    moved = np.empty(len(both), bool)
    moved[order] = regrouped(both[order], np.concatenate([signed, known.signatures[gone]])[order], is_new, is_gone)
    near_to_gone = np.repeat(known.ids, np.diff(known.offsets))[np.isin(known.near, known.ids[gone])]
    return ~kept | moved[: len(ids)] | np.isin(ids, near_to_gone)


def _near_pairs(ids: Ids, signed: Signatures, wanted: Flags, text_of: CompareTexts) -> _Pairs:
    """Return pairs of near texts with their similarity, of which at least one is wanted."""
    import numpy as np

    left, right = candidate_pairs(ids, signed, wanted)
    used = distinct(np.concatenate([left, right]))
    sets = shingle_sets(text_of, used)
    similarity = similarities(sets, np.searchsorted(used, left), np.searchsorted(used, right))
    near = similarity >= NEAR.least_similarity
    return _Pairs(left[near], right[near], similarity[near])


def _nearest(pairs: _Pairs, wanted: Flags) -> tuple[Rows, Rows]:
    """Return wanted texts and those near to them, the nearest first, ``NEAR.most_near`` of each at most."""
    import numpy as np

    one, other = np.concatenate([pairs.left, pairs.right]), np.concatenate([pairs.right, pairs.left])
    similarity = np.concatenate([pairs.similarity, pairs.similarity])
    asked = wanted[one]
    one, other, similarity = one[asked], other[asked], similarity[asked]
    order = np.lexsort((other, -similarity, one))
    one, other = one[order], other[order]
    first = np.concatenate([np.ones(len(one[:1]), bool), (one[1:] != one[:-1]) | (other[1:] != other[:-1])])
    one, other = one[first], other[first]  # a pair of two lists is found twice
    nearest = np.arange(len(one)) - np.searchsorted(one, one, side="left") < NEAR.most_near
    return one[nearest], other[nearest]


def _merged(ids: Ids, signed: Signatures, lists: tuple[Rows, Rows], wanted: Flags, known: NearTexts) -> NearTexts:
    """Return the lists that were made, and those that stay as they were."""
    import numpy as np

    made_of, made = lists
    rows_known = np.repeat(np.searchsorted(ids, known.ids), np.diff(known.offsets))
    stays = np.repeat(np.isin(known.ids, ids[~wanted]), np.diff(known.offsets))
    row = np.concatenate([made_of, rows_known[stays]])
    near = np.concatenate([ids[made], known.near[stays]])
    order = np.argsort(row, kind="stable")
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(row, minlength=len(ids)))])
    return NearTexts(ids, signed, near[order], offsets)
