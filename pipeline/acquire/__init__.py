"""Acquire: an archive becomes a list of source documents, each known by the hash of its bytes.

Contract: every file with a document's suffix is in the result once, in a fixed order, whatever its name; files that cannot be
documents are there with the reason; two files of the same bytes are one document. Never opens a document, never changes the archive.
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from pipeline import files
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.acquire.file_types import HEAD, SUFFIXES, kind_of, problem_with
from pipeline.files import Entry, Place
from pipeline.model import Hints, Kind, SourceDocument

__all__ = ["Acquired", "Archive", "ArchiveError", "Seen", "acquire", "acquire_file", "at_hand"]

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """What was learnt of a file when its bytes were last read. Holds as long as its stamp (:class:`pipeline.files.Entry`) does."""

    stamp: str
    document_id: str
    size_bytes: int
    kind: Kind
    problem: str | None = None


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
        seen: what need not be learnt again by the next :func:`acquire`, by name; for the caller to keep.
    """

    documents: tuple[Acquired, ...]
    missing: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    seen: Mapping[str, Seen] = field(default_factory=dict)


def acquire(raw: Place, seen: Mapping[str, Seen] | None = None) -> Archive:
    """Looks through an archive.

    Args:
        raw: its folder, or the URL of one. Hidden files, links to folders and what ``sources.yml`` ignores are left out.
        seen: ``Archive.seen`` of an earlier look. Files whose stamp is still the same are not read again.

    Raises:
        ArchiveError: the folder, its ``sources.yml`` or what `ita fetch` keeps there cannot be read.
    """
    from pipeline.acquire.sources import LISTS, read_hints

    if isinstance(raw, Path) and not raw.is_dir():
        raise ArchiveError(f"{raw} is not a folder; give the folder that holds the documents")
    known = read_hints(raw)
    there, ignored, chosen = set(), [], []
    try:
        for entry in files.walk(raw):
            name = printable(entry.name)
            there.add(name)
            if name.rsplit("/", 1)[-1].startswith("~$") or any(
                fnmatch.fnmatch(name, pattern) for pattern in (*known.ignore, *LISTS)
            ):
                continue
            if PurePosixPath(name).suffix.lower() in SUFFIXES:
                chosen.append((name, entry))
            else:
                ignored.append(name)
    except OSError as error:
        raise ArchiveError(f"the archive cannot be read: {error}") from error
    if isinstance(raw, str) and not there:
        raise ArchiveError(f"{raw} holds nothing; check the URL (and the credentials), or put documents there")
    by_hash: dict[str, list[Acquired]] = {}
    learnt = {}
    for name, stamp, found in _all_of(chosen, known.hints, seen or {}):
        source = found.source
        if stamp is not None and source.size_bytes:
            learnt[name] = Seen(stamp, source.document_id, source.size_bytes, source.kind, found.problem)
        by_hash.setdefault(source.document_id, []).append(known.described(found))
    documents = sorted((_one(same, known.hints) for same in by_hash.values()), key=lambda a: a.source.source_file)
    return Archive(tuple(documents), tuple(sorted(set(known.hints) - there)), tuple(sorted(ignored)), learnt)


def _all_of(
    chosen: list[tuple[str, Entry]], hints: Mapping[str, Hints], seen: Mapping[str, Seen]
) -> Iterator[tuple[str, str | None, Acquired]]:
    """The files as documents, in order. Files at a URL are read several at a time."""
    from concurrent.futures import ThreadPoolExecutor

    def one(item: tuple[str, Entry]) -> tuple[str, str | None, Acquired]:
        name, entry = item
        mine, before = hints.get(name, Hints()), seen.get(name)
        if before is None or entry.stamp is None or before.stamp != entry.stamp:
            return name, entry.stamp, acquire_file(entry.place, name, mine)
        source = SourceDocument(os.fspath(entry.place), name, before.document_id, before.size_bytes, before.kind, mine)
        return name, entry.stamp, Acquired(source, before.problem)

    if any(isinstance(entry.place, str) for _, entry in chosen):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(one, chosen)
    else:
        yield from map(one, chosen)


def acquire_file(path: Place, name: str | None = None, hints: Hints | None = None) -> Acquired:
    """One file as a source document.

    Args:
        path: the file, on a disk or at a URL.
        name: what it is called in the archive; its own name by default.
        hints: what ``sources.yml`` says of it.
    """
    name = name if name is not None else printable(PurePosixPath(path).name)
    hints = hints if hints is not None else Hints()
    suffix = PurePosixPath(name).suffix
    digest, head, size = hashlib.sha256(), b"", 0
    try:
        for block in files.blocks(path):
            head = head or block[:HEAD]
            size += len(block)
            digest.update(block)
    except OSError as error:
        nameless = hashlib.sha256(name.encode()).hexdigest()
        source = SourceDocument(os.fspath(path), name, nameless, 0, kind_of(suffix, b""), hints)
        return Acquired(source, f"the file cannot be read ({error.strerror or error}); check its permissions")
    problem = problem_with(suffix, head, size)
    source = SourceDocument(os.fspath(path), name, digest.hexdigest(), size, kind_of(suffix, head), hints)
    return Acquired(source, problem)


@contextlib.contextmanager
def at_hand(source: SourceDocument) -> Iterator[SourceDocument]:
    """A document with its bytes on this machine; those of a URL are fetched, and gone afterwards.

    Whoever reads them may open the file more than once, so its bytes are looked at again when it is done.

    Raises:
        OSError: the bytes cannot be had, or are no longer those of the document; whatever was read of them is worth nothing.
    """
    with files.local(files.place(source.path)) as path:
        try:
            yield replace(source, path=os.fspath(path))
        except Exception:
            _still(source, path)
            raise
        _still(source, path)


def _still(source: SourceDocument, path: Path) -> None:
    """Makes sure that a file holds the bytes that were listed."""
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != source.document_id:
            raise OSError("it was replaced while the run was under way")


def printable(name: str) -> str:
    """A file name as text that any file can hold: bytes that are no UTF-8 are written as ``\\xNN``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _one(same: list[Acquired], hints: Mapping[str, Hints]) -> Acquired:
    """Files of the same bytes as one document: the one that ``sources.yml`` names speaks, else the first by name."""
    first, *others = sorted(same, key=lambda a: (a.source.source_file not in hints, a.source.source_file))
    return Acquired(first.source, first.problem, tuple(o.source.source_file for o in others))
