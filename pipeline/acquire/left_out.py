"""Files of an archive that are no documents: what each is, and what to do with it (``left_out.yml``)."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources
from pathlib import PurePosixPath
from typing import Any

from pipeline import files
from pipeline.acquire import OFFICE_LOCK_PREFIX, printable
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.acquire.file_types import HEAD_BYTES, SUFFIXES
from pipeline.files import Entry, Place

IGNORED, OTHER, OUTSIDE = "ignored", "other", "outside_link"
"""Kinds of ``left_out.yml`` that neither a name nor the bytes of a file tell."""


@dataclass(frozen=True, slots=True)
class LeftOutKind:
    """A kind of files that are no documents.

    Attributes:
        rank: from 0; the lower, the sooner it is worth a look.
        means: what such files are, in the plural.
        remedy: what to do with them.
        suffixes: of their names, lower case.
        names: shell patterns of the last part of their names, lower case.
        magic: first bytes, one of which they have.
        is_noise: nobody needs to look at them.
    """

    name: str
    rank: int
    means: str
    remedy: str
    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    magic: tuple[bytes, ...] = ()
    is_noise: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file of an archive that is no document."""

    file: str
    size_bytes: int
    kind: LeftOutKind


def list_left_out(raw: Place) -> tuple[LeftOut, ...]:
    """List the files of an archive that are no documents, those that are worth a look first.

    Documents are not opened. The lists of the archive, folders whose name begins with a dot and links to folders are
    passed over.

    Raises:
        ArchiveError: the archive or its lists cannot be read.
    """
    from pipeline.acquire.sources import LISTS, read_hints  # pydantic

    ignore = read_hints(raw).ignore
    found = []
    try:
        for entry in files.walk(raw, hidden=True):
            name = printable(entry.name)
            if name not in LISTS:
                kind = _kind_of_entry(entry, name, ignore)
                found += [LeftOut(name, entry.size, kind)] if kind is not None else []
    except OSError as error:
        raise ArchiveError(f"the archive cannot be read: {error}") from error
    return tuple(sorted(found, key=lambda f: (f.kind.rank, f.file)))


def worth_a_look(names: Sequence[str]) -> str:
    """Return the name, of files that are no documents, that is worth a look first."""
    return min(names, key=lambda name: (kind_by_name(name) or _kind(OTHER)).rank)


def kind_by_name(name: str) -> LeftOutKind | None:
    """Return the kind that the name of a file that is no document tells; None where it tells none."""
    last = name.rsplit("/", 1)[-1].lower()
    suffix = PurePosixPath(last).suffix
    named = next((k for k in _kinds() if any(fnmatch.fnmatchcase(last, pattern) for pattern in k.names)), None)
    return named or next((k for k in _kinds() if suffix in k.suffixes), None)


def _kind_of_entry(entry: Entry, name: str, ignore: Sequence[str]) -> LeftOutKind | None:
    """Return what a file is; None for a document."""
    last = name.rsplit("/", 1)[-1]
    if any(fnmatch.fnmatch(name, pattern) for pattern in ignore):
        return _kind(IGNORED)
    if entry.leads_outside:
        return _kind(OUTSIDE)
    is_hidden = last.startswith((".", OFFICE_LOCK_PREFIX))
    if not is_hidden and PurePosixPath(name).suffix.lower() in SUFFIXES:
        return None
    return kind_by_name(name) or _kind_by_bytes(_head(entry))


def _kind_by_bytes(head: bytes) -> LeftOutKind:
    return next((k for k in _kinds() if any(head.lstrip().startswith(m) for m in k.magic)), _kind(OTHER))


def _head(entry: Entry) -> bytes:
    """Return a file's first bytes; none where it cannot be read."""
    try:
        return next(iter(files.blocks(entry.place)), b"")[:HEAD_BYTES]
    except OSError:
        return b""


def _kind(name: str) -> LeftOutKind:
    return next(k for k in _kinds() if k.name == name)


@cache
def _kinds() -> tuple[LeftOutKind, ...]:
    """Return the kinds of ``left_out.yml``, in its order."""
    data = files.load_yaml(resources("pipeline.acquire").joinpath("left_out.yml").read_text(encoding="utf-8"))
    return tuple(_parsed(rank, name, entry) for rank, (name, entry) in enumerate(data["kinds"].items()))


def _parsed(rank: int, name: str, entry: dict[str, Any]) -> LeftOutKind:
    return LeftOutKind(
        name,
        rank,
        entry["means"],
        entry["remedy"],
        tuple(entry.get("suffixes", ())),
        tuple(entry.get("names", ())),
        tuple(magic.encode("latin-1") for magic in entry.get("magic", ())),
        bool(entry.get("noise", False)),
    )
