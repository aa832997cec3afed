"""Kinds of bodies as they are printed: official words, abbreviations, words for several kinds, and slips in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz.distance import OSA

from pipeline.domain.data_files import read_yaml
from pipeline.domain.register.name_keys import name_key, tidy_name

KINDS_FILE = "register/body_kinds.yml"
PROVINCE_ADMINISTRATION = "จังหวัด"
MUNICIPALITIES = frozenset({"เทศบาลนคร", "เทศบาลเมือง", "เทศบาลตำบล"})
LEAST_WORDING = 8
"""Letters of a wording from which on a slip in it is read; an abbreviation with another letter is another one."""
LONG_WORDING = 16
"""Letters of a wording from which on two slips in it are read."""
_WORD_FOR_KIND = re.compile(r"^(?:หน่วยงาน)?(?:ประเภท|กลุ่ม|ระดับ)\s*:?\s*")
_COUNT = re.compile(r"\s*\(?\s*(?:จำนวน)?\s*\d+\s*(?:แห่ง|หน่วยงาน)?\s*\)?$")
"""How many bodies of the kind there are, in a heading."""


@dataclass(frozen=True, slots=True)
class KindReading:
    """The beginning of a name, read as a kind.

    Attributes:
        kinds: those that the wording may be for.
        rest: what stands behind it.
        is_official: it is the official word.
        slips: letters by which the wording differs from one that is known.
    """

    kinds: frozenset[str]
    rest: str
    is_official: bool = False
    slips: int = 0


@dataclass(frozen=True)
class BodyKinds:
    """What ``body_kinds.yml`` says.

    Attributes:
        kinds: those whose bodies have a name of their own behind the kind.
        pattern: a kind at the beginning of a tidied name.
        by_key: kinds by the key of a wording.
        column_only: the same, for wordings that stand in a column of kinds but not before a name.
        long_wordings: keys of wordings that are long enough to have slips read in them, longest first.
        provinces: official names of provinces by the keys of other wordings.
    """

    kinds: frozenset[str]
    pattern: re.Pattern[str]
    by_key: dict[str, frozenset[str]]
    column_only: dict[str, frozenset[str]]
    long_wordings: tuple[str, ...]
    provinces: dict[str, str]


@cache
def body_kinds() -> BodyKinds:
    """Return the kinds and their wordings."""
    data = read_yaml(KINDS_FILE)
    entries = [({entry["kind"]}, entry) for entry in data["kinds"]]
    entries += [(set(entry["kinds"]), entry) for entry in data["groups"]]
    by_key: dict[str, frozenset[str]] = {}
    column_only: dict[str, frozenset[str]] = {}
    patterns: list[tuple[int, str]] = []
    for kinds, entry in entries:
        for text in _wordings(entry):
            by_key[name_key(text)] = frozenset(kinds)
        column_only |= {name_key(text): frozenset(kinds) for text in entry.get("column_only", ())}
        patterns += _patterns(entry)
    patterns.sort(key=lambda p: -p[0])
    offices = "|".join(_spaced(text) for text in sorted(data["offices"], key=len, reverse=True))
    return BodyKinds(
        kinds=frozenset(entry["kind"] for entry in data["kinds"]),
        pattern=re.compile(rf"(?:(?P<office>{offices})\s*)?(?P<kind>{'|'.join(p for _, p in patterns)})\s*"),
        by_key=by_key,
        column_only=column_only,
        long_wordings=tuple(sorted(_words_of_one_kind(data), key=lambda key: (-len(key), key))),
        provinces={name_key(w): name for name, wordings in data["provinces"].items() for w in wordings},
    )


def _wordings(entry: dict[str, Any]) -> Iterator[str]:
    """Yield all wordings of an entry that stand before names."""
    for field in ("wordings", "abbreviations", "with_stop"):
        yield from entry.get(field, ())


def _words_of_one_kind(data: dict[str, Any]) -> Iterator[str]:
    """Yield the keys of wordings of one kind that are written out and long enough to have slips read in them."""
    for entry in data["kinds"]:
        for text in entry["wordings"]:
            if len(text) >= LEAST_WORDING and not text.endswith("."):
                yield name_key(text)


def _patterns(entry: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Yield patterns of an entry's wordings, with the number of letters of each."""
    for text in entry.get("wordings", ()):
        yield len(text), _spaced(text)
    for text in entry.get("abbreviations", ()):
        yield len(text), r"\s?".join(rf"{letter}\s?\.?" for letter in text)
    for text in entry.get("with_stop", ()):
        yield (
            len(text),
            r"\s?".join(rf"{letter}\s?\.?" for letter in text[:-1])
            + (rf"\s?{text[-1]}(?:\s?\.|\s)" if len(text) > 1 else rf"{text}\s?\."),
        )


def _spaced(text: str) -> str:
    r"""Return a pattern of a wording with spaces between its letters; a space in it may be missing."""
    return r"\s?".join(re.escape(letter) for letter in text if letter != " ")


def read_kind(tidied: str) -> KindReading | None:
    """Return the kind at the beginning of a tidied name, None where there is none."""
    known = body_kinds()
    found = known.pattern.match(tidied)
    if found is None:
        return None
    kinds = known.by_key[name_key(found["kind"])]
    if found["office"] and PROVINCE_ADMINISTRATION in kinds:
        return None
    is_official = found["office"] is None and found[0] in kinds
    return KindReading(kinds, tidied[found.end() :].lstrip(" .-:"), is_official)


def read_kind_with_slips(key: str) -> list[KindReading]:
    """Return the ways to read the beginning of a name's key as a kind in which letters were lost or exchanged.

    Where a letter was lost, what stands behind the kind may begin at one of two places: both are returned.
    """
    best = 0
    readings: list[KindReading] = []
    for wording in body_kinds().long_wordings:
        allowed = 2 if len(wording) >= LONG_WORDING else 1
        for length in range(len(wording) - allowed, min(len(wording) + allowed, len(key) - 1) + 1):
            slips = OSA.distance(key[:length], wording, score_cutoff=allowed)
            if slips <= allowed and (not readings or slips <= best):
                readings = [r for r in readings if r.slips == slips]
                readings.append(KindReading(body_kinds().by_key[wording], key[length:], False, slips))
                best = slips
    return readings


def kinds_named(text: str) -> frozenset[str] | None:
    """Return the kinds that a text names, as in a column or a heading of kinds; None where it is anything else."""
    known = body_kinds()
    key = name_key(_COUNT.sub("", _WORD_FOR_KIND.sub("", tidy_name(text))))
    return known.by_key.get(key) or known.column_only.get(key)
