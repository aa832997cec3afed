"""Glyph ids whose meaning a table knows: what PDFium could not map is asked there before any other decoder is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from .glyphs import GlyphArrays

BY_TABLE = 2  # in ``GlyphArrays.unmapped``: no mapping in the font, but a meaning in the table
GENERIC_NAME = re.compile(r"(?:[A-Z]{1,3}\d+|CIDFont\+F\d+|T\d_?\d*|Font\d+|Type ?3.*|)", re.I)


@dataclass(frozen=True, slots=True)
class Family:
    """Fonts by name, and what their glyph ids mean."""

    fonts: re.Pattern[str]
    ids: dict[int, str]


@cache
def families() -> tuple[Family, ...]:
    """The table of ``glyph_ids.yml``, loaded once a process."""
    import yaml

    data = yaml.safe_load(resources.files(__package__).joinpath("glyph_ids.yml").read_text(encoding="utf-8"))
    out = []
    for family in data["families"]:
        ids: dict[int, str] = {}
        for run in family["runs"]:
            start, end = int(run["from"], 16), int(run["to"], 16)
            ids.update({run["first"] + k: chr(code) for k, code in enumerate(range(start, end + 1))})
        out.append(Family(re.compile(family["fonts"], re.I), ids))
    return tuple(out)


def decode_by_table(glyphs: GlyphArrays) -> None:
    """Give unmapped glyphs their meaning, in place, where their font's table has it; they stay marked."""
    unmapped = glyphs.unmapped.nonzero()[0].tolist()
    used: dict[int, set[int]] = {}
    for i in unmapped:
        used.setdefault(int(glyphs.fonts[i]), set()).add(_code(glyphs.chars[i]))
    known = {font: _table(glyphs.font_names[font], codes) for font, codes in used.items()}
    for i in unmapped:
        meaning = known[int(glyphs.fonts[i])].get(_code(glyphs.chars[i]))
        if meaning is not None:
            glyphs.chars[i] = meaning
            glyphs.unmapped[i] = BY_TABLE


def _code(char: str) -> int:
    return ord(char) if len(char) == 1 else -1


def _table(name: str, used: set[int]) -> dict[int, str]:
    """The family that the font's name tells; where it tells nothing, the one that knows every id the page uses."""
    for family in families():
        if family.fonts.search(name) or GENERIC_NAME.fullmatch(name) and used <= family.ids.keys():
            return family.ids
    return {}
