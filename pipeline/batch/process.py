"""One document through all stages. Runs inside a worker, on one file, and knows nothing of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.emit import sound
from pipeline.extract.errors import UnreadableDocument
from pipeline.model import Document, Finding, Outcome, Page, Report, SourceDocument, Table


def process(source: SourceDocument, fingerprint: str = "", done: Callable[[str, int | None], None] | None = None) -> Outcome:
    """Everything that can be learnt from one document. Never raises: what goes wrong is a failure or a finding.

    A document that cannot be opened fails. One whose tables were read but not understood keeps its pages and cells.
    ``done`` is called with the name of each stage once it is through, and for ``extract`` with the number of each page before that.
    """
    from pipeline.acquire import at_hand
    from pipeline.extract import extract
    from pipeline.normalize import normalize

    said = done or (lambda stage, number: None)
    blank = Outcome(Document(source), fingerprint=fingerprint)
    try:
        with at_hand(source) as here:
            document = replace(extract(here, done=lambda number: said("extract", number)), source=source)
        said("extract", None)
        document = normalize(document)
        said("normalize", None)
    except UnreadableDocument as error:
        return replace(blank, failure=f"{source.source_file}: {error.message}")
    except OSError as error:
        sentence = f"the file cannot be read ({error.strerror or error}); check that it is there and may be read, and run again"
        return replace(blank, failure=f"{source.source_file}: {sentence}")
    except MemoryError:
        sentence = "it needs more memory than a worker may use; raise ITA_MEMORY_MB and run again"
        return replace(blank, failure=f"{source.source_file}: {sentence}")
    except Exception as error:  # any defect of a reader must cost this document only
        return replace(blank, failure=f"{source.source_file}: {_defect('reading it', error)}")
    return sound(_understand(document, fingerprint, said))


def _understand(document: Document, fingerprint: str, said: Callable[[str, int | None], None]) -> Outcome:
    """The later stages. Where one breaks, what came before it is kept and the break is an error finding."""
    from pipeline.assemble import assemble
    from pipeline.check import check
    from pipeline.repair import repair

    report, broken = Report(fiscal_year=document.source.hints.fiscal_year), []
    try:
        document, report = assemble(document)
        said("assemble", None)
        report = repair(report)
        said("repair", None)
        broken += list(check(document, report))
        said("check", None)
    except Exception as error:  # as above: the pages and cells are worth keeping
        message = f"{document.source.source_file}: {_defect('understanding it', error)}"
        broken.append(Finding("stage-broken", "error", message))
    findings = (*document.findings, *report.findings, *broken)
    return Outcome(document, report, tuple(dict.fromkeys(findings)), fingerprint=fingerprint)


def _defect(doing: str, error: Exception) -> str:
    """A sentence on an error that nobody foresaw."""
    said = " ".join(str(error).split())[:200]
    return f"{doing} broke off ({type(error).__name__}{': ' + said if said else ''}); this is a defect of the software, please report it"


def slim(outcome: Outcome) -> Outcome:
    """The outcome without glyphs: they are half of its size and nothing after this needs them."""
    return _with_pages(outcome, lambda page: replace(page, glyphs=None, fonts=()))


def light(outcome: Outcome) -> Outcome:
    """The outcome without lines, cells and text: small enough to hold thousands of them."""
    return _with_pages(outcome, lambda page: replace(
        page, glyphs=None, fonts=(), text="", text_raw="",
        blocks=tuple(replace(b, cells=()) for b in page.blocks if isinstance(b, Table))))


def _with_pages(outcome: Outcome, change: Callable[[Page], Page]) -> Outcome:
    pages = tuple(change(page) for page in outcome.document.pages)
    return replace(outcome, document=replace(outcome.document, pages=pages))
