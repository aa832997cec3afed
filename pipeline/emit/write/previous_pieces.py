"""The pieces of the release before, so that a new release copies what did not change instead of encoding it again."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from pipeline import files
from pipeline.emit.write.parquet_join import RowGroups
from pipeline.emit.write.parts import stem_of_part

Piece = dict[str, Any]
"""As the manifest lists it: ``key`` (a hash of all that its bytes depend on) and ``groups`` (number of row groups)."""


class PreviousPieces:
    """The pieces of the release before, by their keys. A file whose bytes are not those of the manifest is not used.

    Args:
        folder: of that release; None where there is none.
        listed: its files, as its manifest lists them.

    Attributes:
        linked: files of the new release that are files of this one, by path, as the manifest lists them.
    """

    def __init__(self, folder: files.Place | None = None, listed: Iterable[dict[str, Any]] = ()) -> None:
        self._pieces: dict[str, tuple[files.Place, range]] = {}
        self._files: dict[tuple[str, ...], files.Place] = {}
        self._parts: dict[str, list[files.Place]] = {}
        self._listed: dict[files.Place, dict[str, Any]] = {}
        self.linked: dict[str, dict[str, Any]] = {}
        self._open: tuple[files.Place, BinaryIO | None] | None = None
        self._groups: RowGroups | None = None
        for file in listed:
            assert folder is not None, "files are of a folder"
            place, first = files.join(folder, file["path"]), 0
            for piece in file.get("pieces", ()):
                self._pieces[piece["key"]] = place, range(first, first + piece["groups"])
                first += piece["groups"]
            self._files[tuple(piece["key"] for piece in file.get("pieces", ()))] = place
            if "part" in file:
                self._parts.setdefault(file["part"], []).append(place)
            self._listed[place] = file

    def __enter__(self) -> PreviousPieces:
        return self

    def __exit__(self, *_: object) -> None:
        if self._open is not None and self._open[1] is not None:
            self._open[1].close()

    def find(self, key: str) -> tuple[RowGroups, range] | None:
        """Return the row groups of a piece, or None where the release before does not have it."""
        place, numbers = self._pieces.get(key, (None, range(0)))
        groups = self._row_groups(place) if place is not None else None
        return None if groups is None else (groups, numbers)

    def listed(self, keys: Sequence[str]) -> list[Piece]:
        """Return pieces as the manifest lists them."""
        return [{"key": key, "groups": len(self._pieces[key][1])} for key in keys]

    def link(self, keys: Sequence[str], target: Path, max_bytes: int | None = None) -> bool:
        """Hard-link the file of the release before that has just these pieces; return whether there is one.

        Args:
            keys: of the pieces.
            target: the new file.
            max_bytes: a larger file is not taken.
        """
        place = self._files.get(tuple(keys))
        if not keys or not isinstance(place, Path) or self._intact(place) is None:
            return False
        if max_bytes is not None and place.stat().st_size > max_bytes:
            return False
        if not _linked(place, target):
            return False
        self.linked[f"{target.parent.name}/{target.name}"] = self._listed[place]
        return True

    def link_part(self, key: str, folder: Path) -> bool:
        """Hard-link all files of the release before that have a part's key; return whether there are any.

        Args:
            key: of the part and its datasets.
            folder: of the new release.
        """
        places = self._parts.get(key, [])
        linked: list[Path] = []
        for place in places:
            target = folder.joinpath(*self._listed[place]["path"].split("/"))
            target.parent.mkdir(exist_ok=True)
            if not isinstance(place, Path) or self._intact(place) is None or not _linked(place, target):
                for file in linked:
                    file.unlink()
                return False
            linked.append(target)
        self.linked |= {self._listed[place]["path"]: self._listed[place] for place in places}
        return bool(places)

    def parts_linked(self, paths: Iterable[str]) -> set[str]:
        """Return the stems of parts of which the new release has the files of this one, all of them and no others.

        Args:
            paths: of all files of the new release.
        """
        before, now = (_paths_by_part(found) for found in ((f["path"] for f in self._listed.values()), paths))
        return {stem for stem, found in now.items() if found <= self.linked.keys() and before.get(stem) == found}

    def _intact(self, place: files.Place) -> BinaryIO | None:
        """Return a file of the release before, open; None where it cannot be read or is damaged."""
        if self._open is None or self._open[0] != place:
            self.__exit__()
            self._open, self._groups = (place, None), None
            with contextlib.suppress(OSError):
                file = place.open("rb") if isinstance(place, Path) else io.BytesIO(files.read_bytes(place))
                if hashlib.file_digest(file, "sha256").hexdigest() == self._listed[place]["sha256"]:
                    self._open = place, file
                else:
                    file.close()
        return self._open[1]

    def _row_groups(self, place: files.Place) -> RowGroups | None:
        """Return the row groups of a file of the release before; None where it cannot be read or is damaged."""
        file = self._intact(place)
        if file is not None and self._groups is None:
            with contextlib.suppress(ValueError):
                self._groups = RowGroups(file)
        return self._groups


def _linked(place: Path, target: Path) -> bool:
    """Make a hard link; return whether the file system has them."""
    try:
        os.link(place, target)
    except OSError:
        return False
    return True


def _paths_by_part(paths: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in paths:
        found.setdefault(stem_of_part(path), set()).add(path)
    return found
