"""Printed names become bodies: the right one, several candidates, or none."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.register.body import PATTAYA, Body, register
from pipeline.domain.register.matcher import BodyMatcher, matcher_with
from pipeline.domain.thai_digits import to_thai

NONG_BUA = ("องค์การบริหารส่วนตำบลหนองบัว", "เมืองกาญจนบุรี", "กาญจนบุรี")


@pytest.fixture(scope="module")
def matcher() -> BodyMatcher:
    return matcher_with()


def found(matcher: BodyMatcher, name: str, **columns: str) -> tuple[str | None, str | None, str | None] | str:
    """What was found: name, district and province of the body, or the status where there is none."""
    match = matcher.match(name, **columns)
    if match.body_id is None:
        return match.status
    body = matcher.register[match.body_id]
    return body.name_th, body.district, body.province


@pytest.mark.parametrize(
    "name",
    [
        "องค์การบริหารส่วนตำบลหนองบัว อำเภอเมืองกาญจนบุรี จังหวัดกาญจนบุรี",
        "องค์การบริหารส่วนตำบลหนองบัวอำเภอเมืองจังหวัดกาญจนบุรี",
        "อบต.หนองบัว อ.เมือง จ.กาญจนบุรี",
        "อบต.หนองบัวอ.เมืองจ.กาญจนบุรี",
        "อบต หนองบัว อ เมือง จ กาญจนบุรี",
        "อ.บ.ต. หนองบัว ต.หนองบัว อ.เมือง จ.กาญจนบุรี",
        "องค์การบริหารส่วน ตำบล หนอง บัว (อ.เมือง จ.กาญจนบุรี)",
        "ที่ทำการ อบต.หนองบัว (จังหวัดกาญจนบุรี)",
        "สำนักงานองค์การบริหารส่วนตำบลหนองบัว, เมืองกาญจนบุรี, กาญจนบุรี",
        "หนองบัว (อบต.) จ.กาญจนบุรี",
        "อบต.หนองบัว/เมืองกาญจนบุรี/กาญจนบุรี",
        "จังหวัดกาญจนบุรี / อำเภอเมือง / อบต.หนองบัว",
        "หนองบัว อบต. (กาญจนบุรี)",
        "กาญจนบุรี อบต.หนองบัว",
        "จ.กาญจนบุรี อ.เมือง อบต.หนองบัว",
        "อบต.หนองบัว อ.เมือง กาญจนบุรี",
        "อบต.หนองบัว ตำบลหนองบัว อำเภอเมือง จังหวัดกาญจนบุรี 71000",
        "อบต.หนองบัว กาญจนบุรี",
        "อบต.หนองบัว เมืองกาญจนบุรี กาญจนบุรี",
        "๑. อบต.หนองบัว จ.กาญจนบุรี",
        "อบต.\u200bหนองบั\u200bว จังหวัดกาญจนบุรี",
        "อบต.ตำบลหนองบัว จังหวัดกาญจนบุรี",
        "อบต.หนองบัวั จังหวัดกาญจนบุรี",
    ],
)
def test_kind_district_and_province_are_read_in_the_name(matcher: BodyMatcher, name: str) -> None:
    assert found(matcher, name) == NONG_BUA
    assert matcher.match(name).status in ("variant", "near")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("หนองบัว", "อบต."),
        ("หนองบัว", "องค์การบริหารส่วนตำบล"),
        ("อบต.หนองบัว", "องค์กรปกครองส่วนท้องถิ่น"),
        ("อบต.หนองบัว", "ท้องถิ่นขนาดกลาง"),
        ("หนองบัว", "ประเภทองค์การบริหารส่วนตำบล (จำนวน ๓๗ แห่ง)"),
        ("องค์การบริหารส่วนตำบลหนองบัว", ""),
    ],
)
def test_kind_district_and_province_may_stand_in_columns(matcher: BodyMatcher, name: str, kind: str) -> None:
    assert found(matcher, name, kind=kind, district="เมือง", province="กาญจนบุรี") == NONG_BUA
    assert found(matcher, name, kind=kind, district="อ.เมืองกาญจนบุรี") == NONG_BUA
    assert found(matcher, name, kind=kind, province="จ.กาญจนบุรี") == NONG_BUA


@pytest.mark.parametrize(
    ("name", "columns", "status"),
    [
        ("เทศบาลเมืองนครพนม", {}, "exact"),
        ("นครพนม", {"kind": "เทศบาลเมือง"}, "exact"),
        ("กรุงเทพมหานคร", {}, "exact"),
        ("เมืองพัทยา", {}, "exact"),
        ("องค์การบริหารส่วนตำบลหนองบัว", {"province": "กาญจนบุรี"}, "exact"),
        ("ทม.นครพนม", {}, "variant"),
        ("เทศบาลเมือง นครพนม", {}, "variant"),
        ("เทศบาลนครพนม", {"province": "นครพนม"}, "variant"),
        ("เทศบาลนครพนม", {}, "none"),
        ("กทม.", {}, "variant"),
        ("อบต.เทพารักษ์ อ.เมือง จ.สมุทรปราการ", {}, "variant"),
        ("เทศบาลเมืองสุไหงโกลก", {}, "variant"),
        ("เทศบาลเมองนครพนม", {}, "near"),
        ("องคการบริหารสวนตำบลหนองบัว", {"province": "กาญจนบุรี"}, "near"),
        ("อบต.หนองบัว", {"province": "กาญจบบุรี"}, "near"),
        ("อบต.หนองบัว", {"district": "เมืองกาญจบุรี", "province": "กาญจนบุรี"}, "near"),
    ],
)
def test_the_status_says_how_sure_it_is(matcher: BodyMatcher, name: str, columns: dict[str, str], status: str) -> None:
    assert matcher.match(name, **columns).status == status


def test_the_same_name_twice_in_a_district_is_told_by_its_kind(matcher: BodyMatcher) -> None:
    by_place: dict[tuple[str | None, str | None, str], list[Body]] = {}
    for body in register().values():
        if body.dla_code is not None:
            by_place.setdefault((body.province, body.district, body.short_name), []).append(body)
    twice = [bodies for bodies in by_place.values() if len(bodies) > 1]
    assert len(twice) > 500
    for bodies in twice:
        for body in bodies:
            columns = {"district": body.district, "province": body.province}
            assert matcher.match(body.name_th, **columns).body_id == body.body_id
            without_kind = matcher.match(body.short_name, **columns)
            assert (without_kind.status, without_kind.body_id) == ("ambiguous", None)
            assert set(without_kind.candidates) >= {b.body_id for b in bodies}


def test_several_that_fit_are_candidates_in_a_fixed_order(matcher: BodyMatcher) -> None:
    match = matcher.match("อบต.หนองบัว")
    assert match.status == "ambiguous"
    assert len(match.candidates) == 22
    assert list(match.candidates) == sorted(match.candidates)
    assert matcher.match("เทศบาลในเมือง", province="ขอนแก่น").status == "ambiguous"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("อบต.หนองบัว", {"district": "บ้านฝาง", "province": "กาญจนบุรี"}),
        ("อบต.หนองบัว", {"district": "ไม่มีอำเภอนี้"}),
        ("องค์การบริหารส่วนตำบลจองคำผิดทิ้ง", {"district": "ไม่มีอำเภอนี้"}),
        ("เทศบาลนครขอนแกน", {"district": "ไม่มีอำเภอนี้"}),
        ("เขาพระทองคำ", {"kind": "อบต.", "province": "นครศรีธรรมราช"}),
        ("อบต.หนองบัว จ.กาญจนบุรี", {"province": "ขอนแก่น"}),
        ("อบต.หนองบัว", {"kind": "เทศบาลตำบล", "province": "กาญจนบุรี"}),
        ("หนองบัว", {"kind": "โรงเรียน", "province": "กาญจนบุรี"}),
        ("เทศบาลเมืองหนองบัว", {"district": "เมือง", "province": "กาญจนบุรี"}),
        ("เทศบาลนครกาฬสินธุ์", {"province": "กาฬสินธุ์"}),
    ],
)
def test_what_is_printed_and_is_not_the_bodys_rules_it_out(
    matcher: BodyMatcher, name: str, columns: dict[str, str]
) -> None:
    assert found(matcher, name, **columns) == "none"


@pytest.mark.parametrize(
    "name",
    [
        "",
        " -",
        "อบต.",
        "จังหวัด",
        "อำเภอเมืองกาญจนบุรี",
        "โรงเรียนเทศบาล 1",
        "โรงเรียนบ้านหนองบัว จ.กาญจนบุรี",
        "โรงพยาบาลส่งเสริมสุขภาพตำบลหนองบัว",
        "กองคลัง อบต.หนองบัว จ.กาญจนบุรี",
        "นายก อบต.หนองบัว จ.กาญจนบุรี",
        "สภาเทศบาลนครขอนแก่น",
        "สำนักงานสาธารณสุขจังหวัดกาฬสินธุ์",
        "สำนักงานจังหวัดกาญจนบุรี",
        "สำนักงานสรรพากรพื้นที่กาญจนบุรี",
        "ที่ว่าการอำเภอเมืองกาญจนบุรี",
        "สถานีตำรวจภูธรเมืองกาญจนบุรี",
        "วิทยาลัยเทคนิคกาญจนบุรี",
        "กรุงเทพมหานคร จังหวัดกาญจนบุรี",
    ],
)
def test_what_is_no_assessed_body_is_none(matcher: BodyMatcher, name: str) -> None:
    assert found(matcher, name) == "none"


@pytest.mark.parametrize(
    ("name", "columns", "body"),
    [
        ("เทศบาลตำบลเมืองแกลง", {}, "เทศบาลตำบลเมืองแกลง"),
        ("เทศบาลเมืองแกลง", {"district": "แกลง", "province": "ระยอง"}, "เทศบาลตำบลเมืองแกลง"),
        ("เทศบาลเมืองแกลง", {}, None),
        ("เทศบาลตำบลจ.ป.ร.", {}, "เทศบาลตำบลจ.ป.ร."),
        ("ทต.จ.ป.ร. อ.กระบุรี จ.ระนอง", {}, "เทศบาลตำบลจ.ป.ร."),
        ("อบจ.กาญจนบุรี", {}, "องค์การบริหารส่วนจังหวัดกาญจนบุรี"),
        ("องค์การบริหารส่วนจังหวัดกาญจนบุรี จังหวัดกาญจนบุรี", {}, "องค์การบริหารส่วนจังหวัดกาญจนบุรี"),
        ("องค์การบริหารส่วนนครสวรรค์", {}, "องค์การบริหารส่วนจังหวัดนครสวรรค์"),
        ("เทศบาลนครนครราชสีมา", {}, "เทศบาลนครนครราชสีมา"),
        ("เมืองพัทยา อ.บางละมุง จ.ชลบุรี", {}, "เมืองพัทยา"),
        ("จังหวัดชลบุรี/บางละมุง/เมืองพัทยา", {}, "เมืองพัทยา"),
        ("เทศบาลนครนครสวรรค์ จ.นครสวรรค์", {}, "เทศบาลนครนครสวรรค์"),
    ],
)
def test_words_for_places_that_are_part_of_a_name_stay_in_it(
    matcher: BodyMatcher, name: str, columns: dict[str, str], body: str | None
) -> None:
    match = matcher.match(name, **columns)
    assert (matcher.register[match.body_id].name_th if match.body_id else None) == body


@pytest.mark.parametrize(
    ("name", "columns", "status"),
    [
        ("อบต.หนองฝาย", {}, "none"),  # a name like others, though one letter from หนองฝ้าย
        ("อบต.เกาะสอย", {}, "none"),
        ("ทต.ท่าอ้อดอนชัย", {}, "none"),
        ("อบต.หาดข่า", {"province": "เลย"}, "none"),
        ("อบต.หนองบวั", {"district": "เมือง", "province": "กาญจนบุรี"}, "near"),
        ("ทต.พรหมคิรี", {}, "near"),
        ("อบต.บ้านคู่", {"province": "บุรีรัมย์"}, "none"),  # as near to บ้านดู่ as to บ้านคู
        ("อบต.กิโลเมตร5", {}, "none"),
    ],
)
def test_a_name_made_of_words_is_no_slip(matcher: BodyMatcher, name: str, columns: dict[str, str], status: str) -> None:
    assert matcher.match(name, **columns).status == status


def test_two_names_that_a_separator_tells_apart(matcher: BodyMatcher) -> None:
    assert found(matcher, "เทศบาลตำบลเวียง/เชียงแสน") == ("เทศบาลตำบลเวียง", "เชียงแสน", "เชียงราย")
    assert found(matcher, "เทศบาลตำบลเวียงเชียงแสน") == ("เทศบาลตำบลเวียงเชียงแสน", "เชียงแสน", "เชียงราย")
    assert found(matcher, "เทศบาลตำบลเวียง เชียงแสน") == "ambiguous"


def test_an_abbreviation_that_is_a_name_too_is_told_by_what_stands_beside_it(matcher: BodyMatcher) -> None:
    assert matcher.match("สมอ").status == "ambiguous"
    assert found(matcher, "สมอ", district="ปรางค์กู่") == ("องค์การบริหารส่วนตำบลสมอ", "ปรางค์กู่", "ศรีสะเกษ")


def test_a_name_of_another_place_is_no_slip(matcher: BodyMatcher) -> None:
    rng = random.Random(1)
    local = [b for b in register().values() if b.dla_code is not None]
    for body in rng.sample(local, 1500):
        other = rng.choice(local)
        match = matcher.match(body.name_th, district=other.district, province=other.province)
        if match.body_id is not None:
            reached = matcher.register[match.body_id]
            assert (reached.name_th, reached.district) == (body.name_th, other.district)


def _in_thai_digits(name: str) -> str:
    return to_thai(name)


def _spaced(name: str) -> str:
    return name.replace("เทศบาล", "เทศบาล ").replace("ส่วน", "ส่วน ")


def _abbreviated(name: str) -> str:
    for whole, short in (
        ("องค์การบริหารส่วนตำบล", "อบต."),
        ("องค์การบริหารส่วนจังหวัด", "อบจ. "),
        ("เทศบาลตำบล", "ทต."),
        ("เทศบาลเมือง", "ท.ม."),
        ("เทศบาลนคร", "ทน. "),
    ):
        name = name.replace(whole, short, 1) if name.startswith(whole) else name
    return name


def _with_invisible_characters(name: str) -> str:
    return "\u200b".join(name) + "\ufeff"


def _as_office(name: str) -> str:
    return f"สำนักงาน{name}" if name.startswith("เทศบาล") else name


SPELLINGS: list[Callable[[str], str]] = [
    _in_thai_digits,
    _spaced,
    _abbreviated,
    _with_invisible_characters,
    _as_office,
    lambda name: f"  {name}  ",
]
LOCAL = sorted(body.body_id for body in register().values() if body.dla_code is not None)


@given(st.sampled_from(LOCAL), st.lists(st.sampled_from(SPELLINGS), max_size=3), st.sampled_from([0, 1, 2, 3]))
def test_no_spelling_that_keeps_the_identity_leads_to_another_body(
    body_id: str, spellings: list[Callable[[str], str]], places: int
) -> None:
    body = register()[body_id]
    name = body.name_th
    for spelling in spellings:
        name = spelling(name)
    district = body.district if places & 1 else None
    province = body.province if places & 2 else None
    match = matcher_with().match(name, district=district, province=province)
    assert match.body_id == body_id or (match.status == "ambiguous" and body_id in match.candidates)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("กรมทางหลวง (ทล.)", "กรมทางหลวง"),
        ("กรมอนามัย กระทรวงสาธารณสุข", "กรมอนามัย"),
        ("กระทรวงสาธารณสุข กรมอนามัย", "กรมอนามัย"),
        ("กรมอนามัย สังกัดกระทรวงสาธารณสุข", "กรมอนามัย"),
        ("กรมอนามัย กระทรวงมหาดไทย", None),
        ("กรมอนามัย กองคลัง", None),
        ("กรมอนามัย (ทล.)", None),
        ("กระทรวงสาธารณสุข", None),
    ],
)
def test_an_abbreviation_or_the_ministry_may_stand_beside_a_name(
    matcher: BodyMatcher, name: str, body: str | None
) -> None:
    match = matcher.match(name)
    assert (matcher.register[match.body_id].name_th if match.body_id else None) == body


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("อบจ. จังหวัดสุพรรณบุรี", {}),
        ("องค์การบริหารส่วนจังหวัด", {"province": "สุพรรณบุรี"}),
        ("สุพรรณบุรี", {"kind": "อบจ."}),
    ],
)
def test_the_authority_of_a_province_may_be_named_by_the_province(
    matcher: BodyMatcher, name: str, columns: dict[str, str]
) -> None:
    match = matcher.match(name, **columns)
    assert match.body_id is not None
    assert matcher.register[match.body_id].name_th == "องค์การบริหารส่วนจังหวัดสุพรรณบุรี"


PATTAYA_ID = next(body.body_id for body in register().values() if body.name_th == PATTAYA)
PLACED = [
    "{name} อ.{district} จ.{province}",
    "{name} อำเภอ{district} จังหวัด{province}",
    "{name}อำเภอ{district}จังหวัด{province}",
    "{name} ({district} {province})",
    "{name}/{district}/{province}",
    "{name}, อ.{district}, จ.{province}",
    "จ.{province} อ.{district} {name}",
    "จังหวัด{province}/{district}/{name}",
    "{name} {district} {province}",
]


@given(st.sampled_from([i for i in LOCAL if i != PATTAYA_ID]), st.sampled_from(SPELLINGS), st.sampled_from(PLACED))
def test_with_its_place_in_the_text_a_body_is_found_in_any_spelling(
    body_id: str, spelling: Callable[[str], str], placed: str
) -> None:
    body = register()[body_id]
    name = spelling(body.name_th).strip()
    match = matcher_with().match(placed.format(name=name, district=body.district, province=body.province))
    assert match.body_id == body_id or (match.status == "ambiguous" and body_id in match.candidates)


def test_a_body_that_an_archive_adds_is_found_and_one_that_it_names_otherwise_too() -> None:
    from pipeline.domain.register.body import with_added

    added = Body("x-1", "สำนักงานกองทุนทดสอบ", "สำนักงานกองทุนทดสอบ", "กองทุน", aliases=("สงกทส.",))
    more = Body("la-3400102", "", "", "", aliases=("เทศบาลนครแก่น",))
    matcher = BodyMatcher(with_added([added, more]))
    assert matcher.match("สำนักงานกองทุนทดสอบ").body_id == "x-1"
    assert matcher.match("สงกทส.").status == "variant"
    assert matcher.match("เทศบาลนครแก่น").body_id == "la-3400102"
