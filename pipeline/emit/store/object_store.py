"""Releases at a URL (``s3://bucket/processed``): objects have no folders to rename and no links, so the pointer file alone publishes.

A release is built on this machine, uploaded with its manifest last, and pointed to once all of it is there. Files that the release before
has too are copied within the store. A folder without a manifest was never published, or is on its way out: nobody reads it.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import files
from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.store.releases import (
    BUILDING,
    HELD,
    MANIFEST,
    POINTER,
    RELEASES,
    Pointer,
    Release,
    home_of,
    moved,
    read_manifest,
    read_pointer,
    releases,
)

AT_ONCE = 8
"""Files that travel at the same time."""


class ObjectHome:
    """A place for releases at a URL."""

    def __init__(self, out: str, keep: int, grace_s: float) -> None:
        self._out, self._keep, self._grace_s = out, keep, grace_s
        self.workshop = files.scratch(out) / RELEASES

    def clear(self) -> None:
        """Removes what killed runs left half-made, here and there."""
        for leftover in self.workshop.glob(f"{BUILDING}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        home = f"{self._out}/{RELEASES}"
        for name in files.folders(home):
            if not files.exists(f"{home}/{name}/{MANIFEST}"):
                files.remove_folder(f"{home}/{name}")

    def is_whole(self, release_id: str) -> bool:
        """Whether a release has every file, of the size that its manifest says; to read all bytes again would cost too much."""
        return _is_whole(str(home_of(self._out, release_id)))

    def publish(self, new: Release, old: Release | None) -> str:
        """Uploads a release, then points to it."""
        home = str(home_of(self._out, new.id))
        if not _is_whole(home):
            _upload(new, home, old)
        self.point_to(moved(self._out, new.id))
        return home

    def point_to(self, pointer: Pointer) -> None:
        """Replaces the pointer."""
        files.write_bytes(f"{self._out}/{POINTER}", pointer.dump())

    def hold_back(self, new: Release) -> str:
        """Uploads a release to ``held``."""
        files.remove_folder(f"{self._out}/{HELD}")
        home = f"{self._out}/{HELD}/{new.id}"
        _upload(new, home, None)
        return home

    def settle(self, release_id: str) -> None:
        """Removes the release held back last and the oldest others; one that readers may still be at work with stays for a while."""
        if files.folders(f"{self._out}/{HELD}"):
            files.remove_folder(f"{self._out}/{HELD}")
        home = f"{self._out}/{RELEASES}"
        others = [name for name in files.folders(home) if name != release_id]
        if len(others) < self._keep:
            return
        pointer = read_pointer(self._out)
        said = dict(pointer.replaced if pointer else {})
        if set(others) - set(said):
            said = {r.id: r.created_at for r in releases(self._out)} | said
        until = {name: datetime.fromisoformat(said[name]) for name in others if name in said}
        for name in sorted(until, key=lambda name: until[name], reverse=True)[max(self._keep - 1, 0) :]:
            if (datetime.now(UTC) - until[name]).total_seconds() >= self._grace_s:
                files.remove(f"{home}/{name}/{MANIFEST}")
                files.remove_folder(f"{home}/{name}")


def _upload(new: Release, home: str, old: Release | None) -> None:
    """Brings all files of a release to the store, the manifest last.

    Raises:
        OSError: one could not be written, or is not there afterwards.
    """
    assert isinstance(new.path, Path)
    theirs: dict[tuple[str, str], str] = {}
    if old is not None and old.path != home:
        theirs = {(f["path"], f["sha256"]): f"{old.path}/{f['path']}" for f in read_manifest(old.path)["files"]}
    listed = read_manifest(new.path)["files"]
    jobs = [_bring(new.path, home, file, theirs.get((file["path"], file["sha256"]))) for file in listed]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for done in [threads.submit(job) for job in jobs]:
            done.result()
    for path in sorted(new.path.glob("*.json"), key=lambda p: p.name == MANIFEST):
        files.put(path, f"{home}/{path.name}")
    if not _is_whole(home):
        raise OSError(f"{home} is not whole after the upload")


def _bring(folder: Path, home: str, file: dict[str, Any], there: str | None) -> Callable[[], None]:
    """Copies one file within the store where it is there already, else (or where that fails) uploads it."""

    def bring() -> None:
        if there is not None:
            with contextlib.suppress(OSError):
                files.copy(there, f"{home}/{file['path']}")
                return
        files.put(folder / file["path"], f"{home}/{file['path']}")

    return bring


def _is_whole(home: str) -> bool:
    """Whether a folder of the store has the files of its manifest, by their sizes."""
    try:
        listed = read_manifest(home)["files"]
    except ReleaseError:
        return False
    sizes = {entry.name: entry.size for entry in files.walk(home)}
    return all(sizes.get(file["path"]) == file["bytes"] for file in listed)
