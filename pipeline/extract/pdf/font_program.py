"""Embedded TrueType fonts: the boxes of their glyphs, and what their own tables say that each stands for.

A PDF's ToUnicode map may name a glyph wrongly or not at all; the font program that draws it keeps, with many producers,
its ``cmap`` and the substitutions (``GSUB``) by which a shaper chose the variants of marks.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from pipeline.extract.pdf.glyph_arrays import Floats, Ints

_SINGLE, _LIGATURE, _EXTENSION = 1, 4, 7
_UNICODE_TABLES = {(3, 10): 0, (0, 4): 1, (0, 6): 1, (3, 1): 2, (0, 3): 3, (0, 1): 4, (0, 0): 4}
"""Platform and encoding of Unicode subtables of ``cmap``, with their rank."""
_SYMBOLIC = (0xF000, 0xF0FF)  # where symbol fonts put their own codes


class FontProgramSettings(NamedTuple):
    """Limits of what is read of a font program.

    Attributes:
        max_passes: substitutions of substituted glyphs that are followed.
        min_size: bytes; less than this is no font.
    """

    max_passes: int = 4
    min_size: int = 12


FONT_PROGRAM = FontProgramSettings()


@dataclass(frozen=True, slots=True)
class FontProgram:
    """What a TrueType font says of its glyphs.

    Attributes:
        boxes: glyphs x 4, left, bottom, right, top of the ink, in thousandths of the font size.
        inked: ids of the glyphs that have ink.
        texts: by glyph id: what the font's tables give it for, each a character or the characters of a ligature.
    """

    boxes: Floats
    inked: Ints
    texts: dict[int, frozenset[str]]


def read_font_program(data: bytes) -> FontProgram | None:
    """Read a font program; None where it is no TrueType font, is damaged, or has no Unicode ``cmap``."""
    try:
        tables = _tables(data)
        if not {"head", "maxp", "loca", "glyf", "cmap"} <= tables.keys():
            return None
        texts = _read_cmap(tables["cmap"])
        if not texts:
            return None
        boxes, inked = _read_boxes(tables)
        if "GSUB" in tables:
            _add_substitutes(texts, list(_substitutions(tables["GSUB"])))
    except (struct.error, IndexError, ValueError):
        return None
    return FontProgram(boxes, inked, texts)


def _tables(data: bytes) -> dict[str, bytes]:
    if len(data) < FONT_PROGRAM.min_size:
        return {}
    count = _u16(data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * k) for k in range(count))
    return {tag.decode("latin-1"): data[start : start + size] for tag, _, start, size in records}


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big") if 0 <= at <= len(data) - 2 else _out_of_table()


def _u16s(data: bytes, at: int, count: int) -> tuple[int, ...]:
    return struct.unpack_from(f">{count}H", data, at)


def _out_of_table() -> int:
    raise ValueError("a font table is cut short")


def _read_boxes(tables: dict[str, bytes]) -> tuple[Floats, Ints]:
    """Return the boxes of all glyphs, and the ids of those with ink."""
    units, long_offsets = _u16(tables["head"], 18), _u16(tables["head"], 50)
    count = _u16(tables["maxp"], 4)
    kind: Any = ">u4" if long_offsets else ">u2"
    offsets = np.frombuffer(tables["loca"], dtype=kind, count=count + 1).astype(np.int64) * (1 if long_offsets else 2)
    glyf = np.frombuffer(tables["glyf"], dtype=np.uint8)
    boxes = np.zeros((count, 4), dtype=np.float64)
    inked = np.flatnonzero((offsets[1:] - offsets[:-1] >= 10) & (offsets[:-1] + 10 <= len(glyf)))
    raw = glyf[offsets[inked][:, None] + np.arange(2, 10)]
    boxes[inked] = np.ascontiguousarray(raw).view(">i2")
    if "hhea" in tables and "hmtx" in tables:  # an outline is drawn from its left side bearing on
        boxes[inked] += (_left_bearings(tables, count)[inked] - boxes[inked, 0])[:, None] * np.array([1, 0, 1, 0])
    return boxes * (1000.0 / (units or 1)), inked


def _left_bearings(tables: dict[str, bytes], count: int) -> Floats:
    """Return where the ink of each glyph begins, in units of the font."""
    long = min(_u16(tables["hhea"], 34), count)
    both = np.frombuffer(tables["hmtx"], dtype=">i2", count=2 * long)
    rest = np.frombuffer(tables["hmtx"], dtype=">i2", count=count - long, offset=4 * long)
    return np.concatenate([both[1::2], rest]).astype(np.float64)


def _read_cmap(table: bytes) -> dict[int, frozenset[str]]:
    """Return the characters of each glyph by the best Unicode subtable; empty where there is none."""
    records = [struct.unpack_from(">HHL", table, 4 + 8 * k) for k in range(_u16(table, 2))]
    ranked = sorted((_UNICODE_TABLES[p, e], at) for p, e, at in records if (p, e) in _UNICODE_TABLES)
    found: dict[int, set[str]] = {}
    for _, at in ranked[:1]:
        kind = _u16(table, at)
        pairs = _format_4(table[at:]) if kind == 4 else _format_12(table[at:]) if kind == 12 else ()
        for code, glyph in pairs:
            if glyph and not _SYMBOLIC[0] <= code <= _SYMBOLIC[1]:
                found.setdefault(glyph, set()).add(chr(code))
    return {glyph: frozenset(chars) for glyph, chars in found.items()}


def _format_4(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield code point and glyph of a segmented subtable."""
    count = _u16(table, 6) // 2
    ends, starts = _u16s(table, 14, count), _u16s(table, 16 + 2 * count, count)
    deltas, ranges = _u16s(table, 16 + 4 * count, count), _u16s(table, 16 + 6 * count, count)
    for k in range(count):
        for code in range(starts[k], min(ends[k], 0xFFFE) + 1):
            if not ranges[k]:
                yield code, (code + deltas[k]) & 0xFFFF
                continue
            at = 16 + 6 * count + 2 * k + ranges[k] + 2 * (code - starts[k])
            glyph = _u16(table, at) if at + 2 <= len(table) else 0
            yield code, (glyph + deltas[k]) & 0xFFFF if glyph else 0


def _format_12(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield code point and glyph of a subtable of groups."""
    (count,) = struct.unpack_from(">L", table, 12)
    for k in range(count):
        start, end, glyph = struct.unpack_from(">LLL", table, 16 + 12 * k)
        yield from ((code, glyph + code - start) for code in range(start, min(end, start + 0xFFFF, 0x10FFFF) + 1))


def _substitutions(table: bytes) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield what ``GSUB`` puts for what: glyphs, and the one glyph that takes their place."""
    lookups = _u16(table, 8)
    for k in range(_u16(table, lookups)):
        lookup = lookups + _u16(table, lookups + 2 + 2 * k)
        kind = _u16(table, lookup)
        for n in range(_u16(table, lookup + 4)):
            at, what = lookup + _u16(table, lookup + 6 + 2 * n), kind
            if kind == _EXTENSION:
                what = _u16(table, at + 2)
                at += struct.unpack_from(">L", table, at + 4)[0]
            if what == _SINGLE:
                yield from _single(table, at)
            elif what == _LIGATURE:
                yield from _ligatures(table, at)


def _single(table: bytes, at: int) -> Iterator[tuple[tuple[int, ...], int]]:
    covered = _coverage(table, at + _u16(table, at + 2))
    if _u16(table, at) == 1:
        delta = _u16(table, at + 4)
        yield from (((glyph,), (glyph + delta) & 0xFFFF) for glyph in covered)
    else:
        puts = _u16s(table, at + 6, _u16(table, at + 4))
        yield from (((glyph,), put) for glyph, put in zip(covered, puts, strict=False))


def _ligatures(table: bytes, at: int) -> Iterator[tuple[tuple[int, ...], int]]:
    for k, first in enumerate(_coverage(table, at + _u16(table, at + 2))):
        group = at + _u16(table, at + 6 + 2 * k)
        for n in range(_u16(table, group)):
            ligature = group + _u16(table, group + 2 + 2 * n)
            yield (first, *_u16s(table, ligature + 4, _u16(table, ligature + 2) - 1)), _u16(table, ligature)


def _coverage(table: bytes, at: int) -> list[int]:
    count = _u16(table, at + 2)
    if _u16(table, at) == 1:
        return list(_u16s(table, at + 4, count))
    ranges = (_u16s(table, at + 4 + 6 * k, 2) for k in range(count))
    return [glyph for start, end in ranges for glyph in range(start, end + 1)]


def _add_substitutes(texts: dict[int, frozenset[str]], substitutions: list[tuple[tuple[int, ...], int]]) -> None:
    """Give the glyphs that no character has the text of what they are put for, in place.

    One that is put for different texts has none: so fonts swap marks, or share an empty glyph.
    """
    named = texts.keys() | set()
    for _ in range(FONT_PROGRAM.max_passes):
        found: dict[int, set[str]] = {}
        for glyphs, put in substitutions:
            if put not in named and all(glyph in texts for glyph in glyphs):
                found.setdefault(put, set()).update(_join([texts[glyph] for glyph in glyphs]))
        new = {put: frozenset(of) for put, of in found.items() if texts.get(put) != frozenset(of)}
        if not new:
            return
        texts.update(new)


def _join(parts: list[frozenset[str]]) -> set[str]:
    """Return every text that the parts make in their order; marks of one cluster in one order, whatever the font's."""
    out = {""}
    for part in parts:
        out = {before + text for before in out for text in part}
    return {
        "".join(sorted(text)) if len(text) > 1 and all("\u0e31" <= c <= "\u0e4e" for c in text) else text
        for text in out
    }
