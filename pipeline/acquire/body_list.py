"""Reading ``bodies.csv`` of an archive: bodies that the register lacks, and what it says otherwise of others.

A wrong row costs that row only.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import get_args

from pipeline import files
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.acquire.source_entry import FIRST_YEAR, LAST_YEAR, LOST
from pipeline.acquire.source_lists import csv_columns, csv_records, read_list
from pipeline.acquire.sources import BODY_LIST
from pipeline.domain.register.body import (
    ALIAS_SEPARATOR,
    BODY_COLUMNS,
    Body,
    BodyStatus,
    Register,
    body_of_row,
    provinces,
    register,
    with_added,
)
from pipeline.domain.thai_digits import to_arabic
from pipeline.files import Place

COLUMNS = BODY_COLUMNS
"""Columns that the list may have; a row needs ``body_id``, that of a new body ``name_th`` and ``kind`` too."""
CERTAINTIES = ("published", "likely", "inferred", "unverified")
ADDED_SOURCE = "the archive's bodies.csv"
BODY_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def read_body_list(raw: Place) -> tuple[tuple[Body, ...], tuple[str, ...]]:
    """Read ``bodies.csv`` of an archive; none there is fine.

    Returns:
        The bodies of its rows, each as it is with what the row says of it, and for each row that is wrong and left out
        a sentence with list, line, and what to do.

    Raises:
        ArchiveError: the list as a whole cannot be read: its bytes, or its columns.
    """
    place = files.join(raw, BODY_LIST)
    text = read_list(place)
    if text is None:
        return (), ()
    rows, problems = _rows(place, text)
    listed = {row["body_id"] for _, row in rows if "body_id" in row}
    bodies: dict[str, tuple[int, Body]] = {}
    for line, row in rows:
        problem = _problem(row, register(), listed)
        if problem is None and row["body_id"] in bodies:
            problem = f"{row['body_id']} is listed twice (first in line {bodies[row['body_id']][0]}); keep one row"
        if problem is not None:
            problems.append((line, problem))
        else:
            bodies[row["body_id"]] = line, _body(row, register())
    sentences = tuple(f"{place} line {line}: {problem}" for line, problem in sorted(problems))
    return tuple(body for _, body in bodies.values()), sentences


def _rows(place: Place, text: str) -> tuple[list[tuple[int, dict[str, str]]], list[tuple[int, str]]]:
    """Return the rows of the list with their lines, and what is wrong with others; empty cells are left out."""
    lines = list(io.StringIO(text, newline=""))
    header: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    problems: list[tuple[int, str]] = []
    for line, cells in csv_records(lines, header):
        if isinstance(cells, str):
            if not header:
                raise ArchiveError(f"{place} line {line}: {cells}; correct the file")
            problems.append((line, f"{cells}; correct the row"))
        elif not header:
            header += csv_columns(place, line, cells, COLUMNS)
            if "body_id" not in header:
                raise ArchiveError(f"{place} line {line}: there is no column body_id; add it")
        elif len(cells) > len(header):
            problems.append((line, f"{len(cells)} cells under {len(header)} columns; quote text with commas"))
        else:
            rows.append((line, {name: cell for name, cell in zip(header, cells, strict=False) if cell}))
    return rows, problems


def _problem(row: Mapping[str, str], known: Register, listed: set[str]) -> str | None:
    """Return what is wrong with a row and what to do, a sentence without its place; None where it is right."""
    lost = next((name for name, value in row.items() if LOST in value), None)
    if lost is not None:
        return f"{lost} is not UTF-8; save the list as UTF-8 (in Excel: CSV UTF-8)"
    body_id = row.get("body_id")
    if body_id is None:
        return "it has no body_id; give one, or remove the row"
    if body_id not in known:
        if BODY_ID.fullmatch(body_id) is None:
            return f"body_id {body_id!r} must be small letters, digits and hyphens, such as xx-0001; correct it"
        missing = next((name for name in ("name_th", "kind") if name not in row), None)
        if missing is not None:
            return f"the register has no {body_id}, and the row no {missing}; correct body_id, or fill in {missing}"
    return _wrong_value(row) or _wrong_successor(row, known, listed)


def _wrong_value(row: Mapping[str, str]) -> str | None:
    """Return what is wrong with the value of a column that has a fixed set of them."""
    for name, allowed in (("status", get_args(BodyStatus)), ("certainty", CERTAINTIES)):
        if name in row and row[name] not in allowed:
            return f"{name} {row[name]!r} must be one of {', '.join(allowed)}; correct it"
    for name in ("valid_from", "valid_to"):
        year = to_arabic(row.get(name, str(FIRST_YEAR)))
        if not (year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR):
            return f"{name} {row[name]!r} must be a fiscal year of the Buddhist Era, such as 2566; correct it"
    code, province = row.get("province_code"), row.get("province")
    if code is not None and code not in provinces():
        return f"there is no province_code {code!r}; correct it"
    if province is not None and province not in provinces().values():
        return f"there is no province {province!r}; correct it"
    if code is not None and province is not None and provinces()[code] != province:
        return f"province_code {code} is {provinces()[code]}, not {province}; correct one of them"
    return None


def _wrong_successor(row: Mapping[str, str], known: Register, listed: set[str]) -> str | None:
    """Return what is wrong with the body that a row says another one became."""
    successor = row.get("replaced_by")
    if successor is None or (successor != row["body_id"] and (successor in known or successor in listed)):
        return None
    if successor == row["body_id"]:
        return "replaced_by is the body itself; correct it"
    return f"replaced_by {successor!r} is in neither the register nor this list; correct it"


def _body(row: Mapping[str, str], known: Register) -> Body:
    """Return the body of a row that is right, with what the register has of it where the row says nothing."""
    before = known.get(row["body_id"])
    values: dict[str, str | None] = {"source": ADDED_SOURCE, "certainty": "unverified"}
    if before is not None:
        values = {f.name: _cell(getattr(before, f.name)) for f in fields(Body)}
    if "province" in row and "province_code" not in row:
        values["province_code"] = next(code for code, name in provinces().items() if name == row["province"])
    if "province_code" in row and "province" not in row:
        values["province"] = None
    values |= row
    for name in ("valid_from", "valid_to"):
        values[name] = to_arabic(values.get(name) or "")
    return body_of_row(values)


def _cell(value: object) -> str | None:
    """Return a value of a body as a cell of a list has it."""
    if isinstance(value, tuple):
        return ALIAS_SEPARATOR.join(value)
    return None if value is None else str(value)


def archive_register(raw: Place) -> tuple[Register, tuple[str, ...]]:
    """Return the register with the bodies of an archive's list, and the sentences on rows that are wrong.

    Raises:
        ArchiveError: as of :func:`read_body_list`.
    """
    bodies, problems = read_body_list(raw)
    return (with_added(bodies) if bodies else register()), problems
