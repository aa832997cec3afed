"""The layout of a typeset edition: a report's content becomes paragraphs and tables of cells, in a drawn style."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields, replace
from itertools import groupby

from benchmarks.typeset_content import THAI, Content, Item, stock


@dataclass(frozen=True)
class Style:
    """How an edition looks.

    Attributes:
        naming: code and question in ``two`` columns under one header, in two ``apart`` with a header each, or ``glued`` in one cell.
        merge: cells of a code over its measures: ``span`` (merged), ``blank`` (empty below the first), ``repeat`` (printed again).
        level: a ``column``, ``glued`` to the measure under a common header, ``some`` (a merged cell holds both, here and there), ``none``.
        sections: ``row`` over the table, ``paragraph`` before a table of its own, or a ``column`` of merged cells at the left.
        tables: one per ``tool``, or ``one`` with rows that name the tool.
        header: ``repeat`` on each page, ``first`` page only, ``two`` rows (repeated).
        turn: ``none``, ``rotate`` (drawn sideways, shown upright by /Rotate), ``side`` (the table lies on its side).
        order: of the columns after the question.
        extras: columns that no dataset holds: ``plan`` (who and when, after the measure), ``evidence`` (after the result), ``note`` (last),
            ``all``; joined by ``+``.
        closing: each table ends in a row of a mean, and footnotes follow.
    """

    producer: str = "weasyprint"
    font: str = "Laksaman"
    size: float = 12.0
    landscape: bool = True
    thai_digits: bool = False
    naming: str = "two"
    sequence: bool = False
    merge: str = "blank"
    level: str = "column"
    outcome: bool = True
    sections: str = "row"
    tables: str = "tool"
    header: str = "repeat"
    border: str = "solid"
    shade: bool = False
    breaks: bool = True
    turn: str = "none"
    order: str = "usual"
    extras: str = "none"
    closing: bool = False
    cover: bool = False
    furniture: str = "none"
    justify: bool = False
    short_page: bool = False
    misprints: str = "shapes"
    numbering: str = "rows"

    def features(self) -> str:
        """What differs from the plain style, in a word each."""
        plain = Style()
        out = [
            f"{f.name}={getattr(self, f.name)}" for f in fields(self) if getattr(self, f.name) != getattr(plain, f.name)
        ]
        return " ".join(o for o in out if not o.startswith(("producer", "font", "size")))


@dataclass(frozen=True)
class Box:
    """A cell: its paragraphs, spans, and whether it belongs to the header."""

    paragraphs: tuple[str, ...] = ("",)
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    bold: bool = False
    center: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: relative column widths, header rows, body rows (cells that start in the row, left to right)."""

    widths: tuple[float, ...]
    head: tuple[tuple[Box, ...], ...]
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True)
class Text:
    """A paragraph of running text; ``new_page`` starts a page after it."""

    text: str
    bold: bool = False
    center: bool = False
    new_page: bool = False


_WIDTHS = {
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
_ORDERS = {
    "usual": ("score", "level", "measure", "result", "outcome"),
    "level_last": ("score", "measure", "result", "outcome", "level"),
    "score_late": ("level", "measure", "score", "result", "outcome"),
    "level_first": ("level", "score", "measure", "result", "outcome"),
    "score_last": ("level", "measure", "result", "outcome", "score"),
}


def columns_of(style: Style) -> list[str]:
    """The columns from left to right."""
    naming = ["glued"] if style.naming == "glued" else ["code", "question"]
    rest = list(_ORDERS[style.order])
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


def lay_out(rng: random.Random, content: Content, style: Style) -> list[Text | Grid]:
    """Blocks in reading order."""
    data = stock()
    words = {
        k: v.format(year=content.fiscal_year, before=content.fiscal_year - 1)
        for k, v in rng.choice(data["headers"]).items()
    }
    tool_style, section_style = rng.randrange(len(data["tools"]["IIT"])), rng.choice(data["sections"])
    blocks: list[Text | Grid] = []
    lines = content.title.split("\n")
    blocks += [Text(t, bold=True, center=True, new_page=style.cover and t is lines[-1]) for t in lines]
    columns = columns_of(style)
    words |= {name: rng.choice(data["extras"][name]) for name in data["extras"]}
    words["section"] = "ตัวชี้วัดหลัก" if words["code"] == "ตัวชี้วัด" else rng.choice(["ตัวชี้วัด", "ด้าน", "ตัวชี้วัดที่"])
    head = _header(words, columns, style)
    number = 0
    everything: list[tuple[Box, ...]] = []
    for tool, in_tool in groupby(content.items, key=lambda i: i.tool):
        heading = data["tools"][tool][tool_style].format(year=content.fiscal_year)
        if style.tables == "one":
            everything.append((Box((heading,), colspan=len(columns), bold=True),))
        else:
            blocks.append(Text(heading, bold=True))
        rows: list[tuple[Box, ...]] = []
        for (no, title), in_section in groupby(in_tool, key=lambda i: (i.section_no, i.section_title)):
            section = section_style.format(no=no, title=title)
            if style.sections == "paragraph" and style.tables != "one":
                blocks.append(Text(section))
            elif style.sections != "column":
                rows.append((Box((section,), colspan=len(columns), bold=style.shade),))
            mine: list[tuple[Box, ...]] = []
            for item in in_section:
                number += 1
                mine += _item_rows(rng, item, number, columns, style)
            rows += _beside_section(mine, section, columns, style) if style.sections == "column" else mine
            if style.sections == "paragraph" and style.tables != "one":
                blocks.append(_grid(columns, head, rows))
                rows = []
        if style.closing and rows:
            rows.append(_closing(rng, columns))
        if style.tables == "one":
            everything += rows
        elif rows:
            blocks.append(_grid(columns, head, rows))
    if everything:
        blocks.append(_grid(columns, head, everything))
    if style.closing:
        blocks += [Text(note.format(year=content.fiscal_year)) for note in data["footnotes"]]
    return [_in_thai_digits(b) for b in blocks] if style.thai_digits else blocks


def _grid(columns: list[str], head: list[tuple[Box, ...]], rows: list[tuple[Box, ...]]) -> Grid:
    return Grid(tuple(_WIDTHS[c] for c in columns), tuple(head), tuple(rows))


def _header(words: dict[str, str], columns: list[str], style: Style) -> list[tuple[Box, ...]]:
    """One header row, or two with groups."""
    names = {**words, "glued": words["naming"], "level_measure": f"{words['level']}/{words['measure']}"}

    def box(name: str, rows: int = 1) -> Box:
        return Box((names[name],), rowspan=rows, header=True, bold=True, center=True)

    if style.header != "two":
        if style.naming != "two":
            return [tuple(box(c) for c in columns)]
        return [
            tuple(
                Box((words["naming"],), colspan=2, header=True, bold=True, center=True) if c == "code" else box(c)
                for c in columns
                if c != "question"
            )
        ]
    groups = {
        "code": (words["naming"] if words["naming"] != words["code"] else "ประเด็น", "question"),
        "result": ("การรายงานผล", "outcome"),
    }
    top: list[Box] = []
    under: list[str] = []
    for at, c in enumerate(columns):
        name, last = groups.get(c, ("", ""))
        if last in columns[at:]:
            members = columns[at : columns.index(last) + 1]
            top.append(Box((name,), colspan=len(members), header=True, bold=True, center=True))
            under += members
        elif c not in under:
            top.append(box(c, 2))
    return [tuple(top), tuple(box(c) for c in under)]


def _beside_section(
    rows: list[tuple[Box, ...]], section: str, columns: list[str], style: Style
) -> list[tuple[Box, ...]]:
    """Rows with a cell of their section's title, merged over them, printed once or repeated."""
    at = columns.index("section")
    out = []
    for n, row in enumerate(rows):
        if style.merge == "span":
            out.append(row if n else (*row[:at], Box((section,), rowspan=len(rows)), *row[at:]))
        else:
            out.append((*row[:at], Box() if n and style.merge == "blank" else Box((section,)), *row[at:]))
    return out


def _closing(rng: random.Random, columns: list[str]) -> tuple[Box, ...]:
    """A row of a mean: words up to the score, the score, nothing behind it."""
    at = columns.index("score")
    words = rng.choice(stock()["closings"][0])
    mean = Box((f"{rng.uniform(70, 99):.2f}",), center=True)
    return (Box((words,), colspan=at, bold=True, center=True), mean, *[Box()] * (len(columns) - at - 1))


def _item_rows(rng: random.Random, item: Item, number: int, columns: list[str], style: Style) -> list[tuple[Box, ...]]:
    """The rows of one code."""
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
                row.append(Box(part[column]))
            elif column in stock()["extras"]:
                kind = {"owner": "owners", "period": "periods"}.get(column, "remarks")
                row.append(Box((str(rng.choice(stock()[kind])),)))
            elif column == "section":
                continue
            elif column == "level_measure":
                row.append(Box((item.level, *part["measure"]) if n == 0 else part["measure"]))
            elif column == "level" and together:
                row.append(Box((item.level, *part["measure"]) if n == 0 else part["measure"], colspan=2))
            elif n == 0:
                row.append(_naming_box(item, number, column, len(parts) if style.merge == "span" else 1))
            elif style.merge == "repeat":
                row.append(_naming_box(item, number, column, 1))
            elif style.merge == "blank":
                row.append(Box())
        rows.append(tuple(row))
    return rows


def _naming_box(item: Item, number: int, column: str, rows: int) -> Box:
    text = {
        "seq": str(number),
        "code": item.code_raw,
        "question": item.question,
        "glued": f"{item.code_raw} {item.question}",
        "score": item.score,
        "level": item.level,
    }
    return Box((text[column],), rowspan=rows, center=column in ("seq", "code", "score"))


def _in_thai_digits(block: Text | Grid) -> Text | Grid:
    if isinstance(block, Text):
        return replace(block, text=block.text.translate(THAI))

    def rows(of: tuple[tuple[Box, ...], ...]) -> tuple[tuple[Box, ...], ...]:
        return tuple(tuple(replace(b, paragraphs=tuple(_digits(p) for p in b.paragraphs)) for b in row) for row in of)

    return replace(block, head=rows(block.head), rows=rows(block.rows))


def _digits(text: str) -> str:
    """Thai digits but in addresses of the web and in codes, whose digits are look-alikes of letters."""
    if len(text) <= 4 and "." not in text and not text.isdigit():
        return text
    return " ".join(
        w if "http" in w or "www" in w or "." in w and any("a" <= ch <= "z" for ch in w) else w.translate(THAI)
        for w in text.split(" ")
    )
