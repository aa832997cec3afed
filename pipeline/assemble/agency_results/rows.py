"""Reader of the results family: walks the tables of an announcement in reading order and drafts a row for each body."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.assemble.agency_results.body_drafts import Draft, by_order, covering
from pipeline.assemble.agency_results.columns import SCORES, ResultColumns, find_columns, points
from pipeline.assemble.fields import is_dash, one_line
from pipeline.assemble.tables.header import Header, agreed, header_at
from pipeline.domain.family import Family, compact
from pipeline.model import AgencyResultRow, Cell, Document, Figure, Finding, Line, Severity, Table

_COLUMN_NUMBER = re.compile(r"^\(?(\d{1,2})\)?(?:=.*)?$", re.DOTALL)
_SHORT_WORDING = 5  # characters: shorter wordings of sums may also begin a body's name
_HEADING_LENGTH = 120  # characters: no heading of a group is longer


@dataclass
class _Walk:
    """The state of a walk: the columns in force, the group that is open, what was drafted."""

    family: Family
    fiscal_year: int | None
    parts: Mapping[int, Sequence[Table]]
    common: Header | None = None
    columns: ResultColumns | None = None
    group: str | None = None
    group_style: tuple[int, int] | None = None  # column and colspan of the rows that head groups
    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lone: Draft | None = (
        None  # a text alone in the last row of a page: a group's heading, or a name that the page end cut
    )

    def heading(self, lines: Sequence[str], table: Table) -> None:
        """Running lines above a table: the last may name the group of its bodies; one alone between two tables does, whatever it says."""
        assert self.family.results is not None
        if table.first_row > 1:
            return
        self.group, self.group_style = None, None
        texts = [one_line(t) for t in lines if t.strip()]
        alone = bool(self.drafts) and len(texts) == 1
        for text in reversed(texts[-2:]):
            likely = alone or self.family.results.groups.match("".join(text.split()))
            if likely and len(text) <= _HEADING_LENGTH and not re.search(r"25\d\d|ประกาศ", text):
                self.group = text
                return

    def table(self, part: Table, header: Header) -> None:
        """One part of a table; ``header`` is the one in force where the part has none of its own."""
        rows = part.by_row()
        cover = covering(part)
        if part.first_row == 1 or self.columns is None:
            self.common = agreed(self.family, self.parts.get(part.table_no, [part]))
            self.columns = self._resolve(self.common or header, part)
        skip, first = 0, part.first_row > 1
        for i, row in enumerate(rows):
            here = None if skip else header_at(self.family, part, i, header)
            if here is not None:
                skip = here.last - here.first + 1
                self.columns = self.columns if self.common else self._resolve(here, part) or self.columns
            if skip:
                skip -= 1
                continue
            if any(c.text.strip() or c.readings for c in row):
                self._row(
                    part, row, part.first_row + i, cover.get(part.first_row + i, {}), first, last=i == len(rows) - 1
                )
                first = False

    def _resolve(self, header: Header, part: Table) -> ResultColumns | None:
        parts = [p for p in self.parts.get(part.table_no, [part]) if p.columns == len(header.columns)]
        return find_columns(self.family, header, parts or [part], self.fiscal_year)

    def _row(
        self, part: Table, row: Sequence[Cell], row_no: int, covered: Mapping[int, Cell], first: bool, last: bool
    ) -> None:
        """One row that is no header and not blank. ``first`` and ``last``: of its page, where the table goes on over the page end."""
        columns = self.columns
        if columns is None:
            self._hold_back(row, row_no, part, "no column of the header holds the bodies")
            return
        draft = Draft.of(part, row, row_no, columns, covered, self.group)
        if part.reader == "transcript" and not covered and sum(c.colspan for c in row) != part.columns:
            draft = by_order(draft, row, columns, self._is_grade) or draft
        if self.drafts and self.drafts[-1].table_no == part.table_no:
            draft.repeat(self.drafts[-1], columns.groups)
        lone, self.lone = self.lone, None
        if first and lone is not None:
            if (
                draft.of_field("rank") and draft.scored and draft.text("agency")
            ):  # the page end cut the name above its figures
                draft.put_above(lone)
            else:
                self._open_group(lone)
        elif first and self.drafts and self._goes_on(draft, self.drafts[-1], row, part):
            self.drafts[-1].add(draft)
            return
        if self._column_numbers(row):
            self._set_aside(row, row_no, part, "it numbers the columns")
        elif self._sums(draft, row):
            self._set_aside(row, row_no, part, "it sums up others")
        elif draft.scored or draft.ranked or draft.text("grade"):
            self._body(draft, row, row_no, part)
        elif (
            last
            and part.reader != "transcript"
            and draft.only("agency")
            and row[0].colspan == 1
            and self.group_style is None
        ):
            self.lone = draft
        elif any(re.search(r"[^\W\d_]", c.text) for c in draft.cells):
            self._open_group(draft)
        else:
            self._hold_back(row, row_no, part, "it has neither a body nor a figure that is read")

    def _goes_on(self, draft: Draft, above: Draft, row: Sequence[Cell], part: Table) -> bool:
        """The first row of a page is the rest of the row above: it has no rank, and the two have nothing twice."""
        if above.table_no != part.table_no or above.twice(draft):
            return False
        if above.cuts(draft) > 1 or (draft.only("rank") and self._rank_goes_on(draft, above)):
            return True
        if draft.of_field("rank") or (draft.text("grade") and above.text("grade") and draft.scored):
            return False
        filled = [c for c in row if c.text.strip()]
        over_all = len(filled) == 1 and filled[0].colspan > 1
        if over_all or (len(filled) == 1 and self.group_style == (filled[0].column, filled[0].colspan)):
            return False
        if self._sums(draft, row):
            return False
        return bool(above.of_field("rank")) or above.scored != draft.scored

    def _rank_goes_on(self, draft: Draft, above: Draft) -> bool:
        """A narrow column broke a rank, and the page end cut it: both parts together follow the rank before."""
        before = next((d for d in reversed(self.drafts[:-1]) if d.ranked), None)
        digits = [re.sub(r"\D", "", d.text("rank")) for d in (before, above, draft) if d is not None]
        return len(digits) == 3 and all(digits) and int(digits[1] + digits[2]) == int(digits[0]) + 1 != int(digits[1])

    def _body(self, draft: Draft, row: Sequence[Cell], row_no: int, part: Table) -> None:
        """A row with figures, a rank or a grade."""
        if not draft.text("agency") and not draft.of_field("rank"):
            self._hold_back(row, row_no, part, "it has figures, and neither a rank nor a body")
            return
        if draft.text("agency") and not draft.of_field("rank") and any(d.of_field("rank") for d in self.drafts[-1:]):
            message = f"page {part.page}, table {part.table_no}, row {row_no} has no rank, unlike the row above it; it is kept as a body"
            self._note("assemble.body_unranked", "warning", message, row, row_no, part)
        self.drafts.append(draft)

    def _open_group(self, draft: Draft) -> None:
        """A row of words alone heads the bodies below it."""
        self.group = " ".join(one_line(c.text) for c in draft.cells if c.text.strip())
        self.group_style = (draft.cells[0].column, draft.cells[0].colspan)

    def _column_numbers(self, row: Sequence[Cell]) -> bool:
        found = [_COLUMN_NUMBER.match("".join(c.text.split())) for c in row]
        numbers = [int(m.group(1)) if m else 0 for m in found]
        return (
            len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (1, 2)
        )

    def _sums(self, draft: Draft, row: Sequence[Cell]) -> bool:
        """A row of sums, means or notes: it says so where the body should be, or where the rank should."""
        assert self.family.results is not None
        if any(ch.isdigit() for ch in draft.text("rank")):
            return False
        ranked = any(d.text("rank") for d in self.drafts[-1:])
        first = next((c for c in row if re.search(r"[^\W\d_]", c.text)), None)
        texts = [compact(draft.text("agency")), compact(first.text) if first else ""]
        for wording in self.family.results.not_bodies:
            for text in texts:
                rest = text[len(wording) :]
                if text.startswith(wording) and (
                    ranked or len(wording) >= _SHORT_WORDING or not rest or rest[0].isdigit()
                ):
                    return True
        return False

    def _is_grade(self, text: str) -> bool:
        assert self.family.results is not None
        wording = compact(text)
        return bool(self.family.results.grades.match(wording.upper() if len(wording) < 4 else wording))

    def _set_aside(self, row: Sequence[Cell], row_no: int, part: Table, why: str) -> None:
        message = f"page {part.page}, table {part.table_no}, row {row_no} is no body: {why}; its text stays in cells"
        self._note("assemble.not_a_body", "info", message, row, row_no, part)

    def _hold_back(self, row: Sequence[Cell], row_no: int, part: Table, why: str) -> None:
        message = f"page {part.page}, table {part.table_no}, row {row_no} is in no dataset of rows: {why}; its text stays in cells"
        self._note("assemble.row_held_back", "warning", message, row, row_no, part)

    def _note(self, rule: str, severity: Severity, message: str, row: Sequence[Cell], row_no: int, part: Table) -> None:
        raw = " | ".join(one_line(c.text) for c in row if c.text.strip())[:300]
        self.findings.append(
            Finding(rule, severity, message, page=part.page, table_no=part.table_no, row=row_no, raw=raw)
        )


def read_results(
    family: Family,
    document: Document,
    headers: Mapping[int, Header],
    furniture: set[int],
    fiscal_year: int | None,
    join: Callable[[Sequence[Line]], str],
) -> tuple[list[AgencyResultRow], list[Finding]]:
    """Walk through a stitched document.

    Args:
        headers: the header of each stitched table of the family, by table number.
        furniture: ids of the lines that are page numbers and running headers.
        fiscal_year: of the report; of columns for several years those of this year are read.
        join: makes a text of wrapped lines.
    """
    parts: dict[int, list[Table]] = {}
    for table in document.tables:
        parts.setdefault(table.table_no, []).append(table)
    state = _Walk(family, fiscal_year, parts)
    waiting: list[str] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Line):
                if id(block) not in furniture:
                    waiting.append(block.text)
                continue
            if block.table_no in headers:
                state.heading(waiting, block)
                state.table(block, headers[block.table_no])
            waiting = []
    return [_result(draft, join) for draft in state.drafts], state.findings


def _result(draft: Draft, join: Callable[[Sequence[Line]], str]) -> AgencyResultRow:
    """A draft's row: figures where its cells hold figures; what they print is kept beside."""

    def text(name: str) -> str:
        return one_line(
            " ".join(join(cell.lines) if cell.lines else cell.text for cell in [draft.joined(name)] if cell is not None)
        )

    figures = []
    for name in ("rank", *SCORES, "grade"):
        cells = draft.of_field(name)
        if cells:
            raw = one_line(" ".join(c.text_raw or c.text for c in cells))
            readings = tuple(r for c in cells for r in c.readings)
            figures.append(Figure(name, cells[0].column, raw, text(name), readings))  # type: ignore[arg-type]
    scores = {name: points(text(name)) for name in SCORES}
    groups = [
        g for g in (draft.group, *(one_line(c.text) for c in draft.of_field("agency_group"))) if g and not is_dash(g)
    ]
    rank = re.fullmatch(r"[(]?(\d{1,5})[.)]{0,2}", text("rank").replace(" ", ""))
    return AgencyResultRow(
        page=draft.page,
        table_no=draft.table_no,
        row=draft.row,
        rank=int(rank.group(1)) if rank else None,
        agency=text("agency").strip() or None,
        agency_group=" / ".join(groups) or None,
        score_basis=draft.basis
        if any(scores[name] is not None for name in ("iit", "eit", "oit"))
        else draft.said_basis,
        grade=text("grade") or None,
        figures=tuple(figures),
        row_last=draft.last,
        **scores,
    )
