"""Whatever way a report is typeset and cut into pages, its rows come back."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.typeset_reports import SECTIONS, Code, Style, made_up, typeset

from pipeline.assemble import assemble
from pipeline.model import Document, Report
from pipeline.normalize import normalize

ORDINARY = Style()
STYLES = {
    "closed borders": ORDINARY,
    "open borders": Style(open_ends=True),
    "merged, closed": Style(merged=True),
    "merged, open": Style(merged=True, open_ends=True),
    "header once": Style(repeat_header=False),
    "header once, open, merged": Style(repeat_header=False, open_ends=True, merged=True),
    "glued code": Style(columns=("code_question", "score", "level", "measure", "result", "outcome")),
    "glued code, open": Style(
        columns=("code_question", "score", "level", "measure", "result", "outcome"), open_ends=True
    ),
    "other order": Style(
        columns=("code", "question", "level", "score", "measure", "outcome", "result"), merged_head=False
    ),
    "running number": Style(columns=("number", "code_question", "score", "level", "measure", "result", "outcome")),
    "number and code": Style(
        columns=("number", "code", "question", "score", "level", "measure", "result", "outcome"), merged_head=False
    ),
    "someone in charge": Style(
        columns=("code", "question", "score", "level", "measure", "person", "result", "outcome")
    ),
    "no level": Style(columns=("code", "question", "score", "measure", "result", "outcome")),
    "no outcome": Style(columns=("code", "question", "score", "level", "measure", "result")),
    "section paragraphs": Style(section_rows=False),
    "portrait, short pages": Style(page_lines=15, widths={"question": 14, "measure": 16, "result": 16, "outcome": 16}),
    "portrait, open, merged": Style(page_lines=17, widths={"question": 14, "measure": 16}, open_ends=True, merged=True),
    "code breaks over lines": Style(widths={"code": 1}, open_ends=True),
}


def tight(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def rows_of(report: Report, style: Style) -> list[tuple[str, ...]]:
    by_entry = {i.entry_no: i for i in report.indicators}
    out = []
    for m in report.measures:
        i = by_entry[m.entry_no]
        out.append(
            (
                str(i.tool),
                str(i.section_no),
                tight(i.code_raw),
                tight(i.question),
                tight(i.score_raw),
                tight(i.level),
                tight(m.measure),
                tight(m.result),
                tight(m.outcome),
            )
        )
    return out


def expected(codes: list[Code], style: Style) -> list[tuple[str, ...]]:
    level, outcome = "level" in style.columns, "outcome" in style.columns
    return [
        (
            SECTIONS[c.section][0],
            str(c.section),
            c.code,
            tight(c.question),
            c.score,
            tight(c.level) if level else "",
            tight(m.measure),
            tight(m.result),
            tight(m.outcome) if outcome else "",
        )
        for c in codes
        for m in c.measures
    ]


def texts_at(document: Document, table_no: int, first: int, last: int) -> str:
    return tight(
        "".join(c.text for t in document.tables if t.table_no == table_no for c in t.cells if first <= c.row <= last)
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", STYLES)
def test_rows_come_back(name: str, seed: int) -> None:
    style = STYLES[name]
    codes = made_up(random.Random(seed))
    document, report = assemble(normalize(typeset(codes, style)))
    assert report.family == "measures_result"
    assert rows_of(report, style) == expected(codes, style)
    for row in report.measures:
        held = texts_at(document, row.place.table_no, row.place.row_first, row.place.row_last)
        for text in (row.measure, row.result, row.outcome):
            assert tight(text)[:6] in held


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(sorted(STYLES)), seed=st.integers(0, 10**6), page_lines=st.integers(12, 40))
def test_rows_come_back_wherever_pages_end(name: str, seed: int, page_lines: int) -> None:
    style = replace(STYLES[name], page_lines=page_lines)
    codes = made_up(random.Random(seed))
    _, report = assemble(normalize(typeset(codes, style)))
    assert [i.code_raw for i in report.indicators] == [c.code for c in codes]
    # a cut row may end exactly like a finished one: then no text may be lost, though it may stand on the next measure
    got, want = rows_of(report, style), expected(codes, style)
    assert got == want or _letters(got) == _letters(want)


def _letters(rows: list[tuple[str, ...]]) -> list[str]:
    return sorted("".join(text for row in rows for text in row[6:]))
