"""Control characters of documents and of file names reach no terminal, log, CSV or dataset."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pikepdf
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.ita_process import ita, write_report
from support.pdf_files import blank_pdf

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0d-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NAME = "=a\x1b]0;t\x07\u202efdp\n\x9b.txt"
SHOWN = "=a\\u001b]0;t\\u0007\\u202efdp\\u000a\\u009b.txt"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder with an archive of a report, one under an odd name, a blank PDF of an odd producer, and a note."""
    raw = tmp_path / "raw"
    write_report(raw, 0)
    write_report(raw, 1, ทราบ="\u202eทราบ\x1b[31m\x9b", กรมทางหลวง="กรม\u2067ทางหลวง")
    (raw / "1.txt").rename(raw / NAME)
    (raw / "note\x1b[2J.docx").write_bytes(b"x")
    path = blank_pdf(raw / "blank.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.docinfo["/Producer"] = "made\x1b[31m by\u202e me\x9b"
        pdf.save(path)
    return tmp_path


def texts(column: pa.ChunkedArray) -> list[str]:
    values = column.to_pylist()
    return [t for v in values for t in (v if isinstance(v, list) else [v]) if isinstance(t, str)]


def test_no_control_character_is_printed_or_published(odd: Path) -> None:
    commands = [
        ("run",),
        ("run", "--force"),
        ("refresh",),
        ("status",),
        ("status", "--skipped"),
        ("status", "--left-out"),
        ("status", "--left-out", "--format", "csv"),
        ("status", "--format", "json"),
        ("diff",),
        ("explain", f"raw/{NAME}", "--rows"),
        ("explain", "raw/blank.pdf"),
        ("tables", f"raw/{NAME}"),
        ("tables", f"raw/{NAME}", "--format", "csv", "--raw"),
        ("tables", f"raw/{NAME}", "--format", "json"),
        ("text", f"raw/{NAME}"),
        ("text", f"raw/{NAME}", "--raw", "--format", "json"),
        ("tables", f"raw/{NAME}", "--page", "99"),
        ("tables", "raw/absent\x1b[31m.pdf"),
    ]
    for command in commands:
        done = ita(*command, cwd=odd, ITA_WORKERS="1")
        assert "Traceback" not in done.stderr, done.stderr
        assert not FORBIDDEN.search(done.stdout), (command, done.stdout)
        assert not FORBIDDEN.search(done.stderr), (command, done.stderr)
    for path in (odd / "processed" / "current").resolve().rglob("*.parquet"):
        table = pq.read_table(path)
        for name in table.column_names:
            assert [t for t in texts(table[name]) if FORBIDDEN.search(t)] == [], (path.name, name)


def test_an_escaped_name_leads_to_its_file(odd: Path) -> None:
    ita("run", cwd=odd, ITA_WORKERS="1")
    files = pq.read_table((odd / "processed" / "current").resolve() / "documents")["source_file"].to_pylist()
    assert sorted(files) == sorted(["0.txt", SHOWN, "blank.pdf"])
    (name,) = [f for f in files if f == SHOWN]
    assert (odd / "raw" / re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), name)).is_file()


def test_csv_for_a_spreadsheet_holds_no_formula(tmp_path: Path) -> None:
    cells = ["=1+1", "+cmd", "-2", "-1.5", "-๑.๕", "-", "--", "+5%", "@SUM(1)", "- ข้อ", "ก=1", "＝1"]
    (tmp_path / "a.tsv").write_text("\t".join(cells) + "\n" + "\t".join(["x"] * 12) + "\n", encoding="utf-8")
    plain = ita("tables", tmp_path / "a.tsv", "--raw", "--format", "csv").stdout
    assert next(row for row in csv.reader(io.StringIO(plain)) if row[2] == "1")[3:] == cells
    guarded = ita("tables", tmp_path / "a.tsv", "--raw", "--format", "csv", "--spreadsheet").stdout
    assert guarded.startswith("\ufeff") and not plain.startswith("\ufeff")
    row = next(row for row in csv.reader(io.StringIO(guarded)) if row[2] == "1")[3:]
    assert row == ["'=1+1", "'+cmd", "-2", "-1.5", "-๑.๕", "-", "--", "+5%", "'@SUM(1)", "'- ข้อ", "ก=1", "'＝1"]


def test_names_of_files_are_no_formulas_either(tmp_path: Path) -> None:
    write_report(tmp_path / "raw", 0)
    (tmp_path / "raw" / "=cmd.docx").write_bytes(b"x")
    arguments = ("status", "--left-out", "--archive", "raw", "--format")
    assert "\n'=cmd.docx,1," in ita(*arguments, "csv", cwd=tmp_path).stdout
    assert ita(*arguments, "csv", "--spreadsheet", cwd=tmp_path).stdout.startswith("\ufefffile,")
    assert [f["file"] for f in json.loads(ita(*arguments, "json", cwd=tmp_path).stdout)] == ["=cmd.docx"]
