"""Tables of scores over page ends: cut questions, scores apart from their text, merged cells."""

from __future__ import annotations

import pytest
from support.handmade_documents import Block
from support.score_sheets import BODY, TITLE, checked_sheet, read_sheet, scored

HEADER = ("ประเด็นการประเมิน", "คะแนนที่ได้")
BEGINNING = "i2 บุคลากรในหน่วยงานของท่าน ปฏิบัติงาน"
REST = "อย่างเท่าเทียมกัน มากน้อยเพียงใด"
PLAN = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. 2567"
ASSESSED = "ตามผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2566"
ABOVE = [
    HEADER,
    ("ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่", "90.00"),
    ("i1 บุคลากรในหน่วยงานของท่าน ปฏิบัติงานตามขั้นตอน มากน้อยเพียงใด", "89.00"),
]
BELOW = ("i3 บุคลากรในหน่วยงานของท่าน มีพฤติกรรมดังนี้ อย่างไร", "91.00")


@pytest.mark.parametrize(
    ("cut", "rest"),
    [
        ((BEGINNING, "92.00"), (REST, "")),
        ((BEGINNING, ""), (REST, "92.00")),
        ((f"{BEGINNING} {REST}", ""), ("", "92.00")),
        (("", "92.00"), (f"{BEGINNING} {REST}", "")),
    ],
    ids=["score with the beginning", "score with the rest", "score alone below", "score alone above"],
)
@pytest.mark.parametrize("repeated", [True, False], ids=["header repeated", "no header"])
def test_a_question_that_a_page_end_cuts(cut: tuple[str, str], rest: tuple[str, str], repeated: bool) -> None:
    pages: list[list[Block]] = [
        [TITLE, BODY, [*ABOVE, cut]],
        [[*([HEADER] if repeated else []), rest, BELOW]],
    ]
    report = read_sheet(*pages)
    assert scored(report) == [
        ("indicator", "IIT", 1, 90.0),
        ("question", "IIT", "I1", 89.0),
        ("question", "IIT", "I2", 92.0),
        ("question", "IIT", "I3", 91.0),
    ]
    item = report.scores[2].item
    assert item is not None
    assert "".join(item.split()) == "".join(f"{BEGINNING[3:]}{REST}".split())
    assert [f.rule for f in checked_sheet(*pages) if f.severity != "info"] == []


def test_a_heading_at_a_page_end_does_not_take_the_score_below_it() -> None:
    report = read_sheet([TITLE, BODY, [*ABOVE, ("ตัวชี้วัดที่ 2 การใช้งบประมาณ", "")]], [[BELOW]])
    assert scored(report)[2:] == [("question", "IIT", "I3", 91.0)]
    assert [r.kind for r in report.rows if "ตัวชี้วัดที่ 2" in r.text] == ["section"]


def test_a_score_without_a_name_at_a_page_end_is_held_back() -> None:
    report = read_sheet([TITLE, BODY, [*ABOVE, ("", "92.00")]], [[BELOW]])
    assert scored(report)[2:] == [("question", "IIT", "I3", 91.0)]
    assert [f.row for f in report.findings if f.rule == "assemble.row_held_back"] == [4]


def test_topics_and_tools_hold_over_merged_and_empty_cells() -> None:
    header = ("ที่", "หัวข้อ", "เครื่องมือการประเมิน", "ข้อคำถาม", "คะแนน", "หมายเหตุ")
    topic = "กระบวนการปฏิบัติงานที่โปร่งใสและมีประสิทธิภาพ"
    first = [
        header,
        (("1", 1, 3), (topic, 1, 3), ("IIT", 1, 2), "i1", "93.62", ""),
        (None, None, None, "i 2", "90.00", ""),
        (None, None, "EIT", "e11", "88.00", ""),
    ]
    below = [header, ("", "", "", "e12", "87.00", ""), ("", "", "OIT", "o12", "100", "")]
    report = read_sheet([PLAN, BODY, ASSESSED, first], [below])
    assert [(s.code, s.tool, s.indicator_no, s.score, s.topic and s.topic.number, s.item) for s in report.scores] == [
        ("I1", "IIT", 1, 93.62, 1, None),
        ("I2", "IIT", 1, 90.0, 1, None),
        ("E11", "EIT", 8, 88.0, 1, None),
        ("E12", "EIT", 8, 87.0, 1, None),
        ("O12", "OIT", 9, 100.0, 1, None),
    ]


def test_the_heading_above_names_the_topic_of_a_table_without_one() -> None:
    table = [("เครื่องมือ", "ข้อคำถาม", "คะแนน"), ("IIT", "i19", "93.62"), ("OIT", "o34", "100.00")]
    report = read_sheet([PLAN, BODY, ASSESSED, "4) กระบวนการกำกับดูแลการใช้ทรัพย์สินของราชการ", table])
    assert [(s.code, s.topic and s.topic.number) for s in report.scores] == [("I19", 4), ("O34", 4)]
