"""Counts of what no text shows that somebody printed: what :mod:`text_quality` judges a page by."""

from __future__ import annotations

import re
import unicodedata

_THAI = "\u0e01-\u0e5b\uf700-\uf71a"
_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\uf701-\uf70e\uf710-\uf71a"
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"

_FIGURE = re.compile(r"[\s\d.,/%():-]")
_SIGN = re.compile("[!\"#$&'*+;<=>?@]")
_SMALL = re.compile("[a-z]")
_LOST = re.compile("[\x00-\x08\x0b-\x1f\ufffd]")
_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd\ue000-\uefff\uf71e-\uf880\uf883-\uf8ff]|\\(cid:\\d+\\)")
_MARK_ON_NOTHING = re.compile("(?:^|[\\s(])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]", re.M)
_FOREIGN = re.compile("[\u00c0-\u024f\u0370-\u03ff]")
_FOREIGN_IN_THAI = re.compile(f"(?<=[{_THAI}])[\u00c0-\u024f\u0370-\u03ff]+|[\u00c0-\u024f\u0370-\u03ff]+(?=[{_THAI}])")
_THAI_LETTER = re.compile(f"(?![{_MARK}])[{_THAI}]")

_NO_THAI = "[^\x00-\x7f\\s\u0e01-\u0e5b]"
_WESTERN_RUN = re.compile(f"(?<![^\x00-\x7f\\s]){_NO_THAI}{{3,}}(?![^\x00-\x7f\\s])")
"""Characters that a Western code page may have; none has a Thai one."""
_WESTERN = ("latin-1", "cp1252", "mac_roman")
_WRONG_PLACE = re.compile("(?:^|[^\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")

_CLUSTER = f"(?![{_MARK}])[{_THAI}][ \u00a0]?[{_MARK}]*"
_APART = re.compile(f"(?<!\\S){_CLUSTER}(?:[ \u00a0]+{_CLUSTER}){{3,}}(?!\\S)")
_VOWEL_OF_THAI = re.compile(f"[{_MARK}\u0e30\u0e32\u0e33\u0e40-\u0e44]")

_VOWELS = "".join(
    c
    for c in map(chr, (*range(0x41, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)))
    if unicodedata.normalize("NFD", c)[0] in "AEIOUYaeiouyÆØæøıŒœ"
)
_HAS_VOWEL = re.compile(f"[{_VOWELS}]")
_RUN_OF_LATIN = re.compile(f"[{_LATIN}]{{4,}}")
_ADDRESS = re.compile(r"(?i)https?:|www\.|\S@\S+\.\w|\w\.(?:com|org|net|th|html?|pdf)\b|^[\w.~-]*/[\w.~/-]+$")
_HEXADECIMAL = re.compile(r"(?i)(?:0x)?[0-9a-f:-]+")
_RUN = re.compile(f"[{_LATIN}]+|\\d+|[^{_LATIN}\\d\\s]+")
_WORD = re.compile(
    f"(?:[A-Z\u00c0-\u00de]?(?:(?![A-Z])[{_LATIN}])+)(?:[A-Z](?:(?![A-Z])[{_LATIN}])+)*[A-Z]*"
    f"|[A-Z\u00c0-\u00de]+(?:(?![A-Z])[{_LATIN}])*"
)
"""Small letters, capitals, a capital before small letters, and names of code (``camelCase``, ``PDFs``)."""
_ODD_JOIN = re.compile("[~^|\\\\`'\"!;:€£¥§°“”‘’«»]")
_ELISION = re.compile("['’‘`]$|^['’‘`]")


def count_wrong(text: str, unmapped: int) -> int:
    """Count characters that cannot be what was printed.

    Args:
        text: of a page.
        unmapped: its characters without a mapping, which may come as any character.
    """
    wrong = len(_STRANGE.findall(text)) + len(_MARK_ON_NOTHING.findall(text)) // 2
    foreign = 0
    if _FOREIGN.search(text):
        foreign = sum(len(run) for run in _FOREIGN_IN_THAI.findall(text))
    return wrong + max(foreign, unmapped)


def count_lost(text: str) -> int:
    """Count control characters and U+FFFD."""
    return len(_LOST.findall(text))


def count_beside_figures(text: str) -> tuple[int, int, int]:
    """Count the characters that are no figures nor the signs of figures; of these, other signs; and small letters."""
    others = _FIGURE.sub("", text)
    return len(others), len(_SIGN.findall(others)), len(_SMALL.findall(others))


def count_misread_thai(text: str) -> int:
    """Count characters that are Thai read by a Western code page: their bytes are well-formed Thai."""
    if text.isascii():
        return 0
    return sum(len(run) for run in _WESTERN_RUN.findall(text) if _is_misread_thai(run))


def _is_misread_thai(run: str) -> bool:
    for western in _WESTERN:
        for thai in ("cp874", "utf-8"):
            try:
                decoded = run.encode(western).decode(thai)
            except UnicodeError:
                continue
            letters = len(re.findall("[\u0e01-\u0e4e]", decoded))
            if letters >= 0.8 * len(decoded) and len(_WRONG_PLACE.findall(decoded)) <= 0.1 * letters:
                return True
    return False


def count_thai_letters(text: str) -> int:
    """Count Thai letters, marks not counted."""
    return len(_THAI_LETTER.findall(text))


def count_apart(text: str) -> int:
    """Count Thai letters that stand alone between spaces, four or more in a row; labels (``ก ข ค ง``) have no vowel."""
    return sum(len(_THAI_LETTER.findall(run)) for run in _APART.findall(text) if _VOWEL_OF_THAI.search(run))


def count_latin(text: str) -> int:
    """Count Latin letters in runs of four or more, or beside figures: what may be a word."""
    return sum(map(len, re.findall(f"[{_LATIN}]+", text)))


def count_consonants(text: str) -> tuple[int, int]:
    """Count the letters of Latin words of four letters or more, addresses left out, and the consonants among them."""
    words = "".join(run for piece in text.split() if not _is_address(piece) for run in _RUN_OF_LATIN.findall(piece))
    return len(words), len(words) - len(_HAS_VOWEL.findall(words))


def count_broken(text: str) -> tuple[int, int]:
    """Count the Latin letters of a text that are in longer pieces, and those of them that make no word.

    A piece is broken where letters and figures alternate, where capitals stand amid small letters, where signs that
    join no words stand between its letters, or where a word has no vowel.
    """
    letters = broken = 0
    for piece in text.split():
        if len(piece) < 3:
            continue
        size, wrong = _broken_letters(piece)
        letters += size
        broken += wrong
    return letters, broken


def _broken_letters(piece: str) -> tuple[int, int]:
    """Count the Latin letters of a piece between white space, and those that make no word."""
    runs = _RUN.findall(piece)
    words = [run for run in runs if run[0].isalpha() and _is_latin(run[0])]
    size = sum(map(len, words))
    if not size or len(runs) == 1 and _WORD.fullmatch(piece) and (len(piece) < 4 or _HAS_VOWEL.search(piece)):
        return size, 0
    if not _SMALL.search(piece) or _is_address(piece):
        return size, 0
    wrong = 0
    for k, run in enumerate(runs):
        if not _is_latin(run[0]):
            continue
        before, after = runs[k - 1] if k else "", runs[k + 1] if k + 1 < len(runs) else ""
        if (
            not _WORD.fullmatch(run)
            or (before.isdigit() and after.isdigit())
            or (before.isdigit() and k > 1 and _is_latin(runs[k - 2][0]))
            or (after.isdigit() and k + 2 < len(runs) and _is_latin(runs[k + 2][0]))
            or (len(run) > 3 and not _HAS_VOWEL.search(run))
            or (len(run) < 3 and _is_odd(before, after))
        ):
            wrong += len(run)
    return size, wrong


def _is_address(piece: str) -> bool:
    """Return whether a piece is an address, a path of files or a number in hexadecimal figures."""
    return bool(_HEXADECIMAL.fullmatch(piece) or _ADDRESS.search(piece))


def _is_latin(char: str) -> bool:
    return char < "\u1f00" and char.isalpha() and bool(re.match(f"[{_LATIN}]", char))


def _is_odd(before: str, after: str) -> bool:
    """Return whether a letter or two stand between signs or figures that join no words."""
    return bool(before and after) and any(
        _ODD_JOIN.search(side) and not _ELISION.fullmatch(side) for side in (before, after)
    )
