"""The names of a register by what they are compared by. Built once for a register, in a fraction of a second."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from pipeline.domain.data_files import read_yaml
from pipeline.domain.register.body import Body
from pipeline.domain.register.body_kinds import body_kinds, read_kind
from pipeline.domain.register.name_keys import name_key, tidy_name


@dataclass(frozen=True, slots=True)
class RegisteredName:
    """A name by which the register knows a body.

    Attributes:
        body: whose it is.
        key: of the name without its kind, or of the whole where it has none before it.
        kind: that of the name: of a former name, the former one; None where the name is a whole.
        is_official: the body has this name now; else it is an alias.
    """

    body: Body
    key: str
    kind: str | None
    is_official: bool


class NamePool(NamedTuple):
    """The names of a district or a province, and their keys, in one order."""

    keys: tuple[str, ...]
    names: tuple[RegisteredName, ...]


class NameIndex:
    """The names of a register.

    Attributes:
        whole: names by the key of the whole name, with its kind.
        after_kind: names of bodies that have a kind before their names, by the key of what stands behind it.
    """

    def __init__(self, register: Mapping[str, Body]) -> None:
        self.whole: dict[str, list[RegisteredName]] = defaultdict(list)
        self.after_kind: dict[str, list[RegisteredName]] = defaultdict(list)
        kinds = body_kinds().kinds
        for body in register.values():
            if body.kind in kinds and body.short_name != body.name_th:
                self._add(body, body.kind, body.short_name, True)
            else:
                self._add(body, None, body.name_th, True)
            for alias in body.aliases:
                kind = read_kind(tidy_name(alias))
                if kind is not None and len(kind.kinds) == 1 and kind.rest and body.kind in kinds:
                    self._add(body, next(iter(kind.kinds)), kind.rest, False)
                else:
                    self._add(body, None, alias, False)
            if body.name_en is not None and body.kind not in kinds:
                self._add(body, None, body.name_en, False)
        self.whole, self.after_kind = dict(self.whole), dict(self.after_kind)

    def _add(self, body: Body, kind: str | None, name: str, is_official: bool) -> None:
        key = name_key(tidy_name(name))
        registered = RegisteredName(body, key, kind, is_official)
        if kind is not None:
            self.after_kind[key].append(registered)
            key = kind + key
        self.whole[key].append(registered)

    @cached_property
    def everywhere(self) -> NamePool:
        """All names after a kind."""
        names = tuple(name for of_key in self.after_kind.values() for name in of_key)
        return NamePool(tuple(n.key for n in names), names)

    @cached_property
    def by_province(self) -> dict[str, NamePool]:
        """Names after a kind, by the province of their bodies."""
        return self._pools(lambda body: body.province)

    @cached_property
    def by_district(self) -> dict[str, NamePool]:
        """Names after a kind, by the district of their bodies; districts of several provinces may share a name."""
        return self._pools(lambda body: body.district)

    @cached_property
    def without_one_letter(self) -> dict[str, tuple[str, ...]]:
        """Keys of names after a kind, by each of what is left of them without one of their letters."""
        found: dict[str, list[str]] = defaultdict(list)
        for key in self.after_kind:
            for rest in deletions(key):
                found[rest].append(key)
        return {rest: tuple(keys) for rest, keys in found.items()}

    @cached_property
    def after_first_word(self) -> frozenset[str]:
        """How names go on behind their first words, and all names, which may stand behind another word as well."""
        return frozenset(rest for key in self.after_kind for rest in rests_after_first_word(key)) | frozenset(
            self.after_kind
        )

    def is_made_of_words(self, key: str) -> bool:
        """Return whether a key begins with a word that names begin with, and goes on as a name does."""
        return any(rest in self.after_first_word for rest in rests_after_first_word(key))

    @cached_property
    def wholes_without_kind(self) -> tuple[str, ...]:
        """Keys of whole names of bodies that have no kind before their names."""
        return tuple(key for key, names in self.whole.items() if any(n.kind is None for n in names))

    def _pools(self, place_of: Callable[[Body], str | None]) -> dict[str, NamePool]:
        """Return the names after a kind by the key of a place of their bodies."""
        found: dict[str, list[RegisteredName]] = defaultdict(list)
        for names in self.after_kind.values():
            for name in names:
                found[name_key(place_of(name.body) or "")].append(name)
        return {place: NamePool(tuple(n.key for n in names), tuple(names)) for place, names in found.items()}


@cache
def _first_words() -> tuple[str, ...]:
    """Return the words with which names of places begin."""
    return tuple(word for line in read_yaml("register/first_words.yml") for word in line)


def rests_after_first_word(key: str) -> list[str]:
    """Return how a key goes on behind each word that it may begin with."""
    return [key[len(word) :] for word in _first_words() if key.startswith(word) and len(key) > len(word) + 1]


def deletions(key: str) -> set[str]:
    """Return what is left of a key without one of its letters or marks."""
    return {key[:n] + key[n + 1 :] for n in range(len(key))}
