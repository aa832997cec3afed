"""What the documents of an archive make of each other: copies of one report, and files of the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pipeline.acquire import Acquired
from pipeline.batch.cache.document_record import Record
from pipeline.check.copies import mark_copies
from pipeline.emit.write.packed_rows import Marks
from pipeline.model import Finding, Outcome


def marks_of(
    records: Iterable[Record], found: Mapping[str, Acquired], brief: Callable[[Record], Outcome]
) -> dict[str, Marks]:
    """What the others make of each document, by document id.

    Args:
        records: one per document.
        found: the files of the archive, by document id.
        brief: gives what it takes to compare a document with others; asked for only where there are some that may be copies.
    """
    marks: dict[str, Marks] = {}
    alike: dict[str, list[Record]] = {}
    for record in records:
        marks[record.document_id] = Marks(record.alone)
        if record.compared_by is not None:
            alike.setdefault(record.compared_by, []).append(record)
    for group in alike.values():
        if len(group) > 1:
            outcomes = [
                _as_found(brief(record), found[record.document_id])
                for record in sorted(group, key=lambda r: r.source_file)
            ]
            for outcome in mark_copies(outcomes):
                marks[outcome.document.source.document_id] = Marks(outcome.report_id, outcome.copy_of, outcome.findings)
    for document_id, acquired in found.items():
        if acquired.same_as and document_id in marks:
            message = f"{acquired.source.source_file}: the same file is also there as {', '.join(acquired.same_as)}; one of them is enough"
            mine = marks[document_id]
            marks[document_id] = replace(mine, findings=(*mine.findings, Finding("same-file", "info", message)))
    return marks


def _as_found(outcome: Outcome, found: Acquired) -> Outcome:
    """The outcome of a document that may since have moved."""
    return replace(outcome, document=replace(outcome.document, source=found.source))
