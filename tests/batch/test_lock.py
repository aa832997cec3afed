"""One run at a time, and what a dead one left."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import gethostname

import pytest

from pipeline import files
from pipeline.batch import lock
from pipeline.batch.lock import Locked, hold
from pipeline.emit import ReleaseError

HOLD = """
import sys, time
from pathlib import Path
from pipeline.batch.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(params=["disk", "memory"])
def out(request: pytest.FixtureRequest, tmp_path: Path) -> files.Place:
    return tmp_path / "out" if request.param == "disk" else f"memory://{tmp_path.name}/out"


def told(out: files.Place) -> files.Place:
    return files.join(out, ".lock.json" if isinstance(out, Path) else "lock.json")


def leave(out: files.Place, pid: int, host: str, silent_s: float) -> None:
    """What a run leaves that could not tidy up."""
    heard = datetime.now(UTC) - timedelta(seconds=silent_s)
    said = {"pid": pid, "host": host, "since": "2026-01-01T00:00:00+00:00", "heard": heard.isoformat(), "token": "t"}
    files.write_bytes(told(out), json.dumps(said).encode())


def dead_pid() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_a_lock_says_who_holds_it_and_leaves_nothing(out: files.Place) -> None:
    with hold(out) as note:
        assert note is None
        holder = json.loads(files.read_bytes(told(out)))
        assert holder["host"] == gethostname()
        said = rf"another run holds the lock of .*: pid {holder['pid']} on {gethostname()} since {holder['since'][:4]}"
        with pytest.raises(Locked, match=said), hold(out):
            pass
    assert not files.exists(told(out))
    with hold(out) as note:
        assert note is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_is_told_and_does_not_keep_the_lock(tmp_path: Path) -> None:
    run = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert run.stdout is not None and run.stdout.readline() == b"held\n"
    with pytest.raises(Locked, match=f"pid {run.pid} on"), hold(tmp_path):
        pass
    run.send_signal(signal.SIGKILL)
    run.communicate()
    with hold(tmp_path) as note:
        assert note is not None and f"pid {run.pid}" in note and "ended without" in note


def test_a_dead_process_of_this_machine_holds_nothing(out: files.Place) -> None:
    leave(out, dead_pid(), gethostname(), silent_s=1)
    with hold(out) as note:
        assert note is not None and "ended without" in note


def test_another_machine_is_believed_while_it_is_heard_of(out: files.Place) -> None:
    leave(out, 7, "elsewhere", silent_s=1)
    with pytest.raises(Locked, match=r"pid 7 on elsewhere since 2026-01-01.* remove .*lock\.json"), hold(out):
        pass
    leave(out, 7, "elsewhere", silent_s=lock.LOCK.expire_s + 1)
    with hold(out) as note:
        assert note is not None and "pid 7 on elsewhere" in note


def test_a_holder_that_is_heard_of_in_the_future_only_stops_nobody(out: files.Place) -> None:
    """Its clock was wrong, or ours is: it must not stop every run until that day."""
    leave(out, 7, "elsewhere", silent_s=-lock.LOCK.expire_s - 60)
    with hold(out) as note:
        assert note is not None and "pid 7 on elsewhere" in note


def test_the_holder_is_heard_of_again_and_again(out: files.Place, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr(lock, "LOCK", lock.LockSettings(renew_s=0.01))
    monkeypatch.setattr(lock, "timestamp", lambda: datetime.now(UTC).isoformat())
    with hold(out):
        first = json.loads(files.read_bytes(told(out)))
        for _ in range(500):
            time.sleep(0.01)
            later = json.loads(files.read_bytes(told(out)))
            if later["heard"] > first["heard"]:
                break
    assert later["heard"] > first["heard"]
    assert later["since"] == first["since"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"pid": "x"}', b"\xff"])
def test_a_damaged_note_on_the_holder_stops_nobody(out: files.Place, content: bytes) -> None:
    files.write_bytes(told(out), content)
    with hold(out):
        pass


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="cannot be written"), hold(tmp_path / "file"):
        pass
