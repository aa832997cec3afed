"""Where releases are published: what a folder on a disk and an object store do in ways of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from pipeline.emit.store.releases import Pointer, Release
from pipeline.files import Place


class Home(Protocol):
    """A place for releases. Only who holds its lock may change it."""

    @property
    def workshop(self) -> Path:
        """The folder of this machine in which releases are built."""

    def clear(self) -> None:
        """Removes what killed runs left half-made."""

    def is_whole(self, release_id: str) -> bool:
        """Whether all files of a release are there."""

    def publish(self, new: Release, old: Release | None) -> Place:
        """Gives a built and validated release its place, then points to it. A kill between any two steps leaves the old one current.

        What the old release has too, byte for byte, is shared or copied where that costs less.
        """

    def point_to(self, pointer: Pointer) -> None:
        """Makes a release the current one, in one step."""

    def hold_back(self, new: Release) -> Place:
        """Keeps a release that may not be published to look at, in place of the one that was held back before."""

    def settle(self, release_id: str) -> None:
        """Removes releases that nobody needs any more, never the current one."""


def home_at(out: Place, keep: int, grace_s: float = 0.0) -> Home:
    """The home for releases at a place.

    Args:
        out: a folder or a URL.
        keep: releases that stay, the current one included.
        grace_s: at a URL, seconds for which a release stays after another took its place, whatever ``keep`` says.
    """
    if isinstance(out, Path):
        from pipeline.emit.store.disk_store import DiskHome

        return DiskHome(out, keep)
    from pipeline.emit.store.object_store import ObjectHome

    return ObjectHome(out, keep, grace_s)
