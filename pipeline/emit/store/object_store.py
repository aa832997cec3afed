"""Releases at a URL (``s3://bucket/processed``): the pointer file alone publishes, as objects cannot be renamed.

A release is built on this machine, uploaded with its manifest last, and pointed to once all of it is there. Files that
the release before has too are copied within the store. A folder without a manifest was never published, or is being
removed: nobody reads it.
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
    BUILD_PREFIX,
    HELD_FOLDER,
    MANIFEST_FILE,
    POINTER_FILE,
    RELEASES_FOLDER,
    Pointer,
    Release,
    pointer_to,
    read_manifest,
    read_pointer,
    release_folder,
    releases,
    sha256,
)

PARALLEL_UPLOADS = 8
"""Files that are uploaded or copied at the same time."""


class ObjectReleaseStore:
    """Releases below a URL."""

    def __init__(self, out: str, keep: int, grace_s: float) -> None:
        self._out, self._keep, self._grace_s = out, keep, grace_s
        self.staging = files.scratch(out) / RELEASES_FOLDER

    def remove_leftovers(self) -> None:
        """Remove what killed runs left half-made, on this machine and at the URL."""
        for leftover in self.staging.glob(f"{BUILD_PREFIX}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        folder = f"{self._out}/{RELEASES_FOLDER}"
        for name in files.folders(folder):
            if not files.exists(f"{folder}/{name}/{MANIFEST_FILE}"):
                files.remove_folder(f"{folder}/{name}")

    def is_complete(self, release_id: str) -> bool:
        """Return whether a release has every file, by the sizes in its manifest; reading all bytes costs too much."""
        return _is_complete(str(release_folder(self._out, release_id)))

    def publish(self, new: Release, old: Release | None) -> str:
        """Upload a release, then point to it."""
        folder = str(release_folder(self._out, new.id))
        if not _is_complete(folder):
            _upload(new, folder, old)
        self.set_pointer(pointer_to(self._out, new.id))
        return folder

    def set_pointer(self, pointer: Pointer) -> None:
        """Replace the pointer."""
        files.write_bytes(f"{self._out}/{POINTER_FILE}", pointer.dump())

    def hold_back(self, new: Release) -> str:
        """Upload a release to ``held``."""
        files.remove_folder(f"{self._out}/{HELD_FOLDER}")
        folder = f"{self._out}/{HELD_FOLDER}/{new.id}"
        _upload(new, folder, None)
        return folder

    def apply_retention(self, release_id: str) -> None:
        """Remove the release held back last and the oldest releases beyond those to keep, once their grace is over."""
        if files.folders(f"{self._out}/{HELD_FOLDER}"):
            files.remove_folder(f"{self._out}/{HELD_FOLDER}")
        folder = f"{self._out}/{RELEASES_FOLDER}"
        others = [name for name in files.folders(folder) if name != release_id]
        if len(others) < self._keep:
            return
        pointer = read_pointer(self._out)
        replaced = dict(pointer.replaced if pointer else {})
        if set(others) - set(replaced):
            replaced = {r.id: r.created_at for r in releases(self._out)} | replaced
        until = {name: datetime.fromisoformat(replaced[name]) for name in others if name in replaced}
        for name in sorted(until, key=lambda name: until[name], reverse=True)[max(self._keep - 1, 0) :]:
            if (datetime.now(UTC) - until[name]).total_seconds() >= self._grace_s:
                files.remove(f"{folder}/{name}/{MANIFEST_FILE}")
                files.remove_folder(f"{folder}/{name}")


def _upload(new: Release, folder: str, old: Release | None) -> None:
    """Upload all files of a release, the manifest last.

    Raises:
        OSError: one could not be written, or is not there afterwards.
    """
    assert isinstance(new.path, Path)
    old_files: dict[tuple[str, str], str] = {}
    if old is not None and old.path != folder:
        old_files = {(f["path"], f["sha256"]): f"{old.path}/{f['path']}" for f in read_manifest(old.path)["files"]}
    listed = read_manifest(new.path)["files"]
    jobs = [_transfer(new.path, folder, file, old_files.get((file["path"], file["sha256"]))) for file in listed]
    with ThreadPoolExecutor(PARALLEL_UPLOADS) as threads:
        for done in [threads.submit(job) for job in jobs]:
            done.result()
    for path in sorted((p for p in new.path.iterdir() if p.is_file()), key=lambda p: p.name == MANIFEST_FILE):
        files.put(path, f"{folder}/{path.name}")
    if not _is_complete(folder):
        raise OSError(f"{folder} is not whole after the upload")


def _transfer(source: Path, folder: str, file: dict[str, Any], there: str | None) -> Callable[[], None]:
    """Return a job that copies one file within the store where it is there already, else (or on error) uploads it."""

    def transfer() -> None:
        if there is not None:
            with contextlib.suppress(OSError):
                if sha256(there) == file["sha256"]:  # a copy of a damaged file would be damaged too
                    files.copy(there, f"{folder}/{file['path']}")
                    return
        files.put(source / file["path"], f"{folder}/{file['path']}")

    return transfer


def _is_complete(folder: str) -> bool:
    """Return whether a folder of the store has the files of its manifest, by their sizes."""
    try:
        listed = read_manifest(folder)["files"]
    except ReleaseError:
        return False
    sizes = {entry.name: entry.size for entry in files.walk(folder)}
    return all(sizes.get(file["path"]) == file["bytes"] for file in listed)
