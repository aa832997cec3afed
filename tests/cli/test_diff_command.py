"""``ita diff``."""

from __future__ import annotations

import json
from pathlib import Path

from support.ita_process import ita


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
