"""The report of one document: its families, its title, and the rows of each family's tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.assemble.agency_results import read_results
from pipeline.assemble.agency_results.columns import holds_scores
from pipeline.assemble.agency_results.result_columns import FIGURES
from pipeline.assemble.artifacts import mark_artifacts
from pipeline.assemble.document_context import DocumentContext, Unwrap, open_topics
from pipeline.assemble.measures import read_measures
from pipeline.assemble.oit_items import read_checklist
from pipeline.assemble.oit_items.columns import holds_items
from pipeline.assemble.prose_measures import ProseLists, find_lists, unread_measures, with_list_rows
from pipeline.assemble.scanned_agency import settle_agency
from pipeline.assemble.scores import read_scores
from pipeline.assemble.scores.item_names import FIVE_INDICES
from pipeline.assemble.table_headings import table_headings
from pipeline.assemble.tables.evidence import TableContext, table_contexts, weigh_table
from pipeline.assemble.tables.header import Header, find_header
from pipeline.assemble.tables.logical_table import RecognisedTables, recognise_tables
from pipeline.assemble.tables.stitch import stitch
from pipeline.assemble.title import Title, artifact_texts, paragraphs_before, read_title
from pipeline.assemble.unread_documents import first_row_text, without_tables
from pipeline.domain.family import Family, families
from pipeline.domain.scheme import DEFAULT_SCHEME
from pipeline.domain.scheme_evidence import scheme_of, weigh_schemes
from pipeline.model import Document, Finding, Report, Table, TableEvidence
from pipeline.normalize.unwrap import LineUnwrapper

_COVER_PAGES = 2  # where the title of a document without a known table is looked for
_FEWEST_SCORES = 2  # columns of figures or grades that a part of a wide table of bodies must have
_CODES_OF_SCHEME = 20  # printed codes that show whose assessment a document is of


def make_report(document: Document) -> tuple[Document, Report]:
    """Return the document with its artifacts marked and its tables numbered over pages, and its report."""
    document = stitch(mark_artifacts(document))
    unwrap = LineUnwrapper(document).unwrap
    contexts = table_contexts(document)
    recognised = recognise_tables(
        document, lambda family, header, parts: _weigh(family, header, parts, contexts, document)
    )
    lists = find_lists(document, unwrap)
    leading = _leading_family(recognised, lists)
    title, paragraphs, unsure = _read_heading(document, recognised, lists, leading, unwrap)
    report = replace(_headed(title), evidence=(*recognised.evidence, *lists.evidence), findings=unsure)
    if leading is None:
        report = without_tables(report, document)
        unread = () if report.skipped else unread_measures(report, lists, document)
        return document, replace(report, findings=(*report.findings, *unread))
    context = DocumentContext(
        document=document,
        fiscal_year=report.fiscal_year,
        assessment_fiscal_year=report.assessment_fiscal_year,
        agency=report.agency,
        topics=open_topics(document),
        headings=table_headings(document, recognised.tables, title),
        unwrap=unwrap,
    )
    given: Counter[str] = Counter()
    for family in families():
        before, report = report, _with_rows(report, family, recognised, context)
        given.update(_rows_given(before, report, family))
    for family, tabled in lists.tabled:
        before, report = report, with_list_rows(report, family, tabled, context)
        given.update(_rows_given(before, report, family))
    report = replace(report, scheme=_scheme(report, paragraphs, contexts, recognised))
    others = _other_tables(document, leading, set(recognised.tables))
    others += unread_measures(report, lists, document)
    return lists.document, replace(_with_families(report, given, leading), findings=(*report.findings, *others))


def _read_heading(
    document: Document, recognised: RecognisedTables, lists: ProseLists, leading: Family | None, unwrap: Unwrap
) -> tuple[Title, list[str], tuple[Finding, ...]]:
    """Return the title, the paragraphs that it was read from, and what is unsure of it in a scan."""
    first_pages = [*(table.parts[0].table.page for table in recognised.tables.values()), lists.first_page]
    first_page = min((page for page in first_pages if page is not None), default=_COVER_PAGES)
    paragraphs = paragraphs_before(document, unwrap, first_page)
    title = read_title([*paragraphs, *artifact_texts(document)], document.source.hints, leading)
    scanned = any(page.reader == "ocr" for page in document.pages)
    if leading is None or document.source.hints.agency is not None or not scanned:
        return title, paragraphs, ()
    everywhere = paragraphs_before(document, unwrap, len(document.pages))
    title, unsure = settle_agency(title, [*everywhere, *artifact_texts(document)])
    return title, paragraphs, tuple(unsure)


def _weigh(
    family: Family,
    header: Header,
    parts: Sequence[Table],
    contexts: Mapping[int, TableContext],
    document: Document,
) -> TableEvidence:
    """Weigh a table; one of results must hold scores too, a checklist items."""
    evidence = weigh_table(family, header, parts, contexts[parts[0].table_no])
    if family.results is not None and not holds_scores(family, header, parts[0]):
        return replace(evidence, accepted=False)
    if evidence.accepted and family.reader == "checklist" and not holds_items(parts):
        return replace(evidence, accepted=False)
    return evidence


def _leading_family(recognised: RecognisedTables, lists: ProseLists) -> Family | None:
    """Return the family that says how the document's title reads: the tables of scores in a plan do not."""
    found = {table.family.name for table in recognised.tables.values()} | {family.name for family, _ in lists.tabled}
    return min((f for f in families() if f.name in found), key=lambda f: f.heading_rank, default=None)


def _scheme(
    report: Report, paragraphs: Sequence[str], contexts: Mapping[int, TableContext], recognised: RecognisedTables
) -> str | None:
    """Return whose assessment the document is of, by its headings and its codes."""
    headings = dict.fromkeys(contexts[number].heading for number in recognised.tables)
    printed = (
        *(row.code_raw for row in report.indicators),
        *(row.code_raw for row in report.oit_items),
        *(row.code_raw for row in report.scores),
    )
    codes = [code for code in printed if code]
    if any(row.item_kind == "indicator" and row.indicator_no is not None and row.tool is None for row in report.scores):
        return FIVE_INDICES
    texts, codes = [*paragraphs, *headings], codes[:_CODES_OF_SCHEME]
    best = weigh_schemes(texts, codes, report.assessment_fiscal_year)[0]
    named = scheme_of(texts, codes, report.assessment_fiscal_year)
    # a table that is of the assessment, and no word of another scheme than the one that all are called after
    return named or (best.scheme if best.points and best.scheme == DEFAULT_SCHEME else None)


def _headed(title: Title) -> Report:
    """Return a report with its heading and no rows."""
    return Report(
        title=title.title,
        agency=title.agency,
        agency_type=title.agency_type,
        province=title.province,
        fiscal_year=title.fiscal_year,
        assessment_fiscal_year=title.assessment_fiscal_year,
        assessment_year_basis=title.assessment_year_basis,
    )


def _with_rows(report: Report, family: Family, recognised: RecognisedTables, context: DocumentContext) -> Report:
    """Add the rows of the tables of one family."""
    tables = recognised.of(family)
    if not tables:
        return report
    findings, rows = report.findings, report.rows
    match family.reader:
        case "results":
            results = read_results(family, tables, context)
            report = replace(
                report, results=(*report.results, *results.results), scores=(*report.scores, *results.scores)
            )
            findings, rows = (*findings, *results.findings), (*rows, *results.rows)
        case "scores":
            scores = read_scores(family, tables, context)
            report = replace(report, scores=(*report.scores, *scores.scores))
            findings, rows = (*findings, *scores.findings), (*rows, *scores.rows)
        case "checklist":
            items = read_checklist(family, tables, context)
            report = replace(report, oit_items=(*report.oit_items, *items.items))
            findings, rows = (*findings, *items.findings), (*rows, *items.rows)
        case _:
            measures = read_measures(family, tables, context, first_entry=len(report.indicators) + 1)
            report = replace(
                report,
                indicators=(*report.indicators, *measures.indicators),
                measures=(*report.measures, *measures.measures),
            )
            findings, rows = (*findings, *measures.findings), (*rows, *measures.rows)
    return replace(report, findings=findings, rows=rows)


def _rows_given(before: Report, after: Report, family: Family) -> dict[str, int]:
    """Count the rows that the tables of one family gave, by family: scores beside results are those of scores."""
    own = sum(len(getattr(after, name)) - len(getattr(before, name)) for name in ("indicators", "results", "oit_items"))
    scores = len(after.scores) - len(before.scores)
    of_scores = family if family.reader == "scores" else next(f for f in families() if f.reader == "scores")
    return {family.name: own + scores} if of_scores is family else {family.name: own, of_scores.name: scores}


def _with_families(report: Report, given: Mapping[str, int], leading: Family) -> Report:
    """Name the families that gave rows, that of most rows first; the leading one where none did."""
    found = tuple(sorted((name for name, n in given.items() if n), key=lambda name: -given[name]))
    return replace(report, families=found, family=found[0] if found else leading.name)


def _other_tables(document: Document, family: Family, read: set[int]) -> list[Finding]:
    """Return one finding for each table that is of no family: its cells are kept, its rows are not read."""
    out: dict[int, Finding] = {}
    for table in document.tables:
        seen = first_row_text(table) if table.table_no not in read and table.table_no not in out else ""
        if seen:
            where = f"page {table.page}: table {table.table_no}"
            nameless = _scores_without_names(table)
            out[table.table_no] = Finding(
                "assemble.scores_without_names" if nameless else "family.other_table",
                "warning" if nameless else "info",
                f'{where} has columns of scores and none of bodies (saw "{seen}"); its text stays in cells'
                if nameless
                else f'{where} is not of the family {family.name} (saw "{seen}"); its text stays in cells',
                page=table.page,
                table_no=table.table_no,
                raw=seen,
            )
    return list(out.values())


def _scores_without_names(table: Table) -> bool:
    """Tell a table that scores of many bodies head, and no body: a part of a wide one that its print put elsewhere."""
    for family in families():
        header = find_header(family, table) if family.results is not None else None
        if header is not None and not {"agency", "agency_group"} & set(header.fields):
            scores = {c.field for c in header.columns if c.sure and c.field in FIGURES}
            return len(scores) >= _FEWEST_SCORES and len(scores) * 2 > table.columns
    return False
