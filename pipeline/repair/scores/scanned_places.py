"""Repair of scanned places: a province that is in no list becomes the one that it is like, where that is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from pipeline.domain.wordings import compact
from pipeline.model import AgencyResultRow, Finding
from pipeline.normalize.lexicon import provinces

_CAPITAL = "เมือง"  # the district of a province's capital is called so, and after the province


class PlaceSettings(NamedTuple):
    """How far a misread name may be from the one that it stands for.

    Attributes:
        letters_per_edit: letters of the name for each letter that may differ; one may always.
    """

    letters_per_edit: int = 4


SETTINGS = PlaceSettings()


def settle_places(results: Iterable[AgencyResultRow]) -> tuple[tuple[AgencyResultRow, ...], list[Finding]]:
    """Settle provinces, and districts of their capitals, in scanned rows; what a text layer prints is not touched."""
    rows, findings = [], []
    for row in results:
        if any(figure.readings for figure in row.figures):
            row, found = _settle(row)
            findings += found
        rows.append(row)
    return tuple(rows), findings


def _settle(row: AgencyResultRow) -> tuple[AgencyResultRow, list[Finding]]:
    findings = []
    if row.province and (province := _nearest(row.province, provinces())):
        findings.append(_finding(row, "province", row.province, province))
        row = replace(row, province=province)
    capital = f"{_CAPITAL}{row.province}" if row.province else ""
    if row.district and capital and (district := _nearest(row.district, (capital,))):
        findings.append(_finding(row, "district", row.district, district))
        row = replace(row, district=district)
    return row, findings


def _nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the only known name that a text is nearly, but is not; None where there is none or it is one."""
    from rapidfuzz.distance import Levenshtein

    read = compact(text)
    distances = sorted((Levenshtein.distance(read, name), name) for name in known)
    if not distances or distances[0][0] == 0 or (len(distances) > 1 and distances[1][0] == distances[0][0]):
        return None
    least, name = distances[0]
    return name if least <= max(1, len(name) // SETTINGS.letters_per_edit) else None


def _finding(row: AgencyResultRow, field: str, raw: str, value: str) -> Finding:
    message = f'{row.agency or f"row {row.row}"}: the {field} "{raw}" was taken for {value}.'
    return Finding(
        "repair.place_settled",
        "info",
        message,
        page=row.page,
        table_no=row.table_no,
        row=row.row,
        raw=raw,
        value=value,
        field=field,
    )
