"""A folder of pages that opens from a disk: made worst documents first, anew only where something changed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path

from pipeline import files
from pipeline.emit.store.releases import Release
from pipeline.files import Place
from pipeline.review.document_list import DocumentList, ListedDocument, list_documents
from pipeline.review.document_pages import DocumentPages, document_pages, folder_of
from pipeline.review.page_pictures import draw_pages
from pipeline.review.page_templates import LABEL_FILE, STATIC_FILES, list_chunk, list_page, static_file
from pipeline.review.release_rows import ReleaseRows
from pipeline.review.review_settings import REVIEW
from pipeline.review.source_state import is_document_id, source_state

MARKER = "review.json"
"""The file by which a folder is known as one of review pages."""
KEY_FILE = "key.txt"
"""In the folder of a document, written last: the hash of what its pages were made of."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was made: documents that have pages, and of these the ones that were made now."""

    documents: int
    made: int


def is_usable(to: Path) -> bool:
    """Return whether pages may be written to a folder: it is not there, empty, or has pages of before."""
    return not to.exists() or to.is_dir() and ((to / MARKER).is_file() or not any(to.iterdir()))


def write_pages(
    release: Release,
    raw: Place,
    to: Path,
    everything: bool,
    engine: Callable[[], Executor],
    progress: Callable[[int, int], None],
) -> Written:
    """Write the pages of a release; what is there already and did not change stays.

    Args:
        release: to be shown.
        raw: the archive.
        to: a folder for which :func:`is_usable` holds.
        everything: documents without findings, too.
        engine: makes the worker processes that draw pages; called once a page is to be drawn.
        progress: called with the documents done and those to do.

    Raises:
        ReleaseError: a file of the release cannot be read.
        OSError: the folder cannot be written.
    """
    listed = list_documents(release)
    wanted = [d for d in listed.documents if everything or d.counts]
    files.write_bytes(to / MARKER, json.dumps({"release": release.id}).encode())
    for name in (*STATIC_FILES, LABEL_FILE):
        _write_changed(to / "static" / name, static_file(name))
    _remove_others(to, {d.id for d in wanted})
    rows, lazy, made = ReleaseRows(release), _LazyEngine(engine), 0
    try:
        _write_list(to, listed)
        for n, document in enumerate(wanted, start=1):
            made += _write_document(to, document, rows, raw, lazy)
            progress(n, len(wanted))
            if made and n % REVIEW.index_every == 0:
                _write_list(to, listed)
    finally:
        _write_list(to, listed)
        lazy.close()
        rows.close()
    return Written(len(wanted), made)


class _LazyEngine:
    """Worker processes that start when the first page is to be drawn."""

    def __init__(self, start: Callable[[], Executor]) -> None:
        self._start = start
        self._engine: Executor | None = None

    def pictures(self, pages: DocumentPages) -> dict[int, bytes]:
        """Return the pictures of a document; pages whose worker failed have none."""
        if not pages.to_draw or pages.place is None:
            return {}
        self._engine = self._engine or self._start()
        step, document_id = REVIEW.pages_per_task, pages.document["document_id"]
        parts = [pages.to_draw[n : n + step] for n in range(0, len(pages.to_draw), step)]
        jobs = [self._engine.submit(draw_pages, pages.place, document_id, part) for part in parts]
        pictures: dict[int, bytes] = {}
        for job in jobs:
            if job.exception() is None:  # whatever a stranger's file does to a worker costs its pictures only
                pictures |= job.result()
        return pictures

    def close(self) -> None:
        """End the workers."""
        if self._engine is not None:
            self._engine.shutdown(wait=True, cancel_futures=True)


def _write_document(to: Path, listed: ListedDocument, rows: ReleaseRows, raw: Place, engine: _LazyEngine) -> bool:
    """Write the pages of a document; return whether they were to be made."""
    folder = folder_of(to, listed.id)
    key = _key(listed, rows, raw)
    if (folder / KEY_FILE).is_file() and (folder / KEY_FILE).read_text() == key:
        return False
    pages = document_pages(rows, listed, raw)
    if pages is None:
        return False
    (folder / KEY_FILE).unlink(missing_ok=True)
    drawn = {p.number: folder / f"p{p.number}.webp" for p in pages.to_draw}
    if not all(path.is_file() for path in drawn.values()):
        for number, picture in engine.pictures(pages).items():
            files.write_bytes(folder / f"p{number}.webp", picture)
    for number in pages.numbers:
        has_picture = number in drawn and drawn[number].is_file()
        _write_changed(folder / f"p{number}.html", pages.html(number, has_picture).encode())
    _write_changed(folder / KEY_FILE, key.encode())
    return True


def _key(listed: ListedDocument, rows: ReleaseRows, raw: Place) -> str:
    """Return the hash of what a document's pages are made of: what was read, was found, the source, this code."""
    document = rows.of(listed.id, "documents")
    said = [
        document,
        rows.of(listed.id, "findings"),
        rows.of(listed.id, "corrections"),
        str(source_state(raw, document[0]["source_file"], listed.id)),
        _software(),
    ]
    return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


@cache
def _software() -> str:
    """Return a hash of the code, templates and texts of the pages."""
    digest = hashlib.sha256()
    for folder in ("", "templates", "static"):
        for file in sorted(package_files(__package__).joinpath(folder).iterdir(), key=lambda f: f.name):
            if file.is_file() and not file.name.endswith(".pyc"):
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _write_list(to: Path, listed: DocumentList) -> None:
    """Write the list; documents without pages are no links."""
    made = frozenset(d.id for d in listed.documents if (folder_of(to, d.id) / KEY_FILE).is_file())
    for number in range(-(-len(listed.documents) // REVIEW.chunk_documents)):
        _write_changed(to / "data" / f"list-{number}.js", list_chunk(listed, number, made).encode())
    _write_changed(to / "index.html", list_page(listed, made).encode())


def _write_changed(path: Path, content: bytes) -> None:
    """Write a file unless it holds just that."""
    if not path.is_file() or path.read_bytes() != content:
        files.write_bytes(path, content)


def _remove_others(to: Path, wanted: set[str]) -> None:
    """Remove the pages of documents that are not to be shown any more."""
    found: Sequence[Path] = list((to / "documents").iterdir()) if (to / "documents").is_dir() else ()
    for folder in found:
        if is_document_id(folder.name) and folder.name not in wanted and not folder.is_symlink():
            shutil.rmtree(folder)
