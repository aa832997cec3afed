"""The topics into which plans and reports of measures are divided from FY 2567 on (``topics.yml``)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.domain.data_files import read_yaml
from pipeline.domain.wordings import compact_title
from pipeline.model import Topic

_NUMBER = re.compile(r"^\s*(?:(?:ประเด็น|หัวข้อ|ด้าน)(?:ที่)?\s*)?(?:\(?[\d๐-๙]{1,2}\s*[.):]?\s*)?")
_LONGEST = 110  # characters of a heading that is a topic's title
_BEGINNING = 6  # characters, compacted, of a title that a heading must have: most texts are told apart by them


@cache
def _titles() -> tuple[tuple[str, int], ...]:
    found = read_yaml("topics.yml")["topics"]
    return tuple((compact_title(title).lower(), int(number)) for number, titles in found.items() for title in titles)


@cache
def _similarity() -> float:
    return float(read_yaml("topics.yml")["similarity"])


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(sorted({title[:_BEGINNING] for title, _ in _titles()}))


@lru_cache(maxsize=4096)
def read_topic(text: str) -> Topic | None:
    """Return the topic whose title a text is, its number aside; None where it is none's, or longer than a title."""
    from rapidfuzz import fuzz

    title = _NUMBER.sub("", " ".join(text.split())).strip(" :")
    wanted = compact_title(title).lower()
    if len(title) > _LONGEST or not any(beginning in wanted for beginning in _beginnings()):
        return None
    score, number = max((fuzz.ratio(wanted, known), number) for known, number in _titles())
    return Topic(number, title) if score >= _similarity() else None
