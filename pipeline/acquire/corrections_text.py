"""The text of ``corrections.csv`` as any spreadsheet writes it: its encoding, its separator, its records."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

COLUMNS = (
    "source_file",
    "document_id",
    "dataset",
    "page",
    "table_no",
    "row",
    "column",
    "code",
    "entry_no",
    "measure_no",
    "field",
    "printed",
    "right",
    "who",
    "why",
    "date",
    "finding_id",
)
"""Columns that the file may have, in any order."""
SEPARATORS = (",", ";", "\t")
THAI = "cp874"
"""What Excel in Thai saves as CSV without further ado; TIS-620 with a few signs more."""
FORMULA = re.compile(r"[=+\-@\t\r']")
"""How a cell begins that a spreadsheet would compute, or that an apostrophe already marks as text."""
QUOTED_FORMULA = re.compile(r'="(.*)"', re.DOTALL)


class NoText(ValueError):
    """The bytes are no text in an encoding that spreadsheets write."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written.

    Attributes:
        encoding: name of the codec, without a byte order mark.
        mark: the byte order mark at its start, or nothing.
        separator: between cells.
        line_end: after each record.
    """

    encoding: str = "utf-8"
    mark: bytes = codecs.BOM_UTF8
    separator: str = ","
    line_end: str = "\r\n"

    def encode(self, text: str) -> bytes:
        """Return text as bytes, with the mark; UnicodeEncodeError where the encoding lacks a character."""
        return self.mark + text.encode(self.encoding)


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the file.

    Attributes:
        line: where it begins, from 1; ``last`` is the line where it ends.
        cells: as they mean; empty where ``problem`` says what is wrong with it.
    """

    line: int
    last: int
    cells: tuple[str, ...]
    problem: str | None = None


def read_dialect(content: bytes) -> tuple[Dialect, str]:
    """Return how a file is written, and its text.

    Raises:
        NoText: it is no text.
    """
    mark, encoding, text = _decoded(content)
    if "\0" in text:
        raise NoText("it holds zero bytes")
    first = next((line for line in text.splitlines() if line.strip(',;\t "')), "")
    separator = max(SEPARATORS, key=lambda s: sum(clean(c).lower() in COLUMNS for c in _split(first, s)))
    end = "\r\n" if "\r\n" in text else "\n" if "\n" in text else "\r" if "\r" in text else "\r\n"
    return Dialect(encoding, mark, separator, end), text


def _decoded(content: bytes) -> tuple[bytes, str, str]:
    from pipeline.acquire.wide_text import wide_encoding

    try:
        if content.startswith(codecs.BOM_UTF8):
            return codecs.BOM_UTF8, "utf-8", content[3:].decode("utf-8")
        for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
            if content.startswith(mark):
                return mark, encoding, content[2:].decode(encoding)
        wide = wide_encoding(content)
        if wide is not None:
            return b"", wide, content.decode(wide)
        try:
            return b"", "utf-8", content.decode("utf-8")
        except UnicodeDecodeError:
            return b"", THAI, content.decode(THAI)
    except UnicodeDecodeError as error:
        raise NoText(f"byte {error.start + 1} is no {error.encoding}") from error


def _split(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


def records(text: str, separator: str) -> Iterator[Record]:
    """Yield the records that are not blank. After one that is broken reading goes on at the next line."""
    lines = list(io.StringIO(text, newline=""))
    start = 0
    while start < len(lines):
        first = start
        reader = csv.reader((lines[n] for n in range(start, len(lines))), delimiter=separator, strict=True)
        try:
            for row in reader:
                last = start + reader.line_num
                cells = tuple(clean(cell) for cell in row)
                if any(cells):
                    yield Record(first + 1, last, cells)
                first = last
            return
        except csv.Error as error:
            yield Record(first + 1, first + 1, (), f"{error}; correct the row")
            start = first + 1


def clean(cell: str) -> str:
    """Return what a cell means: no white space around it, ``="…"`` and an apostrophe before it taken off."""
    text = cell.strip()
    if formula := QUOTED_FORMULA.fullmatch(text):
        return formula.group(1).replace('""', '"').strip()
    return text[1:].strip() if text.startswith("'") else text


def harmless(text: str) -> str:
    """Return a text as a cell that no spreadsheet computes; :func:`clean` returns it as it was."""
    return f"'{text}" if FORMULA.match(text) else text


def written(cells: Sequence[str], dialect: Dialect) -> str:
    """Return a record as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=dialect.separator, lineterminator=dialect.line_end).writerow(
        [harmless(cell) for cell in cells]
    )
    return out.getvalue()
