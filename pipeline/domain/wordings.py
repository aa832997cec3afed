"""Wordings as they are compared: what documents print in many ways, without what makes no difference."""

from __future__ import annotations

import re

_SPACE_AND_PUNCTUATION = re.compile(r"[\s\u200b.,:;/()\[\]{}\-–—_*\"'“”‘’|]+")
_TITLE_PUNCTUATION = re.compile(r"[\s.,:;()\[\]\"'“”‘’/\-–_]+")
_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_LIST_NUMBER = re.compile(r"^\s*[\d๐-๙]+\s*[.)]\s*")


def compact(text: str) -> str:
    """Return a wording of a header, level or grade without white space and punctuation, in lower case."""
    return _SPACE_AND_PUNCTUATION.sub("", text).lower()


def compact_title(text: str) -> str:
    """Return a title or question without its list number, white space and punctuation; its case stays."""
    return _TITLE_PUNCTUATION.sub("", _LIST_NUMBER.sub("", text))


def without_marks(text: str) -> str:
    """Return Thai text without its vowel signs above and below, tone marks and other marks; ำ is left as า.

    They are what readers and producers lose and displace first.
    """
    return _MARKS.sub("", text.replace("ำ", "า"))
