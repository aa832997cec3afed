from __future__ import annotations

from dataclasses import replace

import pytest
from support import factories

from pipeline.domain.register.body import Body
from pipeline.domain.register.matcher import matcher_with
from pipeline.link import link
from pipeline.link.table_bodies import GroupContext, group_context
from pipeline.model import AgencyResultRow, Document, Line, Page, Report, ScoreRow
from pipeline.model.bodies import BodyMatch

TWICE = "องค์การบริหารส่วนตำบลหนองบัว"


def pages(*lines: str) -> Document:
    text = "\n".join(lines)
    table = factories.table([["ที่", "หน่วยงาน"], ["1", "ก"]])
    page = Page(1, 595.0, 842.0, "pdfium", 1.0, (*(Line(line, line) for line in lines), table), text, text)
    return Document(factories.source(), (page,))


def own(agency: str | None, *lines: str, province: str | None = None) -> BodyMatch | None:
    return link(pages(*lines), Report(agency=agency, province=province)).body


def row(agency: str, **more: object) -> AgencyResultRow:
    return AgencyResultRow(page=1, table_no=1, row=2, agency=agency, **more)  # type: ignore[arg-type]


def linked(*rows: AgencyResultRow, lines: tuple[str, ...] = ()) -> list[tuple[str, str | None]]:
    numbered = tuple(replace(r, row=n) for n, r in enumerate(rows, 2))
    found = link(pages(*lines), Report(results=numbered)).results
    return [(r.body.status, r.body.body_id) for r in found if r.body is not None]


def test_a_name_that_one_body_has_is_its_id() -> None:
    assert own("เทศบาลนครขอนแก่น") == BodyMatch("exact", "la-3400102")
    assert own("ทน.ขอนแก่น") == BodyMatch("variant", "la-3400102")
    assert own(None) is None


def test_a_name_that_several_bodies_have_stays_open_with_its_candidates() -> None:
    match = own(TWICE, "รายงานผลการดำเนินการ")
    assert match is not None and match.status == "ambiguous" and match.body_id is None and len(match.candidates) == 22
    report = link(pages("รายงาน"), Report(agency=TWICE))
    assert [f.rule for f in report.findings] == ["link.ambiguous"] and "22 bodies" in report.findings[0].message


@pytest.mark.parametrize(
    "lines",
    [
        (f"ประกาศ{TWICE}", "อำเภอเมืองกาญจนบุรี จังหวัดกาญจนบุรี"),
        (f"{TWICE} ตำบลหนองบัว อ.เมือง จ.กาญจนบุรี",),
        ("สำนักงาน ป.ป.ช. ประจำจังหวัดกาญจนบุรี",),
    ],
    ids=["next line", "with its subdistrict", "the only province that is named"],
)
def test_the_address_in_the_document_settles_a_name(lines: tuple[str, ...]) -> None:
    match = own(TWICE, *lines)
    assert match is not None and match.body_id == "la-6710115"


@pytest.mark.parametrize(
    "sentence",
    [
        "ด้วยสภาในเขตอำเภอเมือง จังหวัดกาญจนบุรี มีมติเห็นชอบ",
        "ซึ่งตั้งอยู่ที่ อ.เมืองกาญจนบุรี จ.กาญจนบุรี และได้รับหนังสือจากจังหวัดขอนแก่น",
        "ตามที่จังหวัดกาญจนบุรีแจ้ง",
    ],
)
def test_the_sentence_below_the_heading_settles_a_name(sentence: str) -> None:
    match = own(TWICE, f"ประกาศ{TWICE}", "เรื่อง ผลการประเมิน", sentence, "ศาลากลางจังหวัดภูเก็ต")
    assert match is not None and match.body_id == "la-6710115"


def test_a_sentence_that_names_the_places_of_two_candidates_settles_nothing() -> None:
    match = own(TWICE, f"ประกาศ{TWICE}", "เรื่อง", "อำเภอเมือง จังหวัดกาญจนบุรี และอำเภอท่าตูม จังหวัดสุรินทร์")
    assert match is not None and match.status == "ambiguous"


def test_two_provinces_in_the_text_settle_nothing() -> None:
    match = own(TWICE, "จังหวัดกาญจนบุรี", "จังหวัดขอนแก่น")
    assert match is not None and match.status == "ambiguous"


def test_a_district_of_the_province_settles_what_the_province_leaves_open() -> None:
    both = own(TWICE, "จังหวัดสุรินทร์")
    assert both is not None and both.status == "ambiguous"
    one = own(TWICE, "ที่ว่าการอำเภอท่าตูม", "จังหวัดสุรินทร์")
    assert one is not None and one.body_id == "la-6320310"


def test_columns_and_group_rows_say_where_a_body_is() -> None:
    assert linked(row(TWICE, province="กาญจนบุรี")) == [("exact", "la-6710115")]
    assert linked(row(TWICE, agency_group="จังหวัดกาญจนบุรี / อำเภอเมือง")) == [("exact", "la-6710115")]
    assert linked(row("หนองบัว", agency_group="จังหวัดกาญจนบุรี / องค์การบริหารส่วนตำบล (12 แห่ง)")) == [
        ("variant", "la-6710115")
    ]


def test_a_group_that_only_sounds_like_a_place_rules_nothing_out() -> None:
    assert linked(row("เทศบาลนครขอนแก่น", agency_group="กลุ่มจังหวัดภาคตะวันออกเฉียงเหนือ")) == [("exact", "la-3400102")]


def test_the_province_above_a_table_is_that_of_its_rows_unless_they_are_elsewhere() -> None:
    above = ("ผลการประเมิน ITA ขององค์กรปกครองส่วนท้องถิ่นในจังหวัดกาญจนบุรี",)
    assert linked(row(TWICE), lines=above) == [("exact", "la-6710115")]
    elsewhere = linked(row("เทศบาลนครขอนแก่น"), row(TWICE), lines=above)
    assert [status for status, _ in elsewhere] == ["exact", "ambiguous"]


def test_scores_and_items_are_of_the_row_of_their_table_or_of_the_document() -> None:
    report = Report(
        agency="กรมการปกครอง",
        results=(row(TWICE, province="กาญจนบุรี"),),
        scores=(ScoreRow(1, 1, 2, 3, "indicator", agency=TWICE), ScoreRow(1, 9, 2, 3, "total")),
    )
    first, second = link(pages("รายงาน"), report).scores
    assert first.body is not None and first.body.body_id == "la-6710115"
    assert second.body is not None and second.body.body_id == link(pages("รายงาน"), report).body.body_id  # type: ignore[union-attr]


def test_unknown_names_among_known_ones_are_a_finding() -> None:
    rows = (row("เทศบาลนครขอนแก่น"), row("เทศบาลนครนครศรีธรรมราช"), row("โรงเรียนบ้านหนองบัว"))
    findings = link(pages("ผล"), Report(results=tuple(replace(r, row=n) for n, r in enumerate(rows, 2)))).findings
    assert [(f.rule, f.raw) for f in findings] == [("link.unknown", "โรงเรียนบ้านหนองบัว")]


def test_bodies_that_an_archive_adds_are_found() -> None:
    added = (Body("xx-1", "สำนักงานตัวอย่างการทดสอบ", "สำนักงานตัวอย่างการทดสอบ", "กรมหรือเทียบเท่า"),)
    body = link(pages("รายงาน"), Report(agency="สำนักงานตัวอย่างการทดสอบ"), added).body
    assert body == BodyMatch("exact", "xx-1")


@pytest.mark.parametrize(
    ("group", "context"),
    [
        ("จังหวัดขอนแก่น", GroupContext(province="ขอนแก่น")),
        ("จังหวัดขอนแก่น / อำเภอเมือง", GroupContext(district="เมือง", province="ขอนแก่น")),
        ("เทศบาลตำบล", GroupContext(kind="เทศบาลตำบล")),
        ("เทศบาลตำบลในจังหวัดขอนแก่น", GroupContext(kind="เทศบาลตำบล", province="ขอนแก่น")),
        ("กระทรวงมหาดไทย", GroupContext()),
        ("กลุ่มจังหวัดภาคเหนือ", GroupContext()),
        ("องค์การบริหารส่วนจังหวัดและเทศบาล", GroupContext()),
        (None, GroupContext()),
    ],
)
def test_what_group_rows_say(group: str | None, context: GroupContext) -> None:
    assert group_context(group, matcher_with().places) == context
