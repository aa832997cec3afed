"""What a run leaves for the next one, in one file: which files it saw, what it read them with, and what it released.

It costs nothing to lose: files are hashed again, and a release that comes out the same is found to be so.
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
class Last:
    """What the run before released.

    Attributes:
        key: of all that the release depends on.
        release: its id.
        failed: within which limits documents failed.
        recap: what it said of the documents.
    """

    key: str
    release: str
    failed: tuple[Limits, ...] = ()
    recap: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Index:
    """What is known before a run looks at anything.

    Attributes:
        seen: what was learnt of files, so that their bytes need not be read again.
        read: the fingerprint under which a document was read last, by document id.
        software: the files and libraries that documents were read with (:func:`pipeline.batch.plan.fingerprint.software`), by their hash.
    """

    seen: Mapping[str, Seen] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)
    software: Mapping[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    last: Last | None = None


def load(home: Place) -> Index:
    """The index of a cache; an empty one where there is none that can be understood."""
    try:
        said = json.loads(files.read_bytes(files.join(home, NAME)))
        if said["version"] != VERSION:
            return Index()
        seen = {name: Seen(*entry) for name, entry in said["seen"].items()}
        last = said["last"] and Last(
            said["last"]["key"],
            said["last"]["release"],
            tuple(Limits(*x) for x in said["last"]["failed"]),
            said["last"]["recap"],
        )
        return Index(seen, said["read"], said["software"], last)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Index()


def store(home: Place, index: Index) -> None:
    """Keeps an index."""
    said = {
        "version": VERSION,
        "seen": {name: [s.stamp, s.document_id, s.size_bytes, s.kind, s.problem] for name, s in index.seen.items()},
        "read": dict(index.read),
        "software": dict(index.software),
        "last": index.last and asdict(index.last) | {"failed": [[x.timeout_s, x.memory_mb] for x in index.last.failed]},
    }
    document_cache.write(
        files.join(home, NAME),
        json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"),
    )
