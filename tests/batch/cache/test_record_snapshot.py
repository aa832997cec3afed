"""The records of the run before in one file: it saves looking, and is never believed more than the files themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.release import parquet_hashes
from support.reports import archive_of, report

import pipeline
from pipeline.batch.cache import document_cache, record_snapshot

NAMES = ("a", "b", "c")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive that was run over once; the clock tells every change apart."""
    monkeypatch.setattr("pipeline.files.listing.CLOCK_RESOLUTION_NS", -(10**12))
    raw = archive_of(tmp_path, *NAMES)
    pipeline.run(raw, tmp_path / "out", workers=1)
    return raw


def records(home: Path) -> list[Path]:
    return sorted((home / "out" / "cache" / document_cache.RECORDS).glob("*/*"))


def is_as_made_from_nothing(raw: Path, home: Path) -> bool:
    pipeline.run(raw, home / "fresh", workers=1)
    return parquet_hashes(pipeline.release_path(home / "out")) == parquet_hashes(pipeline.release_path(home / "fresh"))


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_run_opens_no_record_that_it_knows(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive_of(tmp_path, "new")
    opened = []
    load_record = document_cache.load_record
    monkeypatch.setattr(document_cache, "load_record", lambda place: opened.append(place) or load_record(place))
    assert pipeline.run(archive, tmp_path / "out", workers=1).to_read == 1
    assert len(opened) == 1, "that of the new document, which is not there"
    assert is_as_made_from_nothing(archive, tmp_path)


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "foreign"])
def test_a_damaged_snapshot_costs_time_only(archive: Path, tmp_path: Path, damage: str) -> None:
    place = tmp_path / "out" / "cache" / record_snapshot.NAME
    if damage == "flipped":
        flip(place, -10)
    elif damage == "cut":
        place.write_bytes(place.read_bytes()[:-1])
    elif damage == "gone":
        place.unlink()
    else:
        place.write_bytes(b"[[],{}]")
    assert record_snapshot.load(tmp_path / "out" / "cache") == record_snapshot.Snapshot()
    archive_of(tmp_path, "new")
    assert pipeline.run(archive, tmp_path / "out", workers=1).to_read == 1
    assert is_as_made_from_nothing(archive, tmp_path)


@pytest.mark.parametrize("byte", [-10, document_cache.HEADER_BYTES], ids=["rows", "head"])
def test_a_record_whose_file_is_damaged_or_gone_is_read_again_before_it_is_released(
    archive: Path, tmp_path: Path, byte: int
) -> None:
    one, two, _ = records(tmp_path)
    flip(one, byte)
    two.unlink()
    archive_of(tmp_path, "new")
    result = pipeline.run(archive, tmp_path / "out", workers=1)
    assert result.statuses == {"ok": 4} and result.to_read == 3
    assert is_as_made_from_nothing(archive, tmp_path)


def test_copies_are_compared_once(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, end in (("one", ""), ("copy", "\n-\n")):
        (archive / f"{name}.txt").write_text(report("กรมการแพทย์") + end, encoding="utf-8")
    assert pipeline.run(archive, tmp_path / "out", workers=1).copies == 1
    (archive / "a.txt").unlink()
    monkeypatch.setattr(document_cache, "load_comparison", lambda place: pytest.fail("compared again"))
    result = pipeline.run(archive, tmp_path / "out", workers=1, max_loss=1.0)
    assert (result.copies, sum(result.statuses.values())) == (1, 4)
