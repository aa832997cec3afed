from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import psutil
import pytest
from support.not_assessed import write_others
from support.release import parquet_hashes
from support.reports import report

import pipeline
from pipeline.acquire import ArchiveError
from pipeline.batch import Locked, run_batch
from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import Limits, record_of
from pipeline.batch.plan.fingerprint import keys
from pipeline.settings import Settings


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    (raw / "2566").mkdir(parents=True)
    for n, agency in enumerate(("กรมการแพทย์", "กรมทางหลวง", "เทศบาลนครขอนแก่น")):
        (raw / "2566" / f"{n}.txt").write_text(report(agency, f"8{n}.10"), encoding="utf-8")
    return raw


def run(raw: Path, out: Path, **more: object):  # type: ignore[no-untyped-def]
    return run_batch(Settings(raw=raw, out=out, workers=2), **more)  # type: ignore[arg-type]


def test_an_archive_becomes_a_release(archive: Path, tmp_path: Path) -> None:
    result = run(archive, tmp_path / "out")
    assert result.statuses == {"ok": 3}
    assert not result.newly_bad
    measures = pipeline.load("measures", tmp_path / "out")
    assert len(measures) == 6
    assert set(measures["agency"]) == {"กรมการแพทย์", "กรมทางหลวง", "เทศบาลนครขอนแก่น"}


NO_CODES = """รายงานผลการดำเนินการเพื่อส่งเสริมคุณธรรมและความโปร่งใส กรมประมง ประจำปีงบประมาณ พ.ศ. 2566

ตัวชี้วัดย่อย\tคะแนน\tระดับมาตรการที่ใช้ดำเนินการ\tมาตรการที่ดำเนินการ\tผลการดำเนินการ\tผลลัพธ์/ความสำเร็จ
ข้อแรก เรื่องทั่วไป\t88.10\tยกระดับ\tประกาศขั้นตอน\tประกาศแล้ว\tดีขึ้น
ข้อถัดไป เรื่องอื่น\t91.20\tยกระดับ\tอบรมเจ้าหน้าที่\tอบรมแล้ว\tดีขึ้น
"""


def test_a_report_of_which_no_code_is_known_is_never_ok(archive: Path, tmp_path: Path) -> None:
    (archive / "no-codes.txt").write_text(NO_CODES, encoding="utf-8")
    result = run(archive, tmp_path / "out")
    assert result.statuses == {"ok": 3, "partial": 1}
    ((file, status, reason),) = result.newly_bad
    assert (file, status) == ("no-codes.txt", "partial") and "No code, no indicator and no body" in reason
    findings = pipeline.load("findings", tmp_path / "out")
    assert "check.nothing_resolved" in set(findings["rule"])
    assert len(pipeline.load("indicators", tmp_path / "out").query("code.isnull()")) == 2, (
        "its rows are there all the same"
    )


def test_skipped_documents_are_no_error_and_have_no_row(archive: Path, tmp_path: Path) -> None:
    near, far = write_others(archive)
    result = run(archive, tmp_path / "out")
    assert result.statuses == {"ok": 3, "skipped": 2}
    assert result.bad == result.newly_bad == result.newly_skipped == (), "none gave rows before"
    documents = pipeline.load("documents", tmp_path / "out").set_index("source_file")
    assert documents.loc[near, "status"] == documents.loc[far, "status"] == "skipped"
    assert "quality_assurance" in documents.loc[near, "reason"] and documents.loc[near, "evidence_score"] < 3
    assert documents["evidence_score"].isnull().tolist() == [name == far for name in documents.index]
    assert not documents.loc[[near, far], ["indicator_rows", "measure_rows", "score_rows", "oit_item_rows"]].any(
        axis=None
    )
    again = run(archive, tmp_path / "out")
    assert again.statuses == result.statuses and again.newly_skipped == ()


def test_documents_that_gave_rows_and_are_skipped_now_are_told_apart(archive: Path, tmp_path: Path) -> None:
    run(archive, tmp_path / "out")
    near, _ = write_others(tmp_path / "others")
    (tmp_path / "others" / near).rename(archive / "2566" / "0.txt")
    result = run(archive, tmp_path / "out")
    ((file, reason),) = result.newly_skipped
    assert file == "2566/0.txt" and "quality_assurance" in reason
    assert result.bad == result.newly_bad == () and result.release is not None
    assert run(archive, tmp_path / "out", force=True).newly_skipped == (), "told once"
    assert result.release.rows["indicators"] == 4


def test_faulty_documents_are_told_in_one_sentence_each(archive: Path, raw: Path, tmp_path: Path) -> None:
    pdf = (raw / "2566" / "seed-word.pdf").read_bytes()
    (archive / "truncated.pdf").write_bytes(pdf[: len(pdf) // 3])
    (archive / "empty.pdf").write_bytes(b"")
    (archive / "empty.txt").write_bytes(b"")
    (archive / "error-page.pdf").write_text("<!DOCTYPE html><html><head><title>404 Not Found</title></head></html>")
    (archive / "report.docx.pdf").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    (archive / "binary.txt").write_bytes(bytes(range(256)) * 20)
    with pikepdf.open(raw / "2566" / "seed-word.pdf") as document:
        document.save(archive / "encrypted.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    result = run(archive, tmp_path / "out")
    reasons = {name: reason for name, status, reason in result.bad if status == "failed"}
    assert set(reasons) == {
        "truncated.pdf",
        "empty.pdf",
        "error-page.pdf",
        "report.docx.pdf",
        "binary.txt",
        "encrypted.pdf",
    }
    for name, reason in reasons.items():
        assert reason.startswith(f"{name}: "), reason
        assert "\n" not in reason and "Error" not in reason and "defect of the software" not in reason, reason
    assert "damaged" in reasons["truncated.pdf"] and "again" in reasons["truncated.pdf"]
    assert "download it again" in reasons["empty.pdf"]
    assert "password" in reasons["encrypted.pdf"]
    assert "404 Not Found" in reasons["error-page.pdf"]
    assert result.newly_bad == result.bad
    assert result.statuses["ok"] == 3
    again = run(archive, tmp_path / "out")
    assert again.bad == result.bad and again.newly_bad == ()


def test_file_order_names_and_workers_change_nothing(archive: Path, tmp_path: Path) -> None:
    run_batch(Settings(raw=archive, out=tmp_path / "one", workers=1))
    run_batch(Settings(raw=archive, out=tmp_path / "two", workers=3), force=True)
    assert parquet_hashes(pipeline.release_path(tmp_path / "one")) == parquet_hashes(
        pipeline.release_path(tmp_path / "two")
    )


def test_running_twice_reads_nothing_again_and_makes_no_new_release(archive: Path, tmp_path: Path) -> None:
    first, second = run(archive, tmp_path / "out"), run(archive, tmp_path / "out")
    assert (first.to_read, second.to_read) == (3, 0)
    assert second.release.id == first.release.id and second.release.unchanged
    forced = run(archive, tmp_path / "out", force=True)
    assert forced.to_read == 3 and forced.release.unchanged


def test_only_what_changed_is_read_again(archive: Path, tmp_path: Path) -> None:
    run(archive, tmp_path / "out")
    (archive / "2566" / "1.txt").write_text(report("กรมทางหลวง", "70.00"), encoding="utf-8")
    result = run(archive, tmp_path / "out")
    assert result.to_read == 1
    assert 70.0 in set(pipeline.load("indicators", tmp_path / "out")["score"])


def test_sources_yml_is_believed_and_read_again_when_it_changes(archive: Path, tmp_path: Path) -> None:
    run(archive, tmp_path / "out")
    (archive / "sources.yml").write_text(
        "sources:\n"
        "  - {file: 2566/1.txt, url: 'https://example.go.th/1', fiscal_year: 2565, agency: กรมอื่น}\n"
        "  - {file: gone.pdf}\n"
    )
    result = run(archive, tmp_path / "out")
    assert result.to_read == 1
    assert result.missing == ("gone.pdf",)
    row = pipeline.load("documents", tmp_path / "out").set_index("source_file").loc["2566/1.txt"]
    assert (row["source_url"], row["fiscal_year"], row["agency"]) == ("https://example.go.th/1", 2565, "กรมอื่น")


def test_damaged_cache_files_are_read_again(archive: Path, tmp_path: Path) -> None:
    run(archive, tmp_path / "out")
    for path in (tmp_path / "out" / "cache").glob("*/*/*"):
        path.write_bytes(path.read_bytes()[:-10])
    (archive / "2566" / "new.txt").write_text(report("กรมป่าไม้"), encoding="utf-8")
    result = run(archive, tmp_path / "out")
    assert result.to_read == 4 and result.statuses == {"ok": 4}


@pytest.mark.parametrize("room", ["pages", "records"])
def test_a_byte_that_flipped_in_the_cache_is_never_released(archive: Path, tmp_path: Path, room: str) -> None:
    run(archive, tmp_path / "out")
    for path in (tmp_path / "out" / "cache" / room).rglob("*"):
        if path.is_file():
            content = bytearray(path.read_bytes())
            content[-20] ^= 1
            path.write_bytes(content)
    shutil.rmtree(tmp_path / "out" / "releases")
    assert run(archive, tmp_path / "out").statuses == {"ok": 3}
    run(archive, tmp_path / "fresh")
    assert parquet_hashes(pipeline.release_path(tmp_path / "out")) == parquet_hashes(
        pipeline.release_path(tmp_path / "fresh")
    )


def test_what_is_no_longer_used_leaves_the_cache(archive: Path, tmp_path: Path) -> None:
    run(archive, tmp_path / "out")
    (archive / "2566" / "1.txt").unlink()
    run(archive, tmp_path / "out")
    for room in ("pages", "records"):
        assert len(list((tmp_path / "out" / "cache" / room).glob("*/*"))) == 2


def test_two_files_of_the_same_bytes_are_one_document_with_a_finding(archive: Path, tmp_path: Path) -> None:
    shutil.copy(archive / "2566" / "0.txt", archive / "2566" / "twin.txt")
    result = run(archive, tmp_path / "out")
    assert result.documents == 3
    found = pipeline.load("findings", tmp_path / "out").query("rule == 'same-file'")
    assert found["message"].tolist() == [
        "2566/0.txt: the same file is also there as 2566/twin.txt; one of them is enough"
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems forbid such names")
@pytest.mark.parametrize(
    "name", ["new\nline.txt", "😀 รายงาน.txt", "a' \"b.txt", "-n.txt", "%s{}.txt", os.fsdecode(b"\xb5\xd2.txt")]
)
def test_odd_names(tmp_path: Path, name: str) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / name).write_text(report("กรมการแพทย์"), encoding="utf-8")
    result = run(tmp_path / "raw", tmp_path / "out")
    assert result.statuses == {"ok": 1}
    assert len(pipeline.load("measures", tmp_path / "out")) == 2


def test_the_second_run_at_a_time_is_refused(archive: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    (tmp_path / "out").mkdir()
    with FileLock(tmp_path / "out" / ".lock"), pytest.raises(Locked, match="another run"):
        run(archive, tmp_path / "out")
    assert run(archive, tmp_path / "out").release is not None


def test_a_dry_run_writes_nothing(archive: Path, tmp_path: Path) -> None:
    result = run(archive, tmp_path / "out", dry_run=True)
    assert (result.to_read, result.release) == (3, None)
    assert not (tmp_path / "out").exists()


def test_an_archive_without_a_readable_document_keeps_the_old_release(archive: Path, tmp_path: Path) -> None:
    first = run(archive, tmp_path / "out")
    shutil.rmtree(archive)
    archive.mkdir()
    (archive / "notes.docx").write_bytes(b"PK")
    with pytest.raises(ArchiveError, match=r"no documents \(it has 1 other files, such as notes.docx\)"):
        run(archive, tmp_path / "out")
    (archive / "a.pdf").write_bytes(b"<html>")
    with pytest.raises(ArchiveError, match=r"none of the 1 documents.*\n  a.pdf: the file is a web page"):
        run(archive, tmp_path / "out")
    assert pipeline.release_path(tmp_path / "out").name == first.release.id


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_leaves_no_worker_and_the_next_run_goes_on(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run(archive, out)
    for n in range(12):
        (archive / f"more-{n}.txt").write_text(report(f"กรมที่ {n}"), encoding="utf-8")
    child = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", str(archive), "--out", str(out), "--workers", "2"],
        stderr=subprocess.PIPE,
    )
    assert child.stderr is not None
    for line in child.stderr:
        if b'"event": "document_read"' in line:
            break
    family = psutil.Process(child.pid).children(recursive=True)
    child.kill()
    child.wait()
    assert family
    assert pipeline.release_path(out).name == first.release.id
    _, alive = psutil.wait_procs(family, timeout=120)
    assert not alive, [p.cmdline() for p in alive]
    result = run(archive, out)
    assert result.to_read < 12, "what was read before the kill is not read again"
    assert result.documents == 15


def test_a_fingerprint_knows_the_document_and_what_is_said_of_it() -> None:
    from support.factories import source

    a = source("a.pdf")
    marks = {
        keys(s).outcome
        for s in (
            a,
            replace(a, document_id="0" * 64),
            replace(a, source_file="b.pdf"),
            replace(a, hints=replace(a.hints, fiscal_year=2566)),
        )
    }
    assert len(marks) == 4
    assert keys(a) == keys(replace(a, path="/elsewhere/a.pdf"))
    assert keys(a).pages == keys(replace(a, source_file="b.pdf")).pages != keys(replace(a, document_id="0" * 64)).pages


def test_the_cache_gives_back_what_was_kept(tmp_path: Path) -> None:
    from support.factories import outcome

    made = outcome()
    record, tables = record_of(made, "software", Limits(1, 1))
    place = document_cache.record_at(tmp_path, made.fingerprint)
    document_cache.store_record(place, record, tables)
    assert document_cache.load_record(place) == record
    assert record.limits is None, "only what failed remembers its limits"
    assert document_cache.load_table(place, "measures").num_rows == record.packed.summaries["measures"].rows == 6
    assert document_cache.load_comparison(place).report.indicators == made.report.indicators
    assert document_cache.load_record(tmp_path / "absent") is None


def test_an_archive_of_pictures_only_keeps_the_old_release(archive: Path, tmp_path: Path) -> None:
    from PIL import Image

    first = run(archive, tmp_path / "out")
    shutil.rmtree(archive)
    archive.mkdir()
    Image.new("RGB", (600, 800), "grey").save(archive / "scan.pdf")
    with pytest.raises(ArchiveError, match=r"none of the 1 documents.*\n  scan.pdf: "):
        run(archive, tmp_path / "out")
    assert pipeline.release_path(tmp_path / "out").name == first.release.id
