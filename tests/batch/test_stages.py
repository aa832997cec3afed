"""What changed is done again, and nothing else: stage by stage."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from support.release import parquet_hashes
from support.reports import archive_of, report

import pipeline
from pipeline.acquire import acquire_file
from pipeline.batch import run_batch
from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import Limits, Record
from pipeline.batch.cache.run_index import load
from pipeline.batch.plan import fingerprint
from pipeline.batch.plan.document_task import Task
from pipeline.batch.plan.fingerprint import keys, software, stage_hash
from pipeline.batch.workers import tasks
from pipeline.batch.workers.dispatch import read_all
from pipeline.batch.workers.document_stages import process
from pipeline.emit.store.verification import verify_release
from pipeline.emit.write import partition_settings, validate_release
from pipeline.emit.write.packed_document import TableSummary
from pipeline.extract import ReadOptions, extract, join_page_ranges, page_ranges
from pipeline.model import Document
from pipeline.settings import Settings

LIMITS = Limits(60, 0)


@pytest.fixture
def seed(raw: Path, tmp_path: Path) -> Path:
    """A PDF that a test may remove."""
    return Path(shutil.copy(raw / "2566" / "seed-word.pdf", tmp_path / "seed.pdf"))


@pytest.fixture
def other_software(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Makes as if a file of a stage had been edited."""
    real = software()

    def edit(stage: str) -> None:
        changed = {**real, stage: {**real[stage], f"{stage}/edited.py": "0" * 64}}
        monkeypatch.setattr(fingerprint, "software", lambda: changed)
        for cached in (fingerprint.stage_hash, fingerprint.code_hash):
            cached.cache_clear()

    yield edit
    monkeypatch.undo()
    for cached in (fingerprint.stage_hash, fingerprint.code_hash):
        cached.cache_clear()


def task(file: Path, home: Path) -> Task:
    source = acquire_file(file).source
    return Task(source, keys(source), home, "", LIMITS)


def rows_of(record: Record) -> dict[str, TableSummary]:
    """What is known of the rows of a document, all but its own, in which the fingerprint stands."""
    return {name: summary for name, summary in record.packed.summaries.items() if name != "documents"}


def test_a_change_of_assemble_reads_no_pdf_and_normalizes_nothing(
    seed: Path, tmp_path: Path, other_software, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    first = tasks.read(task(seed, tmp_path)).record
    other_software("assemble")
    again = task(seed, tmp_path)
    seed.unlink()
    monkeypatch.setattr(tasks, "normalized", lambda *_: pytest.fail("normalized again"))
    reply = tasks.read(again)
    assert reply.record is not None and first is not None
    assert reply.record.fingerprint != first.fingerprint
    assert rows_of(reply.record) == rows_of(first)
    assert "assemble" in reply.spent and "extract" not in reply.spent


def test_a_change_of_normalize_reads_no_pdf(seed: Path, tmp_path: Path, other_software) -> None:  # type: ignore[no-untyped-def]
    first = tasks.read(task(seed, tmp_path)).record
    other_software("normalize")
    again = task(seed, tmp_path)
    seed.unlink()
    reply = tasks.read(again)
    assert reply.record is not None and first is not None
    assert rows_of(reply.record) == rows_of(first), "findings must not be there twice"
    assert "normalize" in reply.spent and "extract" not in reply.spent
    assert "normalize" not in tasks.read(again).spent, "what was normalized anew is kept"


def test_a_change_of_extract_reads_the_pdf(seed: Path, tmp_path: Path, other_software) -> None:  # type: ignore[no-untyped-def]
    tasks.read(task(seed, tmp_path))
    other_software("extract")
    again = task(seed, tmp_path)
    assert "extract" in tasks.read(again).spent
    seed.unlink()
    gone = tasks.read(replace(again, fresh=True)).record
    assert gone is not None and gone.status == "failed"


def test_a_document_under_another_name_is_not_read_again(seed: Path, tmp_path: Path) -> None:
    tasks.read(task(seed, tmp_path))
    moved = task(seed.rename(tmp_path / "moved.pdf"), tmp_path)
    reply = tasks.read(moved)
    assert "extract" not in reply.spent
    assert reply.record is not None and reply.record.source_file == "moved.pdf"


def test_every_stage_and_the_installed_ocr_count(monkeypatch: pytest.MonkeyPatch, other_software) -> None:  # type: ignore[no-untyped-def]
    parts = software()
    assert "domain/families/measures_result.yml" in parts["domain"]
    assert "domain/schemes/codes.csv" in parts["domain"]
    assert {"pypdfium2", "tesserocr", "language data of Tesseract"} <= parts["extract"].keys()
    before = {stage: stage_hash(stage) for stage in fingerprint.STAGES}
    for stage in fingerprint.STAGES:
        other_software(stage)
        assert {s for s in fingerprint.STAGES if stage_hash(s) != before[s]} == {stage}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> Path:
    """A document of 123 pages: its tables go on over every border of the page ranges."""
    path = tmp_path_factory.mktemp("book") / "book.pdf"
    with pikepdf.open(raw / "2566" / "seed-word.pdf") as seed, pikepdf.new() as pdf:
        for _ in range(3):
            pdf.pages.extend(seed.pages)
        pdf.save(path)
    return path


def test_a_long_document_is_the_same_read_in_page_ranges(book: Path) -> None:
    source = acquire_file(book).source
    assert page_ranges(source) == ((1, 50), (51, 100), (101, 123))
    whole, parts = extract(source), [extract(source, ReadOptions(pages=pages)) for pages in page_ranges(source)]
    assert join_page_ranges(parts) == whole
    assert isinstance(join_page_ranges(parts), Document) and sum(len(p.pages) for p in parts) == 123


class Here:
    """An engine without processes, that notes what it was asked to do."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def submit(self, fn, /, *args):  # type: ignore[no-untyped-def]
        from concurrent.futures import Future

        self.asked.append(fn.__name__)
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args))
        except Exception as error:
            future.set_exception(error)
        return future


def test_a_long_document_is_shared_out(book: Path, tmp_path: Path) -> None:
    engine, records = Here(), []
    mine = task(book, tmp_path)
    read_all([mine], engine, lambda record, spent: records.append((record, spent)))  # type: ignore[arg-type]
    assert engine.asked == ["read", "read_page_range", "read_page_range", "read_page_range", "read_joined_ranges"]
    ((record, spent),) = records
    alone = process(mine.source, mine.keys.outcome)
    (row,) = document_cache.load_table(
        document_cache.record_at(mine.cache, record.fingerprint), "documents"
    ).to_pylist()
    assert row["tables"] == len({t.table_no for t in alone.document.tables})
    assert row["indicator_rows"] == record.packed.rows("indicators") == len(alone.report.indicators)
    assert spent["extract"] > 0
    assert [p.name for p in (tmp_path / "pages").glob("*/*")] == [mine.keys.pages], (
        "the page ranges are removed once they are one"
    )


def test_a_stretch_that_cannot_be_read_names_its_pages(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(task: Task, page_range: tasks.PageRange) -> tasks.TaskResult:
        raise MemoryError if page_range[0] == 51 else ValueError("odd")

    monkeypatch.setattr("pipeline.batch.workers.dispatch.read_page_range", fails)
    records = []
    read_all([task(book, tmp_path)], Here(), lambda record, spent: records.append(record))  # type: ignore[arg-type]
    assert [r.status for r in records] == ["failed"]
    assert records[0].reason.startswith("book.pdf: pages 1 to 50: ")


def test_too_many_pages_are_refused(seed: Path, tmp_path: Path) -> None:
    record = tasks.read(replace(task(seed, tmp_path), max_pages=40)).record
    assert record is not None
    assert record.reason == (
        "seed.pdf: it says that it has 41 pages, more than the 40 that are read; split it, fetch it again if it is "
        "damaged, or raise ITA_MAX_PAGES"
    )


def everything(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(p): (p.lstat().st_mtime_ns, p.lstat().st_ino) for p in [folder, *folder.rglob("*")]}


def test_nothing_changed_nothing_is_written(tmp_path: Path) -> None:
    raw, out = archive_of(tmp_path, "a", "b"), tmp_path / "out"
    (raw / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    first = pipeline.run(raw, out)
    before = everything(out)
    again = pipeline.run(raw, out)
    assert everything(out) == before
    assert again.release.unchanged and again.to_read == 0
    assert (again.statuses, again.bad, again.findings, again.newly_bad) == (
        first.statuses,
        first.bad,
        first.findings,
        (),
    )


@pytest.mark.parametrize("change", ["touched", "moved", "gone", "hints", "release", "pointer", "index", "keep_copies"])
def test_whatever_changed_is_noticed(tmp_path: Path, change: str) -> None:
    raw, out = archive_of(tmp_path, "a", "b"), tmp_path / "out"
    first = pipeline.run(raw, out)
    more = {}
    if change == "touched":
        (raw / "a.txt").write_text(report("กรม ก", "70.10"), encoding="utf-8")
        os.utime(raw / "a.txt", ns=(1, 1))
    elif change == "moved":
        (raw / "a.txt").rename(raw / "c.txt")
    elif change == "gone":
        (raw / "a.txt").unlink()
        more["max_loss"] = 1.0
    elif change == "hints":
        (raw / "sources.yml").write_text("sources:\n  - {file: a.txt, agency: กรมอื่น}\n", encoding="utf-8")
    elif change == "release":
        victim = next(first.release.path.glob("measures/*.parquet"))
        victim.unlink()
        victim.write_bytes(b"PAR1")
    elif change == "pointer":
        (out / "current.json").unlink()
    elif change == "index":
        (out / "cache" / "index.json").write_text("{")
    else:
        more["keep_copies"] = True
    pipeline.run(raw, out, **more)
    pipeline.run(raw, tmp_path / "fresh", **more)
    assert parquet_hashes(pipeline.release_path(out)) == parquet_hashes(pipeline.release_path(tmp_path / "fresh"))


def test_a_new_document_leaves_the_pieces_of_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition_settings, "PARTITIONS", partition_settings.PARTITIONS._replace(piece_documents=3))
    raw, out = archive_of(tmp_path, *map(str, range(40))), tmp_path / "out"
    pipeline.run(raw, out, workers=1)
    archive_of(tmp_path, "new")
    loaded = []
    load_table = document_cache.load_table
    monkeypatch.setattr(
        "pipeline.batch.cache.document_cache.load_table",
        lambda place, name: loaded.append((place, name)) or load_table(place, name),
    )
    pipeline.run(raw, out, workers=1)
    assert 0 < len({place for place, _ in loaded}) <= 15, "the new document and those of pieces beside it, no others"
    pipeline.run(raw, tmp_path / "fresh", workers=1)
    assert parquet_hashes(pipeline.release_path(out)) == parquet_hashes(pipeline.release_path(tmp_path / "fresh"))


def test_a_new_document_leaves_the_files_of_other_parts_of_its_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partition_settings, "PARTITIONS", partition_settings.PARTITIONS._replace(part_documents=4))
    raw, out = archive_of(tmp_path, *map(str, range(30))), tmp_path / "out"
    first = pipeline.run(raw, out, workers=1).release
    archive_of(tmp_path, "new")
    checked = []
    check_part = validate_release._check_part
    monkeypatch.setattr(
        validate_release, "_check_part", lambda stem, found: checked.append(stem) or check_part(stem, found)
    )
    second = pipeline.run(raw, out, workers=1).release

    def inodes(release: Path) -> dict[str, int]:
        return {p.name: p.stat().st_ino for p in release.glob("documents/*.parquet")}

    before, after = inodes(first.path), inodes(second.path)
    made = {name.removesuffix(".parquet") for name, inode in after.items() if before.get(name) != inode}
    assert len(after) > 8, "a year in parts"
    assert len(made) == 1 and checked == list(made), "the part of the new document, and no other"
    pipeline.run(raw, tmp_path / "fresh", workers=1)
    assert parquet_hashes(pipeline.release_path(out)) == parquet_hashes(pipeline.release_path(tmp_path / "fresh"))
    assert verify_release(second.path).damage == ()


def test_a_part_is_whole_after_many_changes_of_it(tmp_path: Path) -> None:
    raw, out = archive_of(tmp_path, "a", "b"), tmp_path / "out"
    pipeline.run(raw, out, workers=1)
    for name in ("c", "d", "e"):
        (raw / f"{name}.txt").write_text("ประกาศ ไม่มีตาราง " + name, encoding="utf-8")
        pipeline.run(raw, out, workers=1)
    pipeline.run(raw, tmp_path / "fresh", workers=1)
    assert parquet_hashes(pipeline.release_path(out)) == parquet_hashes(pipeline.release_path(tmp_path / "fresh"))


def test_what_failed_is_tried_again_when_asked_or_allowed_more(tmp_path: Path) -> None:
    raw = archive_of(tmp_path, "a")
    (raw / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")

    def read(memory_mb: int = 1000, timeout_s: float = 60.0, retry_failed: bool = False) -> int:
        settings = Settings(raw=raw, out=tmp_path / "out", workers=1, memory_mb=memory_mb, timeout_s=timeout_s)
        return run_batch(settings, retry_failed=retry_failed).to_read

    assert read() == 2
    assert read() == 0
    archive_of(tmp_path, "b")
    assert read() == 1, "what failed is not tried again every night"
    assert read(retry_failed=True) == 1
    assert read(memory_mb=900) == 0
    assert read(memory_mb=1100) == 1
    assert read(memory_mb=1100, timeout_s=61) == 1
    assert read(memory_mb=0, timeout_s=61) == 1


def test_the_index_knows_again_what_it_saw(tmp_path: Path) -> None:
    raw, out = archive_of(tmp_path, "a"), tmp_path / "out"
    os.utime(raw / "a.txt", ns=(10**18, 10**18))
    pipeline.run(raw, out)
    known = load(out / "cache")
    assert known.last is not None and known.last.release == pipeline.release_path(out).name
    assert list(known.read) == [acquire_file(raw / "a.txt").source.document_id]
    assert known.software[next(iter(known.software))] == software()
