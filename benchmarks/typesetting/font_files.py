"""Fonts of folders, as the producers find them: one set of unlike families at a time, by a fontconfig of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUFFIXES = (".ttf", ".otf", ".woff", ".woff2")
REGULAR_WEIGHT = 400
_FAMILY = 1  # of the name table
_CONFIGURATION = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>{}</fontconfig>'


@dataclass(frozen=True)
class FontFile:
    """A file with a regular face that has Thai letters.

    Attributes:
        path: of the file.
        family: by which producers ask for it.
        letters: characters that it has.
    """

    path: Path
    family: str
    letters: frozenset[str]

    @property
    def name(self) -> str:
        """Return what tells it from the files of other folders."""
        return f"{self.path.parent.name}/{self.path.stem}"


def thai_font_files(folders: Iterable[Path]) -> list[FontFile]:
    """Return the regular faces with Thai letters in these folders and below, by their paths."""
    paths = sorted({p for folder in folders for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES})
    return [font for font in map(_read, paths) if font is not None]


def _read(path: Path) -> FontFile | None:
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(path, lazy=True) as font:
            letters = frozenset(map(chr, font.getBestCmap() or ()))
            family, weight = font["name"].getDebugName(_FAMILY), font["OS/2"].usWeightClass
            regular = not font["head"].macStyle & 3 and weight == REGULAR_WEIGHT
    except (TTLibError, OSError, KeyError, AttributeError, ImportError):
        return None
    return FontFile(path, family, letters) if regular and "ก" in letters and family else None


def sets_of_families(fonts: Sequence[FontFile]) -> list[list[FontFile]]:
    """Return the fonts in sets, none with two files of one family: a producer would take either."""
    sets: list[list[FontFile]] = []
    for font in fonts:
        free = next((some for some in sets if font.family not in {f.family for f in some}), None)
        if free is None:
            sets.append([font])
        else:
            free.append(font)
    return sets


@contextmanager
def only_these_fonts(fonts: Sequence[FontFile], folder: Path) -> Iterator[None]:
    """Let the producers see these fonts alone.

    Args:
        fonts: the set.
        folder: for copies of their files, and for fontconfig's cache.
    """
    copies = folder / "fonts"
    copies.mkdir(parents=True)
    for k, font in enumerate(fonts):
        _copy(font.path, copies / f"{k:03d}{font.path.suffix}")
    configuration = folder / "fonts.conf"
    places = f"<dir>{copies}</dir><cachedir>{folder / 'cache'}</cachedir>"
    configuration.write_text(_CONFIGURATION.format(places), encoding="utf-8")
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _copy(source: Path, target: Path) -> None:
    """Copy a font; one that is packed for the web as what it was packed of."""
    if not source.suffix.lower().startswith(".woff"):
        shutil.copyfile(source, target)
        return
    from fontTools.ttLib import TTFont

    font: Any = TTFont(source)
    font.flavor = None
    font.save(target.with_suffix(".ttf" if "glyf" in font else ".otf"))
