"""Where releases stand, which one is current, and how one takes the place of another.

``<out>/current.json`` is the pointer: it names the release and is replaced in one step. ``<out>/current`` is a link that
follows it, for people and for readers that take a path. Nothing inside a published release is ever written to again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.emit.errors import ReleaseError

POINTER = "current.json"
LINK = "current"
RELEASES = "releases"
MANIFEST = "manifest.json"
BUILDING = ".building-"
DOOMED = ".removing-"


@dataclass(frozen=True, slots=True)
class Release:
    """A published release: its id, its folder, rows per dataset; ``unchanged`` where it was current already."""

    id: str
    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    created_at: str = ""
    unchanged: bool = False


def current_release(out: Path) -> Release | None:
    """The release that the pointer names, or None where nothing was released yet.

    Raises:
        ReleaseError: the pointer or the release that it names cannot be read.
    """
    try:
        pointer = json.loads((out / POINTER).read_text(encoding="utf-8"))
        folder = out / str(pointer["path"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReleaseError(f"{out / POINTER} cannot be read ({error}); run `ita run` again to write a new one") from error
    return read_release(folder)


def read_release(folder: Path) -> Release:
    """A release by its folder, from its manifest."""
    manifest = read_manifest(folder)
    rows = {name: int(n) for name, n in manifest["rows"].items()}
    return Release(str(manifest["release"]), folder, rows, str(manifest["created_at"]))


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest["rows"], manifest["files"], manifest["release"], manifest["created_at"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReleaseError(f"{folder / MANIFEST} cannot be read ({error}); run `ita run` again to build a new release") from error
    return dict(manifest)


def releases(out: Path) -> list[Release]:
    """All whole releases, newest first; one whose manifest is broken is left out."""
    found = []
    for folder in sorted((out / RELEASES).glob("[!.]*")) if (out / RELEASES).is_dir() else []:
        with contextlib.suppress(ReleaseError):
            found.append(read_release(folder))
    return sorted(found, key=lambda r: (r.created_at, r.id), reverse=True)


def sha256(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_intact(folder: Path) -> bool:
    """Whether a release has every file that its manifest names, byte for byte."""
    try:
        return all(sha256(folder / f["path"]) == f["sha256"] for f in read_manifest(folder)["files"])
    except (OSError, ReleaseError):
        return False


def link_unchanged(building: Path, files: list[dict[str, Any]], old: Release | None) -> None:
    """Replaces files that the old release has too, byte for byte, by hard links; where the disk cannot link, the new file stays."""
    if old is None:
        return
    for file in files:
        mine, theirs = building / file["path"], old.path / file["path"]
        with contextlib.suppress(OSError):
            if theirs.stat().st_size == file["bytes"] and sha256(theirs) == file["sha256"]:
                temporary = mine.with_name(mine.name + ".link")
                os.link(theirs, temporary)
                os.replace(temporary, mine)


def publish(building: Path, out: Path, release_id: str) -> Path:
    """Gives a built and validated release its place, then points to it. A kill between any two steps leaves the old release current."""
    home = out / RELEASES / release_id
    sync_tree(building)
    if home.exists():
        if is_intact(home):
            shutil.rmtree(building)
        else:
            os.replace(home, out / RELEASES / f"{DOOMED}{release_id}")
            os.replace(building, home)
    else:
        os.replace(building, home)
    sync_folder(home.parent)
    point_to(out, release_id)
    return home


def point_to(out: Path, release_id: str) -> None:
    """Makes a release the current one: the pointer in one step, then the link."""
    temporary = out / f".{POINTER}.new"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump({"release": release_id, "path": f"{RELEASES}/{release_id}"}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, out / POINTER)
    sync_folder(out)
    follow(out, release_id)


def follow(out: Path, release_id: str) -> None:
    """Makes the link follow the pointer. A disk without links does without: the pointer is what counts."""
    link, temporary = out / LINK, out / f".{LINK}.new"
    with contextlib.suppress(OSError, NotImplementedError):
        if link.is_symlink() and link.readlink() == Path(RELEASES) / release_id:
            return
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(f"{RELEASES}/{release_id}", target_is_directory=True)
        os.replace(temporary, link)


def prune(out: Path, keep: int, current: str) -> None:
    """Removes what a killed run left and the oldest releases, so that ``keep`` stay; never the current one."""
    home = out / RELEASES
    for leftover in [*home.glob(f"{BUILDING}*"), *home.glob(f"{DOOMED}*")]:
        shutil.rmtree(leftover, ignore_errors=True)
    others = [r for r in releases(out) if r.id != current]
    for release in others[max(keep - 1, 0):]:
        doomed = home / f"{DOOMED}{release.id}"
        os.replace(release.path, doomed)
        shutil.rmtree(doomed, ignore_errors=True)


def sync_tree(folder: Path) -> None:
    """Makes sure that every file and folder below has reached the disk."""
    for root, _, names in os.walk(folder):
        for name in names:
            with (Path(root) / name).open("rb") as file:
                os.fsync(file.fileno())
        sync_folder(Path(root))


def sync_folder(folder: Path) -> None:
    """Makes sure that a folder's entries have reached the disk, where the system can say so."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
