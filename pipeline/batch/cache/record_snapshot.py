"""The records of the run before, in one file: a run over many documents need not open a file for each.

The files of the records stay the truth. The snapshot holds for a record as long as its file has the same stamp
(:class:`pipeline.files.Entry`), so that it may be old, or lost, and costs time only.
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
KnownRecord = tuple[str, Record]
"""The stamp of a record's file, and the record."""
Comparisons = Mapping[str, tuple[Deduplication, ...]]
"""What comparing documents said of each, by a hash of what was compared."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the run before knew: records whose files are as they were, by fingerprint, and comparisons."""

    records: Mapping[str, Record] = field(default_factory=dict)
    comparisons: Comparisons = field(default_factory=dict)


def load(cache: Place) -> Snapshot:
    """Return what of the snapshot of a cache still holds; an empty one where there is none, or none that is whole."""
    with contextlib.suppress(OSError, msgspec.MsgspecError, ValueError):
        content = files.read_bytes(files.join(cache, NAME))
        digest, kept = content[: document_cache.HASH_BYTES], content[document_cache.HASH_BYTES :]
        if hashlib.sha256(kept).digest() == digest:
            known, comparisons = msgspec.json.decode(
                kept, type=tuple[list[KnownRecord], dict[str, tuple[Deduplication, ...]]]
            )
            stamps = record_stamps(cache)
            records = {r.fingerprint: r for stamp, r in known if stamps.get(r.fingerprint) == stamp}
            return Snapshot(records, comparisons)
    return Snapshot()


def record_stamps(cache: Place) -> dict[str, str]:
    """Return the stamps of all files of records by fingerprint; those that cannot be told are left out."""
    folder = files.join(cache, document_cache.RECORDS)
    with contextlib.suppress(OSError):
        return {entry.name.rpartition("/")[2]: entry.stamp for entry in files.walk(folder) if entry.stamp is not None}
    return {}


def renew(cache: Place, known: Snapshot, records: Iterable[Record], comparisons: Comparisons) -> None:
    """Write the snapshot again where it lacks too many records.

    Args:
        cache: the folder of the cache.
        known: what of it still holds.
        records: of the run; those whose files changed just now are left out, and looked up by the next run.
        comparisons: of the run.

    Raises:
        OSError: it cannot be written.
    """
    current = list(records)
    new = sum(record.fingerprint not in known.records for record in current)
    new += sum(len(group) for key, group in comparisons.items() if key not in known.comparisons)
    if new <= MIN_NEW_SHARE * len(current):
        return
    stamps, encoder = record_stamps(cache), msgspec.json.Encoder()
    parts = []
    for record in current:
        if record.fingerprint in stamps:
            with contextlib.suppress(UnicodeEncodeError):  # a lone surrogate, of an odd file name
                parts.append(encoder.encode((stamps[record.fingerprint], record)))
    kept = b"[[" + b",".join(parts) + b"]," + encoder.encode(comparisons) + b"]"
    document_cache.write(files.join(cache, NAME), hashlib.sha256(kept).digest() + kept)
