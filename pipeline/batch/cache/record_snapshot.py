"""The records of the run before, in one file: a run over many documents need not open a file for each.

A fingerprint says all that a record depends on, so that the snapshot may be old, or lost, and costs time only. The
files of the records hold the rows: where one of them is needed and is damaged or gone, its document is read again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from pipeline import files
from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import Record
from pipeline.emit.write.released_rows import Deduplication
from pipeline.files import Place

NAME = "records.json"
MIN_NEW_SHARE = 0.02
"""Share of the records (0 to 1) that the snapshot must lack to be written again."""
Comparisons = Mapping[str, tuple[Deduplication, ...]]
"""What comparing documents said of each, by a hash of what was compared."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the run before knew: records, by fingerprint, and comparisons."""

    records: Mapping[str, Record] = field(default_factory=dict)
    comparisons: Comparisons = field(default_factory=dict)


def load(cache: Place) -> Snapshot:
    """Return the snapshot of a cache; an empty one where there is none, or none that is whole."""
    with contextlib.suppress(OSError, msgspec.MsgspecError, ValueError):
        content = files.read_bytes(files.join(cache, NAME))
        digest, kept = content[: document_cache.HASH_BYTES], content[document_cache.HASH_BYTES :]
        if hashlib.sha256(kept).digest() == digest:
            known, comparisons = msgspec.json.decode(
                kept, type=tuple[list[Record], dict[str, tuple[Deduplication, ...]]]
            )
            return Snapshot({record.fingerprint: record for record in known}, comparisons)
    return Snapshot()


def renew(cache: Place, known: Snapshot, records: Iterable[Record], comparisons: Comparisons) -> None:
    """Write the snapshot again where it lacks too many records.

    Args:
        cache: the folder of the cache.
        known: what it holds.
        records: of the run.
        comparisons: of the run.

    Raises:
        OSError: it cannot be written.
    """
    current = list(records)
    new = sum(record.fingerprint not in known.records for record in current)
    new += sum(len(group) for key, group in comparisons.items() if key not in known.comparisons)
    if new <= MIN_NEW_SHARE * len(current):
        return
    encoder = msgspec.json.Encoder()
    parts = []
    for record in current:
        with contextlib.suppress(UnicodeEncodeError):  # a lone surrogate, of an odd file name
            parts.append(encoder.encode(record))
    kept = b"[[" + b",".join(parts) + b"]," + encoder.encode(comparisons) + b"]"
    document_cache.write(files.join(cache, NAME), hashlib.sha256(kept).digest() + kept)
