"""Headings of entries in lists of measures: a code, an indicator or a topic, and a score at their end."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.assemble.fields import one_line
from pipeline.domain.code_tokens import read_code_token
from pipeline.domain.codebook import TOOLS, indicator_by_title
from pipeline.domain.family import Family
from pipeline.domain.prose_measure_words import NAMING_LABELS, prose_measure_words, read_label
from pipeline.domain.sections import Section, read_section
from pipeline.domain.topics import read_topic
from pipeline.model import Tool, Topic

LONGEST_TOOL_HEADING = 120
"""Characters of a heading that names a tool and nothing else."""


@dataclass(frozen=True, slots=True)
class ListHeading:
    """What a heading names: a code with its question, an indicator, a topic, or only a tool.

    Attributes:
        number: of the heading in the list that it is of, where it has one.
        score: as printed at its end.
    """

    code: str | None = None
    question: str | None = None
    section: Section | None = None
    topic: Topic | None = None
    tool: Tool | None = None
    number: int | None = None
    score: str | None = None


def read_heading(family: Family, text: str) -> ListHeading | None:
    """Return what a heading names; None where a text is none.

    Args:
        family: whose titles of indicators and whose tools are known.
        text: in one line, Arabic digits.
    """
    words, text = prose_measure_words(), one_line(text)
    mark = words.mark.match(text)
    number = int(mark.group("number")) if mark and mark.group("number") else None
    label = read_label(family, text)
    if label is not None and label.field in NAMING_LABELS and label.cut < len(text):
        printed = text[label.begin : label.cut]
        numbered = any(ch.isdigit() for ch in printed)  # ตัวชี้วัดที่ 1 : its number must be the name's
        text = f"{printed.rstrip(' :')} {text[label.cut :]}" if numbered else text[label.cut :]
    elif mark:
        text = text[mark.end() :]
    text = text.rstrip("*_ :")
    topic = read_topic(text)
    if topic is not None:
        return ListHeading(topic=topic, number=number)
    found = words.score.search(text)
    score = found.group("score") if found else None
    named = text[: found.start()].strip() if found else text
    token = read_code_token(named)
    if token is not None and token.tool in TOOLS and not token.parts:
        return ListHeading(code=token.raw, question=token.rest or None, number=number, score=score)
    section = _section(family, named, number)
    if section is not None:
        return ListHeading(section=section, number=number, score=score)
    tools = family.tools_named(text) if len(text) <= LONGEST_TOOL_HEADING else []
    return ListHeading(tool=tools[0], number=number) if len(tools) == 1 and label is None else None


def _section(family: Family, text: str, number: int | None) -> Section | None:
    """Return the indicator that a heading names; another assessment's indicators have the same names, not the numbers.

    Args:
        number: of the heading in its list, which says nothing where the text has no number of its own.
    """
    section = read_section(family, text, surely=False)
    if section is None:
        return None
    known = indicator_by_title(section.title)
    if known is None or section.number not in (known, None):
        return None
    return replace(section, number=known)
