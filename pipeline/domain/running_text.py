"""The running text of a page, as what reads prose wants it."""

from __future__ import annotations

from pipeline.model import Line, Page


def running_text(page: Page) -> str:
    """Return the lines of a page outside its tables, without artifacts.

    An empty line stands where a table does, and before what the source says to be a paragraph.
    """
    parts: list[str] = []
    for block in page.blocks:
        if not isinstance(block, Line):
            parts.append("")
        elif not block.artifact:
            parts += [""] * block.paragraph + [block.text or block.raw]
    return "\n".join(parts)
