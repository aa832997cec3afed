"""Header rows: which rows of a table are its header, and which field each column holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.assemble.family import Family, compact
from pipeline.model import Cell, Table

_MIN_SCORE = 82.0
_SURE_WORD = 0.9  # confidence of a Latin reading
_LIKELY_WORD = 0.5  # the same, where the family knows the word
_MAX_HEADER_LENGTH = 110  # compacted characters; longer texts are data
_ENOUGH_FIELDS = 3  # of a scanned header of results, where one more could not be read
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

    @property
    def fields(self) -> tuple[str, ...]:
        """The distinct fields named, in column order."""
        return tuple(dict.fromkeys(c.field for c in self.columns if c.field))


def match_field(family: Family, text: str) -> tuple[str | None, float]:
    """The field that a header wording names, with a score 0..100; (None, 0) where none is near enough."""
    wording = compact(text)
    return _match(family.name, wording) if wording and len(wording) <= _MAX_HEADER_LENGTH else (None, 0.0)


@lru_cache(maxsize=8192)
def _match(family_name: str, wording: str) -> tuple[str | None, float]:
    from rapidfuzz import fuzz

    from pipeline.assemble.family import families

    family = next(f for f in families() if f.name == family_name)
    best: tuple[str | None, float] = (None, 0.0)
    named = _by_pattern(family, wording)
    if named:
        return (named[0], 100.0) if len(named) == 1 else (None, 0.0)
    for column in family.columns:
        if wording in column.exact:
            return column.field, 100.0
        for known in column.wordings:
            score = fuzz.ratio(wording, known)
            if len(wording) > len(known) >= 3:
                begins = fuzz.ratio(wording[: len(known)], known)
                # the beginning decides in Thai (the head word comes first); a longer known beginning knows more
                score = max(score, 0.9 * begins + 8 * min(1.0, len(known) / 20) if begins >= 85 else 0.0)
            if score > best[1]:
                best = (column.field, score)
    return best if best[1] >= _MIN_SCORE else (None, 0.0)


def _by_pattern(family: Family, wording: str) -> list[str]:
    """The fields whose pattern a compacted wording has."""
    return [column.field for column in family.columns if column.pattern is not None and column.pattern.search(wording)]


def _name_of(family: Family, texts: Sequence[str]) -> tuple[str | None, float]:
    """The field that the header cells over a column name, top to bottom: the lowest decides, unless those above it say of which tool."""
    if not texts:
        return None, 0.0
    lowest, joined = match_field(family, texts[-1]), " ".join(texts)
    if lowest[0] != "ignored" and not _by_pattern(family, compact(texts[-1])) and len(_by_pattern(family, compact(joined))) == 1:
        return match_field(family, joined)
    return next((found for found in (lowest, match_field(family, joined), match_field(family, texts[0])) if found[0]), (None, 0.0))


def _wording(family: Family, cell: Cell) -> str:
    """What a header cell says: its text; of a scan, what its other readers made of it where the family knows that and not the text.

    Failing both, a word that the reader of Latin letters is sure of where no text was believed.
    """
    latin = [r for r in cell.readings if r.engine == "latin"]
    if latin and not _by_pattern(family, compact(cell.text)):
        known = next((r.text for r in latin if r.confidence >= _LIKELY_WORD and len(_by_pattern(family, compact(r.text))) == 1), None)
        if known is not None:
            return known
    return cell.text if cell.text.strip() else next((r.text for r in latin if r.confidence >= _SURE_WORD and r.text.isalpha()), "")


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


def header_at(family: Family, table: Table, i: int) -> Header | None:
    """The header that starts in row ``i`` (0-based) of a table part, one to three rows of it."""
    rows = table.by_row()
    if not _looks_like_header(family, rows[i]):
        return None
    last = i
    reach = max((c.rowspan for c in rows[i]), default=1)
    while last + 1 < len(rows) and last - i < 2:
        row = [c for c in rows[last + 1] if c.text.strip()]
        under_span = last + 1 < i + reach
        narrow = all(c.colspan < table.columns for c in row)
        if not row or not narrow or not (under_span or _looks_like_header(family, row)):
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
    best: dict[str, tuple[float, int]] = {}
    for name, score, anchor, _ in found:
        if name and name != "ignored" and score > best.get(name, (0.0, 0))[0]:
            best[name] = (score, anchor)
    return tuple(
        HeaderColumn(name if name == "ignored" or (name and best[name][1] == anchor) else None, anchor, text, name)
        for name, _, anchor, text in found
    )


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
