from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from support.ita_process import ita
from support.reports import archive_of, report

import pipeline
from pipeline.acquire.corrections_file import put_correction
from pipeline.batch import run_batch
from pipeline.settings import Settings

PLACE = {"source_file": "a.txt", "dataset": "indicators", "code": "I1", "field": "score"}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return archive_of(tmp_path, "a", "b")


def run(raw: Path, **options: object) -> Path:
    out = raw.parent / "out"
    result = run_batch(Settings(raw=raw, out=out, workers=1))
    assert options.get("to_read", result.to_read) == result.to_read
    return out


def states(out: Path) -> list[str]:
    return list(pipeline.load("corrections", out).state)


def value(out: Path, document: str = "a.txt") -> tuple[float, str]:
    documents = pipeline.load("documents", out).set_index("source_file")
    rows = pipeline.load("indicators", out).query("code == 'I1'").set_index("document_id")
    row = rows.loc[documents.loc[document].document_id]
    return row.score, row.score_raw


def test_a_value_is_corrected_keeps_its_print_and_only_its_document_is_done_again(raw: Path) -> None:
    run(raw, to_read=2)
    put_correction(raw, PLACE | {"printed": "๘๘.๑๐", "right": "88.2", "who": "ผู้ตรวจ", "why": "อ่านผิด"})
    out = run(raw, to_read=1)
    assert value(out) == (88.2, "88.10")
    assert value(out, "b.txt") == (88.1, "88.10")
    (row,) = pipeline.load("corrections", out).to_dict("records")
    assert (row["state"], row["key"], row["corrected"], row["why"]) == ("applied", "code=I1", "88.2", "อ่านผิด")
    run(raw, to_read=0)


def test_a_changed_source_makes_a_correction_stale(raw: Path) -> None:
    put_correction(raw, PLACE | {"printed": "88.10", "right": "88.2"})
    assert states(run(raw)) == ["applied"]
    (raw / "a.txt").write_text(report("กรม a", "77.70"), encoding="utf-8")
    out = run(raw, to_read=1)
    assert states(out) == ["stale"]
    assert value(out) == (77.7, "77.70")
    assert list(pipeline.load("findings", out).query("rule == 'correct.stale'").raw) == ["88.10"]


def test_no_such_place_or_document_is_unmatched_and_said(raw: Path) -> None:
    put_correction(raw, PLACE | {"code": "I9", "printed": "1", "right": "2"})
    put_correction(raw, PLACE | {"source_file": "none.txt", "printed": "1", "right": "2"})
    result = run_batch(Settings(raw=raw, out=raw.parent / "out", workers=1))
    out = raw.parent / "out"
    assert states(out) == ["unmatched", "unmatched"]
    assert list(pipeline.load("corrections", out).source_file) == ["a.txt", "none.txt"]
    assert result.corrections == {"unmatched": 2}
    assert any("none.txt" in sentence for sentence in result.bad_entries)
    assert "correct.unmatched" in set(pipeline.load("findings", out).rule)


def test_a_finding_that_arithmetic_raised_follows_the_corrected_value(raw: Path) -> None:
    (raw / "a.txt").write_text(report("กรม a", "888.10"), encoding="utf-8")
    out = run(raw)
    before = pipeline.load("documents", out).set_index("source_file").loc["a.txt"]
    assert (before.status, before.findings_error) == ("partial", 1)
    put_correction(raw, PLACE | {"printed": "888.10", "right": "88.10"})
    out = run(raw)
    after = pipeline.load("documents", out).set_index("source_file").loc["a.txt"]
    assert (after.status, after.findings_error) == ("ok", 0)
    assert "check.score_scale" not in set(pipeline.load("findings", out).rule)


def test_a_finding_that_was_seen_stays_closed_while_its_value_stays(raw: Path) -> None:
    (raw / "a.txt").write_text(report("กรม a", "888.10"), encoding="utf-8")
    (finding,) = pipeline.load("findings", run(raw)).query("rule == 'check.score_scale'").to_dict("records")
    assert (finding["state"], finding["source_file"], finding["field"]) == ("open", "a.txt", "score")
    put_correction(raw, {"source_file": "a.txt", "finding_id": finding["finding_id"], "who": "ผู้ตรวจ"})
    out = run(raw)
    (closed,) = pipeline.load("findings", out).query("rule == 'check.score_scale'").to_dict("records")
    assert (closed["finding_id"], closed["state"]) == (finding["finding_id"], "seen")
    document = pipeline.load("documents", out).set_index("source_file").loc["a.txt"]
    assert (document.status, document.findings_error, states(out)) == ("ok", 0, ["applied"])
    (raw / "a.txt").write_text(report("กรม a", "999.10"), encoding="utf-8")
    out = run(raw)
    assert states(out) == ["stale"]
    assert list(pipeline.load("findings", out).query("rule == 'check.score_scale'").state) == ["open"]


def test_a_corrected_name_leads_to_its_body(raw: Path) -> None:
    out = run(raw)
    printed = pipeline.load("documents", out).set_index("source_file").loc["a.txt"].agency
    row = {"source_file": "a.txt", "field": "agency", "right": "กรมสรรพากร"}
    put_correction(raw, row if pd.isna(printed) else row | {"printed": printed})
    out = run(raw)
    document = pipeline.load("documents", out).set_index("source_file").loc["a.txt"]
    assert document.agency == "กรมสรรพากร"
    assert not pd.isna(document.body_id)


def test_explain_and_the_summary_of_a_run_say_what_became_of_corrections(raw: Path) -> None:
    put_correction(raw, PLACE | {"printed": "88.10", "right": "88.2"})
    put_correction(raw, PLACE | {"code": "I2", "printed": "1", "right": "2"})
    done = ita("run", "raw", "--out", "out", cwd=raw.parent)
    assert "1 applied, 1 stale" in done.stdout
    told = ita("explain", "raw/a.txt", "--out", "out", cwd=raw.parent).stdout
    assert "applied    indicators code=I1 score: 88.10 -> 88.2" in told
