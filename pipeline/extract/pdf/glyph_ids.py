"""Glyph ids whose meaning a table knows: what PDFium could not map is asked there before any other decoder is."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.extract.pdf.pdfium_glyphs import GlyphArrays

BY_TABLE = 2  # in ``GlyphArrays.unmapped``: no mapping in the font, but a meaning in the table
GENERIC_NAME = re.compile(r"(?:[A-Z]{1,3}\d+|CIDFont\+F\d+|T\d_?\d*|Font\d+|Type ?3.*|)", re.I)


@dataclass(frozen=True, slots=True)
class Family:
    """Fonts by name, and what their glyph ids mean, as code points."""

    fonts: re.Pattern[str]
    ids: dict[int, int]


@cache
def families() -> tuple[Family, ...]:
    """The table of ``glyph_ids.csv``, loaded once a process."""
    lines = resources.files(__package__).joinpath("glyph_ids.csv").read_text(encoding="utf-8").splitlines()
    found: dict[str, dict[int, int]] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        start, end = int(row["from"], 16), int(row["to"], 16)
        found.setdefault(row["fonts"], {}).update(enumerate(range(start, end + 1), int(row["first"])))
    return tuple(Family(re.compile(fonts, re.I), ids) for fonts, ids in found.items())


def decode_by_table(glyphs: GlyphArrays) -> None:
    """Give unmapped glyphs their meaning, in place, where their font's table has it; they stay marked."""
    unmapped = glyphs.unmapped.nonzero()[0].tolist()
    used: dict[int, set[int]] = {}
    for i in unmapped:
        used.setdefault(int(glyphs.fonts[i]), set()).add(int(glyphs.codes[i]))
    known = {font: _table(glyphs.font_names[font], codes) for font, codes in used.items()}
    for i in unmapped:
        meaning = known[int(glyphs.fonts[i])].get(int(glyphs.codes[i]))
        if meaning is not None:
            glyphs.codes[i] = meaning
            glyphs.unmapped[i] = BY_TABLE


def _table(name: str, used: set[int]) -> dict[int, int]:
    """The family that the font's name tells; where it tells nothing, the one that knows every id the page uses."""
    for family in families():
        if family.fonts.search(name) or GENERIC_NAME.fullmatch(name) and used <= family.ids.keys():
            return family.ids
    return {}
