"""Repairs on the string of one line, after its glyphs are decoded. Never touches numbers, codes or Latin words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from pipeline.domain import thai_clusters
from pipeline.domain.thai_digits import TO_ARABIC
from pipeline.normalize.glyphs.characters import MADE_SPACE
from pipeline.normalize.glyphs.glyph_ink import UNKNOWN
from pipeline.normalize.glyphs.glyph_tables import glyph_tables
from pipeline.normalize.strings.split_am import join_split_am


def repair_text(text: str, repairs: Counter[str], decoded: bool = False) -> str:
    """Return a decoded line as well-formed Thai, with Arabic digits and single spaces.

    Idempotent. A typo stays: only what no keyboard writes and no reader sees is changed.

    Args:
        text: one line.
        repairs: counts by kind of repair, added to.
        decoded: its glyphs were decoded by their ink, so that what is unknown before า is no ring of ำ.
    """
    if thai_clusters.MAY_NEED_REPAIR.search(text):
        if thai_clusters.UNCOMMON.search(text):
            text = _repair_uncommon(text, repairs, decoded)
        text = join_split_am(text, repairs)
        for spaces in (thai_clusters.SPACE_BEFORE_MARK, thai_clusters.SPACE_BEFORE_A):
            text = _substitute(spaces, "", text, "space_before_mark", repairs)
        ordered = thai_clusters.reorder_marks(text)
        if ordered != text:
            repairs["mark_order"] += 1
            text = ordered
        text = text.replace(MADE_SPACE, " ")
    return thai_clusters.SPACES.sub(" ", text.translate(TO_ARABIC)).strip()


def remaining_defects(text: str) -> Counter[str]:
    """Count the defects that a repaired text still has: unknown glyphs, and marks that stand on no consonant."""
    counts = (
        ("unknown_glyph", text.count(UNKNOWN)),
        ("orphan_mark", len(thai_clusters.ORPHAN_MARK.findall(text))),
    )
    return Counter({kind: n for kind, n in counts if n})


def _repair_uncommon(text: str, repairs: Counter[str], decoded: bool) -> str:
    """Replace private-use glyphs, ligatures, symbols, mojibake and what is invisible."""
    tables = glyph_tables()
    text = _replace_by_table(text, tables.thai, "private_use", repairs)
    text = _replace_by_table(text, tables.ligatures, "ligature", repairs)
    text = _substitute(
        thai_clusters.SWAPPED_LIGATURE, lambda m: "".join(chr(ord(c) >> 8) for c in m[0]), text, "ligature", repairs
    )
    text = _replace_by_table(text, tables.symbols, "symbol", repairs)
    text = _substitute(thai_clusters.UNKNOWN_SYMBOL, tables.stand_in, text, "unknown_symbol", repairs)
    text = _decode_mojibake(thai_clusters.INVISIBLE.sub("", text), repairs).replace(thai_clusters.SOFT_HYPHEN, "")
    if decoded:
        return text
    return _substitute(thai_clusters.LOST_AM, r"\1ำ", text, "lost_sara_am", repairs)


def _replace_by_table(text: str, table: dict[str, str], kind: str, repairs: Counter[str]) -> str:
    """Replace single characters, and count them."""
    for char in set(text) & table.keys():
        repairs[kind] += text.count(char)
        text = text.replace(char, table[char])
    return text


def _substitute(
    pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], text: str, kind: str, repairs: Counter[str]
) -> str:
    """Substitute every match of a pattern, and count them."""
    text, n = pattern.subn(by, text)
    if n:
        repairs[kind] += n
    return text


def _decode_mojibake(text: str, repairs: Counter[str]) -> str:
    """Decode runs of Latin-1 letters by the Thai code page (TIS-620, cp874), where that makes well-formed Thai."""

    def thai_of(run: re.Match[str]) -> str:
        try:
            decoded = run.group().encode("latin-1").decode("cp874")
        except UnicodeError:
            return run.group()
        letters = sum("\u0e01" <= c <= "\u0e5b" for c in decoded)
        if letters < len(decoded) or thai_clusters.ORPHAN_MARK.search(decoded):
            return run.group()
        repairs["mojibake"] += 1
        return decoded

    return thai_clusters.LATIN1_RUN.sub(thai_of, text)
