"""Files wherever they are: on a disk, or at any URL that fsspec knows (``s3://bucket/raw``).

A place is a ``Path`` (a disk) or a ``str`` with a scheme (a URL); :func:`place` makes one of what a person typed.
Places on a disk never load fsspec. Whatever goes wrong at a URL is an ``OSError`` with a sentence; credentials and
endpoints come from the environment, as fsspec and its file systems document (``AWS_ACCESS_KEY_ID``,
``AWS_ENDPOINT_URL``).
"""

from __future__ import annotations

from pipeline.files.contents import (
    blocks,
    copy,
    create,
    exists,
    load_yaml,
    local,
    put,
    read_bytes,
    remove,
    remove_folder,
    write_bytes,
)
from pipeline.files.listing import Entry, entry, folders, walk, walk_names
from pipeline.files.places import Place, is_remote, join, place, scratch

__all__ = [
    "Entry",
    "Place",
    "blocks",
    "copy",
    "create",
    "entry",
    "exists",
    "folders",
    "is_remote",
    "join",
    "load_yaml",
    "local",
    "place",
    "put",
    "read_bytes",
    "remove",
    "remove_folder",
    "scratch",
    "walk",
    "walk_names",
    "write_bytes",
]
