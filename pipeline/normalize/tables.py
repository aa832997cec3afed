"""The glyph tables of ``glyphs.yml``, ready to use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class GlyphTables:
    """Meanings by character: private-use Thai glyphs, Latin ligatures, symbols; and what stands for a symbol not listed."""

    thai: dict[str, str]
    ligatures: dict[str, str]
    symbols: dict[str, str]
    stand_in: str


@cache
def glyph_tables() -> GlyphTables:
    """Load the tables once a process."""
    import yaml

    data = yaml.safe_load(resources.files(__package__).joinpath("glyphs.yml").read_text(encoding="utf-8"))
    return GlyphTables(
        thai={chr(int(k, 16)): v for k, v in data["private_use"].items()},
        ligatures=data["ligatures"],
        symbols={chr(int(k, 16)): v for k, v in data["symbols"].items()},
        stand_in=data["symbol_stand_in"],
    )
