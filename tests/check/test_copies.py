from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from support import factories

from pipeline.check.copies import mark_copies
from pipeline.model import Hints, OitItemRow, Outcome, Page, Report, ScoreRow


def made(
    name: str, *, kind: str = "pdf", scan: bool = False, hints: Hints | None = None, codes: int = 10, **changes: object
) -> Outcome:
    outcome = factories.outcome(name, codes=codes, **changes)
    document = outcome.document
    pages = tuple(replace(page, reader="ocr") for page in document.pages) if scan else document.pages
    source = factories.source(name, kind=kind, hints=hints or Hints())
    return replace(outcome, report_id=None, document=replace(document, pages=pages, source=source))


def rescored(outcome: Outcome, *places: int) -> Outcome:
    rows = [
        replace(row, score=1.0, score_raw="1") if i in places else row
        for i, row in enumerate(outcome.report.indicators)
    ]
    return replace(outcome, report=replace(outcome.report, indicators=tuple(rows)))


def best(*outcomes: Outcome) -> list[str]:
    """Names of those that are no copy."""
    return [o.document.source.source_file for o in mark_copies(outcomes) if o.copy_of is None]


def test_copies_share_a_report_and_point_to_the_best() -> None:
    transcript, text_layer, other = made("a.txt", kind="transcript"), made("b.pdf"), made("c.pdf", year=2565)
    marked = mark_copies([transcript, text_layer, other])
    assert [o.copy_of for o in marked] == [text_layer.document.source.document_id, None, None]
    assert marked[0].report_id == marked[1].report_id != marked[2].report_id
    assert [f.value for f in marked[0].findings if f.rule == "copies.copy"] == ["b.pdf"]


def test_the_best_copy() -> None:
    text_layer, transcript, scan = made("t.pdf"), made("t.txt", kind="transcript"), made("s.pdf", scan=True)
    assert best(scan, transcript, text_layer) == ["t.pdf"]
    assert best(scan, transcript) == ["t.txt"]
    assert best(text_layer, made("p.pdf", scan=True, hints=Hints(preferred=True))) == ["p.pdf"]
    old, new = (
        made("a.pdf", hints=Hints(retrieved_at="2023-01-01")),
        made("b.pdf", hints=Hints(retrieved_at="2024-01-01")),
    )
    assert best(old, new) == ["b.pdf"]
    assert best(made("a.pdf"), new) == ["b.pdf"]


def test_nine_of_ten_codes_and_scores_make_a_copy() -> None:
    assert best(made("a.pdf"), rescored(made("b.pdf"), 3)) == ["a.pdf"]
    assert best(made("a.pdf"), rescored(made("b.pdf"), 3, 4)) == ["a.pdf", "b.pdf"]
    assert best(made("a.pdf"), made("b.pdf", codes=8)) == ["a.pdf", "b.pdf"]


def test_copies_that_disagree_are_questioned_on_the_better_one() -> None:
    first, second = mark_copies([made("a.pdf"), rescored(made("b.pdf"), 3)])
    (finding,) = [f for f in (*first.findings, *second.findings) if f.rule == "copies.disagree"]
    assert finding in first.findings
    assert (finding.code, finding.raw, finding.value) == ("I4", "83.50", "1")


def test_a_code_that_only_one_copy_has_is_questioned() -> None:
    first, _ = mark_copies([made("a.pdf"), made("b.pdf", codes=9)])
    assert [f.code for f in first.findings if f.rule == "copies.disagree"] == ["I10"]


def test_documents_that_say_too_little_are_never_copies() -> None:
    nameless = [replace(o, report=replace(o.report, agency=None)) for o in (made("a.pdf"), made("b.pdf"))]
    failed = [replace(made(n), failure="broken") for n in ("c.pdf", "d.pdf")]
    empty = [made(n, codes=0) for n in ("e.pdf", "f.pdf")]
    marked = mark_copies([*nameless, *failed, *empty])
    assert [o.copy_of for o in marked] == [None] * 6
    assert [o.report_id for o in marked] == [o.document.source.document_id for o in marked]


def test_two_reports_of_one_agency_and_year_have_two_ids() -> None:
    marked = mark_copies([made("a.pdf"), rescored(made("b.pdf"), 1, 2, 3, 4)])
    assert marked[0].report_id != marked[1].report_id


@given(st.permutations(range(5)))
def test_the_order_of_the_files_does_not_matter(order: list[int]) -> None:
    files = [made("a.pdf"), made("b.txt", kind="transcript"), made("c.pdf", scan=True), made("d.pdf", year=2564)]
    files.append(rescored(made("e.pdf"), 1, 2))

    def told(outcomes: list[Outcome]) -> set[tuple[str, str | None, str | None]]:
        return {(o.document.source.source_file, o.report_id, o.copy_of) for o in mark_copies(outcomes)}

    assert told([files[i] for i in order]) == told(files)


def test_pages_are_not_needed() -> None:
    """What a batch holds in memory has no lines and cells."""
    bare = [
        replace(o, document=replace(o.document, pages=(Page(1, 1.0, 1.0, "pdfium"),)))
        for o in (made("a.pdf"), made("b.pdf"))
    ]
    assert best(*bare) == ["a.pdf"]


def sheet(name: str, *scores: float | None, agency: str | None = "เทศบาลตำบลบ้านใหม่", bodies: bool = False) -> Outcome:
    """A score sheet of indicators 1, 2, …; with ``bodies`` a table of as many bodies, with indicator 1 of each."""
    rows = tuple(
        ScoreRow(
            1,
            1,
            n,
            2,
            "indicator",
            agency=f"เทศบาล {n}" if bodies else None,
            indicator_no=1 if bodies else n,
            score=score,
            score_raw=str(score),
            score_basis="percent",
        )
        for n, score in enumerate(scores, start=1)
    )
    report = Report("indicator_scores", agency=agency, fiscal_year=2566, scores=rows)
    return replace(made(name, codes=0), report=report)


def checklist(name: str, *items: tuple[str | None, str]) -> Outcome:
    """A checklist of items, each with its code and name."""
    rows = tuple(OitItemRow(1, 1, n, n, code, code, name=text) for n, (code, text) in enumerate(items, start=1))
    report = Report("oit_checklist", agency="เทศบาลตำบลบ้านใหม่", fiscal_year=2566, oit_items=rows)
    return replace(made(name, codes=0), report=report)


TEN = (90.0, 91.0, 92.0, 93.0, 94.0, 85.0, 86.0, 87.0, 95.0, 97.0)


def test_two_documents_that_print_the_same_scores_are_copies() -> None:
    assert best(sheet("a.pdf", *TEN), sheet("b.pdf", *TEN)) == ["a.pdf"]
    assert best(sheet("a.pdf", *TEN), sheet("b.pdf", *TEN[:-1], 10.0)) == ["a.pdf"]
    assert best(sheet("a.pdf", *TEN), sheet("b.pdf", *TEN[:-2], 9.0, 10.0)) == ["a.pdf", "b.pdf"]
    assert best(sheet("a.pdf", *TEN), sheet("b.pdf", *TEN, agency="อบต. อื่น")) == ["a.pdf", "b.pdf"]


def test_scores_of_many_bodies_need_no_publisher() -> None:
    one, two = (sheet(name, *TEN, agency=None, bodies=True) for name in ("a.pdf", "b.pdf"))
    assert best(one, two) == ["a.pdf"]
    assert best(sheet("a.pdf", *TEN, agency=None), sheet("b.pdf", *TEN, agency=None)) == ["a.pdf", "b.pdf"]


def test_the_same_score_of_another_year_basis_or_topic_is_another_score() -> None:
    for change in ({"assessment_fiscal_year": 2565}, {"score_basis": "weighted"}, {"item_kind": "tool"}):
        other = sheet("b.pdf", *TEN)
        changed = tuple(replace(row, **change) for row in other.report.scores)
        other = replace(other, report=replace(other.report, scores=changed))
        assert best(sheet("a.pdf", *TEN), other) == ["a.pdf", "b.pdf"], change


def test_scores_in_which_copies_disagree_are_questioned_where_they_stand() -> None:
    first, second = mark_copies([sheet("a.pdf", *TEN), sheet("b.pdf", 9.0, *TEN[1:])])
    (finding,) = [f for f in (*first.findings, *second.findings) if f.rule == "copies.disagree"]
    assert finding in first.findings
    assert (finding.row, finding.column, finding.raw, finding.value) == (1, 2, "90.0", "9.0")
    assert "indicator 1" in finding.message


def test_a_score_printed_twice_is_held_against_the_same_printing() -> None:
    twice = [sheet(name, *TEN) for name in ("a.pdf", "b.pdf")]
    twice = [
        replace(o, report=replace(o.report, scores=(*o.report.scores, replace(o.report.scores[0], score=1.0))))
        for o in twice
    ]
    first, second = mark_copies(twice)
    assert second.copy_of is not None
    assert not [f for f in first.findings if f.rule == "copies.disagree"]


def test_checklists_are_copies_by_the_codes_and_names_of_their_items() -> None:
    items = [(f"O{n}", f"รายการที่ {n}") for n in range(1, 11)]
    assert best(checklist("a.pdf", *items), checklist("b.pdf", *items)) == ["a.pdf"]
    assert best(checklist("a.pdf", *items), checklist("b.pdf", *items[:5])) == ["a.pdf", "b.pdf"]
    renamed = [(code, f"{name} อื่น") for code, name in items]
    assert best(checklist("a.pdf", *items), checklist("b.pdf", *renamed)) == ["a.pdf", "b.pdf"]
    unknown = [(None, name) for _, name in items]
    assert best(checklist("a.pdf", *unknown), checklist("b.pdf", *unknown)) == ["a.pdf", "b.pdf"]
