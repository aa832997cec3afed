"""``ita findings`` and ``ita rules``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from support.ita_process import ita


def listed(workspace: Path, *options: str) -> list[dict[str, object]]:
    done = ita("findings", *options, "--format", "json", cwd=workspace)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert isinstance(rows, list)
    return rows


def test_findings_stand_worst_first_with_their_file_and_the_heading_of_their_column(released: Path) -> None:
    rows = json.loads(ita("findings", "--out", released, "--format", "json").stdout)
    order = [("error", "warning", "info").index(row["severity"]) for row in rows]
    assert order == sorted(order) and len(rows) > 10
    assert all(row["source_file"] and row["state"] == "open" for row in rows)
    told = ita("findings", "--out", released, "--rule", "check.measure_incomplete", "--limit", "1").stdout
    assert told.startswith("warning check.measure_incomplete  2566/")
    assert "\n        Measure 2 has no result and no outcome.\n" in told


def test_a_finding_of_a_cell_has_its_text_and_the_heading_of_its_column(released: Path) -> None:
    from pipeline import release_path
    from pipeline.cli.findings_table import add_cells
    from pipeline.emit.store.read_datasets import read
    from pipeline.emit.store.releases import read_release

    release = read_release(release_path(released))
    cells = read(release, "cells").to_pylist()
    cell = next(c for c in cells if c["text"] == "IIT")
    below = next(
        c
        for c in cells
        if c["document_id"] == cell["document_id"] and c["column"] == cell["column"] and c["row"] > cell["row"] + 2
    )
    row = {name: below[name] for name in ("document_id", "fiscal_year", "table_no", "row", "column")}
    nowhere = {**row, "column": None}
    add_cells(release, [row, nowhere])
    assert row["cell"] == below["text"] and row["column_name"]
    assert nowhere["cell"] is nowhere["column_name"] is None


def test_filters_of_findings(released: Path) -> None:
    every = listed(released.parent, "--out", str(released))
    for options, fits in (
        (("--severity", "warning"), lambda r: r["severity"] == "warning"),
        (("--rule", "check.*"), lambda r: r["rule"].startswith("check.")),
        (("--file", "2567/*.pdf"), lambda r: r["source_file"].startswith("2567/")),
        (("--file", "seed-word"), lambda r: "seed-word" in r["source_file"]),
        (("--year", "2566"), lambda r: r["fiscal_year"] == 2566),
        (("--body", "ปลัดกระทรวงการคลัง"), lambda r: "กระทรวงการคลัง" in str(r["agency"])),
        (("--state", "seen"), lambda r: False),
    ):
        assert listed(released.parent, *options, "--out", str(released)) == [r for r in every if fits(r)], options


def test_findings_as_csv_and_limited(released: Path) -> None:
    done = ita("findings", "--out", released, "--format", "csv", "--limit", "2")
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 2
    assert "the first 2 are shown" in done.stderr


@pytest.mark.parametrize("command", [("rules", "check.code_twise"), ("findings", "--rule", "check.code_twise")])
def test_a_rule_that_there_is_not_is_refused_with_the_nearest(command: tuple[str, ...], released: Path) -> None:
    done = ita(*command, "--out", released)
    assert done.returncode == 2 and "did you mean check.code_twice" in done.stderr


def test_rules_say_what_to_do_and_how_many_there_are(released: Path, tmp_path: Path) -> None:
    said = ita("rules", "check.measure_incomplete", "--out", released).stdout
    assert "severity   warning\n" in said and "do         Look" in said
    assert "do         ดูว่า" in ita("rules", "check.measure_incomplete", "--lang", "th", "--out", released).stdout
    count = len(listed(tmp_path, "--rule", "check.measure_incomplete", "--out", str(released)))
    assert f"findings   {count} in the current release" in said
    rows = {row["rule"]: row for row in json.loads(ita("rules", "--format", "json", "--out", tmp_path).stdout)}
    assert rows["check.measure_incomplete"]["findings"] is None
    assert rows["normalize.mark_order"]["do"] is None
    assert set(rows) > {r["rule"] for r in json.loads(ita("rules", "copies.", "--format", "json").stdout)}
