"""What was read before, below ``<out>/cache``: a file for the pages of a document, and a file for all that was learnt of it.

``pages/`` holds documents as extracted and normalized, glyphs included, so that later stages can run again without a PDF. ``records/``
holds what a release is made of. ``pictures/`` holds what was read of scanned pages. A file that a power cut damaged counts as absent: each
part of it is known by its hash.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline import files
from pipeline.batch.cache.document_record import Record
from pipeline.batch.plan.fingerprint import stage_hash
from pipeline.emit.release_errors import ReleaseError
from pipeline.files import Place
from pipeline.model import Document, Outcome

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.extract.scan.page import ScannedPage

FOLDER = "cache"
PAGES, RECORDS, PICTURES = "pages", "records", "pictures"
HEAD = 48
DAMAGED = (OSError, EOFError, ValueError, LookupError, AttributeError, ImportError, TypeError, pickle.UnpicklingError)


def pages_at(home: Place, key: str, stretch: tuple[int, int] | None = None) -> Place:
    """Where the pages of a document are kept; of a long one that is being read, those from one page to another."""
    name = key if stretch is None else f"{key}.{stretch[0]}-{stretch[1]}"
    return files.join(home, PAGES, key[:2], name)


def record_at(home: Place, fingerprint: str) -> Place:
    """Where the record of a fingerprint is kept."""
    return files.join(home, RECORDS, fingerprint[:2], fingerprint)


def store_pages(place: Place, document: Document, text_key: str, extracted: int) -> None:
    """Keeps a document's pages.

    Args:
        place: from :func:`pages_at`.
        document: normalized.
        text_key: what it was normalized with.
        extracted: how many of its findings it had before.
    """
    import pyarrow as pa

    content = pickle.dumps(document, protocol=5)
    _write(place, (text_key, extracted, len(content)), {"": pa.compress(content, codec="zstd", asbytes=True)})


def load_pages(place: Place, text_key: str, again: Callable[[Document], Document]) -> Document | None:
    """A document's pages, normalized ``again`` where what they were normalized with has changed; None where none are kept."""
    import pyarrow as pa

    with contextlib.suppress(*DAMAGED):
        with _opened(place) as kept:
            made_with, extracted, size = kept.head
            document = pickle.loads(pa.decompress(kept.part(""), decompressed_size=size, codec="zstd", asbytes=True))
        if made_with != text_key:
            document = again(replace(document, findings=document.findings[:extracted]))
            store_pages(place, document, text_key, extracted)
        return document if isinstance(document, Document) else None
    return None


def picture_at(home: Place, key: str) -> Place:
    """Where what the software that is installed read of a scanned page is kept."""
    return files.join(home, PICTURES, stage_hash("extract")[:16], key)


def store_picture(place: Place, page: ScannedPage) -> None:
    """Keeps what was read of a scanned page."""
    _write(place, page, {})


def load_picture(place: Place) -> ScannedPage | None:
    """What was read of a scanned page, or None where nothing whole is kept."""
    with contextlib.suppress(*DAMAGED), _opened(place) as kept:
        return kept.head  # type: ignore[no-any-return]
    return None


def store_record(place: Place, record: Record, tables: dict[str, bytes]) -> None:
    """Keeps a record and its tables; a reader sees all of it or nothing."""
    _write(place, record, tables)


def load_record(place: Place) -> Record | None:
    """A record without its tables, or None where nothing whole is kept."""
    with contextlib.suppress(*DAMAGED), _opened(place) as kept:
        return kept.head if isinstance(kept.head, Record) else None
    return None


def load_brief(place: Place) -> Outcome:
    """What it takes to compare a document with others; errors as of :func:`load_table`."""
    with _whole(place), _opened(place) as kept:
        return pickle.loads(kept.part(""))  # type: ignore[no-any-return]


def load_table(place: Place, dataset: str) -> pa.Table:
    """The rows that a document adds to a dataset by itself.

    Raises:
        ReleaseError: the file was damaged since its record was loaded.
    """
    from pipeline.emit.write.packed_rows import unpack

    with _whole(place), _opened(place) as kept:
        return unpack(kept.part(dataset))


def prune(home: Place, used: Iterable[Place]) -> None:
    """Removes what is not used; pictures once another software reads them."""
    keep = {os.fspath(place) for place in used}
    ours = stage_hash("extract")[:16]
    for room in (PAGES, RECORDS, PICTURES):
        folder = files.join(home, room)
        if isinstance(folder, Path) and not folder.is_dir():
            continue
        for place in list(folder.glob("*/*")) if isinstance(folder, Path) else [e.place for e in files.walk(folder)]:
            if os.fspath(place) not in keep and not (room == PICTURES and ours in os.fspath(place)):
                with contextlib.suppress(OSError):
                    files.remove(place)


def write(place: Place, content: bytes) -> None:
    """Writes a file in one step. One that a power cut loses is made again, so that nothing waits for the disk."""
    if not isinstance(place, Path):
        files.write_bytes(place, content)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f".{secrets.token_hex(6)}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _write(place: Place, head: Any, parts: dict[str, bytes]) -> None:
    """A file: hash and size of the head, the head, the parts. The head says where each part stands, and its hash."""
    ends, at = {}, 0
    for name, part in parts.items():
        ends[name] = (at, len(part), hashlib.sha256(part).digest())
        at += len(part)
    content = pickle.dumps((head, ends), protocol=5)
    write(
        place,
        b"".join(
            (
                hashlib.sha256(content).digest(),
                len(content).to_bytes(8, "big"),
                at.to_bytes(8, "big"),
                content,
                *parts.values(),
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """An open file: its head, and where its parts are (offset, length, SHA-256)."""

    file: BinaryIO
    head: Any
    ends: dict[str, tuple[int, int, bytes]]

    def part(self, name: str) -> bytes:
        """A part of it; ValueError where it is damaged."""
        at, length, mark = self.ends[name]
        self.file.seek(at)
        content = self.file.read(length)
        if hashlib.sha256(content).digest() != mark:
            raise ValueError("damaged")
        return content


@contextlib.contextmanager
def _opened(place: Place) -> Iterator[_Kept]:
    """A file that :func:`_write` wrote; ValueError or OSError where it is not there, or not whole."""
    with place.open("rb") if isinstance(place, Path) else io.BytesIO(files.read_bytes(place)) as file:
        start = file.read(HEAD)
        size, rest = int.from_bytes(start[32:40], "big"), int.from_bytes(start[40:48], "big")
        content = file.read(size)
        if hashlib.sha256(content).digest() != start[:32] or file.seek(0, io.SEEK_END) != HEAD + size + rest:
            raise ValueError("damaged")
        head, ends = pickle.loads(content)
        yield _Kept(file, head, {name: (HEAD + size + at, length, mark) for name, (at, length, mark) in ends.items()})


@contextlib.contextmanager
def _whole(place: Place) -> Iterator[None]:
    """Removes a file that turns out to be damaged, so that the next run reads its document again."""
    try:
        yield
    except DAMAGED as error:
        with contextlib.suppress(OSError):
            files.remove(place)
        raise ReleaseError(f"nothing was released: {place} was damaged ({error}); run again") from error
