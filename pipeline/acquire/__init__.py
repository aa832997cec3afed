"""Acquire: an archive becomes a list of source documents, each known by the hash of its bytes.

Contract: every file with a document's suffix is in the result once, in a fixed order, whatever its name; files that
cannot be documents are there with the reason; two files of the same bytes are one document, and so are the files of a
transcript that has one for each page. Never opens a document,
never changes the archive (:mod:`pipeline.acquire.fetch` does, by its own contract).
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from pipeline import files
from pipeline.acquire.archive import Acquired, Archive, Seen
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.acquire.file_types import HEAD_BYTES, SUFFIXES, kind_of, problem_with
from pipeline.acquire.page_files import OUTPUT_SUFFIXES, join_page_files, stated_pages
from pipeline.domain.control_characters import escaped
from pipeline.domain.register.body import Body
from pipeline.files import Entry, Place
from pipeline.model import Hints, PageFile, SourceDocument
from pipeline.model.corrections import Correction

__all__ = ["Acquired", "Archive", "ArchiveError", "Seen", "acquire", "acquire_file", "local_source"]

PARALLEL_READS = 8
"""Files at a URL that are read at the same time."""
OFFICE_LOCK_PREFIX = "~$"
"""How the names of the files begin by which Word and Excel mark a document as open."""


def acquire(raw: Place, seen: Mapping[str, Seen] | None = None) -> Archive:
    """List the documents of an archive.

    Args:
        raw: its folder, or the URL of one. Hidden files, links to folders and what ``sources.yml`` ignores are left
            out.
        seen: ``Archive.seen`` of an earlier call. Files whose stamp is still the same are not read again.

    Raises:
        ArchiveError: the folder, a list as a whole or what `ita fetch` keeps there cannot be read.
    """
    from pipeline.acquire.sources import BODY_LIST, CORRECTION_LIST, LISTS, read_hints  # pydantic

    if isinstance(raw, Path) and not raw.is_dir():
        raise ArchiveError(f"{raw} is not a folder; give the folder that holds the documents")
    known = read_hints(raw)
    names, ignored, chosen = _list_files(raw, (*known.ignore, *LISTS))
    by_hash: dict[str, list[Acquired]] = {}
    seen_now = {}
    each = []
    for name, stamp, found in _acquire_all(chosen, known.hints, seen or {}):
        source = found.source
        if stamp is not None and source.size_bytes:
            seen_now[name] = Seen(stamp, source.document_id, source.size_bytes, source.kind, found.problem, found.pages)
        each.append(known.with_fetch_record(found))
    for found in join_page_files(each):
        by_hash.setdefault(found.source.document_id, []).append(found)
    documents = sorted((_merge(same, known.hints) for same in by_hash.values()), key=lambda a: a.source.source_file)
    missing = tuple(sorted(set(known.hints) - names))
    bodies, bad_bodies = _added_bodies(raw) if BODY_LIST in names else ((), ())
    lost: tuple[Correction, ...] = ()
    bad_corrections: tuple[str, ...] = ()
    if CORRECTION_LIST in names:
        documents, lost, bad_corrections = _with_corrections(raw, documents)
    bad_entries = (*known.bad_entries, *bad_bodies, *bad_corrections)
    aside = frozenset(_fitting(names, known.ignore)) if known.ignore else frozenset()
    return Archive(tuple(documents), missing, tuple(sorted(ignored)), seen_now, bad_entries, bodies, aside, lost)


def _matcher(patterns: tuple[str, ...]) -> Callable[[str], object]:
    """Return what tells whether a name fits one of some shell patterns."""
    return re.compile("|".join(fnmatch.translate(os.path.normcase(pattern)) for pattern in patterns)).match


def _fitting(names: Iterable[str], patterns: tuple[str, ...]) -> Iterator[str]:
    """Yield the names that fit one of some shell patterns."""
    fits = _matcher(patterns)
    return (name for name in names if fits(name))


def _with_corrections(
    raw: Place, documents: list[Acquired]
) -> tuple[list[Acquired], tuple[Correction, ...], tuple[str, ...]]:
    """Return documents with their corrections, corrections of documents that are not there, and what is wrong."""
    from pipeline.acquire.corrections_file import read_corrections

    corrections, problems = read_corrections(raw)
    ids = {d.source.document_id: d.source.document_id for d in documents}
    for document in documents:
        pages = [page.source_file for page in document.source.page_files]
        ids |= dict.fromkeys((document.source.source_file, *document.same_as, *pages), document.source.document_id)
    found: dict[str, list[Correction]] = {}
    lost = []
    for correction in corrections:
        if correction.document in ids:
            found.setdefault(ids[correction.document], []).append(correction)
        else:
            lost.append(correction)
    corrected = [
        replace(d, source=replace(d.source, corrections=tuple(found[d.source.document_id])))
        if d.source.document_id in found
        else d
        for d in documents
    ]
    missing = tuple(
        f"{files.join(raw, 'corrections.csv')}: there is no document {name}; correct its source_file"
        for name in sorted({c.document for c in lost})
    )
    return corrected, tuple(lost), (*problems, *missing)


def _added_bodies(raw: Place) -> tuple[tuple[Body, ...], tuple[str, ...]]:
    """Return the bodies of an archive's own list, and what is wrong with it; the register is loaded for it."""
    from pipeline.acquire.body_list import read_body_list

    return read_body_list(raw)


def _list_files(raw: Place, patterns: tuple[str, ...]) -> tuple[set[str], list[str], list[tuple[str, Entry]]]:
    """List the files of an archive.

    Args:
        raw: the archive.
        patterns: shell patterns of files to leave out.

    Returns:
        All names, the names of files that are no documents by their suffix, and the documents.
    """
    names: set[str] = set()
    ignored: list[str] = []
    chosen: list[tuple[str, Entry]] = []
    suffixes = tuple(SUFFIXES)
    is_left_out = _matcher(patterns)
    try:
        for entry in files.walk(raw):
            name = printable(entry.name)
            names.add(name)
            if is_left_out(name) or name.rpartition("/")[2].startswith(OFFICE_LOCK_PREFIX):
                continue
            if name.lower().endswith(suffixes) and not entry.leads_outside:
                chosen.append((name, entry))
            else:
                ignored.append(name)
    except OSError as error:
        raise ArchiveError(f"the archive cannot be read: {error}") from error
    if isinstance(raw, str) and not names:
        raise ArchiveError(f"{raw} holds nothing; check the URL (and the credentials), or put documents there")
    return names, ignored, chosen


def _acquire_all(
    chosen: list[tuple[str, Entry]], hints: Mapping[str, Hints], seen: Mapping[str, Seen]
) -> Iterator[tuple[str, str | None, Acquired]]:
    """Yield name, stamp and document of each file, in order. Files at a URL are read several at a time."""
    from concurrent.futures import ThreadPoolExecutor

    nothing_known = Hints()

    def one(item: tuple[str, Entry]) -> tuple[str, str | None, Acquired]:
        name, entry = item
        hint, before = hints.get(name, nothing_known), seen.get(name)
        if before is None or entry.stamp is None or before.stamp != entry.stamp:
            return name, entry.stamp, acquire_file(entry.place, name, hint)
        source = SourceDocument(entry.path, name, before.document_id, before.size_bytes, before.kind, hint)
        return name, entry.stamp, Acquired(source, before.problem, pages=tuple(before.pages))

    if any(isinstance(entry.folder, str) for _, entry in chosen):
        with ThreadPoolExecutor(PARALLEL_READS) as pool:
            yield from pool.map(one, chosen)
    else:
        yield from map(one, chosen)


def acquire_file(path: Place, name: str | None = None, hints: Hints | None = None) -> Acquired:
    """Return one file as a source document.

    Args:
        path: the file, on a disk or at a URL.
        name: what it is called in the archive; its own name by default.
        hints: what ``sources.yml`` says of it.
    """
    name = name if name is not None else printable(PurePosixPath(path).name)
    hints = hints if hints is not None else Hints()
    suffix = PurePosixPath(name).suffix
    digest, head, size = hashlib.sha256(), b"", 0
    pages: dict[int, None] = {}
    is_output = suffix.lower() in OUTPUT_SUFFIXES
    try:
        for block in files.blocks(path):
            head = head or block[:HEAD_BYTES]
            size += len(block)
            digest.update(block)
            if is_output and len(pages) < 2:
                pages |= dict.fromkeys(stated_pages(block))
    except OSError as error:
        hash_of_name = hashlib.sha256(name.encode()).hexdigest()
        source = SourceDocument(os.fspath(path), name, hash_of_name, 0, kind_of(suffix, b""), hints)
        return Acquired(source, f"the file cannot be read ({error.strerror or error}); check its permissions")
    problem = problem_with(suffix, head, size)
    source = SourceDocument(os.fspath(path), name, digest.hexdigest(), size, kind_of(suffix, head), hints)
    return Acquired(source, problem, pages=tuple(pages)[:2])


@contextlib.contextmanager
def local_source(source: SourceDocument) -> Iterator[SourceDocument]:
    """Provide a document with its bytes on this machine; those of a URL are downloaded, and removed afterwards.

    A reader may open the file more than once, so its hash is checked again at the end.

    Raises:
        OSError: the bytes cannot be had, or are no longer those of the document; what was read of them is worthless.
    """
    pages = source.page_files or (PageFile(source.path, source.source_file, 1, source.document_id),)
    with contextlib.ExitStack() as stack:
        paths = [stack.enter_context(files.local(files.place(page.path))) for page in pages]
        here = tuple(replace(page, path=os.fspath(path)) for page, path in zip(pages, paths, strict=True))
        try:
            yield replace(source, path=here[0].path, page_files=here if source.page_files else ())
        except Exception:
            _check_hashes(here)
            raise
        _check_hashes(here)


def _check_hashes(pages: Sequence[PageFile]) -> None:
    """Raise OSError unless files hold the bytes that were listed."""
    for page in pages:
        with Path(page.path).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != page.file_id:
                raise OSError("it was replaced while the run was under way")


def printable(name: str) -> str:
    """Return a file name as text that any file and terminal can hold.

    Bytes that are no UTF-8 are written as ``\\xNN``, control characters as ``\\uNNNN``.
    """
    return name if name.isprintable() else escaped(os.fsencode(name).decode("utf-8", "backslashreplace"), kept="")


def _merge(same: list[Acquired], hints: Mapping[str, Hints]) -> Acquired:
    """Return files of the same bytes as one document, by the name that ``sources.yml`` has, else the first by name."""
    if len(same) == 1:
        return same[0]
    first, *others = sorted(same, key=lambda a: (a.source.source_file not in hints, a.source.source_file))
    return Acquired(first.source, first.problem, tuple(o.source.source_file for o in others))
