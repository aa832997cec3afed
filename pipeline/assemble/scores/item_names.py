"""What a text of a table of scores names: the total, a tool, an indicator, a question, or a part of a question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from pipeline.assemble.fields import is_code, one_line, parse_score, split_code
from pipeline.domain.code_tokens import read_code_token
from pipeline.domain.codebook import indicator_by_title, indicators
from pipeline.domain.family import Family, families
from pipeline.domain.scales import grade_names
from pipeline.domain.score_items import score_item_words
from pipeline.domain.topics import read_topic
from pipeline.domain.wordings import compact, compact_title
from pipeline.model import Reading, Tool, Topic

NameKind = Literal["total", "tool", "indicator", "question", "sub_question", "topic", "grade", "number", "text"]


class ItemNameSettings(NamedTuple):
    """When a text is an indicator's name.

    Attributes:
        by_number: share of like characters (0 to 1) that is enough where the number before the name agrees.
        begins: share from which the beginning of a longer text is an indicator's name, behind ตัวชี้วัดที่.
        longest_name: characters of the name of a tool or of a total.
        longest_number: the highest number of an indicator.
    """

    by_number: float = 0.6
    begins: float = 0.9
    longest_name: int = 120
    longest_number: int = 10


SETTINGS = ItemNameSettings()
FIVE_INDICES = "nacc_2561"
"""The scheme whose indicators are five indices."""
_CODE_LIKE = re.compile(r"[A-Za-z]{1,4}[\s.\-]?\d{1,3}[.:]?")


@dataclass(frozen=True, slots=True)
class ItemName:
    """What a text names.

    Attributes:
        text: without its code, number or bullet.
        tool: of an indicator or a tool; of a question only where its code's letter tells it.
        marked: a code, a number or a bullet stands before the text: it is no rest of another one.
        weight: percent, where the name of a tool has it.
        grade: that the label of a total has behind it.
        code_readings: what the readers of codes read of a scanned code.
    """

    kind: NameKind
    text: str = ""
    tool: Tool | None = None
    indicator_no: int | None = None
    code_raw: str | None = None
    marked: bool = False
    weight: float | None = None
    grade: str | None = None
    topic: Topic | None = None
    code_readings: tuple[Reading, ...] = ()


def name_of(family: Family, text: str, scanned: bool = False) -> ItemName:
    """Return what a text names.

    Args:
        text: of a cell.
        scanned: an engine read it: a code may have look-alike letters.
    """
    return _name_of(family.name, one_line(text), scanned)


@lru_cache(maxsize=8192)
def _name_of(family_name: str, flat: str, scanned: bool) -> ItemName:
    words, family = score_item_words(), next(f for f in families() if f.name == family_name)
    bullet = words.bullet.match(flat)
    if bullet:
        return ItemName("sub_question", flat[bullet.end() :].strip(), marked=True)
    token = read_code_token(flat)
    if token is not None and token.tool is not None and token.code is not None:
        return ItemName("question", token.rest, token.tool, code_raw=token.raw, marked=True)
    topic = read_topic(flat)
    if topic is not None:
        return ItemName("topic", flat, topic=topic)
    found = _index(flat) or _total(family, flat) or _indicator(family, flat) or _tool(family, flat) or _grade(flat)
    if found is not None:
        return found
    if scanned and (is_code(flat) or split_code(flat)):
        raw, rest = split_code(flat) or (flat, "")
        if indicator_by_title(rest) is None:
            return ItemName("question", rest, code_raw=raw, marked=True)
    if _CODE_LIKE.fullmatch(flat):
        return ItemName("question", "", code_raw=flat, marked=True)
    if re.fullmatch(r"[(\[]?\d{1,2}[.)\]]?", flat):
        return ItemName("number", flat, marked=True)
    if words.question.search(flat):
        return ItemName("question", _without_serial(flat))
    part = words.sub_number.match(flat)
    if part:
        return ItemName("sub_question", flat[part.end() :].strip(), marked=True)
    return ItemName("text", flat)


def _without_serial(text: str) -> str:
    serial = score_item_words().serial.match(text)
    return text[serial.end() :].strip() if serial else text


def _total(family: Family, text: str) -> ItemName | None:
    """Return the name of a total: it begins like one, and names neither one tool nor an indicator."""
    words = score_item_words()
    names_another = len(family.tools_named(text)) == 1 or words.indicator_prefix.search(text)
    if len(text) > SETTINGS.longest_name or names_another or words.question.search(text):
        return None
    label = compact(_without_serial(text))
    if not any(label.startswith(wording) for wording in family.sums) or indicator_by_title(_without_serial(text)):
        return None
    grade = words.grade_label.search(text)
    behind = known_grade(text[grade.end() :]) if grade else None
    return ItemName("total", text, grade=behind)


def known_grade(text: str) -> str | None:
    """Return a grade as printed, without brackets and colons around it; None where the text is no grade."""
    bare = text.strip(" ():=\n")
    return bare if compact(bare) in {compact(name) for name in grade_names()} else None


def _grade(text: str) -> ItemName | None:
    """Return the label of a grade, with the grade where it stands behind the label."""
    match = score_item_words().grade_label.match(text)
    if match is None:
        return None
    rest = text[match.end() :].strip(" :=")
    return ItemName("grade", text, grade=known_grade(rest)) if not rest or known_grade(rest) else None


def _indicator(family: Family, text: str) -> ItemName | None:
    """Return an indicator: its name decides, and its number only where it has no name."""
    words = score_item_words()
    prefix = words.indicator_prefix.match(text)
    rest = text[prefix.end() :].strip() if prefix else text
    serial = (
        re.match(r"[(\[]?(?P<no>\d{1,2})?[^\s\d\u0e00-\u0e7f]{0,3}\s*", rest) if prefix else words.serial.match(rest)
    )
    number = re.search(r"\d{1,2}", serial.group()) if serial else None
    no = int(number.group()) if number else None
    name = rest[serial.end() :].strip(" :.-–") if serial else rest
    if not name:
        known = prefix is not None and no is not None and 1 <= no <= SETTINGS.longest_number
        return _named(no, "", True) if known and no is not None else None
    by_name = _by_name(family, name)
    if by_name is None and no is not None and 1 <= no <= SETTINGS.longest_number:
        by_name = no if indicator_by_title(name, SETTINGS.by_number) == no else None
    if by_name is None and prefix is not None:
        by_name = _by_beginning(name)
    if by_name is not None:
        return _named(by_name, name, prefix is not None or no is not None)
    return ItemName("indicator", name, marked=True) if prefix is not None else None


def _index(text: str) -> ItemName | None:
    """Return one of the five indices of the assessments before 2562 (``ดัชนีความพร้อมรับผิด``): they are of no tool."""
    match = score_item_words().index_prefix.match(text)
    no = indicator_by_title(text[match.end() :], name=FIVE_INDICES) if match else None
    return (
        None
        if no is None or match is None
        else ItemName("indicator", text[match.end() :].strip(), None, no, marked=True)
    )


def _named(no: int, name: str, marked: bool) -> ItemName:
    return ItemName("indicator", name, indicators()[no].tool, no, marked=marked)


def _by_name(family: Family, name: str) -> int | None:
    """Return the indicator that a name is of; a tool or a score in brackets may stand behind it."""
    bare = re.sub(r"\s*(?:[(\[][^)\]]*[)\]]|ของหน่วยงาน)\s*$", "", name).strip()
    for text in dict.fromkeys((name, bare)):
        wording = compact_title(text)
        listed = next((n for n, titles in family.sections.items() if wording in map(compact_title, titles)), None)
        found = listed or indicator_by_title(text)
        if found is not None:
            return found
    return None


def _by_beginning(name: str) -> int | None:
    """Return the one indicator whose name begins a longer text."""
    from rapidfuzz.fuzz import ratio

    wanted = compact_title(name)
    near = set()
    for no, entry in indicators().items():
        for wording in map(compact_title, (entry.name, *entry.aliases)):
            if len(wanted) > len(wording) and ratio(wanted[: len(wording)], wording) >= 100 * SETTINGS.begins:
                near.add(no)
    return near.pop() if len(near) == 1 else None


def _tool(family: Family, text: str) -> ItemName | None:
    """Return the tool that a short text names, and no other."""
    words = score_item_words()
    named = family.tools_named(text)
    if len(named) != 1 or len(text) > SETTINGS.longest_name or not words.tool_name.match(text):
        return None
    if words.question.search(text):
        return None
    weight = words.weight.search(text)
    percent = (weight.group("percent") or weight.group("sign")) if weight else None
    return ItemName("tool", text, named[0], marked=True, weight=float(percent) if percent else None)


def score_with_grade(text: str) -> tuple[float | None, str | None]:
    """Return the score that a text is, and the grade that stands behind it (``93.04 (ผ่านดี)``)."""
    flat = one_line(text)
    score = parse_score(flat)[0]
    if score is not None:
        return score, None
    match = re.match(r"(?P<score>\d{1,3}(?:[.,]\d{1,2})?)\s*(?:คะแนน|%)?\s*(?P<rest>\D.*)$", flat)
    if match is None:
        joined = parse_score("".join(flat.split()))[0]
        return joined, None
    rest = match.group("rest").strip(" ()")
    label = score_item_words().grade_label.match(rest)
    grade = known_grade(rest[label.end() :] if label else rest)
    return (parse_score(match.group("score"))[0], grade) if grade else (None, None)
