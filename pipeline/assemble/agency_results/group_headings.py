"""The group of bodies that the running lines above a table of results name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.assemble.fields import one_line
from pipeline.domain.family import Family

_LONGEST_HEADING = 120  # characters: no heading of a group is longer
_HEADING_LINES = 2  # above a table, among which a group's heading is sought


def group_of_lines(family: Family, lines: Sequence[str], follows_bodies: bool) -> str | None:
    """Return the group that running lines above a table name: one of the last; one alone between two tables does."""
    assert family.results is not None
    texts = [one_line(t) for t in lines if t.strip()]
    alone = follows_bodies and len(texts) == 1
    for text in reversed(texts[-_HEADING_LINES:]):
        likely = alone or family.results.groups.match("".join(text.split()))
        if likely and len(text) <= _LONGEST_HEADING and not re.search(r"25\d\d|ประกาศ", text):
            return text
    return None
