"""Names of bodies that are printed with something more of the same body: an abbreviation, or the ministry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.domain.register.name_index import NameIndex, RegisteredName
from pipeline.domain.register.name_keys import name_key

_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*")
_BELONGS_TO = re.compile(r"^สังกัด\s*")


def with_addition(tidied: str, index: NameIndex) -> list[RegisteredName]:
    """Return the names without a kind before them that stand in a text beside an abbreviation or the ministry.

    ``กรมทางหลวง (ทล.)``, ``กรมอนามัย กระทรวงสาธารณสุข`` and ``กระทรวงสาธารณสุข กรมอนามัย`` are such texts. What is
    not of the same body is no addition: of a division, ``กรมอนามัย กองคลัง``, nothing is returned.
    """
    found = []
    for text, addition in _parts(tidied):
        key = name_key(_BELONGS_TO.sub("", addition))
        others = {n.body.body_id for n in index.whole.get(key, ())}
        for name in index.whole.get(name_key(text), ()):
            if name.kind is None and (name.body.body_id in others or key == name_key(name.body.ministry or "")):
                found.append(name)
    return found


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield a text in two parts in every way in which brackets or a space part it: the name, and what is added."""
    for found in _BRACKETS.finditer(text):
        yield text[: found.start()] + " " + text[found.end() :], found[1]
    for n, letter in enumerate(text):
        if letter == " ":
            yield text[:n], text[n + 1 :]
            yield text[n + 1 :], text[:n]
