"""``ita status``, with its lists of skipped documents and of files that are no documents."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from support.ita_process import ita, write_report
from support.not_assessed import write_others


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with raw/ of reports, of other documents and of files that are none, and its release. Do not write."""
    place = tmp_path_factory.mktemp("mixed")
    raw = place / "raw"
    write_report(raw, 0)
    write_others(raw)
    (raw / "2566").mkdir()
    for name in ("plan.docx", "2566/Thumbs.db", "Thumbs.db", "scan.jpg"):
        (raw / name).write_bytes(b"x")
    done = ita("run", "raw", "--out", "out", "--strict", cwd=place)
    assert done.returncode == 0, done.stderr
    return place


def test_status_and_what_needs_a_look(released: Path) -> None:
    said = json.loads(ita("status", "--out", released, "--format", "json").stdout)
    assert said["rows"]["documents"] == sum(said["documents"].values()) > 0
    assert said["release"] in ita("status", "--out", released).stdout


def test_status_counts_documents_by_status_and_names_the_lists(mixed: Path) -> None:
    said = ita("status", "--out", "out", cwd=mixed).stdout
    assert "documents  1 ok, 0 partial, 0 failed, 2 skipped\n" in said
    assert "skipped    2 are no documents of the assessment; `ita status --skipped`" in said
    assert "left out   2 files are no documents and 2 that nobody needs to look at; `ita status --left-out`" in said
    counted = json.loads(ita("status", "--out", "out", "--format", "json", cwd=mixed).stdout)
    assert counted["documents"] == {"ok": 1, "partial": 0, "failed": 0, "skipped": 2}
    assert counted["left_out"] == {"to_look_at": 2, "noise": 2}
    assert counted["to_look_at"] == []


def test_skipped_documents_stand_nearest_to_the_assessment_first_with_their_evidence(mixed: Path) -> None:
    lines = ita("status", "--skipped", "--out", "out", cwd=mixed).stdout.splitlines()
    assert lines[0].startswith("2 documents are skipped")
    assert lines[1].split()[1] == "zz-quality-0.txt:" and "quality_assurance" in lines[1]
    assert lines[2].split()[:2] == ["-", "a-staff-0.txt:"] and "no table has a header of a known family" in lines[2]
    rows = json.loads(ita("status", "--skipped", "--out", "out", "--format", "json", cwd=mixed).stdout)
    assert [r["source_file"] for r in rows] == ["zz-quality-0.txt", "a-staff-0.txt"]
    assert rows[0]["evidence_score"] < 3 and rows[1]["evidence_score"] is None
    table = ita("status", "--skipped", "--out", "out", "--format", "csv", cwd=mixed).stdout
    assert [r["source_file"] for r in csv.DictReader(io.StringIO(table))] == ["zz-quality-0.txt", "a-staff-0.txt"]


def test_left_out_files_stand_worth_a_look_first_and_noise_is_counted(mixed: Path) -> None:
    said = ita("status", "--left-out", "--out", "out", cwd=mixed).stdout
    assert "save each as PDF" in said and "  plan.docx  (1 bytes)" in said
    assert said.index("plan.docx") < said.index("scan.jpg") < said.index("Thumbs.db (2)")
    assert "may be scans" in said and "2566/Thumbs.db" not in said
    table = ita("status", "--left-out", "--out", "out", "--format", "csv", cwd=mixed).stdout
    assert [r["file"] for r in csv.DictReader(io.StringIO(table))] == [
        "plan.docx",
        "scan.jpg",
        "2566/Thumbs.db",
        "Thumbs.db",
    ]


def test_left_out_looks_at_the_archive_of_the_last_run_unless_another_is_named(mixed: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "slides.pptx").write_bytes(b"x")
    named = json.loads(
        ita("status", "--left-out", "--archive", other, "--out", mixed / "out", "--format", "json").stdout
    )
    assert [(f["file"], f["kind"], f["is_noise"]) for f in named] == [("slides.pptx", "presentation", False)]
    unknown = ita("status", "--left-out", "--out", tmp_path / "nowhere")
    assert unknown.returncode == 2 and "--archive RAW" in unknown.stderr


def test_an_archive_that_is_gone_is_said_and_status_goes_on(tmp_path: Path) -> None:
    write_report(tmp_path / "raw", 0)
    assert ita("run", cwd=tmp_path).returncode == 0
    (tmp_path / "raw").rename(tmp_path / "moved")
    gone = ita("status", "--left-out", cwd=tmp_path)
    assert gone.returncode == 4 and "no longer there" in gone.stderr and "--archive RAW" in gone.stderr
    status = ita("status", cwd=tmp_path)
    assert status.returncode == 0 and "left out" not in status.stdout
    none = ita("status", "--left-out", "--archive", "moved", cwd=tmp_path)
    assert none.returncode == 0 and none.stdout == "" and "is a document" in none.stderr


def test_nothing_skipped_is_said(tmp_path: Path) -> None:
    write_report(tmp_path / "raw", 0)
    assert ita("run", cwd=tmp_path).returncode == 0
    done = ita("status", "--skipped", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "") and "no document is skipped" in done.stderr


@pytest.mark.parametrize("options", [("--skipped", "--left-out"), ("--format", "csv")])
def test_options_that_do_not_go_together(options: tuple[str, ...], mixed: Path) -> None:
    assert ita("status", *options, "--out", "out", cwd=mixed).returncode == 2


def test_documents_that_need_a_look_stand_with_counts_of_findings(workspace: Path) -> None:
    said = json.loads(ita("status", "--format", "json", cwd=workspace).stdout)
    assert [(d["source_file"], d["status"]) for d in said["to_look_at"]] == [("broken.pdf", "failed")]
    assert sum(said["findings"].values()) == said["rows"]["findings"]
    assert said["held"] is None and said["version"]
    text = ita("status", cwd=workspace).stdout
    assert f"by version {said['version']}; it is the current one" in text
    assert f"findings   {said['findings']['error']} error, " in text


def test_the_worst_document_is_a_failed_one_then_that_with_most_errors() -> None:
    from pipeline.cli.status_summary import _worst_first

    documents = [
        {"source_file": name, "status": status, "findings_error": errors, "findings_warning": warnings}
        for name, status, errors, warnings in (
            ("a", "partial", 1, 0),
            ("b", "partial", 3, 0),
            ("c", "partial", 1, 5),
            ("d", "failed", 0, 0),
        )
    ]
    assert [d["source_file"] for d in sorted(documents, key=_worst_first)] == ["d", "b", "c", "a"]
