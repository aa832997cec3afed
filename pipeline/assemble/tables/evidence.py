"""Evidence that a table is of the assessment: signals for and against it, weighed (``domain/evidence.yml``).

The same words head tables of risks, of quality assurance and of satisfaction surveys; only what stands in the rows and
above the table tells the assessment's own tables from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from pipeline.assemble.fields import one_line
from pipeline.assemble.tables.header import Header
from pipeline.assemble.tables.unread_header import sums_in_rows
from pipeline.domain.codebook import editions, indicator_by_title, questions
from pipeline.domain.evidence_signals import EvidenceSettings, MeasuredSignal, evidence_settings
from pipeline.domain.family import Family
from pipeline.domain.running_text import running_text
from pipeline.domain.stated_scores import stated_totals
from pipeline.domain.thai_digits import to_arabic
from pipeline.domain.topics import read_topic
from pipeline.domain.wordings import compact, compact_title
from pipeline.model import Cell, Document, Signal, Table, TableEvidence

_CODE = re.compile(
    r"^(?:ข้อ\s*)?(?P<tool>[IEOieo]|OIT|IIT|EIT|MOIT|EB)\s?[.\-]?\s?(?P<number>[0-9๐-๙]{1,2})(?![\d.,%]|\s?%)(?=\W|_|[ก-๙]|$)"
)
_CODE_AND_SCORE = re.compile(r"(?<![A-Za-z])([IEOieo][1-9]\d?)(?![\d.])[^\n]{0,80}?(?<![\d.])\d{1,3}\.\d{2}(?![\d.])")
_TOOL = re.compile(r"(?<![A-Za-z])(?:IIT|EIT|OIT)(?![A-Za-z])")
_QUESTION_END = re.compile(r"(?:มากน้อยเพียงใด|หรือไม่|อย่างไร)\s*[?*]*$")
_QUESTION_SUBJECT = re.compile(r"หน่วยงาน|เจ้าหน้าที่|บุคลากร|ท่าน|ผู้บังคับบัญชา")
_HIGHEST_CODE = 60  # no year's assessment has as many items of a tool
_NAME_PARTS = 2  # columns from the left in which a row's name stands
_SHORTEST_ITEM = 8  # characters, compacted, of an item's name that tells it


@dataclass(frozen=True, slots=True)
class TableContext:
    """What stands around a table: the document's title lines, and the running lines above the table."""

    title: str
    heading: str


def table_contexts(document: Document) -> Mapping[int, TableContext]:
    """Return what stands around each table of a stitched document, by its number."""
    settings = evidence_settings()
    out: dict[int, TableContext] = {}
    title: list[str] = []
    lines: list[str] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Table):
                if block.table_no not in out:
                    heading = "\n".join(lines[-settings.heading_lines :])
                    out[block.table_no] = TableContext("\n".join(title), heading)
                lines = []
            elif block.text.strip():
                if len(title) < settings.title_lines and not out:
                    title.append(one_line(block.text))
                if not block.artifact:
                    lines.append(one_line(block.text))
    return out


def weigh_table(family: Family, header: Header, parts: Sequence[Table], context: TableContext) -> TableEvidence:
    """Weigh the evidence that a table whose header a family knows is of the assessment.

    Args:
        header: in the first of the parts that has one.
        parts: of the table, by page.
        context: what stands around it.
    """
    settings = evidence_settings()
    first = parts[0]
    above_header = " ".join(c.text for c in first.cells if c.row - first.first_row + 1 < header.first)
    places = {
        "title": context.title,
        "heading": f"{context.heading}\n{above_header}",
        "header": " | ".join(dict.fromkeys(c.text for c in header.columns)),
    }
    rows = _rows_below_headers(parts, header, settings.rows)
    columns = len(header.columns) if family.results is not None else 0
    signals = [*_measured(settings, rows, columns, places), *_worded(settings, places)]
    score = round(sum(s.weight for s in signals), 2)
    return TableEvidence(first.page, first.table_no, family.name, score, score >= settings.accept, tuple(signals))


def headed_alike(evidence: TableEvidence, other: TableEvidence) -> TableEvidence:
    """Return the evidence of a table that is headed word for word like another one, which is of the assessment."""
    settings = evidence_settings()
    signal = Signal("same_header", settings.same_header, f"page {other.page}, table {other.table_no}")
    score = round(evidence.score + settings.same_header, 2)
    return replace(evidence, score=score, accepted=score >= settings.accept, signals=(*evidence.signals, signal))


def speaks_of_assessment(document: Document) -> bool:
    """Tell whether a document's text is of the assessment: its title names the scheme, its text tools or indicators."""
    settings = evidence_settings()
    if has_other_title(document) or not settings.scheme.search(_title(document)):
        return False
    if any(settings.tools.search(page.text) or stated_totals(running_text(page)) for page in document.pages):
        return True
    cells = {one_line(c.text) for table in document.tables for c in table.cells}
    if len({n for c in cells if (n := _indicator_alone(c)) is not None}) >= settings.indicators:
        return True
    scored = {code.upper() for page in document.pages for code in _CODE_AND_SCORE.findall(to_arabic(page.text))}
    return len(scored) >= settings.indicators


def has_other_title(document: Document) -> bool:
    """Tell the minutes, orders and projects that speak of the assessment among other things."""
    return evidence_settings().not_titles.search(_title(document)) is not None


def _title(document: Document) -> str:
    """Return the first lines of a document."""
    return "\n".join(title_lines(document)[: evidence_settings().document_title_lines])


def title_lines(document: Document) -> list[str]:
    """Return the running lines above the first table."""
    out: list[str] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Table):
                return out
            if block.text.strip():
                out.append(one_line(block.text))
    return out


def _rows_below_headers(parts: Sequence[Table], header: Header, most: int) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for part in parts:
        for i, row in enumerate(part.by_row()):
            filled = [c for c in row if c.text.strip()]
            if filled and (part is not parts[0] or i + 1 > header.last) and header.share_repeated(row) < 1:
                rows.append(filled)
    return rows[:most]


def _worded(settings: EvidenceSettings, places: Mapping[str, str]) -> list[Signal]:
    out = []
    for signal in settings.patterns:
        for place in signal.places:
            match = signal.pattern.search(places[place])
            if match is not None:
                out.append(Signal(signal.name, signal.weight, f"{place}: {one_line(match.group())}"))
                break
    return out


def _measured(
    settings: EvidenceSettings, rows: Sequence[Sequence[Cell]], columns: int, places: Mapping[str, str]
) -> list[Signal]:
    """Return the signals that are counted in the rows, each with the share of its weight that it gives.

    Args:
        columns: of a table of many bodies; 0 for others, which have no row of ten indicators.
    """
    texts = [[one_line(c.text) for c in row] for row in rows]
    names = [row[: _NAME_PARTS + 2] for row in texts]
    header = places["header"].split(" | ")
    counts = {
        "codes": _codes(names),
        "indicators": _indicators([*(t for row in names for t in row), *header, *places["heading"].split("\n")]),
        "questions": _share(names, _is_question),
        "items": _share(names, _is_item),
        "tools": _tools([*header, *(t for row in names for t in row)]),
        "indicator_sums": _indicator_sums(rows, columns),
        "topics": _topics([*places["heading"].split("\n"), *(t for row in names for t in row)]),
    }
    out = []
    for signal in settings.measured:
        value, seen = counts[signal.name]
        if value:
            out.append(_signal(signal, value, seen))
    return out


def _signal(signal: MeasuredSignal, value: float, seen: str) -> Signal:
    return Signal(signal.name, round(signal.weight * min(1.0, value / signal.full), 2), seen)


def _codes(rows: Sequence[Sequence[str]]) -> tuple[float, str]:
    found = []
    for row in rows:
        codes = [m for text in row if (m := _CODE.match(text)) and int(m.group("number")) <= _HIGHEST_CODE]
        found += [compact(m.group()) for m in codes[:1]]
    if len(set(found)) < 2:
        return 0.0, ""
    return len(found) / len(rows), f"{len(found)} of {len(rows)} rows, {', '.join(list(dict.fromkeys(found))[:4])}"


def _indicators(texts: Sequence[str]) -> tuple[float, str]:
    found = {n for text in dict.fromkeys(texts) if (n := _indicator_alone(text)) is not None}
    return len(found), ", ".join(map(str, sorted(found)))


@lru_cache(maxsize=4096)
def _indicator_alone(text: str) -> int | None:
    """Return the indicator whose name a text is, its number and a score aside."""
    if not 6 < len(text) < 80:
        return None
    return indicator_by_title(re.sub(r"[\s(:=]*[\d.,]+\s*(?:คะแนน|%)?\)?$|ของหน่วยงาน$", "", text))


def _indicator_sums(rows: Sequence[Sequence[Cell]], columns: int) -> tuple[float, str]:
    sums = sums_in_rows(rows, columns) if columns else None
    return (0.0, "") if sums is None else (sums.share, f"ten columns make their total in {sums.share:.0%} of the rows")


def _tools(texts: Sequence[str]) -> tuple[float, str]:
    found = {m for text in dict.fromkeys(texts) if len(text) < 120 for m in _TOOL.findall(text)}
    return len(found), ", ".join(sorted(found))


def _topics(texts: Sequence[str]) -> tuple[float, str]:
    found = {topic.number for text in dict.fromkeys(texts) if (topic := read_topic(text)) is not None}
    return len(found), ", ".join(map(str, sorted(found)))


def _share(rows: Sequence[Sequence[str]], test: Callable[[str], bool]) -> tuple[float, str]:
    found = sum(any(test(text) for text in row) for row in rows)
    return (found / len(rows), f"{found} of {len(rows)} rows") if found else (0.0, "")


def _is_question(text: str) -> bool:
    """Tell a question of the assessment: it asks how much, or whether, of the body or of its people."""
    return (
        bool(_QUESTION_END.search(text) and _QUESTION_SUBJECT.search(text)) or compact_title(text) in _known_questions()
    )


@cache
def _known_questions() -> frozenset[str]:
    return frozenset(compact_title(q.text) for q in questions())


def _is_item(text: str) -> bool:
    """Tell the name of an item of public disclosure, of any year."""
    match = _CODE.match(text)
    name = compact_title(text[match.end() :] if match else text).lstrip(":.")
    return len(name) >= _SHORTEST_ITEM and name in _known_items()


@cache
def _known_items() -> frozenset[str]:
    names = (e.name for edition in editions().values() for e in edition.values() if e.tool == "OIT" and e.name)
    return frozenset(compact_title(name) for name in names)
