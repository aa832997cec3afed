"""Header rows: which rows of a table are its header, and which field each column holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from pipeline.assemble.fields import is_dash, is_score, list_number
from pipeline.assemble.tables.header_wording import by_pattern, match_field
from pipeline.domain.family import Family, compact
from pipeline.model import Cell, Table

NARRATIVE = ("measure", "result", "outcome")
"""Fields of running text, in the order in which reports print them."""
_MOST_TOLD_APART = 5  # columns
_MOVED = 50.0  # what a column that keeps a field of its own is worth, though not the one that its header names, beside scores of 0..100
_SURE_WORD = 0.9  # confidence of a Latin reading
_LIKELY_WORD = 0.5  # the same, where the family knows the word
_ENOUGH_FIELDS = 3  # of a scanned header of results, where one more could not be read
_FEWEST_LIKELY = 3  # fields that a header of wordings nobody listed must name
_MOST_ROWS = 3  # of a header
_LOOK_AHEAD = 4  # title rows that may stand above the header inside the table


@dataclass(frozen=True)
class HeaderColumn:
    """What the header says of one grid column: the field (or None) and the first column of the header cell it lies under.

    ``named`` is the field that its wording names, also where another column names the same field better and has it.
    """

    field: str | None
    anchor: int
    text: str
    named: str | None = None


@dataclass(frozen=True)
class Header:
    """A header: the rows it takes (1-based in the table part, inclusive) and its columns, in grid order."""

    first: int
    last: int
    columns: tuple[HeaderColumn, ...]

    def repeated(self, row: Sequence[Cell]) -> float:
        """Share of a row's texts that this header says."""
        said = [compact(c.text) for c in self.columns]
        texts = [compact(c.text) for c in row if c.text.strip()]
        return sum(any(t in s for s in said) for t in texts) / len(texts) if len(texts) > 1 else 0.0

    @property
    def fields(self) -> tuple[str, ...]:
        """The distinct fields named, in column order."""
        return tuple(dict.fromkeys(c.field for c in self.columns if c.field))


def _name_of(family: Family, texts: Sequence[str]) -> tuple[str | None, float]:
    """The field that the header cells over a column name, top to bottom: the lowest decides, unless those above it say of which tool."""
    if not texts:
        return None, 0.0
    lowest, joined = match_field(family, texts[-1]), " ".join(texts)
    if (
        lowest[0] != "ignored"
        and not by_pattern(family, compact(texts[-1]))
        and len(by_pattern(family, compact(joined))) == 1
    ):
        return match_field(family, joined)
    tried = ((texts[-1], True), (joined, False), (texts[0], False), (texts[0], True))
    others = (match_field(family, text, likely) for text, likely in tried)
    return next((found for found in (lowest, *others) if found[0]), (None, 0.0))


def _wording(family: Family, cell: Cell) -> str:
    """What a header cell says: its text; of a scan, what its other readers made of it where the family knows that and not the text.

    Failing both, a word that the reader of Latin letters is sure of where no text was believed.
    """
    latin = [r for r in cell.readings if r.engine == "latin"]
    if latin and not by_pattern(family, compact(cell.text)):
        known = next(
            (r.text for r in latin if r.confidence >= _LIKELY_WORD and len(by_pattern(family, compact(r.text))) == 1),
            None,
        )
        if known is not None:
            return known
    return (
        cell.text
        if cell.text.strip()
        else next((r.text for r in latin if r.confidence >= _SURE_WORD and r.text.isalpha()), "")
    )


def find_header(family: Family, table: Table, start: int = 0) -> Header | None:
    """The header of a table part, searched from row ``start`` (0-based) over the few rows where one may stand."""
    rows = table.by_row()
    for i in range(start, min(len(rows), start + _LOOK_AHEAD)):
        header = header_at(family, table, i)
        if header is not None:
            return header
        if sum(bool(c.text.strip()) for c in rows[i]) > 1:
            return None  # a row of data: no header stands above it
    return None


def header_at(family: Family, table: Table, i: int, known: Header | None = None) -> Header | None:
    """The header that starts in row ``i`` (0-based) of a table part, one to three rows of it.

    Args:
        known: the header above, which the row may repeat. Wordings that nobody listed make a header only where a table begins, and
            below another header only where half of them are its.
    """
    rows = table.by_row()

    def says(row: Sequence[Cell], at: int) -> bool:
        """It is a header's row by its words."""
        share = known.repeated(row) if known is not None else 0.5
        gaps = sum(not c.text.strip() for c in row) > len(row) / 4
        if table.first_row > 1 and gaps and not share:
            return False  # short texts of a row that the page end cut
        begins = at == i < _LOOK_AHEAD and table.first_row == 1 and share >= 0.5
        return share == 1 or _looks_like_header(family, row) or (begins and _likely_header(family, table, row))

    last = i
    reach = max((c.rowspan for c in rows[i]), default=1)
    together = [c for row in rows[i : i + reach] for c in row]  # a first row of few cells is told by those under it
    nested = 1 < reach <= _MOST_ROWS and table.first_row == 1 and i < _LOOK_AHEAD and not _figures(together)
    if not says(rows[i], i) and not (nested and _looks_like_header(family, together)):
        return None
    while last + 1 < len(rows) and last - i < 2:
        row = rows[last + 1]
        filled = [c for c in row if c.text.strip()]
        if (
            not filled
            or any(c.colspan >= table.columns for c in filled)
            or not (last + 1 < i + reach or says(row, last + 1))
        ):
            break
        last += 1
    columns = _columns(family, table, rows[i : last + 1])
    fields = {c.field for c in columns if c.field}
    return Header(i + 1, last + 1, columns) if len(fields) >= 2 else None


def _looks_like_header(family: Family, row: Sequence[Cell]) -> bool:
    """Most of its cells are wordings that the family knows, of two fields at least."""
    texts = [text for c in row if (text := _wording(family, c)).strip()]
    found = [match_field(family, text)[0] for text in texts]
    known = [f for f in found if f]
    return len(set(known)) >= 2 and len(known) * 2 > len(texts)


def _figures(row: Sequence[Cell]) -> bool:
    """It has a figure, a dash or a list number, as rows of data do."""
    return any(is_score(c.text) or is_dash(c.text) or list_number(c.text) is not None for c in row)


def _likely_header(family: Family, table: Table, row: Sequence[Cell]) -> bool:
    """A full row of short words without a figure, most of which have a word of a field, of three fields at least."""
    texts = [text for c in row if (text := _wording(family, c)).strip()]
    if sum(c.colspan for c in row) < table.columns or len(texts) < max(len(row), _FEWEST_LIKELY):
        return False
    if _figures(row):
        return False
    known = [f for t in texts if (f := match_field(family, t, likely=True)[0])]
    return len(set(known)) >= _FEWEST_LIKELY and len(known) * 2 > len(texts)


def _columns(family: Family, table: Table, rows: Sequence[Sequence[Cell]]) -> tuple[HeaderColumn, ...]:
    """Join the header cells over each column, and give each field to the header cell that names it best."""
    stacks: list[list[Cell]] = [[] for _ in range(table.columns)]
    for row in rows:
        for cell in row:
            for k in range(cell.column - 1, min(cell.column - 1 + cell.colspan, table.columns)):
                stacks[k].append(cell)
    found: list[tuple[str | None, float, int, str]] = []
    for k, stack in enumerate(stacks):
        said = [(c, text) for c in stack if (text := _wording(family, c)).strip()]
        cells, texts = [c for c, _ in said], [text for _, text in said]
        name, score = _name_of(family, texts)
        anchor = cells[-1].column - 1 if cells else k
        found.append((name, score, anchor, " ".join(texts)))
    claims = {anchor: (name, score) for name, score, anchor, _ in reversed(found) if name in NARRATIVE}
    given = told_apart(claims)
    found = [
        (given.get(anchor) if name in NARRATIVE else name, score, anchor, text) for name, score, anchor, text in found
    ]
    best: dict[str, tuple[float, int]] = {}
    for name, score, anchor, _ in found:
        if name and name != "ignored" and score > best.get(name, (0.0, 0))[0]:
            best[name] = (score, anchor)
    named = {anchor: name for anchor, (name, _) in claims.items()}
    return tuple(
        HeaderColumn(
            name if name == "ignored" or (name and best[name][1] == anchor) else None,
            anchor,
            text,
            named.get(anchor, name),
        )
        for name, _, anchor, text in found
    )


def told_apart(claims: Mapping[int, tuple[str, float]]) -> dict[int, str]:
    """Columns of running text of which two are headed by the same field: one has another, which nothing heads, in the usual order.

    Args:
        claims: by header cell (its first column): the field named, and how surely.
    """
    columns, named = sorted(claims), [name for name, _ in claims.values()]
    if len(set(named)) == len(columns) or len(columns) > _MOST_TOLD_APART:
        return {column: name for column, (name, _) in claims.items()}
    best: tuple[float, dict[int, str]] = (-1.0, {})
    for fields in product((*NARRATIVE, None), repeat=len(columns)):
        held = [(c, NARRATIVE.index(f)) for c, f in zip(columns, fields, strict=True) if f is not None]
        moved = [(c, f, NARRATIVE.index(claims[c][0])) for c, f in held if NARRATIVE[f] != claims[c][0]]
        if any(f >= g for (_, f), (_, g) in pairwise(held)) or any(
            abs(f - was) > 1 or NARRATIVE[f] in named for _, f, was in moved
        ):
            continue
        worth = sum(claims[c][1] if NARRATIVE[f] == claims[c][0] else _MOVED for c, f in held)
        worth -= any(c == columns[0] for c, _, _ in moved)  # of two that are as sure, the later one moves
        if worth > best[0]:
            best = (worth, {c: NARRATIVE[f] for c, f in held})
    return best[1]


def agreed(family: Family, parts: Sequence[Table]) -> Header | None:
    """One header from those that the parts of a table repeat: where a page's print of it could not be read, another's says the field.

    None where they do not speak of the same columns.
    """
    found = [h for part in parts for i in range(part.rows) if (h := header_at(family, part, i)) is not None]
    usual = Counter(len(h.columns) for h in found).most_common(1)
    found = [h for h in found if len(h.columns) == usual[0][0]]
    if not found:
        return None
    columns = []
    for column in zip(*(h.columns for h in found), strict=True):
        named = Counter(c.named for c in column if c.named).most_common()
        if len(named) > 1:
            return None
        columns.append(next((c for c in column if c.field), next((c for c in column if c.named), column[0])))
    return Header(found[0].first, found[0].last, tuple(columns))


def recognise(known: Sequence[Family], table: Table) -> tuple[Family, Header] | None:
    """The family whose header the table part has, the one that knows most of its columns."""
    best: tuple[Family, Header] | None = None
    for family in known:
        header = find_header(family, table)
        if header is None or not _satisfies(family, header, table):
            continue
        if best is None or len(header.fields) > len(best[1].fields):
            best = (family, header)
    return best


def _satisfies(family: Family, header: Header, table: Table) -> bool:
    """Of each group that the family requires a field is named; one may be missing in a scan whose header cell nobody could read.

    Tables of results find the column of the bodies by what it holds.
    """
    fields = set(header.fields)
    lacking = sum(not fields & set(group) for group in family.require)
    unread = table.reader == "ocr" and any(c.named is None for c in header.columns)
    return not lacking or (lacking == 1 and family.results is not None and unread and len(fields) >= _ENOUGH_FIELDS)
