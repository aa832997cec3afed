"""Character classes of Thai script and the grammar of its clusters."""

from __future__ import annotations

import re

CONSONANTS = "ก-ฮ"
UPPER_VOWELS = "ัิีึื"
LOWER_VOWELS = "ฺุู"
TONES = "่้๊๋"
MARKS = UPPER_VOWELS + LOWER_VOWELS + TONES + "็์ํ๎"
ABOVE = UPPER_VOWELS + TONES + "็์ํ๎"
DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

DOUBLED = re.compile(f"([{MARKS}])\\1+")
TONE_FIRST = re.compile(f"([{TONES}์]+)([{UPPER_VOWELS}{LOWER_VOWELS}]+)")
NIKHAHIT_AA = re.compile(f"ํ([{TONES}]*)า")
LONG_AM = re.compile(f"(?:าำ|ำ(?=[าำ{TONES}]))([าำ{TONES}]*)")
SPLIT_AM = re.compile(f"([{CONSONANTS}])([{TONES}]?)[ \u00a0]+([{TONES}]?)า")
_ONE = f"(?:[{CONSONANTS}][{MARKS}]*|[ะาำๅๆเแโใไ])"
SPACED_OUT = re.compile(f"(?<!\\S){_ONE}(?:[ \u00a0]+{_ONE}){{2,}}(?!\\S)")
"""Letters set apart for show, each with its marks: ``ก า ร``. A split ำ leaves two such pieces at most, and a word after them."""
SPACE_MARK = re.compile(f"(?<=[{CONSONANTS}{MARKS}])[ \u00a0\u2002]+(?=[{MARKS}ำ])")
_NO_AA = str.maketrans("", "", "าำ")
SARA_AE = re.compile("เเ")
LOST_AM = re.compile(f"([{CONSONANTS}][{TONES}]?)\ufffd[าำ]")
PRIVATE_USE = re.compile("[\uf700-\uf71a]")
UNKNOWN_SYMBOL = re.compile("[\ue000-\uf8ff]")  # once those with a meaning are spelled out
SWAPPED_LIGATURE = re.compile(
    "\u6600[\u6600\u6900\u6c00]{1,2}"
)  # ff, fi, fl …, the bytes of each letter swapped: so Ghostscript maps them
SOFT_HYPHEN = "\u00ad"  # which is ญ in the Thai code page
INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u0000-\u0008\u000b-\u001f\u007f-\u009f]")
SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
ORPHAN = re.compile(f"(?:^|(?<=[^{CONSONANTS}{MARKS}ำาะฤฦเแโใไ]))[{MARKS}]")
LATIN1_THAI = re.compile("[\u00a1-\u00fb]{2,}")

STRANGE = re.compile("[^\u0e01-\u0e4e\u0e50-\u0e5b -~–—‘’“”…•●]")
"""Anything but Thai, ASCII and common punctuation."""
SUSPECT = re.compile(
    f"{STRANGE.pattern}"
    f"|[{CONSONANTS}{MARKS}][ ]+[าำ{MARKS}]"
    f"|ํ|ำ[าำ{TONES}]|าำ|เเ"
    f"|([{MARKS}])\\1"
    f"|[{TONES}์][{UPPER_VOWELS}{LOWER_VOWELS}]"
    f"|(?:^|[^{CONSONANTS}{MARKS}])[{MARKS}]"
)
"""What a clean line never has: one search decides whether a line needs the slow path."""


def put_in_order(text: str) -> str:
    """Marks in the order that Unicode text is searched in: vowel, then tone; one of each; ำ in one piece."""
    text = DOUBLED.sub(r"\1", text)
    swapped = 1
    while swapped:
        text, swapped = TONE_FIRST.subn(r"\2\1", text)
    text = NIKHAHIT_AA.sub(r"\1ำ", text)
    text = LONG_AM.sub(lambda m: m.group(1).translate(_NO_AA) + "ำ", text)
    text = SARA_AE.sub("แ", text)
    return DOUBLED.sub(r"\1", text)
