"""One page of a document as it is shown: its cells, the rows that were read of it, and what was found there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.domain.correctable_fields import FIELDS
from pipeline.emit.schema.field_registry import Row, registry
from pipeline.files import load_yaml
from pipeline.model import SEVERITIES
from pipeline.model.corrections import Correction
from pipeline.review.review_settings import REVIEW
from pipeline.review.web_text import shown, web_link


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell: ``key`` is table.row.column; the box (x, y, width, height) in points, None in transcripts."""

    key: str
    row: Row
    box: tuple[float, float, float, float] | None
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a row.

    Attributes:
        name: of the column.
        text: its value.
        links: addresses of it, with whether each may be one that is clicked.
        cells: keys of the cells that hold just this text, separated by spaces; empty where that is not known.
        can_correct: whether a correction may be of it.
        correction: the row of ``corrections`` that gave the value, or that waits for the next run; None where it is
            as read.
    """

    name: str
    text: str
    links: tuple[tuple[str, str | None], ...]
    cells: str
    can_correct: bool
    correction: Row | None = None


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of a dataset.

    Attributes:
        key: of the row in its document.
        head: what it is called by.
        cells: keys of its cells on this page, separated by spaces.
        code: of the row.
        table: its number; None of the document itself.
        rows: first and last row of the table.
        place: the columns by which a correction finds it.
    """

    dataset: str
    key: str
    head: tuple[str, ...]
    fields: tuple[FieldView, ...]
    cells: str
    code: str
    table: int | None
    rows: tuple[int, int]
    place: dict[str, int]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding; ``cells`` are the keys of its cells on this page, ``number`` counts over the document, from 1."""

    number: int
    row: Row
    cells: str
    state: str


@dataclass(frozen=True, slots=True)
class PageView:
    """A page: ``page`` is its row of ``pages``, None in a document without pages; ``left_out`` rows are too many."""

    number: int
    page: Row | None
    cells: tuple[CellView, ...]
    tables: tuple[tuple[int, tuple[tuple[CellView, ...], ...]], ...]
    rows: tuple[RowView, ...]
    findings: tuple[FindingView, ...]
    left_out: int = 0


@cache
def shown_fields() -> dict[str, dict[str, Any]]:
    """Return by dataset the columns that are shown (``head``, ``fields``) and those of its ``place``."""
    return dict(load_yaml(files(__package__).joinpath("shown_fields.yml").read_text(encoding="utf-8")))


def ordered_findings(rows: Iterable[Row]) -> list[Row]:
    """Return the findings of a document as its pages number them: by place, those of the whole document last."""
    return sorted(
        rows,
        key=lambda r: (
            r["page"] or math.inf,
            r["table_no"] or 0,
            r["row"] or 0,
            r["column"] or 0,
            SEVERITIES.index(r["severity"]),
            r["rule"],
        ),
    )


def page_view(
    number: int,
    page: Row | None,
    rows: Mapping[str, Sequence[Row]],
    findings: Sequence[Row],
    waiting: Sequence[Correction] = (),
) -> PageView:
    """Return a page as it is shown.

    Args:
        number: of the page; 0 in a document without pages.
        page: its row of ``pages``.
        rows: of the document, by dataset.
        findings: of the document, in the order of :func:`ordered_findings`.
        waiting: corrections that the release does not have yet.
    """
    cells = [c for c in rows["cells"] if c["page"] == number][: REVIEW.most_cells]
    shown_rows: list[RowView] = []
    left_out = 0
    for dataset in shown_fields():
        chosen = [r for r in rows[dataset] if _is_on(r, number)]
        left_out += max(0, len(chosen) - REVIEW.most_rows)
        applied = [c for c in rows["corrections"] if c["dataset"] == dataset and c["state"] == "applied"]
        applied += [
            {"field": c.field, "key": c.key, "corrected": c.right, "who": c.who, "why": c.why, "waiting": True}
            for c in waiting
            if c.dataset == dataset
        ]
        shown_rows += [_row_view(dataset, r, cells, applied) for r in chosen[: REVIEW.most_rows]]
    here = tuple(
        FindingView(n, f, _finding_cells(f, cells, shown_rows), _state(f, waiting))
        for n, f in enumerate(findings, start=1)
        if f["page"] in (number, None)
    )
    marked = _marked(here)
    views = {_key(c): CellView(_key(c), c, _box(c), marked.get(_key(c))) for c in cells}
    return PageView(
        number,
        page,
        tuple(v for v in views.values() if v.box is not None),
        _tables(list(views.values())),
        tuple(shown_rows),
        here,
        left_out,
    )


def _state(finding: Row, waiting: Sequence[Correction]) -> str:
    """Return the state of a finding; ``saved`` where a reviewer's word waits for the next run."""
    state = str(finding["state"] or "open")
    is_waiting = finding["finding_id"] and any(c.finding_id == finding["finding_id"] for c in waiting)
    return "saved" if state == "open" and is_waiting else state


def place_of(dataset: str, row: Row) -> dict[str, int]:
    """Return the columns by which a correction finds a row, with their values."""
    return {name: int(row[column]) for name, column in shown_fields()[dataset]["place"].items()}


def key_of(dataset: str, row: Row) -> str:
    """Return what a row is called by in its document."""
    return "/".join(shown(row[name]) for name in registry()[dataset].key if name != "document_id")


def _is_on(row: Row, number: int) -> bool:
    """Return whether a row is on a page; one of ``documents`` is on the first."""
    if "table_no" not in row:
        return number <= 1
    return _first(row, "page") <= number <= _last(row, "page")


def _key(cell: Row) -> str:
    return f"{cell['table_no']}.{cell['row']}.{cell['column']}"


def _box(cell: Row) -> tuple[float, float, float, float] | None:
    if None in (cell["x0"], cell["top"], cell["x1"], cell["bottom"]):
        return None
    x0, x1 = sorted((cell["x0"], cell["x1"]))
    top, bottom = sorted((cell["top"], cell["bottom"]))
    return round(x0, 1), round(top, 1), round(x1 - x0, 1), round(bottom - top, 1)


def _first(row: Row, name: str) -> int:
    return int(row[f"{name}_first"] if f"{name}_first" in row else row[name])


def _last(row: Row, name: str) -> int:
    return int(row[f"{name}_last"] if f"{name}_last" in row else row[name])


def _covers(cell: Row, first: int, last: int) -> bool:
    return bool(cell["row"] <= last and cell["row"] + cell["rowspan"] - 1 >= first)


def _finding_cells(finding: Row, cells: Sequence[Row], rows: Sequence[RowView]) -> str:
    """Return the cells of a finding: its cell, those of the field that it is about, or its row; of a table none."""
    table, row, column = finding["table_no"], finding["row"], finding["column"]
    if table is None or row is None:
        return ""
    found = [c for c in cells if c["table_no"] == table and _covers(c, row, row)]
    exact = [c for c in found if column is not None and c["column"] <= column < c["column"] + c["colspan"]]
    fields = [f for r in rows if r.table == table and r.rows[0] <= row <= r.rows[1] for f in r.fields]
    of_field = [f.cells for f in fields if f.name == finding.get("field") and f.cells]
    return of_field[0] if not exact and of_field else " ".join(_key(c) for c in exact or found)


def _marked(findings: Sequence[FindingView]) -> dict[str, str]:
    """Return the worst severity of the open findings on each cell."""
    marked: dict[str, str] = {}
    for finding in sorted(findings, key=lambda f: -SEVERITIES.index(f.row["severity"])):
        if finding.state == "open":
            marked |= dict.fromkeys(finding.cells.split(), str(finding.row["severity"]))
    return marked


def _row_view(dataset: str, row: Row, cells: Sequence[Row], corrections: Sequence[Row]) -> RowView:
    choice = shown_fields()[dataset]
    table = row.get("table_no")
    first, last = (0, 0) if table is None else (_first(row, "row"), _last(row, "row"))
    mine = [c for c in cells if c["table_no"] == table and _covers(c, first, last)]
    place = place_of(dataset, row)
    fields = []
    for name in choice["fields"]:
        if row.get(name) in (None, []) and name not in choice.get("always", ()):
            continue
        links = tuple((shown(a), web_link(a)) for a in row[name]) if isinstance(row[name], list) else ()
        right = next((c for c in corrections if c["field"] == name and _leads_to(c, place)), None)
        lit_by = _cells_of_text(row, name, mine)
        fields.append(FieldView(name, shown(row[name]), links, lit_by, name in FIELDS[dataset], right))
    column = row.get("column") if dataset == "scores" else None
    lit = [c for c in mine if column is None or c["column"] <= column < c["column"] + c["colspan"]]
    return RowView(
        dataset,
        key_of(dataset, row),
        tuple(shown(row.get(name)) for name in choice["head"]),
        tuple(fields),
        " ".join(map(_key, lit or mine)),
        shown(row.get("code") or row.get("code_raw")),
        table,
        (first, last),
        place,
    )


def _leads_to(correction: Row, place: dict[str, int]) -> bool:
    """Return whether the key of a correction (``table_no=1 row=4``) is of a place, as far as both say."""
    said = dict(part.partition("=")[::2] for part in (correction["key"] or "").split(" "))
    return all(said[name] == str(value) for name, value in place.items() if name in said)


def _cells_of_text(row: Row, name: str, cells: Sequence[Row]) -> str:
    """Return the cells of a row that hold a field as printed, else its value; empty where none does alone."""
    if isinstance(row[name], (bool, list)):
        return ""
    for text in (shown(row.get(f"{name}_raw")).strip(), shown(row[name]).strip()):
        if not text:
            continue
        whole = [c for c in cells if text in ((c["text"] or "").strip(), (c["text_raw"] or "").strip())]
        part = [c for c in cells if text in (c["text"] or "") or text in (c["text_raw"] or "")]
        if len({c["column"] for c in whole or part}) == 1:
            return " ".join(map(_key, whole or part))
    return ""


def _tables(cells: Sequence[CellView]) -> tuple[tuple[int, tuple[tuple[CellView, ...], ...]], ...]:
    """Return the cells as tables of rows, in order."""
    tables: dict[int, dict[int, list[CellView]]] = {}
    for cell in cells:
        tables.setdefault(cell.row["table_no"], {}).setdefault(cell.row["row"], []).append(cell)
    return tuple(
        (number, tuple(tuple(sorted(rows[r], key=lambda c: _column(c.row))) for r in sorted(rows)))
        for number, rows in sorted(tables.items())
    )


def _column(cell: dict[str, Any]) -> int:
    return int(cell["column"])
