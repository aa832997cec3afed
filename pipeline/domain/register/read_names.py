"""Names of bodies as an engine read them in a picture, and the one registered name that each is a misreading of."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from pipeline.domain.register.body_kinds import LEAST_WORDING, body_kinds, kinds_named, read_kind
from pipeline.domain.register.body_places import BodyPlaces, PrintedPlace
from pipeline.domain.register.misreading_cost import COSTS, SPECKS, differs_in_marks, misreading_cost, without_spaces
from pipeline.domain.register.name_index import NameIndex, NamePool, RegisteredName
from pipeline.domain.register.name_keys import name_key, tidy_name

_PLACE = re.compile(r"\s+(?:\(?(?:กิ่งอำเภอ|อำเภอ|อ\.|จังหวัด|จ\.)|/).*$")
_DIGIT = re.compile(r"\d")


class ReadNameSettings(NamedTuple):
    """How far a read name may be from the one that is printed, in the units of :class:`MisreadingCosts`.

    The less is known of where a body is, the more names there are that a misreading could lead to: some ten of a
    district, a hundred of a province, thousands of the country.

    Attributes:
        in_district, in_province, anywhere: the most that a misreading may cost, by what is known of the place.
        per_letter_in_district, per_letter_in_province, per_letter_anywhere: the same, for each letter of the name.
        margin: by which every other name must cost more.
        margin_anywhere: the same, where nothing is known of the place.
        kind: the most that a misread kind may cost; kind and name together, where the name may cost less.
        whole: the most for a name without a kind before it (กรม…), and ``least_whole`` letters that it must have.
        kind_before: characters by which a misread kind may be longer or shorter.
    """

    in_district: float = 4.0
    in_province: float = 3.0
    anywhere: float = 2.4
    per_letter_in_district: float = 0.5
    per_letter_in_province: float = 0.5
    per_letter_anywhere: float = 0.34
    margin: float = 1.0
    margin_anywhere: float = 1.5
    kind: float = 2.5
    whole: float = 3.0
    least_whole: int = 10
    kind_before: int = 2


SETTINGS = ReadNameSettings()


@dataclass(frozen=True, slots=True)
class KindBefore:
    """The beginning of a read name, taken for a kind of body.

    Attributes:
        kinds: that it may be of.
        printed: its text, as it is to be released; None where it was misread.
        rest: of the name, behind it.
        cost: of its misreading.
        wording: key of the wording that it is.
    """

    kinds: frozenset[str]
    printed: str | None
    rest: str
    cost: float
    wording: str


@dataclass(frozen=True, slots=True)
class NameFound:
    """The registered name that a read one is a misreading of.

    Attributes:
        text: the name with the register's letters, in the form that is printed.
        bodies: of that name, in the place that is known; sorted.
    """

    text: str
    bodies: tuple[str, ...]


class ReadNames:
    """Finds the registered names that names read in pictures are misreadings of.

    Args:
        index: of the register's names.
        places: of its bodies.
    """

    def __init__(self, index: NameIndex, places: BodyPlaces) -> None:
        self._index = index
        self._places = places

    def find(self, read: str, kind: str | None, place: PrintedPlace, forms: Mapping[str, str]) -> NameFound | None:
        """Return the one registered name that a name is a misreading of; None where none is near, or several are.

        Args:
            read: as an engine read it.
            kind: of the group that it stands in, for a name without one.
            place: that is printed for it.
            forms: texts of kinds as the document prints them, by their wordings' keys.
        """
        text = tidy_name(read)
        tail = found[0] if (found := _PLACE.search(text)) else ""
        head = text[: len(text) - len(tail)]
        exact = kind_before(head)
        if exact is None and kind is not None and (named := kinds_named(kind)):
            exact = KindBefore(named, "", head, 0.0, "")
        if exact is not None and (found_name := self._behind([exact], place, forms, tail)) is not None:
            return found_name
        if exact is not None and exact.printed == "":
            return None
        misread = misread_kinds_before(head, exact)
        if exact is None and not misread:
            return self._whole(head, place, tail)
        return self._behind(misread, place, forms, tail)

    def _behind(
        self, kinds: Sequence[KindBefore], place: PrintedPlace, forms: Mapping[str, str], tail: str
    ) -> NameFound | None:
        """Return the one name of the place that stands behind one of several kinds; None where none or several do."""
        ranked = sorted(
            (
                (cost, before.wording, name.kind or "", name.key, before, name)
                for before in kinds
                for cost, name in self._near(before, place)
            ),
            key=lambda one: one[:4],
        )
        best = self._clear(ranked, place)
        if best is None:
            return None
        _, wording, of_kind, key, before, name = best
        printed = _as_printed(before, forms.get(wording))
        if printed is None:
            return None
        bodies = {n.body.body_id for _, _, k, other, _, n in ranked if (k, other) == (of_kind, key)}
        return NameFound(printed + _displayed(name) + tail, tuple(sorted(bodies)))

    def is_registered(self, read: str) -> bool:
        """Tell whether a name without its kind is that of a registered body, of any kind and in any place."""
        head = _PLACE.sub("", tidy_name(read))
        kind = read_kind(head)
        key = name_key(kind.rest if kind is not None and kind.rest else head)
        return key in self._index.after_kind or name_key(head) in self._index.whole

    def _near(self, before: KindBefore, place: PrintedPlace) -> Iterable[tuple[float, RegisteredName]]:
        """Yield the names of the place that what stands behind a kind may be, with their costs."""
        read = without_spaces(before.rest)
        key = name_key(read)
        limit = min(most(key, place), SETTINGS.in_district) + _next_margin(place) + before.cost
        pool = self._pool(place)
        close = process.extract(key, pool.keys, scorer=Levenshtein.distance, score_cutoff=math.ceil(limit), limit=None)
        for _, _, n in close:
            name = pool.names[n]
            if name.kind not in before.kinds or _DIGIT.findall(key) != _DIGIT.findall(name.key):
                continue
            if place and self._places.fit(name.body, place) != "fits":
                continue
            cost = before.cost + misreading_cost(read, name.key, limit)
            if cost <= limit:
                yield cost, name

    def _pool(self, place: PrintedPlace) -> NamePool:
        """Return the names of the place that is known, be it a district, a province or the country."""
        if place.district and (pool := self._index.by_district.get(place.district)):
            return pool
        if place.province and (pool := self._index.by_province.get(place.province)):
            return pool
        return NamePool((), ()) if place else self._index.everywhere

    def _clear(
        self, ranked: Sequence[tuple[float, str, str, str, KindBefore, RegisteredName]], place: PrintedPlace
    ) -> tuple[float, str, str, str, KindBefore, RegisteredName] | None:
        """Return the nearest of names, None where it is too far, another is as near, or the read one is itself one."""
        if not ranked:
            return None
        best = ranked[0]
        cost, _, kind, key, before, _ = best
        read = without_spaces(before.rest)
        limit = most(name_key(read), place)
        if cost - before.cost > limit or cost > max(limit, SETTINGS.kind) or not cost:
            return None
        others = (other[0] for other in ranked if (other[2], other[3]) != (kind, key))
        if next(others, math.inf) < cost + _next_margin(place):
            return None
        return best if self._is_misreading(read, key, cost, place) else None

    def _is_misreading(self, read: str, key: str, cost: float, place: PrintedPlace) -> bool:
        """Tell whether a name as read is no name that there may be as well.

        A name that another body has, or one that is made of words as names are, may be what is printed: unless the
        district is known, in which nobody has it.
        """
        if place.district:
            return True
        plain = name_key(read)
        if plain in self._index.after_kind and plain != key:
            return bool(place.province) and differs_in_marks(read, key) and cost <= COSTS.other_mark
        return differs_in_marks(read, key) or not self._index.is_made_of_words(plain)

    def _whole(self, head: str, place: PrintedPlace, tail: str) -> NameFound | None:
        """Return the body without a kind before its name that a name is a misreading of."""
        read = without_spaces(head)
        key = name_key(read)
        if len(key) < SETTINGS.least_whole or key in self._index.whole:
            return None
        limit = SETTINGS.whole + SETTINGS.margin_anywhere
        close = process.extract(
            key, self._index.wholes_without_kind, scorer=Levenshtein.distance, score_cutoff=math.ceil(limit), limit=None
        )
        ranked = sorted(
            (cost, other)
            for other, _, _ in close
            if _DIGIT.findall(other) == _DIGIT.findall(key) and (cost := misreading_cost(read, other, limit)) <= limit
        )
        if not ranked or ranked[0][0] > SETTINGS.whole:
            return None
        if len(ranked) > 1 and ranked[1][0] < ranked[0][0] + SETTINGS.margin_anywhere:
            return None
        names = [n for n in self._index.whole[ranked[0][1]] if n.kind is None]
        if any(place and self._places.fit(n.body, place) == "contradicts" for n in names):
            return None
        return NameFound(_displayed(names[0]) + tail, tuple(sorted({n.body.body_id for n in names})))


def most(key: str, place: PrintedPlace) -> float:
    """Return the most that the misreading of a name may cost, by its length and by what is known of its place."""
    if place.district:
        return min(SETTINGS.in_district, SETTINGS.per_letter_in_district * len(key))
    if place.province:
        return min(SETTINGS.in_province, SETTINGS.per_letter_in_province * len(key))
    return min(SETTINGS.anywhere, SETTINGS.per_letter_anywhere * len(key))


def _next_margin(place: PrintedPlace) -> float:
    return SETTINGS.margin if place else SETTINGS.margin_anywhere


def kind_before(head: str) -> KindBefore | None:
    """Return the kind that a tidied name begins with; None where it begins with none."""
    exact = read_kind(head)
    if exact is None or not exact.rest:
        return None
    before = head[: len(head) - len(exact.rest)]
    return KindBefore(exact.kinds, before, exact.rest, 0.0, name_key(before))


def misread_kinds_before(head: str, exact: KindBefore | None) -> list[KindBefore]:
    """Return the kinds that the beginning of a tidied name may be misread of.

    Args:
        exact: that it is as it stands: one kind, of whose wording more was read (``อบตเ.``), or one of several.
    """
    text = without_spaces(head)
    may_be = exact.kinds if exact is not None else body_kinds().kinds
    found: list[KindBefore] = []
    for wording, kinds in body_kinds().by_key.items():
        if len(kinds) > 1 or len(wording) < 2 or not kinds <= may_be:
            continue
        least = (
            len(wording) + 1 if exact is not None and wording == exact.wording else len(wording) - SETTINGS.kind_before
        )
        lengths = range(max(1, least), len(wording) + SETTINGS.kind_before + 1)
        best = min(
            (
                (cost, -length)
                for length in lengths
                if length < len(text)
                and text[length] not in SPECKS
                and (cost := misreading_cost(_without_specks(text[:length]), wording, SETTINGS.kind)) <= SETTINGS.kind
            ),
            default=None,
        )
        if best is not None:
            found.append(KindBefore(kinds, None, text[-best[1] :], max(best[0], COSTS.speck), wording))
    return found


def _as_printed(before: KindBefore, usual: str | None) -> str | None:
    """Return the text of a kind: as it is read, with the full stop that it usually has; None where nothing tells it."""
    if before.printed is None:
        return usual or (before.wording if len(before.wording) >= LEAST_WORDING else None)
    return usual if usual is not None and len(usual) > len(before.printed.strip()) else before.printed


def _without_specks(text: str) -> str:
    return "".join(letter for letter in text if letter not in SPECKS)


def _displayed(name: RegisteredName) -> str:
    """Return the text of a registered name, without its kind where it stands behind one."""
    body = name.body
    texts = [body.short_name if name.kind is not None else body.name_th]
    texts += (a.removeprefix(name.kind or "").strip() for a in body.aliases)
    return next((text for text in texts if name_key(tidy_name(text)) == name.key), name.key)
