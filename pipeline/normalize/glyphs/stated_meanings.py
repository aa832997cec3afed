"""Meanings that the file itself states: by its ``ActualText``, or by the embedded font whose outline is drawn.

They outrank every guess by shape or neighbours. What is stated of some glyphs of a font holds for its others that look
the same and bear the same wrong name: a producer states it only of the first, or only within clusters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from pipeline.model import Glyphs, MeaningSource, Page
from pipeline.normalize.glyphs.font_profile import GlyphKind, glyph_kind
from pipeline.normalize.glyphs.glyph_ink import ink_of
from pipeline.normalize.glyphs.glyph_tables import glyph_tables

StatedMeanings = Mapping[int, tuple[str, MeaningSource]]
NONE_STATED: StatedMeanings = {}


class StatedMeaningSettings(NamedTuple):
    """When what is stated of some glyphs holds for others.

    Attributes:
        fewest: glyphs of a kind of which it is stated.
        share: of those, how many must be stated to be the same.
    """

    fewest: int = 1
    share: float = 0.9


STATED_MEANINGS = StatedMeaningSettings()


def stated_meanings(glyphs: Glyphs | None) -> StatedMeanings:
    """Return the stated meanings of a page's glyphs by their places; private-use codes as what they stand for."""
    if glyphs is None or not glyphs.meanings:
        return NONE_STATED
    thai = glyph_tables().thai
    return {
        i: (thai.get(text, text) if len(text) == 1 else "".join(thai.get(c, c) for c in text), source)
        for i, text, source in glyphs.meanings
    }


def with_stated_names(page: Page) -> Page:
    """Return the page with its glyphs named as stated, where that is one character: what fonts are measured by."""
    glyphs = page.glyphs
    stated = stated_meanings(glyphs)
    if glyphs is None or not stated:
        return page
    chars, unmapped = list(glyphs.chars), bytearray(glyphs.unmapped)
    for i, (text, _) in stated.items():
        if len(text) == 1:
            chars[i], unmapped[i] = text, 0
    return replace(page, glyphs=replace(glyphs, chars="".join(chars), unmapped=bytes(unmapped), meanings=()))


def misnamed_as(pages: tuple[Page, ...]) -> dict[str, set[str]]:
    """Return, by font, the names that are no Thai and that it is stated of some glyphs to be wrong."""
    found: dict[str, set[str]] = {}
    for page in pages:
        glyphs = page.glyphs
        if glyphs is not None:
            for i, _, source in glyphs.meanings:
                if source == "actual_text" and not "\u0e01" <= glyphs.chars[i] <= "\u0e5b":
                    found.setdefault(page.fonts[glyphs.fonts[i]], set()).add(glyphs.chars[i])
    return found


def places_named(page: Page, names: Mapping[str, set[str]]) -> list[int]:
    """Return the places of glyphs that bear one of these names in its font.

    Args:
        page: with its glyphs.
        names: by font.
    """
    glyphs = page.glyphs
    if glyphs is None:
        return []
    asked = {n: names[font] for n, font in enumerate(page.fonts) if font in names}
    chars = set().union(*asked.values()) & set(glyphs.chars) if asked else set()
    return (
        [i for i, c in enumerate(glyphs.chars) if c in chars and c in asked.get(glyphs.fonts[i], ())] if chars else []
    )


def stated_kinds(pages: tuple[Page, ...], letter_tops: Mapping[str, float | None]) -> dict[str, dict[GlyphKind, str]]:
    """Return, by font, what kinds of glyphs are stated to be, where the statements agree.

    Args:
        pages: with their glyphs as decoded.
        letter_tops: of the fonts, by name; None where it is not known.
    """
    votes: dict[tuple[str, GlyphKind], Counter[str]] = {}
    for page in pages:
        for i, (text, source) in stated_meanings(page.glyphs).items():
            if source == "actual_text" and page.glyphs is not None:
                name = page.fonts[page.glyphs.fonts[i]]
                top = letter_tops.get(name)
                if top is not None:
                    ink = ink_of(i, page.glyphs)
                    kind = glyph_kind(page.glyphs.chars[i], ink, ink.level(top))
                    votes.setdefault((name, kind), Counter())[text] += 1
    found: dict[str, dict[GlyphKind, str]] = {}
    for (name, kind), texts in votes.items():
        text, n = texts.most_common(1)[0]
        if n >= STATED_MEANINGS.fewest and n >= STATED_MEANINGS.share * texts.total():
            found.setdefault(name, {})[kind] = text
    return found
