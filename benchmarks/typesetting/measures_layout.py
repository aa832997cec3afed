"""The layout of a typeset report of measures: its content becomes paragraphs and tables in a drawn style."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import groupby

from benchmarks.typesetting.blocks import Paragraph, ReportStyle, TableBlock, TableCell
from benchmarks.typesetting.measures_content import Content, Item, wordings
from pipeline.domain.thai_digits import TO_THAI

COLUMN_WIDTHS = {
    "seq": 4.0,
    "section": 9,
    "owner": 8.5,
    "period": 8,
    "evidence": 9,
    "note": 8,
    "code": 5.5,
    "question": 15,
    "glued": 17,
    "score": 7.5,
    "level": 8,
    "measure": 21,
    "level_measure": 25,
    "result": 22,
    "outcome": 19,
}
"""Relative to each other."""
COLUMN_ORDERS = {
    "usual": ("score", "level", "measure", "result", "outcome"),
    "level_last": ("score", "measure", "result", "outcome", "level"),
    "score_late": ("level", "measure", "score", "result", "outcome"),
    "level_first": ("level", "score", "measure", "result", "outcome"),
    "score_last": ("level", "measure", "result", "outcome", "score"),
}


def columns_of(style: ReportStyle) -> list[str]:
    """Return the names of the columns from left to right."""
    naming = ["glued"] if style.naming == "glued" else ["code", "question"]
    rest = list(COLUMN_ORDERS[style.order])
    if style.level in ("none", "glued"):
        rest.remove("level")
    if style.level == "glued":
        rest[rest.index("measure")] = "level_measure"
    if not style.outcome:
        rest.remove("outcome")
    for after, name in (("measure", "period"), ("measure", "owner"), ("result", "evidence"), ("outcome", "note")):
        kind = {"period": "plan", "owner": "plan"}.get(name, name)
        if kind in style.extras:
            place = (
                next(i for i, c in enumerate(rest) if after in c) + 1 if any(after in c for c in rest) else len(rest)
            )
            rest.insert(place, name)
    return (["seq"] if style.sequence else []) + (["section"] if style.sections == "column" else []) + naming + rest


def lay_out(rng: random.Random, content: Content, style: ReportStyle) -> list[Paragraph | TableBlock]:
    """Return the blocks of a report in reading order."""
    data = wordings()
    words = {
        k: v.format(year=content.fiscal_year, before=content.fiscal_year - 1)
        for k, v in rng.choice(data["headers"]).items()
    }
    tool_style, section_style = rng.randrange(len(data["tools"]["IIT"])), rng.choice(data["sections"])
    blocks: list[Paragraph | TableBlock] = []
    lines = content.title.split("\n")
    blocks += [Paragraph(t, bold=True, center=True, new_page=style.cover and t is lines[-1]) for t in lines]
    columns = columns_of(style)
    words |= {name: rng.choice(data["extras"][name]) for name in data["extras"]}
    words["section"] = "ตัวชี้วัดหลัก" if words["code"] == "ตัวชี้วัด" else rng.choice(["ตัวชี้วัด", "ด้าน", "ตัวชี้วัดที่"])
    head = _header(words, columns, style)
    number = 0
    all_rows: list[tuple[TableCell, ...]] = []
    for tool, in_tool in groupby(content.items, key=lambda i: i.tool):
        heading = data["tools"][tool][tool_style].format(year=content.fiscal_year)
        if style.tables == "one":
            all_rows.append((TableCell((heading,), colspan=len(columns), bold=True),))
        else:
            blocks.append(Paragraph(heading, bold=True))
        rows: list[tuple[TableCell, ...]] = []
        for (no, title), in_section in groupby(in_tool, key=lambda i: (i.section_no, i.section_title)):
            section = section_style.format(no=no, title=title)
            if style.sections == "paragraph" and style.tables != "one":
                blocks.append(Paragraph(section))
            elif style.sections != "column":
                rows.append((TableCell((section,), colspan=len(columns), bold=style.shade),))
            section_rows: list[tuple[TableCell, ...]] = []
            for item in in_section:
                number += 1
                section_rows += _item_rows(rng, item, number, columns, style)
            in_column = style.sections == "column"
            rows += _with_section_column(section_rows, section, columns, style) if in_column else section_rows
            if style.sections == "paragraph" and style.tables != "one":
                blocks.append(_table_block(columns, head, rows))
                rows = []
        if style.closing and rows:
            rows.append(_mean_row(rng, columns))
        if style.tables == "one":
            all_rows += rows
        elif rows:
            blocks.append(_table_block(columns, head, rows))
    if all_rows:
        blocks.append(_table_block(columns, head, all_rows))
    if style.closing:
        blocks += [Paragraph(note.format(year=content.fiscal_year)) for note in data["footnotes"]]
    return [_with_thai_digits(b) for b in blocks] if style.thai_digits else blocks


def _table_block(
    columns: list[str], head: list[tuple[TableCell, ...]], rows: list[tuple[TableCell, ...]]
) -> TableBlock:
    return TableBlock(tuple(COLUMN_WIDTHS[c] for c in columns), tuple(head), tuple(rows))


def _header(words: dict[str, str], columns: list[str], style: ReportStyle) -> list[tuple[TableCell, ...]]:
    """Return one header row, or two with groups."""
    names = {**words, "glued": words["naming"], "level_measure": f"{words['level']}/{words['measure']}"}

    def header_cell(name: str, rows: int = 1) -> TableCell:
        return TableCell((names[name],), rowspan=rows, header=True, bold=True, center=True)

    if style.header != "two":
        if style.naming != "two":
            return [tuple(header_cell(c) for c in columns)]
        return [
            tuple(
                TableCell((words["naming"],), colspan=2, header=True, bold=True, center=True)
                if c == "code"
                else header_cell(c)
                for c in columns
                if c != "question"
            )
        ]
    groups = {
        "code": (words["naming"] if words["naming"] != words["code"] else "ประเด็น", "question"),
        "result": ("การรายงานผล", "outcome"),
    }
    top: list[TableCell] = []
    under: list[str] = []
    for at, c in enumerate(columns):
        name, last = groups.get(c, ("", ""))
        if last in columns[at:]:
            members = columns[at : columns.index(last) + 1]
            top.append(TableCell((name,), colspan=len(members), header=True, bold=True, center=True))
            under += members
        elif c not in under:
            top.append(header_cell(c, 2))
    return [tuple(top), tuple(header_cell(c) for c in under)]


def _with_section_column(
    rows: list[tuple[TableCell, ...]], section: str, columns: list[str], style: ReportStyle
) -> list[tuple[TableCell, ...]]:
    """Return the rows with a cell of their section's title: merged over them, printed once or repeated."""
    at = columns.index("section")
    out = []
    for n, row in enumerate(rows):
        if style.merge == "span":
            out.append(row if n else (*row[:at], TableCell((section,), rowspan=len(rows)), *row[at:]))
        else:
            out.append((*row[:at], TableCell() if n and style.merge == "blank" else TableCell((section,)), *row[at:]))
    return out


def _mean_row(rng: random.Random, columns: list[str]) -> tuple[TableCell, ...]:
    """Return a row of a mean: words up to the score, the score, and empty cells after it."""
    at = columns.index("score")
    words = rng.choice(wordings()["closings"][0])
    mean = TableCell((f"{rng.uniform(70, 99):.2f}",), center=True)
    return (TableCell((words,), colspan=at, bold=True, center=True), mean, *[TableCell()] * (len(columns) - at - 1))


def _item_rows(
    rng: random.Random, item: Item, number: int, columns: list[str], style: ReportStyle
) -> list[tuple[TableCell, ...]]:
    """Return the rows of one code."""
    if item.in_one_cell:
        joined = {f: tuple(getattr(m, f) for m in item.measures) for f in ("measure", "result", "outcome")}
        parts = [joined]
    else:
        parts = [{f: (getattr(m, f),) for f in ("measure", "result", "outcome")} for m in item.measures]
    together = style.level == "some" and style.order == "usual" and rng.random() < 0.25
    rows = []
    for n, part in enumerate(parts):
        row = []
        for column in columns:
            if column in part:
                if column == "measure" and together:
                    continue
                row.append(TableCell(part[column]))
            elif column in wordings()["extras"]:
                kind = {"owner": "owners", "period": "periods"}.get(column, "remarks")
                row.append(TableCell((str(rng.choice(wordings()[kind])),)))
            elif column == "section":
                continue
            elif column == "level_measure":
                row.append(TableCell((item.level, *part["measure"]) if n == 0 else part["measure"]))
            elif column == "level" and together:
                row.append(TableCell((item.level, *part["measure"]) if n == 0 else part["measure"], colspan=2))
            elif n == 0:
                row.append(_code_cell(item, number, column, len(parts) if style.merge == "span" else 1))
            elif style.merge == "repeat":
                row.append(_code_cell(item, number, column, 1))
            elif style.merge == "blank":
                row.append(TableCell())
        rows.append(tuple(row))
    return rows


def _code_cell(item: Item, number: int, column: str, rows: int) -> TableCell:
    """Return the cell of a column that belongs to the code, not to one of its measures; merged over ``rows``."""
    text = {
        "seq": str(number),
        "code": item.code_raw,
        "question": item.question,
        "glued": f"{item.code_raw} {item.question}",
        "score": item.score,
        "level": item.level,
    }
    return TableCell((text[column],), rowspan=rows, center=column in ("seq", "code", "score"))


def _with_thai_digits(block: Paragraph | TableBlock) -> Paragraph | TableBlock:
    if isinstance(block, Paragraph):
        return replace(block, text=block.text.translate(TO_THAI))

    def translated(cell_rows: tuple[tuple[TableCell, ...], ...]) -> tuple[tuple[TableCell, ...], ...]:
        return tuple(
            tuple(replace(cell, paragraphs=tuple(_thai_digits(p) for p in cell.paragraphs)) for cell in row)
            for row in cell_rows
        )

    return replace(block, head=translated(block.head), rows=translated(block.rows))


def _thai_digits(text: str) -> str:
    """Replace digits by Thai ones, but not in web addresses, and not in codes, whose digits imitate letters."""
    if len(text) <= 4 and "." not in text and not text.isdigit():
        return text
    return " ".join(
        w if "http" in w or "www" in w or "." in w and any("a" <= ch <= "z" for ch in w) else w.translate(TO_THAI)
        for w in text.split(" ")
    )
