"""Headings between and inside tables: which tool they open, and which section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.domain.family import Family
from pipeline.domain.wordings import compact
from pipeline.model import Tool

_NUMBERED = re.compile(r"^(?P<no>\d{1,2})\s*(?P<mark>[.):]|\s)\s*(?P<title>\D.{2,})$", re.DOTALL)
_WORDS_BEFORE_NUMBER = re.compile(r"^(?P<words>[ก-๎\s]+?)\s*(?P<no>\d{1,2})\s*[.):]?\s*(?P<title>\D.{2,})$", re.DOTALL)
_WORDS_BEFORE_SCRAWL = re.compile(
    r"^(?P<words>[ก-๎\s]+?)\s*(?P<no>[^\sก-๎:]{1,3})\s*[.):]\s*(?P<title>\D.{2,})$", re.DOTALL
)
_SCORE_TAIL = re.compile(r"[\s(:=]*(?:คะแนน|ร้อยละ)?[\s:=]*\d{1,3}[.,]\d{1,2}\s*(?:คะแนน|%)?\s*\)?$")


class SectionSettings(NamedTuple):
    """When a text is a section's title.

    Attributes:
        title_similarity: percent of like characters from which a text is a title that the family knows; OCR and
            typists change about one character in five of a short title.
        longest_unnumbered: characters, compacted; a known title without a number is a heading only below this length.
        shortest_part: characters, compacted; fewer are not told to be part of a title.
        letters_per_slip: characters of a wording before a number for each that an engine may have misread in it;
            shorter wordings (``ด้าน``) are read as they stand.
    """

    title_similarity: float = 78.0
    longest_unnumbered: int = 60
    shortest_part: int = 3
    letters_per_slip: int = 6


SECTION_SETTINGS = SectionSettings()


@dataclass(frozen=True, slots=True)
class Section:
    """A section: one of the ten indicators as the report prints it."""

    number: int | None
    title: str


def read_section(family: Family, text: str, surely: bool, scanned: bool = False) -> Section | None:
    """Read a section heading (``1. การปฏิบัติหน้าที่``, ``ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่``).

    Args:
        family: whose titles and prefixes are known.
        text: of a row or a cell, Arabic digits.
        surely: the text stands where a heading stands (a row over the whole table): any numbered title will do.
            Otherwise the title must be like one that the family knows.
        scanned: an engine read it, and may have misread the words before the number (``ตัวชี้วัตที่ 3``); number and
            title must agree then.

    Returns:
        The section, or None where the text is no heading.
    """
    flat = " ".join(text.split())
    prefix = family.section_prefix.match(flat)
    body = _SCORE_TAIL.sub("", flat[prefix.end() if prefix else 0 :]).strip()
    match = _NUMBERED.match(body)
    known = _section_by_title(family, match.group("title") if match else body)
    if match and 1 <= int(match.group("no")) <= max(family.sections, default=10):
        likely = surely and (match.group("mark") in ".):" or bool(prefix and prefix.end()))
        if known is not None or likely:
            return Section(int(match.group("no")), match.group("title").strip())
    if match is None and known is not None and len(compact(body)) < SECTION_SETTINGS.longest_unnumbered:
        return Section(known, body)
    return _behind_misread_words(family, flat) if scanned and match is None else None


def _behind_misread_words(family: Family, flat: str) -> Section | None:
    """Return the section whose number and title stand behind words that an engine misread; None where they disagree.

    A number that is none (``«5``) says nothing: the title must then be one that the family knows, letter for letter.
    """
    from rapidfuzz.distance import OSA

    text = _SCORE_TAIL.sub("", flat).strip()
    found = _WORDS_BEFORE_NUMBER.match(text) or _WORDS_BEFORE_SCRAWL.match(text)
    if found is None:
        return None
    read = compact(found["words"])
    wordings = (compact(prefix) for prefix in family.section_prefixes)
    is_misread = any(OSA.distance(read, w) <= len(w) // SECTION_SETTINGS.letters_per_slip for w in wordings)
    if not is_misread:
        return None
    title = found["title"].strip()
    known = _section_by_title(family, title)
    if found["no"].isdecimal():
        return Section(known, title) if known == int(found["no"]) else None
    exact = known is not None and compact(title) in map(compact, family.sections[known])
    return Section(known, title) if exact else None


def is_part_of_title(family: Family, text: str) -> bool:
    """Return whether a text is some words of a section's title, and not all: a page end or a narrow column cut it."""
    wording = compact(text).lstrip("0123456789")
    titles = [compact(t) for known in family.sections.values() for t in known]
    return (
        len(wording) >= SECTION_SETTINGS.shortest_part
        and any(wording in t for t in titles)
        and read_section(family, text, surely=False) is None
    )


def _section_by_title(family: Family, title: str) -> int | None:
    """Return the section whose known title the text is most like; None where it is like none."""
    from rapidfuzz import fuzz

    wording = compact(title)
    scored = [(fuzz.ratio(wording, compact(t)), n) for n, titles in family.sections.items() for t in titles]
    best = max(scored, default=(0.0, 0))
    return best[1] if best[0] >= SECTION_SETTINGS.title_similarity else None


def read_tool(family: Family, lines: list[str]) -> Tool | None:
    """Return the tool that a block of heading lines opens: that of the last line that names any.

    None where that line names several, or no line names one.
    """
    for line in reversed(lines):
        named = family.tools_named(line)
        if len(named) == 1:
            return named[0]
        if named:
            return None
    return None
