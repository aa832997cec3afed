"""Verification: every file of a release against its hashes, its schema, its keys and its counts.

Hashes show damage, not forgery: who can write to a release can write its hashes too.
"""

from __future__ import annotations

import hashlib
import io
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import files
from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.store.releases import (
    CHECKSUM_FILE,
    MANIFEST_FILE,
    PACKAGE_FILE,
    dump_manifest,
    find,
    read_manifest,
    read_pointer,
    release_folder,
    release_id,
    release_ids,
    sha256,
)

PARALLEL_READS = 4
"""Files that are read at the same time."""
_DAMAGED = (OSError, ValueError, TypeError, LookupError)


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with one file of a release.

    Attributes:
        path: of the file, from the folder of the release.
        what: the rest of a sentence that begins with the path.
    """

    path: str
    what: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading a whole release showed.

    Attributes:
        damage: file by file, in the order of their paths; empty where the release is whole.
        files: that were read.
        size_bytes: of those.
    """

    damage: tuple[Damage, ...]
    files: int
    size_bytes: int


def locate(out: files.Place, name: str) -> tuple[str, files.Place]:
    """Return the id and the folder of a release, also of one whose manifest is damaged.

    Args:
        out: where the releases are.
        name: as :func:`pipeline.emit.store.releases.find` takes it, or the folder of a copied release.

    Raises:
        ReleaseError: there is none, or more than one.
    """
    if any((Path(name) / file).is_file() for file in (MANIFEST_FILE, CHECKSUM_FILE)):
        return Path(name).resolve().name, Path(name)
    try:
        found = find(out, name)
        return found.id, found.path
    except ReleaseError:
        pointer = read_pointer(out) if name == "current" else None
        wanted = pointer.release if pointer is not None else name
        alike = [id_ for id_ in release_ids(out) if id_.startswith(wanted)]
        if len(alike) != 1:
            raise
        return alike[0], release_folder(out, alike[0])


def verify_release(folder: files.Place) -> Verification:
    """Read every file of a release and hold it against what the release says of itself.

    Raises:
        OSError: the folder cannot be listed.
    """
    there = {entry.name: entry.size for entry in files.walk(folder, hidden=True)}
    try:
        manifest = read_manifest(folder)
        named = {str(f["path"]): str(f["sha256"]) for f in manifest["files"]}
        _check_manifest(folder, manifest)
    except (ReleaseError, *_DAMAGED) as error:
        return Verification((Damage(MANIFEST_FILE, f"is damaged: {error}"),), 0, 0)
    damage = []
    if "checksums" in manifest:  # releases of older versions have none
        try:
            named |= _read_checksums(folder, manifest["checksums"])
        except _DAMAGED as error:
            damage.append(Damage(CHECKSUM_FILE, f"is damaged: {error}"))
    known = {*named, MANIFEST_FILE, PACKAGE_FILE, CHECKSUM_FILE}
    damage += [Damage(name, "is missing") for name in (*named, PACKAGE_FILE) if name not in there]
    damage += [Damage(name, "is no file of the release") for name in there if name not in known]
    present = [name for name in named if name in there]
    with ThreadPoolExecutor(PARALLEL_READS) as threads:
        wrong = threads.map(lambda name: _hash_damage(folder, name, named[name]), present)
        damage += [found for found in wrong if found is not None]
    if not damage:
        damage += _content_damage(folder, manifest)
    read = [name for name in there if name in known]
    return Verification(tuple(sorted(set(damage), key=lambda d: d.path)), len(read), sum(there[name] for name in read))


def _check_manifest(folder: files.Place, manifest: dict[str, Any]) -> None:
    """Check that a manifest is as it was written; ValueError where it is not."""
    if "sha256" in manifest and files.read_bytes(files.join(folder, MANIFEST_FILE)) != dump_manifest(manifest):
        raise ValueError("its own SHA-256 is another one")
    if release_id(manifest["files"]) != manifest["release"]:
        raise ValueError("the id of the release is not that of the hashes in it")


def _read_checksums(folder: files.Place, digest: str) -> dict[str, str]:
    """Return the hashes of ``SHA256SUMS`` by path; ValueError or OSError where it cannot be read or was changed."""
    content = files.read_bytes(files.join(folder, CHECKSUM_FILE))
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError("its SHA-256 is not that of the manifest")
    return {name: of for of, name in (line.split("  ", 1) for line in content.decode().splitlines())}


def _hash_damage(folder: files.Place, name: str, digest: str) -> Damage | None:
    """Return what is wrong with the bytes of a file."""
    try:
        if sha256(files.join(folder, name)) != digest:
            return Damage(name, "has other bytes than when it was released (its SHA-256 is another one)")
    except OSError as error:
        return Damage(name, f"cannot be read ({error.strerror or error})")
    return None


def _content_damage(folder: files.Place, manifest: dict[str, Any]) -> list[Damage]:
    """Return which files do not hold the columns, rows and keys that ``datapackage.json`` and the manifest promise."""
    try:
        package = json.loads(files.read_bytes(files.join(folder, PACKAGE_FILE)))
        resources = [
            (r["name"], r["path"], [f["name"] for f in r["schema"]["fields"]], r["schema"].get("primaryKey", []))
            for r in package["resources"]
        ]
    except _DAMAGED as error:
        return [Damage(PACKAGE_FILE, f"is damaged: {error}")]
    damage, rows = [], {str(f["path"]): f["rows"] for f in manifest["files"]}
    for dataset, paths, columns, key in resources:
        counted = 0
        for path in paths:
            if path not in rows:
                damage.append(Damage(PACKAGE_FILE, f"names {path}, which the manifest does not"))
                continue
            found = _table_damage(files.join(folder, path), columns, key)
            if isinstance(found, str):
                damage.append(Damage(path, found))
                continue
            counted += found
            if found != rows.get(path):
                damage.append(Damage(path, f"has {found:,} rows, the manifest says {rows.get(path)}"))
        if not damage and counted != manifest["rows"].get(dataset):
            damage.append(
                Damage(MANIFEST_FILE, f"says that {dataset} has {manifest['rows'].get(dataset)} rows, not {counted:,}")
            )
    return damage


def _table_damage(place: files.Place, columns: list[str], key: list[str]) -> str | int:
    """Return the rows of a Parquet file, or what is wrong with it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = place if isinstance(place, Path) else io.BytesIO(files.read_bytes(place))
    try:
        with pq.ParquetFile(source) as file:
            if file.schema_arrow.names != columns:
                return "has other columns than datapackage.json says"
            keys = file.read(columns=key) if key else None
            rows = int(file.metadata.num_rows)
    except (*_DAMAGED, pa.ArrowException) as error:
        return f"cannot be read as Parquet ({error})"
    if keys is not None and (twice := rows - len(keys.group_by(key).aggregate([]))):
        return f"has {twice:,} rows with the key of another row"
    return rows
