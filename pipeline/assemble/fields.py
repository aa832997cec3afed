"""Fields of a row by what they may contain: codes, scores, levels, list numbers, and cells that hold two of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.domain.family import Family
from pipeline.domain.wordings import compact
from pipeline.model import LevelKey, Reading

NARRATIVE_FIELDS = ("measure", "result", "outcome")
"""What a measure is, what was done and what came of it, in the order in which reports print them."""
PLAN_FIELDS = ("issue", "method", "responsible", "period", "monitoring", "evidence")
"""What plans say of a measure beside it; reports of results may have them too."""
MEASURE_FIELDS = (*NARRATIVE_FIELDS, *PLAN_FIELDS)
"""All fields of running text of a measure."""
CODE_AND_QUESTION = "code_question"
"""A column, or a merged cell, that holds the code and its question."""
NAMING_FIELDS = ("code", "question", CODE_AND_QUESTION, "score", "score_max", "level", "number")
"""Fields that name and score a code, and are no measure's."""

_LETTER = r"[A-Za-z|!\[\]{}£€¢]"
_DIGIT = r"[0-9OoQlI|!]"
# As printed or misread: I1, l13, |13, i 13, [27, 111, 041, O0, 22; never a number with decimals.
_CODE = re.compile(
    rf"^(?:{_LETTER}{{1,4}}[\s.\-]{{0,2}}{_DIGIT}{{1,3}}|\d{{1,3}}|\d\s\d{{1,2}}|{_LETTER}{{1,2}}\d?)\.?$"
)
_CODE_PART = re.compile(rf"^{_LETTER}{{1,2}}$")
_GLUED = re.compile(
    rf"^(?:ข้อ(?:ที่)?\s*)?(?P<code>{_LETTER}{{1,2}}[\s.]{{0,2}}\d{{1,3}}|{_LETTER}{_DIGIT}{{1,2}}|\d{{2,3}}|\d\s\d{{1,2}})(?![.,]?\d)"
    r"(?:[\s.:)\-–]+|(?=[ก-๙]))(?P<rest>\S.*)$",
    re.DOTALL,
)
# A change since the last year behind a score: (+1.20), ▲ 0.5, (ลดลง 0.32); 85.00 - 94.99 is a range.
_CHANGE = (
    r"(?:\s*(?:[(\[]\s*(?:เพิ่มขึ้น|ลดลง|[-–−+±▲▼△▽↑↓])|เพิ่มขึ้น|ลดลง|[+±▲▼△▽↑↓])"
    r"\s*(?:\d{1,3}(?:[.,]\d{1,4})?)?\s*(?:%|คะแนน)?\s*[)\]]?)?"
)
_SCORE = re.compile(
    r"^(?:ร้อยละ|คะแนน)?\s*(?P<score>\d{1,3}(?:\s*[.,]\s*\d{1,4})?)\s*(?:%|คะแนน)?"
    r"(?:\s*(?:/|จาก|เต็ม|\()\s*(?:คะแนน)?(?:เต็ม)?\s*(?P<max>\d{1,3}(?:[.,]\d+)?)\s*(?:คะแนน)?\)?)?\s*%?"
    rf"{_CHANGE}\s*[⁰¹²³⁴-⁹⁽⁾*]*$"
)
_LIST_NO = re.compile(r"^\s*[(\[]?(\d{1,2})\s*(?:[.)\]]|\.\))(?!\d)\s*")
_DASH = re.compile(r"^[\s\-–—_.]+$")
_TWO_DECIMALS = re.compile(r"\d{1,3}\.\d\d")
_THAI = re.compile(r"[ก-๙]")


class FieldSettings(NamedTuple):
    """Thresholds on the text of a field.

    Attributes:
        likely_score: confidence (0..1) from which the likeliest of a cell's readings may be its score.
        question_similarity: ratio of 100 from which two readings of a scanned question are one question.
        shortest_measure: characters after a level in its cell from which they are a measure.
        level_letters: a scanned level may differ from a known one by one letter in so many.
        printed_level_letters: likewise from one that other rows of its report surely print.
        printed_level_lead: times: levels of another key differ from the text by so many more letters then.
    """

    likely_score: float = 0.7
    question_similarity: float = 85.0
    shortest_measure: int = 4
    level_letters: int = 4
    printed_level_letters: int = 2
    printed_level_lead: float = 2.0


FIELD_SETTINGS = FieldSettings()


def is_code(text: str) -> bool:
    """Tell a code, however misprinted or wrapped, and nothing else."""
    words = text.split()
    return bool(_CODE.match(" ".join(words)) or _CODE.match("".join(words))) and any(
        ch.isdigit() or ch in "OoQlI|!" for ch in text
    )


def is_code_part(text: str) -> bool:
    """Tell the first part of a code that was cut: its letter."""
    return bool(_CODE_PART.match("".join(text.split())))


def split_code(text: str) -> tuple[str, str] | None:
    """Split a text into the code that it begins with and the question; None where it begins with no code."""
    match = _GLUED.match(text.strip())
    return (
        (match.group("code").strip(), match.group("rest").strip())
        if match and _THAI.search(match.group("rest") + "ก")
        else None
    )


def is_repeated_question(above: str, below: str, scanned: bool) -> bool:
    """Tell whether a question is printed again, maybe cut by a page end.

    OCR hardly reads a scanned question twice alike; its code it does.
    """
    from rapidfuzz import fuzz

    a, b = compact(above), compact(below)
    begins = a.startswith(b) or b.startswith(a)
    if begins or not scanned:
        return begins
    codes = [compact(split[0]) if split else None for split in (split_code(above), split_code(below))]
    return codes[0] == codes[1] and fuzz.ratio(a, b) >= FIELD_SETTINGS.question_similarity


def parse_score(text: str) -> tuple[float | None, float | None]:
    """Return a score and the maximum printed beside it, in points; comma or point before the decimals.

    A footnote mark after it (a superscript, an asterisk) is no part of it.

    (None, None) where it is no number.
    """
    match = _SCORE.match(text.strip())
    if not match:
        return None, None
    score = float(re.sub(r"\s", "", match.group("score")).replace(",", "."))
    top = match.group("max")
    return score, float(top.replace(",", ".")) if top else None


def only_possible_score(readings: Sequence[Reading]) -> str | None:
    """Return the only score that a cell's readings allow, as read; None where they allow several, or no likely one.

    Of ๑๐๐.๐๐, ๑๑๐.๐๐ and ๑๐๐.๐๑๐ only the first is a score.
    """
    numerals = [
        r for r in readings if r.engine == "numerals" and r.candidates and r.confidence >= FIELD_SETTINGS.likely_score
    ]
    texts = [text for r in numerals[:1] for text in r.candidates]
    valid = {text: score for text in texts if _TWO_DECIMALS.fullmatch(text) and (score := float(text)) <= 100}
    return texts[0] if len(set(valid.values())) == 1 and texts[0] in valid else None


def is_score(text: str) -> bool:
    """Tell a number that may be a score."""
    return parse_score(text)[0] is not None


def split_level(family: Family, text: str) -> tuple[str, LevelKey, str] | None:
    """Split a text into the level that it begins with, the level's key and the rest; None where it begins with none.

    The rest must not go on as a word: ``ยกระดับการให้บริการ`` begins a measure.
    """
    return _split_level(family.levels, text)


@lru_cache(maxsize=4096)
def _split_level(levels: tuple[tuple[str, LevelKey], ...], text: str) -> tuple[str, LevelKey, str] | None:
    """Return what :func:`split_level` does. The alignment of a row asks it of each text many times."""
    for wording, key in levels:
        end = _end_of(text, wording)
        if end is None:
            continue
        rest = text[end:]
        if not rest.strip() or rest[0].isspace() or rest[0] in "/:;,(-–":
            return text[:end].strip(), key, rest.strip(" \t\n:;,-–/").strip()
    return None


def similar_level(family: Family, text: str, printed: Collection[str] = frozenset()) -> tuple[str, LevelKey] | None:
    """Return the only level that a scanned text is like, with its key.

    Args:
        text: of which a letter in four may be misread; more where other rows print the level.
        printed: wordings (compact) of the levels that other rows of the report surely print.
    """
    from rapidfuzz.distance import Levenshtein

    s, read = FIELD_SETTINGS, compact(text)
    apart = sorted((Levenshtein.distance(read, wording), wording, key) for wording, key in family.levels)
    if not read or not apart:
        return None
    distance, wording, key = apart[0]
    if distance <= max(1, len(wording) // s.level_letters):
        return None if len(apart) > 1 and apart[1][0] == distance else (wording, key)
    nearest = next(((d, w, k) for d, w, k in apart if w in printed), None)
    if nearest is None or nearest[0] > len(nearest[1]) // s.printed_level_letters:
        return None
    others = min((d for d, _, k in apart if k != nearest[2]), default=len(read))
    return nearest[1:] if others >= s.printed_level_lead * nearest[0] else None


def without_prefix(text: str, wording: str) -> str:
    """Return a text without the wording that it may begin with, white space ignored."""
    end = _end_of(text, compact(wording))
    return text if end is None else text[end:].lstrip(" \t\n:;,-–/")


def _end_of(text: str, wording: str) -> int | None:
    """Return where a wording that a text begins with ends in it, white space and punctuation ignored."""
    done = 0
    for i, ch in enumerate(text):
        small = compact(ch)
        if not small:
            continue
        if done == len(wording) or small != wording[done : done + len(small)]:
            return None
        done += len(small)
        if done == len(wording):
            return i + 1
    return None


def list_number(text: str) -> int | None:
    """Return the list number that a text begins with (``2. ...``, ``(2) ...``), or None."""
    match = _LIST_NO.match(text)
    return int(match.group(1)) if match else None


def is_dash(text: str) -> bool:
    """Tell a text of dashes or dots only: printed for "none"."""
    return bool(text.strip()) and bool(_DASH.match(text))


def one_line(text: str) -> str:
    """Join paragraphs by single spaces, as the datasets hold text."""
    return " ".join(text.split())
