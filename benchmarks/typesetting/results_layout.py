"""The layout of a typeset announcement of results: a title, and tables with headers of one to three rows."""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.typesetting.blocks import Paragraph, TableBlock, TableCell
from benchmarks.typesetting.results_content import (
    TOOLS,
    AgencyResult,
    AnnouncementPlan,
    group_heading,
    results_wordings,
)
from pipeline.domain.thai_digits import TO_THAI

COLUMN_WIDTHS = {
    "rank": 6.0,
    "agency": 32,
    "group": 15,
    "group2": 13,
    "iit": 9,
    "eit": 9,
    "oit": 9,
    "total": 10,
    "grade": 14,
    "note": 10,
    "before": 9,
    **{f"{c}_before": 9 for c in ("iit", "eit", "oit", "total")},
    **{f"i{n}": 5.5 for n in range(1, 11)},
}
"""Relative to each other."""


def lay_out(
    rng: random.Random, plan: AnnouncementPlan, bodies: list[AgencyResult], group_pattern: str
) -> list[Paragraph | TableBlock]:
    """Return the blocks of an announcement in reading order."""
    title = rng.choice(results_wordings()["titles"]).format(year=plan.year)
    blocks: list[Paragraph | TableBlock] = [Paragraph(t, bold=True, center=True) for t in title.split("\n")]
    head = _header(rng, plan)
    widths = tuple(COLUMN_WIDTHS[c] for c in plan.columns)
    rows: list[tuple[TableCell, ...]] = []
    if plan.numbers:
        rows.append(tuple(TableCell((f"({n})",), center=True) for n in range(1, len(plan.columns) + 1)))
    group_before: tuple[str, ...] | None = None
    group_count = 0
    for n, body in enumerate(bodies):
        if body.groups != group_before and plan.groups in ("rows", "tables"):
            group_count += 1
            heading = group_heading(group_pattern, body, group_count)
            if plan.groups == "tables":
                if rows and n:
                    blocks.append(TableBlock(widths, head, tuple(rows)))
                    rows = []
                blocks.append(Paragraph(heading, bold=True))
            else:
                rows.append((TableCell((heading,), colspan=len(plan.columns), bold=True),))
        rows.append(_row(rng, plan, bodies, n))
        group_before = body.groups
    if plan.sums:
        label = rng.choice(results_wordings()["sums"]).format(n=len(bodies))
        at = plan.columns.index("agency") + 1
        figures = (TableCell(("91.23" if c in (*TOOLS, "total") else "",)) for c in plan.columns[at:])
        rows.append((TableCell((label,), colspan=at, center=True, bold=True), *figures))
        if rng.random() < 0.3:
            rows.append((TableCell((rng.choice(results_wordings()["notes"]),), colspan=len(plan.columns)),))
    blocks.append(TableBlock(widths, head, tuple(rows)))
    return [_with_thai_digits(b) for b in blocks] if plan.style.thai_digits else blocks


def _row(rng: random.Random, plan: AnnouncementPlan, bodies: list[AgencyResult], n: int) -> tuple[TableCell, ...]:
    """Return the cells that start in the row of the nth body (from 0)."""
    body = bodies[n]
    row = []
    for column in plan.columns:
        if column in ("group", "group2"):
            level = 0 if column == "group" else 1
            group = body.groups[: level + 1]
            if plan.merged and n and bodies[n - 1].groups[: level + 1] == group:
                continue
            span = 1
            while plan.merged and n + span < len(bodies) and bodies[n + span].groups[: level + 1] == group:
                span += 1
            row.append(TableCell((body.groups[level],), rowspan=span))
        elif column == "agency":
            row.append(TableCell((body.agency,)))
        elif column in body.scores:
            row.append(TableCell((body.scores[column],), center=True))
        elif column.startswith("i") or column.endswith("before"):
            row.append(TableCell((f"{rng.uniform(60, 100):.2f}",), center=True))
        else:
            row.append(TableCell(({"rank": body.rank, "grade": body.grade}.get(column, ""),), center=True))
    return tuple(row)


def _column_names(rng: random.Random, plan: AnnouncementPlan) -> dict[str, str]:
    """Draw the wording of each column's header; a line feed parts its paragraphs."""
    data = results_wordings()
    names: dict[str, str] = {c: str(rng.choice(data[c])) for c in ("rank", "agency", "total", "grade")}
    names |= {
        "group": rng.choice(data["group"][:1] if "group2" in plan.columns else data["group"]),
        "group2": "อำเภอ",
        "note": "หมายเหตุ",
    }
    names |= rng.choice(data["scores"])
    names |= {f"i{n}": f"ตัวชี้วัดที่ {n}" for n in range(1, 11)}
    names |= {
        f"{c}_before": f"{names[c]}\nปี {plan.year - 1}" for c in (*TOOLS, "total") if f"{c}_before" in plan.columns
    }
    names |= {c: f"{names[c]}\nปี {plan.year}" for c in (*TOOLS, "total") if f"{c}_before" in plan.columns}
    if "before" in plan.columns:
        names |= {"before": f"คะแนน ITA ปี {plan.year - 1}", "total": f"คะแนน ITA ปี {plan.year}"}
    return names


def _header(rng: random.Random, plan: AnnouncementPlan) -> tuple[tuple[TableCell, ...], ...]:
    """Return a header of one to three rows."""
    data = results_wordings()
    names = _column_names(rng, plan)

    def header_cell(text: str, colspan: int = 1, rowspan: int = 1) -> TableCell:
        return TableCell(tuple(text.split("\n")), colspan, rowspan, header=True, bold=True, center=True)

    if plan.header_rows == 1:
        return (tuple(header_cell(names[c]) for c in plan.columns),)
    tool_columns = [c for c in plan.columns if c in TOOLS or c.startswith("i")]
    over = list(tool_columns)  # columns under one common cell
    last = plan.columns.index(tool_columns[-1]) + 1
    if plan.header_rows == 2 and plan.columns[last : last + 1] == ("total",) and rng.random() < 0.5:
        over.append("total")
    first: list[TableCell] = []
    second: list[TableCell] = []
    third = tuple(header_cell(names[c]) for c in over)
    if plan.header_rows == 2:
        for c in plan.columns:
            if c == over[0]:
                first.append(header_cell(rng.choice(data["over"]), len(over)))
            elif c not in over:
                first.append(header_cell(names[c], 1, 2))
        return (tuple(first), third)
    whole = [c for c in plan.columns if c in over or c in ("total", "grade")]
    together = list(plan.columns[plan.columns.index(whole[0]) : plan.columns.index(whole[0]) + len(whole)]) == whole
    for c in plan.columns:
        if together and c == whole[0]:
            first.append(header_cell(rng.choice(data["over_all"]).format(year=plan.year), len(whole)))
        if c == over[0]:
            (second if together else first).append(
                header_cell(rng.choice(data["over"]), len(over), 1 if together else 2)
            )
        elif c in over:
            continue
        elif together and c in whole:
            second.append(header_cell(names[c], 1, 2))
        else:
            first.append(header_cell(names[c], 1, 3))
    if together:
        return tuple(first), tuple(second), third
    return tuple(replace(cell, rowspan=1 if cell.colspan > 1 else 2) for cell in first), third


def _with_thai_digits(block: Paragraph | TableBlock) -> Paragraph | TableBlock:
    """Replace the digits of a paragraph, or of a table's body."""
    if isinstance(block, Paragraph):
        return replace(block, text=block.text.translate(TO_THAI))
    rows = tuple(
        tuple(replace(cell, paragraphs=tuple(p.translate(TO_THAI) for p in cell.paragraphs)) for cell in row)
        for row in block.rows
    )
    return replace(block, rows=rows)
