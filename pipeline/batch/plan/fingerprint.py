"""Fingerprints: hashes of what the reading of a document depends on, stage by stage.

What has not changed need not be done again; nobody bumps a version number by hand.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from pipeline.domain.register.body import Body
from pipeline.model import Hints, SourceDocument

STAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "extract": (
        ("model", "domain/control_characters.py", "domain/thai_digits.py", "extract"),
        (
            "numpy",
            "pdfminer.six",
            "pikepdf",
            "pypdfium2",
            "tesserocr",
            "rapidocr",
            "onnxruntime",
            "opencv-python-headless",
        ),
    ),
    "normalize": (("normalize",), ("pythainlp",)),
    "domain": (("domain",), ("PyYAML",)),
    "assemble": (("assemble",), ("rapidfuzz",)),
    "repair": (("repair",), ()),
    "correct": (("correct",), ()),
    "link": (("link",), ("geothai",)),
    "check": (("check",), ()),
    "rows": (
        (
            "batch/cache/document_record.py",
            "batch/workers/document_stages.py",
            "emit/schema",
            "emit/write/correction_rows.py",
            "emit/write/finding_rows.py",
            "emit/write/outcome_rows.py",
            "emit/write/packed_document.py",
            "emit/write/arrow_tables.py",
            "emit/write/validate_rows.py",
        ),
        ("pyarrow",),
    ),
}
"""By stage: the files and folders of its code and data, and the libraries that it uses, installed or not."""
RELEASE = {"release": (("batch", "derive", "emit"), ("numpy", "pandas", "pyarrow", "rensa"))}
"""What a release depends on beside the documents."""


class Keys(NamedTuple):
    """The keys under which the cache keeps a document.

    Attributes:
        pages: of its pages as extracted: a hash of its bytes and of all that extract depends on. Later stages may
            change without a PDF being read.
        text: of its text: a hash of all that normalize depends on.
        outcome: its fingerprint: a hash of all that its rows depend on.
    """

    pages: str
    text: str
    outcome: str


def keys(source: SourceDocument, added_bodies: str = "") -> Keys:
    """Return the keys of a document with the software that is installed.

    Args:
        source: the document.
        added_bodies: what its archive adds to the register, as of :func:`text_of_bodies`.
    """
    pages = _hash(source.document_id, source.kind, stage_hash("extract"))
    corrections = (repr(source.corrections),) if source.corrections else ()
    said = (source.source_file, _text_of(source.hints), added_bodies, *corrections)
    return Keys(pages, stage_hash("normalize"), _hash(pages, *said, code_hash()))


def text_of_bodies(added: tuple[Body, ...]) -> str:
    """Return what an archive adds to the register as text, for :func:`keys`; made once for all its documents."""
    return repr(added) if added else ""


@lru_cache(maxsize=1024)
def _text_of(hints: Hints) -> str:
    return repr(hints)  # of most documents nothing is known: they share one


@cache
def stage_hash(stage: str) -> str:
    """Return a hash of all that a stage depends on but its input."""
    return _hash(json.dumps(software()[stage], sort_keys=True))


@cache
def code_hash() -> str:
    """Return a hash of all that any stage depends on but its input."""
    return _hash(*map(stage_hash, STAGES))


@cache
def software() -> dict[str, dict[str, str]]:
    """Return, by stage, the hash of each file, the version of each library, and models that are no Python package."""
    package = files("pipeline")
    found: dict[str, dict[str, str]] = {}
    for stage, (paths, libraries) in (STAGES | RELEASE).items():
        found[stage] = {
            name: hashlib.sha256(content).hexdigest()
            for path in paths
            for name, content in _contents(package.joinpath(*path.split("/")), path)
        }
        found[stage] |= {library: installed(library) or "not installed" for library in libraries}
    found["extract"]["language data of Tesseract"] = _language_data()
    found["extract"]["Thai model"] = _thai_model()
    return found


def installed(distribution: str) -> str | None:
    """Return the version of an installed distribution, or None."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _language_data() -> str:
    """Return the names and sizes of Tesseract's language files; they are no Python package and have no version."""
    from pipeline.extract.scan.ocr.installed import language_data

    folder = language_data()
    return (
        "none"
        if folder is None
        else ", ".join(f"{p.name} {p.stat().st_size}" for p in sorted(folder.glob("*.traineddata")))
    )


def _thai_model() -> str:
    """Return a hash of the model that ITA_THAI_MODEL names."""
    from pipeline.extract.scan.ocr.installed import thai_model

    model = thai_model()
    return hashlib.sha256(model.read_bytes()).hexdigest() if model is not None and model.is_file() else "none"


def _contents(place: Traversable, name: str) -> list[tuple[str, bytes]]:
    """Read a file, or all files below a folder, by name."""
    if place.is_file():
        return [(name, place.read_bytes())]
    if not place.is_dir():
        return []
    found = []
    for child in sorted(place.iterdir(), key=lambda c: c.name):
        if child.name != "__pycache__":
            found += _contents(child, f"{name}/{child.name}")
    return found


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
