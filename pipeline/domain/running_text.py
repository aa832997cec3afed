"""The running text of a page, as what reads prose wants it."""

from __future__ import annotations

from pipeline.model import Line, Page


def running_text(page: Page) -> str:
    """Return the lines of a page outside its tables, without artifacts; an empty line stands where a table does."""
    parts: list[str] = []
    for block in page.blocks:
        if not isinstance(block, Line):
            parts.append("")
        elif not block.artifact:
            parts.append(block.text or block.raw)
    return "\n".join(parts)
