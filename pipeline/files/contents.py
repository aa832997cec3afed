"""Reading, writing, copying and removing files, in one step each where others read."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.files.places import Place
from pipeline.files.remote import open_file_system, os_errors

BLOCK_BYTES = 1 << 20
"""Bytes that are read at a time."""
READ_AHEAD_BLOCKS = 8
"""Blocks that are asked for at a time where the file is at a URL."""
MOST_SUFFIX = 10
"""Characters of a URL's suffix that a local copy keeps."""


def read_bytes(source: Place) -> bytes:
    """Read all bytes of a file.

    Raises:
        FileNotFoundError: there is none.
        OSError: it cannot be read.
    """
    if isinstance(source, Path):
        return source.read_bytes()
    with os_errors(source):
        fs, path = open_file_system(source)
        return bytes(fs.cat_file(path))


def blocks(source: Place) -> Iterator[bytes]:
    """Read the bytes of a file, a megabyte at a time; errors as of :func:`read_bytes`."""
    with contextlib.ExitStack() as stack:
        if isinstance(source, Path):
            file: Any = stack.enter_context(source.open("rb"))
        else:
            stack.enter_context(os_errors(source))
            fs, path = open_file_system(source)
            remote = fs.open(path, "rb", block_size=READ_AHEAD_BLOCKS * BLOCK_BYTES, cache_type="readahead")
            file = stack.enter_context(remote)
        while block := file.read(BLOCK_BYTES):
            yield block


def load_yaml(text: str) -> Any:
    """Parse a YAML document, by the parser in C where it is built in, which is ten times as fast."""
    import yaml

    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def write_bytes(target: Place, content: bytes) -> None:
    """Write a file in one step: readers see the old one or the new one, whole. Folders are made."""
    if isinstance(target, Path):
        with _replacing(target) as temporary:
            temporary.write_bytes(content)
        return
    with os_errors(target):
        fs, path = open_file_system(target)
        fs.pipe_file(path, content)


def put(source: Path, target: Place) -> None:
    """Copy a file of this machine to a place, in one step as :func:`write_bytes`."""
    if isinstance(target, Path):
        with _replacing(target) as temporary:
            shutil.copyfile(source, temporary)
        return
    with os_errors(target):
        fs, path = open_file_system(target)
        fs.put_file(os.fspath(source), path)


def create(target: Place, content: bytes) -> bool:
    """Write a file where there is none; return whether it did. Of several that try at the same time one does.

    That holds on a disk and on S3. A store that knows no such condition may let two through: read back what stands
    there.
    """
    if isinstance(target, Path):
        try:
            with target.open("xb") as file:
                file.write(content)
        except FileExistsError:
            return False
        return True
    with os_errors(target):
        fs, path = open_file_system(target)
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
    """Copy a file of an object store to another place of the same one; the bytes stay there."""
    with os_errors(source):
        fs, path = open_file_system(source)
        fs.cp_file(path, fs._strip_protocol(target))


def remove_folder(folder: str) -> None:
    """Remove all files below a place at a URL; none there is fine."""
    with os_errors(folder), contextlib.suppress(FileNotFoundError):
        fs, path = open_file_system(folder)
        fs.rm(path, recursive=True)


def remove(target: Place) -> None:
    """Remove a file; none there is fine."""
    with contextlib.suppress(FileNotFoundError):
        if isinstance(target, Path):
            target.unlink()
        else:
            with os_errors(target):
                fs, path = open_file_system(target)
                fs.rm_file(path)


def exists(target: Place) -> bool:
    """Return whether a file is there, or (on a disk, or where objects are below it) a folder."""
    if isinstance(target, Path):
        return target.exists()
    with os_errors(target):
        fs, path = open_file_system(target)
        return bool(fs.exists(path))


@contextlib.contextmanager
def local(source: Place) -> Iterator[Path]:
    """Provide a file as a path on this machine: itself, or a copy that is removed afterwards. The suffix stays."""
    if isinstance(source, Path):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="ita-") as folder:
        suffix = re.sub(r"[^.\w]", "", os.path.splitext(source)[1])[:MOST_SUFFIX]  # noqa: PTH122 -- a URL is no path
        path = Path(folder) / f"file{suffix}"
        with os_errors(source):
            fs, remote = open_file_system(source)
            fs.get_file(remote, os.fspath(path))
        yield path


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Provide a hidden file beside the target; it replaces it once it has reached the disk, and is removed on error."""
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
