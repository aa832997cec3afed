"""What glyphs stand for where their ToUnicode map is silent or wrong, as the file itself says it elsewhere.

Two witnesses: the ``ActualText`` around a few glyphs, and the embedded font whose outline a glyph shows. They speak of
Thai only, and of a glyph that has a Thai letter for its name never: marks, and what is no Thai at all, are misnamed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from pipeline.extract.pdf.font_program import FontProgram
from pipeline.extract.pdf.glyph_arrays import Meaning
from pipeline.extract.pdf.glyph_classes import MARKS
from pipeline.extract.pdf.marked_content import ActualText

GlyphBox = tuple[int, int, int, int]  # left, bottom, right, top, in thousandths of the font size
Ink = tuple[float, float]  # bottom and top above the baseline, in shares of the font size
_AM, _RING, _AA = "ำ", "ํ", "า"
_TONES, _LOWER = frozenset("่้๊๋์"), frozenset("ฺุู\uf718\uf719\uf71a")
_IGNORED = frozenset(" \t\r\n\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff")


class GlyphMeaningSettings(NamedTuple):
    """When a witness is believed.

    Attributes:
        max_deviation: thousandths of the font size; how far each side of a glyph's box may be from that of the outline
            that it is taken for.
        max_marks: characters that one glyph stands for at most.
        min_height: of the font size; a flatter glyph has no ink, or none that tells.
        above_from: of the font size; ink whose bottom is higher stands above the letters.
        below_to: of the font size; ink whose top is lower hangs below them.
    """

    max_deviation: float = 1.0
    max_marks: int = 3
    min_height: float = 0.01
    above_from: float = 0.35
    below_to: float = 0.12


GLYPH_MEANINGS = GlyphMeaningSettings()


def is_thai(text: str) -> bool:
    """Return whether a text is Thai letters and marks, private-use ones of Thai fonts among them."""
    return bool(text) and all("\u0e01" <= c <= "\u0e4e" or "\uf700" <= c <= "\uf71a" for c in text)


def is_private(text: str) -> bool:
    """Return whether a text is a private-use code of a Thai font."""
    return "\uf700" <= text[0] <= "\uf71a"


def may_be_misnamed(char: str, unmapped: bool) -> bool:
    """Return whether a witness may contradict a name: no Thai letter is ever misnamed but ำ and า."""
    return unmapped or not is_thai(char) or char in MARKS or char in (_AM, _AA)


def meanings_by_actual_text(
    chars: Sequence[str], unmapped: Sequence[bool], inks: Sequence[Ink], text: str
) -> dict[int, str]:
    """Return what the glyphs of one marked-content sequence stand for, of those that its text contradicts.

    Fonts that swap two marks of a cluster make producers write the text of the one over the other: a meaning must agree
    with the place of the ink, and a mark whose name does is never contradicted.

    Args:
        chars: what the decoder calls them, in stream order.
        unmapped: which have no name.
        inks: bottom and top of their ink above the baseline, in shares of the font size.
        text: the ``ActualText`` of the sequence.

    Returns:
        By place in ``chars``. A glyph that is left out is what the decoder calls it, or its meaning is open.
    """
    parts = [c for c in text.replace(_AM, _RING + _AA) if c not in _IGNORED]
    left = Counter(parts)
    unknown = [k for k, char in enumerate(chars) if unmapped[k] or not _take(char, left)]
    rest = [c for c in dict.fromkeys(parts) for _ in range(left[c])]
    if not unknown or not is_thai("".join(rest)):
        return {}
    if any(not unmapped[k] and not _is_contradicted(chars[k], inks[k]) for k in unknown):
        return {}
    if len(unknown) == 1:
        (k,) = unknown
        one_glyph = len(rest) == 1 or len(rest) <= GLYPH_MEANINGS.max_marks and all(c in MARKS for c in rest)
        agrees = all(_level_of_char(c) == level_of_ink(inks[k]) for c in rest)
        return {k: "".join(sorted(rest))} if one_glyph and agrees else {}
    if len(unknown) != len(rest):
        return {}
    unknown.sort(key=lambda k: (level_of_ink(inks[k]), inks[k][0]))
    rest.sort(key=lambda c: (_level_of_char(c), c in _TONES))
    places = [(_level_of_char(c), c in _TONES) for c in rest]
    clear = len(set(rest)) == 1 or len(set(places)) == len(places)
    agrees = [level for level, _ in places] == [level_of_ink(inks[k]) for k in unknown]
    return dict(zip(unknown, rest, strict=True)) if clear and agrees else {}


def _take(char: str, left: Counter[str]) -> bool:
    """Take a named glyph's character out of what is left of the text; whether it was there."""
    for name in (char, _RING, _AA) if char == _AM else (char,):
        if left[name] > 0:
            left[name] -= 1
            return True
    return is_private(char) or char in _IGNORED


def _is_contradicted(char: str, ink: Ink) -> bool:
    """Return whether a name is no Thai letter or mark, or that of a mark which does not stand where the ink is."""
    return not is_thai(char) or char in MARKS and _level_of_char(char) != level_of_ink(ink)


def _level_of_char(char: str) -> int:
    """Return where a character stands: -1 below the line, 0 on it, 1 above it."""
    return -1 if char in _LOWER else 1 if char in MARKS else 0


def level_of_ink(ink: Ink) -> int:
    """Return where an ink stands: -1 below the line, 0 on it, 1 above it."""
    bottom, top = ink
    return 1 if bottom > GLYPH_MEANINGS.above_from else -1 if top < GLYPH_MEANINGS.below_to else 0


class FontWitness:
    """One embedded font as a witness of what its glyphs are.

    Attributes:
        program: of the font.
    """

    def __init__(self, program: FontProgram) -> None:
        self.program = program
        boxes = np.round(program.boxes[program.inked])
        enlarged = boxes.copy()
        enlarged[:, 3] += np.trunc(boxes[:, 3] / 64)
        self._boxes = tuple(sides + (sides < 0) for sides in (boxes, enlarged))  # as PDFium gives them
        self._glyphs: dict[GlyphBox, list[int]] = {}
        self._contradictions: dict[tuple[str, bool, GlyphBox], str | None] = {}

    def contradicts(self, char: str, unmapped: bool, box: GlyphBox) -> str | None:
        """Return what a glyph stands for by the outlines with its box, where that contradicts its name; else None.

        Args:
            char: what the decoder calls it.
            unmapped: it has no name; ``char`` may be its id then.
            box: as for :meth:`texts_at`; of a glyph that is flatter than ``min_height`` nothing is said.
        """
        key = char, unmapped, box
        if key not in self._contradictions:
            bottom, top = box[1] / 1000, box[3] / 1000
            is_flat = top - bottom <= GLYPH_MEANINGS.min_height
            texts = frozenset() if is_flat else self.texts_at(box, ord(char) if unmapped else None)
            self._contradictions[key] = meaning_by_font(char, unmapped, (bottom, top), texts)
        return self._contradictions[key]

    def texts_at(self, box: GlyphBox, glyph: int | None) -> frozenset[str]:
        """Return what the outlines with this box stand for, each by one of its texts; empty where there is none.

        Args:
            box: left, bottom, right, top, in thousandths of the font size, from the pen's position.
            glyph: what may be its id, which decides where several outlines have this box; None where nothing may.
        """
        if box not in self._glyphs:
            sides = np.array(box, dtype=np.float64)
            near = [np.abs(boxes - sides).max(axis=1) <= GLYPH_MEANINGS.max_deviation for boxes in self._boxes]
            self._glyphs[box] = self.program.inked[near[0] | near[1]].tolist()
        glyphs = self._glyphs[box]
        texts = [self.program.texts.get(g) for g in ([glyph] if glyph in glyphs else glyphs)]
        if None in texts:
            return frozenset()  # the outline may be that of a glyph which no table names
        return frozenset().union(*(of for of in texts if of))


def meaning_by_font(char: str, unmapped: bool, ink: Ink, texts: frozenset[str]) -> str | None:
    """Return what a glyph stands for by its font, where that contradicts its name; None where it does not.

    Args:
        char: what the decoder calls it.
        unmapped: it has no name.
        ink: bottom and top of its ink above the baseline, in shares of the font size.
        texts: what the font's outlines with the glyph's box stand for.
    """
    if not texts or not may_be_misnamed(char, unmapped) or not unmapped and char in texts:
        return None
    if not all(map(is_thai, texts)):
        return None
    named = [text for text in texts if not is_private(text)]
    if not named and not unmapped and not _is_contradicted(char, ink):
        return None  # a variant of the mark, by a code that not all fonts use alike
    meanings = named or list(texts)
    return meanings[0] if len(meanings) == 1 else None


def with_actual_texts(
    sequences: Mapping[int, list[int]],
    texts: Mapping[int, ActualText],
    chars: Sequence[str],
    unmapped: Sequence[bool],
    inks: Mapping[int, Ink],
) -> Iterable[tuple[int, Meaning]]:
    """Yield what the ``ActualText`` of each sequence says of its glyphs.

    Args:
        sequences: places of glyphs by the number of their sequence.
        texts: by the same.
        chars, unmapped: of all glyphs, as for :func:`meanings_by_actual_text`.
        inks: of those in sequences, likewise, by place.
    """
    for number, places in sequences.items():
        said = meanings_by_actual_text(
            [chars[i] for i in places],
            [unmapped[i] for i in places],
            [inks[i] for i in places],
            texts[number].text,
        )
        for k, text in said.items():
            yield places[k], Meaning(text, "actual_text")
