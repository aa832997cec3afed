"""A small typesetter: made-up reports as Documents, cut into pages as PDF producers do."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.model import Cell, Document, Line, Page, SourceDocument, Table

PITCH = 20.0  # points from line to line
PAD = 4.0
TOP = 40.0
CHAR = 6.0  # points per character of a line
MARKS = set("ะัาำิีึืฺุูๅ็่้๊๋์ํ")
HEADERS = {
    "number": "ลำดับที่",
    "code": "ข้อ",
    "question": "ตัวชี้วัดย่อย",
    "code_question": "ตัวชี้วัดย่อย",
    "score": "คะแนนที่ได้",
    "level": "ระดับมาตรการที่ใช้ดำเนินการ",
    "measure": "มาตรการที่ดำเนินการ",
    "result": "ผลการดำเนินการ",
    "outcome": "ผลลัพธ์ของการดำเนินการ",
    "person": "ผู้รับผิดชอบ",
}
PHRASES = (
    "จัดทำคู่มือการปฏิบัติงาน",
    "เผยแพร่ข้อมูลในช่องทางออนไลน์ของหน่วยงาน",
    "บุคลากรเข้ารับการอบรมอย่างทั่วถึง",
    "ประชาสัมพันธ์ผ่านเว็บไซต์",
    "เพื่อให้ผู้มาติดต่อทราบขั้นตอนและระยะเวลา",
    "ตรวจสอบทรัพย์สินทุกเดือน",
    "สำรวจความพึงพอใจของผู้รับบริการ",
    "ปรับปรุงกระบวนงานให้ดีขึ้นกว่าเดิม",
)
SECTIONS = {
    1: ("IIT", "การปฏิบัติหน้าที่"),
    2: ("IIT", "การใช้งบประมาณ"),
    6: ("EIT", "คุณภาพการดำเนินงาน"),
    9: ("OIT", "การเปิดเผยข้อมูล"),
}


@dataclass
class Measure:
    measure: str
    result: str
    outcome: str


@dataclass
class Code:
    code: str
    question: str
    score: str
    level: str
    measures: list[Measure]
    section: int = 1


@dataclass(frozen=True)
class Style:
    """How a report is set. ``open_ends``: the producer draws no ruling where a page end cuts a row."""

    columns: tuple[str, ...] = ("code", "question", "score", "level", "measure", "result", "outcome")
    merged: bool = False
    open_ends: bool = False
    repeat_header: bool = True
    section_rows: bool = True
    merged_head: bool = True  # one header cell over code and question
    page_lines: int = 24
    widths: dict[str, int] = field(default_factory=dict)

    def width(self, column: str) -> int:
        """Of a column, in characters."""
        short = {"code": 4, "number": 4, "score": 7, "level": 12, "person": 12}
        return self.widths.get(column, short.get(column, 22))


def made_up(rng: random.Random, per_section: int = 3) -> list[Code]:
    """A report: codes in rising order, one to three measures each, numbered where there is more than one."""

    def text(low: int, high: int) -> str:
        return " ".join(rng.choice(PHRASES) for _ in range(rng.randint(low, high)))

    firsts = {1: ("I", 1), 2: ("I", 7), 6: ("E", 1), 9: ("O", 1)}
    out = []
    for section, (letter, first) in firsts.items():
        for k in sorted(rng.sample(range(5), per_section)):
            count = rng.choice((1, 1, 2, 3))
            measures = []
            for n in range(1, count + 1):
                done = rng.random() > 0.2
                measures.append(
                    Measure(
                        (f"{n}. " if count > 1 else "") + text(1, 4),
                        text(1, 5) if done else "*** เนื่องจากมีข้อจำกัดด้านงบประมาณ",
                        text(1, 4) if done else "-",
                    )
                )
            score = rng.randint(4000, 9999)
            level = "ยกระดับ" if score >= 8500 else "แก้ไขเร่งด่วน"
            out.append(
                Code(f"{letter}{first + k}", "ท่านเห็นว่า " + text(1, 4), f"{score / 100:.2f}", level, measures, section)
            )
    return out


def wrap(text: str, width: int) -> list[str]:
    """Break into lines, as Thai is: not before a mark or after a leading vowel; a space at a line's end stays."""
    lines: list[str] = []
    while len(text) > width:
        space = text.rfind(" ", width // 2, width)
        at = space + 1 if space > 0 else width
        while (
            space <= 0
            and at > 1
            and (text[at] in MARKS or text[at - 1] in "เแโใไ" or text[at] == " " or text[at].isascii())
        ):
            at -= 1
        lines.append(text[:at])
        text = text[at:]
    return [*lines, text] if text else lines


@dataclass
class _Row:
    """A row of the endless table: lines by column; ``block`` numbers rows whose leading cells are merged."""

    lines: dict[int, list[str]]
    block: int
    span_all: bool = False
    height: int = 1


class Typesetter:
    """Sets rows on pages and cuts them where the page ends."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.edges = [30.0]
        for column in style.columns:
            self.edges.append(self.edges[-1] + style.width(column) * CHAR + 2 * PAD)
        self.pages: list[list[Line | Table]] = [[]]
        self.y = 0

    def cell(
        self, row: int, column: int, lines: Sequence[tuple[int, str]], top: int, bottom: int, **more: object
    ) -> Cell:
        """A cell of lines given as (line on the page, text)."""
        colspan = int(more.pop("colspan", 1))  # type: ignore[call-overload]
        x0, x1 = self.edges[column - 1], self.edges[column - 1 + colspan]
        made = tuple(
            Line(raw=t, box=(x0 + PAD, TOP + y * PITCH, x0 + PAD + len(t) * CHAR, TOP + y * PITCH + 14), size=14.0)
            for y, t in lines
        )
        box = (x0, TOP + top * PITCH, x1, TOP + bottom * PITCH)
        return Cell(page=len(self.pages), row=row, column=column, lines=made, box=box, colspan=colspan, **more)  # type: ignore[arg-type]

    def line(self, text: str) -> None:
        """A line of running text."""
        if self.y >= self.style.page_lines - 4:
            self.turn()
        y = TOP + self.y * PITCH
        self.pages[-1].append(Line(raw=text, box=(30.0, y, 30.0 + len(text) * CHAR, y + 14), size=14.0))
        self.y += 1

    def turn(self) -> None:
        """A new page."""
        self.pages.append([])
        self.y = 0

    def header(self) -> list[tuple[int, int, str]]:
        """Header cells as (column, colspan, text)."""
        columns, out, k = self.style.columns, [], 0
        while k < len(columns):
            both = self.style.merged_head and columns[k : k + 2] == ("code", "question")
            out.append((k + 1, 2 if both else 1, HEADERS["question" if both else columns[k]]))
            k += 2 if both else 1
        return out

    def table(self, rows: Sequence[_Row]) -> None:
        """Set a table over as many pages as it takes."""
        cells: list[Cell] = []
        at, first = 0, True
        progress = 0  # lines of the current row already set
        while at < len(rows):
            cells, row_no, top_y = [], 1, self.y
            if first or self.style.repeat_header:
                height = max(len(wrap(t, self.style.width(self.style.columns[c - 1]) * s)) for c, s, t in self.header())
                for column, colspan, text in self.header():
                    lines = wrap(text, self.style.width(self.style.columns[column - 1]) * colspan)
                    placed = [(self.y + i, t) for i, t in enumerate(lines)]
                    cells.append(self.cell(1, column, placed, self.y, self.y + height, colspan=colspan))
                self.y += height
                row_no += 1
            first = False
            pieces: list[tuple[int, int, int, int]] = []  # row index, from line, to line, y
            while at < len(rows) and self.y < self.style.page_lines:
                take = min(rows[at].height - progress, self.style.page_lines - self.y)
                pieces.append((at, progress, progress + take, self.y))
                self.y += take
                progress += take
                if progress == rows[at].height:
                    at, progress = at + 1, 0
            cells += self._pieces(rows, pieces, row_no)
            count = row_no - 1 + len(pieces)
            box = (self.edges[0], TOP + top_y * PITCH, self.edges[-1], TOP + self.y * PITCH)
            ordered = tuple(sorted(cells, key=lambda c: (c.row, c.column)))
            self.pages[-1].append(
                Table(len(self.pages), 1, count, len(self.style.columns), ordered, box=box, x_edges=tuple(self.edges))
            )
            if at < len(rows):
                self.turn()

    def _pieces(self, rows: Sequence[_Row], pieces: Sequence[tuple[int, int, int, int]], row_no: int) -> list[Cell]:
        """The cells of one page."""
        out: list[Cell] = []
        for k, (index, start, end, y) in enumerate(pieces):
            row = rows[index]
            flags = {
                "open_bottom": self.style.open_ends and end < row.height,
                "open_top": self.style.open_ends and start > 0,
            }
            if row.span_all:
                placed = [(y + i, t) for i, t in enumerate(row.lines[1][start:end])]
                out.append(
                    self.cell(row_no + k, 1, placed, y, y + end - start, colspan=len(self.style.columns), **flags)
                )
                continue
            for column in range(1, len(self.style.columns) + 1):
                if self.style.merged and self._leads(column):
                    if k and rows[pieces[k - 1][0]].block == row.block:
                        continue
                    group = [p for p in pieces if rows[p[0]].block == row.block]
                    before = sum(rows[i].height for i in range(index) if rows[i].block == row.block) + start
                    lines = next(r.lines.get(column, []) for r in rows if r.block == row.block)
                    total = sum(e - s for _, s, e, _ in group)
                    placed = [(y + i, t) for i, t in enumerate(lines[before : before + total])]
                    more = (
                        any(r.block == row.block for r in rows[group[-1][0] + 1 :])
                        or group[-1][2] < rows[group[-1][0]].height
                    )
                    ends = {
                        "open_bottom": self.style.open_ends and more,
                        "open_top": self.style.open_ends and before > 0,
                    }
                    out.append(self.cell(row_no + k, column, placed, y, y + total, rowspan=len(group), **ends))
                    continue
                placed = [(y + i, t) for i, t in enumerate(row.lines.get(column, [])[start:end])]
                out.append(self.cell(row_no + k, column, placed, y, y + end - start, **flags))
        return out

    def _leads(self, column: int) -> bool:
        return self.style.columns[column - 1] in ("number", "code", "question", "code_question", "score", "level")


def rows_of(codes: Sequence[Code], style: Style) -> list[_Row]:
    """The rows of a report's table, sections included."""
    out: list[_Row] = []
    section = None
    for block, code in enumerate(codes, start=1):
        if style.section_rows and code.section != section:
            section = code.section
            out.append(_Row({1: [f"{section}. {SECTIONS[section][1]}"]}, -block, span_all=True))
        lead = {
            "number": str(block),
            "code": code.code,
            "question": code.question,
            "code_question": f"{code.code} {code.question}",
            "score": code.score,
            "level": code.level,
        }
        made: list[_Row] = []
        for k, m in enumerate(code.measures):
            values = {
                **(lead if k == 0 else {}),
                "measure": m.measure,
                "result": m.result,
                "outcome": m.outcome,
                "person": "กองกลาง",
            }
            lines = {i: wrap(values.get(c, ""), style.width(c)) for i, c in enumerate(style.columns, start=1)}
            narrative = [
                i
                for i, c in enumerate(style.columns, start=1)
                if not style.merged or c in ("measure", "result", "outcome")
            ]
            made.append(_Row(lines, block, height=max(1, *(len(lines[i]) for i in narrative))))
        if style.merged:
            need = max(len(x) for x in made[0].lines.values()) - sum(r.height for r in made)
            made[-1].height += max(0, need)
        out.extend(made)
    return out


def typeset(codes: Sequence[Code], style: Style, title: Sequence[str] = ()) -> Document:
    """The whole report: title, and per tool a heading and a table (or one per section)."""
    setter = Typesetter(style)
    for line in title:
        setter.line(line)
    tool = section = None
    group: list[Code] = []

    def flush() -> None:
        if group:
            setter.table(rows_of(group, style))
            group.clear()

    for code in codes:
        if SECTIONS[code.section][0] != tool:
            flush()
            tool = SECTIONS[code.section][0]
            setter.line(f"ผลการดำเนินงานของตัวชี้วัด ({tool})")
        if not style.section_rows and code.section != section:
            flush()
            setter.line(f"{code.section}. {SECTIONS[code.section][1]}")
        section = code.section
        group.append(code)
    flush()
    width, height = setter.edges[-1] + 30, TOP * 2 + style.page_lines * PITCH
    pages = tuple(
        Page(number=i, width=width, height=height, reader="pdfium", blocks=tuple(blocks))
        for i, blocks in enumerate(setter.pages, start=1)
    )
    assert all(a.number + 1 == b.number for a, b in pairwise(pages))
    return Document(SourceDocument("made-up.pdf", "made-up.pdf", "0" * 64, 1, "pdf"), pages)
