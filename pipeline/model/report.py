"""What a document says: the rows of its report, and what a run learnt of the document as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from pipeline.model.bodies import BodyMatch
from pipeline.model.pages import Finding, Reading

Tool = Literal["IIT", "EIT", "OIT"]
CodeStatus = Literal["printed", "repaired", "inferred", "unresolved"]
LevelKey = Literal["urgent_fix", "raise"]
FigureName = Literal["rank", "iit", "eit", "oit", "total", "grade"]
Stage = Literal["plan", "result"]
ScoreBasis = Literal["percent", "weighted"]
ItemKind = Literal["total", "tool", "indicator", "question", "sub_question"]


class RowKind(StrEnum):
    """What a row of a recognised table is."""

    HEADER = "header"
    TOOL = "tool"
    SECTION = "section"
    TOPIC = "topic"
    GROUP = "group"
    TOTAL = "total"
    RECORD = "new record"
    NEXT_MEASURE = "next measure"
    CONTINUED = "continued"
    REST = "rest of a cut row"
    REPEATED = "repeated"
    HELD_BACK = "held back"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class RowReading:
    """A row of a recognised table: what it was taken for, and by what evidence.

    Attributes:
        row: number in the stitched table, 1-based.
        reason: a sentence for people.
        text: of its cells, in one line.
    """

    page: int
    table_no: int
    row: int
    kind: RowKind
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: pages, and the rows of the stitched table."""

    page_first: int
    page_last: int
    table_no: int
    row_first: int
    row_last: int


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the topics that reports are divided into from FY 2567 on: its number (1-7) and its title as printed."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One code of a report. ``code`` is None until repaired, and where unresolved. ``scanned``: it was read by OCR.

    ``stage``: the code stands in a plan of measures or in a report of their results.
    ``code_readings`` are what the engines read of a scanned code; ``code_raw`` holds their consensus.
    """

    entry_no: int
    place: Place
    tool: Tool | None = None
    section_no: int | None = None
    section_title: str | None = None
    indicator_no: int | None = None
    code: str | None = None
    code_raw: str | None = None
    code_status: CodeStatus = "unresolved"
    question: str | None = None
    score: float | None = None
    score_raw: str | None = None
    score_max: float | None = None
    level: str | None = None
    level_key: LevelKey | None = None
    measure_count: int = 0
    scanned: bool = False
    code_readings: tuple[Reading, ...] = ()
    stage: Stage = "result"
    topic: Topic | None = None

    @property
    def in_any_order(self) -> bool:
        """Tell whether codes stand in any order around it, and the same one under several topics."""
        return self.stage == "plan" or self.topic is not None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure under a code, keyed by (entry_no, measure_no).

    Attributes:
        issue: what the assessment showed, that the measure answers.
        period: as printed; ``period_start`` and ``period_end`` are its first and its last day, where they are sure.
    """

    entry_no: int
    measure_no: int
    place: Place
    measure: str | None = None
    result: str | None = None
    outcome: str | None = None
    implemented: bool | None = None
    not_implemented_reason: str | None = None
    links: tuple[str, ...] = ()
    issue: str | None = None
    method: str | None = None
    responsible: str | None = None
    period: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    monitoring: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure (or grade) of a results table as its cell has it: what was printed, and what each engine read there.

    Attributes:
        field: of the row that it feeds.
        raw: as printed, in one line; ``text`` is the same normalized.
        readings: empty where no engine was needed.
    """

    field: FigureName
    column: int
    raw: str
    text: str = ""
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyResultRow:
    """One body in a table of results. Scores in points, on ``score_basis``; ``figures`` are its figures as printed.

    ``agency_raw`` is the name as printed, or as an engine read it in a picture (``scanned``).
    ``row_last`` is the last row of the table that it takes, where a page end cut it; None where it is ``row``.
    ``body`` is what the register says of its name; None until linked.
    """

    page: int
    table_no: int
    row: int
    rank: int | None = None
    agency: str | None = None
    agency_group: str | None = None
    iit: float | None = None
    eit: float | None = None
    oit: float | None = None
    total: float | None = None
    score_basis: ScoreBasis | None = None
    grade: str | None = None
    figures: tuple[Figure, ...] = ()
    row_last: int | None = None
    assessment_fiscal_year: int | None = None
    district: str | None = None
    province: str | None = None
    agency_type: str | None = None
    body: BodyMatch | None = None
    agency_raw: str | None = None
    scanned: bool = False

    def figure(self, name: str) -> Figure | None:
        """The cell that a field was read from; None where the row has none."""
        return next((f for f in self.figures if f.field == name), None)


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One printed score of one body: of a score sheet, of a plan's table of scores, or of a table of many bodies.

    Attributes:
        agency: the body that it is of; None where the report is of one body, whose name the report has.
        assessment_fiscal_year: of the score, Buddhist Era; None where it is the report's.
        item: the printed text without its code or number.
        score: in points on ``score_basis``.
        weight: percent of the total that the tool has, where it is printed beside.
        column: of the table, 1-based.
        readings: what OCR engines read in the cell; empty where no engine was needed.
        weight_readings: the same, of the weight.
        code_readings: what the readers of codes read of a question's code; ``code_raw`` holds their consensus.
        body: what the register says of the body that it is of; None until linked, or where no name is known.
    """

    page: int
    table_no: int
    row: int
    column: int
    item_kind: ItemKind
    agency: str | None = None
    assessment_fiscal_year: int | None = None
    tool: Tool | None = None
    indicator_no: int | None = None
    code: str | None = None
    code_raw: str | None = None
    code_status: CodeStatus = "unresolved"
    item: str | None = None
    score: float | None = None
    score_raw: str | None = None
    score_basis: ScoreBasis | None = None
    weight: float | None = None
    grade: str | None = None
    topic: Topic | None = None
    readings: tuple[Reading, ...] = ()
    weight_readings: tuple[Reading, ...] = ()
    body: BodyMatch | None = None
    code_readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class OitItemRow:
    """One item of a checklist of public disclosure (OIT).

    Attributes:
        requirement: what the item asks for.
        links: web addresses, printed or behind the text.
        evidence: what the body shows for it beside its links.
        assessment_fiscal_year, agency: that the heading of its table names; None where they are the document's own.
        body: what the register says of the body; None until linked, or where no name is known.
        code_readings: what the readers of codes read of a scanned code; ``code_raw`` holds their consensus.
    """

    page: int
    table_no: int
    row_first: int
    row_last: int
    code: str | None = None
    code_raw: str | None = None
    code_status: CodeStatus = "unresolved"
    name: str | None = None
    requirement: str | None = None
    links: tuple[str, ...] = ()
    evidence: str | None = None
    remark: str | None = None
    assessment_fiscal_year: int | None = None
    agency: str | None = None
    body: BodyMatch | None = None
    code_readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """One piece of evidence for (weight above 0) or against a table being of the assessment.

    Attributes:
        name: of the signal in ``domain/evidence.yml``.
        seen: the text that gave it, or how much of it there is.
    """

    name: str
    weight: float
    seen: str


@dataclass(frozen=True, slots=True)
class TableEvidence:
    """Whether a table is of a family of the assessment, and by what evidence.

    Attributes:
        family: whose header the table has; None where it has none that is known.
        score: sum of the weights of the signals.
        accepted: its rows are read.
    """

    page: int
    table_no: int
    family: str | None
    score: float
    accepted: bool
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a document says: its family, its heading and its rows.

    Attributes:
        rows: what each row of its recognised tables was taken for, in reading order.
        families: of the tables that gave rows, that of most rows first.
        scheme: whose assessment it is (``domain/schemes``).
        evidence: why each table is taken for one of the assessment, or not.
        skipped: why the document is none of the assessment; None where it is one, or may be.
        body: what the register says of ``agency``; None until linked, or where it has no name.
    """

    family: str | None = None
    title: str | None = None
    agency: str | None = None
    agency_type: str | None = None
    province: str | None = None
    fiscal_year: int | None = None
    assessment_fiscal_year: int | None = None
    assessment_year_basis: str | None = None
    indicators: tuple[IndicatorRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
    results: tuple[AgencyResultRow, ...] = ()
    scores: tuple[ScoreRow, ...] = ()
    oit_items: tuple[OitItemRow, ...] = ()
    findings: tuple[Finding, ...] = field(default=())
    rows: tuple[RowReading, ...] = ()
    families: tuple[str, ...] = ()
    scheme: str | None = None
    evidence: tuple[TableEvidence, ...] = ()
    skipped: str | None = None
    body: BodyMatch | None = None
