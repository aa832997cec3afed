"""Listing folders and URLs: every file with its size and a stamp that changes when its bytes do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.files.places import Place
from pipeline.files.remote import open_file_system, os_errors

STAMP_FIELDS = (
    "ETag",
    "etag",
    "md5Hash",
    "content_md5",
    "LastModified",
    "last_modified",
    "mtime",
    "updated",
    "created",
)
"""What file systems call the properties of a file that change with its bytes."""
CLOCK_RESOLUTION_NS = 2_500_000_000
"""Nanoseconds in which two changes may get the same time: some disks count in steps of two seconds."""
MOST_SHOWN = 100
"""Characters of an overlong path that an error message quotes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file below a place.

    Attributes:
        place: the file.
        name: relative to the folder that was listed, POSIX separators.
        size: in bytes.
        stamp: changes whenever the bytes do, so far as the file system tells (size, times, ETag). It recognises a file,
            it never identifies one. None where it cannot be told, or where the file changed so lately that the clock
            may not tell the next change.
        leads_outside: it is a link to a file that is not below that folder.
    """

    place: Place
    name: str
    size: int
    stamp: str | None
    leads_outside: bool = False


def entry(source: Place) -> Entry:
    """Return one file with its size and stamp; its name is the last part of its place.

    Raises:
        FileNotFoundError: there is none.
        OSError: it cannot be looked at, or is a folder.
    """
    if isinstance(source, Path):
        if source.is_dir():
            raise IsADirectoryError(f"{source} is a folder")
        return _disk_entry(source, source.name, _newest_trusted_ns())
    with os_errors(source):
        fs, path = open_file_system(source)
        info = fs.info(path)
        if info.get("type") != "file":
            raise FileNotFoundError
        return _url_entry(source, source.rsplit("/", 1)[-1], info)


def walk(folder: Place, hidden: bool = False) -> Iterator[Entry]:
    """List all files below a folder, folder by folder and by name.

    Hidden folders (``.x``) and links to folders are left out, and hidden files unless they are asked for. A broken link
    is a file of no size.

    Raises:
        OSError: the folder cannot be listed. A URL that holds nothing is an empty folder.
    """
    return _walk_disk(folder, hidden) if isinstance(folder, Path) else iter(_walk_url(folder, hidden))


def folders(folder: str) -> list[str]:
    """Return the names of the folders right below a place at a URL, sorted."""
    with os_errors(folder):
        fs, path = open_file_system(folder)
        try:
            found = fs.ls(path, detail=True)
        except FileNotFoundError:
            return []
        return sorted(info["name"].rstrip("/").rsplit("/", 1)[1] for info in found if info["type"] == "directory")


def _walk_disk(folder: Path, hidden: bool) -> Iterator[Entry]:
    def fail(error: OSError) -> None:
        where = str(error.filename)
        if error.errno == errno.ENAMETOOLONG:
            raise OSError(
                f"{where[:MOST_SHOWN]}… lies too deep to be listed (a path of {len(os.fsencode(where)):,} bytes); "
                "move what it holds up"
            ) from error
        raise OSError(f"{where} cannot be listed ({error.strerror}); check its permissions") from error

    trusted_ns = _newest_trusted_ns()
    for base, names_of_folders, names in os.walk(folder, onerror=fail):
        names_of_folders[:] = sorted(f for f in names_of_folders if not f.startswith("."))
        for name in sorted(n for n in names if hidden or not n.startswith(".")):
            path = Path(base, name)
            relative = path.relative_to(folder).as_posix()
            try:
                found = _disk_entry(path, relative, trusted_ns)
            except OSError:
                yield Entry(path, relative, 0, None)
                continue
            if path.is_file():
                outside = path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())
                yield replace(found, leads_outside=True) if outside else found


def _walk_url(folder: str, hidden: bool) -> list[Entry]:
    with os_errors(folder):
        fs, path = open_file_system(folder)
        try:
            found = fs.find(path, detail=True)
        except FileNotFoundError:
            return []
        out = []
        prefix = path.rstrip("/") + "/"
        for name, info in found.items():
            relative = name.removeprefix(prefix)
            if (
                name.startswith(prefix)
                and info.get("type") == "file"
                and not any(p.startswith(".") for p in relative.split("/")[: -1 if hidden else None])
            ):
                out.append(_url_entry(f"{folder}/{relative}", relative, info))
        return sorted(out, key=lambda e: e.name.split("/"))


def _disk_entry(path: Path, name: str, trusted_ns: int) -> Entry:
    stat = path.stat()
    is_settled = max(stat.st_mtime_ns, stat.st_ctime_ns) < trusted_ns
    stamp = f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_ino}" if is_settled else None
    return Entry(path, name, stat.st_size, stamp)


def _url_entry(url: str, name: str, info: dict[str, Any]) -> Entry:
    size = int(info.get("size") or 0)
    values = [str(info[key]) for key in STAMP_FIELDS if info.get(key)]
    return Entry(url, name, size, "-".join((str(size), *values)) if values else None)


def _newest_trusted_ns() -> int:
    """Return the newest time (ns) at which a change is told apart from the next one."""
    import time

    return time.time_ns() - CLOCK_RESOLUTION_NS
