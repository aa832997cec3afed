"""Drafts of scores: what a row names, its score cells by column, and what it stands under; cut rows are joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.assemble.fields import one_line
from pipeline.assemble.scores.item_names import ItemName, known_grade, name_of
from pipeline.assemble.scores.score_columns import ScoreColumn, ScoreColumns, is_figure
from pipeline.domain.family import Family
from pipeline.domain.score_items import years_named
from pipeline.model import PROSE_ENGINES, Cell, Line, Table, Tool, Topic

Unwrap = Callable[[Sequence[Line]], str]
_WORDLESS = ("number",)


@dataclass(frozen=True, slots=True)
class ItemContext:
    """What a row stands under.

    Attributes:
        question: the code, as printed, of the question whose parts may follow.
        year: Buddhist Era, that the heading of the table names for its scores.
        agency: that the heading of the table names, where it is not the document's own.
    """

    tool: Tool | None = None
    indicator_no: int | None = None
    question: str | None = None
    topic: Topic | None = None
    year: int | None = None
    agency: str | None = None


@dataclass(slots=True)
class ScoreDraft:
    """A row of a table of scores, and what page ends cut off it.

    Attributes:
        part: the table part that it begins in; ``number`` is its row in the stitched table.
        name: what its label names.
        label: the cells that name it, in reading order; several where a page end cut the text.
        figures: its score cells with their columns.
        weight: of the tool.
        grade: of the body.
    """

    part: Table
    number: int
    name: ItemName
    label: list[Cell]
    figures: list[tuple[ScoreColumn, Cell]]
    context: ItemContext
    weight: Cell | None = None
    grade: list[Cell] = field(default_factory=list)

    @property
    def is_scanned(self) -> bool:
        """Tell whether engines read it."""
        return self.part.reader == "ocr"

    def add_rest(self, family: Family, rest: ScoreDraft, unwrap: Unwrap) -> None:
        """Add what stands of the row on the next page."""
        self.label += rest.label
        self.figures += rest.figures
        self.weight = self.weight or rest.weight
        self.grade += rest.grade
        if rest.label:
            readings = self.name.code_readings or rest.name.code_readings
            self.name = name_of(family, joined_text(self.label, unwrap), self.is_scanned)
            self.name = replace(self.name, code_readings=readings)
            self.context = self.context if len(self.label) > len(rest.label) else rest.context


def joined_text(cells: Sequence[Cell], unwrap: Unwrap) -> str:
    """Return the text of cells, their lines unwrapped together, in one line."""
    lines = [line for cell in cells for line in cell.lines]
    if lines and all(cell.lines for cell in cells):
        return one_line(unwrap(lines))
    return one_line(" ".join(cell.text for cell in cells))


def draft_row(
    family: Family, columns: ScoreColumns, part: Table, cells: Sequence[Cell], number: int, context: ItemContext
) -> ScoreDraft:
    """Return the draft of one row by its own cells."""
    scanned = part.reader == "ocr"
    figures = [(column, c) for c in cells if (column := columns.score_at(c)) is not None and is_figure(c)]
    if not figures:
        figures = [(column, c) for c in cells if (column := columns.score_at(c)) is not None and _is_unread(columns, c)]
    scores = {id(c) for _, c in figures}
    filled = [c for c in cells if c.text.strip() and id(c) not in scores]
    named = [c for c in filled if any(columns.is_in(k, c) for k in columns.names)]
    if not any(name_of(family, c.text, scanned).kind not in _WORDLESS for c in named):
        aside = [c for c in filled if c not in named and _may_name(family, columns, c, scanned)]
        named += aside[:1]
    name, label = _label(family, named, scanned)
    weight = next((c for c in cells if columns.is_in(columns.weight, c) and (c.text.strip() or c.readings)), None)
    grades = [c for c in filled if columns.is_in(columns.grade, c)]
    name = _with_code_readings(family, columns, name, [*named, *(c for c in cells if not c.text.strip())], scanned)
    return ScoreDraft(part, number, name, label, figures, context, weight, grades)


def _with_code_readings(
    family: Family, columns: ScoreColumns, name: ItemName, cells: Sequence[Cell], scanned: bool
) -> ItemName:
    """Return a question's name with what the readers of codes read of its code, and the likeliest where none was given.

    Args:
        cells: that name the row, and those without a text.
    """
    if name.kind != "question" or not scanned:
        return name
    if name.code_raw is None:
        code = next((c for c in cells if _is_unread_code(columns, c)), None)
        name = name if code is None else replace(name, code_raw=_likeliest(code), marked=True)
    else:
        code = next((c for c in cells if name_of(family, c.text, scanned).code_raw == name.code_raw), None)
    readings = tuple(r for r in code.readings if r.engine not in PROSE_ENGINES) if code is not None else ()
    return replace(name, code_readings=readings)


def _is_unread_code(columns: ScoreColumns, cell: Cell) -> bool:
    """Tell whether a cell before the questions has readings, of which none was sure enough to be given."""
    return not cell.text.strip() and _likeliest(cell) is not None and any(columns.is_in(k, cell) for k in columns.names)


def _likeliest(cell: Cell) -> str | None:
    """Return the likeliest text of a cell that no reader of codes was sure of."""
    texts = (
        (r.confidence, t) for r in cell.readings if r.engine not in PROSE_ENGINES for t in (r.text, *r.candidates) if t
    )
    return max(texts, key=lambda one: one[0], default=(0.0, None))[1]


def _is_unread(columns: ScoreColumns, cell: Cell) -> bool:
    """Tell whether a cell has words or more in the place of a score, and no grade or year."""
    text = one_line(cell.text)
    names = any(columns.is_in(k, cell) for k in (*columns.names, columns.number, columns.tool))
    return any(ch.isdigit() for ch in text) and not names and known_grade(text) is None and not years_named(text)


def _may_name(family: Family, columns: ScoreColumns, cell: Cell, scanned: bool) -> bool:
    """Tell whether a cell outside the columns of names may name its row: a total, a tool, a heading over all."""
    if columns.score_at(cell) or columns.is_in(columns.weight, cell) or columns.is_in(columns.grade, cell):
        return False
    kind = name_of(family, cell.text, scanned).kind
    wide = columns.is_in(columns.number, cell) or columns.is_in(columns.tool, cell) or cell.colspan > 1
    return kind in ("total", "tool", "grade", "indicator") or (wide and kind not in ("number", "topic"))


def _label(family: Family, cells: Sequence[Cell], scanned: bool) -> tuple[ItemName, list[Cell]]:
    """Return what the cells of a row name, and the cell that says it; a code may stand in a cell of its own."""
    names = [(name_of(family, c.text, scanned), c) for c in cells]
    codes = [(n, c) for n, c in names if n.kind == "question" and n.code_raw and not n.text]
    numbers = [(n, c) for n, c in names if n.kind == "number"]
    others = [(n, c) for n, c in names if (n, c) not in codes and (n, c) not in numbers]
    if not others:
        name, cell = codes[0] if codes else numbers[-1] if numbers else (ItemName("text"), None)
        return name, [cell] if cell is not None else []
    name, cell = others[-1]
    before = codes or (numbers if name.kind == "question" and name.code_raw is None else [])
    if before and name.kind in ("question", "text", "sub_question", "indicator") and name.code_raw is None:
        code = before[0][0].code_raw or before[0][0].text
        name = ItemName("question", name.text, before[0][0].tool, code_raw=code, marked=True)
    return name, [cell]
