"""Columns of a checklist: the header names their fields; where one wording heads two, order and content decide."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.assemble.tables.header import Header
from pipeline.assemble.tables.logical_table import TablePart
from pipeline.domain.code_tokens import read_code_token
from pipeline.domain.family import Family
from pipeline.domain.oit_item_names import is_item_name
from pipeline.domain.web_links import read_links
from pipeline.model import Cell, Table

CODE_AND_NAME = "code_name"
"""A column that holds the code and the item's name."""
GROUPS = "group"
"""A column that says under which heading items stand."""
_NAMING = 3  # texts of a row, from the left, among which its code and its name stand
_MARK = re.compile(r"^\s*(?:[-–•●▪○■➢✓❖◆*]|\d{1,2}[.)])\s*")
_LINK_BEGINS = re.compile(r"\s*(?:\d{1,2}[.)]\s*|[-•]\s*)?(?:https?:|www\.)", re.IGNORECASE)
_LIST = re.compile(r"(?:^|\n)\s*[-–•●▪○■➢✓❖◆*]\s*\S")
_MAY_HOLD_CODES = ("code", "number", "name", None)


class ChecklistColumnSettings(NamedTuple):
    """Shares of a column's texts (0..1) that decide what it holds.

    Attributes:
        codes: codes with a letter that make a column one of codes.
        numbers: numbers without a letter that do where no column has letters.
        names_behind: codes with a text behind them that make their column one of codes and names.
        links: links, printed or behind the text, that make a column one of links.
        fewest_items: rows with the code or the name of an item that make a table with a fitting header a checklist.
        shortest_list: rows, the header's too, of a table in which one item is enough: each group may have a table.
        asks: texts worded as a requirement that make a column one of requirements, where its header does not tell.
    """

    codes: float = 0.4
    numbers: float = 0.5
    names_behind: float = 0.5
    links: float = 0.5
    fewest_items: int = 2
    shortest_list: int = 4
    asks: float = 0.3


SETTINGS = ChecklistColumnSettings()


@dataclass(frozen=True, slots=True)
class ChecklistColumns:
    """What the columns of a checklist hold.

    Attributes:
        fields: by grid column; None where it holds no field.
        lettered: its codes have letters; else a number by itself in the column of codes may be a code.
    """

    fields: tuple[str | None, ...]
    lettered: bool

    def has(self, name: str) -> bool:
        """Tell whether a column holds a field."""
        return name in self.fields

    @property
    def code(self) -> int | None:
        """The column (0-based) that holds codes; None where there is none."""
        found = [k for k, name in enumerate(self.fields) if name in ("code", CODE_AND_NAME)]
        return found[0] if found else None


class _Content:
    """What stands in the columns below the headers."""

    def __init__(self, header: Header, parts: Sequence[TablePart], asks: re.Pattern[str]) -> None:
        self._asks = asks
        self._cells: list[list[Cell]] = [[] for _ in header.columns]
        for part in parts:
            for i, row in enumerate(part.table.by_row()):
                if part.is_header_row(i):
                    continue
                for cell in row:
                    heads = cell.colspan > 1 and read_code_token(cell.text) is None
                    if cell.text.strip() and not heads and cell.column <= len(self._cells):
                        self._cells[cell.column - 1].append(cell)

    def is_empty(self, column: int) -> bool:
        return not self._cells[column]

    def share(self, column: int, test: Callable[[Cell], bool]) -> float:
        """Return the share of a column's texts that pass a test."""
        cells = self._cells[column]
        return sum(map(test, cells)) / len(cells) if cells else 0.0

    def codes(self, column: int) -> float:
        return self.share(column, lambda c: read_code_token(c.text) is not None)

    def names_behind(self, column: int) -> float:
        tokens = [token for c in self._cells[column] if (token := read_code_token(c.text)) is not None]
        return sum(bool(token.rest) for token in tokens) / len(tokens) if tokens else 0.0

    def numbers(self, column: int) -> float:
        return self.share(column, lambda c: read_code_token(c.text, oit_column=True) is not None)

    def numbers_with_names(self, column: int) -> float:
        def test(cell: Cell) -> bool:
            token = read_code_token(cell.text, oit_column=True)
            return token is not None and bool(token.rest)

        return self.share(column, test)

    def links(self, column: int) -> float:
        return self.share(column, lambda c: bool(c.links or _printed_links(c)))

    def only_links(self, column: int) -> float:
        return self.share(column, lambda c: begins_with_link(c.text) and bool(_printed_links(c)))

    def asks(self, column: int) -> float:
        return self.share(column, lambda c: bool(self._asks.match(c.text) or _LIST.search(c.text)))


def _printed_links(cell: Cell) -> tuple[str, ...]:
    return read_links("\n".join(line.text for line in cell.lines))


def begins_with_link(text: str) -> bool:
    """Tell whether a text begins with a link, behind a list mark or not."""
    return bool(_LINK_BEGINS.match(text))


def holds_items(table_parts: Sequence[Table]) -> bool:
    """Tell whether rows of a table with a fitting header are items: by codes of items, or by names of items."""
    coded = {"items": 0, "others": 0}
    named = rows = 0
    for table in table_parts:
        for row in table.by_row():
            texts = [c.text for c in row if c.text.strip()]
            rows += bool(texts)
            token = next((token for t in texts[:_NAMING] if (token := read_code_token(t)) is not None), None)
            if token is not None:
                coded["others" if token.tool in ("IIT", "EIT") else "items"] += 1
            elif any(is_item_name(_without_mark(t)) for t in texts[:_NAMING]):
                named += 1
    found = coded["items"] + named
    enough = found >= SETTINGS.fewest_items or (found > 0 and rows <= SETTINGS.shortest_list)
    return enough and coded["items"] >= coded["others"]


def _without_mark(text: str) -> str:
    return _MARK.sub("", text)


def settle_columns(family: Family, header: Header, parts: Sequence[TablePart]) -> ChecklistColumns:
    """Resolve a header over the content of the table parts under it."""
    assert family.checklist is not None
    content = _Content(header, parts, family.checklist.asks)
    named = [c.field or c.named for c in header.columns]
    fields: list[str | None] = list(named)
    lettered = _settle_codes(fields, named, content)
    _settle_names(fields, content)
    _settle_requirements(fields, content)
    for k, name in enumerate(fields):
        if name is None and content.links(k) >= SETTINGS.links:
            fields[k] = "links"
    return ChecklistColumns(tuple(fields), lettered)


def _settle_codes(fields: list[str | None], named: Sequence[str | None], content: _Content) -> bool:
    """Find the column of codes; return whether they have letters. Another one headed so holds groups, or a number."""
    candidates = [k for k, name in enumerate(named) if name in _MAY_HOLD_CODES and not content.is_empty(k)]
    best = max(candidates, key=lambda k: (content.codes(k), named[k] == "code", -k), default=None)
    lettered = best is not None and content.codes(best) >= SETTINGS.codes
    glued = best is not None and content.names_behind(best) >= SETTINGS.names_behind
    if not lettered:
        headed = [k for k in candidates if named[k] in ("code", "number") and content.numbers(k) >= SETTINGS.numbers]
        best = min(headed, key=lambda k: (named[k] != "code", k), default=None)
        if best is None:
            glued_numbers = [k for k in candidates if content.numbers_with_names(k) >= SETTINGS.numbers]
            best = glued_numbers[0] if glued_numbers else None
        glued = best is not None and content.numbers_with_names(best) >= SETTINGS.names_behind
    for k, name in enumerate(named):
        if k == best:
            fields[k] = CODE_AND_NAME if glued else "code"
        elif name == "code":
            fields[k] = GROUPS if best is not None else "name" if "name" not in named else None
    return lettered


def _settle_names(fields: list[str | None], content: _Content) -> None:
    """Leave one column of names, the first behind the codes; ``ข้อมูล`` also heads what is published (F10)."""
    names = [k for k, name in enumerate(fields) if name == "name"]
    code = next((k for k, name in enumerate(fields) if name in ("code", CODE_AND_NAME)), -1)
    glued = CODE_AND_NAME in fields
    requirement = next((k for k, name in enumerate(fields) if name == "requirement"), None)
    behind = [k for k in names if k > code and content.links(k) < SETTINGS.links]
    chosen = None if glued or not names else (behind or names)[0]
    for k in names:
        if k == chosen:
            continue
        if content.links(k) >= SETTINGS.links or (requirement is not None and k > requirement):
            fields[k] = "links"
        elif glued or k > (chosen or 0):
            fields[k] = "requirement" if requirement is None else "evidence"
        else:
            fields[k] = GROUPS


def _settle_requirements(fields: list[str | None], content: _Content) -> None:
    """Of columns headed alike, the first that asks for something holds the requirement, the others the body's remarks.

    A column behind that of the links holds remarks too, unless it is worded as requirements are.
    """
    headed = [k for k, name in enumerate(fields) if name == "requirement"]
    links = [k for k, name in enumerate(fields) if name == "links"]
    for k in headed:
        if content.only_links(k) >= SETTINGS.links and not links:
            fields[k] = "links"
    headed = [k for k in headed if fields[k] == "requirement"]
    if not headed:
        return
    asking = [k for k in headed if content.asks(k) >= SETTINGS.asks]
    chosen = asking[0] if asking else headed[0]
    if not asking and any(k < chosen for k in links):
        fields[chosen] = "remark"
    for k in headed:
        if k != chosen:
            fields[k] = "remark"
