"""Headings of tables of measures: lines above a table, and rows of it, that open a tool or a section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.assemble.fields import is_code, is_score, one_line, split_code, split_level
from pipeline.assemble.measures.entry_drafts import OpenHeading
from pipeline.domain.family import Family
from pipeline.domain.sections import Section, read_section, read_tool
from pipeline.domain.topics import read_topic
from pipeline.model import Cell, RowKind, Table

HEADING_LINES = 3
"""Lines above a table among which a section's heading is sought."""
HEADING_COLUMN = 2
"""Columns from the left in which a heading may stand alone in its row."""
SCORED_HEADING_CELLS = 3
"""Cells at most of a section's row that prints a score and a level beside the title."""


def heading_of_lines(
    family: Family, lines: Sequence[str], heading: OpenHeading, scanned: bool = False
) -> OpenHeading | None:
    """Return what the running lines before a table open; None where they open neither a tool nor a section.

    Args:
        lines: from the table before, or the document's beginning, on.
        heading: what is open above them.
        scanned: engines read them.
    """
    texts = [one_line(t) for t in lines if t.strip()]
    if not texts:
        return None
    found: OpenHeading | None = None
    tool = read_tool(family, texts) or read_tool(family, ["".join(texts[-2:])])
    if tool is not None:
        found = OpenHeading(tool, topic=heading.topic)
    for text in texts[-HEADING_LINES:]:
        section = read_section(family, text, surely=False, scanned=scanned)
        if section is not None:
            found = replace(found or heading, section=section, just_opened=True)
    return found


def classify_heading(
    family: Family, part: Table, row: Sequence[Cell], top: bool, heading: OpenHeading
) -> tuple[RowKind, str, OpenHeading] | None:
    """Classify a row over the whole table, or of a single text; None where it is no heading.

    Args:
        top: it is the first of a part that continues the page before.
        heading: what is open above it.

    Returns:
        The kind, the reason, and what is open below the row.
    """
    filled = [c for c in row if c.text.strip()]
    first = filled[0]
    over_all = len(filled) == 1 and first.colspan >= max(2, part.columns - 1)
    others_merged = any(c.rowspan > 1 for c in row if c is not first)
    alone = len(filled) == 1 and first.column <= HEADING_COLUMN and not others_merged
    figures = all(is_score(c.text) or split_level(family, c.text) for c in filled[1:])
    scored = len(filled) <= SCORED_HEADING_CELLS and first.column == 1 and figures
    if not (over_all or alone or scored):
        return None
    text, transcript, scanned = one_line(first.text), part.reader == "transcript", part.reader == "ocr"
    topic = read_topic(text) if over_all or alone else None
    if topic is not None:
        return RowKind.TOPIC, f"it is the title of topic {topic.number}", replace(heading, topic=topic)
    section = read_section(family, text, surely=over_all or (alone and transcript), scanned=scanned)
    if section is not None and (over_all or alone or _is_known(family, section)):
        opened = replace(heading, section=section, just_opened=True)
        return RowKind.SECTION, f"it is the title of indicator {section.number}", opened
    if len(filled) > 1 or (not over_all and not alone):
        return None
    tools = family.tools_named(text)
    if len(tools) == 1 and (over_all or transcript or not top):  # at the top of a page it may be a cut question
        return (
            RowKind.TOOL,
            f"it names the tool {tools[0]}",
            OpenHeading(tools[0], None, heading.just_opened, heading.topic),
        )
    if over_all and top and heading.just_opened and heading.section is not None:
        title = one_line(f"{heading.section.title}{text}")
        opened = replace(heading, section=Section(heading.section.number, title))
        return RowKind.SECTION, "it is the rest of the section's title, which the page end cut", opened
    if over_all and not is_code(text) and not split_code(text):
        return RowKind.HELD_BACK, "a row over the whole table that is neither a section nor a tool", heading
    return None


def _is_known(family: Family, section: Section) -> bool:
    """Tell whether a section's title is one that the family lists."""
    return read_section(family, f"{section.number or ''} {section.title}", surely=False) is not None
