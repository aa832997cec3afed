"""Typeset announcements of results that nobody has seen, with their truth: ``python -m benchmarks.typeset_results FOLDER [--count N]``.

Draws bodies, scores, grades, headers of one to three rows, columns and their order, groups, sums and page layouts, prints them with what is
installed (WeasyPrint, Chromium, LibreOffice) in the installed Thai fonts, and writes ``NAME.pdf`` and ``NAME.truth.csv``. The same seed
draws the same announcements. ``--fonts`` (or ``$ITA_FONTS``) names a folder with TH Sarabun New, which is not shipped.
``python -m benchmarks.accuracy FOLDER`` reads and scores them.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.typeset_content import THAI, stock
from benchmarks.typeset_layout import Box, Grid, Style, Text
from benchmarks.typeset_print import families, print_pdf, producers

HERE = Path(__file__).resolve().parent
WIDTHS = {
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
TOOLS = ("iit", "eit", "oit")


@cache
def words() -> Mapping[str, Any]:
    """The data file."""
    data: Mapping[str, Any] = yaml.safe_load((HERE / "typeset_results.yml").read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True)
class Body:
    """One row of the truth."""

    rank: str
    agency: str
    groups: tuple[str, ...]
    scores: Mapping[str, str]
    grade: str


@dataclass(frozen=True)
class Plan:
    """How an announcement is made.

    Attributes:
        columns: from left to right.
        head: rows of the header, 1 to 3.
        groups: ``none``, ``rows``, ``tables`` or ``column``.
        merged: cells of a group column are merged over its bodies; otherwise they repeat.
    """

    year: int
    bodies: int
    weighted: bool
    columns: tuple[str, ...]
    head: int
    groups: str
    merged: bool
    sums: bool
    numbers: bool
    ties: bool
    dashes: float
    shuffle: bool
    style: Style = field(default_factory=Style)


def draw_plan(rng: random.Random, producer: str, font: str) -> Plan:
    """A plan: plain in most respects, odd in a few."""

    def chance(p: float) -> bool:
        return rng.random() < p

    scale = float(stock()["scale"].get(font, 1.0))
    groups = rng.choices(["none", "rows", "tables", "column"], [45, 20, 15, 20])[0]
    parts = list(TOOLS) if chance(0.85) else []
    indicators = bool(parts) and chance(0.1)
    figures: list[str] = []
    for tool, span in zip(TOOLS, ((1, 5), (6, 8), (9, 10)), strict=True):
        figures += [f"i{n}" for n in range(span[0], span[1] + 1)] if indicators else []
        figures += [tool] if tool in parts else []
    ending = (["total"] if not parts or chance(0.93) else []) + (["grade"] if chance(0.8) else [])
    if not parts and chance(0.4):
        figures = ["before"]
    if chance(0.15):
        figures, ending = ending, figures
    if chance(0.1) and len(ending) == 2:
        ending.reverse()
    if parts and not indicators and chance(0.12):  # the year before beside this one, tool by tool or for the total only
        doubled = (*TOOLS, "total") if chance(0.5) else ("total",)
        figures, ending = (
            [n for t in part for n in ((f"{t}_before", t) if t in doubled else (t,))] for part in (figures, ending)
        )
    columns = (
        (["rank"] if chance(0.88) else [])
        + (["group"] if groups == "column" else [])
        + (["group2"] if groups == "column" and chance(0.3) else [])
    )
    columns += ["agency", *figures, *ending] + (["note"] if chance(0.1) else [])
    style = Style(
        producer=producer,
        font=font,
        size=round(rng.choice([10, 11, 12]) * scale * (0.75 if indicators else 1.0) * 2) / 2,
        landscape=indicators or chance(0.25),
        thai_digits=chance(0.4),
        header=rng.choice(["repeat", "repeat", "first"]),
        border=rng.choice(["solid", "solid", "thin", "thick", "double", "dotted", "grey"]),
        shade=chance(0.35),
        breaks=chance(0.7),
        furniture=rng.choice(["none", "number", "both"]),
        justify=False,
        turn=rng.choices(["none", "rotate", "side"], [90, 6, 4])[0],
    )
    style = style if style.landscape else replace(style, turn="none")
    years = any(c.endswith("_before") for c in columns)
    head = rng.choices([1, 2, 3], [45, 40, 15])[0] if parts and "total" in columns and not years else 1
    return Plan(
        year=rng.choice([2563, 2564, 2565, 2566, 2567, 2568]),
        bodies=rng.choice([5, 8, 15, 30, 45, 80, 160, 400]),
        weighted=bool(parts) and chance(0.4),
        columns=tuple(columns),
        head=head,
        groups=groups,
        merged=chance(0.6),
        sums=chance(0.25),
        numbers=chance(0.1),
        ties=chance(0.2),
        dashes=0.03 if chance(0.25) else 0.0,
        shuffle=chance(0.1),
        style=style,
    )


def draw_bodies(rng: random.Random, plan: Plan) -> list[Body]:
    """Bodies in the order of their groups, and of their totals within one."""
    from pythainlp.corpus import provinces

    places = sorted(provinces())
    names: list[str] = []
    while len(names) < plan.bodies:
        kind = rng.choice(words()["kinds"])
        name = (
            kind
            + rng.choice(places)
            + (f" อำเภอ{rng.choice(places)} จังหวัด{rng.choice(places)}" if rng.random() < 0.06 else "")
        )
        if name not in names:
            names.append(name)
    known = {
        "none": [("",)],
        "rows": [(t,) for t in [*words()["types"], *words()["ministries"]]],
        "tables": [(t,) for t in words()["types"]],
        "column": [(p,) for p in places],
    }[plan.groups]
    chosen = rng.sample(known, min(len(known), max(1, min(8, plan.bodies // 6))))
    if "group2" in plan.columns:
        chosen = sorted((g[0], rng.choice(places)) for g in chosen for _ in range(2))
    sizes = sorted(rng.sample(range(1, plan.bodies), min(len(chosen), plan.bodies) - 1))
    ends = [*sizes, plan.bodies]
    out: list[Body] = []
    for groups, start, end in zip(chosen, [0, *sizes], ends, strict=False):
        rows = sorted((_scores(rng, plan) for _ in range(end - start)), key=lambda s: -float(s["total"]))
        if plan.shuffle:
            rng.shuffle(rows)
        for place, (name, scores) in enumerate(zip(names[start:end], rows, strict=True)):
            if plan.ties and place and rng.random() < 0.1:
                scores = out[-1].scores
            out.append(
                Body(str(len(out) + 1), name, groups if plan.groups != "none" else (), scores, _grade(scores, plan))
            )
    return [
        replace(b, scores=dict.fromkeys(b.scores, "-"), grade="-") if rng.random() < plan.dashes else b for b in out
    ]


def _scores(rng: random.Random, plan: Plan) -> dict[str, str]:
    level = rng.gauss(88, 8)
    parts = [min(100.0, max(15.0, rng.gauss(level, 5))) for _ in TOOLS]
    parts[2] = 100.0 if rng.random() < 0.35 else parts[2]
    shares = (0.3, 0.3, 0.4)
    if plan.weighted:
        shown = [round(p * w, 2) for p, w in zip(parts, shares, strict=True)]
        total = sum(shown)
    else:
        shown = [round(p, 2) for p in parts]
        total = sum(p * w for p, w in zip(parts, shares, strict=True))
    return {**{t: f"{p:.2f}" for t, p in zip(TOOLS, shown, strict=True)}, "total": f"{total:.2f}"}


def _grade(scores: Mapping[str, str], plan: Plan) -> str:
    total = float(scores["total"])
    if plan.year <= 2565:
        return next(
            g
            for g, least in (("AA", 95), ("A", 85), ("B", 75), ("C", 65), ("D", 55), ("E", 50), ("F", 0))
            if total >= least
        )
    scale = (30, 30, 40) if plan.weighted else (100, 100, 100)
    tools = [float(scores[t]) * 100 / s for t, s in zip(TOOLS, scale, strict=True)]
    if total >= 85:
        return "ผ่านดีเยี่ยม" if min(tools) >= 95 else "ผ่านดี" if min(tools) >= 85 else "ผ่าน"
    return "ต้องปรับปรุง" if total >= 70 else "ต้องปรับปรุงโดยด่วน"


def lay_out(rng: random.Random, plan: Plan, bodies: list[Body], group_head: str) -> list[Text | Grid]:
    """Blocks in reading order."""
    title = rng.choice(words()["titles"]).format(year=plan.year)
    blocks: list[Text | Grid] = [Text(t, bold=True, center=True) for t in title.split("\n")]
    head = _header(rng, plan)
    widths = tuple(WIDTHS[c] for c in plan.columns)
    rows: list[tuple[Box, ...]] = []
    if plan.numbers:
        rows.append(tuple(Box((f"({n})",), center=True) for n in range(1, len(plan.columns) + 1)))
    before: tuple[str, ...] | None = None
    groups = 0
    for n, body in enumerate(bodies):
        if body.groups != before and plan.groups in ("rows", "tables"):
            groups += 1
            shown = _head_of(group_head, body, groups)
            if plan.groups == "tables":
                if rows and n:
                    blocks.append(Grid(widths, head, tuple(rows)))
                    rows = []
                blocks.append(Text(shown, bold=True))
            else:
                rows.append((Box((shown,), colspan=len(plan.columns), bold=True),))
        rows.append(_row(rng, plan, bodies, n))
        before = body.groups
    if plan.sums:
        said = rng.choice(words()["sums"]).format(n=len(bodies))
        at = plan.columns.index("agency") + 1
        figures = (Box(("91.23" if c in (*TOOLS, "total") else "",)) for c in plan.columns[at:])
        rows.append((Box((said,), colspan=at, center=True, bold=True), *figures))
        if rng.random() < 0.3:
            rows.append((Box((rng.choice(words()["notes"]),), colspan=len(plan.columns)),))
    blocks.append(Grid(widths, head, tuple(rows)))
    return [_thai(b) for b in blocks] if plan.style.thai_digits else blocks


def _head_of(pattern: str, body: Body, n: int) -> str:
    return str(pattern.format(g=" ".join(body.groups), n=n))


def _row(rng: random.Random, plan: Plan, bodies: list[Body], n: int) -> tuple[Box, ...]:
    body = bodies[n]
    row = []
    for column in plan.columns:
        if column in ("group", "group2"):
            at = 0 if column == "group" else 1
            mine = body.groups[: at + 1]
            if plan.merged and n and bodies[n - 1].groups[: at + 1] == mine:
                continue
            span = 1
            while plan.merged and n + span < len(bodies) and bodies[n + span].groups[: at + 1] == mine:
                span += 1
            row.append(Box((body.groups[at],), rowspan=span))
        elif column == "agency":
            row.append(Box((body.agency,)))
        elif column in body.scores:
            row.append(Box((body.scores[column],), center=True))
        elif column.startswith("i") or column.endswith("before"):
            row.append(Box((f"{rng.uniform(60, 100):.2f}",), center=True))
        else:
            row.append(Box(({"rank": body.rank, "grade": body.grade}.get(column, ""),), center=True))
    return tuple(row)


def _header(rng: random.Random, plan: Plan) -> tuple[tuple[Box, ...], ...]:
    """A header of one to three rows."""
    data = words()
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

    def box(text: str, colspan: int = 1, rowspan: int = 1) -> Box:
        return Box(tuple(text.split("\n")), colspan, rowspan, header=True, bold=True, center=True)

    if plan.head == 1:
        return (tuple(box(names[c]) for c in plan.columns),)
    inside = [c for c in plan.columns if c in TOOLS or c.startswith("i")]
    over = list(inside)
    last = plan.columns.index(inside[-1]) + 1
    if plan.head == 2 and plan.columns[last : last + 1] == ("total",) and rng.random() < 0.5:
        over.append("total")
    first: list[Box] = []
    second: list[Box] = []
    third = tuple(box(names[c]) for c in over)
    if plan.head == 2:
        for c in plan.columns:
            if c == over[0]:
                first.append(box(rng.choice(data["over"]), len(over)))
            elif c not in over:
                first.append(box(names[c], 1, 2))
        return (tuple(first), third)
    whole = [c for c in plan.columns if c in over or c in ("total", "grade")]
    together = list(plan.columns[plan.columns.index(whole[0]) : plan.columns.index(whole[0]) + len(whole)]) == whole
    for c in plan.columns:
        if together and c == whole[0]:
            first.append(box(rng.choice(data["over_all"]).format(year=plan.year), len(whole)))
        if c == over[0]:
            (second if together else first).append(box(rng.choice(data["over"]), len(over), 1 if together else 2))
        elif c in over:
            continue
        elif together and c in whole:
            second.append(box(names[c], 1, 2))
        else:
            first.append(box(names[c], 1, 3))
    if together:
        return tuple(first), tuple(second), third
    return tuple(replace(b, rowspan=1 if b.colspan > 1 else 2) for b in first), third


def _thai(block: Text | Grid) -> Text | Grid:
    if isinstance(block, Text):
        return replace(block, text=block.text.translate(THAI))
    rows = tuple(
        tuple(replace(b, paragraphs=tuple(p.translate(THAI) for p in b.paragraphs)) for b in row) for row in block.rows
    )
    return replace(block, rows=rows)


def truth_rows(plan: Plan, bodies: list[Body], group_head: str) -> list[dict[str, str]]:
    """The truth file: one row per body; what the table does not print is left out."""
    columns = [c for c in ("iit", "eit", "oit", "total") if c in plan.columns]
    rows = []
    order = list(dict.fromkeys(b.groups for b in bodies))
    for body in bodies:
        group = (
            " / ".join(body.groups)
            if plan.groups == "column"
            else _head_of(group_head, body, order.index(body.groups) + 1)
        )
        rows.append(
            {
                "rank": body.rank if "rank" in plan.columns else "",
                "agency": body.agency,
                **{c: body.scores[c] for c in columns},
                "grade": body.grade if "grade" in plan.columns else "",
                "fiscal_year": str(plan.year),
                **({"agency_group": group} if plan.groups != "none" else {}),
            }
        )
    return rows


def typeset(
    folder: Path,
    count: int,
    seed: int,
    fonts: Path | None,
    only: str | None = None,
    bodies: int | None = None,
    border: str | None = None,
) -> list[Path]:
    """Write ``count`` announcements into a folder; gives the PDFs."""
    printers = [p for p in producers() if only in (None, p)]
    if not printers:
        raise SystemExit(
            "nothing installed that typesets: pip install weasyprint, or apt install chromium or libreoffice-writer"
        )
    names = [f for f in stock()["fonts"]["usual"] if f in families()] + ([stock()["fonts"]["sarabun"]] if fonts else [])
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for n in range(count):
        rng = random.Random(f"results-{seed}-{n}")
        plan = draw_plan(rng, printers[n % len(printers)], names[(n + seed) % len(names)])
        plan = plan if bodies is None else replace(plan, bodies=bodies)
        plan = plan if border is None else replace(plan, style=replace(plan.style, border=border))
        made = draw_bodies(rng, plan)
        group_head = rng.choice(words()["group_heads"])
        pdf = folder / f"r{seed}-{n:03}.pdf"
        print_pdf(pdf, lay_out(rng, plan, made, group_head), plan.style, "ผลการประเมิน ITA", fonts)
        with pdf.with_suffix(".truth.csv").open("w", encoding="utf-8", newline="") as handle:
            rows = truth_rows(plan, made, group_head)
            writer = csv.DictWriter(handle, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        odd = f"{plan.bodies} bodies, {plan.head} header rows, groups={plan.groups}, columns={','.join(plan.columns)}"
        print(
            f"{pdf.name} {plan.style.producer} {plan.style.font} {plan.style.size:g} pt {odd} {plan.style.features()}",
            file=sys.stderr,
        )
        out.append(pdf)
    return out


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bodies", type=int, help="bodies per announcement; drawn by default")
    parser.add_argument(
        "--border", help="solid, thin, thick, double, dashed, dotted, grey or none; drawn by default (never none)"
    )
    parser.add_argument("--producer", help="weasyprint, chromium or libreoffice; all that are installed by default")
    parser.add_argument("--fonts", type=Path, default=os.environ.get("ITA_FONTS"), help="a folder with TH Sarabun New")
    a = parser.parse_args()
    typeset(a.folder, a.count, a.seed, Path(a.fonts) if a.fonts else None, a.producer, a.bodies, a.border)


if __name__ == "__main__":
    main()
