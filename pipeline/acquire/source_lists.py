"""Reading the lists of an archive, ``sources.yml`` and ``sources.csv``: a wrong entry costs that entry only."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline import files
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.acquire.source_entry import LOST, Source, entry_error
from pipeline.files import Place
from pipeline.files.redaction import redact
from pipeline.files.suggestions import suggestion

NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0\ufffe\uffff]")
"""Characters that are no text of a list, surrogates for bytes that are not UTF-8 among them; YAML stops at most."""
BREAKS = re.compile('[\r\n"]')
FREE_TEXT = "agency"
"""The one column whose cells may hold line breaks and quotation marks; elsewhere they tell one that is not closed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list.

    Attributes:
        place: the list.
        line: where the entry begins, from 1.
        source: what it says; None where it is wrong.
        problem: what is wrong with it and what to do, a sentence without its place; None where it is right.
    """

    place: str
    line: int
    source: Source | None
    problem: str | None = None


def read_yaml_list(place: Place) -> tuple[list[Listed], list[str]]:
    """Read ``sources.yml``; none there is fine.

    Returns:
        Its entries, and the patterns of ``ignore``.

    Raises:
        ArchiveError: the list as a whole cannot be read; with its line.
    """
    import yaml

    text = read_list(place)
    if text is None:
        return [], []
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)  # many times faster, where it is built in
    try:
        tree = loader.get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        raise ArchiveError(
            f"{place} cannot be read: {redact(' '.join(str(error).split()))}; correct the file"
        ) from error
    listed: list[Listed] = []
    ignore: list[str] = []
    for name, nodes in _sections(place, tree):
        for node in nodes:
            line, value, problem = _value(loader, node)
            if problem is None and name == "ignore":
                if isinstance(value, str) and LOST not in value:
                    ignore.append(value)
                else:
                    problem = "a pattern of ignore must be text; correct it"
            elif problem is None:
                listed.append(_entry(place, line, value, node))
            if problem is not None:
                listed.append(Listed(str(place), line, None, problem))
    return listed, ignore


def _sections(place: Place, tree: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of a YAML document by name, as nodes of their items."""
    import yaml

    fields = ("sources", "ignore")
    if tree is None or (isinstance(tree, yaml.ScalarNode) and tree.tag.endswith(":null")):
        return
    if not isinstance(tree, yaml.MappingNode):
        raise ArchiveError(f"{place} line {_line(tree)}: it must have a list named sources; correct the file")
    for key, node in tree.value:
        if key.value not in fields:
            raise ArchiveError(
                f"{place} line {_line(key)}: {key.value}: there is no such field, there are {' and '.join(fields)}"
                f"{suggestion(str(key.value), fields)}; "
                "correct the file"
            )
        if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null"):
            continue
        if not isinstance(node, yaml.SequenceNode):
            raise ArchiveError(f"{place} line {_line(key)}: {key.value} must be a list; correct the file")
        yield key.value, node.value


def _value(loader: Any, node: Any) -> tuple[int, object, str | None]:
    """Return the line of an item of a YAML list, its value, and what is wrong where it has none."""
    import yaml

    try:
        return _line(node), loader.construct_document(node), None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        reason = redact(getattr(error, "problem", None) or " ".join(str(error).split()))
        return _line(node), None, f"it cannot be read ({reason}); correct the entry"


def _entry(place: Place, line: int, value: object, node: Any = None) -> Listed:
    """Return an entry as it was read.

    Args:
        place: the list.
        line: where it begins.
        value: its fields.
        node: in a YAML document, to find the line of a field.
    """
    if not isinstance(value, Mapping):
        return Listed(str(place), line, None, "an entry must have fields, such as `url: https://…`; correct the entry")
    try:
        return Listed(str(place), line, Source.model_validate({str(k): v for k, v in value.items()}))
    except ValidationError as error:
        field, problem = entry_error(error)
        keys = [key for key, _ in node.value if key.value == field] if node is not None else []
        return Listed(str(place), _line(keys[0]) if keys else line, None, problem)


def _line(node: Any) -> int:
    """Return the line (from 1) where a node of a YAML document begins."""
    return int(node.start_mark.line) + 1


def read_csv_list(place: Place) -> list[Listed]:
    """Read ``sources.csv``; none there is fine. An empty cell is a field that is not given.

    Raises:
        ArchiveError: the list as a whole cannot be read: its bytes, or its columns.
    """
    text = read_list(place)
    if text is None:
        return []
    lines = list(io.StringIO(text, newline=""))
    header: list[str] = []
    listed = []
    for line, cells in csv_records(lines, header, FREE_TEXT):
        if isinstance(cells, str):
            if not header:
                raise ArchiveError(f"{place} line {line}: {cells}; correct the file")
            listed.append(Listed(str(place), line, None, f"{cells}; correct the row"))
        elif not header:
            header += csv_columns(place, line, cells, tuple(Source.model_fields))
        elif len(cells) > len(header):
            problem = f"{len(cells)} cells under {len(header)} columns; quote text with commas"
            listed.append(Listed(str(place), line, None, problem))
        else:
            given = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
            listed.append(_entry(place, line, given))
    return listed


def csv_records(
    lines: Sequence[str], header: Sequence[str], free_text: str = ""
) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the records of a CSV file, each with its line (from 1): its cells, or what is wrong with it.

    A quotation mark that is not closed would take the lines that follow into its cell: reading goes on at the next
    line.

    Args:
        lines: of the file.
        header: names of the columns, once they are known to the caller.
        free_text: the column whose cells may hold line breaks and quotation marks.
    """
    start = 0
    while start < len(lines):
        first = start
        reader = csv.reader((lines[n] for n in range(start, len(lines))), strict=True)
        try:
            for row in reader:
                cells = [cell.strip() for cell in row]
                breaks = [n for n, cell in enumerate(cells) if BREAKS.search(cell)]
                if breaks and any(header[n : n + 1] != [free_text] for n in breaks):
                    raise csv.Error(
                        "a line break or a quotation mark in a cell, as where a quotation mark is not closed"
                    )
                if any(cells):
                    yield first + 1, cells
                first = start + reader.line_num
            return
        except csv.Error as error:
            yield first + 1, str(error)
            start = first + 1


def csv_columns(place: Place, line: int, cells: list[str], known: Sequence[str]) -> list[str]:
    """Return the names of the columns of a list.

    Raises:
        ArchiveError: one of them is not known, or is there twice.
    """
    unknown = [name for name in cells if name not in known]
    if any(LOST in name for name in cells):
        raise ArchiveError(f"{place} line {line} is not UTF-8; save the list as UTF-8 (in Excel: CSV UTF-8)")
    if unknown or len(set(cells)) < len(cells):
        wrong = (
            f"there is no field {unknown[0]!r}{suggestion(unknown[0], known)}" if unknown else "a column is there twice"
        )
        raise ArchiveError(f"{place} line {line}: {wrong}; the columns are {', '.join(known)}")
    return cells


def read_list(place: Place) -> str | None:
    """Read a list as text; None where there is none."""
    try:
        return decoded(files.read_bytes(place))
    except FileNotFoundError:
        return None
    except OSError as error:
        remedy = "; check its permissions" if isinstance(place, Path) else ""  # errors of URLs say what to do
        raise ArchiveError(f"{place} cannot be read: {error.strerror or error}{remedy}") from error


def decoded(content: bytes) -> str:
    """Return the text of a list; what is no text, be it not UTF-8 or a control character, is ``LOST``."""
    return NO_TEXT.sub(LOST, content.decode("utf-8-sig", "surrogateescape"))
