"""Glyph ids whose meaning a table knows: it decodes what PDFium could not map, before another decoder is tried."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.extract.pdf.glyph_arrays import BY_TABLE, GlyphArrays

GENERIC_NAME = re.compile(r"(?:[A-Z]{1,3}\d+|CIDFont\+F\d+|T\d_?\d*|Font\d+|Type ?3.*|)", re.I)


@dataclass(frozen=True, slots=True)
class GlyphIdTable:
    """What the glyph ids of some fonts mean.

    Attributes:
        fonts: matches their names.
        code_points: by glyph id.
    """

    fonts: re.Pattern[str]
    code_points: dict[int, int]


@cache
def glyph_id_tables() -> tuple[GlyphIdTable, ...]:
    """Return the tables of ``glyph_ids.csv``, loaded once a process."""
    lines = resources.files(__package__).joinpath("glyph_ids.csv").read_text(encoding="utf-8").splitlines()
    found: dict[str, dict[int, int]] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        start, end = int(row["from"], 16), int(row["to"], 16)
        found.setdefault(row["fonts"], {}).update(enumerate(range(start, end + 1), int(row["first"])))
    return tuple(GlyphIdTable(re.compile(fonts, re.I), ids) for fonts, ids in found.items())


def decode_by_table(glyphs: GlyphArrays) -> None:
    """Decode unmapped glyphs in place where their font's table knows them; ``unmapped`` becomes ``BY_TABLE``."""
    unmapped = glyphs.unmapped.nonzero()[0].tolist()
    used: dict[int, set[int]] = {}
    for i in unmapped:
        used.setdefault(int(glyphs.fonts[i]), set()).add(int(glyphs.codes[i]))
    known = {font: _code_points(glyphs.font_names[font], ids) for font, ids in used.items()}
    for i in unmapped:
        code_point = known[int(glyphs.fonts[i])].get(int(glyphs.codes[i]))
        if code_point is not None:
            glyphs.codes[i] = code_point
            glyphs.unmapped[i] = BY_TABLE


def _code_points(font: str, used: set[int]) -> dict[int, int]:
    """Return the table of a font by its name; by the ids that a page uses, all of them, where the name is generic."""
    for table in glyph_id_tables():
        if table.fonts.search(font) or GENERIC_NAME.fullmatch(font) and used <= table.code_points.keys():
            return table.code_points
    return {}
