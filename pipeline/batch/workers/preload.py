"""Loads what every worker needs when it is imported: by the process that workers are forked from, once for all."""

from __future__ import annotations

import contextlib
import os
import signal

from pipeline.batch.workers.process_pool import WORKER_ENVIRONMENT
from pipeline.pandas_import import leave_pandas_out

ROWS = (
    ("ตัวชี้วัดย่อย", "คะแนน", "ระดับมาตรการ", "มาตรการที่ดำเนินการ", "ผลการดำเนินการ"),
    ("I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน", "85.00", "ยกระดับ", "ประกาศขั้นตอน", "ประกาศแล้ว"),
)


def warm_up() -> None:
    """Take a document of one table through all stages, so that libraries and data files are in memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(WORKER_ENVIRONMENT)
    leave_pandas_out()
    import pikepdf  # noqa: F401

    import pipeline.extract.pdf_reader
    import pipeline.extract.transcript  # noqa: F401
    from pipeline.batch.cache.document_record import record_of
    from pipeline.batch.workers import tasks
    from pipeline.batch.workers.document_stages import failure_on_error, interpret, normalized
    from pipeline.model import Cell, Document, Line, Page, SourceDocument, Table

    source = SourceDocument("", "warm.txt", "0" * 64, 0, "transcript")
    cells = tuple(
        Cell(1, r, c, (Line(text),), reader="transcript")
        for r, row in enumerate(ROWS, 1)
        for c, text in enumerate(row, 1)
    )
    page = Page(
        1,
        595.0,
        842.0,
        "transcript",
        1.0,
        (Line("รายงานผลการดำเนินการของกรมการปกครอง ปีงบประมาณ พ.ศ. 2566"), Table(1, 1, 2, 5, cells)),
    )
    document = failure_on_error(lambda: normalized(Document(source, (page,)), tasks.StageTimer().lap))
    record_of(interpret(source, document, "", tasks.StageTimer().lap))


with contextlib.suppress(Exception):  # whatever is wrong, the documents report it, one by one
    warm_up()
