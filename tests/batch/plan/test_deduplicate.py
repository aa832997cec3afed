"""Which documents of an archive are compared with each other."""

from __future__ import annotations

from dataclasses import replace

from support import factories

from pipeline.acquire import Acquired
from pipeline.batch.cache.document_record import outcome_for_comparison, record_of
from pipeline.batch.plan.deduplicate import deduplicate
from pipeline.emit.write.released_rows import Deduplication
from pipeline.model import Outcome


def _outcome(name: str, year: int) -> Outcome:
    kind = "pdf" if name.endswith(".pdf") else "transcript"
    made = factories.outcome(name, codes=10, year=year, fingerprint=name)
    measures = tuple(replace(measure, measure="อบรม") for measure in made.report.measures)
    document = replace(made.document, source=factories.source(name, kind=kind))
    return replace(made, document=document, report=replace(made.report, measures=measures), report_id=None)


def _deduplicated(*outcomes: Outcome) -> dict[str, Deduplication]:
    kept = {outcome.fingerprint: outcome_for_comparison(outcome) for outcome in outcomes}
    acquired = {o.document.source.document_id: Acquired(o.document.source) for o in outcomes}
    records = [record_of(outcome)[0] for outcome in outcomes]
    found, _ = deduplicate(records, acquired, lambda record: kept[record.fingerprint], {})
    names = {o.document.source.document_id: o.document.source.source_file for o in outcomes}
    return {names[document_id]: result for document_id, result in found.items()}


def test_a_transcript_of_the_same_name_is_compared_although_its_year_was_misread() -> None:
    found = _deduplicated(_outcome("a.pdf", 2566), _outcome("a.json", 2565), _outcome("c.pdf", 2564))
    copies = {name: result.copy_of is not None for name, result in found.items()}
    assert copies == {"a.pdf": False, "a.json": True, "c.pdf": False}
    assert found["a.pdf"].report_id == found["a.json"].report_id != found["c.pdf"].report_id
    assert [finding.rule for finding in found["a.pdf"].findings] == ["copies.number_disagrees", "copies.confirmed"]


def test_every_text_of_a_measure_is_kept_to_be_compared() -> None:
    transcript = _outcome("b.json", 2566)
    measures = (replace(transcript.report.measures[0], outcome="ดีมาก"), *transcript.report.measures[1:])
    transcript = replace(transcript, report=replace(transcript.report, measures=measures))
    found = _deduplicated(_outcome("a.pdf", 2566), transcript)["a.pdf"].findings
    assert [(finding.rule, finding.field) for finding in found][:1] == [("copies.text_disagrees", "outcome")]
