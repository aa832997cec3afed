"""Rules on checklists of public disclosure: codes against names, items that stand twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from pipeline.check.rule_registry import FindingFactory, check_rule
from pipeline.domain.oit_item_names import code_of_name
from pipeline.domain.scheme import DEFAULT_SCHEME
from pipeline.domain.wordings import compact_title
from pipeline.model import Document, Finding, OitItemRow, Place, Report


class ChecklistRuleSettings(NamedTuple):
    """When a checklist as a whole is numbered otherwise.

    Attributes:
        most_single: share of the items with a known name that may each disagree; above it the list is numbered
            otherwise, which one finding says.
        fewest: items with a known name from which that is told.
    """

    most_single: float = 0.3
    fewest: int = 4


SETTINGS = ChecklistRuleSettings()


def _place(item: OitItemRow) -> Place:
    return Place(item.page, item.page, item.table_no, item.row_first, item.row_last)


@check_rule("check.item_name")
def item_name(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question items whose name is surely that of another code of the year."""
    for (own, _), part in groupby(report.oit_items, key=_part):
        yield from _names_of_part(rule, list(part), own or report.fiscal_year, report.scheme or DEFAULT_SCHEME)


def _part(item: OitItemRow) -> tuple[int | None, str | None]:
    """Return what makes items one checklist: the year and the body of their heading."""
    return item.assessment_fiscal_year, item.agency


def _names_of_part(
    rule: FindingFactory, items: Sequence[OitItemRow], year: int | None, scheme: str
) -> Iterator[Finding]:
    named = [
        (item, code)
        for item in items
        if item.code is not None and (code := code_of_name(item.name, year, scheme)) is not None
    ]
    other = [(item, code) for item, code in named if item.code != code]
    if len(named) >= SETTINGS.fewest and len(other) > SETTINGS.most_single * len(named):
        message = (
            f"{len(other)} of {len(named)} items stand under another code than their names have in the codebook of "
            f"{year}: the list is of another year, or numbered by the body."
        )
        yield rule.at(message, _place(other[0][0]), code=other[0][0].code, raw=other[0][0].name, value=other[0][1])
        return
    for item, code in other:
        message = f'{item.code} is named "{item.name}", which is {code} in the codebook of {year}.'
        yield rule.at(message, _place(item), code=item.code, raw=item.name, value=code)


@check_rule("check.item_twice")
def item_twice(rule: FindingFactory, document: Document, report: Report) -> Iterator[Finding]:
    """Question a second item of a code."""
    first: dict[tuple[object, ...], OitItemRow] = {}
    for item in report.oit_items:
        if item.code is None:
            continue
        before = first.setdefault((item.code, *_part(item)), item)
        if before is item:
            continue
        same = compact_title(before.name or "") == compact_title(item.name or "")
        named = "with the same name" if same else f'there named "{before.name}", here "{item.name}"'
        message = f"{item.code} stands on page {before.page} already, {named}."
        yield rule.at(message, _place(item), code=item.code, raw=item.name, value=before.name)
