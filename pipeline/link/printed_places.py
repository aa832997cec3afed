"""Districts and provinces that running text prints, and the addresses that stand behind a body's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import takewhile

from pipeline.domain.register.body import provinces
from pipeline.model import Line, Page, Table

LONGEST_DISTRICT = 25
"""Letters: no name of a district is longer."""
LONGEST_SENTENCE = 600
"""Characters below a heading, without white space, among which its sentence is."""
_DISTRICT = rf"(?:อำเภอ|อ\.)(?P<district>[ก-๙-]{{2,{LONGEST_DISTRICT}}}?)"
_SUBDISTRICT = r"(?:ที่อยู่|เลขที่[\d/]*)?(?:หมู่ที่?\d+)?(?:(?:ตำบล|ต\.)[ก-๙-]{2,25}?)?"

Address = tuple[str | None, str]
"""District, where it is printed, and province."""


def addresses_behind(name: str, texts: Iterable[str]) -> Counter[Address]:
    """Count the addresses that are printed directly behind a name, on its line or on the next.

    Args:
        name: of a body, as printed.
        texts: of pages.
    """
    pattern = re.compile(rf"{re.escape(_flat(name))}{_SUBDISTRICT}(?:{_DISTRICT})?(?:จังหวัด|จ\.){_province()}")
    found: Counter[Address] = Counter()
    for text in texts:
        found.update((m["district"], m["province"]) for m in pattern.finditer(_flat(text)))
    return found


def addresses_below(name: str, page: Page) -> Counter[Address]:
    """Count the addresses that the running text of a page prints below a name, before the first table.

    An announcement names its body in the heading, and where it is in the sentence that follows.

    Args:
        name: of a body, as printed.
        page: on which it may stand; a name may be broken over lines.
    """
    lines = takewhile(lambda block: not isinstance(block, Table), page.blocks)
    _, _, below = _flat("".join(line.text for line in lines if isinstance(line, Line))).partition(_flat(name))
    pattern = re.compile(rf"(?:{_DISTRICT})?(?:จังหวัด|จ\.){_province()}")
    return Counter((m["district"], m["province"]) for m in pattern.finditer(below[:LONGEST_SENTENCE]))


def provinces_named(texts: Iterable[str]) -> set[str]:
    """Return the provinces that texts name behind the word for a province."""
    pattern = re.compile(rf"(?:จังหวัด|จ\.){_province()}")
    return {m["province"] for text in texts for m in pattern.finditer(_flat(text))}


def districts_named(texts: Iterable[str], known: Iterable[str]) -> set[str]:
    """Return those of known districts that texts name behind the word for a district."""
    flat = [_flat(text) for text in texts]
    marks = ("อำเภอ", "อ.")
    return {district for district in known if any(mark + district in text for mark in marks for text in flat)}


@cache
def _province() -> str:
    """Return a pattern of the provinces' names; longer ones first, for one may begin as another."""
    names = sorted(provinces().values(), key=lambda name: (-len(name), name))
    return f"(?P<province>{'|'.join(map(re.escape, names))})"


def _flat(text: str) -> str:
    """Return a text without white space: names and addresses are wrapped and spaced at will."""
    return "".join(text.split())
