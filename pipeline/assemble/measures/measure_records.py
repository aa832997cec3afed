"""Records of measures: entries become indicators and measures, their texts unwrapped, split and parsed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from pipeline.assemble.document_context import DocumentContext, Unwrap
from pipeline.assemble.fields import (
    CODE_AND_QUESTION,
    FIELD_SETTINGS,
    NARRATIVE_FIELDS,
    PLAN_FIELDS,
    is_dash,
    one_line,
    only_possible_score,
    parse_score,
    similar_level,
    split_code,
    split_level,
    without_prefix,
)
from pipeline.assemble.measures.entry_drafts import EntryDraft, MeasureDraft
from pipeline.assemble.measures.listed_codes import listed_codes, listed_scores
from pipeline.assemble.measures.measure_pairs import pair_measures
from pipeline.domain.family import Family
from pipeline.domain.periods import read_period
from pipeline.domain.web_links import read_links
from pipeline.domain.wordings import compact
from pipeline.model import Finding, IndicatorRow, LevelKey, Line, MeasureRow, Severity

# A score at the end of a question, named as one: (63.07 คะแนน), ได้คะแนน 88.34, (ร้อยละ 90.00).
_SCORE_BEHIND = re.compile(
    r"\s*\(?\s*(?:ได้|มี)?(?:ผล|ค่า)?(?:คะแนน|ร้อยละ)(?:ที่ได้|เฉลี่ย)?\s*[:=]?\s*(?P<told>\d{1,3}\.\d{1,2})\s*(?:คะแนน|%)?\s*\)?$"
    r"|\s*\(\s*(?P<score>\d{1,3}\.\d{1,2})\s*(?:คะแนน|%)\s*\)$"
)
_LONGEST_CODE = 5  # characters of a cell for code and question that holds a code alone


@dataclass(frozen=True, slots=True)
class Naming:
    """The fields of a code that are not its measures'; ``joined_measure``: what follows the level in its cell."""

    code: str | None
    question: str | None
    score: float | None
    score_raw: str | None
    score_max: float | None
    level: str | None
    level_key: LevelKey | None
    joined_measure: str


def records_of(
    family: Family,
    entries: Sequence[EntryDraft],
    context: DocumentContext,
    scanned: AbstractSet[int] = frozenset(),
    first_entry: int = 1,
) -> tuple[list[IndicatorRow], list[MeasureRow], list[Finding]]:
    """Return the records of all entries, in report order, numbered from ``first_entry``.

    Args:
        context: of the document.
        scanned: numbers of the tables that were read by OCR.
    """
    unwrap = context.unwrap
    indicators: list[IndicatorRow] = []
    measures: list[MeasureRow] = []
    findings: list[Finding] = []
    named = [
        (entry, naming)
        for entry in entries
        for naming in _namings(family, entry, unwrap, entry.span.table_no in scanned, findings)
    ]
    printed = {compact(n.level) for _, n in named if n.level and n.level_key is not None}
    for entry_no, (entry, naming) in enumerate(named, start=first_entry):
        if entry.span.table_no in scanned and naming.level and naming.level_key is None:
            naming = _with_known_level(family, entry, naming, printed, findings)
        if naming.score_raw is None and (found := only_possible_score(entry.readings.get("score", ()))) is not None:
            naming = _with_score(entry, naming, found, findings)
        rows = _measures(family, entry, entry_no, naming, context, findings)
        indicator = _indicator(entry, entry_no, naming, len(rows), entry.span.table_no in scanned)
        indicators.append(replace(indicator, stage=family.stage, topic=entry.heading.topic))
        measures.extend(rows)
    return indicators, measures, findings


def _indicator(entry: EntryDraft, entry_no: int, naming: Naming, measures: int, scanned: bool) -> IndicatorRow:
    span, section = entry.span, entry.heading.section
    for draft in entry.measures:
        span.add(draft.span.table_no, draft.span.page_first, draft.span.row_first)
        span.add(draft.span.table_no, draft.span.page_last, draft.span.row_last)
    return IndicatorRow(
        entry_no=entry_no,
        place=span.place,
        tool=entry.heading.tool,
        section_no=section.number if section else None,
        section_title=section.title if section else None,
        code_raw=naming.code,
        question=naming.question,
        score=naming.score,
        score_raw=naming.score_raw,
        score_max=naming.score_max,
        level=naming.level,
        level_key=naming.level_key,
        measure_count=measures,
        scanned=scanned,
        code_readings=entry.readings.get("code", ()),
    )


def _naming(family: Family, entry: EntryDraft, unwrap: Unwrap) -> Naming:
    code, question = _code_and_question(entry, unwrap)
    score_raw = _joined(entry.lines.get("score", []))
    score, top = parse_score(score_raw)
    if score is None:  # a font with wide figures: 1 00.00
        score, top = parse_score("".join(score_raw.split()))
    if not score_raw and not entry.readings.get("score") and (found := _SCORE_BEHIND.search(question)) is not None:
        question, score_raw = question[: found.start()].rstrip(), found["told"] or found["score"]
        score = parse_score(score_raw)[0]
    if top is None and entry.lines.get("score_max"):
        top = parse_score(_joined(entry.lines["score_max"]))[0]
    level = one_line(unwrap(entry.lines.get("level", []))) or _level_before_measure(family, entry, unwrap)
    key, joined = None, ""
    split = split_level(family, level) or split_level(family, "".join(level.split()))
    if split is not None and (not split[2] or len(split[2]) >= FIELD_SETTINGS.shortest_measure):
        level, key, joined = (level, split[1], "") if not split[2] else split
    return Naming(code or None, question or None, score, score_raw or None, top, level or None, key, joined)


def _namings(family: Family, entry: EntryDraft, unwrap: Unwrap, scanned: bool, findings: list[Finding]) -> list[Naming]:
    """Return what names an entry; one for each code where its cell lists several, each with its score.

    In scans, a second code may be what an engine made of the first.
    """
    naming = _naming(family, entry, unwrap)
    for name in () if scanned else ("code", CODE_AND_QUESTION, "question"):
        codes, rest = listed_codes("\n".join(line.text for line in entry.lines.get(name, [])))
        if not codes:
            continue
        question = one_line(unwrap(entry.lines.get("question", []))) if name == "code" else rest
        lines = [line.text for line in entry.lines.get("score", [])]
        scores = listed_scores(lines, len(codes))
        unsure = naming.score_raw is not None and not scores
        message = f"Its measures are given to each of {', '.join(codes)}, which one cell names"
        message += f'; its score "{naming.score_raw}" to none.' if unsure else "."
        severity: Severity = "warning" if unsure else "info"
        findings.append(
            _finding("assemble.codes_listed", severity, message, entry, raw=naming.score_raw, value="|".join(codes))
        )
        one = replace(naming, question=question or None, score=None, score_raw=None)
        if not scores:
            return [replace(one, code=code) for code in codes]
        return [
            replace(one, code=code, score=parse_score(score)[0], score_raw=score)
            for code, score in zip(codes, scores, strict=True)
        ]
    return [naming]


def _code_and_question(entry: EntryDraft, unwrap: Unwrap) -> tuple[str, str]:
    """Return the code as printed and its question; either may be empty."""

    def text(name: str) -> str:
        return one_line(unwrap(entry.lines.get(name, [])))

    code, question, both = _joined(entry.lines.get("code", [])), text("question"), text(CODE_AND_QUESTION)
    if both:
        split = split_code(both) or _figure_before_question(both)
        head, tail = split if split else ("", both)
        if not split and not code and not question and len(compact(both)) <= _LONGEST_CODE:
            head, tail = both, ""
        code, question = code or head, f"{tail} {question}".strip()
    if not code and question and (split := split_code(question)):
        code, question = split
    return code, question


def _with_known_level(
    family: Family, entry: EntryDraft, naming: Naming, printed: AbstractSet[str], findings: list[Finding]
) -> Naming:
    """Replace a scanned level that is no known wording by the one that it is like, where only one is.

    Args:
        printed: levels of other rows.
    """
    found = similar_level(family, naming.level or "", printed)
    if found is None:
        return naming
    message = f'The level "{naming.level}" was taken for {found[0]}.'
    findings.append(_finding("assemble.level_settled", "info", message, entry, raw=naming.level, value=found[0]))
    return replace(naming, level=found[0], level_key=found[1])


def _with_score(entry: EntryDraft, naming: Naming, read: str, findings: list[Finding]) -> Naming:
    """Take the only score that a cell's readings allow, though no engine was sure of it."""
    score = parse_score(read)[0]
    message = f"A scanned score that no engine was sure of was taken for {score:g}: it reads as no other."
    findings.append(_finding("assemble.score_settled", "warning", message, entry, raw=read, value=f"{score:g}"))
    return replace(naming, score=score, score_raw=read)


def _figure_before_question(text: str) -> tuple[str, str] | None:
    """Return a code of which an engine left one figure, and the question that shares its cell."""
    match = re.match(r"(\d)\s+(?=[ก-๙])", text)
    return (match.group(1), text[match.end() :]) if match else None


def _level_before_measure(family: Family, entry: EntryDraft, unwrap: Unwrap) -> str:
    """Return the level that stands before the first measure in its cell; "" where none does."""
    text = unwrap(entry.measures[0].lines.get("measure", [])) if entry.measures else ""
    split = split_level(family, text)
    return split[0] if split else ""


def _joined(lines: Sequence[Line]) -> str:
    """Join a code or a number that a narrow column or a page end broke: without a space."""
    return "".join(one_line(line.text) for line in lines)


def _measures(
    family: Family,
    entry: EntryDraft,
    entry_no: int,
    naming: Naming,
    context: DocumentContext,
    findings: list[Finding],
) -> list[MeasureRow]:
    rows: list[MeasureRow] = []
    for index, draft in enumerate(entry.measures):
        texts = {name: context.unwrap(draft.lines.get(name, [])) for name in NARRATIVE_FIELDS}
        beside = {name: context.unwrap(draft.lines.get(name, [])) for name in PLAN_FIELDS}
        if index == 0 and naming.joined_measure:
            texts["measure"] = f"{naming.joined_measure}\n{texts['measure']}".strip()
        elif index == 0 and naming.level and not entry.lines.get("level"):
            texts["measure"] = without_prefix(texts["measure"], naming.level)  # a column for level and measure
        if not any(texts.values()) and not any(beside.values()):
            continue
        for values in pair_measures(texts, draft, naming.code, findings):
            row = _row(family, entry_no, len(rows) + 1, draft, values)
            rows.append(_with_plan(row, beside, context.fiscal_year))
    if not rows:
        message = "the code has no measure, result or outcome"
        findings.append(_finding("assemble.no_measure", "info", message, entry, naming.code))
    elif entry.missing:
        fields = ", ".join(entry.missing)
        message = (
            f"the row has too few cells: {fields} not found; the texts that are there were placed from the right edge"
        )
        findings.append(_finding("assemble.cell_missing", "warning", message, entry, naming.code))
    return rows


def _finding(
    rule: str,
    severity: Severity,
    message: str,
    entry: EntryDraft,
    code: str | None = None,
    raw: str | None = None,
    value: str | None = None,
) -> Finding:
    place = entry.span
    return Finding(
        rule, severity, message, place.page_first, place.table_no, place.row_first, code=code, raw=raw, value=value
    )


def _row(family: Family, entry_no: int, measure_no: int, draft: MeasureDraft, values: dict[str, str]) -> MeasureRow:
    measure, result, outcome = (one_line(values[name]) for name in NARRATIVE_FIELDS)
    implemented, reason = _implemented(family, result)
    links = [link for name in NARRATIVE_FIELDS for link in read_links(values[name])]
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


def _with_plan(row: MeasureRow, texts: Mapping[str, str], fiscal_year: int | None) -> MeasureRow:
    """Return a measure with what its table says of the plan beside it; lists keep their lines."""
    period = read_period(texts["period"], fiscal_year) if texts["period"] else None
    return replace(
        row,
        issue=one_line(texts["issue"]) or None,
        method=texts["method"].strip() or None,
        responsible=one_line(texts["responsible"]) or None,
        period=one_line(texts["period"]) or None,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        monitoring=one_line(texts["monitoring"]) or None,
        evidence=one_line(texts["evidence"]) or None,
    )


def _implemented(family: Family, result: str) -> tuple[bool | None, str | None]:
    """Tell whether the measure was carried out, as far as the result says, and why not. What is planned was not yet."""
    if not result or is_dash(result) or family.stage == "plan":
        return None, None
    marks = family.not_carried_out_marks.match(result)
    if marks:
        return False, result[marks.end() :].strip() or None
    if compact(re.sub(r"^\s*\d{1,2}[.)]\s*", "", result)).startswith(family.not_carried_out):
        return False, result
    if family.given_up.match(result) or family.not_carried_out_closing.search(result):
        return False, result
    return (None if family.unfinished.match(result) else True), None
