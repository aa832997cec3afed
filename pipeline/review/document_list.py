"""The list of documents with their findings, worst first; and the parts of it that a browser loads after the page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.emit.store.read_datasets import read
from pipeline.emit.store.releases import Release
from pipeline.model import FINDING_STATES, SEVERITIES
from pipeline.review.source_state import is_document_id
from pipeline.review.web_text import script_json, shown

STATUSES = ("failed", "partial", "skipped", "ok")
BAD_STATUSES = ("failed", "partial")
COLUMNS = ("document_id", "source_file", "agency", "title", "fiscal_year", "status", "pages", "kind", "reason")


@dataclass(slots=True)
class ListedDocument:
    """A document of the list.

    Attributes:
        row: its columns of ``documents``.
        counts: its findings by (rule, severity, state).
        first_page: the first page that has a finding; 1 where none has, 0 of a document without pages.
    """

    row: dict[str, Any]
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    first_page: int = 1

    @property
    def id(self) -> str:
        """Its document_id."""
        return str(self.row["document_id"])

    @property
    def path(self) -> str:
        """Of its first page to look at, from the list."""
        return f"documents/{self.id}/p{self.first_page}.html"

    def of_severity(self, severity: str, state: str | None = "open") -> int:
        """Return how many findings it has of a severity, and of a state unless that is None."""
        return sum(n for (_, s, t), n in self.counts.items() if s == severity and state in (None, t))

    def rules(self) -> list[tuple[str, str, int]]:
        """Return its rules with severity and number of open findings, worst and most first."""
        found: Counter[tuple[str, str]] = Counter()
        for (rule, severity, state), n in self.counts.items():
            found[rule, severity] += n if state == "open" else 0
        entries = [(rule, severity, n) for (rule, severity), n in found.items() if n]
        return sorted(entries, key=lambda e: (SEVERITIES.index(e[1]), -e[2], e[0]))


@dataclass(frozen=True, slots=True)
class DocumentList:
    """All documents of a release, worst first.

    Attributes:
        release: whose they are.
        documents: in order.
        rules: of their findings, with the number of documents, by name.
        years: fiscal years, the newest first.
    """

    release: Release
    documents: tuple[ListedDocument, ...]
    rules: dict[str, int]
    years: tuple[int, ...]

    def chunk(self, number: int, documents: Sequence[ListedDocument], made: frozenset[str] | None) -> str:
        """Return a data file of the list as a script.

        Args:
            number: of the chunk, from 0.
            documents: that it lists.
            made: ids of the documents that have pages; None where all have.
        """
        rules = list(self.rules)
        entries = [
            [
                d.id,
                d.first_page if made is None or d.id in made else -1,
                *(shown(d.row[name]) for name in ("source_file", "agency", "title")),
                d.row["fiscal_year"],
                STATUSES.index(d.row["status"]),
                [
                    [rules.index(rule), SEVERITIES.index(severity), FINDING_STATES.index(state), n]
                    for (rule, severity, state), n in sorted(d.counts.items())
                ],
            ]
            for d in documents
        ]
        return f"reviewList.add({number},{script_json(entries)});\n"


def list_documents(release: Release) -> DocumentList:
    """Return the documents of a release with their findings counted; rows that no page may be named after are left out.

    Raises:
        ReleaseError: a file of the release cannot be read.
    """
    known = {
        row["document_id"]: ListedDocument(row, first_page=1 if row["pages"] else 0)
        for row in read(release, "documents", COLUMNS).to_pylist()
        if is_document_id(row["document_id"]) and row["status"] in STATUSES
    }
    _count_findings(release, known)
    by_rule: defaultdict[str, int] = defaultdict(int)
    for document in known.values():
        for rule in {rule for rule, _, _ in document.counts}:
            by_rule[rule] += 1
    years = sorted({d.row["fiscal_year"] for d in known.values() if d.row["fiscal_year"]}, reverse=True)
    ordered = sorted(known.values(), key=_worst_first)
    return DocumentList(release, tuple(ordered), dict(sorted(by_rule.items())), tuple(years))


def _count_findings(release: Release, known: dict[str, ListedDocument]) -> None:
    columns = ["document_id", "rule", "severity", "state", "page"]
    table = read(release, "findings", columns)
    keys = [name for name in columns if name != "page"]
    first_pages: dict[str, int] = {}
    for row in table.group_by(keys).aggregate([("page", "min"), ([], "count_all")]).to_pylist():
        document, state = known.get(row["document_id"]), row.get("state") or "open"
        if document is None or row["severity"] not in SEVERITIES or state not in FINDING_STATES:
            continue
        document.counts[row["rule"], row["severity"], state] += row["count_all"]
        if row["page_min"] and document.row["pages"]:
            first_pages[document.id] = min(row["page_min"], first_pages.get(document.id, row["page_min"]))
    for document_id, page in first_pages.items():
        known[document_id].first_page = page


def _worst_first(document: ListedDocument) -> tuple[Any, ...]:
    errors, warnings, infos = (-document.of_severity(severity) for severity in SEVERITIES)
    status = document.row["status"]
    rank = STATUSES.index(status) if status in BAD_STATUSES else len(STATUSES)
    return errors, rank, warnings, infos, str(document.row["source_file"])
