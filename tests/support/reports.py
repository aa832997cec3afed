"""Reports as transcripts, for archives that tests make."""

from __future__ import annotations

from pathlib import Path

TABLE = """รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส {agency} ประจำปีงบประมาณ พ.ศ. 2566

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ
I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน\t{score}\tยกระดับ\tประกาศขั้นตอน\tประกาศแล้ว\tดีขึ้น
I2 เจ้าหน้าที่ปฏิบัติงานอย่างเท่าเทียม\t91.20\tยกระดับ\tอบรมเจ้าหน้าที่\tอบรมแล้ว\tดีขึ้น
"""


def report(agency: str, score: str = "88.10") -> str:
    """A report of two indicators with a measure each."""
    return TABLE.format(agency=agency, score=score)


def archive_of(tmp_path: Path, *names: str) -> Path:
    """An archive with a report of each name, added to what is there."""
    raw = tmp_path / "raw"
    raw.mkdir(exist_ok=True)
    for name in names:
        (raw / f"{name}.txt").write_text(report(f"กรม {name}"), encoding="utf-8")
    return raw
