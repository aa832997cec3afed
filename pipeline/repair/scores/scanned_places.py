"""Repair of scanned places: a district or province that is in no list becomes the one that it is a misreading of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.domain.register.read_places import district_read, places_read, province_read
from pipeline.model import AgencyResultRow, Finding

_GROUPS = " / "
"""Between the groups that a row stands in."""


def settle_places(results: Iterable[AgencyResultRow]) -> tuple[tuple[AgencyResultRow, ...], list[Finding]]:
    """Settle districts and provinces of scanned rows, in their columns and in the headings of their groups.

    What a text layer prints is not touched.
    """
    rows: list[AgencyResultRow] = []
    findings: list[Finding] = []
    for row in results:
        if row.scanned:
            settled = _settled(row)
            findings += _findings(row, settled, rows[-1] if rows else None)
            row = settled
        rows.append(row)
    return tuple(rows), findings


def _settled(row: AgencyResultRow) -> AgencyResultRow:
    """Return a row with its places as they are printed."""
    province = (row.province and province_read(row.province)) or row.province
    district = (row.district and district_read(row.district, province)) or row.district
    columns = {read: name for read, name in ((row.province, province), (row.district, district)) if read}
    groups = _GROUPS.join(columns.get(group) or group for group in (row.agency_group or "").split(_GROUPS))
    return replace(row, province=province, district=district, agency_group=places_read(groups) or None)


def _findings(row: AgencyResultRow, settled: AgencyResultRow, above: AgencyResultRow | None) -> Iterable[Finding]:
    """Yield what was put right; of a group that the row above stands in too, once."""
    changed = [(field, getattr(row, field), getattr(settled, field)) for field in ("province", "district")]
    if (row.province, row.district) == (settled.province, settled.district):
        same = above is not None and above.agency_group == settled.agency_group
        changed += [] if same else [("agency_group", row.agency_group, settled.agency_group)]
    for field, raw, value in changed:
        if raw != value:
            message = f'{row.agency or f"row {row.row}"}: the {field} "{raw}" was taken for {value}.'
            yield Finding(
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
