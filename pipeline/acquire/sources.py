"""The lists of an archive: ``sources.yml`` and, for many entries, ``sources.csv``, both in the archive."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipeline import files
from pipeline.acquire.archive import Acquired
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.acquire.fetch_state import FetchState, read_state
from pipeline.acquire.file_types import SUFFIXES
from pipeline.files import Place
from pipeline.model import Hints

YAML_LIST, CSV_LIST = "sources.yml", "sources.csv"
LISTS = (YAML_LIST, CSV_LIST)
SCHEMES = ("http", "https", "file", "s3")
MOST_NAME_BYTES = 200
"""Bytes of each part of a file's path, so that a few more still fit into the 255 of most disks."""
FIRST_YEAR, LAST_YEAR = 2500, 2700
"""Fiscal years that an entry may say, Buddhist Era."""
Location = tuple[str, int]
"""A list and a line of it (from 1)."""


def _is_address(url: str) -> bool:
    """Return whether a URL can be taken apart: an IPv6 address is closed, a port is a number."""
    try:
        parts = urlsplit(url)
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _ascii_digits(value: object) -> object:
    """Return a number in Thai or other digits with ASCII digits."""
    return str(int(value)) if isinstance(value, str) and value.strip().isdecimal() else value


class Source(BaseModel):
    """One document: where it is published, where it is kept, and values that override what it says itself.

    Without ``file`` it is kept under its fiscal year and the name that its site gives it. ``fetch: false`` says that
    the URL is a page about the document, not the document.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    file: str | None = None
    url: str | None = None
    retrieved_at: date | datetime | None = None
    agency: str | None = None
    fiscal_year: Annotated[int | None, BeforeValidator(_ascii_digits)] = Field(
        default=None, ge=FIRST_YEAR, le=LAST_YEAR
    )
    family: str | None = None
    preferred: bool = False
    fetch: bool = True

    @field_validator("file")
    @classmethod
    def _check_file(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = PurePosixPath(value).parts
        if value.startswith("/") or "\\" in value or not parts or any(p.startswith(".") for p in parts):
            raise ValueError(
                "must be a path inside the archive, with / between folders and no name that begins with a dot"
            )
        if any(len(p.encode()) > MOST_NAME_BYTES for p in parts):
            raise ValueError(f"has a name of more than {MOST_NAME_BYTES} bytes")
        if any(ord(c) < 32 or ord(c) == 127 for c in value):
            raise ValueError("must have no control characters")
        return str(PurePosixPath(value))

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme, colon, rest = value.partition(":")
        if not colon or scheme.lower() not in SCHEMES or not rest.strip("/"):
            raise ValueError(f"must begin with one of {', '.join(s + ':' for s in SCHEMES)}")
        if re.search(r"[\x00-\x1f\x7f]", value):
            raise ValueError("must have no control characters")
        if not _is_address(value):
            raise ValueError("is no web address, look at its host and port")
        if scheme.lower() == "file" and not re.match(r"(//(localhost)?)?/[^/]", rest):
            raise ValueError("must name a file of this machine from its root on, such as file:///data/a.pdf")
        if scheme.lower() != "file" and "@" in rest.lstrip("/").split("/")[0]:
            raise ValueError("must have no user and password, it is published; put them into ~/.netrc")
        return value

    @model_validator(mode="after")
    def _check_entry(self) -> Source:
        if self.file is None and self.url is None:
            raise ValueError("needs a file or a url")
        if self.is_fetched and self.file and PurePosixPath(self.file).suffix.lower() not in SUFFIXES:
            raise ValueError(f"file must end in one of {', '.join(SUFFIXES)}")
        return self

    @property
    def is_fetched(self) -> bool:
        """Whether `ita fetch` downloads it."""
        return self.url is not None and self.fetch

    def hints(self) -> Hints:
        """Return the entry as the stages know it."""
        retrieved = self.retrieved_at.isoformat() if self.retrieved_at else None
        return Hints(self.url, retrieved, self.agency, self.fiscal_year, self.family, self.preferred)


class Sources(BaseModel):
    """All lists of an archive. ``ignore`` names files that are no documents, as shell patterns (``*/README.md``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: list[Source] = []
    ignore: list[str] = []


@dataclass(frozen=True, slots=True)
class ArchiveHints:
    """What is known of an archive's files: entries of the lists by file name, and the state of `ita fetch`."""

    hints: Mapping[str, Hints]
    ignore: tuple[str, ...]
    state: FetchState

    def with_fetch_record(self, found: Acquired) -> Acquired:
        """Return a file with URL and time of its download, where its bytes are still those and no list says else."""
        record = self.state.of_file(found.source.source_file)
        if record is None or record.sha256 != found.source.document_id:
            return found
        hints = found.source.hints
        hints = replace(hints, url=hints.url or record.url, retrieved_at=hints.retrieved_at or record.retrieved_at)
        return replace(found, source=replace(found.source, hints=hints))


def read_hints(raw: Place) -> ArchiveHints:
    """Read what is known of the files of an archive.

    Raises:
        ArchiveError: as of :func:`read_sources`, or the state of `ita fetch` cannot be read.
    """
    known, state = read_sources(raw), read_state(raw)
    hints = {}
    for source in known.sources:
        record = state.of_url(source.url)
        name = source.file or (record.file if record else None)
        if name is not None:
            hints[name] = source.hints()
    return ArchiveHints(hints, tuple(known.ignore), state)


def read_sources(raw: Place) -> Sources:
    """Read the lists of an archive; none there is fine.

    Raises:
        ArchiveError: a list cannot be read, has an unknown field, or names a file or a URL twice; with list, line and
            field.
    """
    listed, locations = _read_yaml(files.join(raw, YAML_LIST))
    rows = list(_read_csv(files.join(raw, CSV_LIST)))
    sources = [*listed.sources, *(source for source, _ in rows)]
    locations += [location for _, location in rows]
    seen: dict[str, Location] = {}
    for source, (place, line) in zip(sources, locations, strict=True):
        for name in filter(None, (source.file, source.url if source.is_fetched else None)):
            if name in seen:
                first = seen[name]
                where = f"line {first[1]}" if first[0] == place else f"{first[0]} line {first[1]}"
                raise ArchiveError(f"{place} line {line}: {name} is listed twice (first in {where}); keep one entry")
            seen[name] = (place, line)
    return listed.model_copy(update={"sources": sources})


def _read_yaml(place: Place) -> tuple[Sources, list[Location]]:
    """Read ``sources.yml``, with the location of every entry."""
    import yaml

    text = _text(place)
    if text is None:
        return Sources(), []
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)  # many times faster, where it is built in
        tree = loader.get_single_node()
        content = loader.construct_document(tree) if tree is not None else {}
        content = {} if content is None else content
    except (yaml.YAMLError, ValueError) as error:
        raise ArchiveError(f"{place} cannot be read: {' '.join(str(error).split())}; correct the file") from error
    try:
        found = Sources.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise ArchiveError(_describe(place, _line(tree, first["loc"]), first, len(error.errors()))) from error
    return found, [(str(place), _line(tree, ("sources", n))) for n in range(len(found.sources))]


def _read_csv(place: Place) -> Iterator[tuple[Source, Location]]:
    """Read the rows of ``sources.csv``, each with its location. An empty cell is a field that is not given."""
    text = _text(place)
    if text is None:
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                pass
            elif not header:
                header = cells
                unknown = [name for name in header if name not in Source.model_fields]
                if unknown or len(set(header)) < len(header):
                    wrong = f"there is no field {unknown[0]!r}" if unknown else "a column is there twice"
                    raise ArchiveError(
                        f"{place} line {line}: {wrong}; the columns are {', '.join(Source.model_fields)}"
                    )
            elif len(cells) > len(header):
                raise ArchiveError(
                    f"{place} line {line}: {len(cells)} cells under {len(header)} columns; quote text with commas"
                )
            else:
                given: dict[str, Any] = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
                yield Source.model_validate(given), (str(place), line)
            line = reader.line_num + 1
    except ValidationError as error:
        raise ArchiveError(_describe(place, line, error.errors()[0], len(error.errors()))) from error
    except csv.Error as error:
        raise ArchiveError(f"{place} line {line}: {error}; correct the row") from error


def _text(place: Place) -> str | None:
    """Read a list as text; None where there is none."""
    try:
        return files.read_bytes(place).decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        reason = f"it is not UTF-8 (byte {error.start + 1}); save it as UTF-8 (in Excel: CSV UTF-8)"
        raise ArchiveError(f"{place} cannot be read: {reason}") from error
    except OSError as error:
        raise ArchiveError(f"{place} cannot be read: {error.strerror or error}; correct the file") from error


def _describe(place: Place, line: int, error: Any, errors: int) -> str:
    """Return what is wrong with an entry, and where."""
    fields = [
        str(part) for part in error["loc"] if isinstance(part, str) and part not in ("sources", "date", "datetime")
    ]
    reason = (
        "there is no such field" if error["type"] == "extra_forbidden" else error["msg"].removeprefix("Value error, ")
    )
    given = error.get("input")
    got = f" (it says {given!r})" if isinstance(given, str | int) and error["type"] != "extra_forbidden" else ""
    more = f" ({errors - 1} more below)" if errors > 1 else ""
    return f"{place} line {line}: {': '.join((*fields, reason))}{got}; correct the entry{more}"


def _line(node: Any, loc: tuple[int | str, ...]) -> int:
    """Return the line (from 1) of a value in a YAML document, or of the value that it should be part of."""
    import yaml

    line = int(node.start_mark.line) + 1 if node is not None else 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == part), None)
            if pair is None:
                break
            line, node = int(pair[0].start_mark.line) + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = int(node.start_mark.line) + 1
        else:
            break
    return line
