"""What a run keeps of a document: enough to compare it with others and to release it, without its pages."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import dataclass, field, replace

from pipeline.emit.write.packed_rows import Packed, pack
from pipeline.model import Outcome, Status, Table


@dataclass(frozen=True, slots=True)
class Limits:
    """Within what a document was read: seconds, and megabytes (0 for no limit)."""

    timeout_s: float
    memory_mb: int

    def allow_more_than(self, other: Limits) -> bool:
        """Whether a document that failed within the other limits might not fail within these."""
        more_memory = other.memory_mb != 0 and (self.memory_mb == 0 or self.memory_mb > other.memory_mb)
        return more_memory or self.timeout_s > other.timeout_s


PASSING = Limits(0.0, 1)
"""Of a document that failed for what may be over by the next run, such as a disk that did not answer: any run allows it more."""


@dataclass(frozen=True, slots=True)
class Record:
    """One document of an archive, as read.

    Attributes:
        fingerprint: of all that its rows depend on.
        packed: its rows, but for the tables.
        alone: its ``report_id`` where no other document is a copy of it.
        compared_by: what it shares with documents that may be copies of it; None where it cannot have any.
        readable: whether anything at all was read of it.
        reason: why its status is not ok.
        severities: how many findings of each severity.
        software: by which the files and libraries can be looked up that it was read with.
        limits: within which it failed (``PASSING`` where they had no part in it); None where it did not.
    """

    fingerprint: str
    packed: Packed
    alone: str | None
    compared_by: str | None
    readable: bool
    status: Status
    reason: str | None
    severities: dict[str, int] = field(default_factory=dict)
    software: str = ""
    limits: Limits | None = None

    @property
    def document_id(self) -> str:
        """SHA-256 of its bytes."""
        return str(self.packed.document["document_id"])

    @property
    def source_file(self) -> str:
        """Its name in the archive."""
        return str(self.packed.document["source_file"])


def record_of(outcome: Outcome, software: str = "", limits: Limits | None = None) -> tuple[Record, dict[str, bytes]]:
    """The record of an outcome and, by dataset, its tables as bytes; under ``""`` what it takes to compare it with others."""
    from pipeline.check.copies import compared_by, mark_copies

    packed, tables = pack(outcome)
    small = brief(outcome)
    readable = outcome.failure is None and any(page.reader != "none" for page in outcome.document.pages)
    record = Record(
        outcome.fingerprint,
        packed,
        mark_copies([small])[0].report_id,
        compared_by(small),
        readable,
        outcome.status,
        outcome.reason,
        dict(Counter(f.severity for f in outcome.findings)),
        software,
        limits if outcome.failure is not None else None,
    )
    return record, tables | {"": pickle.dumps(small, protocol=5)}


def brief(outcome: Outcome) -> Outcome:
    """The outcome without text, cells, measures and findings: what it takes to compare it with others."""
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
    return replace(outcome, document=document, report=replace(outcome.report, measures=(), findings=()), findings=())
