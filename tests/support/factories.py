"""Small reports as the stages hand them on, for tests of what comes after."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from pipeline.model import (
    AgencyResultRow,
    Cell,
    Document,
    Finding,
    Hints,
    IndicatorRow,
    Line,
    MeasureRow,
    Outcome,
    Page,
    Place,
    Report,
    SourceDocument,
    Table,
)


def source(name: str = "2566/a.pdf", **changes: object) -> SourceDocument:
    known = SourceDocument(f"/nowhere/{name}", name, hashlib.sha256(name.encode()).hexdigest(), 1000, "pdf", Hints())
    return replace(known, **changes)  # type: ignore[arg-type]


def table(rows: list[list[str]], page: int = 1, table_no: int = 1, first_row: int = 1) -> Table:
    cells = tuple(
        Cell(
            page,
            first_row + r,
            c + 1,
            (Line(text, text),),
            text,
            box=(c * 10.0, r * 10.0, c * 10.0 + 10, r * 10.0 + 10),
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    )
    return Table(page, table_no, len(rows), max(len(r) for r in rows), cells, first_row)


def _indicator(n: int, measures: int) -> IndicatorRow:
    """The nth code (from 0), whose code was misprinted, over as many rows as it has measures."""
    first = n * measures + 1
    return IndicatorRow(
        n + 1,
        Place(1, 1, 1, first, first + measures - 1),
        "IIT",
        1,
        "การปฏิบัติหน้าที่",
        1,
        f"I{n + 1}",
        f"l{n + 1}",
        "repaired",
        "คำถาม",
        80.5 + n,
        f"{80 + n}.50",
        100.0,
        "แก้ไขเร่งด่วน",
        "urgent_fix",
        measures,
    )


def _measure(code: int, n: int, row: int, text: str) -> MeasureRow:
    """The nth measure (from 0) of a code; every second one was not carried out for want of a budget."""
    implemented = n % 2 == 0
    reason = None if implemented else "งบประมาณ"
    return MeasureRow(
        code + 1, n + 1, Place(1, 1, 1, row, row), text, "ผล", "-", implemented, reason, ("https://example.go.th",)
    )


def outcome(
    name: str = "2566/a.pdf", codes: int = 3, measures: int = 2, year: int | None = 2566, **changes: object
) -> Outcome:
    """A report with ``codes`` codes of ``measures`` measures each, one row of its table per measure."""
    rows = [
        [f"I{c + 1}", f"{80 + c}.50", f"มาตรการที่ {m + 1} ของ I{c + 1} ({name})"]
        for c in range(codes)
        for m in range(measures)
    ]
    page = Page(1, 595.0, 842.0, "pdfium", 0.99, (table(rows),) if rows else (), "ดิบ", "สุก")
    indicators = tuple(_indicator(c, measures) for c in range(codes))
    all_measures = tuple(
        _measure(c, m, c * measures + 1 + m, rows[c * measures + m][2]) for c in range(codes) for m in range(measures)
    )
    report = Report(
        "measures_result",
        "รายงานผล",
        "สำนักงานปลัดกระทรวงการคลัง",
        "กรม",
        None,
        year,
        year and year - 1,
        "inferred",
        indicators,
        all_measures,
    )
    finding = Finding("code-repaired", "info", "l1 was read as I1", 1, 1, 1, 1, "I1", "l1", "I1")
    made = Outcome(Document(source(name), (page,), "Word"), report, (finding,), fingerprint="f" * 64, report_id="r1")
    return replace(made, **changes)  # type: ignore[arg-type]


def results(name: str = "2565/r.pdf", bodies: int = 3, year: int | None = 2565) -> Outcome:
    """An announcement of the results of several bodies."""
    rows = [[str(n + 1), f"หน่วยงาน {n + 1}", "90.00"] for n in range(bodies)]
    found = tuple(
        AgencyResultRow(1, 1, n + 1, n + 1, f"หน่วยงาน {n + 1}", None, 90.0, 90.0, 90.0, 90.0, "percent", "A")
        for n in range(bodies)
    )
    page = Page(1, 595.0, 842.0, "pdfium", 1.0, (table(rows),), "x", "x")
    return Outcome(Document(source(name), (page,)), Report("agency_results", fiscal_year=year, results=found))


def failed(name: str = "broken.pdf") -> Outcome:
    return Outcome(Document(source(name)), failure=f"{name}: the file is truncated; download it again")
