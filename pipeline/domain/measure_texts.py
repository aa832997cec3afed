"""Texts of measures as they are compared: what two bodies print in other ways and mean the same is made the same.

White space, punctuation, quotes, case, list numbers, Thai digits and invisible characters make no difference. What a
body changes when it copies a text is replaced by a mark: its own name and kind (``BODY_MARK``), and fiscal years
(``YEAR_MARK``). Names of other bodies, other numbers and all words stay as they are.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache

from pipeline.domain.register.body import provinces
from pipeline.domain.register.body_kinds import PROVINCE_ADMINISTRATION, body_kinds, read_kind
from pipeline.domain.register.name_keys import name_key, tidy_name
from pipeline.domain.thai_clusters import INVISIBLE
from pipeline.domain.thai_digits import to_arabic

BODY_MARK = "B"
"""Stands for the body's own name. Compared texts have no other upper-case letter than the marks."""
YEAR_MARK = "Y"
"""Stands for a fiscal year."""
LEAST_LETTERS = 10
"""Characters of a text, marks left out, from which on it is compared. Shorter ones (จัดอบรม, ประชุม, -) name an act
that any two bodies would name so."""
LEAST_NAME = 6
"""Characters of the name of a body without a kind (a department) from which on it is looked for within texts."""
LEAST_KIND = 3
"""Characters of a wording of a kind from which on it stands for the body without its name; shorter ones (ทต, ทน) are
parts of words, and looked for before names of at least ``LEAST_NAME_BEHIND_LETTERS`` only."""
LEAST_NAME_BEHIND_LETTERS = 4
OFFICE = "สำนักงาน"
"""May stand before the kind: the office of a local authority is the authority itself."""
SUBDISTRICT = "ตำบล"
"""Of which the name that follows is the body's."""
ID_DIGITS = 16
"""Hexadecimal digits of an id, 64 bits: of ten million texts two have the same with a probability of 0.0003 %."""

_NUMBER_IN_LIST = (
    r"\(\d{1,2}\)|\d{1,2}(?:\.\d{1,2})+[.)]?(?!\d)|\d{1,2}[.)](?!\d)"
    r"|(?:ข้อ|มาตรการ|กิจกรรม)\s?(?:ที่)?\s?\d{1,2}(?!\d)[.):]?"
)
_BULLET = r"[-–—•●○▪■◦·*+»>➢✓✔\uf000-\uf8ff]|o(?=\s)|\(?[ก-ฮa-z][.)](?=\s|[ก-ฮเแโใไ])"
_LIST_MARKS = re.compile(rf"^\s*(?:(?:{_NUMBER_IN_LIST}|{_BULLET})\s*)+", re.MULTILINE)
_FISCAL_YEAR = re.compile(r"(?:พ\s?\.?\s?ศ\s?\.?\s?)?(?<!\d)25(?:5[6-9]|[6-9]\d)(?!\d)")
"""Years of the assessment (from 2556 on) and of plans, with or without พ.ศ.; older ones are those of laws, and stay."""
_PLAIN = re.compile("[\u0e01-\u0e4e -~]*")
"""Thai letters and ASCII: nothing invisible, and no Thai digit."""
_COMPARED = re.compile(r"(?:[^\W_]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|(?<=\d)\.(?=\d))+")
"""Letters, marks and digits; a decimal point too. White space, punctuation and symbols are left out."""
_PLACE_BEHIND_NAME = re.compile(r"\s+(?:กิ่งอำเภอ|อำเภอ|อ\.|เขต|จังหวัด|จ\.).*$")


def comparison_text(text: str, agency: str | None = None) -> str:
    """Return a measure's text as texts are compared.

    Args:
        text: as it is released: its marks are in order.
        agency: the body whose report it is: its name within the text becomes a mark, with district and province where
            they stand behind it.
    """
    if not _PLAIN.fullmatch(text):
        text = to_arabic(INVISIBLE.sub("", text))
    text = _FISCAL_YEAR.sub(YEAR_MARK, _LIST_MARKS.sub("", text.lower()))
    text = "".join(_COMPARED.findall(text))
    if agency is None:
        return text
    named = text
    for wording, mark in _own_names(agency):
        named = named.replace(wording, mark)
    return named if named == text else _name_with_place().sub(BODY_MARK, named)


def text_id(text: str | None, agency: str | None = None) -> str | None:
    """Return the id of a measure's text, the same for texts that are compared as equal; None where it is too short."""
    return id_of_comparison_text(comparison_text(text, agency)) if text else None


def id_of_comparison_text(compared: str) -> str | None:
    """Return the id of a text from :func:`comparison_text`; None where it is too short to be compared."""
    letters = len(compared) - compared.count(BODY_MARK) - compared.count(YEAR_MARK)
    return hashlib.sha256(compared.encode()).hexdigest()[:ID_DIGITS] if letters >= LEAST_LETTERS else None


@lru_cache(maxsize=16_384)  # all bodies of a country: their texts are compared in no order
def _own_names(agency: str) -> tuple[tuple[str, str], ...]:
    """Return what names a body in a text without white space and punctuation, in order, and what replaces it."""
    tidied = _PLACE_BEHIND_NAME.sub("", tidy_name(agency)).lower()
    kind = read_kind(tidied)
    name = _key(kind.rest) if kind is not None else ""
    if kind is None or not name:
        whole = _key(tidied)
        return ((whole, BODY_MARK),) if len(whole) >= LEAST_NAME else ()
    wordings = sorted((k for k, kinds in body_kinds().by_key.items() if kinds & kind.kinds), key=lambda k: (-len(k), k))
    least = LEAST_KIND if len(name) < LEAST_NAME_BEHIND_LETTERS else 1
    named = [word + name for word in wordings if len(word) >= least]
    found = [OFFICE + word for word in named] + named
    if PROVINCE_ADMINISTRATION in kind.kinds:
        return tuple((word, BODY_MARK) for word in found)
    found += [word for word in wordings if len(word) >= LEAST_KIND]
    return (*((word, BODY_MARK) for word in found), (SUBDISTRICT + name, SUBDISTRICT + BODY_MARK))


@cache
def _name_with_place() -> re.Pattern[str]:
    """Return a pattern of marks of a body, with the district and province behind them."""
    names = {_key(name) for name in provinces().values()} | {_key(name) for name in body_kinds().provinces}
    province = "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))
    district = "(?:(?:กิ่ง)?(?:อำเภอ|อ|เขต).{2,24}?)?"
    return re.compile(f"{BODY_MARK}+(?:{district}(?:จังหวัด|จ)(?:{province}))?")


def _key(text: str) -> str:
    """Return a name without white space and punctuation, as texts are when names are looked for in them."""
    return "".join(_COMPARED.findall(name_key(text)))
