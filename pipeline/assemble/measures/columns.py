"""Layout of a table: which slot of a row each column feeds. The header says it; where it does not, the content decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.assemble.fields import is_code, is_score, split_code, split_level
from pipeline.assemble.tables.header import NARRATIVE, Header, told_apart
from pipeline.assemble.tables.row_alignment import Slot, align
from pipeline.domain.family import Family
from pipeline.domain.sections import is_part_of_title, read_section
from pipeline.model import Cell, Line, Reading, Table

CODE_QUESTION = "code_question"
_NAMING = ("code", "question", "number")
_MOSTLY = 0.6


@dataclass(frozen=True)
class Layout:
    """Slots by grid column (None: the column feeds nothing), and for transcripts the fields in header order."""

    slots: tuple[str | None, ...]
    order: tuple[Slot, ...]
    by_content: bool
    from_right: bool = True


@dataclass
class RowValues:
    """A row's cells by slot; ``covered`` are slots that a merged cell from above fills."""

    cells: dict[str, list[Cell]] = field(default_factory=dict)
    covered: dict[str, Cell] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unplaced: tuple[Cell, ...] = ()

    def text(self, slot: str) -> str:
        """Normalized text of a slot, paragraphs separated by newlines."""
        return "\n".join(c.text for c in self.cells.get(slot, []) if c.text.strip())

    def lines(self, slot: str) -> list[Line]:
        """The lines of a slot."""
        return [line for c in self.cells.get(slot, []) for line in c.lines]

    def unread(self, slot: str) -> tuple[Reading, ...]:
        """What engines made of a slot of which none was believed."""
        return () if self.lines(slot) else tuple(r for c in self.cells.get(slot, []) for r in c.readings)


def make_layout(family: Family, header: Header, parts: Sequence[Table]) -> Layout:
    """Resolve the header over the content of the table's parts (those with the header's columns)."""
    columns = len(header.columns)
    profile = _Profile(family, [t for t in parts if t.columns == columns], header, columns)
    fields: list[str | None] = [c.field for c in header.columns]
    named: list[str | None] = [c.named for c in header.columns]
    _find_sections(fields, header, profile)
    _resolve_naming(fields, header, profile)
    _find_levels(fields, named, profile)
    _free_names(fields, named, header)
    _fill_unnamed(fields, profile)
    transcript = all(t.reader == "transcript" for t in parts)
    order = _order(fields)
    ragged = [c for t in parts for row in t.by_row() if len(row) > 1 for c in row[-1:]]
    return Layout(tuple(fields), order, transcript, from_right=any(not c.text.strip() for c in ragged))


def _order(fields: Sequence[str | None]) -> tuple[Slot, ...]:
    """Fields in column order; a column of code and question is both."""
    out: list[Slot] = []
    for column, name in enumerate(fields):
        if name in (CODE_QUESTION, "question", "code"):
            wanted = [f for f in ("code", "question") if f not in {s.field for s in out}]
            # in a transcript any naming column may hold either: the engine joins and splits them row by row
            out.extend(Slot(f, column) for f in wanted)
        elif name and name != "ignored" and name not in {s.field for s in out}:
            out.append(Slot(name, column))
    return tuple(out)


class _Profile:
    """What the data cells of each column look like."""

    def __init__(self, family: Family, parts: Sequence[Table], header: Header, columns: int) -> None:
        self.family = family
        self.texts: list[list[str]] = [[] for _ in range(columns)]
        for part in parts:
            for row in part.by_row():
                # of a header that is repeated a scan reads not every word the same
                if sum(bool(c.text.strip()) for c in row) < 2 or header.repeated(row) >= _MOSTLY:
                    continue
                for cell in row:
                    if cell.colspan == 1 and cell.text.strip():
                        self.texts[cell.column - 1].append(cell.text.strip())

    def share(self, column: int, test: object) -> float:
        """Share of a column's texts that pass a test."""
        assert callable(test)
        texts = self.texts[column]
        return sum(bool(test(t)) for t in texts) / len(texts) if texts else 0.0

    def codes(self, column: int) -> float:
        """Share of texts that are codes and not plain small numbers in sequence."""
        texts = self.texts[column]
        if texts and texts == [str(i) for i in range(1, len(texts) + 1)]:
            return 0.0
        return self.share(column, is_code)

    def counts(self, column: int) -> bool:
        """Plain numbers that stay or go up by one: a running number of the rows. Codes misread as figures may do the same."""
        texts = self.texts[column]
        if not all(t.rstrip(".").isdigit() and len(t) < 4 for t in texts):
            return False
        numbers = [int(t.rstrip(".")) for t in texts]
        return bool(numbers) and all(b - a in (0, 1) for a, b in pairwise(numbers))

    def glued(self, column: int) -> float:
        """Share of texts that begin with a code, of those that could."""
        return self.share(column, split_code)

    def levels(self, column: int) -> float:
        """Share of texts that begin with a level."""
        return self.share(column, lambda t: split_level(self.family, t))

    def scores(self, column: int) -> float:
        """Share of texts that are numbers with decimals or up to 100."""
        return self.share(column, lambda t: is_score(t) and (re.search(r"[.,]\d", t) or t in ("0", "100")))

    def sections(self, column: int) -> float:
        """Share of texts that are titles of indicators, or parts of one that a page end cut; 0 where none is whole."""
        texts = [t for t in self.texts[column] if re.search(r"[^\W\d_]", t)]
        whole = sum(read_section(self.family, t, surely=False) is not None for t in texts)
        return (whole + sum(is_part_of_title(self.family, t) for t in texts)) / len(texts) if whole else 0.0

    def prose(self, column: int) -> float:
        """Share of longer texts."""
        return self.share(column, lambda t: len(t) > 25)


def _find_sections(fields: list[str | None], header: Header, profile: _Profile) -> None:
    """A column of indicators' titles beside the codes of each opens their sections."""
    for k, name in enumerate(fields):
        others = any(c.named in _NAMING for j, c in enumerate(header.columns) if j != k)
        if name in (None, *_NAMING) and others and profile.sections(k) >= _MOSTLY:
            fields[k] = "section"
            return


def _free_names(fields: list[str | None], named: Sequence[str | None], header: Header) -> None:
    """A field whose column turned out to hold something else goes to the next column that its wording heads."""
    open_to = [k for k, name in enumerate(named) if name in NARRATIVE and fields[k] in (None, *NARRATIVE)]
    given = told_apart({header.columns[k].anchor: (str(named[k]), 100.0) for k in reversed(open_to)})
    for k in open_to:
        name = given.get(header.columns[k].anchor)
        if fields[k] is None and name is not None and name not in fields:
            fields[k] = name


def _resolve_naming(fields: list[str | None], header: Header, profile: _Profile) -> None:
    """Decide which of the columns headed as code, question or running number holds the codes, and which the questions."""
    naming = [
        k for k, name in enumerate(fields) if name in _NAMING or (name is None and header.columns[k].named in _NAMING)
    ]
    # the unnamed neighbour of a naming column may be its other half (a header over one of two columns)
    for k in list(naming):
        if k + 1 < len(fields) and fields[k + 1] is None and profile.texts[k + 1] and profile.scores(k + 1) < 0.5:
            naming.append(k + 1)
        if k and fields[k - 1] is None and profile.codes(k - 1) > 0.4:
            naming.append(k - 1)
    naming = sorted(set(naming))
    if not naming:
        return
    glued = max(naming, key=lambda k: profile.glued(k))
    counted = {k for k in naming if fields[k] == "number" or profile.counts(k)}
    codes = max(
        naming,
        key=lambda k: (profile.codes(k) + (0.3 if fields[k] == "code" else 0) - (0.6 if k in counted else 0), -k),
    )
    running = codes in counted and (fields[codes] == "number" or profile.glued(glued) >= 0.5)
    if profile.codes(codes) < 0.4 or running:
        for k in naming:
            if k == glued and profile.glued(k) >= 0.3:
                fields[k] = CODE_QUESTION
            elif profile.texts[k] or fields[k] == "number":
                fields[k] = "number" if k in counted else "question"
        return
    fields[codes] = "code"
    for k in naming:
        if k != codes:
            plain = (
                fields[k] is None and profile.share(k, str.isdigit) >= 0.8
            )  # a running number under a header that could not be read
            fields[k] = "number" if plain or (k in counted and profile.prose(k) < 0.5) else "question"


def _find_levels(fields: list[str | None], named: list[str | None], profile: _Profile) -> None:
    """A column of levels is one whatever its header says (``การดำเนินการ`` also heads measures); its field goes to the next best header.

    A column headed as levels that holds running text is one for both: the first measure of a code begins with its level.
    """
    if "level" in fields:
        k = fields.index("level")
        if profile.prose(k) >= 0.5:
            fields[:] = [None if name == "measure" else name for name in fields]
            fields[k] = named[k] = "measure"
        return
    for k in range(len(fields)):
        if fields[k] != "score" and profile.levels(k) >= 0.6 and profile.prose(k) < 0.2:
            fields[k] = "level"
            return


def _fill_unnamed(fields: list[str | None], profile: _Profile) -> None:
    """Columns that the header does not name: levels and scores by their content, prose fills what is still missing, in order."""
    for k, name in enumerate(fields):
        if name is not None or not profile.texts[k]:
            continue
        if "level" not in fields and profile.levels(k) >= 0.5:
            fields[k] = "level"
        elif "score" not in fields and profile.scores(k) >= 0.5:
            fields[k] = "score"
        elif "code" not in fields and CODE_QUESTION not in fields and profile.codes(k) >= 0.5:
            fields[k] = "code"
        elif not {"question", CODE_QUESTION} & set(fields) and k and fields[k - 1] == "code":
            fields[k] = "question"
    for k, name in enumerate(fields):
        if name is None and profile.prose(k) >= 0.5:
            left, right = _rank(fields[:k], max), _rank(fields[k + 1 :], min)
            for slot in NARRATIVE:
                if slot not in fields and left < NARRATIVE.index(slot) < right:
                    fields[k] = slot
                    break


def _rank(fields: Sequence[str | None], pick: object) -> int:
    assert callable(pick)
    ranks = [NARRATIVE.index(f) for f in fields if f in NARRATIVE]
    return int(pick(ranks)) if ranks else (-1 if pick is max else len(NARRATIVE))


def read_row(family: Family, layout: Layout, table: Table, row: Sequence[Cell], row_no: int) -> RowValues:
    """The cells of one row by slot.

    Args:
        row: the cells that start in the row.
        row_no: its number in the stitched table.
    """
    covered = [c for c in table.cells if c.row < row_no < c.row + c.rowspan]
    if layout.by_content:
        return _read_by_content(family, layout, table, row, covered)
    values = RowValues()
    for cell in row:
        slot = _slot_of(family, layout, cell)
        if slot is not None:
            values.cells.setdefault(slot, []).append(cell)
    for cell in covered:
        slot = _slot_of(family, layout, cell)
        if slot is not None and slot not in values.cells:
            values.covered[slot] = cell
    return values


def _slot_of(family: Family, layout: Layout, cell: Cell) -> str | None:
    """The slot of a grid cell; a cell merged over code and question holds both, one over level and measure what it begins with."""
    slots = [s for s in layout.slots[cell.column - 1 : cell.column - 1 + cell.colspan] if s]
    if {"code", "question"} <= set(slots):
        return CODE_QUESTION
    if {"level", "measure"} <= set(slots):
        return "level" if split_level(family, cell.text) else "measure"
    return next(
        (s for s in slots if s not in ("ignored", "number", "score_max", "section")), slots[0] if slots else None
    )


def _read_by_content(
    family: Family, layout: Layout, table: Table, row: Sequence[Cell], covered: Sequence[Cell]
) -> RowValues:
    cells = sorted([*row, *covered], key=lambda c: c.column)
    above = {id(c) for c in covered}
    texts = ["" if id(c) in above else c.text for c in cells]
    reading = align(family, texts, layout.order, len(layout.slots), layout.from_right)
    values = RowValues(missing=reading.missing, unplaced=tuple(cells[i] for i in reading.unplaced))
    for cell, names in zip(cells, reading.fields, strict=True):
        if not names:
            continue
        slot = CODE_QUESTION if names == ("code", "question") else names[0]
        if id(cell) in above:
            values.covered[slot] = cell
        else:
            values.cells.setdefault(slot, []).append(cell)
    return values
