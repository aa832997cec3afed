"""The command line ``ita`` in a process of its own, as a user calls it; and small archives for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SMALL_REPORT = """รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส กรมการแพทย์ ประจำปีงบประมาณ พ.ศ. 2566

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ
I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน\t๘๘.๑๐\tยกระดับ\tประกาศขั้นตอน\tประกาศแล้ว\tดีขึ้น
"""
"""A transcript of one code and one measure of กรมการแพทย์."""
REPORT = """รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส {agency} ประจำปีงบประมาณ พ.ศ. 2566

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ
I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน\t{score}\tยกระดับ\tประกาศขั้นตอนการปฏิบัติงานให้เจ้าหน้าที่และประชาชนทราบโดยทั่วกัน\tประกาศแล้ว\tดีขึ้น
"""
AGENCIES = ("กรมการแพทย์", "กรมทางหลวง", "กรมป่าไม้", "กรมศุลกากร")


def ita(
    *args: str | Path, cwd: Path | None = None, stdin: str | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; ``stdin`` is what it reads, ``env`` is added to the environment."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, args)],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=cwd,
        env={**os.environ, **env},
        check=False,
    )


def write_report(raw: Path, n: int, score: str = "88.10", **replaced: str) -> None:
    """Write ``<n>.txt``, a report of the nth agency, with a score and with words replaced by others."""
    text = REPORT.format(agency=AGENCIES[n], score=score)
    for old, new in replaced.items():
        text = text.replace(old, new)
    raw.mkdir(exist_ok=True)
    (raw / f"{n}.txt").write_text(text, encoding="utf-8")
