"""Releases in a folder on a disk: files that did not change are hard links, a folder gets its name in one step, and so does the pointer."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from pipeline import files
from pipeline.emit.store.releases import (
    BUILDING,
    HELD,
    POINTER,
    RELEASES,
    Pointer,
    Release,
    is_intact,
    moved,
    read_manifest,
    releases,
    sha256,
)

LINK = "current"
DOOMED = ".removing-"


class DiskHome:
    """A folder for releases. ``current`` is a link that follows the pointer, for people and for readers that take a path."""

    def __init__(self, out: Path, keep: int) -> None:
        self._out, self._keep = out, keep
        self.workshop = out / RELEASES

    def clear(self) -> None:
        """Removes what killed runs left half-made."""
        for leftover in [*self.workshop.glob(f"{BUILDING}*"), *self.workshop.glob(f"{DOOMED}*")]:
            shutil.rmtree(leftover, ignore_errors=True)
        for leftover in self._out.glob(".*.new"):
            with contextlib.suppress(OSError):
                leftover.unlink()

    def is_whole(self, release_id: str) -> bool:
        """Whether a release has every file, byte for byte."""
        return is_intact(self.workshop / release_id)

    def publish(self, new: Release, old: Release | None) -> Path:
        """Gives a release its place, then points to it."""
        assert isinstance(new.path, Path)
        _link_unchanged(new.path, old)
        home = self.workshop / new.id
        _sync_tree(new.path)
        if home.exists():
            if is_intact(home):
                shutil.rmtree(new.path)
            else:
                os.replace(home, self.workshop / f"{DOOMED}{new.id}")
                os.replace(new.path, home)
        else:
            os.replace(new.path, home)
        _sync_folder(self.workshop)
        self.point_to(moved(self._out, new.id))
        return home

    def point_to(self, pointer: Pointer) -> None:
        """Replaces the pointer, then the link."""
        files.write_bytes(self._out / POINTER, pointer.dump())
        _sync_folder(self._out)
        self._follow(pointer.release)

    def hold_back(self, new: Release) -> Path:
        """Moves a release to ``held``."""
        assert isinstance(new.path, Path)
        shutil.rmtree(self._out / HELD, ignore_errors=True)
        home = self._out / HELD / new.id
        home.parent.mkdir(parents=True)
        os.replace(new.path, home)
        return home

    def settle(self, release_id: str) -> None:
        """Makes the link follow, and removes the release held back last and the oldest others, so that as many stay as shall."""
        self._follow(release_id)
        shutil.rmtree(self._out / HELD, ignore_errors=True)
        others = [r for r in releases(self._out) if r.id != release_id]
        for release in others[max(self._keep - 1, 0) :]:
            doomed = self.workshop / f"{DOOMED}{release.id}"
            os.replace(self.workshop / release.id, doomed)
            shutil.rmtree(doomed, ignore_errors=True)

    def _follow(self, release_id: str) -> None:
        """Makes the link follow the pointer. A disk without links does without: the pointer is what counts."""
        link, temporary = self._out / LINK, self._out / f".{LINK}.new"
        with contextlib.suppress(OSError, NotImplementedError):
            if link.is_symlink() and link.readlink() == Path(RELEASES) / release_id:
                return
            temporary.unlink(missing_ok=True)
            temporary.symlink_to(f"{RELEASES}/{release_id}", target_is_directory=True)
            os.replace(temporary, link)


def _link_unchanged(building: Path, old: Release | None) -> None:
    """Replaces files that the old release has too, byte for byte, by hard links; where the disk cannot link, the new file stays."""
    if old is None or not isinstance(old.path, Path):
        return
    theirs = {f["path"]: f["sha256"] for f in read_manifest(old.path)["files"]}
    for file in read_manifest(building)["files"]:
        mine, there = building / file["path"], old.path / file["path"]
        with contextlib.suppress(OSError):
            if (
                theirs.get(file["path"]) == file["sha256"]
                and not mine.samefile(there)
                and file["sha256"] == sha256(there)
            ):
                temporary = mine.with_name(mine.name + ".link")
                os.link(there, temporary)
                os.replace(temporary, mine)


def _sync_tree(folder: Path) -> None:
    """Makes sure that every file and folder below has reached the disk."""
    for root, _, names in os.walk(folder):
        for name in names:
            with (Path(root) / name).open("rb") as file:
                os.fsync(file.fileno())
        _sync_folder(Path(root))


def _sync_folder(folder: Path) -> None:
    """Makes sure that a folder's entries have reached the disk, where the system can say so."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
