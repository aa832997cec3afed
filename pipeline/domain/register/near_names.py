"""Names that differ from a registered one by a slip: what a reader of scans, or a typist, does to a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipeline.domain.data_files import read_yaml
from pipeline.domain.register.name_index import NameIndex, NamePool, RegisteredName, deletions
from pipeline.domain.register.name_keys import clusters, skeleton

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class NearNameSettings:
    """From how many letters and marks of a name on slips in it are read.

    The less is known of where a body is, the more names there are that a slip could lead to, and names of places
    differ by one letter often. A slip by a look-alike is a letter exchanged for one of its shape, or a mark that was
    lost, added or exchanged.

    Attributes:
        alone: a slip of any kind, where neither district nor province is known.
        alone_look_alike: a slip by a look-alike, likewise.
        few_look_alike: the same, where the kind is one of which there is at most one in a province, nearly.
        in_province: a slip of any kind, where the province is known.
        in_province_look_alike: a slip by a look-alike, likewise.
        in_district: a slip of any kind, where the district is known.
        in_district_look_alike: a slip by a look-alike, likewise.
        two_in_place: two slips, both by look-alikes, where district or province is known.
        whole: one slip in a name without a kind before it (กรม…).
        whole_marks: two slips in such a name, if only marks differ.
    """

    alone: int = 8
    alone_look_alike: int = 6
    few_look_alike: int = 5
    in_province: int = 5
    in_province_look_alike: int = 5
    in_district: int = 5
    in_district_look_alike: int = 4
    two_in_place: int = 8
    whole: int = 10
    whole_marks: int = 16


KINDS_OF_FEW = frozenset({"องค์การบริหารส่วนจังหวัด", "จังหวัด", "เทศบาลนคร"})
MOST_LETTERS_OF_CLUSTER = 4
NEAR_NAMES = NearNameSettings()


@cache
def _shapes() -> dict[int, str]:
    """Return for each letter that has look-alikes the one that stands for all of them."""
    return {ord(letter): letters[0] for letters in read_yaml("register/look_alikes.yml") for letter in letters}


def shape(key: str) -> str:
    """Return a key without marks, each letter as the first of its look-alikes."""
    return skeleton(key).translate(_shapes())


def slips_between(printed: str, registered: str, allowed: int) -> int:
    """Return the number of slips between two keys; more than ``allowed`` where there are more than that.

    A letter or mark that was lost, added, exchanged with its neighbour or for another one is a slip. Digits are never
    misread for others.
    """
    slips = int(OSA.distance(printed, registered, score_cutoff=allowed))
    if slips <= allowed and _DIGITS.findall(printed) != _DIGITS.findall(registered):
        return allowed + 1
    return slips


def slips_of_clusters(printed: str, registered: str, allowed: int) -> int:
    """Return the same for whole clusters: a consonant with its marks that was lost, added or exchanged is one slip."""
    if abs(len(printed) - len(registered)) > MOST_LETTERS_OF_CLUSTER * allowed:
        return allowed + 1
    return int(OSA.distance(clusters(printed), clusters(registered), score_cutoff=allowed))


def near_in_place(
    printed: str, pool: NamePool, may_be: Callable[[RegisteredName], bool], *, knows_district: bool
) -> list[RegisteredName]:
    """Return the nearest of the names of a district or province, none where none is near.

    Args:
        printed: the key of the printed name.
        pool: the names of the place.
        may_be: whether what else is printed leaves a name possible.
        knows_district: the pool is of a district.
    """
    least = NEAR_NAMES.in_district if knows_district else NEAR_NAMES.in_province
    look_alike = NEAR_NAMES.in_district_look_alike if knows_district else NEAR_NAMES.in_province_look_alike
    if len(printed) < look_alike:
        return []
    cutoff = MOST_LETTERS_OF_CLUSTER if knows_district else 2
    close = process.extract(printed, pool.keys, scorer=OSA.distance, score_cutoff=cutoff, limit=None)
    names = [name for name in sorted((pool.names[n] for _, _, n in close), key=lambda n: n.key) if may_be(name)]
    nearest = _nearest(printed, names, 1)
    if not nearest and len(printed) >= NEAR_NAMES.two_in_place:
        nearest = _nearest(printed, (n for n in names if shape(n.key) == shape(printed)), 2)
    if not nearest and knows_district:
        nearest = _nearest(printed, names, 1, slips_of_clusters)
    return _if_long_enough(printed, nearest, least)


def without_other_words(
    printed: str, near: list[RegisteredName], index: NameIndex, *, knows_district: bool
) -> list[RegisteredName]:
    """Return those of the near names that a printed one is a slip of, though it may be a name itself.

    A name that another body has is none. One that is made of words as names are (หนองฝาย beside หนองฝ้าย) is a slip only
    in its marks, or in one letter where the district is known.
    """
    if printed in index.after_kind:
        return []
    if index.is_made_of_words(printed):
        are_slips = all(
            skeleton(n.key) == skeleton(printed) or (knows_district and slips_between(printed, n.key, 1) == 1)
            for n in near
        )
        return near if are_slips else []  # one that is as near as another is not the nearest
    return near


def near_anywhere(printed: str, index: NameIndex, kinds: frozenset[str]) -> list[RegisteredName]:
    """Return the names of some kinds in the whole register that are one slip from a printed one.

    None are where the printed name is that of another body, or made of words as names are.
    """
    if len(printed) < (NEAR_NAMES.few_look_alike if kinds <= KINDS_OF_FEW else NEAR_NAMES.alone_look_alike):
        return []
    if printed in index.after_kind or index.is_made_of_words(printed):
        return []
    keys = set(index.without_one_letter.get(printed, ()))
    for rest in deletions(printed):
        keys.update(index.without_one_letter.get(rest, ()))
        if rest in index.after_kind:
            keys.add(rest)
    names = (n for key in sorted(keys) for n in index.after_kind[key] if n.kind in kinds and n.is_official)
    return _if_long_enough(printed, _nearest(printed, names, 1), NEAR_NAMES.alone)


def near_wholes(printed: str, index: NameIndex) -> list[RegisteredName]:
    """Return the nearest of the names that have no kind before them, none where none is near."""
    if len(printed) < NEAR_NAMES.whole:
        return []
    found = process.extract(printed, index.wholes_without_kind, scorer=OSA.distance, score_cutoff=2, limit=None)
    names: list[RegisteredName] = []
    for key, slips, _ in found:
        only_marks = len(printed) >= NEAR_NAMES.whole_marks and skeleton(key) == skeleton(printed)
        if slips == 1 or only_marks:
            names += (n for n in index.whole[key] if n.kind is None)
    return _nearest(printed, names, 2)


def _if_long_enough(printed: str, nearest: list[RegisteredName], least: int) -> list[RegisteredName]:
    """Return the nearest names, none where they are too short for a slip that is not by a look-alike."""
    if all(max(len(printed), len(n.key)) >= least or shape(n.key) == shape(printed) for n in nearest):
        return nearest
    return []


def _nearest(
    printed: str,
    names: Iterable[RegisteredName],
    allowed: int,
    distance: Callable[[str, str, int], int] = slips_between,
) -> list[RegisteredName]:
    """Return those of the names that fewest slips lead to, at most so many as are allowed."""
    nearest: list[RegisteredName] = []
    for name in names:
        slips = distance(printed, name.key, allowed)
        if slips < allowed or (slips == allowed and not nearest):
            nearest, allowed = [name], slips
        elif slips == allowed:
            nearest.append(name)
    return nearest


def bodies_of(names: Sequence[RegisteredName]) -> list[str]:
    """Return the ids of the bodies of names, sorted, each once."""
    return sorted({name.body.body_id for name in names})
