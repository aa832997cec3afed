"""Plans of measures as lists in running text, by hand: read up to their codes."""

from __future__ import annotations

from collections.abc import Sequence

from support.handmade_documents import Block, document

from pipeline.assemble import assemble
from pipeline.check import check
from pipeline.emit.write.outcome_rows import rows_of
from pipeline.emit.write.validate_rows import row_problems
from pipeline.model import Document, Outcome, Report
from pipeline.normalize import normalize
from pipeline.repair import repair

TITLE = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ของเทศบาลตำบลบ้านใหม่ ประจำปีงบประมาณ พ.ศ. 2567"


def read_list(*pages: Sequence[Block], reader: str = "pdfium") -> tuple[Document, Report]:
    """Read pages of lines and tables under the title of a plan, as far as repair; their rows hold together."""
    first, *others = pages
    found, report = assemble(normalize(document([TITLE, *first], *others, reader=reader)))
    report = repair(report)
    assert row_problems(rows_of(Outcome(found, report, report.findings))) == []
    return found, report


def outcome_of(*pages: Sequence[Block]) -> Outcome:
    """The same with what check says."""
    found, report = read_list(*pages)
    return Outcome(found, report, (*report.findings, *check(found, report)))
