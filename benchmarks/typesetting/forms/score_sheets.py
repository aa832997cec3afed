"""Score sheets of one body: ten indicators with merged tools, weights, two years, plain lists, questions."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from benchmarks.typesetting.blocks import Paragraph, TableBlock, TableCell
from benchmarks.typesetting.forms.content import (
    TOOL_WEIGHTS,
    TOOLS,
    Body,
    BodyScores,
    draw_bodies,
    draw_scores,
    questions,
    tool_of,
    wordings,
)
from benchmarks.typesetting.forms.truth import (
    Form,
    Row,
    indicator_score,
    question_score,
    tool_score,
    total_score,
)

Cells = tuple[TableCell, ...]
SHEET_YEARS = (2565, 2566, 2567, 2568)
SPREAD = 4.0
"""How far sub-questions, and scores of the year before, lie from a score, percent."""


def head_cells(names: Sequence[str], **values: object) -> Cells:
    """Return a header row."""
    return tuple(TableCell((name.format(**values),), header=True, bold=True, center=True) for name in names)


def text_cell(text: str, rowspan: int = 1, center: bool = False, colspan: int = 1) -> TableCell:
    """Return a body cell; line feeds part its paragraphs."""
    return TableCell(tuple(text.split("\n")), colspan, rowspan, center=center)


def number_cell(value: float | str, rowspan: int = 1) -> TableCell:
    """Return a centred body cell with a number of two decimals, or a text."""
    return text_cell(value if isinstance(value, str) else f"{value:.2f}", rowspan, center=True)


def title_blocks(rng: random.Random, kind: str, **values: object) -> list[Paragraph | TableBlock]:
    """Return the lines of a title."""
    return [Paragraph(line.format(**values), bold=True, center=True) for line in rng.choice(wordings()[kind])]


def printed_code(rng: random.Random, code: str, lower: bool) -> str:
    """Return a code as it is printed before its question."""
    return code.lower() if lower else code


def indicator_table(rng: random.Random, form: Form, body: Body, scores: BodyScores) -> None:
    """Add the table of ten indicators, the tool's score merged over its own."""
    numbered = rng.random() < 0.8
    rows: list[Cells] = []
    for tool, members in TOOLS.items():
        for n in members:
            name = wordings()["indicators"][n - 1]
            cells = [text_cell(f"ตัวชี้วัดที่ {n} {name}" if numbered else name), number_cell(scores.indicators[n])]
            form.add("scores", indicator_score(body, scores, n, name))
            if n == members[0]:
                cells.append(number_cell(scores.tools[tool], len(members)))
                form.add("scores", tool_score(body, scores, tool))
            rows.append(tuple(cells))
    form.blocks.append(TableBlock((5, 2, 2), (head_cells(rng.choice(wordings()["sheet_columns"])),), tuple(rows)))


def question_table(rng: random.Random, form: Form, body: Body, scores: BodyScores) -> None:
    """Add the table of indicators and their questions in one column."""
    lower = rng.random() < 0.7
    rows: list[Cells] = []
    for n, name in enumerate(wordings()["indicators"], start=1):
        rows.append((TableCell((f"ตัวชี้วัดที่ {n} {name}",), bold=True), number_cell(scores.indicators[n])))
        form.add("scores", indicator_score(body, scores, n, name))
        for question in questions(scores.year).values():
            if question.indicator == n:
                shown = f"{printed_code(rng, question.code, lower)} {question.text}"
                rows.append((text_cell(shown), number_cell(scores.questions[question.code])))
                form.add("scores", question_score(body, scores, question.code, question.text))
    form.blocks.append(TableBlock((6, 1), (head_cells(rng.choice(wordings()["question_columns"])),), tuple(rows)))


def _draw(rng: random.Random, form: Form, title: str) -> tuple[Body, BodyScores]:
    """Draw a body and its scores, and set the title."""
    body = draw_bodies(rng, 1)[0]
    scores = draw_scores(rng, rng.choice(SHEET_YEARS))
    form.blocks += title_blocks(
        rng, title, year=scores.year, before=scores.year - 1, body=body.name, province=body.province
    )
    form.say_document(body, scores.year, scores.year, ["indicator_scores"])
    return body, scores


def full_sheet(rng: random.Random) -> Form:
    """C1: ten indicators with the tool's score merged, then all questions."""
    form = Form()
    body, scores = _draw(rng, form, "sheet_titles")
    indicator_table(rng, form, body, scores)
    question_table(rng, form, body, scores)
    return form


def weighted_sheet(rng: random.Random) -> Form:
    """C2: tool's score, weight and weighted score on the tool's first row, merged."""
    form = Form(landscape=rng.random() < 0.3)
    body, scores = _draw(rng, form, "sheet_titles")
    rows: list[Cells] = []
    for tool, members in TOOLS.items():
        for n in members:
            name = wordings()["indicators"][n - 1]
            cells = [text_cell(f"ตัวชี้วัดที่ {n} {name}"), number_cell(scores.indicators[n])]
            form.add("scores", indicator_score(body, scores, n, name))
            if n == members[0]:
                values = (scores.tools[tool], TOOL_WEIGHTS[tool], scores.weighted(tool))
                cells += [number_cell(value, len(members)) for value in values]
                form.add("scores", tool_score(body, scores, tool, weight=True))
                form.add("scores", tool_score(body, scores, tool, "weighted", weight=True))
            rows.append(tuple(cells))
    if rng.random() < 0.6:
        grade = scores.grade()
        label = f"{rng.choice(wordings()['total_labels'])} {rng.choice(wordings()['grade_labels'])} {grade}"
        rows.append((TableCell((label,), colspan=4, bold=True), number_cell(scores.total)))
        form.add("scores", total_score(body, scores, grade))
    form.blocks.append(
        TableBlock((5, 2, 2, 2, 2), (head_cells(rng.choice(wordings()["weighted_columns"])),), tuple(rows))
    )
    return form


def two_year_sheet(rng: random.Random) -> Form:
    """C3: two years side by side, the older on the left, with sub-questions as bullets."""
    form = Form(landscape=rng.random() < 0.5)
    body, scores = _draw(rng, form, "comparison_titles")
    lower, merged = rng.random() < 0.5, rng.random() < 0.5
    codes = [q for q in questions(scores.year).values() if not q.code.startswith("O") and rng.random() < 0.6]
    rows: list[Cells] = []
    for tool in ("IIT", "EIT"):
        mine = [q for q in codes if tool_of(q.indicator) == tool]
        lines: list[tuple[str, Row, float]] = []
        for question in mine:
            row = question_score(body, scores, question.code, question.text)
            lines.append((f"{printed_code(rng, question.code, lower)} {question.text}", row, float(str(row["score"]))))
            for sub in wordings()["sub_questions"] if rng.random() < 0.25 else ():
                value = round(min(100, max(0, lines[-1][2] + rng.uniform(-SPREAD, SPREAD))), 2)
                sub_row = {**row, "item_kind": "sub_question", "item": sub, "score": f"{value:.2f}"}
                lines.append((f"• {sub}", sub_row, value))
        for k, (shown, row, value) in enumerate(lines):
            before = round(min(100, max(0, value + rng.uniform(-SPREAD, SPREAD))), 2)
            cells = [text_cell(shown), number_cell(before), number_cell(value), number_cell(value - before)]
            if not merged:
                cells.insert(0, text_cell(tool if not shown.startswith("•") else "", center=True))
            elif k == 0:
                cells.insert(0, text_cell(tool, len(lines), center=True))
            rows.append(tuple(cells))
            form.add("scores", {**row, "assessment_fiscal_year": scores.year - 1, "score": f"{before:.2f}"}, row)
    head = head_cells(rng.choice(wordings()["two_year_columns"]), before=scores.year - 1, year=scores.year)
    form.blocks.append(TableBlock((1.2, 7, 1.6, 1.6, 1.6), (head,), tuple(rows)))
    return form


def plain_sheet(rng: random.Random) -> Form:
    """Ten indicators, a number before each, the total and the grade below."""
    form = Form()
    body, scores = _draw(rng, form, "sheet_titles")
    rows: list[Cells] = []
    for n, name in enumerate(wordings()["indicators"], start=1):
        rows.append((text_cell(str(n), center=True), text_cell(name), number_cell(scores.indicators[n])))
        form.add("scores", indicator_score(body, scores, n, name))
    grade = scores.grade()
    rows.append((TableCell((rng.choice(wordings()["total_labels"]),), colspan=2, bold=True), number_cell(scores.total)))
    rows.append((TableCell((rng.choice(wordings()["grade_labels"]),), colspan=2, bold=True), number_cell(grade)))
    form.add("scores", total_score(body, scores, grade))
    form.blocks.append(TableBlock((1, 6, 2), (head_cells(rng.choice(wordings()["plain_columns"])),), tuple(rows)))
    return form


def sheet_by_tool(rng: random.Random) -> Form:
    """A row for each tool, its indicators below it."""
    form = Form()
    body, scores = _draw(rng, form, "sheet_titles")
    rows: list[Cells] = []
    for tool, members in TOOLS.items():
        rows.append((TableCell((wordings()["tools"][tool],), bold=True), number_cell(scores.tools[tool])))
        form.add("scores", tool_score(body, scores, tool))
        for n in members:
            name = wordings()["indicators"][n - 1]
            rows.append((text_cell(f"{n}. {name}"), number_cell(scores.indicators[n])))
            form.add("scores", indicator_score(body, scores, n, name))
    rows.append((TableCell((rng.choice(wordings()["total_labels"]),), bold=True), number_cell(scores.total)))
    form.add("scores", total_score(body, scores, ""))
    form.blocks.append(TableBlock((6, 2), (head_cells(rng.choice(wordings()["by_tool_columns"])),), tuple(rows)))
    return form


SHEETS: Mapping[str, Callable[[random.Random], Form]] = {
    "full_sheet": full_sheet,
    "weighted_sheet": weighted_sheet,
    "two_year_sheet": two_year_sheet,
    "plain_sheet": plain_sheet,
    "sheet_by_tool": sheet_by_tool,
}
