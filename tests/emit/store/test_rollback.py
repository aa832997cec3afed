"""An older release is made current again."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from support.factories import outcome
from support.release import emit_outcomes

import pipeline
from pipeline.emit import Release, ReleaseError
from pipeline.emit.store.releases import read_pointer, releases
from pipeline.emit.store.rollback import roll_back


def current(out: Path) -> str:
    return Path(pipeline.release_path(out)).name


@pytest.fixture
def made(tmp_path: Path) -> list[Release]:
    return [emit_outcomes([outcome(f"{n}.pdf")], tmp_path) for n in range(3)]


def test_the_release_before_becomes_current(tmp_path: Path, made: list[Release]) -> None:
    before, now = roll_back(tmp_path, "older")
    assert (before, now.id) == (made[2].id, made[1].id)
    assert current(tmp_path) == made[1].id
    assert (tmp_path / "current").resolve().name == made[1].id
    assert roll_back(tmp_path, "older")[1].id == made[0].id
    with pytest.raises(ReleaseError, match="no release before the current one"):
        roll_back(tmp_path, "older")


def test_no_run_brings_back_what_was_rolled_back(tmp_path: Path, made: list[Release]) -> None:
    roll_back(tmp_path, "older")
    again = emit_outcomes([outcome("2.pdf")], tmp_path)
    assert again.id == current(tmp_path) == made[1].id
    assert again.unchanged and again.note is not None and f"ita rollback {made[2].id}" in again.note
    assert emit_outcomes([outcome("3.pdf")], tmp_path).id == current(tmp_path)
    assert emit_outcomes([outcome("2.pdf")], tmp_path).note is not None, "it stays turned away"


def test_forward_again(tmp_path: Path, made: list[Release]) -> None:
    roll_back(tmp_path, "older")
    before, now = roll_back(tmp_path, made[2].id[:10])
    assert (before, now.id, current(tmp_path)) == (made[1].id, made[2].id, made[2].id)
    pointer = read_pointer(tmp_path)
    assert pointer is not None and pointer.rolled_back == ()
    again = emit_outcomes([outcome("2.pdf")], tmp_path)
    assert again.unchanged and again.note is None


def test_the_current_one_stays(tmp_path: Path, made: list[Release]) -> None:
    pointer = (tmp_path / "current.json").read_bytes()
    assert roll_back(tmp_path, made[2].id) == (
        made[2].id,
        Release(made[2].id, tmp_path / "releases" / made[2].id, made[2].rows, made[2].created_at),
    )
    assert (tmp_path / "current.json").read_bytes() == pointer


@pytest.mark.parametrize("damage", ["gone", "other bytes", "no manifest"])
def test_a_damaged_release_is_refused(tmp_path: Path, made: list[Release], damage: str) -> None:
    victim = Path(made[0].path) / ("manifest.json" if damage == "no manifest" else "measures/2566.parquet")
    content = victim.read_bytes()
    victim.unlink()
    if damage == "other bytes":
        victim.write_bytes(content[:-20] + bytes(20))
    said = "has no release" if damage == "no manifest" else r"measures/2566\.parquet.*what is current stays"
    with pytest.raises(ReleaseError, match=said):
        roll_back(tmp_path, made[0].id)
    assert current(tmp_path) == made[2].id


def test_an_unknown_release_is_refused(tmp_path: Path, made: list[Release]) -> None:
    with pytest.raises(ReleaseError, match="ita releases"):
        roll_back(tmp_path, "zzz")


def test_a_broken_pointer_is_mended(tmp_path: Path, made: list[Release]) -> None:
    (tmp_path / "current.json").write_text("{")
    assert roll_back(tmp_path, made[0].id) == (None, next(r for r in releases(tmp_path) if r.id == made[0].id))
    assert current(tmp_path) == made[0].id


def test_a_kill_leaves_one_or_the_other(tmp_path: Path, made: list[Release], monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            roll_back(tmp_path, "older")
    assert current(tmp_path) == made[2].id


def test_a_clock_that_went_back_makes_no_release_older_than_the_one_before(
    tmp_path: Path, made: list[Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Yesterday(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - timedelta(days=1)

    monkeypatch.setattr("pipeline.emit.datetime", Yesterday)
    new = emit_outcomes([outcome("3.pdf")], tmp_path)
    assert [r.id for r in releases(tmp_path)][:2] == [new.id, made[2].id]
    assert roll_back(tmp_path, "older")[1].id == made[2].id
    assert emit_outcomes([outcome("3.pdf")], tmp_path).note is not None, (
        "it was turned away from, though the clock says that it is older"
    )
