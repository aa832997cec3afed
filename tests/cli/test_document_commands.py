"""``ita tables`` and ``ita text``."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.ita_process import ita


def test_tables_as_json(archive: Path) -> None:
    done = ita("tables", archive / "small.txt", "--format", "json")
    said = json.loads(done.stdout)
    assert set(said) == {"pages", "tables"} and said["pages"] == 1
    (table,) = said["tables"]
    assert set(table) == {"page", "table_no", "rows", "reader"}
    assert (table["page"], table["table_no"], table["reader"]) == (1, 1, "transcript")
    assert table["rows"][1][1] == "88.10"
    raw = json.loads(ita("tables", archive / "small.txt", "--format", "json", "--raw").stdout)
    assert raw["tables"][0]["rows"][1][1] == "๘๘.๑๐"


def test_tables_as_csv_and_for_the_eye(archive: Path) -> None:
    rows = list(csv.reader(io.StringIO(ita("tables", archive / "small.txt", "--format", "csv").stdout)))
    assert rows[0][:4] == ["page", "table_no", "row", "column_1"]
    assert rows[2][:3] == ["1", "1", "2"] and "88.10" in rows[2]
    assert "88.10" in ita("tables", archive / "small.txt").stdout


def test_a_table_part_per_page(raw: Path) -> None:
    document = raw / "2566" / "seed-word.pdf"
    everything = json.loads(ita("tables", document, "--format", "json").stdout)
    second = json.loads(ita("tables", document, "--page", "2", "--format", "json").stdout)
    assert second["pages"] == everything["pages"] > 2
    assert second["tables"] == [t for t in everything["tables"] if t["page"] == 2]
    assert len({t["page"] for t in everything["tables"]}) == len(everything["tables"])
    assert all(len(row) == len(t["rows"][0]) for t in everything["tables"] for row in t["rows"])
    past = ita("tables", document, "--page", "999")
    assert past.returncode == 2 and f"has {everything['pages']} pages" in past.stderr


def test_text(archive: Path) -> None:
    said = json.loads(ita("text", archive / "small.txt", "--format", "json").stdout)
    (page,) = said["pages"]
    assert set(page) == {"page", "text", "reader", "quality"}
    assert "88.10" in page["text"]
    plain = ita("text", archive / "small.txt").stdout
    assert plain == page["text"] + "\n\f"
    assert "๘๘.๑๐" in ita("text", archive / "small.txt", "--raw").stdout


@pytest.mark.parametrize("command", ["tables", "text", "explain"])
def test_a_document_that_cannot_be_read_is_said_in_a_sentence(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.pdf").write_bytes(b"<html><title>404</title>")
    done = ita(command, tmp_path / "a.pdf")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"ita: {tmp_path / 'a.pdf'}: the file is a web page") and done.stderr.count("\n") == 1
    assert ita(command, tmp_path / "absent.pdf").returncode == 2


def test_a_closed_pipe_is_no_error(raw: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m pipeline tables {raw / '2566' / 'seed-word.pdf'} --format csv | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("page,") and done.stderr == ""
