"""Character classes of Thai script and the grammar of its clusters (a consonant with the marks that stand on it)."""

from __future__ import annotations

import re

CONSONANTS = "ก-ฮ"
UPPER_VOWELS = "ัิีึื"
LOWER_VOWELS = "ฺุู"
TONES = "่้๊๋"
MARKS = UPPER_VOWELS + LOWER_VOWELS + TONES + "็์ํ๎"
ABOVE = UPPER_VOWELS + TONES + "็์ํ๎"

DOUBLED_MARK = re.compile(f"([{MARKS}])\\1+")
TONE_BEFORE_VOWEL = re.compile(f"([{TONES}์]+)([{UPPER_VOWELS}{LOWER_VOWELS}]+)")
NIKHAHIT_AA = re.compile(f"ํ([{TONES}]*)[าำ]")
DOUBLED_AM = re.compile(f"(?:าำ|ำ(?=[าำ{TONES}]))([าำ{TONES}]*)")
SPLIT_AM = re.compile(f"([{CONSONANTS}])([{TONES}]?)[ \u00a0]+([{TONES}]?)า")
_CLUSTER = f"(?:[{CONSONANTS}][{MARKS}]*|[ะาำๅๆเแโใไ])"
LETTER_SPACED = re.compile(f"(?<!\\S){_CLUSTER}(?:[ \u00a0]+{_CLUSTER}){{2,}}(?!\\S)(?![ \u00a0]+[{MARKS}])")
"""A letter-spaced word (``ก า ร``), each letter with its marks. A split ำ leaves two such pieces at most."""
SPACE_BEFORE_MARK = re.compile(f"(?<=[{CONSONANTS}{MARKS}])[ \u00a0\u2002]+(?=[{MARKS}ำ])")
SPACE_BEFORE_A = re.compile(f"(?<=[{CONSONANTS}{MARKS}ะาำเแโใไ][{CONSONANTS}{MARKS}า])[ \u00a0\u2002]+(?=ะ)")
"""The same before ะ; a letter-spaced word has a single letter before it."""
_WITHOUT_AA = str.maketrans("", "", "าำ")
DOUBLED_SARA_E = re.compile("เเ")
LOST_AM = re.compile(f"([{CONSONANTS}][{TONES}]?)\ufffd[าำ]")
PRIVATE_USE = re.compile("[\uf700-\uf71a]")
UNKNOWN_SYMBOL = re.compile("[\ue000-\uf8ff]")  # private use, once those with a meaning are replaced
SWAPPED_LIGATURE = re.compile("\u6600[\u6600\u6900\u6c00]{1,2}")
"""ff, fi, fl … with the bytes of each letter swapped: so Ghostscript maps them."""
SOFT_HYPHEN = "\u00ad"  # which is ญ in the Thai code page
INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u0000-\u0008\u000b-\u001f\u007f-\u009f]")
SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
ORPHAN_MARK = re.compile(f"(?:^|(?<=[^{CONSONANTS}{MARKS}ำาะฤฦเแโใไ]))[{MARKS}]")
LATIN1_RUN = re.compile("[\u00a1-\u00fb]{2,}")

UNCOMMON = re.compile("[^\u0e01-\u0e4e\u0e50-\u0e5b -~–—‘’“”…•●]")
"""Any character but Thai, ASCII and common punctuation."""
MAY_NEED_REPAIR = re.compile(
    f"{UNCOMMON.pattern}"
    f"|[{CONSONANTS}{MARKS}][ ]+[ะาำ{MARKS}]|า[ ]+ะ"
    f"|ํ|ำ[าำ{TONES}]|าำ|เเ"
    f"|([{MARKS}])\\1"
    f"|[{TONES}์][{UPPER_VOWELS}{LOWER_VOWELS}]"
    f"|(?:^|[^{CONSONANTS}{MARKS}])[{MARKS}]"
)
"""What a well-formed line never has: one search decides whether a line is repaired at all."""


def reorder_marks(text: str) -> str:
    """Return the text with its marks in the order of Unicode Thai: vowel, tone; one of each; ำ as one character."""
    text = DOUBLED_MARK.sub(r"\1", text)
    swapped = 1
    while swapped:
        text, swapped = TONE_BEFORE_VOWEL.subn(r"\2\1", text)
    text = NIKHAHIT_AA.sub(r"\1ำ", text)
    text = DOUBLED_AM.sub(lambda m: m.group(1).translate(_WITHOUT_AA) + "ำ", text)
    text = DOUBLED_SARA_E.sub("แ", text)
    return DOUBLED_MARK.sub(r"\1", text)
