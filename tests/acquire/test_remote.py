"""An archive at a URL: the same documents as on a disk, and the same release."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import files
from pipeline.acquire import ArchiveError, acquire, local_source


@pytest.fixture
def remote(s3: str, raw: Path) -> str:
    """The shipped archive in a bucket."""
    for entry in files.walk(raw):
        files.put(Path(entry.place), files.join(s3, "raw", *entry.name.split("/")))
    return f"{s3}/raw"


def test_an_archive_on_s3_has_the_documents_that_it_has_on_a_disk(remote: str, raw: Path) -> None:
    there, here = acquire(remote), acquire(raw)
    assert [(d.source.source_file, d.source.document_id, d.source.hints) for d in there.documents] == [
        (d.source.source_file, d.source.document_id, d.source.hints) for d in here.documents
    ]
    assert (there.missing, there.ignored) == (here.missing, here.ignored)
    with local_source(there.documents[1].source) as source:
        assert Path(source.path).read_bytes() == (raw / source.source_file).read_bytes()


def test_what_was_seen_is_not_read_again_until_it_changes(remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = acquire(remote)
    read: list[str] = []
    real = files.blocks
    monkeypatch.setattr(files, "blocks", lambda place: read.append(str(place)) or real(place))
    assert acquire(remote, first.seen).documents == first.documents and read == []
    files.write_bytes(f"{remote}/2566/new.txt", b"new")
    files.write_bytes(f"{remote}/2566/seed-word.pdf", b"%PDF-1.7 another")
    second = acquire(remote, first.seen)
    assert sorted(read) == [f"{remote}/2566/new.txt", f"{remote}/2566/seed-word.pdf"]
    assert len(second.documents) == len(first.documents) + 1 and second.documents == acquire(remote).documents


def test_a_document_that_was_replaced_meanwhile_is_not_taken_for_the_old_one(remote: str) -> None:
    found = acquire(remote).documents[0]
    files.write_bytes(found.source.path, b"another")
    with pytest.raises(OSError, match="replaced while the run"), local_source(found.source):
        pass


def test_an_empty_url_is_no_archive(s3: str) -> None:
    with pytest.raises(ArchiveError, match="holds nothing"):
        acquire(f"{s3}/absent")


def test_a_run_over_s3_gives_the_release_of_the_disk(remote: str, released: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", remote, "--out", str(tmp_path), "--workers", "2"],
        capture_output=True,
        text=True,
        env=os.environ,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "current").resolve().name == (released / "current").resolve().name
