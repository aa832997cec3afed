"""What was read before: one file per document and fingerprint, below ``<out>/cache``.

A file holds a SHA-256 of the rest, then the light outcome and the whole one, so that a run knows thousands of documents without
loading their cells. One that a power cut damaged counts as absent.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import zlib
from collections.abc import Iterable
from pathlib import Path

from pipeline.batch.process import light, slim
from pipeline.model import Outcome

FOLDER = "cache"
HEADER = 32


def place(out: Path, fingerprint: str) -> Path:
    """Where the outcome of a fingerprint is kept."""
    return out / FOLDER / fingerprint[:2] / f"{fingerprint}.outcome"


def store(path: Path, outcome: Outcome) -> None:
    """Keeps an outcome; a reader sees all of it or nothing."""
    parts = [zlib.compress(pickle.dumps(o, protocol=5), 1) for o in (light(outcome), slim(outcome))]
    body = len(parts[0]).to_bytes(8, "big") + parts[0] + parts[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(hashlib.sha256(body).digest() + body)
    os.replace(temporary, path)


def load_light(path: Path) -> Outcome | None:
    """The outcome without its cells, or None where nothing whole is kept."""
    return _load(path, whole=False)


def load_whole(path: Path) -> Outcome | None:
    """The outcome with its pages and cells, or None where nothing whole is kept."""
    return _load(path, whole=True)


def _load(path: Path, whole: bool) -> Outcome | None:
    with contextlib.suppress(OSError, pickle.UnpicklingError, zlib.error, EOFError, AttributeError, ImportError, TypeError):
        raw = path.read_bytes()
        body = raw[HEADER:]
        if hashlib.sha256(body).digest() == raw[:HEADER]:
            middle = 8 + int.from_bytes(body[:8], "big")
            part = body[middle:] if whole else body[8:middle]
            outcome = pickle.load(io.BytesIO(zlib.decompress(part)))
            return outcome if isinstance(outcome, Outcome) else None
    return None


def prune(out: Path, used: Iterable[Path]) -> None:
    """Removes what the last run did not use."""
    keep = set(used)
    for path in (out / FOLDER).glob("*/*"):
        if path not in keep:
            with contextlib.suppress(OSError):
                path.unlink()
