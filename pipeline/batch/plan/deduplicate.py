"""Deduplication: which documents of an archive are copies of one report, and which files have the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.acquire import Acquired
from pipeline.batch.cache.document_record import Record
from pipeline.batch.cache.record_snapshot import Comparisons
from pipeline.check.copies import mark_copies
from pipeline.check.second_reading import plain_name
from pipeline.emit.write.released_rows import Deduplication
from pipeline.model import Finding, Outcome


def deduplicate(
    records: Iterable[Record],
    acquired: Mapping[str, Acquired],
    load_comparison: Callable[[Record], Outcome],
    remembered: Comparisons,
) -> tuple[dict[str, Deduplication], Comparisons]:
    """Compare the documents of an archive, and return the result for each, by document id, and all comparisons.

    Args:
        records: one per document.
        acquired: the files of the archive, by document id.
        load_comparison: returns what it takes to compare a document with others; called only where there are some that
            may be copies.
        remembered: comparisons of the run before; those of the same documents are taken from there.
    """
    comparisons: dict[str, tuple[Deduplication, ...]] = {}
    results: dict[str, Deduplication] = {}
    candidates: dict[str, list[Record]] = {}
    for record in records:
        results[record.document_id] = Deduplication(record.packed.report_id)
        if record.compared_by is not None:
            candidates.setdefault(record.compared_by, []).append(record)
    for group in _compared_together(candidates, acquired):
        if len(group) > 1:
            group.sort(key=lambda r: r.source_file)
            key = _comparison_key(group)
            comparisons[key] = remembered.get(key) or _compare(group, acquired, load_comparison)
            results |= {record.document_id: found for record, found in zip(group, comparisons[key], strict=True)}
    for document_id, found in acquired.items():
        if found.same_as and document_id in results:
            result = results[document_id]
            results[document_id] = replace(result, findings=(*result.findings, _same_file(found)))
    return results, comparisons


def _compared_together(candidates: Mapping[str, list[Record]], acquired: Mapping[str, Acquired]) -> list[list[Record]]:
    """Return the groups of documents that may be copies.

    A PDF and a transcript of one name are compared whatever body and year are read of each; so are all that share
    these with either.
    """
    by_name: dict[str, list[str]] = {}
    for key, group in candidates.items():
        for record in group:
            by_name.setdefault(plain_name(acquired[record.document_id].source), []).append(key)
    first_of = {key: key for key in candidates}
    for keys in by_name.values():
        joined = {first_of[key] for key in keys}
        if len(joined) > 1:
            first_of |= {key: min(joined) for key in candidates if first_of[key] in joined}
    groups: dict[str, list[Record]] = {}
    for key, group in candidates.items():
        groups.setdefault(first_of[key], []).extend(group)
    return list(groups.values())


def _comparison_key(group: Sequence[Record]) -> str:
    """Return a hash of all that the comparison of documents depends on: names and hints are in their fingerprints."""
    return hashlib.sha256("|".join(record.fingerprint for record in group).encode()).hexdigest()


def _compare(
    group: Sequence[Record], acquired: Mapping[str, Acquired], load_comparison: Callable[[Record], Outcome]
) -> tuple[Deduplication, ...]:
    """Return what comparing some documents says of each, in their order."""
    outcomes = [_with_source(load_comparison(record), acquired[record.document_id]) for record in group]
    return tuple(
        Deduplication(outcome.report_id, outcome.copy_of, outcome.findings[len(before.findings) :])
        for before, outcome in zip(outcomes, mark_copies(outcomes), strict=True)
    )


def _same_file(found: Acquired) -> Finding:
    """Return the finding for files of the same bytes."""
    names = ", ".join(found.same_as)
    message = f"{found.source.source_file}: the same file is also there as {names}; one of them is enough"
    return Finding("same-file", "info", message)


def _with_source(outcome: Outcome, found: Acquired) -> Outcome:
    """Return the outcome of a document with its place now; it may have moved since it was read."""
    return replace(outcome, document=replace(outcome.document, source=found.source))
