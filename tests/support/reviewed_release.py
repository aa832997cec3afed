"""A small release to review: a PDF with findings, and a transcript whose text and name are hostile."""

from __future__ import annotations

import shutil
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pipeline
from pipeline.emit.store.read_datasets import read
from pipeline.emit.store.releases import Release, find

PDF = "results-of-many-bodies.pdf"
HOSTILE_NAME = "<img src=x onerror=alert(1)>.txt"
HOSTILE = "<script>document.title='owned'</script>"
_HEADER = ["ตัวชี้วัดย่อย", "คะแนน", "ระดับมาตรการที่ใช้ดำเนินการ", "มาตรการที่ดำเนินการ", "ผลการดำเนินการ", "ผลลัพธ์/ความสำเร็จ"]
_ROW = (
    "I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน",
    "88.10",
    "แก้ไขเร่งด่วน",
    f"ประกาศ {HOSTILE}".replace("<", "&lt;"),
    "ประกาศแล้ว https://example.org/a javascript:alert(1)",
    '"&gt;&lt;img src=x onerror=alert(2)>',
)
HOSTILE_REPORT = "\n".join(
    (
        "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส กรมการแพทย์ ประจำปีงบประมาณ พ.ศ. 2566",
        "",
        "\t".join(_HEADER),
        "\t".join(_ROW),
        "",
    )
)


def build(home: Path, raw: Path) -> None:
    """Make raw/ and processed/ in a folder; ``raw`` is the archive that the project ships."""
    (home / "raw").mkdir()
    shutil.copy(raw / "2567" / PDF, home / "raw" / PDF)
    (home / "raw" / HOSTILE_NAME).write_text(HOSTILE_REPORT, encoding="utf-8")
    pipeline.run(home / "raw", home / "processed", workers=1)


def release_of(home: Path) -> Release:
    return find(home / "processed", "current")


def id_of(home: Path, name: str) -> str:
    rows = read(release_of(home), "documents", ["document_id", "source_file"]).to_pylist()
    return next(str(row["document_id"]) for row in rows if row["source_file"] == name)


class Inline(Executor):
    """Runs what it is given at once, in the process that gives it."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done
