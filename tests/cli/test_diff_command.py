"""``ita diff``."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from support.factories import outcome
from support.ita_process import ita
from support.release import emit_outcomes

from pipeline.model import OitItemRow, ScoreRow


def test_diff_says_what_changed(workspace: Path) -> None:
    done = ita("diff", cwd=workspace)
    assert done.returncode == 3, done.stderr
    assert "! broken.pdf: new → failed: the file is empty" in done.stdout
    assert "~ 1.txt (entry 1)  score: 88.1 → 90.5" in done.stdout
    assert (
        "~ 1.txt (entry 1, measure 1)  measure: …เจ้าหน้าที่และประชาชนทราบโดยทั่ว… → …เจ้าหน้าที่และผู้รับบริการทราบโดยทั่ว…"
        in done.stdout
    )
    assert ita("diff", "current", "current", cwd=workspace).returncode == 0
    assert ita("diff", "current", "previous", cwd=workspace).returncode == 0, "what went away is not newly wrong"


def test_diff_as_json_and_of_one_dataset(workspace: Path) -> None:
    said = json.loads(ita("diff", "--format", "json", cwd=workspace).stdout)
    assert said["rows"]["documents"] == [4, 5]
    assert [d["source_file"] for d in said["documents"]["added"]] == ["broken.pdf"]
    assert said["datasets"]["indicators"]["changed"][0]["values"]["score"] == [88.1, 90.5]
    assert said["newly_bad"][0]["source_file"] == "broken.pdf"
    only = json.loads(ita("diff", "--dataset", "pages", "--format", "json", "--limit", "1", cwd=workspace).stdout)
    assert list(only["datasets"]) == ["pages"]
    assert only["datasets"]["pages"]["counts"] == {"added": 0, "removed": 0, "changed": 1}


def test_diff_of_what_is_not_there(workspace: Path, tmp_path: Path) -> None:
    for arguments in (("zzz",), ("current", "held"), ("--out", tmp_path)):
        done = ita("diff", *arguments, cwd=workspace)
        assert done.returncode == 4 and "ita releases" in done.stderr and done.stderr.count("\n") == 1
    assert ita("diff", "--dataset", "documents", cwd=workspace).returncode == 2


def test_diff_of_scores_items_and_dates(tmp_path: Path) -> None:
    a = outcome("2566/a.pdf")
    rows = {
        "measures": (replace(a.report.measures[0], period_start=date(2023, 2, 1)), *a.report.measures[1:]),
        "scores": (
            ScoreRow(1, 1, 1, 2, "indicator", indicator_no=3, item="การใช้อำนาจ", score=92.0, score_raw="92.00"),
        ),
        "oit_items": (OitItemRow(1, 1, 1, 1, "O1", "O1", name="โครงสร้าง"),),
    }
    emit_outcomes([a], tmp_path)
    emit_outcomes([replace(a, report=replace(a.report, **rows))], tmp_path)
    said = ita("diff", "--out", tmp_path).stdout
    assert "+ 2566/a.pdf (score 1)  indicator · 3 · การใช้อำนาจ · 92.0" in said
    assert "+ 2566/a.pdf (item 1)  O1 · โครงสร้าง" in said
    assert "period_start: – → 2023-02-01" in said
    as_json = json.loads(ita("diff", "--format", "json", "--out", tmp_path).stdout)
    assert as_json["datasets"]["measures"]["changed"][0]["values"] == {"period_start": [None, "2023-02-01"]}
    only = ita("diff", "--dataset", "scores", "--dataset", "oit_items", "--out", tmp_path).stdout
    assert "(score 1)" in only and "(item 1)" in only and "period_start" not in only
