"""A report and what is left of it in one archive: the rows of the whole one are released, whatever the names."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import pipeline

REPORT = (
    "รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส {agency} ประจำปีงบประมาณ พ.ศ. 2566\n\n"
    "ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ\n{rows}"
)
ROWS = [f"I{n}\t8{n}.10\tยกระดับ\tประกาศขั้นตอนการปฏิบัติงานที่ {n}\tประกาศแล้ว\tดีขึ้น\n" for n in range(1, 9)]
DAMAGES = {
    "the last rows are lost": lambda data: data[: data.index(b"I6")],
    "rows amid it are lost": lambda data: data[: data.index(b"I3")] + data[data.index(b"I6") :],
    "a letter is lost": lambda data: data.replace("ประกาศ".encode(), b"\xff" + "ระกาศ".encode(), 1),
    "a block is zero": lambda data: data[:1500] + bytes(200) + data[1700:],
    "a score is another one": lambda data: data.replace(b"84.10", b"48.1\xff"),
}
AGENCIES = (
    *("กรมการแพทย์", "กรมทางหลวง", "กรมป่าไม้", "กรมศุลกากร", "กรมการปกครอง"),
    *("กรมประมง", "กรมที่ดิน", "กรมสรรพากร", "กรมธนารักษ์", "กรมอนามัย"),
)
PAIRS = [(damage, is_first) for damage in DAMAGES for is_first in (True, False)]
"""Each damage, of the copy whose name comes first and of the one whose name comes last."""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of ten reports, each with a damaged copy that is newer."""
    folder = tmp_path_factory.mktemp("copies")
    for agency, (damage, is_first) in zip(AGENCIES, PAIRS, strict=True):
        whole = REPORT.format(agency=agency, rows="".join(ROWS)).encode()
        place = folder / "raw" / agency
        place.mkdir(parents=True)
        for name, data, time in (
            ("m.txt", whole, 1e9),
            ("a.txt" if is_first else "z.txt", DAMAGES[damage](whole), 1.7e9),
        ):
            (place / name).write_bytes(data)
            os.utime(place / name, (time, time))
    pipeline.run(folder / "raw", folder / "out")
    return Path(pipeline.release_path(folder / "out"))


@pytest.mark.parametrize(("agency", "pair"), list(zip(AGENCIES, PAIRS, strict=True)))
def test_the_whole_report_is_released(release: Path, agency: str, pair: tuple[str, bool]) -> None:
    found = [d for d in pq.read_table(release / "documents").to_pylist() if d["source_file"].startswith(f"{agency}/")]
    whole, damaged = sorted(found, key=lambda d: not d["source_file"].endswith("m.txt"))
    assert whole["copy_of"] is None and damaged["copy_of"] == whole["document_id"]
    rows = [row["document_id"] for row in pq.read_table(release / "indicators").to_pylist()]
    assert rows.count(whole["document_id"]) == len(ROWS) and damaged["document_id"] not in rows
    findings = [f for f in pq.read_table(release / "findings").to_pylist() if f["rule"] == "copies.disagree"]
    for document, other in ((whole, damaged), (damaged, whole)):
        said = [f["message"] for f in findings if f["document_id"] == document["document_id"]]
        assert pair[0] == "a letter is lost" or any(other["source_file"] in message for message in said)
