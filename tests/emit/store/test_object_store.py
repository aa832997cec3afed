"""Releases at a URL: the same bytes as on a disk, published by the pointer file alone."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from support.factories import outcome, results
from support.release import emit_outcomes

import pipeline
from pipeline import files
from pipeline.emit import HeldBack, ReleaseError
from pipeline.emit.compare.release_diff import difference
from pipeline.emit.schema.field_registry import registry
from pipeline.emit.store.releases import current_release, find, held_release, is_intact, releases, sha256
from pipeline.emit.store.rollback import roll_back

ARCHIVE = [outcome("2566/a.pdf"), outcome("2566/b.pdf", codes=1), outcome("2565/c.pdf", year=2565), results()]


@pytest.fixture(params=["memory", "s3"])
def out(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return (
        f"memory://{tmp_path.name}/processed"
        if request.param == "memory"
        else f"{request.getfixturevalue('s3')}/archive/processed"
    )


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return f"memory://{tmp_path.name}/processed"


def listing(out: files.Place) -> dict[str, str]:
    """Names and hashes of all files of the current release."""
    release = current_release(out)
    assert release is not None
    return {e.name: sha256(e.place) for e in files.walk(release.path) if e.name != "manifest.json"}


def test_the_same_bytes_as_on_a_disk(out: str, tmp_path: Path) -> None:
    there, here = emit_outcomes(ARCHIVE, out), emit_outcomes(ARCHIVE, tmp_path / "out")
    assert there.id == here.id
    assert listing(out) == listing(tmp_path / "out")
    assert is_intact(there.path)
    more = [*ARCHIVE, outcome("2567/d.pdf", year=2567)]
    emit_outcomes(more, out)
    emit_outcomes(more, tmp_path / "out")
    assert listing(out) == listing(tmp_path / "out")
    assert not [*(tmp_path / "cache").rglob("*.parquet")], "nothing stays on this machine"


def test_every_dataset_is_read_by_its_url(out: str) -> None:
    emit_outcomes(ARCHIVE, out)
    assert pipeline.release_path(out) == f"{out}/releases/{find(out, 'current').id}"
    for name in registry():
        assert list(pipeline.load(name, out).columns) == list(registry()[name].columns)
    assert len(pipeline.load("measures", out)) == len(pd.read_parquet(f"{pipeline.release_path(out)}/measures")) == 14


def test_the_same_contents_make_no_new_release(out: str) -> None:
    first = emit_outcomes(ARCHIVE, out)
    again = emit_outcomes(ARCHIVE, out)
    assert again.unchanged and again.id == first.id and len(releases(out)) == 1


def test_files_that_did_not_change_are_not_sent_again(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    emit_outcomes(ARCHIVE, memory)
    sent: list[str] = []
    put = files.put

    def recorded(source: Path, target: files.Place) -> None:
        sent.append(str(target).split("/releases/")[1].split("/", 1)[1])
        put(source, target)

    monkeypatch.setattr(files, "put", recorded)
    release = emit_outcomes([*ARCHIVE, outcome("2567/d.pdf", year=2567)], memory)
    assert set(sent) == {
        f"{name}/2567.parquet" for name in ("documents", "indicators", "measures", "cells", "pages", "findings")
    } | {"datapackage.json", "manifest.json", "SHA256SUMS"}
    assert is_intact(release.path)


@pytest.mark.parametrize("step", ["put", "copy", "write_bytes"])
def test_a_stop_at_any_step_leaves_the_old_release_or_the_new_one(
    memory: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = emit_outcomes(ARCHIVE, memory)
    new = [*ARCHIVE, outcome("2567/d.pdf", year=2567)]
    for n in range(1, 60):
        calls = 0
        real = getattr(files, step)

        def stop(*args: object, real=real, n=n) -> None:  # type: ignore[no-untyped-def]
            nonlocal calls
            calls += 1
            if calls == n:
                raise KeyboardInterrupt
            real(*args)

        with monkeypatch.context() as patch:
            patch.setattr(files, step, stop)
            try:
                emit_outcomes(new, memory)
            except KeyboardInterrupt:
                current = current_release(memory)
                assert current is not None and current.id == old.id and is_intact(current.path)
                continue
        assert n > 1, f"{step} is never called: the test proves nothing"
        assert find(memory, "current").rows["documents"] == 5
        assert is_intact(find(memory, "current").path)
        return
    pytest.fail("never got through")


def test_what_a_killed_run_left_is_removed(memory: str) -> None:
    emit_outcomes(ARCHIVE, memory)
    files.write_bytes(f"{memory}/releases/0123456789abcdef/measures/2566.parquet", b"half")
    building = files.scratch(memory) / "releases" / ".building-1"
    building.mkdir(parents=True)
    emit_outcomes([*ARCHIVE, outcome("new.pdf")], memory)
    assert not files.exists(f"{memory}/releases/0123456789abcdef/measures/2566.parquet")
    assert not building.exists()


def test_old_releases_stay_for_a_while(memory: str) -> None:
    made = [emit_outcomes([outcome(f"{n}.pdf")], memory, keep_releases=1, grace_s=3600) for n in range(3)]
    assert {r.id for r in releases(memory)} == {r.id for r in made}
    last = emit_outcomes([outcome("last.pdf")], memory, keep_releases=2, grace_s=0)
    assert {r.id for r in releases(memory)} == {last.id, made[2].id}


def test_a_release_that_is_not_whole_is_sent_again(memory: str) -> None:
    first = emit_outcomes(ARCHIVE, memory)
    files.write_bytes(f"{first.path}/measures/2566.parquet", b"cut")
    again = emit_outcomes(ARCHIVE, memory)
    assert not again.unchanged and again.id == first.id and is_intact(again.path)


def test_too_much_lost_rolled_back_and_compared(out: str) -> None:
    archive = [outcome(f"{n}.pdf", report_id=f"{n}") for n in range(4)]
    first = emit_outcomes(archive[:3], out)
    second = emit_outcomes(archive, out, max_loss=0.05)
    with pytest.raises(HeldBack, match=rf"documents: 3 of 4 lost.*(.|\n)*{out}/held/"):
        emit_outcomes(archive[:1], out, max_loss=0.05)
    held = held_release(out)
    assert held is not None and is_intact(held.path)
    assert len(difference(second, held).documents.removed) == 3
    assert difference(first, second).datasets["measures"].counts == {"added": 6, "removed": 0, "changed": 0}
    assert roll_back(out, "older")[1].id == first.id
    assert emit_outcomes(archive, out).id == first.id
    files.write_bytes(f"{second.path}/measures/2566.parquet", b"other bytes")
    with pytest.raises(ReleaseError, match=r"measures/2566\.parquet has other bytes"):
        roll_back(out, second.id)
    assert json.loads(files.read_bytes(f"{out}/current.json"))["release"] == first.id


def test_a_store_that_is_not_there_is_said_in_a_sentence(
    s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(ReleaseError, match=r"nothing was released, s3://no-such-bucket-here/p cannot be written"):
        emit_outcomes(ARCHIVE, "s3://no-such-bucket-here/p")


def test_duckdb_and_arrow_read_the_files(out: str) -> None:
    emit_outcomes(ARCHIVE, out)
    from fsspec.core import url_to_fs

    store, path = url_to_fs(str(pipeline.release_path(out)))
    assert pq.read_table(f"{path}/measures", filesystem=store).num_rows == 14
    import duckdb

    connection = duckdb.connect()
    connection.register_filesystem(store)
    protocol = out.split("://")[0]
    assert connection.sql(
        f"select count(*) from read_parquet('{protocol}://{path.lstrip('/')}/measures/*.parquet')"
    ).fetchall() == [(14,)]
