"""The fonts that cells are printed in: fonts.yml says which, and which are left out of training."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import yaml

if TYPE_CHECKING:
    from PIL import ImageFont

Split = Literal["train", "calibrate", "test"]
THAI = range(0x0E00, 0x0E80)
DEBIAN = Path("/usr/share/fonts/truetype")
_DEBIAN_FOLDERS = ("tlwg", "arundina")
_DEBIAN_STYLES = ("", "-Bold", "-Oblique", "-Italic")
_WEIGHTS = ("300", "400", "500", "600", "700")


@dataclass(frozen=True, slots=True)
class Face:
    """One style of a font: where its Thai letters are, and where its Latin ones (often one file)."""

    family: str
    thai: Path
    latin: Path
    bold: bool
    share: float

    def font(self, character: str, size: int) -> ImageFont.FreeTypeFont:
        """The font of this size (pixels per em) that has the character."""
        return _load(self.thai if ord(character) in THAI else self.latin, size)

    def has(self, character: str) -> bool:
        """Whether the font draws the character."""
        return _draws(self.thai if ord(character) in THAI else self.latin, character)


@lru_cache(maxsize=2048)
def _load(path: Path, size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(path), size)


@lru_cache(maxsize=32768)
def _draws(path: Path, character: str) -> bool:
    font = _load(path, 20)
    return bytes(font.getmask(character)) != bytes(font.getmask("\uffff"))


def find_faces(split: Split, folders: Iterable[Path] = (), weights: str = "weight") -> list[Face]:
    """The faces of a split that this machine has, in the order of fonts.yml.

    Args:
        split: ``train``, ``calibrate`` or ``test``.
        weights: what of fonts.yml says how often a family is drawn.
        folders: where to look beside Debian's folder: with ``node_modules`` of npm, or with unpacked Debian packages.
    """
    listed = yaml.safe_load((Path(__file__).parent / "fonts.yml").read_text("utf-8"))[split]
    roots = [DEBIAN, *(Path(f) / "usr/share/fonts/truetype" for f in folders)]
    modules = [Path(f) / "node_modules" for f in folders]
    faces: list[Face] = []
    for source, families in listed.items():
        for family, about in families.items():
            found = _files(source, family, roots, modules)
            weight = (about or {}).get(weights, (about or {}).get("weight", 1.0))
            faces += [
                Face(family, thai, latin, bold, weight / len(found)) for thai, latin, bold in found if _has_digits(thai)
            ]
    return faces


def _files(source: str, family: str, roots: list[Path], modules: list[Path]) -> list[tuple[Path, Path, bool]]:
    """The files of a family: those for Thai, those for Latin, whether bold."""
    found: list[tuple[Path, Path, bool]] = []
    if source == "debian":
        paths = [
            root / folder / f"{family}{style}.ttf"
            for root in roots
            for folder in _DEBIAN_FOLDERS
            for style in _DEBIAN_STYLES
        ]
        found = [(p, p, "Bold" in p.name) for p in paths]
    elif source == "sarabun-new":
        for style in ("", "_bold", "_italic"):
            found += [
                (p, p, style == "_bold")
                for m in modules
                for p in [m / f"font-th-sarabun-new/fonts/{family}{style}-webfont.ttf"]
            ]
    else:
        for weight in _WEIGHTS:
            for m in modules:
                names = [
                    m / f"@fontsource/{family}/files/{family}-{script}-{weight}-normal.woff"
                    for script in ("thai", "latin")
                ]
                found.append((names[0], names[1], weight >= "600"))
    return [f for f in found if f[0].exists() and f[1].exists()]


@lru_cache(maxsize=512)
def _has_digits(path: Path) -> bool:
    """Whether the font draws all Thai digits, each in its own way: some only pretend to."""
    font = _load(path, 40)
    drawn = {bytes(font.getmask(chr(c))) for c in range(0x0E50, 0x0E5A)}
    return len(drawn) == 10 and bytes(font.getmask("\uffff")) not in drawn
