"""Names of bodies that an engine read in a picture get the register's letters, where one registered name is near.

What a text layer prints is never changed: a misprint of the source is data. The form stays as it is printed, an
abbreviated kind abbreviated; what was read stays in ``agency_raw`` and in the cells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.domain.register.body import Body
from pipeline.domain.register.body_kinds import read_kind
from pipeline.domain.register.matcher import BodyMatcher, matcher_with
from pipeline.domain.register.misreading_cost import SPECKS
from pipeline.domain.register.name_keys import name_key, tidy_name
from pipeline.domain.register.read_names import NameFound
from pipeline.link.table_bodies import TableBodies
from pipeline.model import AgencyResultRow, Document, Finding, Report
from pipeline.model.bodies import BodyMatch


class ScannedNameSettings(NamedTuple):
    """When the register may speak for the names of a table.

    Attributes:
        known: share (0 to 1) of a table's names that must be read as registered: of schools or divisions few are.
        usual_form: share (0 to 1) of the names with a kind that must print it in one form, for that to be its form.
    """

    known: float = 0.4
    usual_form: float = 0.8


SETTINGS = ScannedNameSettings()
_ABBREVIATION = 4
"""Characters before a full stop among which another one makes an abbreviation (ป.ป.ช.)."""
Changes = Mapping[int, str]
"""Names as they are to be released, by the place of their rows among the results."""


def settle_names(document: Document, report: Report, added: Sequence[Body] = ()) -> Report:
    """Give misread names of scanned tables the letters of the register, with a finding for each.

    Args:
        document: stitched, as it was assembled.
        report: of that document, repaired, not yet corrected.
        added: bodies that the archive adds to the register.
    """
    if not any(row.scanned for row in report.results):
        return report
    matcher = matcher_with(tuple(added))
    tables = TableBodies(document, report, matcher)
    of_tables: dict[int, list[int]] = defaultdict(list)
    for n, row in enumerate(report.results):
        if row.scanned and row.agency:
            of_tables[row.table_no].append(n)
    changes: dict[int, str] = {}
    for places in of_tables.values():
        changes |= _changes_of_table({n: report.results[n] for n in places}, tables, matcher)
    return _changed(report, changes)


def _changes_of_table(rows: Mapping[int, AgencyResultRow], tables: TableBodies, matcher: BodyMatcher) -> dict[int, str]:
    """Return the names of a table that are to be changed."""
    matches = {n: match for n, row in rows.items() if (match := tables.of_result(row)) is not None}
    registered = {n: match for n, match in matches.items() if _is_registered(rows[n], match, matcher)}
    if len(registered) < SETTINGS.known * len(rows):
        return {}
    forms = _forms_of_kinds(rows[n].agency or "" for n in registered)
    changes = {n: text for n in registered if (text := _without_specks(rows[n], forms, tables)) is not None}
    found: dict[int, NameFound] = {}
    for n, row in rows.items():
        if n not in registered:
            context = tables.context_of(row)
            place = matcher.places.read(context.district, context.province)
            near = matcher.read_names.find(row.agency or "", context.kind, place, forms)
            if near is not None and near.text != row.agency:
                found[n] = near
    return {**changes, **_without_repeated(found, registered, rows)}


def _is_registered(row: AgencyResultRow, match: BodyMatch, matcher: BodyMatcher) -> bool:
    """Tell whether a name is read as registered, be it of one body or of several."""
    if match.status == "ambiguous":
        return matcher.read_names.is_registered(row.agency or "")
    return match.status in ("exact", "variant")


def _without_repeated(
    found: Mapping[int, NameFound], registered: Mapping[int, BodyMatch], rows: Mapping[int, AgencyResultRow]
) -> Changes:
    """Return the names found, without those that another row of the same year has, or would have, already."""
    taken = Counter((rows[n].assessment_fiscal_year, _bodies(match)) for n, match in registered.items())
    taken.update((rows[n].assessment_fiscal_year, name.bodies) for n, name in found.items())
    return {
        n: name.text
        for n, name in found.items()
        if taken[rows[n].assessment_fiscal_year, name.bodies] <= len(name.bodies)
    }


def _bodies(match: BodyMatch) -> tuple[str, ...]:
    return match.candidates or tuple(filter(None, (match.body_id,)))


def _forms_of_kinds(names: Iterable[str]) -> dict[str, str]:
    """Return the texts in which kinds stand before names, the usual ones, by the keys of their wordings."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        before = _kind_of(name).strip()
        if before:
            counted[name_key(before)][before] += 1
    usual = {key: forms.most_common(1)[0] for key, forms in counted.items()}
    return {key: form for key, (form, n) in usual.items() if n >= SETTINGS.usual_form * counted[key].total()}


def _kind_of(name: str) -> str:
    """Return the text of the kind before a name, with its full stop and space."""
    tidied = tidy_name(name)
    kind = read_kind(tidied)
    return tidied[: len(tidied) - len(kind.rest)] if kind is not None and kind.rest else ""


def _without_specks(row: AgencyResultRow, forms: Mapping[str, str], tables: TableBodies) -> str | None:
    """Return a registered name without the specks behind it, its kind with its full stop; None where it is so already.

    A full stop behind the name stays where the body is not found without it, and behind an abbreviation.
    """
    name = tidy_name(row.agency or "")
    before = _kind_of(name)
    usual = forms.get(name_key(before), before)
    text = usual + name[len(before) :] if len(before.strip()) < len(usual.strip()) else name
    bare = text.rstrip("".join(SPECKS))
    if bare != text and "." not in bare[-_ABBREVIATION:]:
        match, without = tables.of_result(row), tables.of_result(replace(row, agency=bare))
        if match is not None and without is not None and _bodies(match) == _bodies(without):
            text = bare
    return text if text != name else None


def _changed(report: Report, changes: Changes) -> Report:
    """Return a report with other names, in its tables of results and in the scores of the same rows."""
    if not changes:
        return report
    results = list(report.results)
    findings: list[Finding] = []
    names: dict[tuple[int, int], tuple[str | None, str]] = {}
    for n, text in changes.items():
        row = results[n]
        names[row.table_no, row.row] = (row.agency, text)
        results[n] = replace(row, agency=text)
    findings += _findings(report.results, changes)
    scores = tuple(
        replace(score, agency=known[1])
        if (known := names.get((score.table_no, score.row))) is not None and known[0] == score.agency
        else score
        for score in report.scores
    )
    return replace(report, results=tuple(results), scores=scores, findings=(*report.findings, *findings))


def _findings(rows: Sequence[AgencyResultRow], changes: Changes) -> Iterator[Finding]:
    """Yield a finding for each name that was changed; one for the rows of several years."""
    seen: set[tuple[int, int]] = set()
    for n, text in sorted(changes.items()):
        row = rows[n]
        if (row.table_no, row.row) in seen:
            continue
        seen.add((row.table_no, row.row))
        message = f'The name was read as "{row.agency}"; the only registered name that is near was taken: {text}.'
        yield Finding(
            "link.name_settled",
            "info",
            message,
            page=row.page,
            table_no=row.table_no,
            row=row.row,
            raw=row.agency,
            value=text,
        )
