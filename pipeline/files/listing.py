"""Listing folders and URLs: every file with its size and a stamp that changes when its bytes do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import Any, NamedTuple

from pipeline.files.places import Place, join
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


class Entry(NamedTuple):
    """A file below a place.

    Attributes:
        folder: that was listed.
        name: relative to the folder that was listed, POSIX separators.
        size: in bytes.
        stamp: changes whenever the bytes do, so far as the file system tells (size, times, ETag). It recognises a file,
            it never identifies one. None where it cannot be told, or where the file changed so lately that the clock
            may not tell the next change.
        leads_outside: it is a link to a file that is not below that folder.
    """

    folder: Place
    name: str
    size: int
    stamp: str | None
    leads_outside: bool = False

    @property
    def place(self) -> Place:
        """The file."""
        return join(self.folder, self.name)

    @property
    def path(self) -> str:
        """The same as text."""
        return f"{self.folder}/{self.name}"


def entry(source: Place) -> Entry:
    """Return one file with its size and stamp; its name is the last part of its place.

    Raises:
        FileNotFoundError: there is none.
        OSError: it cannot be looked at, or is a folder.
    """
    if isinstance(source, Path):
        if source.is_dir():
            raise IsADirectoryError(f"{source} is a folder")
        return _disk_entry(source.parent, source.name, source.stat(), _newest_trusted_ns())
    with os_errors(source):
        fs, path = open_file_system(source)
        info = fs.info(path)
        if info.get("type") != "file":
            raise FileNotFoundError
        folder, name = source.rsplit("/", 1)
        return _url_entry(folder, name, info)


def walk(folder: Place, hidden: bool = False) -> Iterator[Entry]:
    """List all files below a folder, folder by folder and by name.

    Hidden folders (``.x``) and links to folders are left out, and hidden files unless they are asked for. A broken link
    is a file of no size.

    Raises:
        OSError: the folder cannot be listed. A URL that holds nothing is an empty folder.
    """
    return _walk_disk(folder, hidden) if isinstance(folder, Path) else iter(_walk_url(folder, hidden))


def walk_names(folder: Place) -> Iterator[str]:
    """Yield the names of the files below a folder, hidden ones too, in no order, without looking at the files."""
    if isinstance(folder, str):
        yield from (found.name for found in _walk_url(folder, hidden=True))
        return
    top = os.fspath(folder)
    for path, _, names in os.walk(top):
        below = os.path.relpath(path, top)
        yield from names if below == os.curdir else (f"{below}/{name}" for name in names)


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
    trusted_ns = _newest_trusted_ns()
    for name, file in _scan(folder, hidden):
        try:
            stat = file.stat()
        except OSError:
            yield Entry(folder, name, 0, None)
            continue
        if S_ISREG(stat.st_mode):
            found = _disk_entry(folder, name, stat, trusted_ns)
            outside = file.is_symlink() and not found.place.resolve().is_relative_to(folder.resolve())  # type: ignore[union-attr]
            yield found._replace(leads_outside=True) if outside else found


def _scan(folder: Path, hidden: bool) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield what is below a folder and no folder itself, in the order of :func:`walk`, by its relative name."""
    waiting = [("", os.fspath(folder))]
    while waiting:
        above, path = waiting.pop()
        try:
            with os.scandir(path) as found:
                inside = sorted(found, key=lambda f: f.name)
            folders_inside = [file for file in inside if _is_folder(file)]
        except OSError as error:
            raise _cannot_list(path, error) from error
        known = set(folders_inside)
        yield from ((above + f.name, f) for f in inside if f not in known and (hidden or not f.name.startswith(".")))
        waiting += [
            (f"{above}{f.name}/", f.path)
            for f in reversed(folders_inside)
            if not f.name.startswith(".") and not f.is_symlink()
        ]


def _is_folder(file: os.DirEntry[str]) -> bool:
    """Return whether it is a folder, or a link to one; a link that leads back to itself is none."""
    try:
        return file.is_dir()
    except OSError:
        return False


def _cannot_list(path: str, error: OSError) -> OSError:
    """Return the error for a folder that cannot be listed."""
    if error.errno == errno.ENAMETOOLONG:
        return OSError(
            f"{path[:MOST_SHOWN]}… lies too deep to be listed (a path of {len(os.fsencode(path)):,} bytes); "
            "move what it holds up"
        )
    return OSError(f"{path} cannot be listed ({error.strerror}); check its permissions")


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
                out.append(_url_entry(folder, relative, info))
        return sorted(out, key=lambda e: e.name.split("/"))


def _disk_entry(folder: Path, name: str, stat: os.stat_result, trusted_ns: int) -> Entry:
    is_settled = max(stat.st_mtime_ns, stat.st_ctime_ns) < trusted_ns
    stamp = f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_ino}" if is_settled else None
    return Entry(folder, name, stat.st_size, stamp)


def _url_entry(folder: str, name: str, info: dict[str, Any]) -> Entry:
    size = int(info.get("size") or 0)
    values = [str(info[key]) for key in STAMP_FIELDS if info.get(key)]
    return Entry(folder, name, size, "-".join((str(size), *values)) if values else None)


def _newest_trusted_ns() -> int:
    """Return the newest time (ns) at which a change is told apart from the next one."""
    import time

    return time.time_ns() - CLOCK_RESOLUTION_NS
