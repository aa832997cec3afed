"""The source of a document in the archive: is it there, and is it still the one that was read."""

from __future__ import annotations

import hashlib
import os
import re
from enum import StrEnum
from pathlib import Path, PurePosixPath

from pipeline import files
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
    digest = hashlib.sha256()
    try:
        for block in files.blocks(found):
            digest.update(block)
    except OSError:
        return SourceState.GONE
    return SourceState.SAME if digest.hexdigest() == document_id else SourceState.CHANGED


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
