"""Names that an engine read in a picture get the register's letters where one registered name is near."""

from __future__ import annotations

import pytest
from support import factories

from pipeline.link import settle_names
from pipeline.model import AgencyResultRow, Document, Report, ScoreRow

KNOWN = ("อบต.ชาติตระการ", "อบต.บางน้ำเปรี้ยว", "ทต.บ่อพลอย", "อบต.แม่อูคอ", "อบต.วังทองแดง")
"""Names of the table that are read as registered."""


def settled(
    name: str, *more: str, known: tuple[str, ...] = KNOWN, **context: object
) -> tuple[list[str | None], list[str]]:
    """Return the names of a table's last rows once settled, and the rules of the findings."""
    rows = [AgencyResultRow(1, 1, n, agency=text, scanned=True) for n, text in enumerate(known, 2)]
    last = len(rows) + 2
    rows += [
        AgencyResultRow(1, 1, n, agency=text, agency_raw=text, **{"scanned": True, **context})  # type: ignore[arg-type]
        for n, text in enumerate((name, *more), last)
    ]
    report = settle_names(Document(factories.source()), Report(results=tuple(rows)))
    return [row.agency for row in report.results[len(known) :]], [f.rule for f in report.findings]


@pytest.mark.parametrize(
    ("read", "place", "expected"),
    [
        ("อบต.กองกอย", {"district": "สบเมย", "province": "แม่ฮ่องสอน"}, "อบต.กองก๋อย"),
        ("องค์การบริหารส่วนตำบลขามเปีย", {"province": "อุบลราชธานี"}, "องค์การบริหารส่วนตำบลขามเปี้ย"),
        ("ทต.สาโรง", {"agency_group": "อำเภอสำโรง จังหวัดอุบลราชธานี"}, "ทต.สำโรง"),
        ("อบต.โนนสว่าง", {"province": "อุบลราชธานี"}, "อบต.โนนสวาง"),  # a name that others have, elsewhere
        ("อบต.ซับสมบรณ", {}, "อบต.ซับสมบูรณ์"),
        ("อบต.คลองสร.บัว", {}, "อบต.คลองสระบัว"),
        ("อบต. ไรอ้อย", {}, "อบต. ไร่อ้อย"),
        ("เทศบาลเมืองแจระแม่.", {}, "เทศบาลเมืองแจระแม"),
        ("ทตด.สุเทพ", {"district": "เมืองเชียงใหม่", "province": "เชียงใหม่"}, "ทต.สุเทพ"),
        ("อบตเ.วังน้ำขาว", {}, "อบต.วังน้ำขาว"),
        ("อบตโคกกระชาย", {}, "อบต.โคกกระชาย"),
        ("เทศบาลตำบลหนองไผ่.", {"province": "ขอนแก่น"}, "เทศบาลตำบลหนองไผ่"),
        ("สำนักงานปลัดกระทรวงพาณิชย", {}, "สำนักงานปลัดกระทรวงพาณิชย์"),
        ("เทศบาลตำบลน้าสวย อำเภอเมืองเลย จังหวัดเลย", {"province": "เลย"}, "เทศบาลตำบลน้ำสวย อำเภอเมืองเลย จังหวัดเลย"),
    ],
)
def test_a_misread_name_gets_the_letters_of_the_register_in_the_form_that_is_printed(
    read: str, place: dict[str, str], expected: str
) -> None:
    assert settled(read, **place) == ([expected], ["link.name_settled"])


@pytest.mark.parametrize(
    ("read", "place"),
    [
        ("อบต.โนนสว่าง", {}),  # a name that there is, whatever is printed
        ("อบต.หนองยางเดียว", {}),  # nobody's
        ("อบต.กองกอย", {"province": "เชียงใหม่"}),  # another province
        ("ทต.กองกอย", {"district": "สบเมย", "province": "แม่ฮ่องสอน"}),  # another kind
        ("อบต.หนองกงื", {}),  # หนองกง and หนองกุง are about as near
        ("กองคลัง อบต.กองกอย", {}),
        ("โรงเรียนบ้านกองก๋อย", {}),
    ],
)
def test_what_may_be_printed_so_stays_as_it_is_read(read: str, place: dict[str, str]) -> None:
    assert settled(read, **place) == ([read], [])


def test_a_text_layer_is_never_changed() -> None:
    assert settled("อบต.ซับสมบรณ", scanned=False) == (["อบต.ซับสมบรณ"], [])


def test_a_table_of_other_names_than_the_registers_is_not_changed() -> None:
    schools = tuple(f"โรงเรียนบ้านหนอง{n}" for n in "กขคง")
    assert settled("อบต.ซับสมบรณ", known=schools) == (["อบต.ซับสมบรณ"], [])


def test_two_rows_do_not_become_one_body() -> None:
    assert settled("อบต.ชาติตร.การ") == (["อบต.ชาติตร.การ"], [])  # read as registered in another row
    assert settled("อบต.วังน้าขาว", "อบต.วังนำขาว") == (["อบต.วังน้าขาว", "อบต.วังนำขาว"], [])


def test_the_rows_of_two_years_are_one_body_and_its_scores_have_the_name_too() -> None:
    rows = [AgencyResultRow(1, 1, n, agency=text, scanned=True) for n, text in enumerate(KNOWN, 2)]
    rows += [
        AgencyResultRow(1, 1, 9, agency="อบต.ซับสมบรณ", assessment_fiscal_year=year, scanned=True)
        for year in (2566, 2565)
    ]
    score = ScoreRow(page=1, table_no=1, row=9, column=3, item_kind="indicator", agency="อบต.ซับสมบรณ")
    report = settle_names(Document(factories.source()), Report(results=tuple(rows), scores=(score,)))
    assert [row.agency for row in report.results[-2:]] == ["อบต.ซับสมบูรณ์"] * 2
    assert report.scores[0].agency == "อบต.ซับสมบูรณ์"
    (finding,) = report.findings
    assert (finding.raw, finding.value, finding.severity) == ("อบต.ซับสมบรณ", "อบต.ซับสมบูรณ์", "info")
