from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from pipeline.cli import COMMANDS, cli
from pipeline.emit.schema.field_registry import registry

SMALL = """รายงานผลการดำเนินการ กรมการแพทย์ ประจำปีงบประมาณ พ.ศ. 2566

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ
I1 เจ้าหน้าที่ปฏิบัติงานตามขั้นตอน\t๘๘.๑๐\tยกระดับ\tประกาศขั้นตอน\tประกาศแล้ว\tดีขึ้น
"""


def ita(*args: str | Path, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs the command line as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, args)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **env},
        check=False,
    )


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "small.txt").write_text(SMALL, encoding="utf-8")
    return tmp_path / "raw"


def test_run_ends_with_a_short_table(archive: Path, tmp_path: Path) -> None:
    done = ita("run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines() if line.strip()}
    assert lines["documents"][0] == lines["indicators"][0] == lines["measures"][0] == "1"
    assert "findings" in lines
    assert (tmp_path / lines["release"][0] / "manifest.json").is_file()
    log = [json.loads(line) for line in done.stderr.splitlines()]
    assert [said["event"] for said in log] == ["archive", "read", "ended"]
    assert (log[1]["file"], log[1]["status"], log[1]["level"]) == ("small.txt", "ok", "info")
    assert log[2]["read"] == 1 and log[2]["cpu_s"]["assemble"] >= 0


def test_exit_codes_of_run(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert ita("run", tmp_path / "absent").returncode == 2
    assert ita("run", archive, "--workers", "none").returncode == 2
    assert ita("run", archive, ITA_WORKERS="many").returncode == 2
    (archive / "broken.pdf").write_bytes(b"")
    newly = ita("run", archive, "--out", out)
    assert newly.returncode == 3
    assert "ita: failed (new): broken.pdf: the file is empty (0 bytes); download it again" in newly.stderr
    assert ita("run", archive, "--out", out).returncode == 0
    assert ita("run", archive, "--out", out, "--strict").returncode == 3
    (archive / "small.txt").unlink()
    nothing = ita("run", archive, "--out", out)
    assert nothing.returncode == 4
    assert "none of the 1 documents" in nothing.stderr
    assert ita("status", "--out", out).returncode == 0, "the old release stands"


def test_a_second_run_at_a_time_exits_with_5(archive: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    (tmp_path / "out").mkdir()
    with FileLock(tmp_path / "out" / ".lock"):
        done = ita("run", archive, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (5, "")
    assert "another run" in done.stderr


def test_an_unwritable_folder_exits_with_4(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = ita("run", archive, "--out", tmp_path / "file" / "out")
    assert done.returncode == 4
    assert "cannot be written" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a child")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_exits_with_130(tmp_path: Path, raw: Path, number: signal.Signals) -> None:
    shutil.copytree(raw, tmp_path / "raw")
    for n in range(20):
        (tmp_path / "raw" / f"{n}.txt").write_text(SMALL.replace("กรมการแพทย์", f"กรมที่ {n}"), encoding="utf-8")
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "--workers", "1"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    assert child.stderr is not None
    assert any('"event": "archive"' in line for line in child.stderr)
    time.sleep(0.3)
    child.send_signal(number)
    rest = child.stderr.read()
    assert child.wait(timeout=60) == 130
    assert "interrupted" in rest and "Traceback" not in rest
    assert not (tmp_path / "processed" / "current.json").exists()
    assert not list((tmp_path / "processed").glob("releases/.*"))


def test_dry_run_says_what_would_be_read(archive: Path, tmp_path: Path) -> None:
    done = ita("run", "--dry-run", cwd=tmp_path)
    assert done.returncode == 0
    assert "1 to read" in done.stdout
    assert not (tmp_path / "processed").exists()


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


def test_explain_says_what_was_found_and_what_a_run_would_do(archive: Path, tmp_path: Path) -> None:
    before = ita("explain", "raw/small.txt", cwd=tmp_path).stdout
    for said in ("measures_result", "กรมการแพทย์", "2566", "transcript", "I1", "no run to processed has read it yet"):
        assert said in before
    ita("run", cwd=tmp_path)
    assert "would not read it again" in ita("explain", "raw/small.txt", cwd=tmp_path).stdout
    (archive / "sources.yml").write_text("sources: [{file: small.txt, fiscal_year: 2565}]")
    after = ita("explain", "raw/small.txt", cwd=tmp_path).stdout
    assert "would read it again" in after and "2565" in after


def test_explain_says_per_page_how_it_was_read_and_what_was_repaired(raw: Path) -> None:
    document = raw / "2566" / "seed-word.pdf"
    said = ita("explain", document).stdout
    pages = re.findall(
        r"^ +(\d+)  pdfium +([\d.]+) +([\d.]+) +(\d+)  1 \(\d+ x 7\); mark_order (\d+)", said, re.MULTILINE
    )
    assert [int(p[0]) for p in pages][:3] == [1, 2, 3]
    assert all(0 < float(quality) <= 1 and float(ms) >= 0 for _, quality, ms, _, _ in pages)
    everything = re.search(r"normalize\.mark_order +(\d+) repairs", said)
    assert (
        everything
        and sum(int(n) for n in re.findall(r"mark_order (\d+)$", said, re.MULTILINE)) == int(everything.group(1)) > 0
    )
    for stage in ("extract", "normalize", "assemble", "repair", "check"):
        assert re.search(rf"^CPU time .*\b{stage} \d+ ms", said, re.MULTILINE), stage


def test_status_and_releases(released: Path) -> None:
    said = json.loads(ita("status", "--out", released, "--format", "json").stdout)
    listed = json.loads(ita("releases", "--out", released, "--format", "json").stdout)
    assert [r["release"] for r in listed if r["current"]] == [said["release"]]
    assert said["rows"]["documents"] == 2 == sum(said["documents"].values())
    assert said["release"] in ita("status", "--out", released).stdout
    assert f"* {said['release']}" in ita("releases", "--out", released).stdout


def test_before_the_first_run(tmp_path: Path) -> None:
    assert ita("status", cwd=tmp_path).returncode == 4
    empty = ita("releases", cwd=tmp_path)
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "ita run" in empty.stderr


def test_schema() -> None:
    said = json.loads(ita("schema", "--format", "json").stdout)
    assert [d["dataset"] for d in said] == list(registry())
    assert all(f["description_en"] and f["description_th"] for d in said for f in d["fields"])
    one = ita("schema", "measures").stdout
    assert "measure_no" in one and "iit" not in one
    assert ita("schema", "mesures").returncode == 2


def test_doctor_reads_something() -> None:
    done = ita("doctor")
    assert done.returncode == 0, done.stderr
    assert "pdfplumber" in done.stdout
    assert done.stdout.count("works") >= 2
    assert "reading a tiny scan" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str) -> None:
    found = cli.get_command(click.Context(cli), command)
    assert found is not None
    said = ita(command, "--help")
    assert said.returncode == 0
    assert f"ita {command}" in said.stdout.split("Examples:")[1]


def test_a_closed_pipe_is_no_error(raw: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m pipeline tables {raw / '2566' / 'seed-word.pdf'} --format csv | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("page,") and done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_progress_bar_on_a_terminal(archive: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            block = os.read(ours, 4096)
        except OSError:
            break
        if not block:
            break
        seen += block
    os.close(ours)
    assert child.wait() == 0
    assert b"reading" in seen and b'"event"' not in seen


def test_every_line_of_the_log_is_one_object(archive: Path, tmp_path: Path) -> None:
    name = "new\nline 😀.pdf" if sys.platform == "linux" else "new.pdf"
    (archive / name).write_bytes(b"%PDF-1.4\n\nand nothing else")
    (archive / "empty.pdf").write_bytes(b"")
    (archive / "notes.docx").write_bytes(b"PK")
    for code in (3, 0):
        done = ita("run", archive, "--out", tmp_path / "out")
        assert done.returncode == code
        log = [json.loads(line) for line in done.stderr.splitlines()]
        assert all(said.keys() >= {"event", "level", "timestamp"} for said in log)
    (archive / "small.txt").unlink()
    nothing = ita("run", archive, "--out", tmp_path / "out")
    assert nothing.returncode == 4
    assert [json.loads(line)["level"] for line in nothing.stderr.splitlines()][-1] == "error"


def test_a_cluster_needs_an_address(archive: Path, tmp_path: Path) -> None:
    done = ita("run", archive, "--out", tmp_path / "out", "--engine", "dask")
    assert done.returncode == 2 and "--scheduler tcp://host:8786" in done.stderr


def test_explain_says_what_changed(archive: Path, tmp_path: Path) -> None:
    def next_run() -> str:
        done = ita("explain", archive / "small.txt", "--out", tmp_path / "out", ITA_RAW=str(archive))
        assert done.returncode == 0, done.stderr
        return done.stdout.split("next run")[1].strip()

    assert next_run().startswith("would read it: no run to")
    assert ita("run", archive, "--out", tmp_path / "out").returncode == 0
    assert next_run() == "would not read it again: nothing that its reading depends on has changed"
    (archive / "sources.yml").write_text("sources:\n  - {file: small.txt, fiscal_year: 2565}\n", encoding="utf-8")
    assert next_run() == (
        "would read it again, from its kept pages, without opening the file; changed since: its entry in sources.yml"
    )
    index = tmp_path / "out" / "cache" / "index.json"
    said = json.loads(index.read_text(encoding="utf-8"))
    (parts,) = said["software"].values()
    parts["domain"]["domain/families/measures_result.yml"] = "0" * 64
    parts["extract"]["pypdfium2"] = "0.1"
    index.write_text(json.dumps(said), encoding="utf-8")
    assert "changed since: pypdfium2 0.1 -> " in next_run() and "domain/families/measures_result.yml" in next_run()


def test_light_imports() -> None:
    heavy = ("pandas", "pyarrow", "numpy", "pythainlp", "pdfplumber", "pypdfium2", "pydantic", "yaml", "rich")
    for statement in (
        "import pipeline",
        "from pipeline.cli import cli; [cli.get_command(None, c) for c in cli.list_commands(None)]",
    ):
        code = f"import sys; {statement}; print([m for m in {heavy!r} if m in sys.modules])"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]", statement
