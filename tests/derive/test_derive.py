from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from pipeline.derive import Derived, derive
from pipeline.domain.register.body import Body
from pipeline.emit.schema.field_registry import arrow_schema

REGISTER = {
    name: Body(name, f"เทศบาลตำบล{name}", name, "เทศบาลตำบล", **more)  # type: ignore[arg-type]
    for name, more in {
        "a": {},
        "b": {},
        "late": {"valid_from": 2567},
        "gone": {"status": "abolished", "replaced_by": "a"},
    }.items()
}
Rows = dict[str, list[dict[str, Any]]]


def result(document: str, body: str, total: float | None, year: int = 2566, **more: Any) -> dict[str, Any]:
    row = {"document_id": document, "body_id": body, "assessment_fiscal_year": year, "total": total, "page": 1}
    return {**row, "table_no": 1, "row": 2, "score_basis": "percent", **more}


def score(document: str, body: str, value: float, kind: str = "total", year: int = 2566, **more: Any) -> dict[str, Any]:
    row = {"document_id": document, "body_id": body, "assessment_fiscal_year": year, "score": value, "page": 1}
    return {**row, "table_no": 1, "row": 3, "column": 2, "item_kind": kind, "score_basis": "percent", **more}


def measures(document: str, body: str, stage: str, flags: Sequence[bool | None], year: int = 2566) -> Any:
    row = {"document_id": document, "body_id": body, "fiscal_year": year, "stage": stage}
    return [{**row, "implemented": flag} for flag in flags]


def derived(rows: Rows, copies: Sequence[str] = (), scans: Sequence[str] = ()) -> Derived:
    def read(dataset: str, columns: Sequence[str]) -> pa.Table:
        schema = pa.schema([arrow_schema(dataset).field(column).remove_metadata() for column in columns])
        of_dataset = rows.get(dataset, [])
        return pa.table({c: pa.array([r.get(c) for r in of_dataset], schema.field(c).type) for c in columns})

    ids = sorted({r["document_id"] for of_dataset in rows.values() for r in of_dataset})
    documents = pd.DataFrame(
        [[i, f"{i}.pdf", "x" if i in copies else None, i in scans] for i in ids],
        columns=["document_id", "source_file", "copy_of", "is_scan"],
    )
    return derive(read, documents, REGISTER)


def panel(rows: Rows, **more: Any) -> dict[tuple[str, int], dict[str, Any]]:
    frame = derived(rows, **more).tables["body_years"]
    return {
        (row["body_id"], row["fiscal_year"]): {k: None if v is pd.NA or v != v else v for k, v in row.items()}
        for row in frame.to_dict("records")
    }


ANNOUNCEMENT = [result("ann", "a", 91.2, iit=90.0, eit=91.0, oit=92.25, grade="ผ่านดี"), result("ann", "b", 80.0)]


def test_an_announcement_goes_before_a_bodys_own_sheet_and_both_have_the_finding() -> None:
    rows: Rows = {"agency_results": ANNOUNCEMENT, "scores": [score("own", "a", 92.1)]}
    row = panel(rows)["a", 2566]
    assert (row["total"], row["grade"], row["sources"]) == (91.2, "ผ่านดี", ["ann"])
    findings = derived(rows).findings
    assert {d: [(f.rule, f.raw, f.value) for f in fs] for d, fs in findings.items()} == {
        "ann": [("derive.sources_disagree", "91.20", "own.pdf")],
        "own": [("derive.sources_disagree", "92.10", "ann.pdf")],
    }
    assert "body_years has 91.20" in findings["own"][0].message


@pytest.mark.parametrize("other", [91.2, 91.24, 91.16], ids=["equal", "one decimal", "weighted"])
def test_figures_that_differ_by_rounding_are_the_same(other: float) -> None:
    rows: Rows = {"agency_results": ANNOUNCEMENT, "scores": [score("own", "a", other)]}
    assert derived(rows).findings == {}


def test_announcements_that_disagree_give_the_value_of_most_or_none() -> None:
    two = [*ANNOUNCEMENT, result("other", "a", 95.0), result("other", "b", 80.0)]
    row = panel({"agency_results": two})["a", 2566]
    assert row["total"] is None and row["grade"] is None
    assert "has none of them" in derived({"agency_results": two}).findings["ann"][0].message
    three = [*two, result("third", "a", 95.0), result("third", "b", 80.0)]
    assert panel({"agency_results": three})["a", 2566]["total"] == 95.0


def test_of_equal_sources_a_text_layer_goes_before_a_scan() -> None:
    rows: Rows = {"scores": [score("1", "a", 90.0), score("2", "a", 90.0)]}
    assert panel(rows, scans=["1"])["a", 2566]["sources"] == ["2"]
    assert panel(rows, scans=["2"])["a", 2566]["sources"] == ["1"]


def test_weighted_scores_are_brought_to_a_hundred_and_indicators_stand_by_number() -> None:
    weighted = [
        result("ann", "a", 91.0, iit=27.0, eit=28.0, oit=36.0, score_basis="weighted"),
        result("ann", "b", 80.0, iit=20.0, score_basis=None),
    ]
    rows: Rows = {
        "agency_results": weighted,
        "scores": [
            score("own", "a", 88.5, "indicator", indicator_no=3),
            score("own", "a", 99.0, "indicator", indicator_no=10),
            score("own", "a", 27.0, "tool", tool="IIT", score_basis="weighted"),
        ],
    }
    found = panel(rows)
    a = found["a", 2566]
    assert (a["iit"], a["eit"], a["oit"], a["i3"], a["i10"]) == (90.0, 93.33, 90.0, 88.5, 99.0)
    assert found["b", 2566]["iit"] is None and a["sources"] == ["ann", "own"]
    assert derived(rows).findings == {}


def test_indicators_in_an_announcement_go_before_a_bodys_own_sheet_too() -> None:
    rows: Rows = {
        "agency_results": ANNOUNCEMENT,
        "scores": [
            score("ann", "a", 88.5, "indicator", indicator_no=3),
            score("own", "a", 77.0, "indicator", indicator_no=3),
        ],
    }
    assert panel(rows)["a", 2566]["i3"] == 88.5
    assert set(derived(rows).findings) == {"ann", "own"}


def test_other_assessments_of_the_same_bodies_are_not_in_the_panel() -> None:
    rows: Rows = {
        "agency_results": [
            result("moph", "a", 70.0, scheme="moph"),
            result("old", "b", 71.0, 2561, scheme="nacc_2561"),
        ],
        "scores": [score("old", "b", 60.0, "indicator", 2561, indicator_no=1, scheme="nacc_2561")],
    }
    found = panel(rows)
    assert list(found) == [("b", 2561)]
    assert (found["b", 2561]["total"], found["b", 2561]["i1"]) == (71.0, None)


def test_a_figure_that_one_document_prints_twice_otherwise_is_no_evidence() -> None:
    rows: Rows = {"scores": [score("own", "a", 90.0), score("own", "a", 70.0, row=9)]}
    assert ("a", 2566) not in panel(rows)


def test_measures_are_counted_of_the_longest_document_and_meet_the_totals_around_them() -> None:
    rows: Rows = {
        "agency_results": [result("r65", "a", 80.0, 2565), result("r65", "b", 81.0, 2565), *ANNOUNCEMENT],
        "measures": [
            *measures("plan", "a", "plan", [None] * 3),
            *measures("shorter", "a", "plan", [None]),
            *measures("report", "a", "result", [True, False, None, True]),
            *measures("silent", "b", "result", [None]),
        ],
    }
    found = panel(rows)
    a, b = found["a", 2566], found["b", 2566]
    assert (a["measures_planned"], a["measures_reported"], a["measures_carried_out"]) == (3, 4, 2)
    assert (a["total_before"], a["total_after"]) == (80.0, 91.2)
    assert (b["measures_planned"], b["measures_reported"], b["measures_carried_out"]) == (None, 1, None)
    assert a["sources"] == ["ann", "plan", "report"]


def test_copies_say_nothing_of_their_own() -> None:
    rows: Rows = {"agency_results": ANNOUNCEMENT, "scores": [score("copy", "a", 50.0)]}
    assert derived(rows, copies=["copy"]).findings == {}


def test_coverage_has_every_body_of_every_year_and_what_is_missing() -> None:
    rows: Rows = {
        "agency_results": ANNOUNCEMENT,
        "measures": measures("plan", "a", "plan", [None], 2567),
        "oit_items": [{"document_id": "list", "body_id": "gone", "assessment_fiscal_year": 2566}],
        "indicators": [{"document_id": "ind", "body_id": "b", "assessment_fiscal_year": 2567, "score": 70.0}],
    }
    frame = derived(rows).tables["coverage"]
    flags = ["has_result", "has_scores", "has_plan", "has_report", "has_checklist"]
    said = {
        (r["body_id"], r["fiscal_year"]): ([f for f in flags if r[f]], r["documents"]) for r in frame.to_dict("records")
    }
    assert said == {
        ("a", 2566): (["has_result"], ["ann"]),
        ("a", 2567): (["has_plan"], ["plan"]),
        ("b", 2566): (["has_result"], ["ann"]),
        ("b", 2567): (["has_scores"], ["ind"]),
        ("gone", 2566): (["has_checklist"], ["list"]),
        ("late", 2567): ([], []),
    }


def test_nothing_gives_empty_tables_with_their_columns() -> None:
    tables = derived({}).tables
    for name, frame in tables.items():
        assert len(frame) == 0 and set(arrow_schema(name).names) <= set(frame.columns)
