"""How well a decoder read a page: the share of its glyphs that can be what was printed.

A map that kept only the low byte of each code point (Ghostscript makes such of Chromium's) turns half of the Thai letters into control
codes and the rest into figures and signs, which nobody could put right: a page of lost glyphs and signs is no text.

A glyph counts against a decoder when it stands for nothing (no mapping, U+FFFD, an empty string), for a character that
no Thai report prints (private use beyond the known Thai glyphs, control characters), or for a Latin-1 or Greek letter
in the midst of Thai. Private-use glyphs of the Thai blocks are not held against it: their meaning is known.
"""

from __future__ import annotations

import re

CERTAIN = 0.97  # a page at least this good is believed without asking another decoder
READABLE = 0.6  # a page below this is not text: it goes to the scan reader

LOST, SIGNS = 0.05, 0.08  # of the characters beside figures: so many lost glyphs, and signs among them, are no text
_FIGURE = re.compile(r"[\s\d.,/%():-]")
_SIGN = re.compile("[!\"#$&'*+;<=>?@]")
_LOST = re.compile("[\x00-\x08\x0b-\x1f\ufffd]")
_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ue000-\uefff\uf71b-\uf8ff]|\\(cid:\\d+\\)")
_FOREIGN = re.compile("[\u00c0-\u024f\u0370-\u03ff]")
_THAI = re.compile("[\u0e01-\u0e5b\uf700-\uf71a]")
_ORPHAN = re.compile("(?:^|[\\s(])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", re.M)
_WORD = re.compile(r"[^\s]{3,}")
_PLAIN = re.compile(
    r"[\"'(\[“‘]*(?:[A-Z]?[a-z]+|[A-Z]+|[A-Za-z]+[-/'][A-Za-z]+|[\d.,:/%-]+|https?:\S+|\S+@\S+|www\.\S+)[\"')\],.;:!?”’]*"
)


def text_quality(text: str, unmapped: int = 0) -> float | None:
    """Share of well-formed characters, 0..1; None where there is no text.

    Args:
        text: what the decoder made of a page.
        unmapped: how many of its characters have no mapping in their font and are not counted by their look.
    """
    size = len("".join(text.split()))
    if size == 0:
        return None
    thai = len(_THAI.findall(text))
    bad = len(_STRANGE.findall(text)) + len(_ORPHAN.findall(text)) // 2
    foreign = len(_FOREIGN.findall(text))
    bad += max(foreign, unmapped) if thai or unmapped else 0
    score = 1.0 - min(1.0, bad / size)
    if thai < 0.05 * size:
        score = min(score, _latin_sense(text))
    if lost := len(_LOST.findall(text)):
        others = len(_FIGURE.sub("", text))
        if lost > LOST * others and len(_SIGN.findall(text)) > SIGNS * others:
            return 0.0
    return round(score, 4)


def _latin_sense(text: str) -> float:
    """Share of long tokens that look like words or numbers: what an English engine makes of Thai does not."""
    words = _WORD.findall(text)
    if len(words) < 8:
        return 1.0
    return sum(1 for w in words if _PLAIN.fullmatch(w)) / len(words)
