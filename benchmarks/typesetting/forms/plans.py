"""Plans of measures and reports on them in the form of FY 2567 on: seven topics, one long table, lists in prose."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from benchmarks.typesetting.blocks import Paragraph, TableBlock, TableCell
from benchmarks.typesetting.forms.content import (
    Body,
    BodyScores,
    PlannedMeasure,
    draw_bodies,
    draw_measures,
    draw_scores,
    questions,
    tool_of,
    wordings,
)
from benchmarks.typesetting.forms.score_sheets import (
    Cells,
    head_cells,
    indicator_table,
    number_cell,
    printed_code,
    question_table,
    text_cell,
    title_blocks,
)
from benchmarks.typesetting.forms.truth import Form, measure_row, question_score

PLAN_YEARS = (2567, 2568, 2569)
FIELDS = ("score", "issue", "measure", "method", "responsible", "period", "monitoring")
WIDTHS: Mapping[str, float] = {
    "item": 5,
    "score": 2,
    "issue": 4,
    "measure": 4,
    "method": 5,
    "responsible": 3,
    "period": 3,
    "monitoring": 3.5,
    "result": 5,
    "outcome": 4,
    "serial": 1,
    "code": 1.6,
}
"""Of columns, relative to each other."""
LEAST_FOR_PLAN = 88.0
"""Questions below it are planned for first, percent."""


def _open(rng: random.Random, reported: bool) -> tuple[Form, Body, BodyScores, int]:
    """Start a plan or report: title, sentence with total and grade."""
    form = Form(landscape=rng.random() < 0.75)
    body = draw_bodies(rng, 1)[0]
    year = rng.choice(PLAN_YEARS)
    scores = draw_scores(rng, year - 1)
    values = {"year": year, "before": year - 1, "body": body.name, "province": body.province}
    form.blocks += title_blocks(rng, "report_titles" if reported else "plan_titles", **values)
    sentence = rng.choice(wordings()["intros"])
    form.blocks.append(Paragraph(sentence.format(**values, total=f"{scores.total:.2f}", grade=scores.grade())))
    return form, body, scores, year


def _families(form: Form, reported: bool) -> list[str]:
    """Return the families of a form, those that it has rows of."""
    named = ["measures_result" if reported else "measures_plan"]
    return named + (["indicator_scores"] if form.truth.get("scores") else [])


def _columns(rng: random.Random, reported: bool) -> list[str]:
    """Draw the columns after the question: all of a plan, or without one or two; results after them."""
    out = [c for c in FIELDS if c not in rng.sample(["score", "issue", "monitoring", "method"], rng.choice([0, 0, 1]))]
    if rng.random() < 0.2:  # who, before when and how
        out.remove("responsible")
        out.append("responsible")
    return out + (["result", "outcome"] if reported else [])


def _plan_head(rng: random.Random, columns: Sequence[str], first: Sequence[str], year: int) -> tuple[Cells, ...]:
    """Draw a header of one row, or of two with one cell over the columns of the measure."""
    names = dict(rng.choice(wordings()["plan_columns"])) | rng.choice(wordings()["result_columns"])
    names |= {"serial": "ที่", "code": "ข้อ"}
    over = [c for c in columns if c in ("measure", "method", "responsible", "period", "monitoring")]
    together = columns[columns.index(over[0]) : columns.index(over[0]) + len(over)] == over
    everything = [*first, *columns]
    if not together or rng.random() < 0.5:
        return (head_cells([names[c] for c in everything]),)
    top: list[TableCell] = []
    for column in everything:
        if column == over[0]:
            title = names["over"].format(year=year)
            top.append(replace(head_cells([title])[0], colspan=len(over)))
        elif column not in over:
            top.append(replace(head_cells([names[column]])[0], rowspan=2))
    return tuple(top), head_cells([names[c] for c in over])


def _measure_cell(measure: PlannedMeasure, column: str) -> TableCell:
    texts = {
        "issue": measure.issue,
        "measure": measure.measure,
        "method": "\n".join(measure.steps),
        "responsible": measure.responsible,
        "period": measure.period.text,
        "monitoring": measure.monitoring,
        "result": measure.result,
        "outcome": measure.outcome,
    }
    return text_cell(texts[column])


def _measure_rows(
    rng: random.Random,
    measures: Sequence[PlannedMeasure],
    columns: Sequence[str],
    first: Sequence[str],
    texts: Mapping[str, str],
    lower: bool,
) -> list[Cells]:
    """Return the rows of measures; what belongs to a code is merged over its measures, or empty below the first."""
    merged = rng.random() < 0.6
    rows: list[Cells] = []
    for serial, (code, group) in enumerate(groupby(measures, key=lambda m: m.code), start=1):
        mine = list(group)
        shown = printed_code(rng, code, lower)
        lead = {
            "serial": str(serial),
            "code": shown,
            "item": texts[code] if "code" in first else f"{shown} {texts[code]}",
            "score": f"{mine[0].score:.2f}",
        }
        for n, measure in enumerate(mine):
            cells = []
            for column in (*first, *columns):
                if column not in lead:
                    cells.append(_measure_cell(measure, column))
                elif n == 0 or not merged:
                    text = lead[column] if n == 0 else ""
                    cells.append(text_cell(text, len(mine) if merged else 1, center=column not in ("item",)))
            rows.append(tuple(cells))
    return rows


def _score_table(
    rng: random.Random, form: Form, body: Body, scores: BodyScores, topic: int, codes: Sequence[str], lower: bool
) -> None:
    """Add a topic's table of scores: number, topic and tool merged downwards, codes alone in the question column."""
    rows: list[Cells] = []
    for k, code in enumerate(codes):
        tool = tool_of(questions(scores.year)[code].indicator)
        cells = []
        if k == 0:
            cells += [number_cell(str(topic), len(codes)), text_cell(wordings()["topics"][topic - 1], len(codes))]
        if k == 0 or tool_of(questions(scores.year)[codes[k - 1]].indicator) != tool:
            run = sum(tool_of(questions(scores.year)[c].indicator) == tool for c in codes[k:])
            cells.append(number_cell(tool, run))
        cells += [number_cell(printed_code(rng, code, lower)), number_cell(scores.questions[code]), text_cell("")]
        rows.append(tuple(cells))
        form.add("scores", question_score(body, scores, code, "", topic))
    head = head_cells(rng.choice(wordings()["score_table"]))
    form.blocks.append(TableBlock((1, 5, 2, 2, 2, 2), (head,), tuple(rows)))


def topics(rng: random.Random, reported: bool) -> Form:
    """A1: the score sheet, then for each of seven topics a table of scores and one of measures."""
    form, body, scores, year = _open(rng, reported)
    data = wordings()
    indicator_table(rng, form, body, scores)
    if rng.random() < 0.6:
        question_table(rng, form, body, scores)
    form.blocks.append(Paragraph(rng.choice(data["plan_headings"]), bold=True))
    asked = questions(scores.year)
    lower, heading = rng.random() < 0.7, rng.choice(data["topic_headings"])
    columns, first = _columns(rng, reported), ["item"]
    head = _plan_head(rng, columns, first, year)
    widths = tuple(WIDTHS[c] for c in (*first, *columns))
    has_score_tables = rng.random() < 0.85
    for topic, (name, members) in enumerate(zip(data["topics"], data["topic_indicators"], strict=True), start=1):
        of_topic = [q.code for q in asked.values() if q.indicator in members]
        chosen = sorted(rng.sample(of_topic, min(len(of_topic), rng.randint(3, 7))), key=list(asked).index)
        form.blocks.append(Paragraph(heading.format(n=topic, topic=name), bold=True))
        if has_score_tables:
            _score_table(rng, form, body, scores, topic, chosen, lower)
        planned = rng.sample(chosen, rng.choice([1, 1, 2]))
        measures = draw_measures(rng, scores, [(code, topic) for code in planned], year, reported, 2)
        texts = {code: asked[code].text for code in planned}
        rows = _measure_rows(rng, measures, columns, first, texts, lower)
        form.blocks.append(TableBlock(widths, head, tuple(rows)))
        form.add("measures", *(measure_row(m, columns) for m in measures))
    form.blocks += [Paragraph(text) for text in data["plan_closings"]]
    form.shrink = 0.85 if reported else 0.95
    form.say_document(body, year, year - 1, _families(form, reported))
    return form


def _weakest(rng: random.Random, scores: BodyScores, count: int) -> list[tuple[str, int | None]]:
    """Draw codes for a plan, most of them weak ones, in the order of the assessment."""
    order = list(scores.questions)
    weak = [code for code in order if scores.questions[code] < LEAST_FOR_PLAN]
    chosen = set(rng.sample(weak, min(len(weak), count)))
    chosen |= set(rng.sample([c for c in order if c not in chosen], max(0, count - len(chosen))))
    return [(code, None) for code in sorted(chosen, key=order.index)]


def long_table(rng: random.Random, reported: bool) -> Form:
    """One table of all codes; code and question in one column or in two."""
    form, body, scores, year = _open(rng, reported)
    form.landscape = True
    first = rng.choice([["item"], ["code", "item"], ["serial", "item"]])
    columns = _columns(rng, reported)
    measures = draw_measures(rng, scores, _weakest(rng, scores, rng.randint(8, 18)), year, reported, 3)
    texts = {q.code: q.text for q in questions(scores.year).values()}
    rows = _measure_rows(rng, measures, columns, first, texts, rng.random() < 0.5)
    widths = tuple(WIDTHS[c] for c in (*first, *columns))
    form.blocks.append(TableBlock(widths, _plan_head(rng, columns, first, year), tuple(rows)))
    form.add("measures", *(measure_row(m, columns) for m in measures))
    form.shrink = 0.8 if reported else 0.9
    form.say_document(body, year, year - 1, _families(form, reported))
    return form


def prose(rng: random.Random) -> Form:
    """A plan without a table: a heading for each code, its fields as lines, steps as a list."""
    form, body, scores, year = _open(rng, False)
    form.landscape = False
    labels = rng.choice(wordings()["prose"])
    lower = rng.random() < 0.5
    measures = draw_measures(rng, scores, _weakest(rng, scores, rng.randint(5, 9)), year, False, 1)
    for n, measure in enumerate(measures, start=1):
        text = questions(scores.year)[measure.code].text
        shown = printed_code(rng, measure.code, lower)
        score = labels["score"].format(score=f"{measure.score:.2f}")
        lines = [
            Paragraph(f"{n}. {shown} {text} {score}", bold=True),
            Paragraph(f"{labels['issue']}{measure.issue}"),
            Paragraph(f"{labels['measure']}{measure.measure}"),
            Paragraph(labels["method"]),
            *(Paragraph(step) for step in measure.steps),
            Paragraph(f"{labels['responsible']}{measure.responsible.replace(chr(10), ', ')}"),
            Paragraph(f"{labels['period']}{measure.period.text}"),
            Paragraph(f"{labels['monitoring']}{measure.monitoring}"),
        ]
        form.blocks += lines
        printed = replace(measure, responsible=measure.responsible.replace("\n", ", "))
        form.add("measures", measure_row(printed, FIELDS))
    form.say_document(body, year, year - 1, _families(form, False))
    return form


PLANS: Mapping[str, Callable[[random.Random], Form]] = {
    "plan_topics": lambda rng: topics(rng, False),
    "plan_long": lambda rng: long_table(rng, False),
    "plan_prose": prose,
    "report_topics": lambda rng: topics(rng, True),
    "report_long": lambda rng: long_table(rng, True),
}
