"""The glyph tables of ``glyphs.csv``, ready to use."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class GlyphTables:
    """Meanings by character.

    Attributes:
        thai: private-use glyphs of Thai fonts.
        ligatures: Latin ligatures.
        symbols: private-use glyphs of symbol fonts.
        stand_in: what is put for a symbol that is not listed.
        symbol_fonts: how the names of symbol fonts begin, in lower case without spaces.
    """

    thai: dict[str, str]
    ligatures: dict[str, str]
    symbols: dict[str, str]
    stand_in: str
    symbol_fonts: tuple[str, ...]

    def is_symbol_font(self, name: str) -> bool:
        """Tell a symbol font by its name."""
        return name.replace(" ", "").lower().startswith(self.symbol_fonts)


@cache
def glyph_tables() -> GlyphTables:
    """Load the tables, once a process."""
    lines = resources.files(__package__).joinpath("glyphs.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))

    def table(name: str) -> dict[str, str]:
        return {chr(int(row["code"], 16)): row["text"] for row in rows if row["table"] == name}

    stand_in = next(row["text"] for row in rows if row["table"] == "stand_in")
    symbol_fonts = tuple(row["text"] for row in rows if row["table"] == "symbol_font")
    return GlyphTables(table("thai"), table("ligature"), table("symbol"), stand_in, symbol_fonts)
