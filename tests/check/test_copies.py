from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from support import factories

from pipeline.check.copies import mark_copies
from pipeline.model import Finding, Hints, OitItemRow, Outcome, Page, Report, ScoreRow


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


def reports(*outcomes: Outcome) -> int:
    """How many reports the documents are."""
    marked = mark_copies(outcomes)
    ids = {o.report_id for o in marked}
    assert len(ids) == sum(o.copy_of is None for o in marked)
    return len(ids)


def questioned(*outcomes: Outcome) -> list[list[Finding]]:
    """What is found of each by comparing them."""
    return [[f for f in o.findings if f.rule == "copies.disagree"] for o in mark_copies(outcomes)]


def damaged(outcome: Outcome) -> Outcome:
    finding = Finding("extract.page_damaged", "error", "page 2 is lost")
    return replace(outcome, findings=(*outcome.findings, finding))


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


def test_a_copy_that_lost_something_is_not_the_best() -> None:
    intact, copy = made("t.txt", kind="transcript"), made("a.pdf")
    assert best(damaged(copy), intact) == ["t.txt"]
    assert best(copy, damaged(intact)) == ["a.pdf"]
    assert best(damaged(made("a.pdf", codes=10)), made("b.pdf", codes=9)) == ["b.pdf"]
    assert best(damaged(made("a.pdf", codes=20)), made("b.pdf", codes=10)) == ["a.pdf"]
    assert best(damaged(made("p.pdf", hints=Hints(preferred=True))), intact) == ["p.pdf"]
    doubtful = replace(copy, findings=(Finding("check.score_scale", "error", "a score of 120"),))
    assert best(doubtful, intact) == ["a.pdf"]


def test_a_copy_with_more_rows_is_better_whatever_read_it() -> None:
    scan, text_layer = made("s.pdf", scan=True, codes=20), made("t.pdf", codes=19)
    assert best(scan, text_layer) == ["s.pdf"]
    unread = replace(text_layer.report.indicators[0], code=None)
    rows = (unread, *made("t.pdf", codes=20).report.indicators[1:])
    assert best(scan, replace(text_layer, report=replace(text_layer.report, indicators=rows))) == ["s.pdf"]


def test_of_copies_with_as_many_rows_the_one_with_more_in_them_is_better() -> None:
    full = made("full.pdf")
    rows = tuple(replace(row, level=None, level_key=None) for row in full.report.indicators)
    poor = [made(n) for n in ("a.pdf", "z.pdf")]
    poor[0] = replace(poor[0], report=replace(poor[0].report, indicators=rows))
    cut = tuple(replace(m, result=None) for m in full.report.measures)
    poor[1] = replace(poor[1], report=replace(poor[1].report, measures=cut))
    for other in poor:
        assert best(other, full) == best(full, other) == ["full.pdf"]


@given(st.permutations(["a.pdf", "b.pdf", "c.pdf"]))
def test_the_name_of_a_file_says_nothing(names: list[str]) -> None:
    """The same three documents under other names: the same one is the best."""
    bodies = [made("1.pdf"), made("2.pdf", codes=9), damaged(made("3.pdf"))]
    renamed = [
        replace(o, document=replace(o.document, source=replace(o.document.source, source_file=name)))
        for o, name in zip(bodies, names, strict=True)
    ]
    assert [o.copy_of is None for o in mark_copies(renamed)] == [True, False, False]


def test_nine_of_ten_codes_and_scores_make_a_copy() -> None:
    assert reports(made("a.pdf"), rescored(made("b.pdf"), 3)) == 1
    assert reports(made("a.pdf"), rescored(made("b.pdf"), 3, 4)) == 2


def test_what_is_left_of_a_report_is_a_copy_of_it() -> None:
    whole, part = made("b.pdf", codes=20), made("a.pdf", codes=8)
    assert best(part, whole) == ["b.pdf"]
    lacks, adds = questioned(part, whole)
    assert [(f.value, f.message[:20]) for f in (*lacks, *adds)] == [
        ("b.pdf", "12 rows (I9, I10, I1"),
        ("a.pdf", "12 rows (I9, I10, I1"),
    ]
    assert reports(whole, rescored(part, 1, 2)) == 2
    assert reports(whole, made("c.pdf", codes=2)) == 2


def test_two_reports_that_share_a_part_stay_two() -> None:
    one, two = made("a.pdf", codes=20), rescored(made("b.pdf", codes=20), 7, 8, 9)
    assert reports(one, two, made("c.pdf", codes=6)) == 2


def test_a_part_without_scores_is_no_copy() -> None:
    bare = [
        replace(o, report=replace(o.report, indicators=tuple(replace(r, score=None) for r in o.report.indicators)))
        for o in (made("a.pdf", codes=20), made("b.pdf", codes=8))
    ]
    assert reports(*bare) == 2


def test_copies_that_disagree_are_questioned_on_both() -> None:
    (first,), (second,) = questioned(made("a.pdf"), rescored(made("b.pdf"), 3))
    assert (first.code, first.raw, first.value) == ("I4", "83.50", "1") and "b.pdf" in first.message
    assert (second.code, second.raw, second.value) == ("I4", "1", "83.50") and "a.pdf" in second.message


def test_a_code_that_only_one_copy_has_is_questioned_on_both() -> None:
    (first,), (second,) = questioned(made("a.pdf"), made("b.pdf", codes=9))
    assert first.code == second.code == "I10"
    assert first.message == "I10 stands only here, not in b.pdf."
    assert second.message == "I10 stands only in a.pdf, not here."


def test_a_code_with_fewer_measures_in_a_copy_is_questioned() -> None:
    fewer = made("b.pdf")
    rows = (replace(fewer.report.indicators[0], measure_count=1), *fewer.report.indicators[1:])
    (first,), (second,) = questioned(made("a.pdf"), replace(fewer, report=replace(fewer.report, indicators=rows)))
    assert (first.raw, first.value, second.raw, second.value) == ("2", "1", "1", "2")


def test_a_body_with_another_score_in_a_copy_is_questioned() -> None:
    one, two = factories.results("a.pdf", bodies=12), factories.results("b.pdf", bodies=12)
    rows = (replace(two.report.results[0], iit=10.0), *two.report.results[1:])
    (first,), (second,) = questioned(one, replace(two, report=replace(two.report, results=rows)))
    assert (first.raw, first.value, second.raw, second.value) == ("90.0", "10.0", "10.0", "90.0")


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
    assert reports(*bare) == 1


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
    assert reports(sheet("a.pdf", *TEN), sheet("b.pdf", *TEN)) == 1
    assert reports(sheet("a.pdf", *TEN), sheet("b.pdf", *TEN[:-1], 10.0)) == 1
    assert reports(sheet("a.pdf", *TEN), sheet("b.pdf", *TEN[:-2], 9.0, 10.0)) == 2
    assert reports(sheet("a.pdf", *TEN), sheet("b.pdf", *TEN, agency="อบต. อื่น")) == 2


def test_scores_of_many_bodies_need_no_publisher() -> None:
    one, two = (sheet(name, *TEN, agency=None, bodies=True) for name in ("a.pdf", "b.pdf"))
    assert reports(one, two) == 1
    assert reports(sheet("a.pdf", *TEN, agency=None), sheet("b.pdf", *TEN, agency=None)) == 2


def test_the_same_score_of_another_year_basis_or_topic_is_another_score() -> None:
    for change in ({"assessment_fiscal_year": 2565}, {"score_basis": "weighted"}, {"item_kind": "tool"}):
        other = sheet("b.pdf", *TEN)
        changed = tuple(replace(row, **change) for row in other.report.scores)
        other = replace(other, report=replace(other.report, scores=changed))
        assert reports(sheet("a.pdf", *TEN), other) == 2, change


def test_scores_in_which_copies_disagree_are_questioned_where_they_stand() -> None:
    (finding,), (other,) = questioned(sheet("a.pdf", *TEN), sheet("b.pdf", 9.0, *TEN[1:]))
    assert (other.raw, other.value) == ("9.0", "90.0")
    assert (finding.row, finding.column, finding.raw, finding.value) == (1, 2, "90.0", "9.0")
    assert "indicator 1" in finding.message


def test_a_score_printed_twice_is_held_against_the_same_printing() -> None:
    twice = [sheet(name, *TEN) for name in ("a.pdf", "b.pdf")]
    twice = [
        replace(o, report=replace(o.report, scores=(*o.report.scores, replace(o.report.scores[0], score=1.0))))
        for o in twice
    ]
    assert reports(*twice) == 1
    assert questioned(*twice) == [[], []]


def test_checklists_are_copies_by_the_codes_and_names_of_their_items() -> None:
    items = [(f"O{n}", f"รายการที่ {n}") for n in range(1, 11)]
    assert reports(checklist("a.pdf", *items), checklist("b.pdf", *items)) == 1
    assert reports(checklist("a.pdf", *items), checklist("b.pdf", *items[:5])) == 2
    renamed = [(code, f"{name} อื่น") for code, name in items]
    assert reports(checklist("a.pdf", *items), checklist("b.pdf", *renamed)) == 2
    unknown = [(None, name) for _, name in items]
    assert reports(checklist("a.pdf", *unknown), checklist("b.pdf", *unknown)) == 2
