"""Ten indicators per body: columns named or numbered, beside tools or alone, under headers that nobody can read."""

from __future__ import annotations

from typing import Any

import pytest
from support.handmade_documents import read
from support.result_tables import BODIES, NAMES, TITLE, BodyFigures

from pipeline.model import Report

NUMBERED = [f"ตัวชี้วัดที่ {n}" for n in range(1, 11)]
GARBLED = [f"{n} ทดวชวต" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9)] + ["0 1 ทดวชวต"]


def indicators(report: Report) -> list[tuple[Any, ...]]:
    return [(s.agency, s.indicator_no, s.score) for s in report.scores]


EXPECTED = [(b.agency, n, score) for b in BODIES for n, score in enumerate(b.indicators, 1)]


def check_bodies(report: Report, basis: str | None = "percent", tools: bool = True) -> None:
    assert [(r.agency, r.total, r.score_basis) for r in report.results] == [(b.agency, b.total, basis) for b in BODIES]
    if tools:
        assert [(r.iit, r.eit, r.oit) for r in report.results] == [b.tools for b in BODIES]


def rows_of(bodies: tuple[BodyFigures, ...] = BODIES) -> list[tuple[str, ...]]:
    return [
        (str(n), b.agency, b.printed_total, *b.printed_tools, *b.printed) for n, b in enumerate(bodies, 1)
    ]  # the order of a ministry's announcement


@pytest.mark.parametrize(
    "header",
    [
        list(NAMES),
        [f"{n}. {name}" for n, name in enumerate(NAMES, 1)],
        [f"ตัวชี้วัดที่ {n} {name}" for n, name in enumerate(NAMES, 1)],
        NUMBERED,
        [str(n) for n in range(1, 11)],
        ["การ\nปฏิบัติ\nหน้าที่", *NAMES[1:3], "การใช้\nทรัพย์สินของ\nทางราชการ", *NAMES[4:]],
    ],
)
def test_indicators_named_or_numbered_beside_tools(header: list[str]) -> None:
    report = read([TITLE, [("ลำดับ", "หน่วยงาน", "เฉลี่ย", "IIT", "EIT", "OIT", *header), *rows_of()]])
    check_bodies(report)
    assert indicators(report) == EXPECTED
    assert {(s.item_kind, s.score_basis, s.assessment_fiscal_year) for s in report.scores} == {
        ("indicator", "percent", None)
    }
    assert [s.tool for s in report.scores][:10] == ["IIT"] * 5 + ["EIT"] * 3 + ["OIT"] * 2
    assert set(report.families) == {"indicator_scores", "agency_results"}


def test_the_name_decides_where_its_number_is_another_s() -> None:
    header = [f"{n}. {name}" for n, name in zip((1, 2, 3, 4, 5, 6, 7, 8, 10, 9), NAMES, strict=True)]
    report = read([TITLE, [("ลำดับ", "หน่วยงาน", "เฉลี่ย", "IIT", "EIT", "OIT", *header), *rows_of()]])
    assert indicators(report) == EXPECTED


def test_a_header_of_two_rows_with_bare_numbers() -> None:
    head = [
        [("ที่", 1, 2), ("หน่วยงาน", 1, 2), ("ตัวชี้วัดที่", 10), ("คะแนน ITA", 1, 2)],
        [None, None, *map(str, range(1, 11)), None],
    ]
    rows = [(str(n), b.agency, *b.printed, b.printed_total) for n, b in enumerate(BODIES, 1)]
    report = read([TITLE, [*head, *rows]])
    check_bodies(report, tools=False)
    assert indicators(report) == EXPECTED


def test_weighted_tools_beside_unweighted_indicators() -> None:
    header = ("ที่", "หน่วยงาน", *NUMBERED[:5], "IIT", *NUMBERED[5:8], "EIT", *NUMBERED[8:], "OIT", "คะแนน ITA", "ระดับ")
    rows = []
    for n, b in enumerate(BODIES, 1):
        (i, e, o), p = b.printed_weighted, b.printed
        total = f"{float(i) + float(e) + float(o):.2f}"
        rows.append((str(n), b.agency, *p[:5], i, *p[5:8], e, *p[8:], o, total, "A"))
    report = read([TITLE, [header, *rows]])
    assert {r.score_basis for r in report.results} == {"weighted"}
    assert {s.score_basis for s in report.scores} == {"percent"}
    assert indicators(report) == EXPECTED


def test_columns_under_a_header_that_nobody_can_read() -> None:
    rows = [(b.agency, *b.printed, b.printed_total) for b in BODIES]
    report = read([TITLE, [("หน่วยงาน", *GARBLED, "A IT นนแะค"), *rows]])
    check_bodies(report, tools=False)
    assert indicators(report) == EXPECTED
    assert {s.item for s in report.scores} == {None}
    (evidence,) = [e for e in report.evidence if e.accepted]
    assert "indicator_sums" in {s.name for s in evidence.signals}


def test_tools_and_the_total_under_a_header_that_nobody_can_read() -> None:
    rows = [(str(n), b.agency, *b.printed, *b.printed_tools, b.printed_total) for n, b in enumerate(BODIES, 1)]
    report = read([TITLE, [("ท", "นางยว", *GARBLED, "TII", "TIE", "TIO", "ะแค"), *rows]])
    check_bodies(report)
    assert [r.rank for r in report.results] == [1, 2, 3, 4]
    assert indicators(report) == EXPECTED


def test_a_header_that_nobody_can_read_over_figures_that_do_not_add_up_is_none() -> None:
    rows = [(b.agency, *reversed(b.printed), b.printed_total) for b in BODIES]
    report = read([TITLE, [("หน่วยงาน", *GARBLED, "A IT นนแะค"), *rows]])
    assert (report.results, report.scores) == ((), ())


def test_dashes_are_no_scores_and_a_total_of_zero_is_one() -> None:
    none = ("5", "สถานีตำรวจภูธรหนึ่ง", "0.00", "0.00", "0.00", "0.00", *["-"] * 10)
    report = read([TITLE, [("ลำดับ", "หน่วยงาน", "เฉลี่ย", "IIT", "EIT", "OIT", *NAMES), *rows_of(), none]])
    assert (report.results[-1].total, report.results[-1].oit) == (0.0, 0.0)
    assert indicators(report) == EXPECTED


def test_a_row_of_means_is_no_body_whatever_it_is_called() -> None:
    def mean(values: list[float]) -> str:
        return f"{sum(values) / len(values):.2f}"

    means = [
        mean([b.total for b in BODIES]),
        *(mean([b.tools[k] for b in BODIES]) for k in range(3)),
        *(mean([b.indicators[k] for b in BODIES]) for k in range(10)),
    ]
    for name in ("รวม", "ธรม 1"):
        table = [("ลำดับ", "หน่วยงาน", "เฉลี่ย", "IIT", "EIT", "OIT", *NAMES), *rows_of(), ("", name, *means)]
        report = read([TITLE, table])
        check_bodies(report)
        assert len(report.scores) == 40
        assert [f.rule for f in report.findings] == ["assemble.not_a_body"]
