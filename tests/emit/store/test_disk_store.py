"""A release takes the place of another in one step, also when the run is killed."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from support.factories import outcome
from support.release import emit_outcomes, whole

import pipeline
from pipeline.emit import ReleaseError

WRITER = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from support.factories import outcome
from support.release import emit_outcomes
n = {start}
while True:
    n += 1
    emit_outcomes([outcome(f"{{n}}.pdf", codes=n % 5 + 1)], Path({out!r}), keep_releases=3)
    print("released", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_at_any_moment_leaves_a_whole_release(tmp_path: Path) -> None:
    emit_outcomes([outcome("first.pdf")], tmp_path)
    chance = random.Random(2566)
    seen = set()
    for turn in range(12):
        code = WRITER.format(tests=str(Path(__file__).parents[2]), out=str(tmp_path), start=turn * 1000)
        writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"released\n"
        time.sleep(chance.uniform(0.0, 0.4))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        seen.add(whole(tmp_path))
        assert (tmp_path / "current").resolve().is_dir()
    assert len(seen) > 1, "no kill came after a swap: the test proves nothing"
    last = emit_outcomes([outcome("last.pdf")], tmp_path)
    assert whole(tmp_path) == last.id
    assert not [p for p in (tmp_path / "releases").iterdir() if p.name.startswith(".")], (
        "what killed runs left is cleaned up"
    )


STEPS = ["os.replace", "os.fsync", "pathlib.Path.symlink_to", "pathlib.Path.write_text", "shutil.rmtree"]


@pytest.mark.parametrize("step", STEPS)
def test_a_stop_at_any_step_leaves_the_old_release_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    old = emit_outcomes([outcome("old.pdf")], tmp_path)
    for n in range(1, 200):
        calls = 0
        module, name = step.rsplit(".", 1)
        owner = {"os": os, "shutil": __import__("shutil"), "pathlib.Path": Path}[module]
        real = getattr(owner, name)

        def stop(*args: object, real=real, n=n, **kwargs: object) -> object:  # type: ignore[no-untyped-def]
            nonlocal calls
            calls += 1
            if calls == n:
                raise KeyboardInterrupt
            return real(*args, **kwargs)

        with monkeypatch.context() as patch:
            patch.setattr(owner, name, stop)
            try:
                emit_outcomes([outcome(f"new-{n}.pdf")], tmp_path)
            except KeyboardInterrupt:
                whole(tmp_path)
                continue
        assert calls < n
        assert n > 1, f"{step} is never called: the test proves nothing"
        assert whole(tmp_path) != old.id
        return
    pytest.fail("never got through")


def test_a_reader_that_resolved_once_keeps_one_whole_release(tmp_path: Path) -> None:
    emit_outcomes([outcome("a.pdf")], tmp_path)
    folder = pipeline.release_path(tmp_path)
    before = pq.read_table(folder / "measures")
    emit_outcomes([outcome("b.pdf", codes=5)], tmp_path)
    assert pq.read_table(folder / "measures").equals(before)
    assert pipeline.release_path(tmp_path) != folder


def test_a_full_disk_leaves_the_old_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = emit_outcomes([outcome("old.pdf")], tmp_path)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(ReleaseError, match=r"No space left on device.*The release before"):
            emit_outcomes([outcome("new.pdf")], tmp_path)
    assert whole(tmp_path) == old.id


def test_an_unwritable_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match=r"cannot be written \(Not a directory\)"):
        emit_outcomes([outcome()], tmp_path / "file")


def test_a_broken_pointer_is_said_and_repaired_by_the_next_run(tmp_path: Path) -> None:
    emit_outcomes([outcome()], tmp_path)
    (tmp_path / "current.json").write_text("{")
    with pytest.raises(ReleaseError, match="ita run"):
        pipeline.release_path(tmp_path)
    emit_outcomes([outcome()], tmp_path)
    assert json.loads((tmp_path / "current.json").read_text())["release"] == whole(tmp_path)


def test_a_missing_link_is_made_again(tmp_path: Path) -> None:
    release = emit_outcomes([outcome()], tmp_path)
    (tmp_path / "current").unlink()
    emit_outcomes([outcome()], tmp_path)
    assert (tmp_path / "current").resolve().name == release.id
