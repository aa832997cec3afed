"""What changed between two releases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.factories import failed, outcome, results
from support.release import emit_outcomes

from pipeline.emit import Release, ReleaseError
from pipeline.emit.compare.release_diff import difference
from pipeline.emit.store.releases import find
from pipeline.model import Finding, OitItemRow, Outcome, Report, ScoreRow


def edited(original: Outcome, **values: object) -> Outcome:
    """The report with other values in its first measure."""
    report = original.report
    first = replace(report.measures[0], **values)  # type: ignore[arg-type]
    return replace(original, report=replace(report, measures=(first, *report.measures[1:])))


def with_bytes(original: Outcome, document_id: str) -> Outcome:
    """The same file with other bytes."""
    document = original.document
    return replace(original, document=replace(document, source=replace(document.source, document_id=document_id)))


def pair(out: Path, before: list[Outcome], after: list[Outcome]) -> tuple[Release, Release]:
    return emit_outcomes(before, out), emit_outcomes(after, out)


def test_documents_added_removed_and_worse(tmp_path: Path) -> None:
    a, b, c = outcome("2566/a.pdf"), outcome("2566/b.pdf"), outcome("2565/c.pdf", year=2565)
    broken = replace(failed("2565/c.pdf"), document=replace(c.document, pages=()))
    found = difference(*pair(tmp_path, [a, b, c], [a, broken, outcome("2567/d.pdf", year=2567), failed("new.pdf")]))
    assert [d["source_file"] for d in found.documents.added] == ["2567/d.pdf", "new.pdf"]
    assert [d["source_file"] for d in found.documents.removed] == ["2566/b.pdf"]
    assert [d["source_file"] for d in found.documents.changed] == ["2565/c.pdf"]
    assert found.documents.changed[0]["values"]["status"] == ["ok", "failed"]
    assert [(d["source_file"], d["before"], d["status"]) for d in found.newly_bad] == [
        ("2565/c.pdf", "ok", "failed"),
        ("new.pdf", None, "failed"),
    ]
    assert found.is_worse
    assert found.rows["documents"] == (3, 4)


def test_values_before_and_after_by_key(tmp_path: Path) -> None:
    a = outcome("2566/a.pdf")
    found = difference(
        *pair(tmp_path, [a, outcome("2566/b.pdf")], [edited(a, result=None, links=("x", "y")), outcome("2566/b.pdf")])
    )
    assert found.datasets["measures"].counts == {"added": 0, "removed": 0, "changed": 1}
    assert found.datasets["measures"].changed == [
        {
            "source_file": "2566/a.pdf",
            "document_id": a.document.source.document_id,
            "key": {"entry_no": 1, "measure_no": 1},
            "values": {"result": ["ผล", None], "links": [["https://example.go.th"], ["x", "y"]]},
        }
    ]
    assert found.datasets["indicators"].counts == {"added": 0, "removed": 0, "changed": 0}
    assert found.documents.counts == {"added": 0, "removed": 0, "changed": 0}
    assert not found.is_worse


def test_replaced_bytes_are_the_same_document(tmp_path: Path) -> None:
    a = outcome("2566/a.pdf")
    other = with_bytes(edited(a, result="ใหม่"), "f" * 64)
    found = difference(*pair(tmp_path, [a], [other]))
    assert found.documents.counts == {"added": 0, "removed": 0, "changed": 1}
    assert found.documents.changed[0]["values"] == {"document_id": [a.document.source.document_id, "f" * 64]}
    assert [c["values"] for c in found.datasets["measures"].changed] == [{"result": ["ผล", "ใหม่"]}]
    assert found.findings.counts == {"added": 0, "removed": 0}


def test_findings_new_and_gone_are_counted_one_by_one(tmp_path: Path) -> None:
    a = outcome("2566/a.pdf")
    twice = Finding("score.scale", "error", "120 is out of 100", 1)
    before = replace(a, findings=(*a.findings, twice))
    found = difference(*pair(tmp_path, [before], [replace(a, findings=(twice, twice))]))
    assert [(f["rule"], f["source_file"]) for f in found.findings.added] == [("score.scale", "2566/a.pdf")]
    assert [f["rule"] for f in found.findings.removed] == ["code-repaired"]
    assert found.new_errors == 1 and found.is_worse


def test_a_document_that_moved_to_another_year_changed_and_lost_nothing(tmp_path: Path) -> None:
    a, b = outcome("a.pdf", year=None), outcome("b.pdf")
    found = difference(*pair(tmp_path, [a, b], [outcome("a.pdf", year=2565), b]))
    assert found.documents.counts == {"added": 0, "removed": 0, "changed": 1}
    assert found.datasets["measures"].counts == {"added": 0, "removed": 0, "changed": 6}
    assert found.datasets["measures"].changed[0]["values"] == {
        "fiscal_year": [None, 2565],
        "assessment_fiscal_year": [None, 2564],
    }


def test_the_limit_shortens_lists_and_not_counts(tmp_path: Path) -> None:
    found = difference(*pair(tmp_path, [outcome("a.pdf")], [outcome("b.pdf", codes=5), results()]), limit=2)
    assert found.datasets["measures"].counts == {"added": 10, "removed": 6, "changed": 0}
    assert len(found.datasets["measures"].added) == len(found.datasets["measures"].removed) == 2


def test_cells_and_pages_are_compared_when_asked_for(tmp_path: Path) -> None:
    found = difference(*pair(tmp_path, [outcome("a.pdf")], [outcome("a.pdf", codes=4)]), ["cells", "pages"])
    assert found.datasets["cells"].counts == {"added": 6, "removed": 0, "changed": 0}
    assert found.datasets["pages"].counts == {"added": 0, "removed": 0, "changed": 0}


POOL = [
    outcome("a.pdf"),
    outcome("a.pdf", codes=1),
    edited(outcome("a.pdf"), result="อื่น"),
    outcome("b.pdf"),
    outcome("b.pdf", year=2565),
    results(),
    failed(),
    replace(failed("a.pdf"), findings=()),
]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(POOL), min_size=1, unique_by=lambda o: o.document.source.document_id),
    st.lists(st.sampled_from(POOL), min_size=1, unique_by=lambda o: o.document.source.document_id),
)
def test_the_way_back_is_the_way_there(
    tmp_path_factory: pytest.TempPathFactory, before: list[Outcome], after: list[Outcome]
) -> None:
    old, new = pair(tmp_path_factory.mktemp("out"), before, after)
    there, back = difference(old, new), difference(new, old)
    assert there.documents.added == back.documents.removed
    for name, changes in there.datasets.items():
        assert (changes.added, changes.removed) == (back.datasets[name].removed, back.datasets[name].added)
    assert (there.findings.added, there.findings.removed) == (back.findings.removed, back.findings.added)
    for name, (was, now) in there.rows.items():
        if name in there.datasets:
            counts = there.datasets[name].counts
            assert now - was == counts["added"] - counts["removed"]
    same = difference(new, new)
    assert (
        not same.is_worse
        and not same.findings.added
        and same.documents.counts == {"added": 0, "removed": 0, "changed": 0}
    )


def test_releases_are_found_by_words_and_beginnings(tmp_path: Path) -> None:
    made = [emit_outcomes([outcome(f"{n}.pdf")], tmp_path) for n in range(3)]
    assert find(tmp_path, "current").id == made[2].id
    assert find(tmp_path, "previous").id == made[1].id
    assert find(tmp_path, made[0].id[:12]).id == made[0].id
    for name in ("nothing", "held", ""):
        with pytest.raises(ReleaseError, match="ita releases"):
            find(tmp_path, name)


def test_a_damaged_release_is_said(tmp_path: Path) -> None:
    old, new = pair(tmp_path, [outcome("a.pdf")], [outcome("b.pdf")])
    assert isinstance(old.path, Path)
    (old.path / "measures" / "2566.parquet").unlink()
    (old.path / "measures" / "2566.parquet").write_bytes(b"PAR1")
    with pytest.raises(ReleaseError, match=r"measures/2566\.parquet cannot be read"):
        difference(old, new)


def test_names_of_files_are_told_for_all_rows(tmp_path: Path) -> None:
    found = difference(*pair(tmp_path, [outcome("2566/a.pdf")], [results("x.pdf")]))
    assert {r["source_file"] for r in found.datasets["agency_results"].added} == {"x.pdf"}
    assert {r["source_file"] for r in found.datasets["measures"].removed} == {"2566/a.pdf"}


def scored(*scores: tuple[int, float]) -> Outcome:
    """A score sheet of indicators, each with its number and score."""
    rows = tuple(
        ScoreRow(1, 1, n, 2, "indicator", indicator_no=number, score=score, score_raw=str(score))
        for n, (number, score) in enumerate(scores, start=1)
    )
    made = outcome("2566/s.pdf", codes=9)  # whose cells the rows lead to
    return replace(made, report=Report("indicator_scores", agency="กรม", fiscal_year=2566, scores=rows))


def listed(*codes: str | None, remark: str | None = None) -> Outcome:
    """A checklist of items."""
    rows = tuple(OitItemRow(1, 1, n, n, code, code, name="x", remark=remark) for n, code in enumerate(codes, start=1))
    made = outcome("2566/o.pdf", codes=9)
    return replace(made, report=Report("oit_checklist", agency="กรม", fiscal_year=2566, oit_items=rows))


def test_a_score_more_shifts_no_other(tmp_path: Path) -> None:
    found = difference(*pair(tmp_path, [scored((2, 90.0), (2, 80.0))], [scored((1, 70.0), (2, 90.0), (2, 85.0))]))
    changes = found.datasets["scores"]
    assert changes.counts == {"added": 1, "removed": 0, "changed": 2}
    assert [(r["score_no"], r["score"]) for r in changes.added] == [(1, 70.0)]
    assert [r["values"] for r in changes.changed] == [
        {"row": [1, 2]},
        {"score": [80.0, 85.0], "score_raw": ["80.0", "85.0"], "row": [2, 3]},
    ]
    assert changes.changed[1]["key"]["score_no"] == 3 and changes.changed[1]["key"]["indicator_no"] == 2


def test_items_of_a_checklist_are_known_by_their_codes(tmp_path: Path) -> None:
    before, after = listed("O1", None, "O3"), listed("O1", "O2", None, "O3", remark="-")
    changes = difference(*pair(tmp_path, [before], [after])).datasets["oit_items"]
    assert changes.counts == {"added": 1, "removed": 0, "changed": 3}
    assert [r["code"] for r in changes.added] == ["O2"]


def test_rows_whose_key_has_a_null_are_the_same_rows(tmp_path: Path) -> None:
    before = results()
    assert all(r.assessment_fiscal_year is None for r in before.report.results)
    first = replace(before.report.results[0], total=91.0)
    after = replace(before, report=replace(before.report, results=(first, *before.report.results[1:])))
    changes = difference(*pair(tmp_path, [before], [after])).datasets["agency_results"]
    assert changes.counts == {"added": 0, "removed": 0, "changed": 1}


def test_dates_are_compared(tmp_path: Path) -> None:
    a = edited(outcome("2566/a.pdf"), period_start=date(2023, 1, 1))
    found = difference(*pair(tmp_path, [a], [edited(a, period_start=date(2023, 2, 1))]))
    assert [r["values"] for r in found.datasets["measures"].changed] == [
        {"period_start": [date(2023, 1, 1), date(2023, 2, 1)]}
    ]


def test_newly_skipped_documents_are_named_and_not_wrong(tmp_path: Path) -> None:
    a, b = outcome("2566/a.pdf"), outcome("2566/b.pdf")
    skipped = replace(a, report=Report(fiscal_year=2566, skipped="no document of the assessment: it has no table"))
    found = difference(*pair(tmp_path, [a, b], [skipped, b]))
    assert [(r["source_file"], r["before"], r["status"]) for r in found.newly_skipped] == [
        ("2566/a.pdf", "ok", "skipped")
    ]
    assert not found.is_worse and not found.newly_bad
    assert not difference(*pair(tmp_path / "new", [b], [skipped, b])).newly_skipped
