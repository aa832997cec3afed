"""Measures in running text: lists of headings and labelled paragraphs become indicators and measures.

First the lists are found (:mod:`list_scanner`) and become tables of labels and texts (:mod:`list_tables`), if the
evidence speaks for the assessment; then their rows become records (:mod:`list_rows`). What is not plain stays text, and
a finding says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.assemble.document_context import DocumentContext, Unwrap
from pipeline.assemble.prose_measures.list_rows import list_records
from pipeline.assemble.prose_measures.list_scanner import FEWEST_FIELDS, MeasureList, scan_lists
from pipeline.assemble.prose_measures.list_tables import TabledList, as_table, with_tables
from pipeline.assemble.tables.evidence import TableContext, title_lines, weigh_table
from pipeline.assemble.tables.header import Header, HeaderColumn
from pipeline.domain.evidence_signals import evidence_settings
from pipeline.domain.family import Family, families
from pipeline.domain.prose_measure_words import prose_measure_words
from pipeline.model import Document, Finding, Line, Report, TableEvidence

__all__ = ["ProseLists", "find_lists", "unread_measures", "with_list_rows"]

_RESULTS = ("result", "outcome")


@dataclass(frozen=True, slots=True)
class ProseLists:
    """The lists of measures in a document's running text.

    Attributes:
        document: with the accepted ones as tables.
        tabled: the accepted ones, each with its family.
        evidence: why each is taken for one of the assessment, or not.
        unread: pages of labelled lines that are not read, and the first such line of each.
    """

    document: Document
    tabled: tuple[tuple[Family, TabledList], ...] = ()
    evidence: tuple[TableEvidence, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()

    @property
    def first_page(self) -> int | None:
        """The page where the first list begins; None where there is none."""
        return min((tabled.rows[0].page for _, tabled in self.tabled), default=None)


def find_lists(document: Document, unwrap: Unwrap) -> ProseLists:
    """Find the lists of measures in a stitched document, and take those for tables that are of the assessment."""
    named = {family.name: family for family in families()}
    base = named["measures_result"]
    lists = scan_lists(document, base, unwrap)
    tables = max((table.table_no for table in document.tables), default=0)
    accepted: list[tuple[Family, MeasureList, TabledList]] = []
    evidence: list[TableEvidence] = []
    unread: list[tuple[int, str]] = []
    for found in lists:
        lost = [(page, line.text) for page, line in found.orphans]
        if found.plain:
            family = base if _has_results(found) else named["measures_plan"]
            tabled = as_table(found, document, tables + 1, unwrap)
            weighed = _weigh(family, found, tabled, document)
            evidence.append(weighed)
            if weighed.accepted:
                tables += 1
                accepted.append((family, found, tabled))
            else:
                lost += [(page, line.text) for entry in found.plain for page, line in entry.heading_lines[:1]]
        if len(lost) >= FEWEST_FIELDS:
            unread.append(min(lost, key=lambda pair: pair[0]))
    shown = with_tables(document, [(found, tabled) for _, found, tabled in accepted])
    return ProseLists(shown, tuple((family, t) for family, _, t in accepted), tuple(evidence), tuple(unread))


def _has_results(found: MeasureList) -> bool:
    """Tell whether a list says what was done, or what came of it."""
    return any(text.field in _RESULTS for entry in found.plain for text in entry.texts)


def _weigh(family: Family, found: MeasureList, tabled: TabledList, document: Document) -> TableEvidence:
    """Weigh whether a list is of the assessment, by the signals that tables are weighed by."""
    labels = dict.fromkeys(t.label_line[1].text.strip(" :") for entry in found.plain for t in entry.texts)
    header = Header(0, 0, tuple(HeaderColumn(None, k, label) for k, label in enumerate(labels)))
    heads = {row.number for row in tabled.rows if row.text is None}
    parts = [replace(part, cells=tuple(c for c in part.cells if c.row in heads)) for part in tabled.parts]
    first_page, first = found.entries[0].heading_lines[0]
    above: list[str] = []
    for page in document.pages[:first_page]:
        for block in page.blocks:
            if block is first:
                break
            above = [*above, block.text] if isinstance(block, Line) else []
    title = "\n".join(title_lines(document)[: evidence_settings().title_lines])
    heading = "\n".join(above[-evidence_settings().heading_lines :])
    return weigh_table(family, header, parts, TableContext(title, heading))


def with_list_rows(report: Report, family: Family, tabled: TabledList, context: DocumentContext) -> Report:
    """Add the rows of an accepted list to a report."""
    indicators, measures, findings = list_records(family, tabled, context, len(report.indicators) + 1)
    return replace(
        report,
        indicators=(*report.indicators, *indicators),
        measures=(*report.measures, *measures),
        findings=(*report.findings, *findings),
        rows=(*report.rows, *(tabled.classified(row).reading() for row in tabled.rows)),
    )


def unread_measures(report: Report, lists: ProseLists, document: Document) -> list[Finding]:
    """Return the findings that measures stand in running text and are not read.

    Args:
        report: with all rows that were read; of a document of the assessment.
    """
    found = [_unread(page, text) for page, text in lists.unread]
    if found or report.measures:
        return found
    announced = _announced(title_lines(document)[: evidence_settings().document_title_lines])
    if announced is None:
        return []
    message = "the title says that measures stand in the document, and none was read: they may be running text"
    return [Finding("family.prose_plan", "warning", message, page=1, raw=announced)]


def _unread(page: int, text: str) -> Finding:
    message = (
        f"page {page}: measures stand in running text, under headings that name no code, indicator or topic plainly; "
        "they are not read, their text stays in pages"
    )
    return Finding("family.prose_plan", "error", message, page=page, raw=text)


def _announced(lines: Iterable[str]) -> str | None:
    """Return the first title line that announces measures."""
    return next((line for line in lines if prose_measure_words().announces.search(line)), None)
