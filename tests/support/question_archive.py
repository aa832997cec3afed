"""A small archive with known answers to the questions of docs/questions.md: bodies of two provinces, three years."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

ANNOUNCED = {
    2565: {
        "ระนอง": [("อบต.หงาว", 80.0, 80.0, 80.0), ("เทศบาลเมืองระนอง", 90.0, 90.0, 90.0)],
        "ตาก": [("อบต.น้ำรึม", 92.0, 92.0, 92.0)],
    },
    2566: {
        "ระนอง": [("อบต.หงาว", 90.0, 84.0, 90.0), ("เทศบาลเมืองระนอง", 88.0, 88.0, 88.0)],
        "ตาก": [("อบต.น้ำรึม", 70.0, 90.0, 95.0), ("อบต.แม่ท้อ", 95.0, 95.0, 95.0)],
    },
    2567: {
        "ระนอง": [
            ("อบต.หงาว", 93.0, 93.0, 93.0),
            ("อบต.ทรายแดง", 97.0, 97.0, 97.0),
            ("อบต.เกาะพยาม", 93.0, 93.0, 93.0),
            ("เทศบาลเมืองระนอง", 84.0, 84.0, 84.0),
        ],
        "ตาก": [("อบต.น้ำรึม", 90.0, 90.0, 90.0)],
    },
}
"""Per assessment and province: bodies with their scores of IIT, EIT and OIT."""
SHEETS = {
    ("อบต.หงาว", "ระนอง", 2565): {"I1": 70.0, "I2": 75.0, "I3": 80.0, "E1": 82.0, "O1": 0.0},
    ("อบต.หงาว", "ระนอง", 2566): {"I1": 90.0, "I2": 76.0, "I3": 79.0, "E1": 82.5, "O1": 100.0},
    ("เทศบาลเมืองระนอง", "ระนอง", 2565): {"I1": 90.0, "I2": 95.0, "I3": 60.0, "E1": 91.0, "O1": 100.0},
    ("เทศบาลเมืองระนอง", "ระนอง", 2566): {"I1": 91.0, "I2": 94.0, "I3": 66.0, "E1": 92.0, "O1": 100.0},
    ("อบต.น้ำรึม", "ตาก", 2565): {"I1": 80.0, "I2": 85.0, "I3": 70.0, "E1": 88.0, "O1": 100.0},
    ("อบต.น้ำรึม", "ตาก", 2566): {"I1": 86.0, "I2": 88.0, "I3": 69.0, "E1": 87.0, "O1": 0.0},
}
"""Scores of questions, by body, province and assessment."""
TEXTS = {
    "manual": "จัดทำคู่มือการปฏิบัติงานและเผยแพร่ให้ประชาชนทราบ ประจำปีงบประมาณ พ.ศ. {year}",
    "training": "อบรมบุคลากรเรื่องการให้บริการอย่างเท่าเทียม",
    "channel": "เพิ่มช่องทางรับฟังความคิดเห็นของผู้มาติดต่อทางเว็บไซต์",
}
"""Texts of measures; that with a year is the same in every year."""
PLANS = {
    ("อบต.หงาว", "ระนอง", 2566): [("I1", 70.0, "manual"), ("I2", 75.0, "training"), ("O1", 0.0, "channel")],
    ("เทศบาลเมืองระนอง", "ระนอง", 2566): [("I3", 60.0, "manual"), ("E1", 91.0, "channel")],
    ("อบต.น้ำรึม", "ตาก", 2566): [("I1", 80.0, "training"), ("I3", 71.0, "manual")],
}
"""Plans of a year: the code, its score of the assessment before, the text of the measure. One contradicts a sheet."""
REPORTS = {
    ("อบต.หงาว", "ระนอง", 2566): [
        ("I1", 70.0, "manual", True),
        ("I2", 75.0, "training", False),
        ("O1", 0.0, "channel", True),
    ],
    ("เทศบาลเมืองระนอง", "ระนอง", 2566): [("I3", 60.0, "manual", True)],
}
"""Reports of a year: as plans, and whether the measure was carried out. One body has none."""
ANNOUNCEMENT = """ประกาศผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. {year}

จังหวัด{province}

ที่\tหน่วยงาน\tIIT\tEIT\tOIT\tคะแนนรวม
"""
SHEET = """รายงานผลการประเมิน ITA ของ{body} จังหวัด{province} ประจำปีงบประมาณ พ.ศ. {year}

ข้อคำถาม\tคะแนน
"""
PLAN = """มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ของ{body} จังหวัด{province} ประจำปีงบประมาณ พ.ศ. {year}

ประเด็นการประเมิน\tคะแนน\tแนวทาง/มาตรการ\tวิธีการดำเนินการ\tผู้รับผิดชอบ\tระยะเวลา\tการติดตามผล
"""
REPORT = """รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส ของ{body} จังหวัด{province} ประจำปีงบประมาณ พ.ศ. {year}

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการตามมาตรการ\tผลลัพธ์ของการดำเนินการ
"""
ASKED = {
    "I1": "เจ้าหน้าที่ปฏิบัติงานเป็นไปตามขั้นตอนและระยะเวลา",
    "I2": "เจ้าหน้าที่ปฏิบัติงานอย่างเท่าเทียมกัน",
    "I3": "เจ้าหน้าที่มุ่งผลสำเร็จของงาน",
    "E1": "เจ้าหน้าที่ให้บริการเป็นไปตามขั้นตอน",
    "O1": "โครงสร้าง",
}


def write_question_archive(raw: Path) -> None:
    """Write the documents as transcripts."""
    raw.mkdir(parents=True)
    for year, by_province in ANNOUNCED.items():
        for province, rows in by_province.items():
            table = [(n, name, *tools, _total(tools)) for n, (name, *tools) in enumerate(rows, start=1)]
            _write(raw, ANNOUNCEMENT.format(year=year, province=province), table)
    for (body, province, year), scores in SHEETS.items():
        table = [(f"{code} {ASKED[code]}", score) for code, score in scores.items()]
        _write(raw, SHEET.format(body=body, province=province, year=year), table)
    for (body, province, year), planned in PLANS.items():
        table = [
            (
                f"{code} {ASKED[code]}",
                score,
                TEXTS[text].format(year=year),
                "1. ประชุม 2. ดำเนินการ",
                "สำนักปลัด",
                "ตลอดปี",
                "รายงาน",
            )
            for code, score, text in planned
        ]
        _write(raw, PLAN.format(body=body, province=province, year=year), table)
    for (body, province, year), reported in REPORTS.items():
        table = [
            (
                f"{code} {ASKED[code]}",
                score,
                "แก้ไขเร่งด่วน",
                TEXTS[text].format(year=year),
                "ดำเนินการแล้ว" if done else "ไม่ได้ดำเนินการ",
                "บุคลากรเข้าใจและปฏิบัติได้ถูกต้อง" if done else "-",
            )
            for code, score, text, done in reported
        ]
        _write(raw, REPORT.format(body=body, province=province, year=year), table)


def _total(tools: Sequence[float]) -> float:
    iit, eit, oit = tools
    return round(0.3 * iit + 0.3 * eit + 0.4 * oit, 2)


def _write(raw: Path, head: str, rows: Sequence[Sequence[object]]) -> None:
    lines = ["\t".join(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row) for row in rows]
    (raw / f"{len(list(raw.iterdir())):03}.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
