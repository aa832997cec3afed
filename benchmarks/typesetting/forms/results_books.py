"""Tables of many bodies: totals by district, ten indicators beside tools, two years per body, pages rotated by 90°."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from benchmarks.typesetting.blocks import TableBlock, TableCell
from benchmarks.typesetting.forms.content import TOOLS, Body, BodyScores, draw_bodies, draw_scores, wordings
from benchmarks.typesetting.forms.score_sheets import Cells, head_cells, number_cell, text_cell, title_blocks
from benchmarks.typesetting.forms.truth import Form, Row, indicator_score

BOOK_YEARS = (2563, 2564, 2565, 2566, 2567, 2568)
INDICATORS = range(1, 11)


def _ranked(rng: random.Random, count: int, year: int) -> list[tuple[Body, BodyScores]]:
    """Draw bodies and their scores, the highest total first."""
    drawn = [(body, draw_scores(rng, year)) for body in draw_bodies(rng, count)]
    return sorted(drawn, key=lambda pair: -pair[1].total)


def _result(
    body: Body,
    scores: BodyScores,
    rank: int | None,
    tools: bool,
    grade: str = "",
    district: bool = False,
    basis: str = "percent",
) -> Row:
    """Return the row of a body's result.

    Args:
        body: whose it is.
        scores: of the body.
        rank: as printed.
        tools: the scores of the tools are printed.
        grade: as printed.
        district: district and province are printed.
        basis: of the tools' scores; empty for totals alone, which tell nothing of it.
    """
    weighted = basis == "weighted"
    values = {tool.lower(): scores.weighted(tool) if weighted else scores.tools[tool] for tool in TOOLS}
    return {
        "assessment_fiscal_year": scores.year,
        "rank": rank or "",
        "agency": body.name,
        "district": body.district if district else "",
        "province": body.province if district else "",
        "score_basis": basis,
        "grade": grade,
        "total": f"{scores.total:.2f}",
        **({name: f"{value:.2f}" for name, value in values.items()} if tools else {}),
    }


def _mean_row(rng: random.Random, before: int, columns: Sequence[Sequence[float | None]]) -> Cells:
    """Return a last row of means, its label over the first columns; None leaves a cell empty."""
    cells = [TableCell((rng.choice(wordings()["results"]["mean"]),), colspan=before, bold=True, center=True)]
    for column in columns:
        values = [v for v in column if v is not None]
        cells.append(number_cell(sum(values) / len(values) if values else ""))
    return tuple(cells)


def district_list(rng: random.Random) -> Form:
    """D1: rank, body, district, province, total; with or without tools and grade."""
    names = wordings()["results"]
    year = rng.choice(BOOK_YEARS)
    drawn = _ranked(rng, rng.randint(14, 40), year)
    province = drawn[0][0].province
    form = Form(blocks=title_blocks(rng, "book_titles", year=year, province=province, n=rng.randint(1, 30)))
    has_tools, has_grade, letters = rng.random() < 0.6, rng.random() < 0.6, rng.random() < 0.3
    head = [rng.choice(names["rank"]), rng.choice(names["agency"]), "อำเภอ", "จังหวัด"]
    head += list(TOOLS) if has_tools else []
    head += [rng.choice(names["total"])] + ([rng.choice(names["grade"])] if has_grade else [])
    rows: list[Cells] = []
    for rank, (body, scores) in enumerate(drawn, start=1):
        grade = scores.grade(letters) if has_grade else ""
        cells = [number_cell(str(rank)), text_cell(body.name), text_cell(body.district), text_cell(body.province)]
        cells += [number_cell(scores.tools[tool]) for tool in TOOLS] if has_tools else []
        cells += [number_cell(scores.total)] + ([number_cell(grade)] if has_grade else [])
        rows.append(tuple(cells))
        basis = "percent" if has_tools else ""
        form.add("agency_results", _result(body, scores, rank, has_tools, grade, district=True, basis=basis))
    widths = (1, 5, 3, 2.2, *[1.5] * (len(head) - 4))
    form.blocks.append(TableBlock(widths, (head_cells(head),), tuple(rows)))
    form.say_document(None, year, year, ["agency_results"])
    return form


def indicator_list(rng: random.Random) -> Form:
    """D2: total, tools and ten indicators per body, a row of means at the end."""
    names = wordings()["results"]
    year = rng.choice(BOOK_YEARS)
    drawn = _ranked(rng, rng.randint(10, 24), year)
    form = Form(landscape=True, shrink=0.75)
    form.blocks += title_blocks(rng, "book_titles", year=year, province=drawn[0][0].province, n=rng.randint(1, 30))
    vertical, total_last = rng.random() < 0.4, rng.random() < 0.5
    total = rng.choice(names["total"])
    numbered = rng.random() < 0.4
    indicators = [f"ตัวชี้วัดที่ {n}" if numbered else wordings()["indicators"][n - 1] for n in INDICATORS]
    head = [rng.choice(names["rank"]), rng.choice(names["agency"])]
    head += [*TOOLS, *indicators, total] if total_last else [total, *TOOLS, *indicators]
    rows: list[Cells] = []
    figures: list[list[float]] = []
    for rank, (body, scores) in enumerate(drawn, start=1):
        parts = [*scores.tools.values(), *scores.indicators.values()]
        values = [*parts, scores.total] if total_last else [scores.total, *parts]
        figures.append(values)
        rows.append((number_cell(str(rank)), text_cell(body.name), *(number_cell(v) for v in values)))
        form.add("agency_results", _result(body, scores, rank, tools=True))
        printed = [("" if numbered else name) for name in indicators]
        form.add("scores", *(indicator_score(body, scores, n, printed[n - 1]) for n in INDICATORS))
    if rng.random() < 0.6:
        rows.append(_mean_row(rng, 2, list(zip(*figures, strict=True))))
    cells = [replace(cell, vertical=vertical and k > 1) for k, cell in enumerate(head_cells(head))]
    form.blocks.append(TableBlock((1, 5, *[1.7] * 14), (tuple(cells),), tuple(rows)))
    form.say_document(None, year, year, ["indicator_scores", "agency_results"])
    return form


def two_year_rows(rng: random.Random) -> Form:
    """E5: two rows per body, one per year, the newer first or last; the body's cell is merged."""
    names = wordings()["results"]
    year = rng.choice(BOOK_YEARS[1:])
    bodies = draw_bodies(rng, rng.randint(8, 18))
    form = Form(landscape=True, shrink=0.8)
    form.blocks += title_blocks(rng, "book_titles", year=year, province=bodies[0].province, n=rng.randint(1, 30))
    newer_first, shown = rng.random() < 0.7, rng.choice(names["year_rows"])
    rows: list[Cells] = []
    for body in bodies:
        for k, y in enumerate((year, year - 1) if newer_first else (year - 1, year)):
            scores = draw_scores(rng, y)
            cells = [text_cell(body.name, 2)] if k == 0 else []
            cells += [number_cell(shown.format(y=y)), *(number_cell(v) for v in scores.indicators.values())]
            rows.append((*cells, number_cell(scores.total)))
            form.add("agency_results", _result(body, scores, None, tools=False))
            form.add("scores", *(indicator_score(body, scores, n, "") for n in INDICATORS))
    head = [rng.choice(names["agency"]), "ปีงบประมาณ", *(f"ตัวชี้วัดที่ {n}" for n in INDICATORS), "คะแนน ITA"]
    form.blocks.append(TableBlock((4.5, 1.8, *[1.3] * 11), (head_cells(head),), tuple(rows)))
    form.say_document(None, year, year, ["indicator_scores", "agency_results"])
    return form


def rotated_book(rng: random.Random) -> Form:
    """E1: pages rotated by 90°, indicators in percent beside tools that are shares of the total, a letter or word."""
    names = wordings()["results"]
    year = rng.choice(BOOK_YEARS)
    drawn = _ranked(rng, rng.randint(10, 20), year)
    form = Form(landscape=True, shrink=0.72, rotation=rng.choice(["rotate", "side"]))
    form.blocks += title_blocks(rng, "book_titles", year=year, province=drawn[0][0].province, n=rng.randint(1, 30))
    head = [rng.choice(names["rank"]), rng.choice(names["agency"])]
    rows: list[Cells] = []
    for tool, members in TOOLS.items():
        head += [f"ตัวชี้วัดที่ {n}" for n in members] + [tool]
    head += ["คะแนน ITA", rng.choice(names["grade"])]
    for rank, (body, scores) in enumerate(drawn, start=1):
        grade = scores.grade()
        cells = [number_cell(str(rank)), text_cell(body.name)]
        for tool, members in TOOLS.items():
            cells += [number_cell(scores.indicators[n]) for n in members] + [number_cell(scores.weighted(tool))]
        rows.append((*cells, number_cell(scores.total), number_cell(grade)))
        form.add("agency_results", _result(body, scores, rank, True, grade, basis="weighted"))
        form.add("scores", *(indicator_score(body, scores, n, "") for n in INDICATORS))
    form.blocks.append(TableBlock((1, 4.5, *[1.6] * 14, 2), (head_cells(head),), tuple(rows)))
    form.say_document(None, year, year, ["indicator_scores", "agency_results"])
    return form


def two_year_columns(rng: random.Random) -> Form:
    """Totals of two years side by side, the older on the left, and their difference."""
    names = wordings()["results"]
    year = rng.choice(BOOK_YEARS[1:])
    drawn = _ranked(rng, rng.randint(12, 30), year)
    form = Form(blocks=title_blocks(rng, "book_titles", year=year, province=drawn[0][0].province, n=rng.randint(1, 30)))
    rows: list[Cells] = []
    for body, scores in drawn:
        before = draw_scores(rng, year - 1)
        values = (before.total, scores.total, scores.total - before.total)
        rows.append((text_cell(body.name), *(number_cell(v) for v in values)))
        form.add(
            "agency_results", *(_result(body, of_year, None, tools=False, basis="") for of_year in (before, scores))
        )
    head = [rng.choice(names["agency"])]
    head += [f"คะแนน ITA\nปี {y}" for y in (year - 1, year)] + ["เปลี่ยนแปลง"]
    cells = tuple(replace(cell, paragraphs=tuple(cell.paragraphs[0].split("\n"))) for cell in head_cells(head))
    form.blocks.append(TableBlock((6, 2, 2, 2), (cells,), tuple(rows)))
    form.say_document(None, year, year, ["agency_results"])
    return form


BOOKS: Mapping[str, Callable[[random.Random], Form]] = {
    "district_list": district_list,
    "indicator_list": indicator_list,
    "two_year_rows": two_year_rows,
    "two_year_columns": two_year_columns,
    "rotated_book": rotated_book,
}
