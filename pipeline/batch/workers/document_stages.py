"""One document through all stages. Runs inside a worker, on one file, and knows nothing of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.emit import sound
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Document, Finding, Outcome, Report, SourceDocument

if TYPE_CHECKING:
    from pipeline.extract.scan import Recall

T = TypeVar("T")
Said = Callable[[str, int | None], None]
"""Told the name of each stage once it is through, and for ``extract`` the number of each page before that."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why nothing can be read of a document, as the end of a sentence that begins with its name.

    ``passing`` where the next run may find it otherwise.
    """

    why: str
    passing: bool = False


def process(source: SourceDocument, fingerprint: str = "", done: Said = lambda stage, number: None) -> Outcome:
    """Everything that can be learnt from one document. Never raises: what goes wrong is a failure or a finding."""
    document = attempt(lambda: normalized(extracted(source, done), done))
    return understood(source, document, fingerprint, done)


def extracted(source: SourceDocument, done: Said, recall: Recall | None = None) -> Document:
    """A document as it is printed; errors as of ``extract`` and of :func:`pipeline.acquire.local_source`."""
    from pipeline.acquire import local_source
    from pipeline.extract import extract

    with local_source(source) as here:
        document = extract(here, done=lambda number: done("extract", number), recall=recall)
    done("extract", None)
    return replace(document, source=source)


def normalized(document: Document, done: Said) -> Document:
    """A document with clean text."""
    from pipeline.normalize import normalize

    document = normalize(document)
    done("normalize", None)
    return document


def attempt(read: Callable[[], T]) -> T | Broken:
    """What ``read`` gives, or why it could not. Any defect of a reader must cost one document only."""
    try:
        return read()
    except UnreadableDocument as error:
        return Broken(error.message)
    except OSError as error:
        return Broken(unavailable(error), passing=True)
    except MemoryError:
        return Broken("it needs more memory than a worker may use; raise ITA_MEMORY_MB and run again")
    except Exception as error:
        return Broken(_defect("reading it", error))


def unavailable(error: OSError) -> str:
    """The end of a sentence on a file that was there when the archive was listed and cannot be had now."""
    return f"the file cannot be read ({error.strerror or error}); check that it is there and may be read. The next run tries again"


def understood(source: SourceDocument, document: Document | Broken, fingerprint: str, done: Said) -> Outcome:
    """The later stages. A document whose tables were read but not understood keeps its pages and cells."""
    if isinstance(document, Broken):
        return Outcome(Document(source), failure=f"{source.source_file}: {document.why}", fingerprint=fingerprint)
    return sound(_understand(document, fingerprint, done))


def _understand(document: Document, fingerprint: str, said: Said) -> Outcome:
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
