"""Totals that prose states, and numbers that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.stated_scores import stated_totals
from pipeline.domain.thai_digits import to_thai

TOTAL = "พบว่ามีผลคะแนน 93.72 คะแนน อยู่ในระดับ ผ่านดี"


def scores(text: str) -> list[float]:
    return [total.score for total in stated_totals(text)]


@pytest.mark.parametrize(
    ("text", "score", "grades"),
    [
        (TOTAL, 93.72, ("ผ่านดี",)),
        ("พบว่ามีผล\nคะแนน 95.92 คะแนน อยู่ใน\nระดับ ผ่านดี\nเยี่ยม", 95.92, ("ผ่านดีเยี่ยม",)),
        ("ได้คะแนนจำนวน 77.70คะแนน จากคะแนนเต็ม 100 คะแนน โดยผลการประเมินอยู่ในระดับ B", 77.7, ("B",)),
        ("มีผลคะแนนภาพรวม 93.31 คะแนน อยู่ในระดับ A โดยมีรายละเอียด", 93.31, ("A",)),
        ("ได้คะแนน 92.75 คะแนน ระดับ ผ่านดี จึงกำหนดมาตรการ", 92.75, ("ผ่านดี",)),
        ("ระดับ A ได้ 89.81 คะแนนจาก 100 คะแนน", 89.81, ("A",)),
        ("ได้คะแนนรวม 65.38 ระดับ C", 65.38, ("C",)),
        ("ได้คะแนน 96.04 (ผ่าน) ระดับ AA โดยมีคะแนนเพิ่มขึ้น 1.52 คะแนน", 96.04, ("ผ่าน", "AA")),
        ("คะแนน 97.90 อยู่ในเกณฑ์ : ผ่านดี", 97.9, ("ผ่านดี",)),
        ("88.37 คะแนน จากคะแนนเต็ม 100 คะแนน โดยมีผลการประเมินระดับ A", 88.37, ("A",)),
        ("โดยได้ผล ๙๕.๖๒ คะแนน", 95.62, ()),
        ("มีคะแนนเฉลี่ย 86.48 คะแนน อันดับที่ 14 จาก 26 หน่วยงาน และเป็นอันดับที่ 908 ของประเทศ", 86.48, ()),
        ("ได้คะแนะน 45.32 ระดับ F", 45.32, ("F",)),
        ("84.15 ระดับ B แต่ผลการประเมินไม่ผ่าน", 84.15, ("B",)),
        ("มีคะแนนรวมร้อยละ 86.50 “สูงมาก”", 86.5, ("สูงมาก",)),
        ("มีคะเเนนรวม 90.10 คะเเนน", 90.1, ()),
        ("ได้คะแนน 0.00 คะแนน", 0.0, ()),
        ("คะแนนเพิ่มขึ้นเป็น 93.72 คะแนน", 93.72, ()),
        ("จากแบบวัด IIT EIT และ OIT พบว่าได้คะแนนรวม 93.31 คะแนน", 93.31, ()),
        ("การประเมินทั้ง 10 ตัวชี้วัด พบว่าได้คะแนน 93.31 คะแนน", 93.31, ()),
    ],
)
def test_a_total_and_its_grade(text: str, score: float, grades: tuple[str, ...]) -> None:
    totals = stated_totals(text)
    assert [(total.score, total.grades) for total in totals] == [(score, grades)]


@pytest.mark.parametrize(
    "text",
    [
        "93.72",
        "เพิ่มขึ้น 1.52 คะแนน",
        "มีคะแนนสูงกว่าปีที่ผ่านมา 3.63 คะแนน",
        "มีคะแนนลดลงจากปี 2564 จำนวน 2.25 คะแนน",
        "ติดลบถึงร้อยละ -32.97 อยู่ในระดับ D",
        "ค่าเฉลี่ยระดับประเทศได้คะแนน 81.25 คะแนน",
        "ผลการประเมินภาพรวมระดับประเทศมีคะแนน 90.19 คะแนน อยู่ในระดับ A",
        "คะแนนเฉลี่ยของหน่วยงานในสังกัด 90.19 คะแนน",
        "อยู่ที่ราวร้อยละ 5-15",
        "ได้คะแนนระหว่าง 85.00 – 94.99 คะแนน อยู่ในระดับ A",
        "ค่าเป้าหมายคะแนนรวม 85 คะแนน",
        "ได้คะแนนไม่น้อยกว่า 85 คะแนน",
        "ได้คะแนน 85 คะแนนขึ้นไป",
        "มีผลการประเมินด้านการใช้ทรัพย์สินของทางราชการ มีค่าต่ำสุดเท่ากับ 85.15 โดยมีข้อเสนอ",
        "ตัวชี้วัดที่ 1 การปฏิบัติหน้าที่ ได้คะแนน 97.81 คะแนน อยู่ในระดับ A",
        "การเปิดเผยข้อมูล ได้คะแนน 100 คะแนน",
        "ได้คะแนน 100 คะแนน ด้าน การป้องกันการทุจริต",
        "ดัชนีความโปร่งใส ได้คะแนนเท่ากับร้อยละ 87.62 อยู่ในระดับสูงมาก",
        "แบบวัด IIT ได้คะแนน 92.31 คะแนน",
        "ภาพรวมความพึงพอใจได้คะแนน 92.40 คะแนน อยู่ในระดับดี",
        "ปี 2565 และปี 2566 ได้คะแนน 89.81 และ 93.72 คะแนน ตามลำดับ",
        "ได้คะแนนรวม 1,255.49 คะแนน",
        "ได้คะแนนรวม 100.5 คะแนน",
        "คะแนนรวม\t93.04\tผ่านดี",
    ],
)
def test_a_number_that_is_no_total(text: str) -> None:
    assert scores(text) == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (f"ประจำปี\nงบประมาณ พ.ศ. ๒๕๖๖ {TOTAL}", [2566]),
        (f"มาตรการประจำปีงบประมาณ พ.ศ. 2567 ผลการประเมิน ปีงบประมาณ พ.ศ. 2566 {TOTAL}", [2566]),
        (f"ผลการประเมิน ITA 2566 ของหน่วยงาน {TOTAL}", [2566]),
        ("ได้คะแนน 93.72 คะแนน ในปีงบประมาณ พ.ศ. 2566", [2566]),
        ("ในปี 2565 ได้ 87.20 คะแนน (ระดับ A) ลดลงจากปี 2564 จำนวน 2.25 คะแนน", [2565]),
        ("ในปี 2565 ได้ 87.20 คะแนน ลดลงจากปี 2564 ซึ่งได้คะแนน 89.45 คะแนน", [2565, 2564]),
        ("ในปี 2565 เมื่อเทียบกับปี 2564 หน่วยงานได้คะแนน 87.20 คะแนน", [2565]),
        ("ปี 2560 ได้ 77.57 คะแนน ปี 2561 ได้ 81.41 คะแนน และปี 2562 ได้ 86.63 คะแนน ระดับ A", [2560, 2561, 2562]),
        ("ปี 2565 ได้ 89.81 คะแนน และต่อมาได้คะแนนรวม 93.72 คะแนน", [2565, None]),
        (f"ปีงบประมาณ พ.ศ. 2566\n\n{TOTAL}", [None]),
        (f"แผนประจำปีงบประมาณ พ.ศ. 2567 {TOTAL}", [None]),
    ],
)
def test_the_year_that_is_bound_to_a_total(text: str, years: list[int | None]) -> None:
    assert [total.fiscal_year for total in stated_totals(text)] == years


def test_a_hint_dates_only_what_the_text_leaves_open() -> None:
    def dated(text: str) -> tuple[int | None, str | None]:
        (total,) = stated_totals(text, year_hint=2566)
        return total.fiscal_year, total.year_basis

    assert dated(TOTAL) == (2566, "hint")
    assert dated(f"ปี 2565 {TOTAL}") == (2565, "printed")
    assert dated(f"เมื่อ 5 กันยายน 2565 {TOTAL}") == (None, None)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (f"ผลการประเมินของเทศบาลนครใหญ่ ปีงบประมาณ พ.ศ. 2566 {TOTAL}", "เทศบาลนครใหญ่"),
        ("องค์การ\nบริหารส่วนตำบลปากน้ำเหนือ ได้คะแนน 92.75 คะแนน", "องค์การบริหารส่วนตำบลปากน้ำเหนือ"),
        ("เทศบาลตำบลจุน อำเภอจุน จังหวัดพะเยา มีผลการประเมิน 90.50 คะแนน", "เทศบาลตำบลจุน"),
        ("สำนักงาน ป.ป.ช. ประกาศผล กรมตัวอย่าง ได้ 87.20 คะแนน", "กรมตัวอย่าง"),
        ("สำนักงาน ป.ป.ช. ประกาศว่า หน่วยงานได้คะแนน 87.20 คะแนน", None),
        (TOTAL, None),
    ],
)
def test_whose_total_it_is(text: str, body: str | None) -> None:
    assert [total.body for total in stated_totals(text)] == [body]


def test_each_body_has_its_own() -> None:
    text = "เทศบาลตำบลเหนือ ได้คะแนน 97.61 คะแนน และเทศบาลตำบลใต้น้ำ ได้คะแนน 95.02 คะแนน"
    assert [(t.body, t.score) for t in stated_totals(text)] == [("เทศบาลตำบลเหนือ", 97.61), ("เทศบาลตำบลใต้น้ำ", 95.02)]


def test_what_a_total_is_of() -> None:
    assert [t.out_of for t in stated_totals("ได้คะแนน 77.70คะแนน จากคะแนนเต็ม 100 คะแนน")] == [100.0]
    assert [t.out_of for t in stated_totals(TOTAL)] == [None]


@given(
    st.integers(0, 10000).map(lambda n: f"{n / 100:.2f}"),
    st.sampled_from(["", "\n", " ", "  "]),
    st.sampled_from(["A", "B", "AA", "ผ่านดี", "ต้องปรับปรุงโดยด่วน"]),
    st.integers(2562, 2575),
    st.booleans(),
)
def test_score_grade_year_and_place_come_back(score: str, gap: str, grade: str, year: int, thai: bool) -> None:
    text = f"ปีงบประมาณ{gap}พ.ศ. {year} พบว่ามี{gap}ผลคะแนน{gap}{score}{gap}คะแนน{gap}อยู่ใน{gap}ระดับ {grade}"
    text = to_thai(text) if thai else text
    (total,) = stated_totals(text)
    assert (total.score, total.grades, total.fiscal_year) == (float(score), (grade,), year)
    assert text[total.start : total.end] == total.score_raw


@given(st.text(max_size=60) | st.text(alphabet="ได้คะแนน 0123456789.-ระดับA\nปี¶", max_size=60))
def test_totals_are_pieces_of_any_text(text: str) -> None:
    for total in stated_totals(text):
        assert 0 <= total.score <= 100 and text[total.start : total.end] == total.score_raw
