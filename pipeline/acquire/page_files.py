"""Transcripts of one report in a file for each page: told by their names, and made one document.

Names must be the same but for one number. Where no word says that it is a page's, the numbers must run on from 0 or 1,
and what the files say of their pages must go with it. A PDF of the same name, or what ``sources.yml`` says of body,
year or family, tells that a file is a report by itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

from pipeline.acquire.archive import Acquired
from pipeline.model import Hints, PageFile

_MARKED = (
    re.compile(r"(?:(?<![a-z])(?:pages?|pg|p)|หน้า(?:ที่)?)[ _.-]*(?P<number>0*[0-9]{1,3})(?![0-9])", re.IGNORECASE),
    re.compile(r"(?<=_)(?P<number>0*[0-9]{1,3})(?=_res\b)"),  # as PaddleOCR names its pages
)
_PAGE_NUMBER = re.compile(
    rb'\b(?:page_?(?:idx|index|number|no)?\\?"\s*:\s*\\?"?|ppageno\s+|PHYSICAL_IMG_NR\s*=\s*["\'])([0-9]{1,5})\b',
    re.IGNORECASE,
)
_LAST_NUMBER = re.compile(r"(?:^|[ _.(-])(?P<number>0*[0-9]{1,3})(?=\)?$)")
OUTPUT_SUFFIXES = (".json", ".jsonl", ".xml", ".hocr")
"""Of files that engines write. Texts are numbered by people, too: a number alone says nothing there."""


class _NumberedName(NamedTuple):
    """A file name but for its number."""

    folder: str
    before: str
    after: str
    suffix: str
    is_marked: bool


def join_page_files(found: Iterable[Acquired]) -> list[Acquired]:
    """Return the files of an archive, those that are the pages of one report as one."""
    found = list(found)
    groups: dict[_NumberedName, dict[int, Acquired]] = {}
    for one in found:
        if one.source.kind == "transcript":
            for name, number in _numbered(one.source.source_file):
                groups.setdefault(name, {}).setdefault(number, one)
    paths = [PurePosixPath(one.source.source_file) for one in found]
    beside = {(str(path.parent), path.stem) for path in paths if path.suffix.lower() == ".pdf"}
    joined: dict[str, Acquired | None] = {}
    for name, by_number in groups.items():
        if _is_one_report(name, by_number) and not beside & set(_stems(by_number.values())):
            first, *others = [by_number[number] for number in sorted(by_number)]
            joined[first.source.source_file] = _as_one(by_number)
            joined |= dict.fromkeys((other.source.source_file for other in others), None)
    return [one for one in (joined.get(f.source.source_file, f) for f in found) if one is not None]


def stated_pages(block: bytes) -> Iterator[int]:
    """Yield the numbers of pages that a block of an engine's output says it is of, by any engine's keys."""
    for stated in _PAGE_NUMBER.finditer(block):
        yield int(stated.group(1))


def joined_id(document_ids: Sequence[str]) -> str:
    """Return the id of a document of several files: the SHA-256 of theirs."""
    return hashlib.sha256("\n".join(document_ids).encode()).hexdigest()


def page_file_names(source_file: str, names: Iterable[str]) -> list[str]:
    """Return the names that are numbered as a file is, itself among them, in the order of their numbers."""
    own = {name for name, _ in _numbered(source_file)}
    return [other for _, other in sorted((n, other) for other in names for name, n in _numbered(other) if name in own)]


def _numbered(source_file: str) -> Iterator[tuple[_NumberedName, int]]:
    """Yield a name but for its page number, and the number; nothing for a name without one."""
    path = PurePosixPath(source_file)
    for pattern in (*_MARKED, _LAST_NUMBER):
        places = list(pattern.finditer(path.stem))
        if places:
            start, end = places[-1].span("number")
            before, after = path.stem[:start], path.stem[end:]
            is_marked = pattern is not _LAST_NUMBER
            name = _NumberedName(str(path.parent), before, after, path.suffix.lower(), is_marked)
            yield name, int(path.stem[start:end])
            return


def _is_one_report(name: _NumberedName, by_number: dict[int, Acquired]) -> bool:
    """Return whether numbered files are the pages of one report, as far as names and lists tell."""
    first, last = min(by_number), max(by_number)
    said = {(h.agency, h.fiscal_year, h.family) for h in (found.source.hints for found in by_number.values())}
    if len(by_number) < 2 or len(said - {(None, None, None)}) > 1:
        return False
    if name.is_marked:
        return True
    if name.suffix not in OUTPUT_SUFFIXES or first > 1 or last - first + 1 != len(by_number):
        return False
    stated = [by_number[number].pages for number in sorted(by_number)]
    if any(len(pages) > 1 for pages in stated):  # a report by itself
        return False
    of_page = [pages[0] for pages in stated if pages]
    rises = len(of_page) == len(stated) and all(a < b for a, b in pairwise(of_page))
    says_nothing = len(set(of_page)) < 2  # nor does page 1 of each
    return rises or says_nothing and any(letter.isalpha() for letter in name.before)


def _stems(files: Iterable[Acquired]) -> Iterator[tuple[str, str]]:
    for found in files:
        path = PurePosixPath(found.source.source_file)
        yield str(path.parent), path.stem


def _as_one(by_number: dict[int, Acquired]) -> Acquired:
    """Return the files of one report as one document.

    One of them that is empty or no text does not cost the others: the reader says so.
    """
    pages = [by_number[number] for number in sorted(by_number)]
    first = pages[0].source
    parts = tuple(
        PageFile(page.source.path, page.source.source_file, number, page.source.document_id)
        for number, page in sorted(by_number.items())
    )
    hints = next((p.source.hints for p in pages if p.source.hints != Hints()), first.hints)
    source = replace(
        first,
        document_id=joined_id([part.file_id for part in parts]),
        size_bytes=sum(p.source.size_bytes for p in pages),
        hints=hints,
        page_files=parts,
    )
    problem = pages[0].problem if all(p.problem for p in pages) else None
    return Acquired(source, problem)
