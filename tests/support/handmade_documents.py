"""Documents by hand: running lines and tables of strings, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.assemble import assemble
from pipeline.model import Cell, Document, Hints, IndicatorRow, Line, MeasureRow, Page, Report, SourceDocument, Table
from pipeline.normalize import normalize

HEADER = ("ตัวชี้วัดย่อย", "คะแนน", "ระดับมาตรการที่ใช้ดำเนินการ", "มาตรการที่ดำเนินการ", "ผลการดำเนินการ", "ผลลัพธ์ของการดำเนินการ")
HEADING = "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ของกรมสรรพากร ประจำปีงบประมาณ พ.ศ. 2566"
Block = str | Sequence[Sequence[object]]


def table(rows: Sequence[Sequence[object]], page: int, table_no: int, reader: str = "pdfium") -> Table:
    """Rows of strings; ``(text, colspan)`` or ``(text, colspan, rowspan)`` for merged cells, None where one covers."""
    cells = []
    columns = max(sum(c[1] if isinstance(c, tuple) else 1 for c in row) for row in rows)  # type: ignore[misc]
    for r, row in enumerate(rows, start=1):
        column = 1
        for value in row:
            text, colspan, rowspan = (*value, 1)[:3] if isinstance(value, tuple) else (value, 1, 1)
            if text is not None:
                lines = tuple(Line(raw=t, paragraph=True) for t in str(text).split("\n") if t)
                cells.append(Cell(page, r, column, lines, colspan=colspan, rowspan=rowspan, reader=reader))  # type: ignore[arg-type]
            column += colspan
    edges = () if reader == "transcript" else tuple(50.0 + 100 * k for k in range(columns + 1))
    return Table(page, table_no, len(rows), columns, tuple(cells), x_edges=edges, reader=reader)  # type: ignore[arg-type]


def document(*pages: Sequence[Block], reader: str = "pdfium", hints: Hints | None = None) -> Document:
    """Pages of lines (strings) and tables (lists of rows)."""
    made, table_no = [], 0
    for number, blocks in enumerate(pages, start=1):
        out: list[Line | Table] = []
        for block in blocks:
            if isinstance(block, str):
                out.append(Line(raw=block, paragraph=True))
            else:
                table_no += 1
                out.append(table(block, number, table_no, reader))
        made.append(Page(number, 842.0, 595.0, reader, blocks=tuple(out)))  # type: ignore[arg-type]
    kind = "transcript" if reader == "transcript" else "pdf"
    return Document(SourceDocument("x", "x", "0" * 64, 1, kind, hints or Hints()), tuple(made))  # type: ignore[arg-type]


def read(*pages: Sequence[Block], reader: str = "pdfium", hints: Hints | None = None) -> Report:
    """Normalize and assemble."""
    return assemble(normalize(document(*pages, reader=reader, hints=hints)))[1]


def codes(report: Report) -> list[tuple[object, ...]]:
    """Code, question, score and level of every indicator."""
    return [(i.code_raw, i.question, i.score, i.level) for i in report.indicators]


def texts(report: Report) -> list[tuple[str | None, str | None, str | None]]:
    """Measure, result and outcome of every measure."""
    return [(m.measure, m.result, m.outcome) for m in report.measures]


def rules(report: Report) -> list[str]:
    """Ids of the findings."""
    return [f.rule for f in report.findings]


__all__ = ["HEADER", "HEADING", "IndicatorRow", "MeasureRow", "codes", "document", "read", "rules", "table", "texts"]
