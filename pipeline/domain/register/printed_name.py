"""A printed name of a body, taken apart: kind, name, district and province, as far as the text itself has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.domain.register.body_kinds import PROVINCE_ADMINISTRATION, KindReading, kinds_named, read_kind
from pipeline.domain.register.body_places import BodyPlaces

_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)(?:[)\]]|$)\s*")
_SEPARATOR = re.compile(r"\s*[/|,;]\s*|\s+-+\s+")
_DISTRICT_WORDS = r"กิ่งอำเภอ|กิ่ง\s?อ\s?\.|อำเภอ|อ\s?\.|(?<=\s)อ(?=\s)"
_PROVINCE_WORDS = r"จังหวัด|จ\s?\.|(?<=\s)จ(?=\s)"
_SUBDISTRICT_WORDS = r"(?<=\s)ตำบล|(?<=\s)ต\s?\.|(?<=\s)ต(?=\s)"
_MARK = re.compile(
    rf"\s*(?:(?P<district>{_DISTRICT_WORDS})|(?P<province>{_PROVINCE_WORDS})|(?P<subdistrict>{_SUBDISTRICT_WORDS}))"
)
_MARK_AFTER_SPACE = re.compile(
    rf"\s+(?:(?P<district>{_DISTRICT_WORDS})|(?P<province>{_PROVINCE_WORDS})|(?P<subdistrict>{_SUBDISTRICT_WORDS}))"
)
_SPACE = re.compile(r"\s+")
_POSTCODE = re.compile(r"\s*\d{5}$")
_LIST_NUMBER = re.compile(r"^\d+\s*[.)]\s*(?=\D)")


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name taken apart.

    Attributes:
        name: without kind, district and province, as printed.
        kind: what is read as kind; None where the text has none.
        whole: kind and name, as printed.
        district, province: as printed, without the words for them; None where the text has none.
    """

    name: str
    kind: KindReading | None
    whole: str
    district: str | None = None
    province: str | None = None

    @property
    def has_place(self) -> bool:
        """Return whether district or province were read in the text."""
        return self.district is not None or self.province is not None


def ways_to_read(tidied: str, places: BodyPlaces) -> Iterator[PrintedName]:
    """Yield the ways to take a tidied name apart, the likeliest first.

    What brackets and separators set apart as district and province is no part of the name (``เวียง/เชียงแสน``). Else
    all of it may be a name, or the words for district and province set them apart.
    """
    text = _LIST_NUMBER.sub("", tidied)
    after_place = _after_place(text, places)
    if after_place is not None:
        yield after_place
        return
    separated = _without_segments(_without_brackets(text, places), places)
    if separated.whole == text:
        yield _with_kind(text)
    apart = _without_marked_places(separated, places)
    if apart.whole != text:
        yield apart
    if separated.whole != text:
        yield _with_kind(text)
    if text != tidied:
        yield _with_kind(tidied)


def _after_place(text: str, places: BodyPlaces) -> PrintedName | None:
    """Return a name that stands behind its place (จ.ตาก อ.เมือง อบต.…); None where it does not."""
    for space in _SPACE.finditer(text):
        read = _with_kind(text[space.end() :])
        if _has_local_kind(read.whole) and not read.name.startswith(("(", "[")):
            place = _place(text[: space.start()], places)
            if place is None:
                return None
            return replace(read, district=place[0], province=place[1])
    return None


def with_last_words_as_place(tidied: str, places: BodyPlaces) -> PrintedName | None:
    """Return a tidied name whose last words are a province, or a district and a province; None where they are not."""
    if " " not in tidied:
        return None
    apart = _without_brackets(_LIST_NUMBER.sub("", tidied), places)
    return _without_last_words(_without_marked_places(_without_segments(apart, places), places), places)


def _with_kind(text: str) -> PrintedName:
    """Return a text as kind and name."""
    kind = read_kind(text)
    return PrintedName(kind.rest if kind is not None else text, kind, text)


def _without_brackets(text: str, places: BodyPlaces) -> PrintedName:
    """Take out of a text the brackets that hold a kind or a place; others may be part of the name."""
    apart = PrintedName(text, None, text)
    for found in _BRACKETS.finditer(text) if "(" in text or "[" in text else ():
        inner = found[1].strip()
        kinds = kinds_named(inner)
        place = _place(inner, places)
        if kinds is not None:
            apart = replace(apart, kind=KindReading(kinds, "", inner in kinds))
        elif place is not None:
            apart = replace(apart, district=place[0] or apart.district, province=place[1] or apart.province)
        else:
            continue
        apart = replace(apart, whole=" ".join(apart.whole.replace(found[0], " ", 1).split()))
    return _reread(apart, apart.whole)


def _reread(apart: PrintedName, whole: str) -> PrintedName:
    """Return a name with another text for kind and name; a kind that stands before the name goes first."""
    read = _with_kind(whole)
    if read.kind is None and apart.kind is not None:
        return replace(apart, name=whole, whole=whole)
    name, _, last = whole.rpartition(" ")
    if read.kind is None and name and (kinds := kinds_named(last)) is not None:
        return replace(apart, name=name, kind=KindReading(kinds, "", last in kinds), whole=whole)
    return replace(apart, name=read.name, kind=read.kind, whole=whole)


def _without_segments(apart: PrintedName, places: BodyPlaces) -> PrintedName:
    """Take off the segments of a text (between strokes, commas or dashes) that are places or kinds."""
    segments = [s for s in _SEPARATOR.split(apart.whole) if s]
    if len(segments) < 2:
        return apart
    of_name = next((n for n, s in enumerate(segments) if _has_local_kind(s)), None)
    if of_name is None:
        of_name = next((n for n, s in enumerate(segments) if _place(s, places) is None), 0)
    district, province = apart.district, apart.province
    kind = apart.kind if apart.kind is not None and not apart.kind.rest else None  # of brackets, not of a segment
    for n, segment in enumerate(segments):
        if n == of_name:
            continue
        place, kinds = _place(segment, places), kinds_named(segment)
        if kinds is not None:
            kind = KindReading(kinds, "", segment in kinds)
        elif place is not None:
            district, province = place[0] or district, place[1] or province
        elif len(segments) == 3 and district is None:
            district = segment  # name, district, province: a district that nobody knows is one, perhaps with a slip
        elif len(segments) == 3 and province is None:
            province = segment
        else:
            return apart
    return _reread(replace(apart, district=district, province=province, kind=kind), segments[of_name])


def _has_local_kind(text: str) -> bool:
    kind = read_kind(text)
    return kind is not None and PROVINCE_ADMINISTRATION not in kind.kinds and bool(kind.rest)


def _place(text: str, places: BodyPlaces) -> tuple[str | None, str | None] | None:
    """Return district and province where a text is nothing but a place, else None."""
    marked = _marked_places("  " + text, _MARK_AFTER_SPACE, 0)
    if marked is not None and marked[0] == 0:
        return marked[1], marked[2]
    if places.is_province(text):
        return None, text
    if places.is_district(text):
        return text, None
    words = text.split(" ")
    for first, last in ((0, -1), (-1, 0)):
        if len(words) == 2 and places.is_district(words[first]) and places.is_province(words[last]):
            return words[first], words[last]
    return None


def _without_marked_places(apart: PrintedName, places: BodyPlaces) -> PrintedName:
    """Take off what stands behind the words for districts and provinces.

    Where no kind was read the words need a space before them, for they may be part of the name
    (สำนักงานสาธารณสุขจังหวัดตาก).
    """
    has_kind = apart.kind is not None and apart.whole.endswith(apart.name)
    marked = _marked_places(
        apart.whole, _MARK if has_kind else _MARK_AFTER_SPACE, 1 + len(apart.whole) - len(apart.name)
    )
    if marked is None:
        return apart
    end, district, province = marked
    words = (district or "").split(" ")
    if len(words) > 1 and province is None and places.is_province(words[-1]):
        district, province = " ".join(words[:-1]), words[-1]
    read = _reread(apart, apart.whole[:end].rstrip(" ,-/"))
    return replace(read, district=district or apart.district, province=province or apart.province)


def _marked_places(text: str, pattern: re.Pattern[str], start: int) -> tuple[int, str | None, str | None] | None:
    """Find the places that words for districts and provinces mark.

    Args:
        text: a name with its kind.
        pattern: the words.
        start: where the first of them may stand.

    Returns:
        Where the first stands, district and province; None where nothing is marked.
    """
    marks = [m for m in pattern.finditer(text, max(start - 1, 0)) if m.start() >= start]
    found: dict[str, str] = {}
    end = len(text)
    for n, mark in reversed(list(enumerate(marks))):
        after = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        value = _POSTCODE.sub("", text[mark.end() : after]).strip(" ,-/().")
        if value:
            found[str(mark.lastgroup)] = value
            end = mark.start()
    return (end, found.get("district"), found.get("province")) if found else None


def _without_last_words(apart: PrintedName, places: BodyPlaces) -> PrintedName | None:
    """Take off the last words where they are a province's, or a district's and a province's names."""
    words = apart.name.split(" ")
    district, province = apart.district, apart.province
    if len(words) > 1 and province is None and places.is_province(words[-1]):
        province = words.pop()
    if len(words) > 1 and district is None and places.is_district(words[-1]):
        district = words.pop()
    if (district, province) == (apart.district, apart.province):
        return None
    name = " ".join(words)
    before = apart.whole[: len(apart.whole) - len(apart.name)] if apart.whole.endswith(apart.name) else ""
    return replace(apart, name=name, whole=before + name, district=district, province=province)
