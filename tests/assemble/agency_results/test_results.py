"""Tables of many bodies' results: headers, groups, page ends, what is no body."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.handmade_documents import document, read, rules

from pipeline.assemble import assemble
from pipeline.check import check
from pipeline.extract.transcript import read_transcript
from pipeline.model import Reading, Report, SourceDocument
from pipeline.normalize import normalize

TITLE = "ประกาศผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ ประจำปีงบประมาณ พ.ศ. 2566"
HEADER = ("ที่", "ชื่อหน่วยงาน", "IIT", "EIT", "OIT", "รวม", "ระดับผลการประเมิน")
BODIES = [
    ("1", "กรมการแพทย์", "98.84", "98.93", "100.00", "99.33", "ผ่านดีเยี่ยม"),
    ("2", "เทศบาลเมืองแสนสุข", "91.59", "97.43", "100.00", "96.71", "ผ่านดี"),
    ("3", "เมืองพัทยา", "89.95", "84.39", "100.00", "92.30", "ผ่าน"),
]
WEIGHTED = [
    ("1", "กรมการแพทย์", "29.69", "28.36", "40.00", "98.05", "ผ่านดี"),
    ("2", "เทศบาลเมืองแสนสุข", "27.69", "29.56", "40.00", "97.25", "ผ่านดี"),
]


def rows(report: Report) -> list[tuple[Any, ...]]:
    return [(r.rank, r.agency, r.iit, r.eit, r.oit, r.total, r.grade) for r in report.results]


def names(report: Report) -> list[str | None]:
    return [r.agency for r in report.results]


EXPECTED = [(int(a), b, float(c), float(d), float(e), float(f), g) for a, b, c, d, e, f, g in BODIES]


def test_a_plain_announcement() -> None:
    report = read([TITLE, [HEADER, *BODIES]])
    assert (report.family, report.title, report.fiscal_year, report.assessment_fiscal_year) == (
        "agency_results",
        TITLE,
        2566,
        2566,
    )
    assert rows(report) == EXPECTED
    assert {r.score_basis for r in report.results} == {"percent"}
    assert [(r.page, r.table_no, r.row) for r in report.results] == [(1, 1, 2), (1, 1, 3), (1, 1, 4)]
    assert rules(report) == []


@pytest.mark.parametrize(
    "header",
    [
        [
            (("ที่", 1, 2), ("ชื่อหน่วยงาน", 1, 2), ("เครื่องมือการประเมิน ITA", 4), ("ระดับ\nผลการประเมิน", 1, 2)),
            (None, None, "IIT", "EIT", "OIT", "รวม", None),
        ],
        [
            (("ลำดับที่", 1, 2), ("หน่วยงาน", 1, 2), ("คะแนนรายเครื่องมือ (ร้อยละ)", 3), ("คะแนนรวม", 1, 2), ("ระดับ", 1, 2)),
            (None, None, "IIT\n(30)", "EIT\n(30)", "OIT\n(40)", None, None),
        ],
        [
            (("อันดับ", 1, 3), ("ส่วนราชการ", 1, 3), ("ผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. 2566", 5)),
            (None, None, ("คะแนนรายเครื่องมือ", 3), ("คะแนน ITA", 1, 2), ("ผลการประเมิน", 1, 2)),
            (None, None, "คะแนน IIT", "คะแนน EIT", "คะแนน OIT", None, None),
        ],
        [
            (
                "ลำดับ",
                "องค์กรปกครองส่วนท้องถิ่น",
                "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)",
                "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)",
                "แบบตรวจการเปิดเผยข้อมูลสาธารณะ (OIT)",
                "ผลคะแนน",
                "ระดับผลการประเมิน (Rating)",
            )
        ],
        [("No.", "รายชื่อหน่วยงาน", "ผู้มีส่วนได้ส่วนเสียภายใน", "ผู้มีส่วนได้ส่วนเสียภายนอก", "การเปิดเผยข้อมูลสาธารณะ", "เฉลี่ย", "เกรด")],
        [("ที่", "ชือหนวยงาน", "lIT", "ElT", "0IT", "รวม", "ระดับผลการประเมน")],
    ],
)
def test_headers_of_one_to_three_rows_in_many_words(header: list[Any]) -> None:
    report = read([TITLE, [*header, *BODIES]])
    assert rows(report) == EXPECTED
    assert rules(report) == []


@pytest.mark.parametrize(
    "header",
    [
        ("#", "หน่วยรับการประเมิน", "IIT", "EIT", "OIT", "คะแนนสุทธิ", "ผลการจัดระดับ"),
        ("อันดับคะแนน", "ชื่อเขตพื้นที่", "แบบวัดที่ 1 IIT", "แบบวัดที่ 2 EIT", "แบบวัดที่ 3 OIT", "ผลคะแนนในภาพรวม", "สรุปผล"),
        ("ที่", "ใครก็ตาม", "IIT", "EIT", "OIT", "รวม", "ระดับ"),
    ],
)
def test_headers_that_nobody_listed(header: tuple[str, ...]) -> None:
    assert rows(read([TITLE, [header, *BODIES]])) == EXPECTED


def test_bodies_under_a_header_nobody_listed_are_not_taken_for_their_group() -> None:
    head = ("ที่", "จังหวัด", "ใครก็ตาม", "IIT", "EIT", "OIT", "รวม", "ระดับ")
    report = read([TITLE, [head, *[(b[0], "น่าน", *b[1:]) for b in BODIES]]])
    assert rows(report) == EXPECTED
    assert {r.agency_group for r in report.results} == {"น่าน"}


def test_a_header_whose_first_row_names_little() -> None:
    head = [
        [("รายชื่อ อบต./เทศบาล", 1, 3), ("ผลการประเมิน", 5)],
        [None, ("เครื่องมือการประเมิน ITA", 3), ("คะแนนรวม", 1, 2), ("สรุปผล", 1, 2)],
        [None, "IIT", "EIT", "OIT", None, None],
    ]
    report = read([TITLE, [*head, *[b[1:] for b in BODIES]]])
    assert [r[1:] for r in rows(report)] == [e[1:] for e in EXPECTED]


def test_columns_in_another_order_and_columns_that_are_not_read() -> None:
    header = ("คะแนนรวม", "ระดับ", "หน่วยงาน", "ตัวชี้วัดที่ 1", "OIT", "IIT", "EIT", "หมายเหตุ")
    table = [(t, g, n, "88.10", o, i, e, "") for _, n, i, e, o, t, g in BODIES]
    assert rows(read([TITLE, [header, *table]])) == [(None, *row[1:]) for row in EXPECTED]


def test_only_a_total_needs_a_heading_that_speaks_of_the_assessment() -> None:
    table = [("ลำดับ", "หน่วยงาน", "คะแนน"), ("1", "กรมการแพทย์", "99.33"), ("2", "กรมบังคับคดี", "96.71")]
    report = read([TITLE, table])
    assert rows(report) == [
        (1, "กรมการแพทย์", None, None, None, 99.33, None),
        (2, "กรมบังคับคดี", None, None, None, 96.71, None),
    ]
    other = read(["ผลการแข่งขันกีฬา ประจำปี 2566", table])
    assert (other.family, rules(other)) == (None, [])
    assert other.skipped is not None


def test_amounts_are_no_scores() -> None:
    table = [("ลำดับ", "หน่วยงาน", "รวม"), ("1", "กรมการแพทย์", "1,250.00"), ("2", "กรมบังคับคดี", "730.00")]
    assert read([TITLE, table]).family is None


@pytest.mark.parametrize(
    ("bodies", "header", "basis"),
    [
        (
            BODIES,
            ("ที่", "หน่วยงาน", "IIT (30)", "EIT (30)", "OIT (40)", "รวม", "ระดับ"),
            "percent",
        ),  # arithmetic outranks the header
        (WEIGHTED, HEADER, "weighted"),
        ([(*row[:5], "", row[6]) for row in WEIGHTED], HEADER, "weighted"),
    ],
)
def test_the_basis_is_told_by_arithmetic(bodies: list[tuple[str, ...]], header: tuple[str, ...], basis: str) -> None:
    assert {r.score_basis for r in read([TITLE, [header, *bodies]]).results} == {basis}


def test_scores_on_both_bases_give_those_of_100() -> None:
    header = [
        (("ที่", 1, 2), ("หน่วยงาน", 1, 2), ("IIT", 2), ("EIT", 2), ("OIT", 2), ("รวม", 1, 2)),
        (None, None, "ถ่วงน้ำหนัก", "ร้อยละ", "ถ่วงน้ำหนัก", "ร้อยละ", "ถ่วงน้ำหนัก", "ร้อยละ", None),
    ]
    body = ("1", "กรมการแพทย์", "29.65", "98.84", "29.68", "98.93", "40.00", "100.00", "99.33")
    both = ("1", "กรมการแพทย์", "98.84 (29.65)", "98.93 (29.68)", "100.00 (40.00)", "99.33", "ผ่านดีเยี่ยม")
    for report in (read([TITLE, [*header, body]]), read([TITLE, [HEADER, both]])):
        assert [(r.iit, r.eit, r.oit, r.total, r.score_basis) for r in report.results] == [
            (98.84, 98.93, 100.0, 99.33, "percent")
        ]


def test_two_years_of_totals_beside_their_difference() -> None:
    header = [
        (("ที่", 1, 2), ("หน่วยงาน", 1, 2), ("คะแนน ITA", 2), ("ผลต่าง", 1, 2)),
        (None, None, "ปี 2565", "ปี 2566", None),
    ]
    report = read(
        [
            TITLE,
            [*header, ("1", "กรมการแพทย์", "88.10", "99.33", "11.23"), ("2", "กรมบังคับคดี", "90.00", "89.00", "-1.00")],
        ]
    )
    assert [(r.rank, r.assessment_fiscal_year, r.total) for r in report.results] == [
        (1, 2566, 99.33),
        (1, 2565, 88.1),
        (2, 2566, 89.0),
        (2, 2565, 90.0),
    ]


@pytest.mark.parametrize("none", ["-", "N/A", "ไม่เข้ารับการประเมิน", ""])
def test_a_year_of_which_a_body_has_no_score_gives_no_row(none: str) -> None:
    header = ("ที่", "หน่วยงาน", "ปี 2565", "ปี 2566")
    report = read([TITLE, [header, ("1", "กรมการแพทย์", none, "99.33"), ("2", "กรมบังคับคดี", "90.00", "89.00")]])
    years = [(r.rank, r.assessment_fiscal_year, r.total) for r in report.results]
    assert years == [(1, 2566, 99.33), (2, 2566, 89.0), (2, 2565, 90.0)]


def test_groups_in_rows_in_columns_and_over_tables() -> None:
    in_rows = read([TITLE, [HEADER, (("กระทรวงสาธารณสุข", 7),), BODIES[0], (("องค์กรปกครองส่วนท้องถิ่น", 7),), *BODIES[1:]]])
    assert [r.agency_group for r in in_rows.results] == [
        "กระทรวงสาธารณสุข",
        "องค์กรปกครองส่วนท้องถิ่น",
        "องค์กรปกครองส่วนท้องถิ่น",
    ]
    header = ("ที่", "จังหวัด", "อำเภอ", "หน่วยงาน", "IIT", "EIT", "OIT", "รวม")
    body = [
        (n, *groups, name, *scores)
        for (n, name, *scores, _), groups in zip(
            BODIES, ([("ชลบุรี", 1, 2), "เมือง"], [None, "ศรีราชา"], ["", "บางละมุง"]), strict=True
        )
    ]
    in_columns = read([TITLE, [header, *body]])
    assert [r.agency_group for r in in_columns.results] == ["ชลบุรี / เมือง", "ชลบุรี / ศรีราชา", "ชลบุรี / บางละมุง"]
    over = read([TITLE, "1. ส่วนราชการระดับกรม", [HEADER, BODIES[0]], "2. เทศบาลเมือง", [HEADER, BODIES[1]]])
    assert [(r.agency_group, r.table_no) for r in over.results] == [("1. ส่วนราชการระดับกรม", 1), ("2. เทศบาลเมือง", 2)]


def test_a_table_runs_over_pages_with_and_without_its_header() -> None:
    for header in ([HEADER], []):
        report = read([TITLE, [HEADER, *BODIES[:1]]], [[*header, *BODIES[1:]]])
        assert rows(report) == EXPECTED
        assert {r.table_no for r in report.results} == {1}
        assert len({r.row for r in report.results}) == 3


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (
            ("2", "สำนักงานสาธารณสุขจังหวัด", "91.59", "97.43", "100.00", "96.71", "ผ่านดี"),
            ("", "กาฬสินธุ์", "", "", "", "", ""),
        ),
        (
            ("2", "สำนักงานสาธารณสุขจังหวัด", "", "", "", "", ""),
            ("", "กาฬสินธุ์", "91.59", "97.43", "100.00", "96.71", "ผ่านดี"),
        ),
        (
            ("", "สำนักงานสาธารณสุขจังหวัด", "", "", "", "", ""),
            ("2", "กาฬสินธุ์", "91.59", "97.43", "100.00", "96.71", "ผ่านดี"),
        ),
    ],
)
def test_a_row_that_the_page_end_cut(above: tuple[str, ...], below: tuple[str, ...]) -> None:
    report = read([TITLE, [HEADER, BODIES[0], above]], [[HEADER, below, BODIES[2]]])
    assert [(r.rank, (r.agency or "").replace(" ", ""), r.total) for r in report.results] == [
        (1, "กรมการแพทย์", 99.33),
        (2, "สำนักงานสาธารณสุขจังหวัดกาฬสินธุ์", 96.71),
        (3, "เมืองพัทยา", 92.3),
    ]


def test_a_rank_that_a_narrow_column_and_the_page_end_cut() -> None:
    above = [("110", *BODIES[0][1:]), ("11", *BODIES[1][1:])]
    report = read([TITLE, [HEADER, *above]], [[HEADER, ("1", "", "", "", "", "", ""), ("112", *BODIES[2][1:])]])
    assert [r.rank for r in report.results] == [110, 111, 112]


def test_sums_means_and_column_numbers_are_no_bodies() -> None:
    numbers = ("(1 )", "(2)", "(3)", "(4)", "(5)", "(6) = (3)+(4)+(5)", "(7)")
    sums = [
        ("", "ค่าเฉลี่ย", "93.46", "93.58", "100.00", "96.11", ""),
        (("รวม 3 หน่วยงาน", 2), "93.46", "93.58", "100.00", "96.11", ""),
    ]
    notes = [(("หมายเหตุ : ข้อมูล ณ วันที่ประกาศ", 7),)]
    made = document([TITLE, [HEADER, numbers, *BODIES, *sums, *notes]])
    made, report = assemble(normalize(made))
    assert rows(report) == EXPECTED
    assert rules(report) == ["assemble.not_a_body"] * 4
    assert [f.rule for f in check(made, report)] == []


def test_thai_numerals_dashes_ties_and_ranks_that_are_merged() -> None:
    table = [
        HEADER,
        (("๑", 1, 2), "กรมการแพทย์", "๙๘.๘๔", "๙๘.๙๓", "๑๐๐.๐๐", "๙๙.๓๓", ("ผ่านดีเยี่ยม", 1, 2)),
        (None, "กรมบังคับคดี", "๙๘.๘๔", "๙๘.๙๓", "๑๐๐", "๙๙.๓๓", None),
        ("๓", "เมืองพัทยา", "-", "-", "-", "-", "-"),
    ]
    report = read([TITLE.replace("2566", "๒๕๖๖"), table])
    assert rows(report) == [
        (1, "กรมการแพทย์", 98.84, 98.93, 100.0, 99.33, "ผ่านดีเยี่ยม"),
        (1, "กรมบังคับคดี", 98.84, 98.93, 100.0, 99.33, "ผ่านดีเยี่ยม"),
        (3, "เมืองพัทยา", None, None, None, None, "-"),
    ]
    assert report.results[0].figure("total").raw == "๙๙.๓๓"  # type: ignore[union-attr]
    assert report.fiscal_year == 2566


def test_provinces_may_be_the_bodies() -> None:
    report = read(
        [TITLE, [("ที่", "จังหวัด", "IIT", "EIT", "OIT", "รวม"), ("1", "น่าน", "98.84", "98.93", "100.00", "99.33")]]
    )
    assert rows(report) == [(1, "น่าน", 98.84, 98.93, 100.0, 99.33, None)]


def test_a_total_under_a_header_nobody_could_read() -> None:
    header = ("ที่", "ชื่อหน่วยงาน", "IIT", "EIT", "OIT", "~", "ระดับผลการประเมิน")
    assert rows(read([TITLE, [header, *BODIES]])) == EXPECTED


def test_scores_and_ranks_under_headers_nobody_could_read() -> None:
    header = ("~", "ชื่อหน่วยงาน", "วท", "", "", "รวม", "ระดับผลการประเมิน")
    unread = [BODIES[0], ("", *BODIES[1][1:]), BODIES[2]]
    assert rows(read([TITLE, [header, *unread]])) == [EXPECTED[0], (None, *EXPECTED[1][1:]), EXPECTED[2]]


def scanned(*header: object, rows: list[tuple[str, ...]]) -> Report:
    """A scanned table: a cell of the header may be (Tesseract's text, the Latin reader's)."""
    from dataclasses import replace

    texts = tuple(cell[0] if isinstance(cell, tuple) else cell for cell in header)
    made = document([TITLE, [texts, *rows]], reader="ocr")
    page, (table,) = made.pages[0], made.tables
    latin = {k: (Reading("latin", cell[1], 0.7),) for k, cell in enumerate(header, 1) if isinstance(cell, tuple)}
    cells = tuple(replace(c, readings=latin[c.column]) if c.row == 1 and c.column in latin else c for c in table.cells)
    made = replace(made, pages=(replace(page, blocks=(page.blocks[0], replace(table, cells=cells))),))
    return assemble(normalize(made))[1]


def test_of_a_scanned_header_the_reading_is_taken_that_names_a_tool() -> None:
    report = scanned(
        "ที่",
        "ชื่อหน่วยงาน",
        ("แบ (30)", "IIT (30)"),
        ("EIT (30)", "EIT (30)"),
        ("0วห (40)", "OIT(40)"),
        "รวม",
        rows=[body[:6] for body in BODIES],
    )
    assert rows(report) == [(*row[:6], None) for row in EXPECTED]


def test_sums_outrank_a_header_that_names_the_wrong_column() -> None:
    header = [
        (("ที่", 1, 2), ("ชื่อหน่วยงาน", 1, 2), ("คะแนนแต่ละเครื่องมือ", 3), ("~", 1, 2), ("ระดับ", 1, 2)),
        (None, None, "~", "EIT (30)", "~", None, None),
    ]
    assert rows(read([TITLE, [*header, *BODIES]])) == EXPECTED
    two = read([TITLE, [*header, *BODIES[:2]]])  # too few rows to say so
    assert all(r.oit is None for r in two.results)


def test_the_bodies_of_a_scan_whose_header_nobody_could_read() -> None:
    table = [body[:6] for body in BODIES]
    report = scanned("ลำดับ", ": 0 ชอ อบ 0", "IIT (30)", "EIT (30)", ".05 (40)", "คะแนน", rows=table)
    assert rows(report) == [(*row[:6], None) for row in EXPECTED]
    assert rows(read([TITLE, [("ลำดับ", "ชอ อบ", "IIT", "EIT", "OIT", "คะแนน"), *table]])) == [
        (*row[:6], None) for row in EXPECTED
    ]


def test_a_document_with_measures_and_results_gives_both() -> None:
    measures = [("รหัส", "ข้อคำถาม", "คะแนน", "มาตรการ", "ผลการดำเนินการ"), ("I1", "ท่านรับรู้", "84.10", "จัดอบรม", "จัดแล้ว")]
    measures.append(("I2", "ท่านเห็นว่า", "80.10", "จัดประชุม", "ประชุมแล้ว"))
    made = document([TITLE, [HEADER, *BODIES], "มาตรการ", measures])
    made, report = assemble(normalize(made))
    assert rows(report) == EXPECTED
    assert [(i.code_raw, i.place.table_no) for i in report.indicators] == [("I1", 2), ("I2", 2)]
    assert report.family == "agency_results"
    assert not [
        f for f in (*report.findings, *check(made, report)) if f.rule in ("check.row_lost", "family.other_table")
    ]


MARKDOWN = f"""# {TITLE}

| ที่ | ชื่อหน่วยงาน | เครื่องมือการประเมิน ITA | | | | ระดับ |
|---|---|---|---|---|---|---|
| | | IIT | EIT | OIT | รวม | |
| ๑ | กรมการแพทย์ | ๙๘.๘๔ | ๙๘.๙๓ | ๑๐๐.๐๐ | ๙๙.๓๓ | ผ่านดีเยี่ยม |
| กลุ่มเทศบาลเมือง | | | | | | |
| ๒ | เทศบาลเมืองแสนสุข | ๙๑.๕๙ | ๙๗.๔๓ | ๑๐๐.๐๐ | ๙๖.๗๑ | ผ่านดี |
| เมืองพัทยา | ๘๙.๙๕ | ๘๔.๓๙ | ๑๐๐.๐๐ | ๙๒.๓๐ | ผ่าน |
"""
HTML = (
    f"<p>{TITLE}</p><table><tr><th rowspan=2>ที่</th><th rowspan=2>หน่วยงาน</th><th colspan=4>คะแนน</th>"
    "<th rowspan=2>ระดับ</th></tr>"
    "<tr><th>IIT</th><th>EIT</th><th>OIT</th><th>รวม</th></tr>"
    + "".join(f"<tr>{''.join(f'<td>{t}</td>' for t in row)}</tr>" for row in BODIES)
    + "</table>"
)
TABS = "\n".join(
    [TITLE, "", "\t".join(HEADER), *("\t".join(row) for row in BODIES[:2]), "", "\t".join(HEADER), "\t".join(BODIES[2])]
)


@pytest.mark.parametrize(
    ("text", "last"), [(MARKDOWN, (None, *EXPECTED[2][1:])), (HTML, EXPECTED[2]), (TABS, EXPECTED[2])]
)
def test_transcripts(text: str, last: tuple[Any, ...], tmp_path: Path) -> None:
    path = tmp_path / "results.txt"
    path.write_text(text, encoding="utf-8")
    source = SourceDocument(str(path), path.name, "0" * 64, path.stat().st_size, "transcript")
    report = assemble(normalize(read_transcript(source)))[1]
    assert rows(report) == [*EXPECTED[:2], last]


def test_a_group_s_heading_that_a_stray_ruling_divides_is_no_lost_row() -> None:
    made = document([TITLE, [HEADER, BODIES[0], ("ส่วน", ("ราชการระดับกรม", 6)), BODIES[1]]], reader="ocr")
    made, report = assemble(normalize(made))
    assert [(r.agency, r.agency_group) for r in report.results] == [
        ("กรมการแพทย์", None),
        ("เทศบาลเมืองแสนสุข", "ส่วน ราชการระดับกรม"),
    ]
    assert not [f for f in check(made, report) if f.rule == "check.row_lost"]
