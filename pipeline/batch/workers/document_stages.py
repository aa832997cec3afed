"""One document through all stages. Runs inside a worker, on one file, and knows nothing of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.batch.cache.document_record import failed_outcome
from pipeline.batch.workers.worker_failures import ReadFailure, defect, reader_failure
from pipeline.emit.write.validate_rows import validate_outcome
from pipeline.model import Document, Finding, Outcome, Report, SourceDocument
from pipeline.model.corrections import CorrectionResult

if TYPE_CHECKING:
    from pipeline.domain.register.body import Body
    from pipeline.extract.scan import ScanCache

T = TypeVar("T")
OnStage = Callable[[str, int | None], None]
"""Called with the name of each stage once it is through, and for ``extract`` with each page number before that."""


def process(
    source: SourceDocument,
    fingerprint: str = "",
    done: OnStage = lambda stage, number: None,
    added_bodies: tuple[Body, ...] = (),
) -> Outcome:
    """Take one document through all stages. Never raises: what goes wrong is a failure or a finding."""
    document = failure_on_error(lambda: normalized(extracted(source, done), done))
    return interpret(source, document, fingerprint, done, added_bodies)


def extracted(source: SourceDocument, done: OnStage, scan_cache: ScanCache | None = None) -> Document:
    """Return a document as it is printed; errors as of ``extract`` and of :func:`pipeline.acquire.local_source`."""
    from pipeline.acquire import local_source
    from pipeline.extract import ReadOptions, extract

    with local_source(source) as here:
        document = extract(here, ReadOptions(on_page=lambda number: done("extract", number), scan_cache=scan_cache))
    done("extract", None)
    return replace(document, source=source)


def normalized(document: Document, done: OnStage) -> Document:
    """Return a document with clean text."""
    from pipeline.normalize import normalize

    document = normalize(document)
    done("normalize", None)
    return document


def failure_on_error(read: Callable[[], T]) -> T | ReadFailure:
    """Return what ``read`` returns, or why it could not. Any defect of a reader must cost one document only."""
    try:
        return read()
    except Exception as error:
        return reader_failure(error)


def interpret(
    source: SourceDocument,
    document: Document | ReadFailure,
    fingerprint: str,
    done: OnStage,
    added_bodies: tuple[Body, ...] = (),
) -> Outcome:
    """Take a document through the stages after normalize.

    A document whose tables were read but not understood keeps its pages and cells.

    Args:
        source: the document.
        document: as normalized, or why it could not be read.
        fingerprint: of all that its rows depend on.
        done: called after each stage.
        added_bodies: that the archive adds to the register.
    """
    if isinstance(document, ReadFailure):
        return failed_outcome(source, document.reason, fingerprint)
    return validate_outcome(_assembled(document, fingerprint, done, added_bodies))


def _assembled(document: Document, fingerprint: str, done: OnStage, added_bodies: tuple[Body, ...]) -> Outcome:
    """Assemble, repair, correct, link and check.

    Where one breaks, what came before is kept; the break is an error finding.
    """
    from pipeline.assemble import assemble
    from pipeline.check import check
    from pipeline.check.rule_registry import fields_of_rules
    from pipeline.correct import close, correct
    from pipeline.link import link, settle_names
    from pipeline.repair import repair

    source = document.source
    report, found = Report(fiscal_year=source.hints.fiscal_year), []
    results = tuple(CorrectionResult(c, "unmatched") for c in source.corrections if c.field is not None)
    try:
        document, report = assemble(document)
        done("assemble", None)
        report = repair(report)
        report = settle_names(document, report, added_bodies)
        done("repair", None)
        if source.corrections:
            report, results = correct(report, source.corrections, fields_of_rules())
            done("correct", None)
        report = link(document, report, added_bodies)
        done("link", None)
        found += list(check(document, report))
        done("check", None)
    except Exception as error:  # the pages and cells are worth keeping
        message = f"{source.source_file}: {defect('understanding it', error)}"
        found.append(Finding("stage-broken", "error", message))
    findings = (*document.findings, *report.findings, *found)
    closed, seen = close(source.document_id, tuple(dict.fromkeys(findings)), source.corrections)
    return Outcome(document, report, closed, fingerprint=fingerprint, corrections=(*results, *seen))
