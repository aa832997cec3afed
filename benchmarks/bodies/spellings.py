"""Spellings of names of bodies: other usual ways to write them, and slips of readers of scans and of typists."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from pipeline.domain.thai_digits import to_thai

ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    "องค์การบริหารส่วนตำบล": ("อบต.", "อบต. ", "อบต", "อ.บ.ต.", "องค์การบริหารส่วน ตำบล", "องค์การบริหารส่วนตำบล "),
    "องค์การบริหารส่วนจังหวัด": ("อบจ.", "อบจ. ", "อบจ", "อ.บ.จ.", "องค์การบริหารส่วน จังหวัด"),
    "เทศบาลตำบล": ("ทต.", "ทต. ", "ท.ต.", "เทศบาล ตำบล", "เทศบาลตำบล "),
    "เทศบาลเมือง": ("ทม.", "ทม. ", "ท.ม.", "เทศบาล เมือง"),
    "เทศบาลนคร": ("ทน.", "ทน. ", "ท.น.", "เทศบาล นคร"),
    "จังหวัด": ("จ.", "จังหวัด "),
}
MARKS = "ัิีึืุู็่้๊๋์"
TONES = "่้๊๋"
UPPER = "ัิีึื"
LOOK_ALIKES = ("กถภ", "ขชซ", "คดต", "งว", "ทห", "บปษ", "พผฟ", "รธ", "ลส", "อฮ", "ใไโ")
_LETTERS = "กขคงจชดตทนบปผพมยรลวสหอ"

Spelling = Callable[[str, random.Random], str]


def spaced(name: str, rng: random.Random) -> str:
    """Put a space between two clusters, as where a line was wrapped or letters stand apart."""
    places = [n for n in range(2, len(name)) if name[n] not in MARKS + "ะาำๅ" and name[n - 1] not in "เแโใไ"]
    n = rng.choice(places) if places else len(name)
    return f"{name[:n]} {name[n:]}".strip()


def invisible(name: str, rng: random.Random) -> str:
    """Put characters of no width between letters."""
    n = rng.randrange(1, len(name))
    return f"{name[:n]}\u200b{name[n:]}\ufeff"


def thai_digits(name: str, rng: random.Random) -> str:
    """Write digits as Thai ones, and a list number before the name."""
    return to_thai(f"{rng.randrange(1, 99)}. {name}")


def doubled_mark(name: str, rng: random.Random) -> str:
    """Double a mark."""
    places = [n for n, letter in enumerate(name) if letter in MARKS]
    if not places:
        return name
    n = rng.choice(places)
    return name[: n + 1] + name[n:]


def split_am(name: str, rng: random.Random) -> str:
    """Write ำ as a ring and า, or as a space and า, as some producers of PDFs do."""
    return re.sub("ำ", rng.choice(("ํา", " า", "ำา")), name, count=1)


def mark_lost(name: str, rng: random.Random) -> str:
    """Leave out a mark."""
    places = [n for n, letter in enumerate(name) if letter in MARKS]
    n = rng.choice(places) if places else -1
    return name[:n] + name[n + 1 :] if places else name


def mark_exchanged(name: str, rng: random.Random) -> str:
    """Exchange a mark for another one of its place."""
    places = [n for n, letter in enumerate(name) if letter in TONES + UPPER]
    if not places:
        return name
    n = rng.choice(places)
    others = TONES if name[n] in TONES else UPPER
    return name[:n] + rng.choice([m for m in others if m != name[n]]) + name[n + 1 :]


def look_alike(name: str, rng: random.Random) -> str:
    """Exchange a letter for one of its shape."""
    places = [(n, shapes) for n, letter in enumerate(name) for shapes in LOOK_ALIKES if letter in shapes]
    if not places:
        return name
    n, shapes = rng.choice(places)
    return name[:n] + rng.choice([s for s in shapes if s != name[n]]) + name[n + 1 :]


def letter_exchanged(name: str, rng: random.Random) -> str:
    """Exchange a letter for any other one."""
    places = [n for n, letter in enumerate(name) if letter in _LETTERS]
    if not places:
        return name
    n = rng.choice(places)
    return name[:n] + rng.choice([c for c in _LETTERS if c != name[n]]) + name[n + 1 :]


def letter_lost(name: str, rng: random.Random) -> str:
    """Leave out a letter that has no mark."""
    places = [n for n, c in enumerate(name) if c in _LETTERS and name[n + 1 : n + 2] not in tuple(MARKS + "ำ")]
    n = rng.choice(places) if places else -1
    return name[:n] + name[n + 1 :] if places else name


WITHOUT_SLIP: Mapping[str, Spelling] = {
    "as registered": lambda name, rng: name,
    "spaced": spaced,
    "invisible": invisible,
    "Thai digits": thai_digits,
    "doubled mark": doubled_mark,
    "split sara am": split_am,
}
SLIPS: Mapping[str, Spelling] = {
    "mark lost": mark_lost,
    "mark exchanged": mark_exchanged,
    "look-alike": look_alike,
    "letter lost": letter_lost,
    "letter exchanged": letter_exchanged,
}
