"""Reader of the measures families: walks the tables of a report in reading order and drafts its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.assemble.fields import is_code, is_score, list_number, one_line, said_again, split_code, split_level
from pipeline.assemble.measures.columns import CODE_QUESTION, Layout, RowValues, make_layout, read_row
from pipeline.assemble.measures.entry_drafts import Entry, MeasureDraft, Span
from pipeline.assemble.measures.page_breaks import NARRATIVE, Edge, is_open, judge, merges_rows, open_at_end
from pipeline.assemble.tables.header import Header, header_at
from pipeline.domain.family import Family, compact
from pipeline.domain.sections import Section, read_section, read_tool
from pipeline.model import Cell, Document, Finding, Line, Table, Tool

NAMING = ("code", "question", CODE_QUESTION, "score", "score_max", "level", "number")


@dataclass
class Walk:
    """The state of a walk: what is open (tool, section, code), and what was drafted.

    ``alike`` gives for each table the parts of all tables under the same header: what a column holds shows better in many rows.
    """

    family: Family
    alike: dict[int, list[Table]]
    body_bottom: float | None
    tool: Tool | None = None
    section: Section | None = None
    header: Header | None = None
    header_cut: bool = False  # perhaps: it was the last thing on its page
    layout: Layout | None = None
    entry: Entry | None = None
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    printed_again: bool = False
    row_begun: bool = False  # of the code's next measure nothing but the code fitted on the page
    last_values: RowValues | None = None
    last_part: Table | None = None
    last_was_section: bool = False
    leaves_open: bool = False
    scanned: bool = False
    merged: bool = False

    # -- between tables ------------------------------------------------------------------------------------------

    def headings(self, lines: Sequence[str]) -> None:
        """Running lines before a table: they may open a tool or a section."""
        texts = [one_line(t) for t in lines if t.strip()]
        if not texts:
            return
        tool = read_tool(self.family, texts) or read_tool(self.family, ["".join(texts[-2:])])
        if tool is not None:
            self._open_tool(tool)
        for text in texts[-3:]:
            section = read_section(self.family, text, surely=False)
            if section is not None:
                self._open_section(section)

    def _open_tool(self, tool: Tool) -> None:
        self.tool, self.section, self.entry = tool, None, None

    def _open_section(self, section: Section) -> None:
        self.section, self.entry, self.last_was_section = section, None, True

    # -- tables --------------------------------------------------------------------------------------------------

    def table(self, part: Table) -> None:
        """One table part. A header row in it sets the layout; without one the layout of the table before holds."""
        rows = part.by_row()
        self.scanned = part.reader == "ocr"
        top = part.first_row > 1
        skip, ended = 0, False
        for i, row in enumerate(rows):
            if skip:
                skip -= 1
                continue
            here = header_at(self.family, part, i, self.header)
            if here is not None:
                self.header, ended = here, True
                self.layout = make_layout(self.family, here, self.alike.get(part.table_no, [part]))
                skip = here.last - here.first
                continue
            if not any(c.text.strip() for c in row):
                continue
            self._row(part, row, part.first_row + i, top)
            top = ended = False
        self.last_part, self.header_cut = part, ended

    def _row(self, part: Table, row: Sequence[Cell], row_no: int, top: bool) -> None:
        """One row that is no header and not empty."""
        if self._heading_row(part, row, top):
            return
        self.last_was_section = False
        if self.layout is None:
            self._hold_back(row, row_no, part, "no header stands above it")
            return
        if self._sum_row(part, row, row_no):
            return
        values = read_row(self.family, self.layout, part, row, row_no)
        self._section_beside(values)
        if values.unplaced:
            for cell in values.unplaced:
                self._hold_back([cell], row_no, part, "its text suits no column that is still free")
        if (
            top
            and self.header_cut
            and not is_code(one_line(values.text("code")))
            and not any(values.text(s).strip() for s in NARRATIVE)
        ):
            self._hold_back(row, row_no, part, "the page end cut the header above it")
            return
        verdict = (
            judge(values, self._edge(part))
            if top and self.entry is not None and self.last_values is not None
            else "row"
        )
        if verdict == "rest":
            self._rest(values, part, row_no)
            self._fold_repeated()
        elif self._starts_code(values):
            self._new_code(values, part, row_no)
        elif self.entry is None:
            if any(values.text(s).strip() for s in (*NAMING, *NARRATIVE)):
                self._hold_back(row, row_no, part, "it has no code, and none is open above it")
            return
        else:
            self._more(values, part, row_no, row)
        if verdict != "rest" or any(values.text(s).strip() for s in NARRATIVE):
            self.last_values = values

    def _heading_row(self, part: Table, row: Sequence[Cell], top: bool) -> bool:
        """A row over the whole table, or of a single text: a tool, a section, or the rest of a section's title."""
        filled = [c for c in row if c.text.strip()]
        first = filled[0]
        over_all = len(filled) == 1 and first.colspan >= max(2, part.columns - 1)
        alone = len(filled) == 1 and first.column <= 2 and not any(c.rowspan > 1 for c in row if c is not first)
        scored = (
            len(filled) <= 3
            and first.column == 1
            and all(is_score(c.text) or split_level(self.family, c.text) for c in filled[1:])
        )
        if not (over_all or alone or scored):
            return False
        text = one_line(first.text)
        section = read_section(self.family, text, surely=over_all or (alone and part.reader == "transcript"))
        if section is not None and (over_all or alone or _is_known(self.family, section)):
            self._open_section(section)
            return True
        if len(filled) > 1 or (not over_all and not alone):
            return False
        tools = self.family.tools_named(text)
        if len(tools) == 1 and (
            over_all or part.reader == "transcript" or not top
        ):  # at the top of a page it may be a cut question
            self._open_tool(tools[0])
            return True
        if over_all and top and self.last_was_section and self.section is not None:
            self.section = Section(self.section.number, one_line(f"{self.section.title}{text}"))
            return True
        if over_all and not is_code(text) and not split_code(text):
            self._hold_back(row, first.row, part, "a row over the whole table that is neither a section nor a tool")
            return True
        return False

    def _sum_row(self, part: Table, row: Sequence[Cell], row_no: int) -> bool:
        """A row that says it is a mean or a sum, with figures behind it and nothing else."""
        first, *rest = [one_line(c.text) for c in row if c.text.strip()]
        if not compact(first).startswith(self.family.sums) or any(
            not is_score(t) and split_level(self.family, t) is None for t in rest
        ):
            return False
        message = f"page {part.page}, table {part.table_no}, row {row_no} sums up others; its text stays in cells"
        raw = " | ".join([first, *rest])[:300]
        self.findings.append(
            Finding("assemble.sum_row", "info", message, page=part.page, table_no=part.table_no, row=row_no, raw=raw)
        )
        return True

    def _section_beside(self, values: RowValues) -> None:
        """A column of sections: the title beside a row opens one; its rest on the next page, or its repetition, does not."""
        text = one_line(values.text("section"))
        section = read_section(self.family, text, surely=True) if text else None
        if section is not None and (self.section is None or section.number != self.section.number):
            self._open_section(section)
            self.last_was_section = False

    def _edge(self, part: Table) -> Edge:
        """What is known of the row above the page end."""
        assert self.entry is not None and self.last_values is not None and self.last_part is not None
        measures = self.entry.measures
        return Edge(
            values=self.last_values,
            part=self.last_part,
            body_bottom=self.body_bottom,
            producer_leaves_open=self.leaves_open,
            merged=self.merged,
            last_number=_last_number(measures[-1].text("measure")) if measures else None,
            code=one_line(self.entry.text("code")),
            score=one_line(self.entry.text("score")),
            level_alone=bool((level := split_level(self.family, self.last_values.text("measure"))) and not level[2]),
        )

    def _starts_code(self, values: RowValues) -> bool:
        """A row that opens a code: it prints one, or a score of its own. A code printed again with its score goes on."""
        code = one_line(values.text("code"))
        glued = split_code(values.text(CODE_QUESTION))
        score = one_line(values.text("score"))
        if self._prints_again(values) or self._score_again(values):
            return False
        if code and is_code(code):
            return True
        return bool(glued) or bool(code and score) or is_score(score) or bool(score and values.text("level").strip())

    def _prints_again(self, values: RowValues) -> bool:
        """The row repeats the open code, with nothing else for a score or question than that has: its next measure."""
        entry = self.entry
        named = (values.text("code") or values.text(CODE_QUESTION)).strip()
        if entry is None or not named or not (entry.text("code") or entry.text(CODE_QUESTION)).strip():
            return False
        score = compact(values.text("score"))
        known = compact(entry.text("score"))
        if compact(entry.text("code")) != compact(values.text("code")) or (
            score and score != known and not (entry.unread and not known)
        ):
            return False
        return all(said_again(entry.text(s), values.text(s), self.scanned) for s in (CODE_QUESTION, "question"))

    def _score_again(self, values: RowValues) -> bool:
        """The row repeats the open code's score beside a later item of its list; its code moved to the next page."""
        if self.entry is None or (values.text("code") or values.text(CODE_QUESTION)).strip():
            return False
        score, number = compact(values.text("score")), list_number(values.text("measure"))
        return bool(score) and score == compact(self.entry.text("score")) and number is not None and number > 1

    def _new_code(self, values: RowValues, part: Table, row_no: int) -> None:
        entry = Entry(
            span=_span(part, row_no),
            tool=self.tool,
            section_no=self.section.number if self.section else None,
            section_title=self.section.title if self.section else None,
            lines={s: values.lines(s) for s in NAMING if values.lines(s)},
            missing=tuple(m for m in values.missing if m in NARRATIVE)
            if self.layout and self.layout.by_content
            else (),
            unread=values.unread("score"),
        )
        self.entry = entry
        self.printed_again = self.row_begun = False
        self.entries.append(entry)
        self._add_measure(values, part, row_no)

    def _add_measure(self, values: RowValues, part: Table, row_no: int) -> None:
        """Draft a measure of the open code. A result or outcome merged over several measures belongs to each."""
        assert self.entry is not None
        draft = MeasureDraft(_span(part, row_no), {s: values.lines(s) for s in NARRATIVE if values.lines(s)})
        for slot, cell in values.covered.items():
            if slot in NARRATIVE and self.family.fill_down(slot) == "merged" and cell.lines:
                draft.lines[slot] = list(cell.lines)
                draft.span.add(part.table_no, cell.page, cell.row)
        self.entry.measures.append(draft)

    def _more(self, values: RowValues, part: Table, row_no: int, row: Sequence[Cell]) -> None:
        """A row without a code of its own: the next measure, or more text for the one that is open."""
        assert self.entry is not None
        entry = self.entry
        entry.span.add(part.table_no, part.page, row_no)
        repeated = self._prints_again(values)
        self.printed_again = repeated or self._score_again(values)
        self.row_begun = repeated and not any(values.text(s).strip() for s in NARRATIVE)
        if repeated and entry.unread and values.lines("score"):
            entry.lines["score"], entry.unread = values.lines("score"), ()
        for slot in ("question", CODE_QUESTION, "level"):
            if values.lines(slot) and not repeated and compact(values.text(slot)) != compact(entry.text(slot)):
                entry.lines.setdefault(slot, []).extend(values.lines(slot))
        if not any(values.text(s).strip() for s in NARRATIVE):
            return
        last = entry.measures[-1] if entry.measures else None
        if last is not None and not any(last.lines.values()):
            entry.measures.pop()
            last = None
        goes_on = (
            is_open(values) and "measure" not in values.covered
        )  # its measure did not fit and begins on the next page
        if last is None or repeated or goes_on or values.text("measure").strip():
            self._add_measure(values, part, row_no)
            return
        for slot in NARRATIVE:
            if values.lines(slot):
                last.lines.setdefault(slot, []).extend(values.lines(slot))
        last.span.add(part.table_no, part.page, row_no)
        if "measure" not in values.covered:
            self.findings.append(
                Finding(
                    "assemble.measure_missing",
                    "warning",
                    "a row has a result but no measure: its text was added to the measure above; look at the source",
                    page=part.page,
                    table_no=part.table_no,
                    row=row_no,
                    raw=" | ".join(c.text for c in row if c.text.strip())[:300],
                )
            )

    def _rest(self, values: RowValues, part: Table, row_no: int) -> None:
        """The rest of the row that the page end cut: each cell goes on where it was cut."""
        assert self.entry is not None
        entry = self.entry
        entry.span.add(part.table_no, part.page, row_no)
        for slot in NAMING:
            target = slot
            if slot == "question" and CODE_QUESTION in entry.lines and slot not in entry.lines:
                target = CODE_QUESTION
            nameless = not entry.lines.get("code") and split_code(
                values.text(CODE_QUESTION)
            )  # only its score fitted above
            if slot == CODE_QUESTION and slot not in entry.lines and not nameless:
                target = "question"
            if slot == "score" and values.lines(slot) and self._score_stands(values):
                self._hold_back(values.cells[slot], row_no, part, "the score above it is complete")
            elif values.lines(slot) and not (self.printed_again and _ends_with(entry.text(target), values.text(slot))):
                entry.lines.setdefault(target, []).extend(values.lines(slot))
        if not any(values.lines(s) for s in NARRATIVE):
            return
        if not entry.measures or self.row_begun:
            self.row_begun = False
            self._add_measure(values, part, row_no)
            return
        last = entry.measures[-1]
        for slot in NARRATIVE:
            if values.lines(slot):
                last.lines.setdefault(slot, []).extend(values.lines(slot))
        last.span.add(part.table_no, part.page, row_no)

    def _fold_repeated(self) -> None:
        """An entry that the rest of its row shows to repeat the code, question and score before it is that code's next measure."""
        if len(self.entries) < 2 or self.entry is not self.entries[-1]:
            return
        before, entry = self.entries[-2:]
        same = all(compact(before.text(s)) == compact(entry.text(s)) for s in ("code", "score"))
        same = same and all(
            said_again(before.text(s), entry.text(s), self.scanned) for s in (CODE_QUESTION, "question")
        )
        if same and entry.missing == before.missing and (entry.text("code") or entry.text(CODE_QUESTION)).strip():
            before.measures += entry.measures
            before.span.add(entry.span.table_no, entry.span.page_last, entry.span.row_last)
            self.entries.pop()
            self.entry, self.printed_again = before, True

    def _score_stands(self, values: RowValues) -> bool:
        """The open code has a score that more figures would spoil (a header cut by the page end leaves some)."""
        assert self.entry is not None
        score = "".join(self.entry.text("score").split())
        return is_score(score) and not is_score(score + "".join(values.text("score").split()))

    def _hold_back(self, row: Sequence[Cell], row_no: int, part: Table, why: str) -> None:
        text = " | ".join(one_line(c.text) for c in row if c.text.strip())
        self.findings.append(
            Finding(
                "assemble.row_held_back",
                "warning",
                f"page {part.page}, table {part.table_no}, row {row_no} is in no dataset of rows: {why}; its text stays in cells",
                page=part.page,
                table_no=part.table_no,
                row=row_no,
                raw=text[:300],
            )
        )


def _ends_with(text: str, rest: str) -> bool:
    """The rest of a text that was printed again, and cut, is there already."""
    return compact(text).endswith(compact(rest))


def _span(part: Table, row_no: int) -> Span:
    return Span(part.table_no, part.page, part.page, row_no, row_no)


def _is_known(family: Family, section: Section) -> bool:
    return read_section(family, f"{section.number or ''} {section.title}", surely=False) is not None


def _last_number(text: str) -> int | None:
    """The list number that the last numbered paragraph of a measure has."""
    numbers = [n for n in (list_number(t) for t in text.split("\n")) if n is not None]
    return numbers[-1] if numbers else None


def walk(family: Family, document: Document, headers: dict[int, Header], furniture: set[int]) -> Walk:
    """Walk through a stitched document.

    Args:
        headers: the header of each stitched table of the family, by table number.
        furniture: ids of the lines that are page numbers and running headers.
    """
    parts: dict[int, list[Table]] = {}
    for table in document.tables:
        parts.setdefault(table.table_no, []).append(table)
    ours = [t for t in document.tables if t.table_no in headers]
    bottoms = [t.box[3] for t in ours if t.box is not None]
    state = Walk(family, _alike(headers, parts), max(bottoms, default=None))
    state.leaves_open = any(open_at_end(t) for tables in parts.values() for t in tables[:-1])
    state.merged = any(merges_rows(t) for t in ours)
    waiting: list[str] = []
    for page in document.pages:
        for block in page.blocks:
            if isinstance(block, Line):
                if id(block) not in furniture:
                    waiting.append(block.text)
            elif block.table_no in headers:
                state.headings(waiting)
                waiting = []
                state.table(block)
            else:
                waiting = []
    return state


def _alike(headers: dict[int, Header], parts: dict[int, list[Table]]) -> dict[int, list[Table]]:
    groups: dict[tuple[str, ...], list[Table]] = {}
    for number, header in headers.items():
        groups.setdefault(tuple(compact(c.text) for c in header.columns), []).extend(parts.get(number, []))
    return {number: groups[tuple(compact(c.text) for c in header.columns)] for number, header in headers.items()}
