"""Where releases are published: what a folder on a disk and an object store do in different ways."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from pipeline.emit.store.disk_store import DiskReleaseStore
from pipeline.emit.store.object_store import ObjectReleaseStore
from pipeline.emit.store.releases import Pointer, Release
from pipeline.files import Place


class ReleaseStore(Protocol):
    """A place for releases. Only a process that holds its lock may change it."""

    @property
    def staging(self) -> Path:
        """The folder of this machine in which releases are built."""

    def remove_leftovers(self) -> None:
        """Remove what killed runs left half-made."""

    def is_complete(self, release_id: str) -> bool:
        """Return whether all files of a release are there."""

    def publish(self, new: Release, old: Release | None) -> Place:
        """Move a built and validated release to its place, then point to it.

        A kill between any two steps leaves the old one current. What the old release has too, byte for byte, is shared
        or copied where that costs less.
        """

    def set_pointer(self, pointer: Pointer) -> None:
        """Make a release the current one, in one step."""

    def hold_back(self, new: Release) -> Place:
        """Keep a release that may not be published, in place of the one that was held back before."""

    def apply_retention(self, release_id: str) -> None:
        """Remove releases that nobody needs any more, never the current one (``release_id``)."""


def open_store(out: Place, keep: int, grace_s: float = 0.0) -> ReleaseStore:
    """Return the store for releases at a place.

    Args:
        out: a folder or a URL.
        keep: releases that stay, the current one included.
        grace_s: at a URL, seconds for which a release stays after another replaced it, whatever ``keep`` says.
    """
    return DiskReleaseStore(out, keep) if isinstance(out, Path) else ObjectReleaseStore(out, keep, grace_s)
