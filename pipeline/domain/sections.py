"""Headings between and inside tables: which tool is open, and which section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.domain.family import Family, compact
from pipeline.model import Tool

_NUMBERED = re.compile(r"^(?P<no>\d{1,2})\s*(?P<mark>[.):]|\s)\s*(?P<title>\D.{2,})$", re.DOTALL)
_ALIKE = 78.0
_SCORE_TAIL = re.compile(r"[\s(:=]*(?:คะแนน|ร้อยละ)?[\s:=]*\d{1,3}[.,]\d{1,2}\s*(?:คะแนน|%)?\s*\)?$")


@dataclass(frozen=True)
class Section:
    """A section: one of the ten indicators as the report prints it."""

    number: int | None
    title: str


def read_section(family: Family, text: str, surely: bool) -> Section | None:
    """A section heading (``1. การปฏิบัติหน้าที่``, ``ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่``).

    Args:
        surely: the place says that it is a heading (a row over the whole table): any numbered title will do. Otherwise the
            title must be like one that the family knows.
    """
    flat = " ".join(text.split())
    prefix = family.section_prefix.match(flat)
    body = _SCORE_TAIL.sub("", flat[prefix.end() if prefix else 0 :]).strip()
    match = _NUMBERED.match(body)
    known = _known(family, match.group("title") if match else body)
    if match and 1 <= int(match.group("no")) <= max(family.sections, default=10):
        likely = surely and (match.group("mark") in ".):" or bool(prefix and prefix.end()))
        if known is not None or likely:
            return Section(int(match.group("no")), match.group("title").strip())
    if match is None and known is not None and len(compact(body)) < 60:
        return Section(known, body)
    return None


def is_part_of_title(family: Family, text: str) -> bool:
    """Some words of a section's title, and not all of it: a page end or a narrow column cut it."""
    wording = compact(text).lstrip("0123456789")
    titles = [compact(t) for known in family.sections.values() for t in known]
    return len(wording) > 2 and any(wording in t for t in titles) and read_section(family, text, surely=False) is None


def _known(family: Family, title: str) -> int | None:
    """The section whose known title the text is most like."""
    from rapidfuzz import fuzz

    wording = compact(title)
    scored = [(fuzz.ratio(wording, compact(t)), n) for n, titles in family.sections.items() for t in titles]
    best = max(scored, default=(0.0, 0))
    return best[1] if best[0] >= _ALIKE else None


def read_tool(family: Family, lines: list[str]) -> Tool | None:
    """The tool that a block of heading lines opens: the last line that names exactly one, if no later line names another."""
    for line in reversed(lines):
        named = family.tools_named(line)
        if len(named) == 1:
            return named[0]
        if named:
            return None
    return None
