"""Measures that share a cell: paired with their results and outcomes by list number, by order, or not at all."""

from __future__ import annotations

import re

from pipeline.assemble.fields import is_dash, list_number, one_line
from pipeline.assemble.measures.entry_drafts import MeasureDraft
from pipeline.assemble.row_kinds import RAW_LENGTH
from pipeline.model import Finding

_INLINE_NUMBER = re.compile(r"(?:^|(?<=\s))[(\[]?(\d{1,2})[.)]\]?(?=\s|[ก-๙A-Za-z(\"“])")


def pair_measures(
    texts: dict[str, str], draft: MeasureDraft, code: str | None, findings: list[Finding]
) -> list[dict[str, str]]:
    """Divide one cell's measures, with their results and outcomes: by list number, by order, or all text on the first.

    Args:
        texts: of the cell's row, by field, paragraphs separated by newlines.
        findings: takes a finding where a result or an outcome cannot be divided.
    """
    pieces = _split_list(texts["measure"])
    if len(pieces) < 2:
        pieces = _split_paragraphs(texts, all(line.paragraph for line in draft.lines.get("measure", [])))
    if len(pieces) < 2:
        return [texts]
    out = [{"measure": piece, "result": "", "outcome": ""} for piece in pieces]
    for name in ("result", "outcome"):
        if not texts[name]:
            continue
        parts = _divide(texts[name], len(pieces))
        if parts is not None:
            for row, part in zip(out, parts, strict=True):
                row[name] = part
            continue
        out[0][name] = texts[name]
        if not is_dash(texts[name]):
            findings.append(_uncertain(draft, code, name, len(pieces), texts[name]))
    return out


def _uncertain(draft: MeasureDraft, code: str | None, name: str, count: int, text: str) -> Finding:
    message = f"{count} measures share a cell, and its {name} cannot be divided among them: it is kept with the first"
    return Finding(
        "assemble.pairing_uncertain",
        "warning",
        message,
        page=draft.span.page_first,
        table_no=draft.span.table_no,
        row=draft.span.row_first,
        code=code,
        raw=one_line(text)[:RAW_LENGTH],
    )


def _split_list(text: str) -> list[str]:
    """Cut a text before its list numbers 1, 2, 3 ...; one piece where it does not begin a list."""
    starts: list[int] = []
    first = list_number(text)
    if first is None:
        return [text]
    wanted = first
    for match in _INLINE_NUMBER.finditer(text):
        at_line = match.start() == 0 or text[match.start() - 1] == "\n"
        in_line = wanted == first + len(starts) and _ends_phrase(text[: match.start()])
        if int(match.group(1)) == wanted and (at_line or in_line):
            starts.append(match.start())
            wanted += 1
    ends = [*starts[1:], len(text)]
    return [text[a:b].strip() for a, b in zip(starts, ends, strict=True)] if starts else [text]


def _ends_phrase(before: str) -> bool:
    """Tell whether a number inside a line may open a list item: not after a word that counts things."""
    counting = r"(?:ข้อ|ที่|ครั้ง|เล่ม|ชั้น|ปี|พ\.ศ\.|เลข|มาตรา|หมวด|บทที่|และ|หรือ|/|,|-)$"
    return not re.search(counting, before.rstrip())


def _split_paragraphs(texts: dict[str, str], marked: bool) -> list[str]:
    """Return the paragraphs of the measure where the result has as many: paired by order.

    Args:
        marked: the source's mark-up says where paragraphs start. Where only the lines' lengths or bullets tell, the
            outcome must have as many as well.
    """
    paragraphs = [p for p in texts["measure"].split("\n") if p.strip()]
    counts = {name: sum(bool(p.strip()) for p in texts[name].split("\n")) for name in ("result", "outcome")}
    agree = counts["result"] == len(paragraphs) and (marked or counts["outcome"] == len(paragraphs))
    return paragraphs if agree and len(paragraphs) > 1 else [texts["measure"]]


def _divide(text: str, count: int) -> list[str] | None:
    """Divide a result or an outcome among ``count`` measures: by its list numbers, else by paragraphs.

    None where that is not sure.
    """
    paragraphs = [p for p in text.split("\n") if p.strip()]
    numbers = [list_number(p) for p in paragraphs]
    if numbers[0] is None:
        return paragraphs if len(paragraphs) == count else None
    pieces = _split_list(text)
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
