"""One run at a time writes to a folder of releases; who it is can be read, and what a dead run left is told from a living one.

On a disk the system holds the lock (``.lock``) and lets go of it when the process ends, however it ends; ``.lock.json`` beside it says who
holds it. Where objects are stored there is no such lock: ``lock.json`` is written on condition that it is not there, renewed while the run
lives, and counts as left behind once it was not renewed for a while.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline import files
from pipeline.emit import ReleaseError

LOCK, HOLDER, OBJECT = ".lock", ".lock.json", "lock.json"
RENEW_S = 20.0
DEAD_S = 300.0
"""A holder that this machine cannot see counts as dead when it was not heard of for so long: many renewals, and clocks that differ."""


class Locked(Exception):
    """Another run is writing to the same folder."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: process, machine, when it began and when it was last heard of (ISO 8601), and a word that nobody else has."""

    pid: int
    host: str
    since: str
    heard: str
    token: str

    def __str__(self) -> str:
        return f"pid {self.pid} on {self.host} since {self.since}"

    @property
    def is_here(self) -> bool:
        """Whether it is, or was, a process of this machine."""
        return self.host == socket.gethostname()

    @property
    def lives(self) -> bool:
        """Whether it runs: asked of the system where it is here, else judged by when it was last heard of."""
        if self.is_here and not _runs(self.pid):
            return False
        return abs(self.silent_s) < DEAD_S  # one that will be heard of tomorrow wrote that with another clock

    @property
    def silent_s(self) -> float:
        """Seconds since it was last heard of."""
        return (datetime.now(UTC) - datetime.fromisoformat(self.heard)).total_seconds()


def ask(out: files.Place) -> None:
    """Whether another run holds the lock, without touching anything.

    Raises:
        Locked: one does.
    """
    if isinstance(out, str):
        there = _read(files.join(out, OBJECT))
        if there is not None and there.lives:
            raise Locked(_busy(out, there))
        return
    with contextlib.suppress(OSError, ImportError):
        import fcntl

        with (out / LOCK).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Locked(_busy(out, _read(out / HOLDER))) from None


@contextlib.contextmanager
def hold(out: files.Place) -> Iterator[str | None]:
    """Holds the lock of a folder of releases.

    Yields:
        A sentence on the run before where it died and left its lock, else None.

    Raises:
        Locked: another run holds it; the message says who, since when, and how to clear it where it cannot be seen from here.
        ReleaseError: the folder cannot be written.
    """
    with _hold_disk(out) if isinstance(out, Path) else _hold_object(out) as note:
        yield note


@contextlib.contextmanager
def _hold_disk(out: Path) -> Iterator[str | None]:
    """The system's lock, and the name of who holds it beside it."""
    from filelock import FileLock, Timeout

    lock, told = FileLock(out / LOCK), out / HOLDER
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Locked(_busy(out, _read(told))) from error
    except OSError as error:
        raise _unwritable(out, error) from error
    with contextlib.ExitStack() as stack:
        stack.callback(lock.release)
        before = _read(told)
        if before is not None and not before.is_here and before.lives:
            raise Locked(
                f"{_busy(out, before)}. It was heard of {before.silent_s:.0f} s ago and cannot be asked from here; "
                f"if it has ended, remove {told}"
            )
        stack.callback(_removed, told)
        try:
            stack.enter_context(_renewed(lambda holder: files.write_bytes(told, _dump(holder)), _me()))
        except OSError as error:
            raise _unwritable(out, error) from error
        yield _left_by(before)


@contextlib.contextmanager
def _hold_object(out: str) -> Iterator[str | None]:
    """A lock object: created where none is, renewed by a thread, removed at the end if it is still ours."""
    told = files.join(out, OBJECT)
    me, before = _me(), None
    try:
        for _ in range(3):
            if files.create(told, _dump(me)) and _read(told) == me:
                break
            there = _read(told)
            if there is not None and there.lives:
                raise Locked(
                    f"{_busy(out, there)}. If it has ended, remove {told}; "
                    f"it is cleared by itself when it was not heard of for {DEAD_S:.0f} s"
                )
            before = there or before
            files.remove(told)
        else:
            raise Locked(f"other runs keep taking the lock {told}; try again later")
    except OSError as error:
        raise _unwritable(out, error) from error

    def renew(holder: Holder) -> None:
        """Writes the lock again, unless somebody else took it."""
        there = _read(told)
        if there is not None and there.token != me.token:
            raise OSError(f"{told} was taken over by {there}")
        files.write_bytes(told, _dump(holder))

    with contextlib.ExitStack() as stack:
        stack.callback(_removed, told, me.token)
        try:
            stack.enter_context(_renewed(renew, me))
        except OSError as error:
            raise _unwritable(out, error) from error
        yield _left_by(before)


def _removed(told: files.Place, token: str | None = None) -> None:
    """Removes what says who holds the lock, where it is still the word of ``token``."""
    with contextlib.suppress(OSError):
        there = _read(told)
        if token is None or (there is not None and there.token == token):
            files.remove(told)


def _left_by(before: Holder | None) -> str | None:
    """The sentence on a run that died."""
    return (
        None
        if before is None
        else f"the run before ({before}) ended without letting go of its lock; what it left behind is removed"
    )


@contextlib.contextmanager
def _renewed(write: Callable[[Holder], None], me: Holder) -> Iterator[None]:
    """Says who holds the lock, again and again while the body runs."""
    stop = threading.Event()
    write(me)

    def beat() -> None:
        while not stop.wait(RENEW_S):
            with contextlib.suppress(OSError):
                write(replace(me, heard=_now()))

    thread = threading.Thread(target=beat, name="lock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _busy(out: files.Place, holder: Holder | None) -> str:
    """The sentence for a run that finds the lock held."""
    if holder is None:
        return f"another run is writing to {out}; wait until it has ended, or give another folder with --out"
    if holder.is_here and not _runs(holder.pid):
        return (
            f"another run holds the lock of {out}: {holder} has ended, but a process that it started still runs and holds it; "
            "end that process"
        )
    return f"another run holds the lock of {out}: {holder}; wait until it has ended, or give another folder with --out"


def _unwritable(out: files.Place, error: OSError) -> ReleaseError:
    return ReleaseError(
        f"nothing was released, {out} cannot be written ({error.strerror or error}); "
        "check its permissions or give another folder with --out. The release before, if any, stands"
    )


def _me() -> Holder:
    return Holder(os.getpid(), socket.gethostname(), _now(), _now(), secrets.token_hex(8))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _dump(holder: Holder) -> bytes:
    return json.dumps(asdict(holder)).encode()


def _read(told: files.Place) -> Holder | None:
    """Who holds the lock; None where nobody says so, or nothing that can be understood."""
    try:
        said = json.loads(files.read_bytes(told))
        holder = Holder(int(said["pid"]), str(said["host"]), str(said["since"]), str(said["heard"]), str(said["token"]))
        return holder if datetime.fromisoformat(holder.heard).tzinfo is not None else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _runs(pid: int) -> bool:
    """Whether a process of this machine runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
