"""Names of bodies as they are compared: without what makes no difference between two bodies."""

from __future__ import annotations

import re

from pipeline.domain import thai_clusters
from pipeline.domain.thai_digits import to_arabic
from pipeline.domain.wordings import compact, without_marks

_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\ufe63\uff0d", "-"))
_CLUSTER = re.compile(f"[{thai_clusters.CONSONANTS}][{thai_clusters.MARKS}]*|.")
_PLAIN = re.compile("[\u0e01-\u0e4e -~]*")
"""Thai letters and ASCII: nothing to replace."""


def tidy_name(text: str) -> str:
    """Return a name with single spaces, Arabic digits, its marks in order, and without invisible characters."""
    if not _PLAIN.fullmatch(text):
        text = to_arabic(thai_clusters.INVISIBLE.sub("", text.translate(_HYPHENS)))
    text = " ".join(text.split())
    if thai_clusters.MAY_NEED_REPAIR.search(text):
        text = thai_clusters.SPLIT_AM.sub(r"\1\2\3ำ", text)
        text = thai_clusters.SPACE_BEFORE_MARK.sub("", text)
        text = thai_clusters.reorder_marks(text)
    return text


def name_key(tidied: str) -> str:
    """Return what names are compared by: a tidied name without white space and punctuation."""
    return compact(tidied)


def clusters(key: str) -> tuple[str, ...]:
    """Return the clusters of a key: consonants with the marks on them, and all other characters one by one."""
    return tuple(_CLUSTER.findall(key))


def skeleton(key: str) -> str:
    """Return a key without the marks above and below its letters."""
    return without_marks(key)
