"""Repairs on the string of one line, after its glyphs are settled. Never touches numbers, codes or Latin words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from pipeline.normalize.glyphs.characters import MADE_SPACE, UNKNOWN
from pipeline.normalize.glyphs.glyph_tables import glyph_tables
from pipeline.normalize.strings import thai_clusters


def repair_text(text: str, repairs: Counter[str]) -> str:
    """Well-formed Thai from a line as it was decoded; digits become Arabic, white space single.

    Idempotent. A typo stays: only what no keyboard writes and no reader sees is changed.
    """
    tables = glyph_tables()
    if thai_clusters.SUSPECT.search(text):
        if thai_clusters.STRANGE.search(text):
            text = _spelled_out(text, tables.thai, "private_use", repairs)
            text = _spelled_out(text, tables.ligatures, "ligature", repairs)
            text = _counted(
                thai_clusters.SWAPPED_LIGATURE,
                lambda m: "".join(chr(ord(c) >> 8) for c in m[0]),
                text,
                "ligature",
                repairs,
            )
            text = _spelled_out(text, tables.symbols, "symbol", repairs)
            text = _counted(thai_clusters.UNKNOWN_SYMBOL, tables.stand_in, text, "unknown_symbol", repairs)
            text = _mojibake(thai_clusters.INVISIBLE.sub("", text), repairs).replace(thai_clusters.SOFT_HYPHEN, "")
            text = _counted(thai_clusters.LOST_AM, r"\1ำ", text, "lost_sara_am", repairs)
        text = _split_am(text, repairs)
        text = _counted(thai_clusters.SPACE_MARK, "", text, "space_before_mark", repairs)
        ordered = thai_clusters.put_in_order(text)
        if ordered != text:
            repairs["mark_order"] += 1
            text = ordered
        text = text.replace(MADE_SPACE, " ")
    return thai_clusters.SPACES.sub(" ", text.translate(thai_clusters.DIGITS)).strip()


def left_over(text: str) -> Counter[str]:
    """Defects that are still there: glyphs nobody knows, marks that stand on nothing."""
    said = (("unknown_glyph", text.count(UNKNOWN)), ("orphan_mark", len(thai_clusters.ORPHAN.findall(text))))
    return Counter({kind: n for kind, n in said if n})


def _spelled_out(text: str, table: dict[str, str], kind: str, repairs: Counter[str]) -> str:
    for char in set(text) & table.keys():
        repairs[kind] += text.count(char)
        text = text.replace(char, table[char])
    return text


def _counted(
    pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], text: str, kind: str, repairs: Counter[str]
) -> str:
    text, n = pattern.subn(by, text)
    if n:
        repairs[kind] += n
    return text


def _split_am(text: str, repairs: Counter[str]) -> str:
    """Join every ำ that stands as a space and า, but in letters that are set apart for show."""
    if not thai_clusters.SPLIT_AM.search(text):
        return text
    shown = [m.span() for m in thai_clusters.SPACED_OUT.finditer(text)]

    def joined(split: re.Match[str]) -> str:
        if any(start <= split.start() and split.end() <= end for start, end in shown):
            return split.group()
        repairs["split_sara_am"] += 1
        return f"{split[1]}{split[2]}{split[3]}ำ"

    return thai_clusters.SPLIT_AM.sub(joined, text)


def _mojibake(text: str, repairs: Counter[str]) -> str:
    """Runs of Latin-1 letters that are Thai in the Thai code page (TIS-620, cp874), where they make well-formed Thai."""

    def thai_of(run: re.Match[str]) -> str:
        try:
            decoded = run.group().encode("latin-1").decode("cp874")
        except UnicodeError:
            return run.group()
        letters = sum("\u0e01" <= c <= "\u0e5b" for c in decoded)
        if letters < len(decoded) or thai_clusters.ORPHAN.search(decoded):
            return run.group()
        repairs["mojibake"] += 1
        return decoded

    return thai_clusters.LATIN1_THAI.sub(thai_of, text)
