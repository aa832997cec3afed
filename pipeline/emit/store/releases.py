"""Which releases there are and which one is current, on a disk or at a URL (``s3://bucket/processed``).

``<out>/current.json`` is the pointer: it names the release and is replaced in one step. Nothing inside a published release is ever
written to again. How a release gets there: ``disk.py`` and ``objects.py``.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline import files
from pipeline.emit.release_errors import ReleaseError

POINTER = "current.json"
RELEASES = "releases"
HELD = "held"
MANIFEST = "manifest.json"
BUILDING = ".building-"
REMEMBERED = 100
"""So many releases that are no longer current does the pointer know of."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published release: its id, its folder, rows per dataset.

    ``unchanged`` where it was current already; ``note`` is a sentence for people where there is more to say.
    """

    id: str
    path: files.Place
    rows: dict[str, int] = field(default_factory=dict)
    created_at: str = ""
    unchanged: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Pointer:
    """What ``current.json`` says.

    Attributes:
        release: the current release.
        previous: the one that was current before it.
        rolled_back: releases that a person turned away from; no run brings them back.
        replaced: when releases ceased to be current, ISO 8601.
    """

    release: str
    previous: str | None = None
    rolled_back: tuple[str, ...] = ()
    replaced: dict[str, str] = field(default_factory=dict)

    def moved_to(self, release: str) -> Pointer:
        """The pointer after another release became current. One that is made current again is no longer turned away from."""
        if release == self.release:
            return self
        replaced = {r: when for r, when in [*self.replaced.items()][-REMEMBERED:] if r not in (release, self.release)}
        replaced[self.release] = datetime.now(UTC).isoformat(timespec="milliseconds")
        return Pointer(release, self.release, tuple(r for r in self.rolled_back if r != release), replaced)

    def dump(self) -> bytes:
        """The file; ``path`` is for readers that know nothing of this software."""
        said = {
            "release": self.release,
            "path": f"{RELEASES}/{self.release}",
            "previous": self.previous,
            "rolled_back": list(self.rolled_back),
            "replaced": self.replaced,
        }
        return json.dumps({name: value for name, value in said.items() if value}).encode()


def read_pointer(out: files.Place) -> Pointer | None:
    """The pointer, or None where nothing was released yet.

    Raises:
        ReleaseError: it cannot be read.
    """
    place = files.join(out, POINTER)
    try:
        said = json.loads(files.read_bytes(place))
        return Pointer(
            str(said["release"]),
            said.get("previous"),
            tuple(said.get("rolled_back", ())),
            dict(said.get("replaced", {})),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ReleaseError(
            f"{place} cannot be read ({error}); run `ita run` again to write a new one, "
            "or `ita rollback` to make a release current that is still there"
        ) from error


def current_release(out: files.Place) -> Release | None:
    """The release that the pointer names, or None where nothing was released yet.

    Raises:
        ReleaseError: the pointer or the release that it names cannot be read.
    """
    pointer = read_pointer(out)
    return None if pointer is None else read_release(home_of(out, pointer.release))


def home_of(out: files.Place, release_id: str) -> files.Place:
    """The folder of a release."""
    return files.join(out, RELEASES, release_id)


def read_release(folder: files.Place) -> Release:
    """A release by its folder, from its manifest."""
    manifest = read_manifest(folder)
    rows = {name: int(n) for name, n in manifest["rows"].items()}
    return Release(str(manifest["release"]), folder, rows, str(manifest["created_at"]))


def read_manifest(folder: files.Place) -> dict[str, Any]:
    """The manifest of a release."""
    place = files.join(folder, MANIFEST)
    try:
        manifest = json.loads(files.read_bytes(place))
        manifest["rows"], manifest["files"], manifest["release"], manifest["created_at"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReleaseError(f"{place} cannot be read ({error}); run `ita run` again to build a new release") from error
    return dict(manifest)


def releases(out: files.Place) -> list[Release]:
    """All whole releases, newest first; one whose manifest is broken is left out."""
    home = files.join(out, RELEASES)
    found = []
    for name in _folders(home):
        with contextlib.suppress(ReleaseError):
            found.append(read_release(files.join(home, name)))
    return sorted(found, key=lambda r: (r.created_at, r.id), reverse=True)


def _folders(place: files.Place) -> list[str]:
    """Names of the folders of a place, but for hidden ones; none where the place is not there."""
    return files.folders(place) if isinstance(place, str) else sorted(p.name for p in place.glob("[!.]*"))


def held_release(out: files.Place) -> Release | None:
    """The release that was held back last, or None."""
    home = files.join(out, HELD)
    for name in _folders(home):
        with contextlib.suppress(ReleaseError):
            return read_release(files.join(home, name))
    return None


def find(out: files.Place, name: str) -> Release:
    """A release by its id, the beginning of its id, or as ``current``, ``previous``, ``older`` or ``held``.

    ``previous`` was current before, also where it was rolled back; ``older`` is that one unless it was rolled back, else the next older.

    Raises:
        ReleaseError: there is none, or more than one.
    """
    pointer = read_pointer(out) if name in ("current", "previous", "older") else None
    found: Release | None = None
    if name == "held":
        found = held_release(out)
    elif name == "current" and pointer is not None:
        found = read_release(home_of(out, pointer.release))
    else:
        known = releases(out)
        if name in ("previous", "older"):
            name = _previous(known, pointer, name == "older") if pointer is not None else ""
        alike = [r for r in known if name and r.id.startswith(name)]
        if len(alike) > 1:
            raise ReleaseError(
                f"{name!r} may be any of the releases {', '.join(r.id for r in alike)}; write more of it"
            )
        found = alike[0] if alike else None
    if found is None:
        raise ReleaseError(
            f"{out} has no release {name or 'before the current one'}; `ita releases` lists those that are kept"
        )
    return found


def _previous(known: list[Release], pointer: Pointer, older: bool) -> str:
    """The id of the release that was current before; where it is gone (or shall be older), of the next older one; empty where none is."""
    ids = [r.id for r in known]
    if pointer.previous in ids and not (older and pointer.previous in pointer.rolled_back):
        return str(pointer.previous)
    behind = ids[ids.index(pointer.release) + 1 :] if pointer.release in ids else ids
    return next((r for r in behind if r not in pointer.rolled_back), "")


def sha256(place: files.Place) -> str:
    """SHA-256 of a file, hexadecimal."""
    if isinstance(place, Path):
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    mark = hashlib.sha256()
    for block in files.blocks(place):
        mark.update(block)
    return mark.hexdigest()


def damage(folder: files.Place) -> str | None:
    """What is wrong with a release: a file that its manifest names is gone or has other bytes. None where nothing is."""
    try:
        manifest = read_manifest(folder)
    except ReleaseError as error:
        return str(error)
    for file in manifest["files"]:
        place = files.join(folder, file["path"])
        try:
            if sha256(place) != file["sha256"]:
                return f"{place} is damaged (its SHA-256 is not that of the manifest)"
        except OSError as error:
            return f"{place} cannot be read ({error.strerror or error})"
    return None


def is_intact(folder: files.Place) -> bool:
    """Whether a release has every file that its manifest names, byte for byte."""
    return damage(folder) is None


def moved(out: files.Place, release_id: str) -> Pointer:
    """The pointer once a release has become the current one; a pointer that cannot be read is forgotten."""
    with contextlib.suppress(ReleaseError):
        pointer = read_pointer(out)
        if pointer is not None:
            return pointer.moved_to(release_id)
    return Pointer(release_id)
