"""What the reading of a document depends on, as one hash: unchanged documents need not be read again."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipeline.model import SourceDocument

ROOMS = ("model.py", "acquire", "extract", "normalize", "assemble", "repair", "check", "emit/validate.py", "emit/rows.py",
         "emit/registry.yml", "batch/process.py")
LIBRARIES = ("pdfplumber", "pdfminer.six", "pypdfium2", "pikepdf", "pythainlp", "rapidfuzz")


def fingerprint(source: SourceDocument) -> str:
    """SHA-256 over the bytes of the document, its name, what ``sources.yml`` says of it, and the code that reads it."""
    parts = (source.document_id, source.source_file, repr(source.hints), code_hash())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@cache
def code_hash() -> str:
    """SHA-256 over the code and data files of the reading stages and the versions of the libraries that they stand on."""
    digest = hashlib.sha256()
    package = files("pipeline")
    for room in ROOMS:
        for name, content in _contents(package.joinpath(*room.split("/")), room):
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    for library in LIBRARIES:
        digest.update(f"{library} {installed(library)}\0".encode())
    return digest.hexdigest()


def installed(distribution: str) -> str | None:
    """The version of an installed distribution, or None."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _contents(place: Traversable, name: str) -> list[tuple[str, bytes]]:
    """A file, or all files below a folder, by name."""
    if place.is_file():
        return [(name, place.read_bytes())]
    if not place.is_dir():
        return []
    found = []
    for child in sorted(place.iterdir(), key=lambda c: c.name):
        if child.name != "__pycache__":
            found += _contents(child, f"{name}/{child.name}")
    return found
