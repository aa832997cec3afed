"""The index of a run, for the next one, in one file: files seen, software used, and what was released.

Losing it costs time only: files are hashed again, and a release that comes out the same is recognised.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline import files
from pipeline.acquire import Seen
from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import Limits
from pipeline.files import Place

NAME = "index.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class LastRun:
    """What the run before released.

    Attributes:
        key: of all that the release depends on.
        release: its id.
        failed: within which limits documents failed.
        recap: its result, as plain values (``statuses``, ``copies``, ``bad``, ``findings``, ``notes``).
        archive: what it read, an absolute path or a URL; None where an older version did not note it.
    """

    key: str
    release: str
    failed: tuple[Limits, ...] = ()
    recap: dict[str, Any] = field(default_factory=dict)
    archive: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """What is known before a run looks at anything.

    Attributes:
        seen: what is known of files, so that their bytes need not be read again.
        read: the fingerprint under which a document was read last, by document id.
        software: the files and libraries that documents were read with, by their hash
            (:func:`pipeline.batch.plan.fingerprint.software`).
        last: the run before; None where there was none.
    """

    seen: Mapping[str, Seen] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)
    software: Mapping[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    last: LastRun | None = None


def load(cache: Place) -> Index:
    """Return the index of a cache; an empty one where there is none that can be read."""
    try:
        content = json.loads(files.read_bytes(files.join(cache, NAME)))
        if content["version"] != VERSION:
            return Index()
        seen = {name: Seen(*entry) for name, entry in content["seen"].items()}
        last = content["last"] and LastRun(
            content["last"]["key"],
            content["last"]["release"],
            tuple(Limits(*x) for x in content["last"]["failed"]),
            content["last"]["recap"],
            content["last"].get("archive"),
        )
        return Index(seen, content["read"], content["software"], last)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Index()


def store(cache: Place, index: Index) -> None:
    """Keep an index."""
    content = {
        "version": VERSION,
        "seen": {
            name: [s.stamp, s.document_id, s.size_bytes, s.kind, s.problem, s.pages] for name, s in index.seen.items()
        },
        "read": dict(index.read),
        "software": dict(index.software),
        "last": index.last and asdict(index.last) | {"failed": [[x.timeout_s, x.memory_mb] for x in index.last.failed]},
    }
    document_cache.write(
        files.join(cache, NAME),
        json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
    )
