"""How well a decoder read a page: the share of its glyphs that can be what was printed.

A glyph counts against a decoder when it stands for nothing (no mapping, U+FFFD, an empty string), for a character that
no Thai report prints (private use beyond the known Thai glyphs, control characters), or for a Latin-1 or Greek letter
in the midst of Thai. Private-use glyphs of the Thai blocks are not held against it: their meaning is known.

A ToUnicode map that kept only the low byte of each code point (Ghostscript makes such of Chromium's) turns half of the
Thai letters into control codes and the rest into figures and signs. Nothing can restore them: a page of lost glyphs and
signs has quality 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextQualitySettings:
    """What the score means, and how it is computed.

    Attributes:
        certain: score from which a page is taken without asking a second decoder.
        readable: score below which a page is not text: it goes to the scan reader.
        lost: share of the characters other than figures; more lost glyphs than this, and more signs than ``signs``,
            are no text.
        signs: share of the same characters.
        latin_page: share of Thai characters below which a page is judged as Latin text too.
        min_words: long tokens of a Latin page from which their look counts.
    """

    certain: float = 0.97
    readable: float = 0.6
    lost: float = 0.05
    signs: float = 0.08
    latin_page: float = 0.05
    min_words: int = 8


TEXT_QUALITY = TextQualitySettings()

_FIGURE = re.compile(r"[\s\d.,/%():-]")
_SIGN = re.compile("[!\"#$&'*+;<=>?@]")
_LOST = re.compile("[\x00-\x08\x0b-\x1f\ufffd]")
_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ue000-\uefff\uf71e-\uf880\uf883-\uf8ff]|\\(cid:\\d+\\)")
_LATIN1_OR_GREEK = re.compile("[\u00c0-\u024f\u0370-\u03ff]")
_THAI = re.compile("[\u0e01-\u0e5b\uf700-\uf71a]")
_MARK_ON_NOTHING = re.compile("(?:^|[\\s(])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", re.M)
_LONG_TOKEN = re.compile(r"[^\s]{3,}")
_WORD_OR_NUMBER = re.compile(
    r"[\"'(\[“‘]*(?:[A-Z]?[a-z]+|[A-Z]+|[A-Za-z]+[-/'][A-Za-z]+|[\d.,:/%-]+|https?:\S+|\S+@\S+|www\.\S+)[\"')\],.;:!?”’]*"
)


def text_quality(text: str, unmapped: int = 0) -> float | None:
    """Return the share of well-formed characters, 0..1; None where there is no text.

    Args:
        text: what the decoder made of a page.
        unmapped: how many of its characters have no mapping in their font: their look says nothing.
    """
    size = len("".join(text.split()))
    if size == 0:
        return None
    thai = len(_THAI.findall(text))
    bad = len(_STRANGE.findall(text)) + len(_MARK_ON_NOTHING.findall(text)) // 2
    foreign = len(_LATIN1_OR_GREEK.findall(text))
    bad += max(foreign, unmapped) if thai or unmapped else 0
    score = 1.0 - min(1.0, bad / size)
    if thai < TEXT_QUALITY.latin_page * size:
        score = min(score, _share_of_words(text))
    if lost := len(_LOST.findall(text)):
        others = len(_FIGURE.sub("", text))
        if lost > TEXT_QUALITY.lost * others and len(_SIGN.findall(text)) > TEXT_QUALITY.signs * others:
            return 0.0
    return round(score, 4)


def _share_of_words(text: str) -> float:
    """Return the share of long tokens that look like words or numbers; an English engine makes none of Thai."""
    tokens = _LONG_TOKEN.findall(text)
    if len(tokens) < TEXT_QUALITY.min_words:
        return 1.0
    return sum(1 for token in tokens if _WORD_OR_NUMBER.fullmatch(token)) / len(tokens)
