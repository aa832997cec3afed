"""The documents of a synthetic country, as transcripts: tab-separated, Markdown or HTML."""

from __future__ import annotations

import html
import random
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.country.measure_texts import MeasureText
from benchmarks.country.truth import Printed
from benchmarks.typesetting.forms.content import BodyScores, draw_period, questions, tool_of, wordings
from pipeline.domain.register.body import Body

FIRST_YEAR_OF_TOPICS = 2567
"""First fiscal year of plans and reports by seven topics."""
PASS_MARK = 85.0
SUFFIXES = (".tsv", ".md", ".html")
Row = Sequence[str]


class Measure(NamedTuple):
    """A measure: the code that it answers, its topic (1 to 7), its text; ``done`` is None where nobody says."""

    code: str
    topic: int
    text: MeasureText
    done: bool | None = None


def place_of(body: Body) -> str:
    """Return district and province of a body, as they are printed behind its name."""
    words = [f"อำเภอ{body.district}" if body.district else "", f"จังหวัด{body.province}" if body.province else ""]
    return " ".join(word for word in words if word)


def announcement(year: int, province: str, rows: Sequence[tuple[Body, str, Printed]], suffix: str) -> str:
    """Return the announcement of results of a province.

    Args:
        year: assessed fiscal year (Buddhist Era).
        province: its name; empty for the bodies of no province.
        rows: body, its name as printed, scores; in the order of their totals.
        suffix: of the file.
    """
    title = [
        f"ประกาศผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. {year}",
        f"จังหวัด{province}" if province else "หน่วยงานภาครัฐส่วนกลาง",
    ]
    head = ["ที่", "หน่วยงาน", "อำเภอ", "IIT", "EIT", "OIT", "คะแนนรวม", "ระดับผลการประเมิน"]
    table = [
        [str(rank), name, body.district or "-", *(f"{s:.2f}" for s in (p.iit, p.eit, p.oit, p.total)), p.grade]
        for rank, (body, name, p) in enumerate(rows, start=1)
    ]
    return _write([*title, [head, *table]], suffix)


def score_sheet(year: int, body: Body, name: str, printed: Printed, suffix: str) -> str:
    """Return the score sheet of one body."""
    title = [_title("รายงานผลการประเมิน ITA", year, body, name)]
    named = wordings()["tools"]
    table = [
        ["เครื่องมือ / ตัวชี้วัด", "คะแนน"],
        *(
            [named[tool], f"{score:.2f}"]
            for tool, score in zip(named, (printed.iit, printed.eit, printed.oit), strict=True)
        ),
        ["คะแนนรวม", f"{printed.total:.2f}"],
        ["ระดับผลการประเมิน", printed.grade],
    ]
    return _write([*title, table], suffix)


def plan(
    rng: random.Random, year: int, body: Body, name: str, before: BodyScores, measures: Sequence[Measure], suffix: str
) -> str:
    """Return a plan of measures, by codes or by topics.

    Args:
        rng: draws what nobody compares.
        year: fiscal year of the plan.
        body: whose plan.
        name: as printed.
        before: scores that the plan answers, of the year before.
        measures: those of one code, or of one topic, side by side.
        suffix: of the file.
    """
    title = _title("มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", year, body, name)
    head = ["ประเด็นการประเมิน", "คะแนน", "แนวทาง/มาตรการ", "วิธีการดำเนินการ", "ผู้รับผิดชอบ", "ระยะเวลา", "การติดตามผล"]

    def row(measure: Measure) -> list[str]:
        steps = "1. แต่งตั้งผู้รับผิดชอบ 2. ดำเนินการตามแผน"
        owner, followed = rng.choice(wordings()["owners"]), rng.choice(wordings()["monitorings"])
        return [*_asked(measure, before), measure.text.text, steps, owner, draw_period(rng, year).text, followed]

    return _write([title, *_tables(year, measures, head, [row(m) for m in measures])], suffix)


def report(
    rng: random.Random, year: int, body: Body, name: str, before: BodyScores, measures: Sequence[Measure], suffix: str
) -> str:
    """Return a report on measures; arguments as of :func:`plan`, and each measure says whether it was carried out."""
    title = _title("รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", year, body, name)
    head = ["ตัวชี้วัดย่อย", "คะแนน", "ระดับมาตรการ", "มาตรการที่ดำเนินการ", "ผลการดำเนินการตามมาตรการ", "ผลลัพธ์ของการดำเนินการ"]

    def row(measure: Measure) -> list[str]:
        level = "ยกระดับ" if before.questions[measure.code] >= PASS_MARK else "แก้ไขเร่งด่วน"
        result = rng.choice(wordings()["results_done" if measure.done else "results_not_done"])
        outcome = rng.choice(wordings()["outcomes"]) if measure.done else "-"
        return [*_asked(measure, before), level, measure.text.text, result, outcome]

    return _write([title, *_tables(year, measures, head, [row(m) for m in measures])], suffix)


def _title(words: str, year: int, body: Body, name: str) -> str:
    return f"{words} ของ{name} {place_of(body)}".rstrip() + f" ประจำปีงบประมาณ พ.ศ. {year}"


def _asked(measure: Measure, before: BodyScores) -> tuple[str, str]:
    """Return code and question, and the score."""
    return f"{measure.code} {questions(before.year)[measure.code].text}", f"{before.questions[measure.code]:.2f}"


def _tables(year: int, measures: Sequence[Measure], head: Row, rows: Sequence[Row]) -> list[str | list[Row]]:
    """Return the rows below headings of tools, or from 2567 on below those of topics, each with a table of its own."""
    blocks: list[str | list[Row]] = []
    asked = questions(year - 1)
    for measure, row in zip(measures, rows, strict=True):
        if year >= FIRST_YEAR_OF_TOPICS:
            heading = f"ประเด็นที่ {measure.topic} {wordings()['topics'][measure.topic - 1]}"
        else:
            heading = wordings()["tools"][tool_of(asked[measure.code].indicator)]
        table = blocks[-1] if blocks and blocks[-2] == heading else None
        if isinstance(table, list):
            table.append(row)
        else:
            blocks += [heading, [head, row]]
    return blocks


def _write(blocks: Sequence[str | list[Row]], suffix: str) -> str:
    """Return paragraphs and tables as the text of a file."""
    return "\n\n".join(_paragraph(b, suffix) if isinstance(b, str) else _table(b, suffix) for b in blocks) + "\n"


def _paragraph(text: str, suffix: str) -> str:
    return f"<p>{html.escape(text)}</p>" if suffix == ".html" else text


def _table(rows: Sequence[Row], suffix: str) -> str:
    if suffix == ".html":
        lines = "\n".join("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in rows)
        return f"<table>\n{lines}\n</table>"
    if suffix == ".md":
        head, *rest = ("| " + " | ".join(row) + " |" for row in rows)
        return "\n".join([head, "|" + " --- |" * len(rows[0]), *rest])
    return "\n".join("\t".join(row) for row in rows)
