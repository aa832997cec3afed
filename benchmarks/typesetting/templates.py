"""Documents from templates: paragraphs and tables with places that a random generator fills.

A template is a list of blocks. A string is a paragraph (``# `` before it: a centred title, ``## ``: a heading); a
mapping is a table with ``head`` and ``rows``. Cells are parted by `` | ``, paragraphs of a cell by `` // ``; ``<`` is
merged with the cell on its left, ``^`` with the one above. A row may be a mapping of one key: ``4-7`` repeats its row
or rows so many times, ``each POOL`` sets them for each text of a pool. Places in braces:

    {pool}           a text of a pool, none twice while there are others; a template itself
    {a|b}            one of these
    {1..5}           a number; as many decimals as the bounds have; {1000..9000,} with thousands separators
    {n} {item}       number of the repetition, text of ``each``
    {year} {year-1}  years of the document (Buddhist Era); {yy} has two digits
    {name}           any value of the document, for example {body}
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.typesetting.blocks import Paragraph, TableBlock, TableCell
from benchmarks.typesetting.page_layout import words
from pipeline.domain.thai_digits import TO_THAI

_PLACE = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(-?[\d.]+?)\.\.(-?[\d.]+)(,?)")
_YEAR = re.compile(r"(year|yy)([+-]\d+)?")
_NUMERIC = re.compile(r"[\d๐-๙.,%/() -]*")
_WIDEST, _NARROWEST = 34, 5
"""Widest and narrowest column, characters."""


class TemplateFiller:
    """Fills templates for one document.

    Args:
        rng: draws everything.
        pools: texts by name.
        values: of the document: ``year`` (a number) and others by name.
    """

    def __init__(self, rng: random.Random, pools: Mapping[str, Sequence[str]], values: Mapping[str, Any]) -> None:
        self.rng, self.pools = rng, pools
        self.values = dict(values)
        self._left: dict[str, list[str]] = {}

    def fill(self, template: str, **values: object) -> str:
        """Return the template with its places filled."""
        text = template
        while found := _PLACE.search(text):
            text = text[: found.start()] + self._value(found[1], values) + text[found.end() :]
        return text

    def _value(self, place: str, values: Mapping[str, object]) -> str:
        if "|" in place:
            return self.rng.choice(place.split("|"))
        if place in values:
            return str(values[place])
        if year := _YEAR.fullmatch(place):
            number = int(self.values["year"]) + int(year[2] or 0)
            return str(number % 100 if year[1] == "yy" else number)
        if place in self.values:
            return str(self.values[place])
        if bounds := _RANGE.fullmatch(place):
            return self._number(bounds[1], bounds[2], bounds[3])
        return self._draw(place)

    def _number(self, low: str, high: str, separator: str) -> str:
        decimals = len(high.partition(".")[2])
        value = self.rng.uniform(float(low), float(high)) if decimals else self.rng.randint(int(low), int(high))
        return f"{value:{separator}.{decimals}f}"

    def _draw(self, pool: str) -> str:
        if not self._left.get(pool):
            self._left[pool] = self.rng.sample(self.pools[pool], len(self.pools[pool]))
        return self._left[pool].pop()

    def blocks(self, template: Sequence[Any]) -> list[Paragraph | TableBlock]:
        """Return the blocks of a document."""
        return [self._paragraph(b) if isinstance(b, str) else self._table(b) for b in template]

    def _paragraph(self, template: str) -> Paragraph:
        title, heading = template.startswith("# "), template.startswith("## ")
        return Paragraph(self.fill(template.lstrip("# ")), bold=title or heading, center=title)

    def _table(self, template: Mapping[str, Any]) -> TableBlock:
        head = [self.fill(row).split(" | ") for row in template.get("head", [])]
        rows = [row for item in template["rows"] for row in self._rows(item)]
        for row in (*head, *rows):
            if len(row) != len(rows[0]):
                raise ValueError(f"a row of {len(row)} cells where the first has {len(rows[0])}: {row}")
        return TableBlock(
            tuple(template.get("widths") or column_widths(head, rows)),
            merged_cells(head, header=True),
            merged_cells(rows, header=False),
        )

    def _rows(self, item: Any) -> list[list[str]]:
        if isinstance(item, str):
            return [self.fill(item).split(" | ")]
        ((key, group),) = item.items()
        rows = [group] if isinstance(group, str) else list(group)
        if str(key).startswith("each "):
            pool = self.pools[str(key).removeprefix("each ")]
            return [
                self.fill(row, n=n, item=self.fill(text)).split(" | ")
                for n, text in enumerate(pool, start=1)
                for row in rows
            ]
        low, _, high = str(key).partition("-")
        count = self.rng.randint(int(low), int(high or low))
        return [self.fill(row, n=n).split(" | ") for n in range(1, count + 1) for row in rows]


def merged_cells(grid: Sequence[Sequence[str]], header: bool) -> tuple[tuple[TableCell, ...], ...]:
    """Return the cells that start in each row of a grid, with ``<`` and ``^`` merged."""
    out = []
    for r, row in enumerate(grid):
        cells = []
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right = next((k for k in range(c + 1, len(row)) if row[k] != "<"), len(row))
            down = next((k for k in range(r + 1, len(grid)) if grid[k][c] != "^"), len(grid))
            paragraphs = tuple(part.strip() for part in text.split(" // "))
            centred = header or bool(_NUMERIC.fullmatch(text))
            cells.append(TableCell(paragraphs, right - c, down - r, header, bold=header, center=centred))
        out.append(tuple(cells))
    return tuple(out)


def column_widths(head: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return widths that suit the texts of the columns, relative to each other."""

    def of_column(grid: Sequence[Sequence[str]], c: int) -> list[str]:
        """Return the texts that stand in this column alone."""
        return [row[c] for row in grid if row[c] not in ("<", "^") and (c + 1 == len(row) or row[c + 1] != "<")]

    widths = []
    for c in range(len(rows[0])):
        texts = [part for text in of_column(rows, c) for part in text.split(" // ")]
        titles = [part for text in of_column(head, c) for part in text.split(" // ")]
        longest = max((len(text) for text in texts), default=0)
        word = max((len(word) for text in (*texts, *titles) for word in words(text)), default=0)
        widths.append(float(max(_NARROWEST, min(longest, _WIDEST), min(word, _WIDEST / 2)) + 1))
    return widths


@dataclass(frozen=True)
class FilledDocument:
    """A document: its name, its running header, its blocks in reading order."""

    name: str
    running: str
    blocks: tuple[Paragraph | TableBlock, ...]


def with_thai_digits(block: Paragraph | TableBlock) -> Paragraph | TableBlock:
    """Return a block with its digits replaced by Thai ones."""
    if isinstance(block, Paragraph):
        return replace(block, text=block.text.translate(TO_THAI))

    def cells(rows: tuple[tuple[TableCell, ...], ...]) -> tuple[tuple[TableCell, ...], ...]:
        return tuple(
            tuple(replace(cell, paragraphs=tuple(p.translate(TO_THAI) for p in cell.paragraphs)) for cell in row)
            for row in rows
        )

    return replace(block, head=cells(block.head), rows=cells(block.rows))
