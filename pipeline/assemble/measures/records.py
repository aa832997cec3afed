"""Drafts become rows: fields are split and parsed, measures that share a cell are paired with their results and outcomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from pipeline.assemble.fields import (
    is_dash,
    like_level,
    list_number,
    lone_score,
    one_line,
    parse_score,
    split_code,
    split_level,
    without,
)
from pipeline.assemble.measures.columns import CODE_QUESTION
from pipeline.assemble.measures.entry_drafts import Entry, MeasureDraft
from pipeline.domain.family import Family, compact
from pipeline.model import Finding, IndicatorRow, LevelKey, Line, MeasureRow, Severity

NARRATIVE = ("measure", "result", "outcome")
_INLINE_NUMBER = re.compile(r"(?:^|(?<=\s))[(\[]?(\d{1,2})[.)]\]?(?=\s|[ก-๙A-Za-z(\"“])")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'“”‘’ก-๙●•]+", re.IGNORECASE)
_URL_TAIL = ".,;:!?)]}"

Join = Callable[[Sequence[Line]], str]


@dataclass(frozen=True)
class Naming:
    """The fields of a code that are not measures."""

    code: str | None
    question: str | None
    score: float | None
    score_raw: str | None
    score_max: float | None
    level: str | None
    level_key: LevelKey | None
    glued_measure: str


def finish(
    family: Family, entries: Sequence[Entry], join: Join, scanned: AbstractSet[int] = frozenset()
) -> tuple[list[IndicatorRow], list[MeasureRow], list[Finding]]:
    """Rows of all entries, in report order, numbered from 1; ``scanned`` are the numbers of tables that were read by OCR."""
    indicators: list[IndicatorRow] = []
    measures: list[MeasureRow] = []
    findings: list[Finding] = []
    for entry_no, entry in enumerate(entries, start=1):
        naming = _naming(family, entry, join)
        if entry.span.table_no in scanned and naming.level and naming.level_key is None:
            naming = _settled(family, entry, naming, findings)
        if naming.score_raw is None and (found := lone_score(entry.unread)) is not None:
            naming = _with_score(entry, naming, found, findings)
        rows = _measures(family, entry, entry_no, naming, join, findings)
        place = entry.span
        for draft in entry.measures:
            place.add(draft.span.table_no, draft.span.page_first, draft.span.row_first)
            place.add(draft.span.table_no, draft.span.page_last, draft.span.row_last)
        indicators.append(
            IndicatorRow(
                entry_no=entry_no,
                place=place.place,
                tool=entry.tool,
                section_no=entry.section_no,
                section_title=entry.section_title,
                code_raw=naming.code,
                question=naming.question,
                score=naming.score,
                score_raw=naming.score_raw,
                score_max=naming.score_max,
                level=naming.level,
                level_key=naming.level_key,
                measure_count=len(rows),
                scanned=entry.span.table_no in scanned,
            )
        )
        measures.extend(rows)
    return indicators, measures, findings


def _naming(family: Family, entry: Entry, join: Join) -> Naming:
    def text(slot: str) -> str:
        return one_line(join(entry.lines.get(slot, [])))

    code, question = _unwrapped(entry.lines.get("code", [])), text("question")
    both = text(CODE_QUESTION)
    if both:
        split = split_code(both) or _figure_before(both)
        head, tail = split if split else ("", both)
        if not split and not code and not question and len(compact(both)) <= 5:
            head, tail = both, ""
        code, question = code or head, f"{tail} {question}".strip()
    if not code and question and (split := split_code(question)):
        code, question = split
    score_raw = _unwrapped(entry.lines.get("score", []))
    score, top = parse_score(score_raw)
    if score is None:  # a font with wide figures: 1 00.00
        score, top = parse_score("".join(score_raw.split()))
    if top is None and entry.lines.get("score_max"):
        top = parse_score(_unwrapped(entry.lines["score_max"]))[0]
    level, key, glued = text("level") or _level_before_measure(family, entry), None, ""
    found = split_level(family, level) or split_level(family, "".join(level.split()))
    if found is not None and (not found[2] or len(found[2]) > 3):
        level, key, glued = (level, found[1], "") if not found[2] else found
    return Naming(code or None, question or None, score, score_raw or None, top, level or None, key, glued)


def _settled(family: Family, entry: Entry, naming: Naming, findings: list[Finding]) -> Naming:
    """A scanned level that is no known wording becomes the one that it is like, where only one is."""
    found = like_level(family, naming.level or "")
    if found is None:
        return naming
    place = entry.span.place
    findings.append(
        Finding(
            "assemble.level_settled",
            "info",
            f'The level "{naming.level}" was taken for {found[0]}.',
            page=place.page_first,
            table_no=place.table_no,
            row=place.row_first,
            raw=naming.level,
            value=found[0],
        )
    )
    return replace(naming, level=found[0], level_key=found[1])


def _with_score(entry: Entry, naming: Naming, read: str, findings: list[Finding]) -> Naming:
    """The only score that a cell's readings allow, though no engine was sure of it."""
    place, score = entry.span.place, parse_score(read)[0]
    findings.append(
        Finding(
            "assemble.score_settled",
            "warning",
            f"A scanned score that no engine was sure of was taken for {score:g}: it reads as no other.",
            page=place.page_first,
            table_no=place.table_no,
            row=place.row_first,
            raw=read,
            value=f"{score:g}",
        )
    )
    return replace(naming, score=score, score_raw=read)


def _figure_before(text: str) -> tuple[str, str] | None:
    """A code of which an engine left one figure, and the question that shares its cell."""
    match = re.match(r"(\d)\s+(?=[ก-๙])", text)
    return (match.group(1), text[match.end() :]) if match else None


def _level_before_measure(family: Family, entry: Entry) -> str:
    """The level that stands before the first measure in its cell; "" where none does."""
    split = split_level(family, entry.measures[0].text("measure")) if entry.measures else None
    return split[0] if split else ""


def _unwrapped(lines: Sequence[Line]) -> str:
    """A code or a number that a narrow column or a page end broke: parts join without a space."""
    return "".join(" ".join(line.text.split()) for line in lines)


def _measures(
    family: Family, entry: Entry, entry_no: int, naming: Naming, join: Join, findings: list[Finding]
) -> list[MeasureRow]:
    rows: list[MeasureRow] = []
    for index, draft in enumerate(entry.measures):
        texts = {name: join(draft.lines.get(name, [])) for name in NARRATIVE}
        if index == 0 and naming.glued_measure:
            texts["measure"] = f"{naming.glued_measure}\n{texts['measure']}".strip()
        elif index == 0 and naming.level and not entry.lines.get("level"):
            texts["measure"] = without(texts["measure"], naming.level)  # a column for level and measure
        if not any(texts.values()):
            continue
        for values in _pair(texts, draft, naming.code, findings):
            rows.append(_row(family, entry_no, len(rows) + 1, draft, values))
    if not rows:
        findings.append(
            _finding("assemble.no_measure", "info", "the code has no measure, result or outcome", entry, naming.code)
        )
    elif entry.missing:
        fields = ", ".join(entry.missing)
        message = (
            f"the row has too few cells: {fields} not found; the texts that are there were placed from the right edge"
        )
        findings.append(_finding("assemble.cell_missing", "warning", message, entry, naming.code))
    return rows


def _finding(rule: str, severity: Severity, message: str, entry: Entry, code: str | None) -> Finding:
    place = entry.span
    return Finding(
        rule, severity, message, page=place.page_first, table_no=place.table_no, row=place.row_first, code=code
    )


def _pair(
    texts: dict[str, str], draft: MeasureDraft, code: str | None, findings: list[Finding]
) -> list[dict[str, str]]:
    """The measures of one cell with their results and outcomes: by list number, by order, or all text on the first."""
    pieces = _numbered(texts["measure"])
    if len(pieces) < 2:
        pieces = _by_paragraph(texts, all(line.paragraph for line in draft.lines.get("measure", [])))
    if len(pieces) < 2:
        return [texts]
    out = [{"measure": piece, "result": "", "outcome": ""} for piece in pieces]
    for name in ("result", "outcome"):
        if not texts[name]:
            continue
        parts = _parts(texts[name], len(pieces))
        if parts is None:
            out[0][name] = texts[name]
            if not is_dash(texts[name]):
                findings.append(
                    Finding(
                        "assemble.pairing_uncertain",
                        "warning",
                        f"{len(pieces)} measures share a cell, and its {name} cannot be divided among them: it is kept with the first",
                        page=draft.span.page_first,
                        table_no=draft.span.table_no,
                        row=draft.span.row_first,
                        code=code,
                        raw=one_line(texts[name])[:300],
                    )
                )
            continue
        for row, part in zip(out, parts, strict=True):
            row[name] = part
    return out


def _numbered(text: str) -> list[str]:
    """Cut a text before its list numbers 1, 2, 3 ...; one piece where it does not begin a list."""
    starts: list[int] = []
    first = list_number(text)
    if first is None:
        return [text]
    wanted = first
    for match in _INLINE_NUMBER.finditer(text):
        at_line = match.start() == 0 or text[match.start() - 1] == "\n"
        if int(match.group(1)) == wanted and (
            at_line or (wanted == first + len(starts) and _sentence_before(text, match.start()))
        ):
            starts.append(match.start())
            wanted += 1
    ends = [*starts[1:], len(text)]
    return [text[a:b].strip() for a, b in zip(starts, ends, strict=True)] if starts else [text]


def _sentence_before(text: str, at: int) -> bool:
    """A number inside a line opens a list item only after a space that ends a phrase, not after a word that counts things."""
    before = text[:at].rstrip()
    return not re.search(r"(?:ข้อ|ที่|ครั้ง|เล่ม|ชั้น|ปี|พ\.ศ\.|เลข|มาตรา|หมวด|บทที่|และ|หรือ|/|,|-)$", before)


def _by_paragraph(texts: dict[str, str], marked: bool) -> list[str]:
    """Paragraphs of the measure where the result has as many: paired by order.

    Args:
        marked: the source's mark-up says where paragraphs start. Those that only the lines' lengths tell, or bullets of one measure,
            need the outcome to agree as well.
    """
    paragraphs = [p for p in texts["measure"].split("\n") if p.strip()]
    counts = {name: sum(bool(p.strip()) for p in texts[name].split("\n")) for name in ("result", "outcome")}
    agree = counts["result"] == len(paragraphs) and (marked or counts["outcome"] == len(paragraphs))
    return paragraphs if agree and len(paragraphs) > 1 else [texts["measure"]]


def _parts(text: str, count: int) -> list[str] | None:
    """A result or outcome divided among ``count`` measures: by its list numbers, else by paragraphs; None where that is not sure."""
    paragraphs = [p for p in text.split("\n") if p.strip()]
    numbers = [list_number(p) for p in paragraphs]
    if numbers[0] is None:
        return paragraphs if len(paragraphs) == count else None
    pieces = _numbered(text)
    if len(pieces) == 1:  # the numbers are not 1, 2, 3: those at the beginning of paragraphs count
        pieces = []
        for paragraph, number in zip(paragraphs, numbers, strict=True):
            if number is None:
                pieces[-1] += f"\n{paragraph}"
            else:
                pieces.append(paragraph)
    found = [n for n in map(list_number, pieces) if n is not None]
    if found != sorted(set(found)) or found[0] < 1 or found[-1] > count:
        return None
    by_number = dict(zip(found, pieces, strict=True))
    return [by_number.get(i, "") for i in range(1, count + 1)]


def _row(family: Family, entry_no: int, measure_no: int, draft: MeasureDraft, values: dict[str, str]) -> MeasureRow:
    measure, result, outcome = (one_line(values[name]) for name in NARRATIVE)
    implemented, reason = _implemented(family, result)
    links: list[str] = []
    for text in (measure, result, outcome):
        links.extend(url.rstrip(_URL_TAIL) for url in _URL.findall(text))
    return MeasureRow(
        entry_no=entry_no,
        measure_no=measure_no,
        place=draft.span.place,
        measure=measure or None,
        result=result or None,
        outcome=outcome or None,
        implemented=implemented,
        not_implemented_reason=reason,
        links=tuple(links),
    )


def _implemented(family: Family, result: str) -> tuple[bool | None, str | None]:
    """Whether the measure was carried out, as far as the result says, and why not."""
    if not result or is_dash(result):
        return None, None
    marks = family.not_carried_out_marks.match(result)
    if marks:
        return False, result[marks.end() :].strip() or None
    if compact(re.sub(r"^\s*\d{1,2}[.)]\s*", "", result)).startswith(family.not_carried_out):
        return False, result
    return True, None
