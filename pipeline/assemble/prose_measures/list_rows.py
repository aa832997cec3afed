"""Rows of lists of measures become indicators and measures, by the same rules as those of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.assemble.document_context import DocumentContext
from pipeline.assemble.fields import MEASURE_FIELDS
from pipeline.assemble.measures.entry_drafts import EntryDraft, MeasureDraft, OpenHeading, Span
from pipeline.assemble.measures.measure_records import records_of
from pipeline.assemble.prose_measures.list_headings import ListHeading
from pipeline.assemble.prose_measures.list_scanner import ListEntry
from pipeline.assemble.prose_measures.list_tables import ListRow, TabledList
from pipeline.domain.codebook import indicators
from pipeline.domain.family import Family
from pipeline.model import Finding, IndicatorRow, Line, MeasureRow, RowKind

_OF_ENTRY = ("score", "level")
"""Fields of labels that are of the code, not of a measure."""


def list_records(
    family: Family, tabled: TabledList, context: DocumentContext, first_entry: int
) -> tuple[list[IndicatorRow], list[MeasureRow], list[Finding]]:
    """Return the indicators and measures of a list, and findings on them.

    Args:
        family: of plans, or of results.
        first_entry: number of the first entry.
    """
    drafts = _fold(tabled)
    scanned = {part.table_no for part in tabled.parts if part.reader == "ocr"}
    rows, measures, findings = records_of(family, drafts, context, scanned, first_entry)
    entries = list(dict.fromkeys(id(row.entry) for row in tabled.rows if row.entry.is_plain))
    by_id = {id(row.entry): row.entry for row in tabled.rows}
    named = [_with_indicator(row, by_id[key]) for row, key in zip(rows, entries, strict=True)]
    return named, measures, [*findings, *_findings(tabled)]


def _with_indicator(row: IndicatorRow, entry: ListEntry) -> IndicatorRow:
    """Return a row that stands for a whole indicator with its number and its tool."""
    section = entry.heading.section
    if section is None or section.number is None:
        return row
    return replace(row, indicator_no=section.number, tool=indicators()[section.number].tool)


def _fold(tabled: TabledList) -> list[EntryDraft]:
    """Fold the rows of a list into drafts, under the headings that are open above them."""
    out: list[EntryDraft] = []
    opened = OpenHeading()
    for row in tabled.rows:
        if row.kind in (RowKind.TOOL, RowKind.SECTION, RowKind.TOPIC, RowKind.RECORD):
            opened = _opened(opened, row.entry.heading)
        if row.kind is RowKind.RECORD:
            out.append(EntryDraft(Span.of(tabled.part_of(row), row.number), opened, _naming_lines(row.entry.heading)))
        elif row.entry.is_plain and row.text is not None:
            _add(out[-1], tabled, row)
        elif row.entry.is_plain and row.kind is RowKind.REST:
            out[-1].span.add(tabled.parts[0].table_no, row.page, row.number)
    return out


def _opened(above: OpenHeading, heading: ListHeading) -> OpenHeading:
    """Return what is open below a heading; a topic closes the indicator above it, and a tool both."""
    if heading.tool is not None:
        return OpenHeading(heading.tool)
    if heading.topic is not None:
        return replace(above, topic=heading.topic, section=None)
    return above if heading.section is None else replace(above, section=heading.section)


def _naming_lines(heading: ListHeading) -> dict[str, list[Line]]:
    printed = {"code": heading.code, "question": heading.question, "score": heading.score}
    return {name: [Line(raw=text, text=text)] for name, text in printed.items() if text}


def _add(entry: EntryDraft, tabled: TabledList, row: ListRow) -> None:
    """Add a row with a label, or the rest of one, to its entry."""
    assert row.text is not None
    name, lines = row.text.field, list(row.lines[1])
    if name in _OF_ENTRY:
        entry.lines.setdefault(name, lines)
        entry.span.add(tabled.parts[0].table_no, row.page, row.number)
        return
    begins = row.kind is not RowKind.REST and _begins_measure(entry, name)
    if not entry.measures or begins:
        entry.measures.append(MeasureDraft(Span.of(tabled.part_of(row), row.number)))
    draft = entry.measures[-1]
    draft.span.add(tabled.parts[0].table_no, row.page, row.number)
    if name in MEASURE_FIELDS:
        draft.lines.setdefault(name, []).extend(lines)


def _begins_measure(entry: EntryDraft, name: str) -> bool:
    """Tell whether a field begins the entry's next measure: it has a measure already, or began with this field."""
    if not entry.measures:
        return True
    fields = list(entry.measures[-1].lines)
    return name in fields and name == ("measure" if "measure" in fields else fields[0])


def _findings(tabled: TabledList) -> Iterator[Finding]:
    """Yield findings on what stands in the list and is of no measure."""
    for row in tabled.rows:
        if row.kind is RowKind.HELD_BACK:
            yield tabled.classified(row).held_back(row.reason)
    seen: set[int] = set()
    plain: Sequence[ListEntry] = [row.entry for row in tabled.rows if row.entry.is_plain]
    for entry in plain:
        if id(entry) in seen or not entry.left:
            continue
        seen.add(id(entry))
        page, line = entry.left[0]
        message = f"page {page}: what follows the last labelled paragraph of an entry is of no field; it stays text"
        last = entry is plain[-1]
        yield Finding("assemble.list_ended", "info" if last else "warning", message, page=page, raw=line.text)
