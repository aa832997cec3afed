"""The bodies of the register beside the local authorities: what every row must hold, and known facts."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from pipeline.domain.data_files import read_csv
from pipeline.domain.register.body import Body, provinces, register
from pipeline.domain.register.matcher import matcher_with
from pipeline.domain.register.name_keys import name_key, tidy_name

KINDS = {
    "dp": "กรมหรือเทียบเท่า",
    "se": "รัฐวิสาหกิจ",
    "po": "องค์การมหาชน",
    "un": "สถาบันอุดมศึกษา",
    "fd": "กองทุน",
    "in": "องค์กรอิสระ",
    "ct": "ศาล",
    "ag": "องค์กรอัยการ",
    "pl": "รัฐสภา",
    "ot": "หน่วยงานของรัฐประเภทอื่น",
    "pv": "จังหวัด",
}
BANGKOK = "pv-10"


@pytest.fixture(scope="module")
def others() -> dict[str, Body]:
    return {key: body for key, body in register().items() if not key.startswith("la-")}


def test_ids_and_names_are_unique() -> None:
    rows = list(read_csv("register/other_bodies.csv"))
    assert [i for i, n in Counter(row["body_id"] for row in rows).items() if n > 1] == []
    assert [i for i, n in Counter(row["name_th"] for row in rows).items() if n > 1] == []
    assert [row["body_id"] for row in rows] == sorted(row["body_id"] for row in rows)


def test_a_body_has_the_kind_that_its_id_says(others: dict[str, Body]) -> None:
    wrong = [b.body_id for b in others.values() if b.body_id != BANGKOK and b.kind != KINDS[b.body_id.split("-")[0]]]
    assert wrong == []
    assert others[BANGKOK].kind == "องค์กรปกครองส่วนท้องถิ่นรูปแบบพิเศษ"
    assert all(body_id.isascii() and body_id == body_id.lower() for body_id in others)


def test_every_province_is_a_body(others: dict[str, Body]) -> None:
    of_provinces = {b.province_code: b.name_th for b in others.values() if b.body_id.startswith("pv-")}
    expected = {code: name if code == "10" else "จังหวัด" + name for code, name in provinces().items()}
    assert of_provinces == expected
    assert all(b.province == provinces()[b.province_code] for b in others.values() if b.province_code)


def test_a_replaced_body_leads_to_a_current_one(others: dict[str, Body]) -> None:
    replaced = [b for b in others.values() if b.replaced_by is not None]
    assert replaced
    assert [b.body_id for b in replaced if others[b.replaced_by or ""].status != "current"] == []
    assert {b.status for b in replaced} == {"abolished"}
    assert {b.status for b in others.values()} <= {"current", "abolished"}


def test_years_are_years_of_assessments(others: dict[str, Body]) -> None:
    years = [year for b in others.values() for year in (b.valid_from, b.valid_to) if year is not None]
    assert all(2560 <= year <= 2569 for year in years)
    assert all(b.valid_from is None or b.valid_to is None or b.valid_from <= b.valid_to for b in others.values())


def test_text_is_normalized(others: dict[str, Body]) -> None:
    for body in others.values():
        for text in (body.name_th, body.name_en or "", body.ministry or "", body.source, *body.aliases):
            assert text == unicodedata.normalize("NFC", text).strip(), body.body_id
            assert "  " not in text and "\u0e4d\u0e32" not in text and "เเ" not in text, body.body_id
            assert not any(unicodedata.category(char) in ("Cf", "Cc", "Co") for char in text), body.body_id
        assert body.source, body.body_id
        assert body.certainty in ("published", "likely", "unverified"), body.body_id


def test_no_alias_is_the_name_of_another_body() -> None:
    names = {name_key(tidy_name(body.name_th)): body.body_id for body in register().values()}
    clashes = [
        (body.body_id, alias)
        for body in register().values()
        for alias in body.aliases
        if not body.body_id.startswith("la-") and names.get(name_key(tidy_name(alias)), body.body_id) != body.body_id
    ]
    assert clashes == []


def test_every_name_is_matched_to_its_body(others: dict[str, Body]) -> None:
    matcher = matcher_with()
    assert [b.body_id for b in others.values() if matcher.match(b.name_th).body_id != b.body_id] == []


def test_every_alias_is_matched_to_its_body_or_is_ambiguous(others: dict[str, Body]) -> None:
    matcher = matcher_with()
    wrong = []
    for body in others.values():
        for alias in body.aliases:
            match = matcher.match(alias)
            if match.body_id != body.body_id and body.body_id not in match.candidates:
                wrong.append((body.body_id, alias, match))
    assert wrong == []


@pytest.mark.parametrize(
    ("printed", "body_id"),
    [
        ("สำนักงานปลัดกระทรวงการคลัง", "dp-mof"),
        ("กรมส่งเสริมคุณภาพสิ่งแวดล้อม", "dp-dcce"),
        ("สำนักงาน ก.พ.", "dp-ocsc"),
        ("สนง.คณะกรรมการกฤษฎีกา", "dp-ocs"),
        ("กรมอุทยานแห่งชาติสัตว์ป่าและพันธุ์พืช", "dp-dnp"),
        ("สคบ", "dp-ocpb"),
        ("จ.เชียงใหม่", "pv-50"),
        ("จังหวัดอยุธยา", "pv-14"),
        ("กทม.", "pv-10"),
        ("สถาบันวิจัยและพัฒนาพื้นที่สูง", "po-hrdi"),
        ("สำนักงานพัฒนาธุรกรรมทางอิเล็กทรอนิกส์ (องค์การมหาชน)", "po-etda"),
        ("ศูนย์ส่งเสริมศิลปาชีพระหว่างประเทศ (องค์การมหาชน)", "po-sacit"),
        ("จุฬาฯ", "un-chula"),
        ("มรภ.นครราชสีมา", "un-nrru"),
        ("มทร.อีสาน", "un-rmuti"),
        ("ม.สงขลานครินทร์", "un-psu"),
        ("สถาบันการพลศึกษา", "un-tnsu"),
        ("ท่าอากาศยานไทย จำกัด (มหาชน)", "se-aot"),
        ("ธกส.", "se-baac"),
        ("กฟผ", "se-egat"),
        ("โรงงานยาสูบ", "se-toat"),
        ("ไทยพีบีเอส", "ot-tpbs"),
        ("สปสช.", "ot-nhso"),
        ("สำนักงาน ป.ป.ช.", "in-nacc"),
        ("กยศ.", "fd-slf"),
        ("การประปาส่วนภูมิภาค", "se-pwa"),
        ("สป.กระทรวงการคลัง", "dp-mof"),
        ("บมจ.ปตท.", "se-ptt"),
        ("มหาวิทยาลัยราชภัฎบุรีรัมย์", "un-bru"),
    ],
)
def test_known_bodies_are_found(printed: str, body_id: str) -> None:
    assert matcher_with().match(printed).body_id == body_id


def test_the_register_has_about_as_many_bodies_as_a_year_of_the_assessment(others: dict[str, Body]) -> None:
    counts = Counter(body.kind for body in others.values() if body.status == "current")
    assert counts["จังหวัด"] == 76
    assert sum(name.startswith("มหาวิทยาลัยราชภัฏ") for name in (b.name_th for b in others.values())) == 38
    assert sum(name.startswith("มหาวิทยาลัยเทคโนโลยีราชมงคล") for name in (b.name_th for b in others.values())) == 9
    assert 450 <= sum(counts.values()) <= 490


@pytest.mark.parametrize(
    "name",
    ["มหาวิทยาลัยราชภัฏพัทลุง", "มหาวิทยาลัยราชภัฏน่าน", "กรมทรัพยากรน้ำชุมชน", "สำนักงานหลักประกันการออมแห่งชาติ", "กระทรวงการคลัง"],
)
def test_a_name_of_no_body_is_not_taken_for_one_like_it(name: str) -> None:
    assert matcher_with().match(name).body_id is None


def test_an_abbreviation_of_two_bodies_is_ambiguous() -> None:
    match = matcher_with().match("ทช.")
    assert match.status == "ambiguous"
    assert set(match.candidates) == {"dp-drr", "dp-dmcr"}


def test_a_body_that_became_another_keeps_its_own_id(others: dict[str, Body]) -> None:
    assert others["dp-ohec"].replaced_by == "dp-mhesi"
    assert matcher_with().match("สกอ.").body_id == "dp-ohec"
    assert (others["se-tot"].replaced_by, others["se-tot"].valid_to, others["se-nt"].valid_from) == (
        "se-nt",
        2563,
        2564,
    )
