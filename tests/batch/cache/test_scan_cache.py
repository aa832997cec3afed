"""A scan that was read once is not read again: not in another file, not on another page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from support import scanned_pages

from pipeline.acquire import acquire_file
from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import Limits
from pipeline.batch.cache.scan_cache import ScanCacheFiles
from pipeline.batch.plan.document_task import Task
from pipeline.batch.plan.fingerprint import keys, stage_hash
from pipeline.batch.workers import tasks
from pipeline.extract.scan import missing
from pipeline.extract.scan import page as scanned

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))


def read(file: Path, home: Path, fresh: bool = False) -> list[list[str | None]]:
    """Cells of the last table of a document that a worker reads."""
    source = acquire_file(file).source
    task = Task(source, keys(source), home, "", Limits(120, 0), fresh)
    assert tasks.read(task).record is not None
    document = document_cache.load_pages(document_cache.pages_at(home, task.keys.pages), task.keys.text, lambda d: d)
    assert document is not None
    *_, table = document.tables
    assert {cell.page for cell in table.cells} == {table.page} == {document.pages[-1].number}
    return table.grid()


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that engines read."""
    seen: list[int] = []
    real = scanned.recognise_pages

    def count(found: scanned.StraightPages, number: int) -> scanned.ScannedPage:
        seen.append(number)
        return real(found, number)

    monkeypatch.setattr(scanned, "recognise_pages", count)
    return seen


def test_a_picture_that_comes_again_is_not_read_again(tmp_path: Path, times: list[int]) -> None:
    home = tmp_path / "cache"
    first = read(scanned_pages.as_pdf(tmp_path / "a.pdf", scanned_pages.table()), home)
    assert times == [1]
    again = read(scanned_pages.as_pdf(tmp_path / "b.pdf", scanned_pages.sheet(), scanned_pages.table()), home)
    assert again == first and times == [1, 1]  # the blank page of the other file is new
    assert read(
        scanned_pages.as_pdf(tmp_path / "c.pdf", scanned_pages.table(), rotate=90), home
    ) != first and times == [1, 1, 1]
    assert read(tmp_path / "a.pdf", home, fresh=True) == first and times == [1, 1, 1, 1]


def test_a_damaged_picture_is_read_again_and_other_software_reads_its_own(tmp_path: Path, times: list[int]) -> None:
    home = tmp_path / "cache"
    first = read(scanned_pages.as_pdf(tmp_path / "a.pdf", scanned_pages.table()), home)
    (kept,) = (home / document_cache.SCANS).glob("*/*")
    kept.write_bytes(kept.read_bytes()[:-1])
    assert read(
        scanned_pages.as_pdf(tmp_path / "b.pdf", scanned_pages.table(), over=b"% other bytes"), home
    ) == first and times == [
        1,
        1,
    ]
    old = kept.parent.with_name("0" * 16) / kept.name
    old.parent.mkdir()
    old.write_bytes(kept.read_bytes())
    document_cache.prune(home, [], stage_hash("extract"))
    assert kept.exists() and not old.exists()


def test_a_cache_that_cannot_be_written_costs_nothing_now(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    page = scanned.ScannedPage(scanned.Frame(0, 0, 100, 100, 0), (), (), None)
    ScanCacheFiles(blocked, "a" * 64).put("0" * 64, page)
    assert ScanCacheFiles(blocked, "a" * 64).get("0" * 64) is None
    ScanCacheFiles(tmp_path, "a" * 64).put("0" * 64, page)
    assert ScanCacheFiles(tmp_path, "a" * 64).get("0" * 64) == replace(page)
