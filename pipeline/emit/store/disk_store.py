"""Releases on a disk: unchanged files are hard links; a folder is renamed in one step, as is the pointer."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from pipeline import files
from pipeline.emit.store.releases import (
    BUILD_PREFIX,
    HELD_FOLDER,
    POINTER_FILE,
    RELEASES_FOLDER,
    Pointer,
    Release,
    is_intact,
    pointer_to,
    read_manifest,
    releases,
    sha256,
)

CURRENT_LINK = "current"
REMOVING_PREFIX = ".removing-"
"""How the name of a release begins while it is removed, so that nobody reads half of it."""


class DiskReleaseStore:
    """Releases in a folder. ``current`` is a link that follows the pointer, for people and readers that take a path."""

    def __init__(self, out: Path, keep: int) -> None:
        self._out, self._keep = out, keep
        self.staging = out / RELEASES_FOLDER

    def remove_leftovers(self) -> None:
        """Remove what killed runs left half-made."""
        for leftover in [*self.staging.glob(f"{BUILD_PREFIX}*"), *self.staging.glob(f"{REMOVING_PREFIX}*")]:
            shutil.rmtree(leftover, ignore_errors=True)
        for leftover in self._out.glob(".*.new"):
            with contextlib.suppress(OSError):
                leftover.unlink()

    def is_complete(self, release_id: str) -> bool:
        """Return whether a release has every file, byte for byte."""
        return is_intact(self.staging / release_id)

    def publish(self, new: Release, old: Release | None) -> Path:
        """Move a release to its place, then point to it."""
        assert isinstance(new.path, Path)
        _link_unchanged(new.path, old)
        target = self.staging / new.id
        _sync_tree(new.path)
        if target.exists():
            if is_intact(target):
                shutil.rmtree(new.path)
            else:
                os.replace(target, self.staging / f"{REMOVING_PREFIX}{new.id}")
                os.replace(new.path, target)
        else:
            os.replace(new.path, target)
        _sync_folder(self.staging)
        self.set_pointer(pointer_to(self._out, new.id))
        return target

    def set_pointer(self, pointer: Pointer) -> None:
        """Replace the pointer, then the link."""
        files.write_bytes(self._out / POINTER_FILE, pointer.dump())
        _sync_folder(self._out)
        self._update_link(pointer.release)

    def hold_back(self, new: Release) -> Path:
        """Move a release to ``held``."""
        assert isinstance(new.path, Path)
        shutil.rmtree(self._out / HELD_FOLDER, ignore_errors=True)
        target = self._out / HELD_FOLDER / new.id
        target.parent.mkdir(parents=True)
        os.replace(new.path, target)
        return target

    def apply_retention(self, release_id: str) -> None:
        """Update the link, and remove the release held back last and the oldest releases beyond those to keep."""
        self._update_link(release_id)
        shutil.rmtree(self._out / HELD_FOLDER, ignore_errors=True)
        others = [r for r in releases(self._out) if r.id != release_id]
        for release in others[max(self._keep - 1, 0) :]:
            removing = self.staging / f"{REMOVING_PREFIX}{release.id}"
            os.replace(self.staging / release.id, removing)
            shutil.rmtree(removing, ignore_errors=True)

    def _update_link(self, release_id: str) -> None:
        """Make the link follow the pointer. A disk without links does without: the pointer is what counts."""
        link, temporary = self._out / CURRENT_LINK, self._out / f".{CURRENT_LINK}.new"
        with contextlib.suppress(OSError, NotImplementedError):
            if link.is_symlink() and link.readlink() == Path(RELEASES_FOLDER) / release_id:
                return
            temporary.unlink(missing_ok=True)
            temporary.symlink_to(f"{RELEASES_FOLDER}/{release_id}", target_is_directory=True)
            os.replace(temporary, link)


def _link_unchanged(building: Path, old: Release | None) -> None:
    """Replace files that the old release has too, byte for byte, by hard links.

    Where the disk cannot link, the new file stays.
    """
    if old is None or not isinstance(old.path, Path):
        return
    old_files = {f["path"]: f["sha256"] for f in read_manifest(old.path)["files"]}
    for file in read_manifest(building)["files"]:
        mine, there = building / file["path"], old.path / file["path"]
        with contextlib.suppress(OSError):
            if (
                old_files.get(file["path"]) == file["sha256"]
                and not mine.samefile(there)
                and file["sha256"] == sha256(there)
            ):
                temporary = mine.with_name(mine.name + ".link")
                os.link(there, temporary)
                os.replace(temporary, mine)


def _sync_tree(folder: Path) -> None:
    """Wait until every file and folder below has reached the disk; files that another release has too did before."""
    for root, _, names in os.walk(folder):
        for name in names:
            with (Path(root) / name).open("rb") as file:
                if os.fstat(file.fileno()).st_nlink == 1:
                    os.fsync(file.fileno())
        _sync_folder(Path(root))


def _sync_folder(folder: Path) -> None:
    """Wait until a folder's entries have reached the disk, where the system can say so."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
