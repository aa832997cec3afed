"""The source of a document in the archive: is it there, and is it still the one that was read."""

from __future__ import annotations

import hashlib
import os
import re
from enum import StrEnum
from pathlib import Path, PurePosixPath

from pipeline import files
from pipeline.acquire.page_files import joined_id, page_file_names
from pipeline.files import Place
from pipeline.review.review_settings import REVIEW

DOCUMENT_ID = re.compile(r"[0-9a-f]{64}")


class SourceState(StrEnum):
    """What became of a source since it was read."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


def is_document_id(text: object) -> bool:
    """Return whether something is a document id: nothing else becomes part of a path."""
    return isinstance(text, str) and DOCUMENT_ID.fullmatch(text) is not None


def source_place(raw: Place, source_file: str) -> Place | None:
    """Return where a source is; None where its name leads out of the archive."""
    parts = PurePosixPath(source_file).parts
    if not parts or PurePosixPath(source_file).is_absolute() or ".." in parts or "\0" in source_file:
        return None
    if isinstance(raw, str):
        return files.join(raw, *parts)
    inside, target = raw.resolve(), raw.joinpath(*parts)
    return target if target.resolve().is_relative_to(inside) and os.sep not in parts[-1] else None


def source_state(raw: Place, source_file: str, document_id: str) -> SourceState:
    """Return whether a source is still the one that was read; all its bytes are read."""
    found = source_place(raw, source_file)
    if found is None or isinstance(found, Path) and not found.is_file():
        return SourceState.GONE
    try:
        same = _hash(found) == document_id or _hash_of_pages(raw, source_file) == document_id
    except OSError:
        return SourceState.GONE
    return SourceState.SAME if same else SourceState.CHANGED


def _hash(found: Place) -> str:
    digest = hashlib.sha256()
    for block in files.blocks(found):
        digest.update(block)
    return digest.hexdigest()


def _hash_of_pages(raw: Place, source_file: str) -> str:
    """Return the id of the transcript whose pages are files that are numbered as this one is."""
    folder = PurePosixPath(source_file).parent
    beside = [str(folder / entry.name) for entry in files.walk(files.join(raw, *folder.parts)) if "/" not in entry.name]
    return joined_id([_hash(files.join(raw, name)) for name in page_file_names(source_file, beside)])


def source_bytes(found: Place, document_id: str) -> bytes | None:
    """Return the bytes of a source if they are those that were read and are not too many, else None."""
    parts, size = [], 0
    for block in files.blocks(found):
        size += len(block)
        if size > REVIEW.max_file_bytes:
            return None
        parts.append(block)
    content = b"".join(parts)
    return content if hashlib.sha256(content).hexdigest() == document_id else None
