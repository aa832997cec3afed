"""Findings on names of bodies that are not sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.domain.register.matcher import BodyMatcher
from pipeline.model import AgencyResultRow, Finding, Report, Severity
from pipeline.model.bodies import BodyMatch

MOST_NAMED = 5
"""Names, or bodies, that a message lists."""
KNOWN_TABLE = 0.5
"""Share (0 to 1) of a table's bodies that the register must have for the others to be worth a look."""


def findings_of_own_body(report: Report, match: BodyMatch | None, matcher: BodyMatcher) -> Iterator[Finding]:
    """Yield the finding on the body whose report it is, where its name is not sure."""
    if match is None or report.agency is None:
        return
    if match.status == "ambiguous":
        message = (
            f"{report.agency}: {len(match.candidates)} bodies have this name ({_named(match.candidates, matcher)}). "
            "No id is given; write the name with district and province in raw/sources.yml (`agency`)."
        )
        yield Finding("link.ambiguous", "warning", message, raw=report.agency, value=_ids(match.candidates))
    elif match.status == "near" and match.body_id is not None:
        taken = matcher.register[match.body_id].name_th
        message = f"{report.agency} is in no register; the only body that is near was taken: {taken}."
        yield Finding("link.near", "info", message, raw=report.agency, value=match.body_id)


def findings_of_rows(rows: Sequence[AgencyResultRow], matcher: BodyMatcher) -> Iterator[Finding]:
    """Yield findings on names in tables: one for each that was taken for a near one, one a table for all others."""
    tables: dict[int, list[AgencyResultRow]] = {}
    for row in rows:
        tables.setdefault(row.table_no, []).append(row)
    for of_table in tables.values():
        yield from _near(of_table, matcher)
        ambiguous = _with_status(of_table, "ambiguous")
        if ambiguous:
            yield _of_names(
                ambiguous, "link.ambiguous", "warning", "of which each is of several bodies, so that `body_id` is null"
            )
        unknown = _with_status(of_table, "none")
        if unknown and len(unknown) <= KNOWN_TABLE * len(of_table):
            yield _of_names(unknown, "link.unknown", "info", "that no register has, unlike most of the table's")


def _near(rows: Sequence[AgencyResultRow], matcher: BodyMatcher) -> Iterator[Finding]:
    """Yield a finding on every name that was taken for a near one."""
    for row in _with_status(rows, "near"):
        assert row.body is not None and row.body.body_id is not None
        taken = matcher.register[row.body.body_id].name_th
        message = f"{row.agency} is in no register; the only body that is near was taken: {taken}."
        yield _finding("link.near", "info", message, row, row.agency, row.body.body_id)


def _of_names(rows: Sequence[AgencyResultRow], rule: str, severity: Severity, what: str) -> Finding:
    """Return the finding on several names of a table, at the first of them."""
    names = list(dict.fromkeys(row.agency or "" for row in rows))
    listed = ", ".join(names[:MOST_NAMED]) + (f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else "")
    counted = f"{len(names)} {'name' if len(names) == 1 else 'names'}"
    candidates = rows[0].body.candidates if len(names) == 1 and rows[0].body is not None else ()
    return _finding(
        rule,
        severity,
        f"{counted} {what}: {listed}.",
        rows[0],
        listed,
        _ids(candidates),
    )


def _finding(
    rule: str, severity: Severity, message: str, row: AgencyResultRow, raw: str | None, value: str | None
) -> Finding:
    return Finding(
        rule,
        severity,
        message,
        page=row.page,
        table_no=row.table_no,
        row=row.row,
        raw=raw,
        value=value,
    )


def _with_status(rows: Sequence[AgencyResultRow], status: str) -> list[AgencyResultRow]:
    return [row for row in rows if row.body is not None and row.body.status == status]


def _named(candidates: Sequence[str], matcher: BodyMatcher) -> str:
    """Return where candidates are, for people."""
    bodies = [matcher.register[body_id] for body_id in candidates[:MOST_NAMED]]
    places = [" ".join(filter(None, (body.name_th, body.district, body.province))) for body in bodies]
    more = len(candidates) - MOST_NAMED
    return "; ".join(places) + (f"; and {more} more" if more > 0 else "")


def _ids(candidates: Sequence[str]) -> str | None:
    return "; ".join(candidates) or None
