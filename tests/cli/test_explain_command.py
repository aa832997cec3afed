"""``ita explain``."""

from __future__ import annotations

import json
import re
from pathlib import Path

from support.ita_process import ita
from support.not_assessed import write_others
from support.score_sheets import BODY, TITLE, numbered


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
        "would read it again, from its kept pages, without opening the file; changed since: its entry in sources.yml, "
        "or bodies.csv"
    )
    index = tmp_path / "out" / "cache" / "index.json"
    said = json.loads(index.read_text(encoding="utf-8"))
    (parts,) = said["software"].values()
    parts["domain"]["domain/families/measures_result.yml"] = "0" * 64
    parts["extract"]["pypdfium2"] = "0.1"
    index.write_text(json.dumps(said), encoding="utf-8")
    assert "changed since: pypdfium2 0.1 -> " in next_run() and "domain/families/measures_result.yml" in next_run()


def test_explain_rows_says_what_each_row_was_taken_for_and_why(raw: Path) -> None:
    document = raw / "2566" / "seed-word.pdf"
    printed = ita("explain", document, "--rows").stdout
    assert "row 1      header             its cells are the wordings of the table's header" in printed
    assert re.search(r"row 2 +section +it is the title of indicator 1: 1\. การปฏิบัติหน้าที่", printed)
    assert re.search(r"row 3 +new record +it prints a code: 11 \|", printed)
    for kind in ("next measure", "rest of a cut row"):
        assert re.search(rf"row \d+ +{kind} ", printed), kind
    assert "rows of recognised tables" not in ita("explain", document).stdout


def test_explain_weighs_the_evidence_for_and_against(archive: Path, tmp_path: Path) -> None:
    said = ita("explain", "raw/small.txt", cwd=tmp_path).stdout
    assert "evidence       tables with a known header 1; one is read from 3 on" in said
    assert re.search(r"page 1, table 1 +measures_result +[\d.]+ of 3  accepted\n +for +\+[\d.]+  \w+ +\S", said)
    assert re.search(r"^families +measures_result$", said, re.MULTILINE)
    assert re.search(r"^scheme +", said, re.MULTILINE)


def test_explain_says_why_a_document_is_skipped(tmp_path: Path) -> None:
    near, far = write_others(tmp_path)
    said = ita("explain", near, cwd=tmp_path).stdout
    assert re.search(
        r"^status +skipped\nreason +no document of the assessment: .*quality_assurance", said, re.MULTILINE
    )
    assert re.search(r"of 3  not accepted\n +for .*\n +against +-4  quality_assurance +\w+: ", said)
    assert "tables with a known header 0" in ita("explain", far, cwd=tmp_path).stdout


def test_explain_lists_printed_scores_where_there_are_no_indicators(tmp_path: Path) -> None:
    rows = "\n".join(f"{name}\t{score}" for name, score in numbered())
    (tmp_path / "sheet.txt").write_text(f"{TITLE}\n{BODY}\n\nตัวชี้วัด\tคะแนน\n{rows}\n", encoding="utf-8")
    said = ita("explain", "sheet.txt", cwd=tmp_path).stdout
    assert re.search(r"^  scores +10$", said, re.MULTILINE) and re.search(r"^  oit_items +0$", said, re.MULTILINE)
    assert re.search(r"^ +10  indicator 10  score 97  page 1$", said, re.MULTILINE)


def test_explain_says_of_a_file_outside_the_archive_what_a_run_would_do(archive: Path, tmp_path: Path) -> None:
    copied, other = tmp_path / "copied.txt", tmp_path / "other.txt"
    text = (archive / "small.txt").read_text(encoding="utf-8")
    copied.write_text(text, encoding="utf-8")
    other.write_text(text.replace("ดีขึ้น", "ดีขึ้นมาก"), encoding="utf-8")
    (archive / ".hidden.txt").write_text(text, encoding="utf-8")
    assert ita("run", "raw", cwd=tmp_path).returncode == 0
    for file, said in (
        ("copied.txt", "not in the archive raw; the last run read the same bytes as small.txt"),
        ("other.txt", "not in the archive raw, so no run reads it; once it is put there"),
        ("raw/.hidden.txt", "no run looks at it, although it lies in raw"),
    ):
        end = ita("explain", file, cwd=tmp_path).stdout.split("next run")[1]
        assert said in end and "read it again" not in end
    (tmp_path / "archive").mkdir()
    other.rename(tmp_path / "archive" / "other.txt")
    end = ita("explain", "archive/other.txt", "--raw", "archive", cwd=tmp_path).stdout.split("next run")[1]
    assert end.strip().startswith("would read it: no run to processed")
