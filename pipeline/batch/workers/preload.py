"""Loads what every worker needs. Imported by the process that workers are forked from, so that they need not each do it."""

from __future__ import annotations

import contextlib
import os
import signal

from pipeline.batch.workers.process_pool import ONE_THREAD

ROWS = (
    ("ตัวชี้วัดย่อย", "คะแนน", "ระดับมาตรการ", "มาตรการที่ดำเนินการ", "ผลการดำเนินการ"),
    ("I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน", "85.00", "ยกระดับ", "ประกาศขั้นตอน", "ประกาศแล้ว"),
)


def warm() -> None:
    """Takes a document of one table through all stages: libraries and tables of knowledge are in memory then."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(ONE_THREAD)
    import pipeline.extract.pdf_reader
    import pipeline.extract.transcript  # noqa: F401
    from pipeline.batch.cache.document_record import record_of
    from pipeline.batch.workers import tasks
    from pipeline.batch.workers.document_stages import attempt, normalized, understood
    from pipeline.model import Cell, Document, Line, Page, SourceDocument, Table

    source = SourceDocument("", "warm.txt", "0" * 64, 0, "transcript")
    cells = tuple(
        Cell(1, r, c, (Line(text),), reader="transcript")
        for r, row in enumerate(ROWS, 1)
        for c, text in enumerate(row, 1)
    )
    page = Page(
        1, 595.0, 842.0, "transcript", 1.0, (Line("รายงานผลการดำเนินการ ปีงบประมาณ พ.ศ. 2566"), Table(1, 1, 2, 5, cells))
    )
    document = attempt(lambda: normalized(Document(source, (page,)), tasks.Clock().lap))
    record_of(understood(source, document, "", tasks.Clock().lap))


with contextlib.suppress(Exception):  # whatever is wrong, the documents will say it, one by one
    warm()
