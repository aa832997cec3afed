"""Columns of a results table: which holds what. The header names them; content and arithmetic decide where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, permutations, product

from pipeline.assemble.fields import is_dash, one_line, parse_score
from pipeline.assemble.tables.header import Header, header_at
from pipeline.domain.family import Family, ResultWords, compact
from pipeline.domain.scales import Basis, Weights, fits, weights_of
from pipeline.model import Document, Line, Table

SCORES = ("iit", "eit", "oit", "total")
_YEAR = re.compile(r"25\d\d")
_MOSTLY = 0.6  # share of a column's texts, or of the rows, that decide
_SURE = 0.8  # share of rows that must add up before a column without a name is one of scores
_MOST_FREE = 7  # columns of figures among which the scores are sought by their sums
_FEWEST = 3  # rows that must add up then
_CHOICES = 256  # ways to choose among columns of one name that are tried
_WRAPPED = re.compile(r"\d{1,3}[.,]\d{1,2}")
_PAIR = re.compile(r"^(\d{1,3}[.,]\d{1,2})\s*[(/\[]\s*(\d{1,3}[.,]\d{1,2})\s*[)\]]?$")

ScoreColumns = dict[str, int]


@dataclass(frozen=True)
class ResultColumns:
    """Grid columns (0-based) by what they hold; ``groups`` hold what a body belongs to, widest first.

    ``basis`` is None where neither arithmetic nor the header tells it.
    """

    agency: int
    rank: int | None = None
    groups: tuple[int, ...] = ()
    scores: tuple[tuple[str, int], ...] = ()
    grade: int | None = None
    basis: Basis | None = None

    @property
    def fields(self) -> dict[int, str]:
        """What each column feeds; group columns all feed ``agency_group``."""
        out = dict.fromkeys(self.groups, "agency_group")
        out |= {column: name for name, column in self.scores}
        single = (("rank", self.rank), ("grade", self.grade), ("agency", self.agency))
        return out | {column: name for name, column in single if column is not None}


def points(text: str) -> float | None:
    """A score cell's figure; where it prints a score on both bases (``98.84 (29.65)``), the one of 100. None where it is no figure."""
    flat = one_line(text).strip("* ")
    tight = flat.replace(" ", "")
    if _WRAPPED.fullmatch(tight):  # a narrow column breaks 100.00 before its last digit
        return float(tight.replace(",", "."))
    pair = _PAIR.match(flat)
    if pair is not None:
        return max(float(part.replace(",", ".")) for part in pair.groups())
    return parse_score(flat)[0]


def is_results(family: Family, header: Header, table: Table, document: Document) -> bool:
    """Whether a table with a fitting header is one of results.

    Its score columns hold figures of a scale to 100, and its header names two tools, or a heading up to its page speaks of the assessment.
    """
    words = family.results
    if words is None:
        return False
    named = {c.named for c in header.columns}
    if len(named & {"iit", "eit", "oit"}) < 2 and not any(
        words.subject.search(t) for t in _headings(header, table, document)
    ):
        return False
    texts = [t for k, c in enumerate(header.columns) if c.named in SCORES for t in _texts(table, k, header.last)]
    figures = [value for t in texts if (value := points(t)) is not None]
    return not texts or (2 * len(figures) >= len(texts) and 2 * sum(value <= 100 for value in figures) >= len(figures))


def _headings(header: Header, table: Table, document: Document) -> Iterator[str]:
    yield " ".join(c.text for c in header.columns)
    yield from (c.text for c in table.cells if c.row - table.first_row < header.last)
    for page in document.pages[: table.page]:
        yield one_line(" ".join(b.text for b in page.blocks if isinstance(b, Line)))


def _texts(table: Table, column: int, after: int = 0) -> list[str]:
    """Texts of a column's cells below row ``after`` (of the part), dashes left out."""
    cells = (c for c in table.cells if c.column - 1 == column and c.colspan == 1 and c.row - table.first_row >= after)
    return [c.text.strip() for c in cells if c.text.strip() and not is_dash(c.text)]


def find_columns(
    family: Family, header: Header, parts: Sequence[Table], fiscal_year: int | None
) -> ResultColumns | None:
    """Resolve a header over the rows of the table's parts; None where no column holds the bodies."""
    assert family.results is not None
    look = _Look(family, header, parts, weights_of(fiscal_year))
    named = [c.named for c in header.columns]
    for k, name in enumerate(named):
        if name in ("total", "grade"):  # one wording heads both, in different tables
            named[k] = "grade" if look.grades(k) >= _MOSTLY else "total" if look.figures(k) >= _MOSTLY else name
    best_named = sorted(range(len(named)), key=lambda k: header.columns[k].field is None)
    scores = {
        name: _of_year([k for k in best_named if named[k] == name and look.may_score(k)], header, fiscal_year)
        for name in SCORES
    }
    chosen = _best_choice({name: ks for name, ks in scores.items() if ks}, look)
    chosen = _complete(chosen, named, look)
    grades = _of_year([k for k, n in enumerate(named) if n == "grade"], header, fiscal_year)
    grade = (
        grades[0] if grades else next((k for k, n in enumerate(named) if n is None and look.grades(k) >= _MOSTLY), None)
    )
    taken = {*chosen.values(), grade}
    agency, groups = _bodies(named, look, taken)
    if agency is None:
        return None
    rank = _rank(named, look, header, {*taken, agency, *groups})
    basis = look.basis(chosen) or _said_basis(family.results, header, chosen)
    return ResultColumns(agency, rank, groups, tuple(chosen.items()), grade, basis)


class _Look:
    """What the rows of a table hold, column by column."""

    def __init__(self, family: Family, header: Header, parts: Sequence[Table], weights: Weights) -> None:
        assert family.results is not None
        self._words = family.results
        self._weights = weights
        self.rows: list[list[str]] = []
        self._values: dict[int, list[float | None]] = {}
        for part in parts:
            heads = {
                row
                for i in range(part.rows)
                if (h := header_at(family, part, i)) is not None
                for row in range(h.first, h.last + 1)
            }
            for i, row in enumerate(part.grid(), 1):
                texts = [one_line(t or "") for t in row[: len(header.columns)]]
                if i not in heads and len(texts) == len(header.columns) and sum(map(bool, texts)) > 1:
                    self.rows.append(texts)

    def column(self, k: int) -> list[str]:
        """The texts of a column, without dashes."""
        return [row[k] for row in self.rows if row[k] and not is_dash(row[k])]

    def _share(self, k: int, good: Sequence[bool]) -> float:
        return sum(good) / len(good) if good else 0.0

    def figures(self, k: int) -> float:
        """Share of figures that may be scores."""
        return self._share(k, [(value := points(t)) is not None and value <= 100 for t in self.column(k)])

    def may_score(self, k: int) -> bool:
        """A column of figures, or an empty one."""
        return not self.column(k) or self.figures(k) >= 0.5

    def grades(self, k: int) -> float:
        """Share of grades."""
        return self._share(
            k,
            [bool(self._words.grades.match(compact(t).upper() if len(t) < 4 else compact(t))) for t in self.column(k)],
        )

    def words(self, k: int) -> float:
        """Share of texts with words in them."""
        return self._share(k, [bool(re.search(r"[^\W\d_]{2}", t)) for t in self.column(k)])

    def counts(self, k: int) -> bool:
        """Whole numbers that mostly go up with the rows, or stay; a cell that could not be read leaves a gap."""
        texts = [(n, row[k].strip(".() ")) for n, row in enumerate(self.rows) if row[k]]
        numbers = [(n, int(t)) for n, t in texts if t.isdigit()]
        steps = [b - a in (0, m - n) for (n, a), (m, b) in pairwise(numbers)]
        return len(numbers) >= 0.8 * len(texts) and bool(steps) and sum(steps) >= 0.8 * len(steps)

    def distinct(self, k: int) -> int:
        """How many different texts with words."""
        return len({t for t in self.column(k) if re.search(r"[^\W\d_]{2}", t)})

    def fitting(self, scores: ScoreColumns, basis: Basis) -> float:
        """Share of the rows with all four figures in which they add up on a basis."""
        found = [fits(basis, (iit, eit, oit), total, self._weights) for iit, eit, oit, total in self._whole(scores)]
        return sum(found) / len(found) if found else 0.0

    def fit(self, scores: ScoreColumns) -> float:
        """The same, on the basis on which more rows do."""
        return max(self.fitting(scores, basis) for basis in _bases())

    def whole_rows(self, scores: ScoreColumns) -> int:
        """How many rows have all four figures."""
        return len(self._whole(scores))

    def _whole(self, scores: ScoreColumns) -> list[tuple[float, float, float, float]]:
        for k in scores.values():
            if k not in self._values:
                self._values[k] = [points(row[k]) for row in self.rows]
        rows = zip(*(self._values[scores[name]] for name in SCORES), strict=True)
        return [
            (a, b, c, d) for a, b, c, d in rows if a is not None and b is not None and c is not None and d is not None
        ]

    def basis(self, scores: ScoreColumns) -> Basis | None:
        """The basis on which most rows add up; where no total tells, scores above 40 tell percent."""
        if set(scores) == set(SCORES):
            by_fit = sorted(((self.fitting(scores, basis), basis) for basis in _bases()), reverse=True)
            if by_fit[0][0] >= _MOSTLY:
                return by_fit[0][1]
        tops = {
            name: max((v for row in self.rows if (v := points(row[k])) is not None), default=None)
            for name, k in scores.items()
        }
        tools = [
            (top, 40 if name == "oit" else 30) for name, top in tops.items() if name != "total" and top is not None
        ]
        if len(tools) >= 2:
            return "percent" if any(top > limit for top, limit in tools) else "weighted"
        return None


def _bases() -> tuple[Basis, ...]:
    return ("percent", "weighted")


def _of_year(columns: list[int], header: Header, fiscal_year: int | None) -> list[int]:
    """Of columns that a field has for several years: those of the report's year, else of the latest."""
    years = {k: max(map(int, found)) for k in columns if (found := _YEAR.findall(header.columns[k].text))}
    if len(set(years.values())) < 2:
        return columns
    wanted = fiscal_year if fiscal_year in years.values() else max(years.values())
    return [k for k in columns if years.get(k) == wanted]


def _best_choice(columns: dict[str, list[int]], look: _Look) -> ScoreColumns:
    """One column per score. Where a name stands over several (both bases), the ones that add up; of those, scores of 100."""
    names = list(columns)
    best: tuple[float, ScoreColumns] | None = None
    for picked in islice(product(*columns.values()), _CHOICES):
        choice = dict(zip(names, picked, strict=True))
        value = 0.0
        if set(names) == set(SCORES):
            value = max(look.fitting(choice, "percent") + 0.01, look.fitting(choice, "weighted"))
        if best is None or value > best[0] + 1e-9:
            best = (value, choice)
    return best[1] if best else {}


def _complete(chosen: ScoreColumns, named: Sequence[str | None], look: _Look) -> ScoreColumns:
    """Scores whose headers could not be read, or were read as another's: the columns of figures that add up, in the usual order.

    What the header names is believed unless no sum comes of it.
    """
    if set(chosen) == set(SCORES) and look.fit(chosen) >= _MOSTLY:
        return chosen
    free = [
        k
        for k, known in enumerate(named)
        if known in (None, *SCORES) and look.figures(k) >= _MOSTLY and not look.counts(k)
    ]
    if not len(SCORES) <= len(free) <= _MOST_FREE:
        return chosen

    def agreement(scores: ScoreColumns) -> tuple[float, int, bool]:
        usual = scores["iit"] < scores["eit"] < scores["oit"] < scores["total"]
        return round(look.fit(scores), 1), sum(scores[name] == k for name, k in chosen.items()), usual

    best = max((dict(zip(SCORES, columns, strict=True)) for columns in permutations(free, len(SCORES))), key=agreement)
    return best if look.fit(best) >= _SURE and look.whole_rows(best) >= _FEWEST else chosen


def _bodies(named: Sequence[str | None], look: _Look, taken: set[int | None]) -> tuple[int | None, tuple[int, ...]]:
    """The column of bodies, and those of what they belong to.

    Where no header that could be read names the bodies, they are the words that differ from row to row, else the most varied group.
    """
    free = [k for k in range(len(named)) if k not in taken and (look.words(k) >= 0.5 or not look.column(k))]
    bodies = [k for k in free if named[k] == "agency"]
    if not bodies:
        bodies = [k for k in free if named[k] is None and look.distinct(k) >= _MOSTLY * len(look.rows)]
    groups = [k for k in free if named[k] == "agency_group"]
    agency = max(bodies or groups, key=lambda k: (look.distinct(k), -k), default=None)
    if agency is not None:  # few words for many rows, before the bodies, under a header nobody could read
        groups += [
            k
            for k in free
            if named[k] is None and k < agency and look.words(k) >= 0.5 and 2 * look.distinct(k) <= len(look.rows)
        ]
    return agency, tuple(k for k in sorted({*groups, *bodies}) if k != agency and look.column(k))


def _rank(named: Sequence[str | None], look: _Look, header: Header, taken: set[int | None]) -> int | None:
    """The column of ranks: one headed as rank rather than as running number, else one that counts under a header nobody could read."""
    ranks = [k for k, name in enumerate(named) if name == "rank" and k not in taken]
    if ranks:
        return max(ranks, key=lambda k: (bool(re.search("อันดับ|(?i:rank)", header.columns[k].text)), -k))
    return next(
        (k for k, name in enumerate(named) if name in (None, "agency") and k not in taken and look.counts(k)), None
    )


def _said_basis(words: ResultWords, header: Header, scores: ScoreColumns) -> Basis | None:
    """What the header's words say of the basis."""
    texts = [compact(header.columns[k].text) for k in scores.values()]
    if any(w in t for t in texts for w in words.weighted):
        return "weighted"
    return "percent" if any(w in t for t in texts for w in words.percent) else None
