"""Transcripts that are no documents of the assessment, for archives that tests make."""

from __future__ import annotations

from pathlib import Path

QUALITY_ASSURANCE = """รายงานการประเมินตนเอง ประกันคุณภาพการศึกษา ประจำปีงบประมาณ พ.ศ. 2566

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ
ตัวบ่งชี้ที่ 1 การรับนักศึกษา\t4.20\tดี\tประกาศรับสมัคร\tประกาศแล้ว\tดีขึ้น
"""
"""Headed as a report of measures is."""
STAFF = """รายงานอัตรากำลัง

ชื่อ\tตำแหน่ง
ก\tนักวิชาการ
ข\tนิติกร
"""
"""With a table that no family knows."""


def write_others(raw: Path, n: int = 0) -> tuple[str, str]:
    """Write two documents that are skipped, the one nearer to the assessment first; return their names."""
    raw.mkdir(exist_ok=True)
    names = f"zz-quality-{n}.txt", f"a-staff-{n}.txt"
    for name, text in zip(names, (QUALITY_ASSURANCE, STAFF), strict=True):
        (raw / name).write_text(f"{text}เล่มที่ {n}\n", encoding="utf-8")
    return names
