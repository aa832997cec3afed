"""Matching printed names of bodies to the register: an id where it is sure, never a guess.

A kind, district or province that is printed and is not a body's rules the body out. What is not printed is not assumed:
where several bodies fit, all of them are candidates and none is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipeline.domain.register.additions import with_addition
from pipeline.domain.register.body import Body, register, with_added
from pipeline.domain.register.body_kinds import (
    MUNICIPALITIES,
    body_kinds,
    kinds_named,
    read_kind_with_slips,
)
from pipeline.domain.register.body_places import BodyPlaces, PrintedPlace
from pipeline.domain.register.name_index import NameIndex, NamePool, RegisteredName
from pipeline.domain.register.name_keys import name_key, tidy_name
from pipeline.domain.register.near_names import (
    bodies_of,
    near_anywhere,
    near_in_place,
    near_wholes,
    without_other_words,
)
from pipeline.domain.register.printed_name import PrintedName, ways_to_read, with_last_words_as_place
from pipeline.domain.register.read_names import ReadNames
from pipeline.model.bodies import BodyMatch

PROVINCIAL = frozenset({"องค์การบริหารส่วนจังหวัด"})
NO_NAMES = NamePool((), ())
NO_MATCH = BodyMatch("none")
REMEMBERED = 50_000
"""Answers that a matcher keeps: tables of several years print the same names."""
MINISTRIES_SEATS = frozenset({"กรุงเทพมหานคร", "นนทบุรี"})
"""Provinces that may be printed behind the name of a body of the whole country; any other is that of a branch."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A way to read what is printed.

    Attributes:
        key: of the name.
        kinds: those that it may have; None where no kind is printed.
        place: where the body must be.
        whole_key: of kind and name as they are printed.
        texts: the name as printed, and behind the kind of its column.
        is_slip: the kind is read with a slip.
        place_in_name: the text of the name itself says the place.
    """

    key: str
    kinds: frozenset[str] | None
    place: PrintedPlace
    whole_key: str = ""
    texts: tuple[str, ...] = ()
    is_slip: bool = False
    place_in_name: bool = False


class BodyMatcher:
    """Finds the bodies of a register by their printed names.

    Args:
        bodies: the register; that of the package by default.
    """

    def __init__(self, bodies: Mapping[str, Body] | None = None) -> None:
        self.register = register() if bodies is None else bodies
        self._index = NameIndex(self.register)
        self.places = BodyPlaces(tuple(self.register.values()))
        self.read_names = ReadNames(self._index, self.places)
        self._remembered: dict[tuple[str | None, ...], BodyMatch] = {}

    def match(
        self, name: str, kind: str | None = None, district: str | None = None, province: str | None = None
    ) -> BodyMatch:
        """Return the body that a printed name is of.

        Args:
            name: as printed, with or without kind, district and province.
            kind: as printed in another column, a heading or a group row; None or empty where it is not.
            district: the same; ``เมือง`` is the district of the province's seat.
            province: the same.
        """
        asked = (name, kind, district, province)
        answer = self._remembered.get(asked)
        if answer is None:
            if len(self._remembered) >= REMEMBERED:
                self._remembered.clear()
            answer = self._remembered[asked] = self._match(name, kind, district, province)
        return answer

    def _match(self, name: str, kind: str | None, district: str | None, province: str | None) -> BodyMatch:
        tidied = tidy_name(name)
        if not name_key(tidied):
            return NO_MATCH
        column = self.places.read(district, province)
        texts = (name.strip(), (kind or "").strip() + name.strip())
        questions = []
        for read in ways_to_read(tidied, self.places):
            question = self._question(read, kind, column, texts)
            if question is None:
                continue
            match = self._answer(self._registered(question), question)
            if match is not NO_MATCH:
                return self._unless_also(match, self._of_last_words(tidied, kind, column, texts))
            questions.append(question)
        of_last = self._of_last_words(tidied, kind, column, texts)
        if of_last is not None:
            match = self._answer(self._registered(of_last), of_last)
            if match is not NO_MATCH:
                return match
            questions.append(of_last)
        if questions:
            match = self._answer(with_addition(tidied, self._index), questions[-1])
            if match is not NO_MATCH:
                return match
        for question in questions:
            match = self._answer(self._other_kind_reading(question), question)
            if match is not NO_MATCH:
                return match
        for question in [q for q in questions if q.place_in_name] or questions:
            near = self._with_slips(question)
            if near is not None:
                return near
        return NO_MATCH

    def _of_last_words(
        self, tidied: str, kind: str | None, column: PrintedPlace, texts: tuple[str, ...]
    ) -> _Question | None:
        """Return what a name asks for whose last words are a place; None where they are not."""
        read = with_last_words_as_place(tidied, self.places)
        return None if read is None else self._question(read, kind, column, texts)

    def _unless_also(self, match: BodyMatch, question: _Question | None) -> BodyMatch:
        """Return a match, unless the last words may be a place and lead to other bodies (เวียง เชียงแสน)."""
        if question is None or match.body_id is None:
            return match
        other = self._answer(self._registered(question), question)
        bodies = {match.body_id, other.body_id or match.body_id, *other.candidates}
        return match if len(bodies) == 1 else BodyMatch("ambiguous", None, tuple(sorted(bodies)))

    def _question(
        self, read: PrintedName, kind: str | None, column: PrintedPlace, texts: tuple[str, ...]
    ) -> _Question | None:
        """Return what a way to read a name asks for; None where name and columns contradict each other."""
        place = column
        if read.has_place:
            place = self.places.read(read.district, read.province)
            if column.province and place.province and column.province != place.province:
                return None
            place = PrintedPlace(
                place.district or column.district,
                place.province or column.province,
                place.province_slip if place.province else column.province_slip,
            )
        kinds = read.kind.kinds if read.kind is not None else None
        if kind and (kind_key := name_key(tidy_name(kind))):
            named = kinds_named(kind)
            if kinds is None:
                kinds = named or frozenset({kind_key})
            elif named is not None:
                kinds &= named
            if not kinds:
                return None
        key = name_key(read.name)
        if not key and kinds == PROVINCIAL:
            key = place.province
        if not key:
            return None
        return _Question(key, kinds, place, name_key(read.whole), texts, False, read.has_place)

    def _registered(self, question: _Question) -> list[RegisteredName]:
        """Return the registered names that are as printed, wherever their bodies are.

        A whole name goes before one without its kind; an abbreviation does not (สมอ).
        """
        wholes = self._index.whole.get(question.whole_key, ())
        wholes = [n for n in wholes if n.kind is None and _may_be_of_kind(n.body, question.kinds)]
        official = [n for n in wholes if n.is_official]
        if official:
            return official
        names = self._index.after_kind.get(question.key, [])
        if question.kinds is not None:
            names = [n for n in names if n.kind in question.kinds]
            word = "จังหวัด" if question.kinds == PROVINCIAL else "ตำบล"
            if not names and question.key.startswith(word):
                names = self._registered(replace(question, key=question.key.removeprefix(word), whole_key=""))
        return [*wholes, *names]

    def _other_kind_reading(self, question: _Question) -> list[RegisteredName]:
        """Return the names that fit where เทศบาลเมืองแกลง is not เมือง's แกลง but a municipality of เมืองแกลง.

        No body may be called แกลง alone where the name could be of it.
        """
        if question.kinds is None or not question.kinds <= MUNICIPALITIES or len(question.kinds) > 1:
            return []
        word = next(iter(question.kinds)).removeprefix("เทศบาล")
        if not question.whole_key.startswith(f"เทศบาล{word}"):
            return []
        if self._fitting(self._index.after_kind.get(question.key, []), question):
            return []
        names = [n for n in self._index.after_kind.get(word + question.key, []) if n.kind in MUNICIPALITIES]
        return names if self._fitting(names, question) else []

    def _fitting(self, names: Iterable[RegisteredName], question: _Question) -> list[RegisteredName]:
        """Return the names of bodies that are where the question says."""
        return [n for n in names if self._fit(n.body, question) != "contradicts"]

    def _fit(self, body: Body, question: _Question) -> str:
        place = question.place
        if body.province is None and (place.district or (place.province and question.place_in_name)):
            return "fits" if place.province in MINISTRIES_SEATS else "contradicts"
        return self.places.fit(body, place)

    def _answer(self, names: Sequence[RegisteredName], question: _Question) -> BodyMatch:
        """Return the match where registered names are as printed; none where their bodies are elsewhere."""
        fits = [n for n in names if self._fit(n.body, question) == "fits"]
        slips = [] if fits else self._fitting(names, question)
        bodies = bodies_of(fits or slips)
        if not bodies:
            return NO_MATCH
        if len(bodies) > 1:
            return BodyMatch("ambiguous", None, tuple(bodies))
        if slips or question.is_slip:
            return BodyMatch("near", bodies[0])
        is_exact = self.register[bodies[0]].name_th in question.texts
        return BodyMatch("exact" if is_exact else "variant", bodies[0])

    def _with_slips(self, question: _Question) -> BodyMatch | None:
        """Return the match where kind or name are printed with slips; None where nothing is near."""
        asked = self._with_kind_slips(question)
        found = [(q, names) for q in asked if (names := self._fitting(self._registered(q), q))]
        if found:
            return self._answer([n for _, names in found for n in names], found[0][0])
        for q in asked:
            match = self._near(q)
            if match is not None:
                return match
        return self._near(question)

    def _with_kind_slips(self, question: _Question) -> list[_Question]:
        """Return what is asked for where the kind is printed with a slip, so that none or one of several was read."""
        if question.kinds is not None and len(question.kinds) == 1:
            return []
        readings = read_kind_with_slips(question.whole_key)
        return [
            replace(question, key=r.rest, kinds=kinds, whole_key="", is_slip=True)
            for r in readings
            if (kinds := r.kinds if question.kinds is None else r.kinds & question.kinds)
        ]

    def _near(self, question: _Question) -> BodyMatch | None:
        """Return the match where a name is printed with a slip."""
        if question.kinds is None or not question.kinds <= body_kinds().kinds:
            names = self._fitting(near_wholes(question.whole_key or question.key, self._index), question)
            names = [n for n in names if _may_be_of_kind(n.body, question.kinds)]
            if names:
                return _near_match(names)
        pool = self._pool(question.place)
        if pool is None:
            if question.kinds is None:
                return None
            names = self._fitting(near_anywhere(question.key, self._index, question.kinds), question)
            return _near_match(names) if len(bodies_of(names)) == 1 else None
        names = near_in_place(
            question.key,
            pool,
            lambda n: (
                (question.kinds is None or n.kind in question.kinds) and self._fit(n.body, question) != "contradicts"
            ),
            knows_district=bool(question.place.district),
        )
        return _near_match(
            without_other_words(question.key, names, self._index, knows_district=bool(question.place.district))
        )

    def _pool(self, place: PrintedPlace) -> NamePool | None:
        """Return the names of a district or a province; None where neither is known."""
        pool = self._index.by_district.get(place.district) if place.district else None
        if pool is None and place.province:
            return self._index.by_province.get(place.province, NO_NAMES)
        return pool


def _may_be_of_kind(body: Body, kinds: frozenset[str] | None) -> bool:
    """Return whether a printed kind leaves a body possible that has no kind before its name."""
    if kinds is None or not kinds & body_kinds().kinds:
        return True
    return body.kind in kinds


def _near_match(names: Sequence[RegisteredName]) -> BodyMatch | None:
    """Return the match of the nearest names."""
    bodies = bodies_of(names)
    if not bodies:
        return None
    return BodyMatch("near", bodies[0]) if len(bodies) == 1 else BodyMatch("ambiguous", None, tuple(bodies))


@cache
def matcher_with(added: tuple[Body, ...] = ()) -> BodyMatcher:
    """Return the matcher of the package's register and of the bodies that an archive adds, the same on every call."""
    return BodyMatcher(with_added(added) if added else None)
