"""The codebook of every scheme and year."""

from __future__ import annotations

import pytest

from pipeline.domain.codebook import (
    all_codes,
    codebook_table,
    codes_of,
    editions,
    indicator_by_title,
    indicators,
    is_complete,
    may_have,
    question_of,
    questions,
    report_order,
    unlisted_codes,
)
from pipeline.domain.scheme import code_of, schemes, tool_of


def test_every_line_has_a_source_and_a_code_of_its_scheme() -> None:
    certainties = {"published", "report", "inferred", "partly", "unverified"}
    for name, year, entry in codebook_table():
        assert entry.source and entry.certainty in certainties, (name, year, entry)
        assert code_of(name, entry.code) == entry.code and tool_of(name, entry.code) == entry.tool
        assert entry.indicator_no in {0, *indicators(name)}
    keys = [(name, year, entry.code) for name, year, entry in codebook_table()]
    assert len(keys) == len(set(keys))


def test_public_bodies_are_meant_where_no_scheme_is_named() -> None:
    assert editions() == editions("nacc")
    assert {code[0] for code in all_codes()} == {"I", "E", "O"}


def test_items_are_renumbered_from_year_to_year() -> None:
    plans = {year: code for year in (2566, 2568, 2569) for code, e in codes_of("nacc", year).items() if e.name == PLAN}
    assert plans == {2566: "O36", 2568: "O25", 2569: "O23"}


PLAN = "แผนปฏิบัติการป้องกันการทุจริต"


@pytest.mark.parametrize(
    ("year", "code", "certainty"),
    [(2569, "O4", "published"), (2569, "O8", "published"), (2568, "O6", "partly"), (2568, "O2", "unverified"),
     (2566, "I1", "report"), (2562, "O1", "partly"), (2562, "O6", "unverified")],
)  # fmt: skip
def test_a_second_source_raises_what_it_agrees_with(year: int, code: str, certainty: str) -> None:
    assert codes_of("nacc", year)[code].certainty == certainty


def test_the_list_of_2562_is_not_known_to_be_whole() -> None:
    assert codes_of("nacc", 2562)["O1"].name == "โครงสร้างองค์กร"
    assert codes_of("nacc", 2562)["O6"].name is None
    assert not is_complete(2562, "OIT") and is_complete(2562, "IIT") and is_complete(2563, "OIT")
    assert may_have(2562, "O48") and not may_have(2562, "I31") and not may_have(2563, "O48")
    assert "O44" in unlisted_codes(2562) and "O43" not in unlisted_codes(2562) and not unlisted_codes(2566)


def test_schools_have_the_items_of_2566_in_later_years_too() -> None:
    assert codes_of("obec", 2567)["O42"].name == codes_of("nacc", 2566)["O42"].name
    assert codes_of("obec", 2566)["O4"].name == "แผนยุทธศาสตร์หรือแผนพัฒนาสถานศึกษา"
    assert codes_of("obec", 2564)["O34"].name == codes_of("nacc", 2564)["O34"].name
    assert codes_of("obec", 2564)["O34"].certainty == "inferred"
    assert "I30" in codes_of("obec", 2566)


def test_other_schemes_have_lists_of_their_own() -> None:
    assert sorted((c for c in codes_of("ovec", 2569) if c[0] == "O"), key=report_order)[-1] == "O37"
    assert codes_of("ovec", 2569)["O22"].name is None  # the one list known prints the name of O19 there
    assert {"MOIT1", "MOIT22", "EB26"} <= set(codes_of("moph", 2566))
    assert codes_of("moph", 2569)["MOIT3"].indicator_no == 2
    assert codes_of("police", 2566)["O1"].name == "โครงสร้าง อัตรากำลัง และข้อมูลผู้บริหาร"
    assert may_have(2566, "O43", "police")
    assert codes_of("nacc_2561", 2561) == {}
    assert codes_of("nacc", None) == codes_of("nacc", max(editions()))


def test_tools_and_numbers_give_the_order_of_a_report() -> None:
    assert sorted(["O1", "E2", "I10", "I9", "MOIT2"], key=report_order) == ["I9", "I10", "E2", "O1", "MOIT2"]


def test_questions_have_scale_and_reversal_where_they_are_known() -> None:
    bribes = question_of("nacc", 2564, "I4")
    assert bribes is not None and bribes.answer_scale == "yes_no" and bribes.reversed_parts == (0,)
    assert bribes.sub_questions[:2] == ("เงิน", "ทรัพย์สิน")
    buying = question_of("nacc", 2564, "I11")
    assert buying is not None and buying.answer_scale == "4_point" and buying.reversed_parts == (2,)
    plan = question_of("nacc", 2564, "I7")
    assert plan is not None and plan.reversed_parts == ()
    assert len({q.code for q in questions() if 2564 in q.seen_in}) == 30


def test_a_code_asks_what_was_seen_in_that_year() -> None:
    in_2566, in_2564 = question_of("nacc", 2566, "I19"), question_of("nacc", 2564, "I19")
    assert in_2566 is not None and in_2566.text.startswith("ท่านรู้แนวปฏิบัติ")
    assert in_2564 is not None and in_2564.text.startswith("บุคลากรในหน่วยงานของท่าน มีการเอาทรัพย์สิน")
    assert in_2566.certainty_in(2566) == "partly" and in_2564.certainty_in(2566) == "unverified"
    assert in_2566.answer_scale is None and in_2566.reversed_parts is None
    assert question_of("nacc", 2567, "I19") is None
    assert question_of("obec", 2564, "I19") == in_2564


@pytest.mark.parametrize(
    ("title", "scheme", "number"),
    [
        ("ตัวชี้วัดที่ 6 คุณภาพการดำเนินงานของหน่วยงาน", "nacc", 6),
        ("ด้านการใช้ทรัพย์สินของทางราชการ", "nacc", 4),
        ("9. การเปิดเผยข้อมูล", "nacc", 9),
        ("การปรับปรุงการทำงาน", "obec", 8),
        ("ตัวชี้วัดที่ 1 การเปิดเผยข้อมูล", "moph", 1),
        ("ดัชนีความพร้อมรับผิด", "nacc_2561", 2),
        ("ความพึงพอใจของผู้รับบริการ", "nacc", None),
        ("ด้าน", "nacc", None),
    ],
)
def test_an_indicator_by_its_title(title: str, scheme: str, number: int | None) -> None:
    assert indicator_by_title(title, name=scheme) == number


def test_no_scheme_lacks_indicators() -> None:
    assert all(indicators(s.name) for s in schemes())
