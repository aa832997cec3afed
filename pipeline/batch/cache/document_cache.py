"""The cache of documents below ``<out>/cache``: a file for the pages of a document, and a file for its record.

``pages/`` holds documents as extracted and normalized, glyphs included, so that later stages can run again without a
PDF. ``records/`` holds what a release is made of. ``pictures/`` holds what was read of scanned pages. A file that is
damaged, or that stands under another's name, counts as absent: each part of it is known by its hash. Files may lie on
shared storage: reading one runs no code, whoever wrote it (JSON and Arrow, checked against declared types).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from pipeline import files
from pipeline.batch.cache.document_record import COMPARISON, Record
from pipeline.batch.cache.serialization import deserialize, serialize
from pipeline.emit.release_errors import ReleaseError
from pipeline.files import Place
from pipeline.model import Document, Outcome

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.extract.scan.page import ScannedPage

FOLDER = "cache"
PAGES, RECORDS, SCANS = "pages", "records", "pictures"
SOFTWARE_CHARACTERS = 16
"""Hexadecimal digits of the hash of the software in the name of the folder of its scans."""
HASH_BYTES, LENGTH_BYTES = 32, 8
HEADER_BYTES = HASH_BYTES + 3 * LENGTH_BYTES
"""The start of a file: SHA-256 of its name, index and head; lengths of index, head, all parts (big-endian)."""
MOST_EXPANSION, ALWAYS_UNPACKED = 200, 64_000_000
"""Pages that promise to take more times their compressed size, and more bytes, are not unpacked."""
DAMAGED = (OSError, EOFError, ValueError, LookupError, TypeError)
"""What a file that is damaged, or that other software wrote, may raise when it is read."""


class DamagedRecord(ReleaseError):
    """The file of a record that was taken for whole is not; it was removed."""


class _PagesHead(NamedTuple):
    """The head of a file of pages: key of the software that normalized them, findings of extract, size in bytes."""

    text_key: str
    extract_findings: int
    size: int


def pages_at(cache: Place, key: str, page_range: tuple[int, int] | None = None) -> Place:
    """Return where the pages of a document are kept.

    Args:
        cache: the folder of the cache.
        key: of the pages.
        page_range: first and last page of a part of a long document that is being read.
    """
    name = key if page_range is None else f"{key}.{page_range[0]}-{page_range[1]}"
    return files.join(cache, PAGES, key[:2], name)


def record_at(cache: Place, fingerprint: str) -> Place:
    """Return where the record of a fingerprint is kept."""
    return files.join(cache, RECORDS, fingerprint[:2], fingerprint)


def scan_at(cache: Place, software: str, key: str) -> Place:
    """Return where a scanned page is kept, as read by some software (a hash)."""
    return files.join(cache, SCANS, software[:SOFTWARE_CHARACTERS], key)


def store_pages(place: Place, document: Document, text_key: str, extract_findings: int) -> None:
    """Keep a document's pages.

    Args:
        place: from :func:`pages_at`.
        document: normalized.
        text_key: of the software that normalized it.
        extract_findings: how many of its findings are of extract; those of normalize follow.
    """
    import pyarrow as pa

    content = serialize(document)
    compressed = pa.compress(content, codec="zstd", asbytes=True)
    _write_parts(place, _PagesHead(text_key, extract_findings, len(content)), {"": compressed})


def load_pages(place: Place, text_key: str, normalize_again: Callable[[Document], Document]) -> Document | None:
    """Return a document's pages; None where none are kept.

    Args:
        place: from :func:`pages_at`.
        text_key: of the software that is to normalize it.
        normalize_again: called where other software normalized it.
    """
    import pyarrow as pa

    with contextlib.suppress(*DAMAGED):
        with _opened(place) as file:
            head, compressed = deserialize(file.head, _PagesHead), file.part("")
            if not 0 <= head.size <= max(ALWAYS_UNPACKED, MOST_EXPANSION * len(compressed)):
                raise ValueError("damaged")
            content = pa.decompress(compressed, decompressed_size=head.size, codec="zstd", asbytes=True)
            document = deserialize(content, Document)
        if head.text_key != text_key:
            document = normalize_again(replace(document, findings=document.findings[: head.extract_findings]))
            store_pages(place, document, text_key, head.extract_findings)
        return document
    return None


def store_scan(place: Place, page: ScannedPage) -> None:
    """Keep what was read of a scanned page."""
    _write_parts(place, page, {})


def load_scan(place: Place) -> ScannedPage | None:
    """Return what was read of a scanned page, or None where nothing whole is kept."""
    from pipeline.extract.scan.page import ScannedPage  # OpenCV

    with contextlib.suppress(*DAMAGED), _opened(place) as file:
        return deserialize(file.head, ScannedPage)
    return None


def store_record(place: Place, record: Record, tables: dict[str, bytes]) -> None:
    """Keep a record and its tables; a reader sees all of it or nothing."""
    _write_parts(place, record, tables)


def load_record(place: Place) -> Record | None:
    """Return a record without its tables, or None where nothing whole is kept.

    The tables are hashed, so that a damaged one costs the reading of its document, not a run.
    """
    with contextlib.suppress(*DAMAGED), _opened(place) as file:
        for name in file.index:
            file.part(name)
        return deserialize(file.head, Record)
    return None


def load_comparison(place: Place) -> Outcome:
    """Return what it takes to compare a document with others; errors as of :func:`load_table`."""
    with _removed_if_damaged(place), _opened(place) as file:
        return deserialize(file.part(COMPARISON), Outcome)


def load_table(place: Place, dataset: str) -> pa.Table:
    """Return the rows that a document adds to a dataset by itself.

    Raises:
        DamagedRecord: the file was damaged since its record was loaded.
    """
    from pipeline.emit.write.arrow_tables import deserialize  # pyarrow

    with _removed_if_damaged(place), _opened(place) as file:
        return deserialize(file.part(dataset), dataset)


def prune(cache: Place, used: Iterable[str], software: str) -> None:
    """Remove files that are not used, by their names, and the scans that other software read."""
    keep, current = set(used), software[:SOFTWARE_CHARACTERS]
    for room in (PAGES, RECORDS, SCANS):
        folder = files.join(cache, room)
        if isinstance(folder, Path) and not folder.is_dir():
            continue
        unused = [name for name in files.walk_names(folder) if name.rpartition("/")[2] not in keep]
        for name in unused:
            if not (room == SCANS and name.startswith(current)):
                with contextlib.suppress(OSError):
                    files.remove(files.join(folder, name))


@contextlib.contextmanager
def writable(cache: Place) -> Iterator[None]:
    """Turn a cache that cannot be written into the end of the run: going on would lose every document.

    Raises:
        ReleaseError: the block raised an OSError.
    """
    try:
        yield
    except OSError as error:
        raise ReleaseError(
            f"nothing was released, {cache} cannot be written ({error.strerror or error}); free some space or give "
            "another folder with --out. The release before, if any, stands"
        ) from error


def write(place: Place, content: bytes) -> None:
    """Write a file in one step, without waiting for the disk: what a power cut loses is made again."""
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


def _write_parts(place: Place, head: object, parts: dict[str, bytes]) -> None:
    """Write a file: header, index, head, parts. The index says where each part stands, and its hash."""
    index: _Index = {}
    offset = 0
    for name, part in parts.items():
        index[name] = (offset, len(part), hashlib.sha256(part).hexdigest())
        offset += len(part)
    about, content = serialize(index), serialize(head)
    lengths = [length.to_bytes(LENGTH_BYTES, "big") for length in (len(about), len(content), offset)]
    write(place, b"".join((_digest(place, about, content), *lengths, about, content, *parts.values())))


def _digest(place: Place, index: bytes, head: bytes) -> bytes:
    """Return the hash of the start of a file; its name is in it, so that no file passes for another."""
    return hashlib.sha256(b"\n".join((os.fspath(place).rsplit("/", 1)[-1].encode(), index, head))).digest()


_Index = dict[str, tuple[int, int, str]]  # offset, length, SHA-256 of each part


@dataclass(frozen=True, slots=True)
class _CacheFile:
    """An open file: its head, and where its parts are, counted from ``start``."""

    file: BinaryIO
    head: bytes
    index: _Index
    start: int

    def part(self, name: str) -> bytes:
        """Return a part of it; ValueError where it is damaged."""
        offset, length, digest = self.index[name]
        self.file.seek(self.start + offset)
        content = self.file.read(length)
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError("damaged")
        return content


@contextlib.contextmanager
def _opened(place: Place) -> Iterator[_CacheFile]:
    """Provide a file that :func:`_write_parts` wrote; ValueError or OSError where it is not there, or not whole."""
    with place.open("rb") if isinstance(place, Path) else io.BytesIO(files.read_bytes(place)) as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        header = file.read(HEADER_BYTES)
        digest, lengths = header[:HASH_BYTES], header[HASH_BYTES:]
        index_size, head_size, rest = (
            int.from_bytes(lengths[at : at + LENGTH_BYTES], "big") for at in range(0, 3 * LENGTH_BYTES, LENGTH_BYTES)
        )
        start = HEADER_BYTES + index_size + head_size
        if size != start + rest:
            raise ValueError("damaged")
        index, head = file.read(index_size), file.read(head_size)
        if _digest(place, index, head) != digest:
            raise ValueError("damaged")
        yield _CacheFile(file, head, deserialize(index, _Index), start)


@contextlib.contextmanager
def _removed_if_damaged(place: Place) -> Iterator[None]:
    """Remove a file that turns out to be damaged, so that the next run reads its document again."""
    try:
        yield
    except DAMAGED as error:
        with contextlib.suppress(OSError):
            files.remove(place)
        raise DamagedRecord(f"nothing was released: {place} was damaged ({error}); run again") from error
