"""Checklists of what a website discloses (OIT), in the header wordings and code forms that bodies use."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import partial

from benchmarks.typesetting.blocks import TableBlock, TableCell
from benchmarks.typesetting.forms.content import Question, draw_bodies, questions, wordings
from benchmarks.typesetting.forms.score_sheets import Cells, head_cells, text_cell, title_blocks
from benchmarks.typesetting.forms.truth import Form

CHECKLIST_YEARS = (2564, 2565, 2566, 2567, 2568)
SITE = "https://www.example.go.th"
WIDTHS: Mapping[str, float] = {"serial": 0.8, "code": 1.1, "name": 4, "requirement": 5, "links": 4.5, "remark": 2.5}
JOINED_WIDTH = 5
"""Of a column that holds code and name."""
CODE_FORMS: Mapping[str, str] = {
    "O1": "O{n}",
    "o1": "o{n}",
    "OIT1": "OIT{n}",
    "OIT 1": "OIT {n}",
    "O.1": "O.{n}",
    "O1 :": "O{n} :",
    "01.": "{n:02}.",
}
"""How the nth code is printed, by its form."""
INDICATOR_OF_PREVENTION = 10


def checklist(kind: str, rng: random.Random) -> Form:
    """Draw a checklist in one of the header wordings of ``wordings.yml``."""
    layout = wordings()["checklists"][kind]
    columns: Mapping[str, str] = layout["columns"]
    joined, behind = bool(layout.get("join")), layout.get("behind")
    year, body = rng.choice(CHECKLIST_YEARS), draw_bodies(rng, 1)[0]
    form = Form(landscape=rng.random() < 0.5)
    form.blocks += title_blocks(rng, "checklist_titles", year=year, body=body.name)
    code_form = CODE_FORMS[rng.choice(layout["codes"])]
    mark = rng.choice(["• ", "• ", "- "])
    items = [q for q in questions(year).values() if q.code.startswith("O")]
    heads = _group_headings(rng, items) if rng.random() < 0.6 else {}
    rows: list[Cells] = []
    for number, item in enumerate(items, start=1):
        for heading in heads.get(item.code, ()):
            rows.append((TableCell((heading,), colspan=len(columns), bold=True),))
        code = code_form.format(n=int(item.code[1:]))
        links = _links(rng, item, year) if "links" in columns else []
        requirement = _requirement(rng, item, year, mark) if "requirement" in columns else ""
        remark = rng.choice(wordings()["remarks"]).format(year=year) if "remark" in columns else ""
        texts = {
            "serial": str(number),
            "code": f"{code} {item.text}" if joined else code,
            "name": item.text,
            "requirement": requirement,
            "remark": remark,
        }
        cells = []
        for column in columns:
            if column != "links":
                cells.append(text_cell(texts[column], center=column == "serial" or (column == "code" and not joined)))
            elif behind:
                cells.append(TableCell((behind,) * len(links) or ("",), links=tuple(links)))
            else:
                cells.append(TableCell(tuple(links) or ("",)))
        rows.append(tuple(cells))
        form.add(
            "oit_items",
            {
                "code": item.code,
                "name": item.text,
                "requirement": requirement,
                "links": ";".join(links),
                "remark": remark,
            },
        )
    widths = tuple(JOINED_WIDTH if joined and c == "code" else WIDTHS[c] for c in columns)
    form.blocks.append(TableBlock(widths, (head_cells(list(columns.values())),), tuple(rows)))
    form.say_document(body, year, year, ["oit_checklist"])
    return form


def _links(rng: random.Random, item: Question, year: int) -> list[str]:
    """Draw the addresses of an item: mostly one, sometimes more, now and then none."""
    count = rng.choice([0, 1, 1, 1, 1, 2, 3])
    ends = rng.sample(["", ".pdf", "/index.html", "?page=2", "/download.php?id=4"], count)
    return [f"{SITE}/{year}/{item.code.lower()}-{k}{end}" for k, end in enumerate(ends, start=1)]


def _requirement(rng: random.Random, item: Question, year: int, mark: str) -> str:
    chosen = rng.sample(wordings()["requirements"], rng.randint(1, 3))
    return "\n".join(mark + text.format(name=item.text, year=year) for text in chosen)


def _group_headings(rng: random.Random, items: list[Question]) -> Mapping[str, list[str]]:
    """Return group headings by the code that they stand above."""
    pattern = rng.choice(wordings()["checklist_groups"])
    out: dict[str, list[str]] = {}
    for indicator, groups in ((9, wordings()["groups"]), (INDICATOR_OF_PREVENTION, wordings()["prevention_groups"])):
        mine = [item for item in items if item.indicator == indicator]
        step = -(-len(mine) // len(groups))
        for k, (number, group) in enumerate(groups.items()):
            if k * step < len(mine):
                headings = [f"ตัวชี้วัดที่ {indicator} {wordings()['indicators'][indicator - 1]}"] if k == 0 else []
                out[mine[k * step].code] = [*headings, pattern.format(k=number, group=group)]
    return out


CHECKLISTS: Mapping[str, Callable[[random.Random], Form]] = {
    f"checklist_{kind.lower()}": partial(checklist, kind) for kind in wordings()["checklists"]
}
