"""The record of a document: enough to compare it with others and to release it, without its pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from msgspec import Struct

from pipeline.batch.cache.serialization import serialize
from pipeline.check.copies import compared_by, mark_copies
from pipeline.emit.write.packed_document import PackedDocument, pack
from pipeline.model import Document, Outcome, SourceDocument, Status, Table
from pipeline.model.corrections import CorrectionResult


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for reading one document.

    Attributes:
        timeout_s: seconds.
        memory_mb: megabytes, 0 for no limit.
    """

    timeout_s: float
    memory_mb: int

    def allow_more_than(self, other: Limits) -> bool:
        """Return whether a document that failed within the other limits might not fail within these."""
        more_memory = other.memory_mb != 0 and (self.memory_mb == 0 or self.memory_mb > other.memory_mb)
        return more_memory or self.timeout_s > other.timeout_s


TRANSIENT = Limits(0.0, 1)
"""Of a document whose failure may be over by the next run, such as a disk that did not answer: any run allows more."""
COMPARISON = ""
"""Name under which the cache keeps the outcome for comparison, beside the tables."""


class Record(Struct, frozen=True, array_like=True, gc=False):
    """One document of an archive, as read.

    Attributes:
        fingerprint: of all that its rows depend on.
        packed: its rows as if there were no other document, without the tables.
        compared_by: what it shares with documents that may be copies of it; None where it cannot have any.
        readable: whether anything at all was read of it.
        reason: why its status is not ok.
        severities: number of open findings of each severity.
        software: key of the files and libraries that it was read with, in the index of the run.
        limits: within which it failed (``TRANSIENT`` where they had no part in it); None where it did not.
    """

    fingerprint: str
    packed: PackedDocument
    compared_by: str | None
    readable: bool
    status: Status
    reason: str | None
    severities: dict[str, int] = {}
    software: str = ""
    limits: Limits | None = None

    @property
    def document_id(self) -> str:
        """SHA-256 of its bytes."""
        return self.packed.document_id

    @property
    def source_file(self) -> str:
        """Its name in the archive."""
        return self.packed.source_file


def record_of(outcome: Outcome, software: str = "", limits: Limits | None = None) -> tuple[Record, dict[str, bytes]]:
    """Return the record of an outcome and, by dataset, its tables as bytes.

    The outcome for comparison is among the tables, under ``COMPARISON``.
    """
    reduced = outcome_for_comparison(outcome)
    packed, tables = pack(replace(outcome, report_id=mark_copies([reduced])[0].report_id))
    readable = outcome.failure is None and any(page.reader != "none" for page in outcome.document.pages)
    record = Record(
        outcome.fingerprint,
        packed,
        compared_by(reduced),
        readable,
        outcome.status,
        outcome.reason,
        dict(Counter(f.severity for f in outcome.findings if f.state == "open")),
        software,
        limits if outcome.failure is not None else None,
    )
    return record, tables | {COMPARISON: serialize(reduced)}


def failed_outcome(source: SourceDocument, reason: str, fingerprint: str) -> Outcome:
    """Return the outcome of a document of which nothing could be read.

    Args:
        source: the document.
        reason: the end of a sentence that begins with its name.
        fingerprint: of all that its rows would depend on.
    """
    corrections = tuple(CorrectionResult(correction, "unmatched") for correction in source.corrections)
    failure = f"{source.source_file}: {reason}"
    return Outcome(Document(source), failure=failure, fingerprint=fingerprint, corrections=corrections)


def outcome_for_comparison(outcome: Outcome) -> Outcome:
    """Return what it takes to compare an outcome with others: rows with their texts, errors; no cells, no lines."""
    pages = tuple(
        replace(
            page,
            glyphs=None,
            fonts=(),
            text="",
            text_raw="",
            blocks=tuple(replace(b, cells=()) for b in page.blocks if isinstance(b, Table)),
        )
        for page in outcome.document.pages
    )
    document = replace(outcome.document, pages=pages, findings=())
    measures = tuple(replace(m, links=(), not_implemented_reason=None) for m in outcome.report.measures)
    report = replace(outcome.report, measures=measures, findings=(), rows=(), evidence=())
    errors = tuple(finding for finding in outcome.findings if finding.severity == "error")
    return replace(outcome, document=document, report=report, findings=errors, corrections=())
