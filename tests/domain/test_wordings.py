"""Wordings without what makes no difference."""

from __future__ import annotations

from pipeline.domain.wordings import compact, compact_title


def test_a_header_wording_has_no_space_punctuation_or_case() -> None:
    assert compact(" ระดับ\nมาตรการ / (Level)\u200b: ") == "ระดับมาตรการlevel"
    assert compact("ก–ข—ค|ง*") == "กขคง"


def test_a_title_has_no_list_number() -> None:
    assert compact_title("๑. การปฏิบัติหน้าที่ (IIT)") == "การปฏิบัติหน้าที่IIT"
    assert compact_title("12) ก ข") == "กข"
    assert compact_title("2566 ก") == "2566ก"
