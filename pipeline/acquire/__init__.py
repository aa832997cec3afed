"""Acquire: an archive becomes a list of source documents, each known by the hash of its bytes.

Contract: every file with a document's suffix is in the result once, in a fixed order, whatever its name; files that cannot be
documents are there with the reason; two files of the same bytes are one document. Never opens a document, never changes the archive.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.acquire.errors import ArchiveError
from pipeline.acquire.sniff import HEAD, SUFFIXES, kind_of, problem_with
from pipeline.model import Hints, SourceDocument

__all__ = ["Acquired", "Archive", "ArchiveError", "acquire", "acquire_file"]


@dataclass(frozen=True, slots=True)
class Acquired:
    """A file of the archive, with the reason why it cannot be read, if so, and other names of the same bytes."""

    source: SourceDocument
    problem: str | None = None
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds.

    Attributes:
        documents: by name.
        missing: files that ``sources.yml`` names but that are not there.
        ignored: files that are no documents by their suffix.
    """

    documents: tuple[Acquired, ...]
    missing: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def acquire(raw: Path) -> Archive:
    """Looks through an archive.

    Args:
        raw: its folder. Hidden files, links to folders and what ``sources.yml`` ignores are left out.

    Raises:
        ArchiveError: the folder or its ``sources.yml`` cannot be read.
    """
    from pipeline.acquire.sources import NAME, read_sources

    if not raw.is_dir():
        raise ArchiveError(f"{raw} is not a folder; give the folder that holds the documents")
    known = read_sources(raw)
    hints = {s.file: s.hints() for s in known.sources}
    by_hash: dict[str, list[Acquired]] = {}
    seen, ignored = set(), []
    for path in _walk(raw):
        name = printable(path.relative_to(raw).as_posix())
        seen.add(name)
        if any(fnmatch.fnmatch(name, pattern) for pattern in (*known.ignore, NAME)):
            continue
        if path.suffix.lower() not in SUFFIXES:
            ignored.append(name)
        else:
            found = acquire_file(path, name, hints.get(name, Hints()))
            by_hash.setdefault(found.source.document_id, []).append(found)
    documents = [_one(same, hints) for same in by_hash.values()]
    return Archive(tuple(sorted(documents, key=lambda a: a.source.source_file)), tuple(sorted(set(hints) - seen)), tuple(ignored))


def acquire_file(path: Path, name: str | None = None, hints: Hints | None = None) -> Acquired:
    """One file as a source document.

    Args:
        path: the file.
        name: what it is called in the archive; its own name by default.
        hints: what ``sources.yml`` says of it.
    """
    name = name if name is not None else printable(path.name)
    hints = hints if hints is not None else Hints()
    digest, head, size = hashlib.sha256(), b"", 0
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                head = head or block[:HEAD]
                size += len(block)
                digest.update(block)
    except OSError as error:
        nameless = hashlib.sha256(name.encode()).hexdigest()
        source = SourceDocument(os.fspath(path), name, nameless, 0, kind_of(path.suffix, b""), hints)
        return Acquired(source, f"the file cannot be read ({error.strerror or error}); check its permissions")
    problem = problem_with(path.suffix, head, size)
    source = SourceDocument(os.fspath(path), name, digest.hexdigest(), size, kind_of(path.suffix, head), hints)
    return Acquired(source, problem)


def printable(name: str) -> str:
    """A file name as text that any file can hold: bytes that are no UTF-8 are written as ``\\xNN``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _one(same: list[Acquired], hints: dict[str, Hints]) -> Acquired:
    """Files of the same bytes as one document: the one that ``sources.yml`` names speaks, else the first by name."""
    first, *others = sorted(same, key=lambda a: (a.source.source_file not in hints, a.source.source_file))
    return Acquired(first.source, first.problem, tuple(o.source.source_file for o in others))


def _walk(raw: Path) -> Iterator[Path]:
    """Files in the order of their names; hidden ones and the locks of office programs left out."""
    for folder, folders, names in os.walk(raw):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            if not name.startswith((".", "~$")) and (path.is_file() or path.is_symlink()):
                yield path
