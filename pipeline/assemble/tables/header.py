"""Header rows: which rows of a table are its header, and which field each column holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import NamedTuple

from pipeline.assemble.fields import NARRATIVE_FIELDS, is_dash, is_score, list_number
from pipeline.assemble.tables.header_wording import NEAR, fields_by_pattern, match_field, without_indicator_numbers
from pipeline.domain.family import Family
from pipeline.domain.wordings import compact
from pipeline.model import Cell, Table


class HeaderSettings(NamedTuple):
    """Thresholds that tell header rows.

    Attributes:
        most_rows: rows of a header.
        look_ahead: rows from a table's top where a header may begin; title rows may stand above it.
        fewest_likely: fields that a header of wordings that no family lists must name.
        repeated_share: share of a row's texts that the header above must have, where its wordings are not listed.
        empty_share: share of empty cells up to which the top row of a page may be a header.
        sure_word: confidence (0..1) of a Latin reading from which it stands for a word that was not read.
        known_word: the same where the family knows the word.
        most_rivals: columns of running text up to which their fields are told apart.
        moved_gain: gain of a column with a field of its own that its header does not name, beside scores of 0..100.
    """

    most_rows: int = 3
    look_ahead: int = 4
    fewest_likely: int = 3
    repeated_share: float = 0.5
    empty_share: float = 0.25
    sure_word: float = 0.9
    known_word: float = 0.5
    most_rivals: int = 5
    moved_gain: float = 50.0


SETTINGS = HeaderSettings()
_BY_LOWEST = ("ignored", "indicator_score")  # fields that the lowest header cell names, whatever tool stands above it


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """What the header says of one grid column.

    Attributes:
        field: the field it holds, or None.
        anchor: first column (0-based) of the header cell that it lies under.
        text: the header cells over it, top to bottom, joined.
        named: the field that its wording names, also where another column names the same field better and has it.
        sure: the wording is one that the family lists.
    """

    field: str | None
    anchor: int
    text: str
    named: str | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """A header: the rows it takes (1-based in the table part, inclusive) and its columns, in grid order."""

    first: int
    last: int
    columns: tuple[HeaderColumn, ...]

    def share_repeated(self, row: Sequence[Cell]) -> float:
        """Return the share of a row's texts that this header has."""
        wordings = [compact(c.text) for c in self.columns]
        texts = [compact(c.text) for c in row if c.text.strip()]
        return sum(any(t in w for w in wordings) for t in texts) / len(texts) if len(texts) > 1 else 0.0

    @property
    def fields(self) -> tuple[str, ...]:
        """The distinct fields named, in column order."""
        return tuple(dict.fromkeys(c.field for c in self.columns if c.field))

    def names_surely(self, fields: Sequence[str]) -> bool:
        """Tell whether a listed wording names a column of one of the fields."""
        return any(c.sure and c.field in fields and c.named == c.field for c in self.columns)


def find_header(family: Family, table: Table) -> Header | None:
    """Return the header of a table part, searched in the few rows where one may stand."""
    rows = table.by_row()
    for i in range(min(len(rows), SETTINGS.look_ahead)):
        header = _header_at(family, table, rows, i)
        if header is not None:
            return header
        if sum(bool(c.text.strip()) for c in rows[i]) > 1:
            return None  # a row of data: no header stands above it
    return None


def headers_of(family: Family, table: Table, known: Header) -> Iterator[Header]:
    """Yield the headers in a table part, in order; a table repeats its header on each page.

    Args:
        known: the header of the table.
    """
    rows = table.by_row()
    i = 0
    while i < table.rows:
        header = _header_at(family, table, rows, i, known)
        if header is not None:
            yield header
        i = header.last if header is not None else i + 1


def _header_at(
    family: Family, table: Table, rows: Sequence[Sequence[Cell]], i: int, known: Header | None = None
) -> Header | None:
    """Return the header that starts in row ``i`` (0-based) of a table part, one to three rows of it.

    Args:
        rows: the cells of the table part by row.
        known: the header above, which the row may repeat. Wordings that no family lists make a header only where a
            table begins, and below another header only where half of them are its.
    """

    def reads_as_header(row: Sequence[Cell], at: int) -> bool:
        share = known.share_repeated(row) if known is not None else SETTINGS.repeated_share
        sparse = sum(not c.text.strip() for c in row) > SETTINGS.empty_share * len(row)
        if table.first_row > 1 and sparse and not share:
            return False  # short texts of a row that the page end cut
        begins = at == i < SETTINGS.look_ahead and table.first_row == 1 and share >= SETTINGS.repeated_share
        return share == 1 or _has_known_wordings(family, row) or (begins and _has_likely_wordings(family, table, row))

    last = i
    reach = max((c.rowspan for c in rows[i]), default=1)
    together = [c for row in rows[i : i + reach] for c in row]  # a first row of few cells is told by those under it
    nested = (
        1 < reach <= SETTINGS.most_rows
        and table.first_row == 1
        and i < SETTINGS.look_ahead
        and not _has_figures(together)
    )
    if not reads_as_header(rows[i], i) and not (
        nested and (_has_known_wordings(family, together) or _heads_years(family, table, rows[i : i + reach]))
    ):
        return None
    while last + 1 < len(rows) and last - i < SETTINGS.most_rows - 1:
        row = rows[last + 1]
        filled = [c for c in row if c.text.strip()]
        if (
            not filled
            or any(c.colspan >= table.columns for c in filled)
            or not (last + 1 < i + reach or reads_as_header(row, last + 1))
        ):
            break
        last += 1
    columns = read_columns(family, table, rows[i : last + 1])
    if len({c.field for c in columns if c.field}) >= 2:
        return Header(i + 1, last + 1, columns)
    repeated = known is not None and len(known.columns) == table.columns and known.share_repeated(rows[i]) == 1
    return Header(i + 1, last + 1, known.columns) if known is not None and repeated else None


def common_header(headers: Sequence[Header]) -> Header | None:
    """Return one header from those that the parts of a table repeat: a page's print may be read where another's is not.

    None where they do not name the same fields for the same columns.
    """
    if not headers:
        return None
    width = Counter(len(h.columns) for h in headers).most_common(1)[0][0]
    same = [h for h in headers if len(h.columns) == width]
    columns = []
    for column in zip(*(h.columns for h in same), strict=True):
        if len({c.named for c in column if c.named}) > 1:
            return None
        columns.append(next((c for c in column if c.field), next((c for c in column if c.named), column[0])))
    return Header(same[0].first, same[0].last, tuple(columns))


def assign_distinct_fields(claims: Mapping[int, tuple[str, float]], known: Sequence[str]) -> dict[int, str]:
    """Give columns of running text distinct fields where two are headed by the same one.

    One of the two gets another field, which nothing heads, in the order in which reports print them.

    Args:
        claims: by header cell (its first column, 0-based): the field named, and its score of 0..100.
        known: fields that the family has; a plan has no results.
    """
    columns, named = sorted(claims), [name for name, _ in claims.values()]
    if len(set(named)) == len(columns) or len(columns) > SETTINGS.most_rivals:
        return {column: name for column, (name, _) in claims.items()}
    best: tuple[float, dict[int, str]] = (-1.0, {})
    possible = [name for name in NARRATIVE_FIELDS if name in known]
    for fields in product((*possible, None), repeat=len(columns)):
        held = [(c, NARRATIVE_FIELDS.index(f)) for c, f in zip(columns, fields, strict=True) if f is not None]
        moved = [(c, f, NARRATIVE_FIELDS.index(claims[c][0])) for c, f in held if NARRATIVE_FIELDS[f] != claims[c][0]]
        out_of_order = any(f >= g for (_, f), (_, g) in pairwise(held))
        if out_of_order or any(abs(f - was) > 1 or NARRATIVE_FIELDS[f] in named for _, f, was in moved):
            continue
        gain = sum(claims[c][1] if NARRATIVE_FIELDS[f] == claims[c][0] else SETTINGS.moved_gain for c, f in held)
        gain -= any(c == columns[0] for c, _, _ in moved)  # of two that are as sure, the later one moves
        if gain > best[0]:
            best = (gain, {c: NARRATIVE_FIELDS[f] for c, f in held})
    return best[1]


def _field_named(family: Family, texts: Sequence[str]) -> tuple[str | None, float]:
    """Return the field that the header cells over a column name, top to bottom, and its score.

    The lowest decides, unless those above it say of which tool it is.
    """
    if not texts:
        return None, 0.0
    lowest, joined = match_field(family, texts[-1]), " ".join(texts)
    of_one_tool = len(fields_by_pattern(family, compact(joined))) == 1
    if lowest[0] not in _BY_LOWEST and not fields_by_pattern(family, compact(texts[-1])) and of_one_tool:
        return match_field(family, joined)
    tried = ((texts[-1], True), (joined, False), (texts[0], False), (texts[0], True))
    others = (match_field(family, text, likely) for text, likely in tried)
    return next((found for found in (lowest, *others) if found[0]), (None, 0.0))


def _wording(family: Family, cell: Cell) -> str:
    """Return the text of a header cell; of a scan, another reader's text where the family knows that and not the text.

    Failing both, a word that the reader of Latin letters is sure of where no text was taken.
    """
    latin = [r for r in cell.readings if r.engine == "latin"]
    if latin and not fields_by_pattern(family, compact(cell.text)):
        for reading in latin:
            one_field = len(fields_by_pattern(family, compact(reading.text))) == 1
            if reading.confidence >= SETTINGS.known_word and one_field:
                return reading.text
    if cell.text.strip():
        return cell.text
    return next((r.text for r in latin if r.confidence >= SETTINGS.sure_word and r.text.isalpha()), "")


def _has_known_wordings(family: Family, row: Sequence[Cell]) -> bool:
    """Tell whether most cells of a row are wordings that the family lists, of two fields at least."""
    texts = without_indicator_numbers([text for c in row if (text := _wording(family, c)).strip()])
    known = [field for text in texts if (field := match_field(family, text)[0])]
    return len(set(known)) >= 2 and len(known) * 2 > len(texts)


def _heads_years(family: Family, table: Table, rows: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether rows that merged cells hold together name two fields and most columns: years below their word."""
    columns = read_columns(family, table, rows)
    known = [c.named for c in columns if c.named and c.sure]
    return len(set(known)) >= 2 and len(known) * 2 > len(columns)


def _has_figures(row: Sequence[Cell]) -> bool:
    """Tell whether a row has a figure, a dash or a list number, as rows of data do."""
    texts = without_indicator_numbers([c.text for c in row])
    return any(is_score(t) or is_dash(t) or list_number(t) is not None for t in texts)


def _has_likely_wordings(family: Family, table: Table, row: Sequence[Cell]) -> bool:
    """Tell whether a full row of short words without figures has mostly words of fields, of three fields at least."""
    texts = [text for c in row if (text := _wording(family, c)).strip()]
    full = sum(c.colspan for c in row) >= table.columns and len(texts) >= max(len(row), SETTINGS.fewest_likely)
    if not full or _has_figures(row):
        return False
    known = [field for text in texts if (field := match_field(family, text, likely=True)[0])]
    return len(set(known)) >= SETTINGS.fewest_likely and len(known) * 2 > len(texts)


def read_columns(family: Family, table: Table, rows: Sequence[Sequence[Cell]]) -> tuple[HeaderColumn, ...]:
    """Join the header cells over each column, and give each field to the header cell that names it best."""
    stacks: list[list[Cell]] = [[] for _ in range(table.columns)]
    for row in rows:
        for cell in row:
            for k in range(cell.column - 1, min(cell.column - 1 + cell.colspan, table.columns)):
                stacks[k].append(cell)
    found: list[tuple[str | None, float, int, str]] = []
    for k, stack in enumerate(stacks):
        worded = [(c, text) for c in stack if (text := _wording(family, c)).strip()]
        texts = [text for _, text in worded]
        name, score = _field_named(family, texts)
        anchor = worded[-1][0].column - 1 if worded else k
        found.append((name, score, anchor, " ".join(texts)))
    claims = {anchor: (name, score) for name, score, anchor, _ in reversed(found) if name in NARRATIVE_FIELDS}
    given = assign_distinct_fields(claims, [column.field for column in family.columns])
    found = [(given.get(a) if name in NARRATIVE_FIELDS else name, score, a, text) for name, score, a, text in found]
    best: dict[str, tuple[float, int]] = {}
    for name, score, anchor, _ in found:
        if name and name != "ignored" and score > best.get(name, (0.0, 0))[0]:
            best[name] = (score, anchor)
    named = {anchor: name for anchor, (name, _) in claims.items()}
    columns = []
    for name, score, anchor, text in found:
        has_it = name == "ignored" or (name is not None and best[name][1] == anchor)
        columns.append(HeaderColumn(name if has_it else None, anchor, text, named.get(anchor, name), score >= NEAR))
    return tuple(columns)
