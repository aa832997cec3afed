"""The bodies that the rows of tables name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.domain.register.body_kinds import kinds_named
from pipeline.domain.register.body_places import BodyPlaces
from pipeline.domain.register.matcher import BodyMatcher
from pipeline.link.printed_places import provinces_named
from pipeline.model import AgencyResultRow, Document, Report, Table
from pipeline.model.bodies import BodyMatch

GROUP_SEPARATOR = " / "
"""Between the groups that a row stands in, the widest first."""
_PLACE = re.compile(
    r"\s*(?:ใน|ของ)?\s*(?:(?:อำเภอ|อ\.)\s*(?P<district>[^\s/()]+?))?\s*(?:(?:จังหวัด|จ\.)\s*(?P<province>[^\s/()]+))?\s*$"
)


class TableContextSettings(NamedTuple):
    """When the province that stands above a table is that of its rows.

    Attributes:
        lines: running lines above a table that are its heading.
        inside: share (0 to 1) of the local authorities that are sure without it that must be in the province: a
            list of the whole country may be headed by the province that prints it.
    """

    lines: int = 6
    inside: float = 0.9


SETTINGS = TableContextSettings()


@dataclass(frozen=True, slots=True)
class GroupContext:
    """What the groups that a row stands in say of its body; None where they do not."""

    kind: str | None = None
    district: str | None = None
    province: str | None = None


class TableBodies:
    """Matches the names in the tables of a report.

    Args:
        document: stitched.
        report: of that document.
        matcher: of the register.
    """

    def __init__(self, document: Document, report: Report, matcher: BodyMatcher) -> None:
        self._matcher = matcher
        self._provinces: dict[int, str] = {}
        named = [row.agency for row in report.scores] + [row.agency for row in report.oit_items]
        if report.results or any(named):
            self._provinces = dict(_provinces_of_tables(document, report, matcher))

    def of_result(self, row: AgencyResultRow) -> BodyMatch | None:
        """Return the match of a row's body; None where the row has no name."""
        if not row.agency:
            return None
        return _match(self._matcher, row, self._provinces.get(row.table_no))

    def context_of(self, row: AgencyResultRow) -> RowContext:
        """Return what is said of where a row's body is, and of what kind."""
        return _context(self._matcher, row, self._provinces.get(row.table_no))

    def of_name(self, table_no: int, name: str) -> BodyMatch:
        """Return the match of a name that stands in a table, or above it."""
        return self._matcher.match(name, province=self._provinces.get(table_no))


@lru_cache(maxsize=4096)  # the rows of a table share few groups
def group_context(group: str | None, places: BodyPlaces) -> GroupContext:
    """Return what the text of a row's groups says: a kind, a district, a province, alone or together.

    Args:
        group: the groups, the widest first; None where the row stands in none.
        places: what is a district and what a province; words behind those for them that are neither say nothing
            (``กลุ่มจังหวัดภาคเหนือ``).
    """
    kind = district = province = None
    for part in (group or "").split(GROUP_SEPARATOR):
        found = _PLACE.search(part)
        named = (found["district"], found["province"]) if found is not None else (None, None)
        in_district, in_province = _known(named[0], places.is_district), _known(named[1], places.is_province)
        district, province = in_district or district, in_province or province
        rest = part[: found.start()] if found is not None and (in_district or in_province) else part
        if kinds_named(rest) is not None:
            kind = rest.strip()
    return GroupContext(kind, district, province)


def _known(name: str | None, is_place: Callable[[str], bool]) -> str | None:
    """Return the name of a place; None where it is none."""
    return name if name is not None and is_place(name) else None


@dataclass(frozen=True, slots=True)
class RowContext:
    """What stands beside a row's name, in its groups, and above its table; None where nothing does.

    Attributes:
        kind: of its group, for a name without one: a group may hold bodies of other kinds too.
    """

    kind: str | None
    district: str | None
    province: str | None


def _context(matcher: BodyMatcher, row: AgencyResultRow, province: str | None) -> RowContext:
    group = group_context(row.agency_group, matcher.places)
    return RowContext(group.kind, row.district or group.district, row.province or group.province or province)


def _match(matcher: BodyMatcher, row: AgencyResultRow, province: str | None) -> BodyMatch:
    """Match a row's name with what stands beside it, in its groups, and above its table."""
    found = _context(matcher, row, province)
    match = matcher.match(row.agency or "", district=found.district, province=found.province)
    if match.body_id is None and found.kind is not None:
        with_kind = matcher.match(row.agency or "", found.kind, found.district, found.province)
        return with_kind if with_kind.status != "none" else match
    return match


def _provinces_of_tables(document: Document, report: Report, matcher: BodyMatcher) -> Iterator[tuple[int, str]]:
    """Yield the tables over which one province stands that is that of their rows.

    It is named by the lines above the table, the report's title or its body, the nearest first, and holds for the
    tables below until another is named.
    """
    rows: dict[int, list[AgencyResultRow]] = {}
    for row in report.results:
        rows.setdefault(row.table_no, []).append(row)
    named = _only(provinces_named([report.title or ""])) or report.province
    for table_no, lines in _lines_above(document):
        named = _only(provinces_named([" ".join(lines)])) or named
        if named is not None and _is_inside(rows.get(table_no, ()), named, matcher):
            yield table_no, named


def _is_inside(rows: Sequence[AgencyResultRow], province: str, matcher: BodyMatcher) -> bool:
    """Tell whether the local authorities that are sure without a province above them are in it."""
    found = [match for row in rows if row.agency and (match := _match(matcher, row, None)).body_id]
    local = [matcher.register[m.body_id] for m in found if m.body_id]
    local = [body for body in local if body.dla_code is not None]
    return sum(body.province == province for body in local) >= SETTINGS.inside * len(local)


def _lines_above(document: Document) -> Iterator[tuple[int, list[str]]]:
    """Yield every table of a document once, with the running lines that stand above its first part."""
    lines: list[str] = []
    seen: set[int] = set()
    for page in document.pages:
        for block in page.blocks:
            if not isinstance(block, Table):
                lines.append(block.text)
                continue
            if block.table_no not in seen:
                seen.add(block.table_no)
                yield block.table_no, lines[-SETTINGS.lines :]
            lines = []


def _only(names: set[str]) -> str | None:
    """Return the one name of a set, None where there are none or several."""
    return next(iter(names)) if len(names) == 1 else None
