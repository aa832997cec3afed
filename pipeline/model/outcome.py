"""Everything that a run learnt of one document."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pipeline.model.corrections import CorrectionResult
from pipeline.model.pages import Document, Finding
from pipeline.model.report import Report

Status = Literal["ok", "partial", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything a run learnt about one source document: what emit writes.

    ``reason`` is a sentence for people where the status is not ok. A document that could not be opened has no pages.
    """

    document: Document
    report: Report = field(default=Report())
    findings: tuple[Finding, ...] = ()
    failure: str | None = None
    fingerprint: str = ""
    report_id: str | None = None
    copy_of: str | None = None
    corrections: tuple[CorrectionResult, ...] = ()

    @property
    def status(self) -> Status:
        """Derived, never set: failed (nothing read), partial (an error that is open), skipped (of other things), ok."""
        if self.failure is not None:
            return "failed"
        if any(f.severity == "error" and f.state == "open" for f in self.findings):
            return "partial"
        return "ok" if self.report.skipped is None else "skipped"

    @property
    def reason(self) -> str | None:
        """Why the status is not ok: the failure, else the first error finding, else why the document is skipped."""
        error = next((f.message for f in self.findings if f.severity == "error" and f.state == "open"), None)
        return self.failure or error or self.report.skipped
