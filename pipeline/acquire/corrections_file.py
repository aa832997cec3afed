"""``corrections.csv`` of an archive: read for a run, and changed for a reviewer. A wrong row costs that row only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pipeline import files
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.acquire.corrections_text import COLUMNS, Dialect, NoText, Record, read_dialect, records, written
from pipeline.acquire.sources import CORRECTION_LIST
from pipeline.domain.control_characters import without_controls
from pipeline.domain.correctable_fields import DOCUMENT, FIELDS, FINDINGS, KINDS, value_of
from pipeline.domain.thai_digits import to_arabic
from pipeline.files import Place
from pipeline.files.suggestions import suggestion
from pipeline.model.corrections import Correction

LOCK_NAME = ".corrections.csv.lock"
LOCK_WAIT_S = 10.0
"""Seconds that a writer waits for another one."""
NUMBERS = ("page", "table_no", "row", "column", "entry_no", "measure_no")
PLACE = (*NUMBERS, "code")
IDENTITY = ("source_file", "document_id", "dataset", *PLACE, "field")
"""Columns by which two rows are of the same place."""
MOST_NUMBER = 1_000_000


class ReadOnlyArchive(ArchiveError):
    """The archive cannot be written from here."""


def read_corrections(raw: Place) -> tuple[tuple[Correction, ...], tuple[str, ...]]:
    """Read the corrections of an archive; no file is fine.

    Returns:
        The corrections, and for each row that is wrong and left out a sentence with file, line, and what to do.

    Raises:
        ArchiveError: the file as a whole cannot be read: its bytes, or its columns.
    """
    place = files.join(raw, CORRECTION_LIST)
    content = _content(place)
    found: dict[tuple[object, ...], int] = {}
    corrections: list[Correction] = []
    problems: list[str] = []
    for line, row in _rows(place, content):
        problem = row if isinstance(row, str) else _problem(row)
        if problem is None:
            assert not isinstance(row, str)
            correction = _correction(row)
            what = correction.field or correction.finding_id
            identity = (correction.document, correction.dataset, correction.place, what)
            if identity in found:
                problem = f"the same place is corrected twice (first in line {found[identity]}); keep one row"
            else:
                found[identity] = line
                corrections.append(correction)
        if problem is not None:
            problems.append(f"{place} line {line}: {problem}")
    return tuple(corrections), tuple(problems)


def _content(place: Place) -> bytes:
    try:
        return files.read_bytes(place)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise ArchiveError(f"{place} cannot be read: {error.strerror or error}; correct the file") from error


def _rows(place: Place, content: bytes) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Yield the rows with their lines: the cells that are not empty by column, or what is wrong with the row."""
    _, header, rest = _parsed(place, content)
    for record in rest:
        if record.problem is not None:
            yield record.line, record.problem
        elif any(record.cells[len(header) :]):
            yield record.line, f"{len(record.cells)} cells under {len(header)} columns; quote text with separators"
        else:
            yield record.line, {n: c for n, c in zip(header, record.cells, strict=False) if n and c}


def _parsed(place: Place, content: bytes) -> tuple[tuple[Dialect, str], list[str], list[Record]]:
    """Return how a file is written and its text, the names of its columns, and its other records."""
    try:
        dialect, text = read_dialect(content)
    except NoText as error:
        raise ArchiveError(f"{place} is no text ({error}); save it as CSV UTF-8") from error
    found = list(records(text, dialect.separator)) if content else []
    if not found:
        return (dialect, text), [], []
    head, *rest = found
    if head.problem is not None:
        raise ArchiveError(f"{place} line {head.line}: {head.problem}")
    header = [name.strip().lower() for name in head.cells]
    for name in header:
        if name and name not in COLUMNS:
            near = suggestion(name, COLUMNS)
            raise ArchiveError(
                f"{place} line {head.line}: there is no column {without_controls(name)!r}{near}; "
                f"the columns are {', '.join(COLUMNS)}"
            )
        if name and header.count(name) > 1:
            raise ArchiveError(f"{place} line {head.line}: the column {name} is there twice; remove one")
    return (dialect, text), header, rest


def _problem(row: Mapping[str, str]) -> str | None:
    """Return what is wrong with a row and what to do; None where it is right."""
    if bad := next(
        (n for n, v in row.items() if not all(c.isprintable() or c in "\n\r\t\u200b\u200c" for c in v)), None
    ):
        return f"{bad} holds control characters; remove them"
    if "source_file" not in row and "document_id" not in row:
        return "it names no document; fill in source_file"
    for name in NUMBERS:
        number = to_arabic(row.get(name, "1")).removesuffix(".0")
        if not (number.isascii() and number.isdecimal() and 0 < int(number) < MOST_NUMBER):
            return f"{name} {row[name]!r} must be a whole number from 1; correct it"
    if "field" not in row:
        if "finding_id" not in row:
            return "it has neither field nor finding_id; fill in one of them"
        return "right stands without field; name the column that it is of" if "right" in row else None
    dataset = row.get("dataset", DOCUMENT)
    if dataset not in FIELDS:
        near = suggestion(dataset, FIELDS)
        return f"there is no dataset {dataset!r} to correct{near}; there are {', '.join(FIELDS)}"
    kinds = FIELDS[dataset]
    if row["field"] not in kinds:
        near = suggestion(row["field"], kinds)
        return f"{dataset} has no field {row['field']!r} to correct{near}; there are {', '.join(kinds)}"
    if dataset != DOCUMENT and not any(name in row for name in PLACE):
        return "it names no place; fill in table_no and row, or another place"
    kind = kinds[row["field"]]
    try:
        value_of(kind, row.get("right"))
    except (ValueError, OverflowError):
        return f"right {row['right']!r} must be {KINDS[kind]}; correct it"
    return None


def _correction(row: Mapping[str, str]) -> Correction:
    """Return the correction of a row that is right."""
    place = [(n, str(int(to_arabic(row[n]).removesuffix(".0")))) for n in NUMBERS if n in row]
    place += [("code", row["code"])] if "code" in row else []
    field = row.get("field")
    return Correction(
        row.get("document_id", row.get("source_file", "")),
        FINDINGS if field is None else row.get("dataset", DOCUMENT),
        tuple(place),
        field,
        *(row.get(name) for name in ("printed", "right", "who", "why", "date", "finding_id")),
    )


def put_correction(raw: Place, row: Mapping[str, str]) -> None:
    """Write a correction, in place of one of the same document, place and field if there is one.

    All other rows stay as they are, byte for byte; so do encoding and separator, unless the encoding lacks a character:
    then the file becomes UTF-8. Writers wait for each other, and readers see the file before or after.

    Args:
        raw: the archive, on a disk.
        row: cells by column; empty ones may be left out.

    Raises:
        ReadOnlyArchive: the archive is at a URL.
        ArchiveError: the row is wrong, or the file cannot be read or written.
    """
    cells = {name: value for name, value in row.items() if value}
    unknown = next((name for name in cells if name not in COLUMNS), None)
    problem = f"there is no column {unknown!r}" if unknown is not None else _problem(cells)
    if problem is not None:
        raise ArchiveError(problem)
    _change(raw, lambda known: _is_of(known, cells), cells)


def remove_correction(raw: Place, row: Mapping[str, str]) -> bool:
    """Remove the correction of the same document, place and field; return whether there was one. Errors as above."""
    cells = {name: value for name, value in row.items() if value}
    return _change(raw, lambda known: _is_of(known, cells), None)


def _is_of(known: Mapping[str, str], cells: Mapping[str, str]) -> bool:
    """Return whether two rows are of the same document, place and field, or say of one finding that it was seen."""
    if "field" not in known and "field" not in cells:
        documents = [{row.get("source_file"), row.get("document_id")} - {None} for row in (known, cells)]
        return known.get("finding_id") == cells.get("finding_id") and bool(documents[0] & documents[1])
    return all(to_arabic(known.get(n, "")) == to_arabic(cells.get(n, "")) for n in IDENTITY)


def _change(raw: Place, replaced: Callable[[Mapping[str, str]], bool], cells: Mapping[str, str] | None) -> bool:
    """Take the rows out that are replaced, and put one at the end; return whether any was taken out."""
    from filelock import FileLock, Timeout

    place = files.join(raw, CORRECTION_LIST)
    if not isinstance(raw, Path) or not isinstance(place, Path):
        raise ReadOnlyArchive(f"{place} cannot be written from here; change a copy of it and upload that")
    try:
        with FileLock(raw / LOCK_NAME, timeout=LOCK_WAIT_S):
            content = _content(place)
            (dialect, text), header, rest = _parsed(place, content)
            gone = [
                r
                for r in rest
                if r.problem is None and replaced({n: c for n, c in zip(header, r.cells, strict=False) if n and c})
            ]
            if cells is None and not gone:
                return False
            files.write_bytes(place, _changed(text, dialect, header, gone, cells))
            return bool(gone)
    except Timeout as error:
        raise ArchiveError(f"{place} is being written by another program; try again") from error
    except OSError as error:
        raise ArchiveError(f"{place} cannot be written ({error.strerror or error})") from error


def _changed(
    text: str, dialect: Dialect, header: list[str], gone: Sequence[Record], cells: Mapping[str, str] | None
) -> bytes:
    """Return the bytes of a file without some records and with another at its end."""
    lines = list(io.StringIO(text, newline=""))
    left_out = {n for record in gone for n in range(record.line, record.last + 1)}
    kept = "".join(line for n, line in enumerate(lines, start=1) if n not in left_out)
    if cells is not None:
        if not header:
            header, dialect = list(COLUMNS), Dialect()
            kept = written(header, dialect)
        if missing := [name for name in cells if name not in header]:
            first = next(records(kept, dialect.separator))
            parts = list(io.StringIO(kept, newline=""))
            header = [*header, *missing]
            wide = written(header, dialect)
            kept = "".join((*parts[: first.line - 1], wide, *parts[first.last :]))
        if kept and not kept.endswith(("\n", "\r")):
            kept += dialect.line_end
        kept += written([cells.get(name, "") for name in header], dialect)
    try:
        return dialect.encode(kept)
    except UnicodeEncodeError:
        return Dialect().encode(kept)
