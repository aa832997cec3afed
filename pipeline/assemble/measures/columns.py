"""Columns of a table of measures: the header names their fields; where it does not, the content decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.assemble.fields import CODE_AND_QUESTION, NARRATIVE_FIELDS
from pipeline.assemble.measures.measure_column_content import ColumnContent
from pipeline.assemble.measures.row_alignment import FieldColumn
from pipeline.assemble.measures.ticked_columns import status_columns, ticked_columns
from pipeline.assemble.tables.header import Header, assign_distinct_fields
from pipeline.domain.family import Family
from pipeline.domain.wordings import compact
from pipeline.model import Table

_NAMING = ("code", "question", "number")


class ColumnSettings(NamedTuple):
    """Shares of a column's texts (0..1) that decide what it holds.

    Attributes:
        sections: section titles that make a column one of sections.
        codes: codes that make a column one of codes.
        codes_with_question: texts that begin with a code, beside which a running number is no code; and the fewest
            that make a column one of code and question where no other holds codes.
        headed_as_code: added for a column that is headed as code.
        counted: taken off for a running number.
        levels: levels that make a column one of levels whatever its header says.
        prose, little_prose: prose that makes a column one of running text, and that a column of levels may have.
        unnamed: levels, scores or codes that name a column without a header.
        plain_number: figures under a header that could not be read that make a column one of running numbers.
    """

    sections: float = 0.6
    codes: float = 0.4
    codes_with_question: tuple[float, float] = (0.5, 0.3)
    headed_as_code: float = 0.3
    counted: float = 0.6
    levels: float = 0.6
    prose: float = 0.5
    little_prose: float = 0.2
    unnamed: float = 0.5
    plain_number: float = 0.8


SETTINGS = ColumnSettings()


@dataclass(frozen=True, slots=True)
class MeasureColumns:
    """What the columns of a table of measures hold.

    Attributes:
        fields: by grid column; None where it holds no field.
        order: the fields in header order, for rows of transcripts.
        by_content: rows are aligned by what their cells hold (transcripts).
        from_right: rows keep empty cells at their end, so that positions count from the right edge.
        ticked: what a tick says, by the column (0-based) that holds nothing but ticks.
        statuses: columns (0-based) that say how far a measure is, beside its result.
    """

    fields: tuple[str | None, ...]
    order: tuple[FieldColumn, ...]
    by_content: bool
    from_right: bool = True
    ticked: Mapping[int, str] = field(default_factory=dict)
    statuses: frozenset[int] = frozenset()


def settle_columns(family: Family, header: Header, parts: Sequence[Table]) -> MeasureColumns:
    """Resolve a header over the content of the table parts under it."""
    content = ColumnContent(family, parts, header)
    fields: list[str | None] = [c.field for c in header.columns]
    named: list[str | None] = [c.named for c in header.columns]
    _settle_sections(fields, header, content)
    _settle_codes_and_questions(fields, header, content)
    _settle_issues(family, fields, header)
    _settle_levels(fields, named, content)
    _reassign_narrative(family, fields, named, header)
    if "measure" not in fields and "method" in fields:  # nothing else is headed as the measure
        fields[fields.index("method")] = "measure"
    _settle_unnamed(fields, content)
    _settle_unnamed_prose(family, fields, content)
    ticked = ticked_columns(family, fields, header, content)
    for k, (name, _) in ticked.items():
        fields[k] = name
    statuses = status_columns(family, fields, content)
    for k in statuses:
        fields[k] = "result"
    transcript = all(t.reader == "transcript" for t in parts)
    last_cells = [c for t in parts for row in t.by_row() if len(row) > 1 for c in row[-1:]]
    from_right = any(not c.text.strip() for c in last_cells)
    says = {k: text for k, (_, text) in ticked.items()}
    return MeasureColumns(tuple(fields), _in_order(fields), transcript, from_right, says, statuses)


def _in_order(fields: Sequence[str | None]) -> tuple[FieldColumn, ...]:
    """Return the fields in column order; a column of code and question is both.

    In a transcript any naming column may hold either: engines join and split them row by row.
    """
    out: list[FieldColumn] = []
    for column, name in enumerate(fields):
        known = {f.field for f in out}
        if name in (CODE_AND_QUESTION, "question", "code"):
            out.extend(FieldColumn(f, column) for f in ("code", "question") if f not in known)
        elif name and name != "ignored" and name not in known:
            out.append(FieldColumn(name, column))
    return tuple(out)


def _settle_sections(fields: list[str | None], header: Header, content: ColumnContent) -> None:
    """Find a column of indicators' titles beside the codes of each: its cells open their sections."""
    for k, name in enumerate(fields):
        others = any(c.named in _NAMING for j, c in enumerate(header.columns) if j != k)
        coded = content.codes_with_question(k) >= SETTINGS.codes_with_question[0]
        if name in (None, *_NAMING) and others and not coded and content.sections(k) >= SETTINGS.sections:
            fields[k] = "section"
            return


def _reassign_narrative(family: Family, fields: list[str | None], named: Sequence[str | None], header: Header) -> None:
    """Give a field whose column turned out to hold something else to the next column that its wording heads."""
    candidates = [
        k for k, name in enumerate(named) if name in NARRATIVE_FIELDS and fields[k] in (None, *NARRATIVE_FIELDS)
    ]
    claims = {header.columns[k].anchor: (str(named[k]), 100.0) for k in reversed(candidates)}
    given = assign_distinct_fields(claims, tuple(column.field for column in family.columns))
    for k in candidates:
        name = given.get(header.columns[k].anchor)
        if fields[k] is None and name is not None and name not in fields:
            fields[k] = name


def _settle_codes_and_questions(fields: list[str | None], header: Header, content: ColumnContent) -> None:
    """Decide which column headed as code, question or running number holds the codes, and which the questions."""
    naming = _naming_columns(fields, header, content)
    if not naming:
        return
    glued = max(naming, key=content.codes_with_question)
    counted = {k for k in naming if fields[k] == "number" or content.is_running_number(k)}

    def likelihood(k: int) -> tuple[float, int]:
        bonus = SETTINGS.headed_as_code if fields[k] == "code" else 0
        return content.codes(k) + bonus - (SETTINGS.counted if k in counted else 0), -k

    codes = max(naming, key=likelihood)
    beside_glued, fewest_glued = SETTINGS.codes_with_question
    only_counts = codes in counted and (fields[codes] == "number" or content.codes_with_question(glued) >= beside_glued)
    if content.codes(codes) < SETTINGS.codes or only_counts:
        for k in naming:
            if k == glued and content.codes_with_question(k) >= fewest_glued:
                fields[k] = CODE_AND_QUESTION
            elif content.texts[k] or fields[k] == "number":
                fields[k] = "number" if k in counted else "question"
        return
    fields[codes] = "code"
    for k in naming:
        if k != codes:
            plain = fields[k] is None and content.share(k, str.isdigit) >= SETTINGS.plain_number
            is_number = plain or (k in counted and content.prose(k) < SETTINGS.prose)
            fields[k] = "number" if is_number else "question"


def _settle_issues(family: Family, fields: list[str | None], header: Header) -> None:
    """Find the column of issues: one headed as what has to be improved, beside the question itself or the indicator."""
    issue = next((column.likely for column in family.columns if column.field == "issue"), None)
    named_otherwise = CODE_AND_QUESTION in fields or fields.count("question") > 1
    named_otherwise |= "section" in fields and "code" not in fields
    if issue is None or "issue" in fields or not named_otherwise:
        return
    for k, name in enumerate(fields):
        if name == "question" and issue.search(compact(header.columns[k].text)):
            fields[k] = "issue"
            return


def _naming_columns(fields: Sequence[str | None], header: Header, content: ColumnContent) -> list[int]:
    """Return the columns headed as code, question or number, and unnamed neighbours that may be their other half."""
    naming = [
        k for k, name in enumerate(fields) if name in _NAMING or (name is None and header.columns[k].named in _NAMING)
    ]
    for k in list(naming):
        right = k + 1
        if (
            right < len(fields)
            and fields[right] is None
            and content.texts[right]
            and content.scores(right) < SETTINGS.unnamed
        ):
            naming.append(right)
        if k and fields[k - 1] is None and content.codes(k - 1) > SETTINGS.codes:
            naming.append(k - 1)
    return sorted(set(naming))


def _settle_levels(fields: list[str | None], named: list[str | None], content: ColumnContent) -> None:
    """Find the column of levels by its content: ``การดำเนินการ`` also heads measures.

    A column headed as levels that holds running text holds both: the first measure of a code begins with its level.
    """
    if "level" in fields:
        k = fields.index("level")
        if content.prose(k) >= SETTINGS.prose:
            fields[:] = [None if name == "measure" else name for name in fields]
            fields[k] = named[k] = "measure"
        return
    for k in range(len(fields)):
        holds_levels = content.levels(k) >= SETTINGS.levels and content.prose(k) < SETTINGS.little_prose
        if fields[k] != "score" and holds_levels:
            fields[k] = "level"
            return


def _settle_unnamed(fields: list[str | None], content: ColumnContent) -> None:
    """Name columns that the header does not: levels, scores and codes by their content, a question beside its code."""
    for k, name in enumerate(fields):
        if name is not None or not content.texts[k]:
            continue
        if "level" not in fields and content.levels(k) >= SETTINGS.unnamed:
            fields[k] = "level"
        elif "score" not in fields and content.scores(k) >= SETTINGS.unnamed:
            fields[k] = "score"
        elif "code" not in fields and CODE_AND_QUESTION not in fields and content.codes(k) >= SETTINGS.unnamed:
            fields[k] = "code"
        elif not {"question", CODE_AND_QUESTION} & set(fields) and k and fields[k - 1] == "code":
            fields[k] = "question"


def _settle_unnamed_prose(family: Family, fields: list[str | None], content: ColumnContent) -> None:
    """Give a column of prose that nothing heads the field of running text that is missing at its place."""
    known = {column.field for column in family.columns}
    for k, name in enumerate(fields):
        if name is None and content.prose(k) >= SETTINGS.prose:
            left = _narrative_rank(fields[:k], max, -1)
            right = _narrative_rank(fields[k + 1 :], min, len(NARRATIVE_FIELDS))
            for field in NARRATIVE_FIELDS:
                if field in known and field not in fields and left < NARRATIVE_FIELDS.index(field) < right:
                    fields[k] = field
                    break


def _narrative_rank(fields: Sequence[str | None], pick: Callable[[Iterable[int]], int], default: int) -> int:
    """Return the first or last place of some fields among those of running text."""
    ranks = [NARRATIVE_FIELDS.index(f) for f in fields if f in NARRATIVE_FIELDS]
    return pick(ranks) if ranks else default
