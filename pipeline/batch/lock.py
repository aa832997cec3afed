"""The lock of a folder of releases: one run at a time writes there. A holder that died is recognised.

On a disk the system holds the lock (``.lock``) and releases it when the process ends, however it ends; ``.lock.json``
beside it names the holder. An object store has no such lock: ``lock.json`` is written on condition that it is not
there, renewed while the run lives (a lease), and expires when it was not renewed for a while.
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
from typing import NamedTuple

from pipeline import files
from pipeline.emit import ReleaseError

LOCK_FILE, HOLDER_FILE, LOCK_OBJECT = ".lock", ".lock.json", "lock.json"


class LockSettings(NamedTuple):
    """Times of a lock.

    Attributes:
        renew_s: seconds between two renewals.
        expire_s: seconds without a renewal after which a holder on another machine counts as dead: many renewals, and
            clocks that differ.
        attempts: times that an expired lock object is replaced before the run gives up against others.
    """

    renew_s: float = 20.0
    expire_s: float = 300.0
    attempts: int = 3


LOCK = LockSettings()


class Locked(Exception):
    """Another run is writing to the same folder."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a lock: process, machine, when it began, its last renewal (ISO 8601), and a random token."""

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
        """Whether it runs: asked of the system where it is on this machine, else judged by its last renewal."""
        if self.is_here and not _runs(self.pid):
            return False
        return abs(self.silent_s) < LOCK.expire_s  # a renewal in the future was written with another clock

    @property
    def silent_s(self) -> float:
        """Seconds since its last renewal."""
        return (datetime.now(UTC) - datetime.fromisoformat(self.heard)).total_seconds()


def check_free(out: files.Place) -> None:
    """Check that no other run holds the lock, without touching anything.

    Raises:
        Locked: one does.
    """
    if isinstance(out, str):
        there = _read(files.join(out, LOCK_OBJECT))
        if there is not None and there.lives:
            raise Locked(_busy(out, there))
        return
    with contextlib.suppress(OSError, ImportError):
        import fcntl

        with (out / LOCK_FILE).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Locked(_busy(out, _read(out / HOLDER_FILE))) from None


@contextlib.contextmanager
def hold(out: files.Place) -> Iterator[str | None]:
    """Hold the lock of a folder of releases.

    Yields:
        A sentence on the run before where it died and left its lock, else None.

    Raises:
        Locked: another run holds it; the message says who, since when, and how to clear it where the process cannot be
            seen from this machine.
        ReleaseError: the folder cannot be written.
    """
    with _hold_disk(out) if isinstance(out, Path) else _hold_object(out) as note:
        yield note


@contextlib.contextmanager
def _hold_disk(out: Path) -> Iterator[str | None]:
    """Hold the system's lock, with the name of the holder beside it."""
    from filelock import FileLock, Timeout

    lock, holder_file = FileLock(out / LOCK_FILE), out / HOLDER_FILE
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Locked(_busy(out, _read(holder_file))) from error
    except OSError as error:
        raise _unwritable(out, error) from error
    with contextlib.ExitStack() as stack:
        stack.callback(lock.release)
        before = _read(holder_file)
        if before is not None and not before.is_here and before.lives:
            raise Locked(
                f"{_busy(out, before)}. It was heard of {before.silent_s:.0f} s ago and cannot be asked from here; "
                f"if it has ended, remove {holder_file}"
            )
        stack.callback(_remove, holder_file)
        try:
            stack.enter_context(_renewed(lambda holder: files.write_bytes(holder_file, _dump(holder)), _me()))
        except OSError as error:
            raise _unwritable(out, error) from error
        yield _left_by(before)


@contextlib.contextmanager
def _hold_object(out: str) -> Iterator[str | None]:
    """Hold a lock object: created where none is, renewed by a thread, removed at the end if it is still ours."""
    lock_object = files.join(out, LOCK_OBJECT)
    me, before = _me(), None
    try:
        for _ in range(LOCK.attempts):
            if files.create(lock_object, _dump(me)) and _read(lock_object) == me:
                break
            there = _read(lock_object)
            if there is not None and there.lives:
                raise Locked(
                    f"{_busy(out, there)}. If it has ended, remove {lock_object}; "
                    f"it is cleared by itself when it was not heard of for {LOCK.expire_s:.0f} s"
                )
            before = there or before
            files.remove(lock_object)
        else:
            raise Locked(f"other runs keep taking the lock {lock_object}; try again later")
    except OSError as error:
        raise _unwritable(out, error) from error

    def renew(holder: Holder) -> None:
        """Write the lock again, unless somebody else took it."""
        there = _read(lock_object)
        if there is not None and there.token != me.token:
            raise OSError(f"{lock_object} was taken over by {there}")
        files.write_bytes(lock_object, _dump(holder))

    with contextlib.ExitStack() as stack:
        stack.callback(_remove, lock_object, me.token)
        try:
            stack.enter_context(_renewed(renew, me))
        except OSError as error:
            raise _unwritable(out, error) from error
        yield _left_by(before)


def _remove(place: files.Place, token: str | None = None) -> None:
    """Remove the file that names the holder, where its token is still this one (any, where None)."""
    with contextlib.suppress(OSError):
        there = _read(place)
        if token is None or (there is not None and there.token == token):
            files.remove(place)


def _left_by(before: Holder | None) -> str | None:
    """Return the sentence on a run that died."""
    return (
        None
        if before is None
        else f"the run before ({before}) ended without letting go of its lock; what it left behind is removed"
    )


@contextlib.contextmanager
def _renewed(write: Callable[[Holder], None], me: Holder) -> Iterator[None]:
    """Write the holder, again and again while the block runs."""
    stop = threading.Event()
    write(me)

    def renew() -> None:
        while not stop.wait(LOCK.renew_s):
            with contextlib.suppress(OSError):
                write(replace(me, heard=timestamp()))

    thread = threading.Thread(target=renew, name="lock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _busy(out: files.Place, holder: Holder | None) -> str:
    """Return the sentence for a run that finds the lock held."""
    if holder is None:
        return f"another run is writing to {out}; wait until it has ended, or give another folder with --out"
    if holder.is_here and not _runs(holder.pid):
        return (
            f"another run holds the lock of {out}: {holder} has ended, but a process that it started still runs and "
            "holds it; end that process"
        )
    return f"another run holds the lock of {out}: {holder}; wait until it has ended, or give another folder with --out"


def _unwritable(out: files.Place, error: OSError) -> ReleaseError:
    return ReleaseError(
        f"nothing was released, {out} cannot be written ({error.strerror or error}); "
        "check its permissions or give another folder with --out. The release before, if any, stands"
    )


def _me() -> Holder:
    return Holder(os.getpid(), socket.gethostname(), timestamp(), timestamp(), secrets.token_hex(8))


def timestamp() -> str:
    """Return the time now, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _dump(holder: Holder) -> bytes:
    return json.dumps(asdict(holder)).encode()


def _read(place: files.Place) -> Holder | None:
    """Read the holder of the lock; None where there is no such file, or it cannot be read."""
    try:
        content = json.loads(files.read_bytes(place))
        since, heard = str(content["since"]), str(content["heard"])
        holder = Holder(int(content["pid"]), str(content["host"]), since, heard, str(content["token"]))
        return holder if datetime.fromisoformat(holder.heard).tzinfo is not None else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _runs(pid: int) -> bool:
    """Return whether a process of this machine runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
