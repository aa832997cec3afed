"""Names of bodies in scans: spaces and specks that OCR put into them, and the kinds of bodies that they begin with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.normalize.strings.tone_marks import restore_marks

_SPECKS = re.compile(r"\s*[|¦]\s*")  # what OCR makes of a ruling beside the name
_SPACE_IN_THAI = re.compile(r"(?<=[ก-๎])\s+(?=[ก-๎])(?!อำเภอ|จังหวัด|เขต|แขวง)")


def join_scanned_name(name: str) -> str:
    """Return a name without the specks in it, and without its spaces where only then its words are known ones.

    A space may be printed in a name: it goes only where marks of the joined word could be restored.
    """
    text = _SPECKS.sub("", name)
    joined = _SPACE_IN_THAI.sub("", text)
    if joined == text:
        return text
    restored, changes = restore_marks(joined)
    return restored if changes else text


def with_known_kind(name: str, kinds: Sequence[str]) -> str:
    """Return a name whose beginning is a kind of body but for one letter with that kind as it is spelled.

    Args:
        kinds: of bodies, long enough that one letter makes no other word of them.
    """
    from rapidfuzz.distance import Levenshtein

    if name.startswith(tuple(kinds)):
        return name
    near = {
        (kind, name[:length])
        for kind in kinds
        for length in (len(kind) - 1, len(kind), len(kind) + 1)
        if Levenshtein.distance(name[:length], kind) == 1
    }
    if len({kind for kind, _ in near}) != 1:
        return name
    kind, begin = max(near, key=lambda pair: (pair[1][-1] == pair[0][-1], len(pair[1])))
    return kind + name[len(begin) :]
