"""A release that lost too much of the one before is held back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.factories import failed, outcome, results
from support.release import emit_outcomes

import pipeline
from pipeline.emit import HeldBack
from pipeline.emit.compare.regressions import find_regressions
from pipeline.emit.compare.release_diff import difference
from pipeline.emit.store.releases import find, held_release, releases
from pipeline.model import Finding, Outcome, Report


def document(name: str, **more: object) -> Outcome:
    """A report of its own."""
    return outcome(name, report_id=name, **more)  # type: ignore[arg-type]


ARCHIVE = [document(f"2566/{n}.pdf") for n in range(8)] + [document(f"2565/{n}.pdf", year=2565) for n in range(4)]


def fails(name: str) -> Outcome:
    """A document that cannot be read any more."""
    made = failed(name)
    return replace(made, document=replace(document(name).document, pages=()))


def lost(
    out: Path, before: list[Outcome], after: list[Outcome], max_loss: float = 0.05
) -> set[tuple[str, str | None, int, int]]:
    """What fell from one release to the next: dataset, year, rows lost, rows before."""
    old = emit_outcomes(before, out)
    new = emit_outcomes(after, out)
    return {(f.dataset, f.year, f.lost, f.before) for f in find_regressions(old, new, max_loss)[0]}


def test_documents_that_went_hold_a_release_back(tmp_path: Path) -> None:
    old = emit_outcomes(ARCHIVE, tmp_path, max_loss=0.05)
    with pytest.raises(HeldBack) as refused:
        emit_outcomes(ARCHIVE[:-3], tmp_path, max_loss=0.05)
    said = str(refused.value)
    assert "documents: 3 of 12 lost (25%), in 3 documents" in said and "measures: 18 of 72 lost" in said
    assert "2565/1.pdf: no longer in the archive" in said
    assert "--accept-loss" in said and "ita diff current held" in said and "ITA_MAX_LOSS" in said
    assert pipeline.release_path(tmp_path) == Path(old.path).resolve()
    assert [r.id for r in releases(tmp_path)] == [old.id]


def test_a_release_held_back_can_be_looked_at_until_another_is_published(tmp_path: Path) -> None:
    emit_outcomes(ARCHIVE, tmp_path, max_loss=0.05)
    for kept in (6, 5):
        with pytest.raises(HeldBack):
            emit_outcomes(ARCHIVE[:kept], tmp_path, max_loss=0.05)
    held = held_release(tmp_path)
    assert held is not None and held.rows["documents"] == 5 and len(list((tmp_path / "held").iterdir())) == 1
    assert len(difference(find(tmp_path, "current"), find(tmp_path, "held")).documents.removed) == 7
    emit_outcomes(ARCHIVE[:5], tmp_path)
    assert held_release(tmp_path) is None


def test_a_few_that_went_bad_are_told_and_the_rest_released(tmp_path: Path) -> None:
    emit_outcomes(ARCHIVE, tmp_path, max_loss=0.05)
    after = [fails("2566/0.pdf"), *ARCHIVE[1:-1]]
    assert emit_outcomes(after, tmp_path, max_loss=0.05).rows["documents"] == 11


def test_zero_allows_nothing_and_one_everything(tmp_path: Path) -> None:
    emit_outcomes(ARCHIVE, tmp_path)
    with pytest.raises(HeldBack, match=r"measures: 6 of 72 lost \(8%\), in 1 document\n"):
        emit_outcomes([fails("2566/0.pdf"), *ARCHIVE[1:]], tmp_path, max_loss=0)
    assert emit_outcomes(ARCHIVE[:1], tmp_path, max_loss=1.0).rows["documents"] == 1


def test_a_year_that_fell_is_seen_among_many_that_did_not(tmp_path: Path) -> None:
    many = [document(f"2567/{n}.pdf", year=2567) for n in range(80)]
    found = lost(tmp_path, ARCHIVE + many, ARCHIVE[:-3] + many)
    assert ("documents", "2565", 3, 4) in found
    assert not any(year is None for _, year, _, _ in found)


def test_what_others_gained_makes_up_for_nothing(tmp_path: Path) -> None:
    worse = [replace(d, report=outcome(d.document.source.source_file, codes=1).report) for d in ARCHIVE[:3]]
    found = lost(tmp_path, ARCHIVE, [*worse, *ARCHIVE[3:], *(document(f"2566/new-{n}.pdf") for n in range(9))])
    assert ("indicators", None, 6, 36) in found and ("measures", "2566", 12, 48) in found
    assert {dataset for dataset, *_ in found} == {"indicators", "measures"}


def test_a_table_of_many_bodies_that_lost_its_rows_is_seen(tmp_path: Path) -> None:
    before = [results(f"{n}.pdf", bodies=9) for n in range(3)]
    empty = [replace(b, report=replace(b.report, results=())) for b in before]
    assert ("agency_results", None, 27, 27) in lost(tmp_path, [*ARCHIVE, *before], [*ARCHIVE, *empty])


EXPLAINED = {
    "copies": [replace(d, copy_of=ARCHIVE[0].document.source.document_id) for d in ARCHIVE[1:8]],
    "another year": [outcome(d.document.source.source_file, year=2564, report_id="x") for d in ARCHIVE[1:8]],
    "other bytes": [
        replace(d, document=replace(d.document, source=replace(d.document.source, document_id=f"{n:064}")))
        for n, d in enumerate(ARCHIVE[1:8])
    ],
    "other names": [
        replace(d, document=replace(d.document, source=replace(d.document.source, source_file=f"new/{n}.pdf")))
        for n, d in enumerate(ARCHIVE[1:8])
    ],
}


@pytest.mark.parametrize("why", EXPLAINED)
def test_what_moved_is_not_lost(tmp_path: Path, why: str) -> None:
    assert lost(tmp_path, ARCHIVE, [ARCHIVE[0], *EXPLAINED[why], *ARCHIVE[8:]], max_loss=0) == set()


def test_an_original_that_went_takes_no_rows_along_where_its_copy_speaks_now(tmp_path: Path) -> None:
    first = document("2566/a.pdf")
    copy = replace(document("2566/b.pdf"), report_id="2566/a.pdf")
    before = [first, replace(copy, copy_of=first.document.source.document_id)]
    assert lost(tmp_path, before, [copy], max_loss=0) == {
        (dataset, year, n, 2 * n)
        for dataset, n in (("documents", 1), ("pages", 1), ("cells", 18))
        for year in (None, "2566")
    }


def test_cells_of_files_that_did_not_change_count_as_there(tmp_path: Path) -> None:
    thinner = [
        replace(
            d,
            document=replace(d.document, pages=tuple(replace(p, blocks=()) for p in d.document.pages)),
            report=replace(d.report, indicators=(), measures=()),
        )
        for d in ARCHIVE[8:]
    ]
    found = lost(tmp_path, ARCHIVE, [*ARCHIVE[:8], *thinner])
    assert ("cells", None, 72, 216) in found and ("cells", "2565", 72, 72) in found


def test_a_damaged_release_cannot_be_compared_and_is_replaced(tmp_path: Path) -> None:
    old = emit_outcomes(ARCHIVE, tmp_path)
    victim = Path(old.path) / "documents" / "2566.parquet"
    victim.unlink()
    victim.write_bytes(b"PAR1")
    assert emit_outcomes(ARCHIVE[:2], tmp_path, max_loss=0).rows["documents"] == 2


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(0, len(ARCHIVE) - 1), min_size=1), st.sampled_from([0.0, 0.1, 0.5, 1.0]))
def test_held_back_exactly_where_something_fell(
    tmp_path_factory: pytest.TempPathFactory, kept: set[int], limit: float
) -> None:
    out = tmp_path_factory.mktemp("out")
    after = [ARCHIVE[n] for n in sorted(kept)]
    emit_outcomes(ARCHIVE, out)
    years = [set(range(8)), set(range(8, 12)), set(range(12))]
    gone = [(len(year - kept), len(year)) for year in years]
    too_much = any(n > limit * of and (n > 2 or limit == 0) for n, of in gone)
    if too_much:
        with pytest.raises(HeldBack):
            emit_outcomes(after, out, max_loss=limit)
    else:
        assert emit_outcomes(after, out, max_loss=limit).rows["documents"] == len(kept)


WHY = "no document of the assessment: page 1, table 1 is headed like measures_result, but against it: risk (โอกาส)"


def skipped(original: Outcome) -> Outcome:
    """The document, taken for none of the assessment."""
    return replace(original, report=Report(fiscal_year=original.report.fiscal_year, skipped=WHY), findings=())


def test_documents_that_are_skipped_now_are_counted_apart_and_say_by_what_evidence(tmp_path: Path) -> None:
    emit_outcomes(ARCHIVE, tmp_path, max_loss=0.05)
    with pytest.raises(HeldBack) as refused:
        emit_outcomes([*map(skipped, ARCHIVE[:3]), *ARCHIVE[3:]], tmp_path, max_loss=0.05)
    said = str(refused.value)
    assert "skipped now: 3 of 12 documents that gave rows (25%) are taken for no documents of the assessment" in said
    assert f"2566/1.pdf: skipped now: {WHY}" in said
    assert "measures: " not in said and "rows in" not in said, "no row went unread"
    assert "`ita run --accept-loss` releases it, once" in said
    after = emit_outcomes([*map(skipped, ARCHIVE[:3]), *ARCHIVE[3:]], tmp_path)
    assert after.rows["documents"] == 12 and after.rows["indicators"] == 27
    again = [*map(skipped, ARCHIVE[:3]), *ARCHIVE[3:], document("2566/new.pdf")]
    assert emit_outcomes(again, tmp_path, max_loss=0.05).rows["documents"] == 13, "what was accepted is the new measure"


def test_a_few_newly_skipped_hold_nothing_back_though_they_were_all_of_a_dataset(tmp_path: Path) -> None:
    many = [document(f"2567/{n}.pdf", year=2567) for n in range(80)]
    lookalikes = [results(f"{n}.pdf", year=None) for n in range(3)]
    assert lost(tmp_path, [*many, *lookalikes], [*many, *map(skipped, lookalikes)]) == set()
    assert lost(tmp_path / "0", [*many, *lookalikes], [*many, *map(skipped, lookalikes)], max_loss=0) == {
        ("newly skipped", None, 3, 83)
    }


def test_a_year_of_which_too_many_are_skipped_now_is_seen(tmp_path: Path) -> None:
    many = [document(f"2567/{n}.pdf", year=2567) for n in range(80)]
    found = lost(tmp_path, [*ARCHIVE, *many], [*ARCHIVE[:8], *map(skipped, ARCHIVE[8:]), *many])
    assert found == {("newly skipped", "2565", 4, 4)}


def test_what_was_skipped_before_loses_nothing(tmp_path: Path) -> None:
    before = [*map(skipped, ARCHIVE[:3]), *ARCHIVE[3:]]
    assert lost(tmp_path, before, before[:3] + ARCHIVE[3:], max_loss=0) == set()
    assert lost(tmp_path / "back", before, ARCHIVE, max_loss=0) == set()


def test_a_document_that_lost_rows_and_is_partial_now_says_why(tmp_path: Path) -> None:
    lacking = Finding("family.none", "error", "page 1: no header matches a family")
    after = [replace(d, report=Report(fiscal_year=2566), findings=(lacking,)) for d in ARCHIVE[:3]]
    emit_outcomes(ARCHIVE, tmp_path)
    with pytest.raises(HeldBack, match="3 of its 3 rows in indicators are gone; partial now: page 1: no"):
        emit_outcomes([*after, *ARCHIVE[3:]], tmp_path, max_loss=0.05)
