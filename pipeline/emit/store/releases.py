"""Which releases there are and which one is current, on a disk or at a URL (``s3://bucket/processed``).

``<out>/current.json`` is the pointer: it names the release and is replaced in one step. Nothing inside a published
release is ever written to again. How a release gets there: ``disk_store.py`` and ``object_store.py``.
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

POINTER_FILE = "current.json"
RELEASES_FOLDER = "releases"
HELD_FOLDER = "held"
MANIFEST_FILE = "manifest.json"
PACKAGE_FILE = "datapackage.json"
CHECKSUM_FILE = "SHA256SUMS"
ID_CHARACTERS = 16
"""Hexadecimal digits of a release id."""
BUILD_PREFIX = ".building-"
"""How the name of a folder begins in which a release is built; the process id follows."""
MOST_REPLACED = 100
"""Releases that are no longer current of which the pointer keeps the time."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published release: its id, its folder, rows per dataset.

    ``unchanged`` where it was current already; ``note`` is a sentence for people where there is more to say;
    ``compared`` counts, by severity, the findings from comparing its documents, where it was made just now.
    """

    id: str
    path: files.Place
    rows: dict[str, int] = field(default_factory=dict)
    created_at: str = ""
    unchanged: bool = False
    note: str | None = None
    compared: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pointer:
    """The contents of ``current.json``.

    Attributes:
        release: the current release.
        previous: the one that was current before it.
        rolled_back: releases that a person rolled back; no run makes them current again.
        replaced: when releases ceased to be current, ISO 8601.
    """

    release: str
    previous: str | None = None
    rolled_back: tuple[str, ...] = ()
    replaced: dict[str, str] = field(default_factory=dict)

    def moved_to(self, release: str) -> Pointer:
        """Return the pointer after another release became current; that one no longer counts as rolled back."""
        if release == self.release:
            return self
        replaced = {
            r: when for r, when in [*self.replaced.items()][-MOST_REPLACED:] if r not in (release, self.release)
        }
        replaced[self.release] = datetime.now(UTC).isoformat(timespec="milliseconds")
        return Pointer(release, self.release, tuple(r for r in self.rolled_back if r != release), replaced)

    def dump(self) -> bytes:
        """Return the bytes of the file; ``path`` is for readers that know nothing of this software."""
        content = {
            "release": self.release,
            "path": f"{RELEASES_FOLDER}/{self.release}",
            "previous": self.previous,
            "rolled_back": list(self.rolled_back),
            "replaced": self.replaced,
        }
        return json.dumps({name: value for name, value in content.items() if value}).encode()


def read_pointer(out: files.Place) -> Pointer | None:
    """Read the pointer; None where nothing was released yet.

    Raises:
        ReleaseError: it cannot be read.
    """
    place = files.join(out, POINTER_FILE)
    try:
        content = json.loads(files.read_bytes(place))
        return Pointer(
            str(content["release"]),
            content.get("previous"),
            tuple(content.get("rolled_back", ())),
            dict(content.get("replaced", {})),
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise ReleaseError(
            f"{place} cannot be read ({error}); run `ita run` again to write a new one, "
            "or `ita rollback` to make a release current that is still there"
        ) from error


def current_release(out: files.Place) -> Release | None:
    """Return the release that the pointer names, or None where nothing was released yet.

    Raises:
        ReleaseError: the pointer or the release that it names cannot be read.
    """
    pointer = read_pointer(out)
    return None if pointer is None else read_release(release_folder(out, pointer.release))


def release_folder(out: files.Place, release_id: str) -> files.Place:
    """Return the folder of a release."""
    return files.join(out, RELEASES_FOLDER, release_id)


def read_release(folder: files.Place) -> Release:
    """Return the release in a folder, by its manifest."""
    manifest = read_manifest(folder)
    rows = {name: int(n) for name, n in manifest["rows"].items()}
    return Release(str(manifest["release"]), folder, rows, str(manifest["created_at"]))


def read_manifest(folder: files.Place) -> dict[str, Any]:
    """Read the manifest of a release."""
    place = files.join(folder, MANIFEST_FILE)
    try:
        manifest = json.loads(files.read_bytes(place))
        manifest["rows"], manifest["files"], manifest["release"], manifest["created_at"]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReleaseError(f"{place} cannot be read ({error}); run `ita run` again to build a new release") from error
    return dict(manifest)


def dump_manifest(manifest: dict[str, Any]) -> bytes:
    """Return the bytes of a manifest, with the hash of what it says as its last entry."""
    said = {name: value for name, value in manifest.items() if name != "sha256"}
    digest = hashlib.sha256(_dump(said)).hexdigest()
    return _dump(said | {"sha256": digest})


def _dump(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def releases(out: files.Place) -> list[Release]:
    """Return all releases, newest first; one whose manifest cannot be read is left out."""
    found = []
    for name in release_ids(out):
        with contextlib.suppress(ReleaseError):
            found.append(read_release(release_folder(out, name)))
    return sorted(found, key=lambda r: (r.created_at, r.id), reverse=True)


def release_id(listed: list[dict[str, Any]]) -> str:
    """Return the id of a release by the files of its manifest: the same datasets have the same id."""
    said = "\n".join(f"{f['path']} {f['sha256']}" for f in listed)
    return hashlib.sha256(said.encode()).hexdigest()[:ID_CHARACTERS]


def release_ids(out: files.Place) -> list[str]:
    """Return the ids of all releases, by the names of their folders."""
    return _folders(files.join(out, RELEASES_FOLDER))


def _folders(place: files.Place) -> list[str]:
    """Return the names of the folders of a place, without hidden ones; none where the place is not there."""
    return files.folders(place) if isinstance(place, str) else sorted(p.name for p in place.glob("[!.]*"))


def held_release(out: files.Place) -> Release | None:
    """Return the release that was held back last, or None."""
    parent = files.join(out, HELD_FOLDER)
    for name in _folders(parent):
        with contextlib.suppress(ReleaseError):
            return read_release(files.join(parent, name))
    return None


def find(out: files.Place, name: str) -> Release:
    """Return a release by its id, the beginning of its id, or as ``current``, ``previous``, ``older`` or ``held``.

    ``previous`` was current before, also where it was rolled back; ``older`` is that one unless it was rolled back,
    else the next older.

    Raises:
        ReleaseError: there is none, or more than one.
    """
    pointer = read_pointer(out) if name in ("current", "previous", "older") else None
    found: Release | None = None
    if name == "held":
        found = held_release(out)
    elif name == "current" and pointer is not None:
        found = read_release(release_folder(out, pointer.release))
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
    if found is None and name == "current":
        raise ReleaseError(f"{out} holds no release yet; run `ita run` first")
    if found is None:
        raise ReleaseError(
            f"{out} has no release {name or 'before the current one'}; `ita releases` lists those that are kept"
        )
    return found


def _previous(known: list[Release], pointer: Pointer, older: bool) -> str:
    """Return the id of the release that was current before; empty where there is none.

    Where that one is gone, or ``older`` is asked for and it was rolled back, it is the next older one.
    """
    ids = [r.id for r in known]
    if pointer.previous in ids and not (older and pointer.previous in pointer.rolled_back):
        return str(pointer.previous)
    candidates = ids[ids.index(pointer.release) + 1 :] if pointer.release in ids else ids
    return next((r for r in candidates if r not in pointer.rolled_back), "")


def sha256(place: files.Place) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    if isinstance(place, Path):
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.sha256()
    for block in files.blocks(place):
        digest.update(block)
    return digest.hexdigest()


def is_intact(folder: files.Place) -> bool:
    """Return whether a release has every file that its manifest names, byte for byte.

    ``verification.verify_release`` says more of a release: what is wrong, and whether all of it belongs there.
    """
    try:
        return all(sha256(files.join(folder, f["path"])) == f["sha256"] for f in read_manifest(folder)["files"])
    except (ReleaseError, OSError):
        return False


def pointer_to(out: files.Place, release_id: str) -> Pointer:
    """Return the pointer after a release became current; an old pointer that cannot be read is ignored."""
    with contextlib.suppress(ReleaseError):
        pointer = read_pointer(out)
        if pointer is not None:
            return pointer.moved_to(release_id)
    return Pointer(release_id)
