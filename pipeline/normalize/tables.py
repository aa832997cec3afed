"""The glyph tables of ``glyphs.yml``, ready to use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class GlyphIds:
    """Meanings of the unmapped glyph ids of a family of fonts."""

    fonts: re.Pattern[str]
    ids: dict[int, str]


@dataclass(frozen=True, slots=True)
class GlyphTables:
    """``characters``: private-use glyphs, ligatures and symbols, by character."""

    thai: dict[str, str]
    ligatures: dict[str, str]
    symbols: dict[str, str]
    stand_in: str
    glyph_ids: tuple[GlyphIds, ...]


@cache
def glyph_tables() -> GlyphTables:
    """Load the tables once a process."""
    import yaml

    data = yaml.safe_load(resources.files(__package__).joinpath("glyphs.yml").read_text(encoding="utf-8"))
    families = []
    for family in data["glyph_ids"]:
        ids = dict(family.get("ids", {}))
        for run in family.get("runs", ()):
            ids.update({run["first"] + k: c for k, c in enumerate(run["text"])})
        families.append(GlyphIds(re.compile(family["fonts"], re.I), ids))
    return GlyphTables(
        thai={chr(int(k, 16)): v for k, v in data["private_use"].items()},
        ligatures=data["ligatures"],
        symbols={chr(int(k, 16)): v for k, v in data["symbols"].items()},
        stand_in=data["symbol_stand_in"],
        glyph_ids=tuple(families),
    )
