"""Files wherever they are: on a disk, or at any URL that fsspec knows (``s3://bucket/raw``).

A place is a ``Path`` (a disk) or a ``str`` with a scheme (a URL); :func:`place` makes one of what a person typed. Places on a disk never
load fsspec. Whatever goes wrong at a URL is an ``OSError`` with a sentence; credentials and endpoints come from the environment, as
fsspec and its file systems document (``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT_URL``).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

Place = Path | str

SCHEME = re.compile(r"[a-z][a-z0-9+.:-]+://", re.IGNORECASE)
STAMPS = ("ETag", "etag", "md5Hash", "content_md5", "LastModified", "last_modified", "mtime", "updated", "created")
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file below a place.

    Attributes:
        place: the file.
        name: relative to where the walk began, POSIX separators.
        stamp: changes whenever the bytes do, so far as the file system tells (size, times, ETag); to know again, never to identify.
            None where it cannot be told, or changed so lately that the clock may not tell the next change.
    """

    place: Place
    name: str
    size: int
    stamp: str | None


def place(value: str | os.PathLike[str]) -> Place:
    """What a person typed as a place: ``file:`` URLs and names are paths, other URLs stay as they are, without a slash at the end."""
    text = os.fspath(value)
    if text.lower().startswith("file:"):
        return Path(unquote(urlsplit(text).path))
    return text.rstrip("/") if SCHEME.match(text) else Path(text)


def is_remote(value: str | os.PathLike[str]) -> bool:
    """Whether something is at a URL and not on a disk."""
    return isinstance(place(value), str)


def join(base: Place, *parts: str) -> Place:
    """A place below another; ``parts`` may hold POSIX separators."""
    return "/".join((base, *parts)) if isinstance(base, str) else base.joinpath(*parts)


def scratch(base: Place) -> Path:
    """The folder of this machine for what goes with a place but needs a disk: itself, or for a URL one below the user's cache folder.

    ``XDG_CACHE_HOME`` says where caches are. What stands there is made again where it is lost; a run that finds it costs less.
    """
    if isinstance(base, Path):
        return base
    import hashlib

    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / "ita-reports" / hashlib.sha256(base.encode()).hexdigest()[:16]


def read_bytes(source: Place) -> bytes:
    """All bytes of a file.

    Raises:
        FileNotFoundError: there is none.
        OSError: it cannot be read.
    """
    if isinstance(source, Path):
        return source.read_bytes()
    with _said(source):
        fs, path = _open(source)
        return bytes(fs.cat_file(path))


def blocks(source: Place) -> Iterator[bytes]:
    """The bytes of a file, a megabyte at a time; errors as of :func:`read_bytes`."""
    with contextlib.ExitStack() as stack:
        if isinstance(source, Path):
            file: Any = stack.enter_context(source.open("rb"))
        else:
            stack.enter_context(_said(source))
            fs, path = _open(source)
            file = stack.enter_context(fs.open(path, "rb", block_size=8 * BLOCK, cache_type="readahead"))
        while block := file.read(BLOCK):
            yield block


def load_yaml(text: str) -> Any:
    """What a YAML document says, by the parser in C where it is built in, which is ten times as quick."""
    import yaml

    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def write_bytes(target: Place, content: bytes) -> None:
    """Writes a file in one step: readers see the old one or the new one, whole. Folders are made."""
    if isinstance(target, Path):
        with _replacing(target) as temporary:
            temporary.write_bytes(content)
        return
    with _said(target):
        fs, path = _open(target)
        fs.pipe_file(path, content)


def put(source: Path, target: Place) -> None:
    """Copies a file of this machine to a place, in one step as :func:`write_bytes`."""
    if isinstance(target, Path):
        with _replacing(target) as temporary:
            shutil.copyfile(source, temporary)
        return
    with _said(target):
        fs, path = _open(target)
        fs.put_file(os.fspath(source), path)


def create(target: Place, content: bytes) -> bool:
    """Writes a file where there is none; says whether it did. Of several that try at the same time one does.

    So on a disk and on S3. A store that knows no such condition may let two through: read back what stands there.
    """
    if isinstance(target, Path):
        try:
            with target.open("xb") as file:
                file.write(content)
        except FileExistsError:
            return False
        return True
    with _said(target):
        fs, path = _open(target)
        if fs.exists(path):
            return False
        try:
            fs.pipe_file(path, content, mode="create")
        except FileExistsError:
            return False
        except NotImplementedError:
            fs.pipe_file(path, content)
        except OSError:
            if fs.exists(path):
                return False
            raise
    return True


def copy(source: str, target: str) -> None:
    """Copies a file of an object store to another place of the same one; the bytes stay there."""
    with _said(source):
        fs, path = _open(source)
        fs.cp_file(path, fs._strip_protocol(target))


def remove_folder(folder: str) -> None:
    """Removes all files below a place at a URL; none there is fine."""
    with _said(folder), contextlib.suppress(FileNotFoundError):
        fs, path = _open(folder)
        fs.rm(path, recursive=True)


def folders(folder: str) -> list[str]:
    """Names of the folders right below a place at a URL, sorted."""
    with _said(folder):
        fs, path = _open(folder)
        try:
            found = fs.ls(path, detail=True)
        except FileNotFoundError:
            return []
        return sorted(info["name"].rstrip("/").rsplit("/", 1)[1] for info in found if info["type"] == "directory")


def remove(target: Place) -> None:
    """Removes a file; none there is fine."""
    with contextlib.suppress(FileNotFoundError):
        if isinstance(target, Path):
            target.unlink()
        else:
            with _said(target):
                fs, path = _open(target)
                fs.rm_file(path)


def exists(target: Place) -> bool:
    """Whether a file is there, or (on a disk, or where objects are below it) a folder."""
    if isinstance(target, Path):
        return target.exists()
    with _said(target):
        fs, path = _open(target)
        return bool(fs.exists(path))


@contextlib.contextmanager
def local(source: Place) -> Iterator[Path]:
    """A file as a path on this machine: itself, or a copy that is gone afterwards. The suffix stays."""
    if isinstance(source, Path):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="ita-") as folder:
        suffix = re.sub(r"[^.\w]", "", os.path.splitext(source)[1])[:10]  # noqa: PTH122 -- a URL is no path
        path = Path(folder) / f"file{suffix}"
        with _said(source):
            fs, remote = _open(source)
            fs.get_file(remote, os.fspath(path))
        yield path


def entry(source: Place) -> Entry:
    """One file, with its size and stamp; its name is the last part of its place.

    Raises:
        FileNotFoundError: there is none.
        OSError: it cannot be looked at, or is a folder.
    """
    if isinstance(source, Path):
        if source.is_dir():
            raise IsADirectoryError(f"{source} is a folder")
        return _entry_of_disk(source, source.name, _newest_trusted())
    with _said(source):
        fs, path = _open(source)
        info = fs.info(path)
        if info.get("type") != "file":
            raise FileNotFoundError
        return _entry_of_url(source, source.rsplit("/", 1)[-1], info)


def walk(folder: Place) -> Iterator[Entry]:
    """All files below a folder, folder by folder and by name; hidden ones (``.x``) and links to folders left out. A broken link is a file
    of no size.

    Raises:
        OSError: the folder cannot be listed. A URL that holds nothing is an empty folder.
    """
    return _walk_disk(folder) if isinstance(folder, Path) else iter(_walk_url(folder))


def _walk_disk(folder: Path) -> Iterator[Entry]:
    def fail(error: OSError) -> None:
        where = str(error.filename)
        if error.errno == errno.ENAMETOOLONG:
            raise OSError(
                f"{where[:100]}… lies too deep to be listed (a path of {len(os.fsencode(where)):,} bytes); move what it holds up"
            ) from error
        raise OSError(f"{where} cannot be listed ({error.strerror}); check its permissions") from error

    trusted = _newest_trusted()
    for base, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(n for n in names if not n.startswith(".")):
            path = Path(base, name)
            relative = path.relative_to(folder).as_posix()
            try:
                found = _entry_of_disk(path, relative, trusted)
            except OSError:
                yield Entry(path, relative, 0, None)
                continue
            if path.is_file():
                yield found


def _entry_of_disk(path: Path, name: str, trusted: int) -> Entry:
    stat = path.stat()
    settled = max(stat.st_mtime_ns, stat.st_ctime_ns) < trusted
    return Entry(
        path,
        name,
        stat.st_size,
        f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_ino}" if settled else None,
    )


def _entry_of_url(url: str, name: str, info: dict[str, Any]) -> Entry:
    size = int(info.get("size") or 0)
    said = [str(info[key]) for key in STAMPS if info.get(key)]
    return Entry(url, name, size, "-".join((str(size), *said)) if said else None)


def _newest_trusted() -> int:
    """The newest time (ns) at which a change is told apart from the next one: some disks count in steps of two seconds."""
    import time

    return time.time_ns() - 2_500_000_000


def _walk_url(folder: str) -> list[Entry]:
    with _said(folder):
        fs, path = _open(folder)
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
                and not any(p.startswith(".") for p in relative.split("/"))
            ):
                out.append(_entry_of_url(f"{folder}/{relative}", relative, info))
        return sorted(out, key=lambda e: e.name.split("/"))


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A hidden file beside the target that takes its place once it has reached the disk, and is gone where that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{secrets.token_hex(8)}.new")
    try:
        temporary.touch(exist_ok=False)
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _open(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it. Listings are never remembered: others write there too."""
    from fsspec.core import url_to_fs

    fs, path = url_to_fs(url, use_listings_cache=False)
    return fs, path


@contextlib.contextmanager
def _said(url: str) -> Iterator[None]:
    """Makes whatever goes wrong at a URL an ``OSError`` that names it."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{url} is not there") from error
    except ImportError as error:
        raise OSError(
            f"{url} needs a package that is not installed ({error}); install ita-reports[s3] for s3://"
        ) from error
    except Exception as error:
        raise OSError(f"{url}: {' '.join(str(error).split()) or type(error).__name__}") from error
