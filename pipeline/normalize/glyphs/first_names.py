"""What glyphs are by the cluster in which they are first met: producers name them by the text of that cluster.

Fonts that put the mark above before the one below make two marks bear each other's names: the decoder's text is right,
its glyphs are not. And a part of a ำ may bear the name of all of it (``้ำ``), so that its tone mark is told. The glyphs
are the same wherever else they stand, under the same wrong names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from pipeline.domain.thai_clusters import ABOVE, LOWER_VOWELS, TONES
from pipeline.model import Glyphs, Page
from pipeline.normalize.glyphs.font_profile import FontProfile, GlyphKind, glyph_kind
from pipeline.normalize.glyphs.glyph_ink import INK_SETTINGS, NO_MEANING, has_ink, ink_of, is_stacked
from pipeline.normalize.glyphs.glyph_places import on_one_line
from pipeline.normalize.glyphs.several_names import last_of_glyph

FontKind = tuple[str, GlyphKind]
_UPPER = ("above", "raised")


def first_names(
    pages: Iterable[Page], profiles: Mapping[str, FontProfile], suspects_of: Callable[[Page], list[int]]
) -> dict[FontKind, str]:
    """Return what kinds of glyphs are by the clusters in which they are first met.

    Args:
        pages: in the order of the document, named as stated.
        profiles: of the fonts, by name.
        suspects_of: gives the suspect glyphs of a page.
    """
    met: set[FontKind] = set()
    found: dict[FontKind, str] = {}
    for page in pages:
        glyphs = page.glyphs
        if glyphs is None or not has_ink(page):
            continue
        kinds = {i: _kind(i, page, glyphs, profiles) for i in suspects_of(page)}
        for i, kind in kinds.items():
            other = kinds.get(i + 1)
            if other is not None and met.isdisjoint((kind, other)) and _are_swapped(i, kind, other, glyphs):
                found.update({kind: glyphs.chars[i + 1], other: glyphs.chars[i]})
                met.add(other)
            if kind not in met:
                found.update(_parts_of_am(i, kinds, met, glyphs, profiles))
            met.add(kind)
    return found


def _kind(i: int, page: Page, glyphs: Glyphs, profiles: Mapping[str, FontProfile]) -> FontKind:
    name, ink = page.fonts[glyphs.fonts[i]], ink_of(i, glyphs)
    top = profiles[name].letter_top
    return name, glyph_kind(glyphs.chars[i], ink, None if top is None else ink.level(top))


def _are_swapped(i: int, first: FontKind, second: FontKind, glyphs: Glyphs) -> bool:
    """Return whether glyph i and the next stand above and below one letter, each under a name of the other's place."""
    if first[0] != second[0] or not on_one_line(i, i + 1, glyphs):
        return False
    levels = {kind[0]: kind[1] for _, kind in (first, second)}
    below = [name for name, level in levels.items() if level == "below"]
    above = [name for name, level in levels.items() if level in _UPPER]
    return len(below) == len(above) == 1 and below[0] in ABOVE and above[0] in LOWER_VOWELS


def _parts_of_am(
    i: int, kinds: Mapping[int, FontKind], met: set[FontKind], glyphs: Glyphs, profiles: Mapping[str, FontProfile]
) -> dict[FontKind, str]:
    """Return what the unnamed tone mark and า are beside glyph i, a part of a ำ that bears the name of all of it."""
    last = last_of_glyph(i, len(glyphs.chars), glyphs)
    tones = [c for c in glyphs.chars[i : last + 1] if c in TONES]
    if last == i or len(tones) != 1:
        return {}
    fresh = {k: kind for k in (i - 1, last + 1, last + 2) if (kind := kinds.get(k)) not in met and kind is not None}
    fresh = {k: kind for k, kind in fresh.items() if kind[0] == kinds[i][0] and on_one_line(i, k, glyphs)}
    marks = [k for k in (i - 1, last + 1) if k in fresh and fresh[k][1][1] in _UPPER]
    found: dict[FontKind, str] = {}
    is_ring = ink_of(i, glyphs).bottom > INK_SETTINGS.above_from
    if len(marks) == 1 and (is_ring or marks[0] < i):
        top = profiles[fresh[marks[0]][0]].letter_top
        stacked = not is_ring and top is not None and is_stacked(ink_of(marks[0], glyphs), top)
        found[fresh[marks[0]]] = tones[0] + ("ํ" if stacked else "")
    behind = last + (2 if marks and marks[0] > i else 1)
    if is_ring and behind in fresh and fresh[behind][1][1] is None and glyphs.unmapped[behind] == NO_MEANING:
        found[fresh[behind]] = "า"
    return found
