"""The scheme of a document is told by its headings and codes."""

from __future__ import annotations

import pytest

from pipeline.domain.scheme_evidence import scheme_of, weigh_schemes


@pytest.mark.parametrize(
    ("scheme", "texts", "codes"),
    [
        ("nacc", ["การประเมินคุณธรรมและความโปร่งใสในการดำเนิน", "งานของหน่วยงานภาครัฐ"], []),
        ("nacc", ["ผลการประเมนคุณธรรมและความโปรงใสในการดาเนินงานของหนวยงานภาครัฐ"], []),
        ("nacc", ["คุณธรรมความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"], []),
        ("nacc", ["มาตรการส่งเสริมคุณธรรมและความโปร่งใสประจำปี", "ของเทศบาลนครหนึ่ง"], ["i1", "o12"]),
        ("nacc", ["Integrity and Tranparency Assesment (ITA)"], []),
        ("nacc", [], ["O1", "O2"]),
        ("obec", ["การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของสถานศึกษาออนไลน์"], []),
        ("obec", ["โรงเรียนบ้านหนองน้ำ", "Intergity and Tranparency Assesment"], ["O1"]),
        ("obec", ["ITA Online 2564 โรงเรียนอนุบาลหนึ่ง"], ["OIT1", "OIT2"]),
        ("ovec", ["การประเมินคุณธรรมและความโปร่งใสของสถานศึกษา สังกัดสำนักงานคณะกรรมการการอาชีวศึกษา"], []),
        ("ovec", ["วิทยาลัยเทคนิคบ้านนา", "ผลการประเมินคุณธรรมและความโปร่งใส"], ["O37"]),
        ("moph", ["MOPH Integrity and Transparency Assessment", "ตัวชี้วัดที่ 1 การเปิดเผยข้อมูล"], []),
        ("moph", ["รายการ ITA 2566"], ["EB 1", "EB17"]),
        ("moph", ["ไตรมาสที่ 2"], ["MOIT ๑"]),
        ("police", ["แบบตรวจการเปิดเผยข้อมูลสาธารณะ สถานีตำรวจภูธรหนึ่ง"], ["O.1"]),
        ("police", ["คุณธรรมและความโปร่งใสของหน่วยงานภาครัฐ ของสถานีตำรวจนครบาลหนึ่ง"], ["O.1"]),
        ("police", ["ITAP"], []),
        ("nacc_2561", ["ดัชนีความโปร่งใส", "ดัชนีความพร้อมรับผิด"], []),
        ("nacc", ["ผลการประเมิน ITA", "ดัชนีความโปร่งใส ดัชนีความพร้อมรับผิด"], ["O1", "O2"]),
        ("nacc", ["ผลการประเมินคุณธรรมและความโปร่งใส โรงเรียนมหิดลวิทยานุสรณ์ (องค์การมหาชน)"], ["I1"]),
        ("nacc", ["ITA ของโรงเรียนมหิดลวิทยานุสรณ์"], ["O1"]),
        ("nacc", ["โรงพยาบาลบ้านแพ้ว (องค์การมหาชน)", "ITA"], ["O1"]),
        ("obec", ["โรงเรียนมหิดล", "ITA"], ["O1"]),
        (None, ["รายงานการประเมินตนเอง ระดับหลักสูตร"], ["1.1"]),
        (None, ["แผนปฏิบัติการดิจิทัล (Digital) โรงพยาบาลหนึ่ง"], []),
        (None, ["โรงเรียนวัดหนึ่ง รายงานผลการดำเนินงานประจำปี"], []),
        (None, ["มาตรการส่งเสริมคุณธรรมและความโปร่งใส"], []),
        (None, [], []),
    ],
)
def test_a_scheme_is_told_by_its_names_and_codes(scheme: str | None, texts: list[str], codes: list[str]) -> None:
    assert scheme_of(texts, codes) == scheme


def test_an_assessment_that_ended_is_none_of_a_later_year() -> None:
    text = "ดัชนีความโปร่งใส ดัชนีความพร้อมรับผิด"
    assert scheme_of(text, year=2561) == "nacc_2561"
    assert scheme_of(text, year=2566) is None


def test_the_evidence_names_what_counts() -> None:
    best, second, *_ = weigh_schemes("ITA ของโรงเรียนหนึ่ง", ["O1"])
    assert (best.scheme, second.scheme) == ("obec", "nacc")
    assert best.reasons == ("ITA", "O1", "โรงเรียน")
