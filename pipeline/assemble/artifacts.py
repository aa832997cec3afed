"""Artifacts, as PDF calls them: page numbers and running heads and feet, which are no part of a document's text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from pipeline.domain.wordings import compact
from pipeline.model import Document, Line, Page, Table

_PAGE_NUMBER = re.compile(  # in figures, Thai letters or Roman numerals
    r"^[\s\-–—_./|()\[\]]*+(?:หน้า(?:ที่)?|page)?[\s\-–—]*+"
    r"(?:\d{1,3}\s*(?:(?:/|of|จาก)\s*\d{1,3})?|[ก-ฮ]|[ivx]{1,5})[\s\-–—_./|()\[\]]*$",
    re.IGNORECASE,
)


class ArtifactSettings(NamedTuple):
    """Thresholds that tell running heads and feet.

    Attributes:
        edge_zone: share of the page's height at its top and bottom where they stand.
        same_height: points by which a running head may stray between pages; a title may say the same further down.
        fewest_pages: pages that must repeat a line, at least; at least half of a longer document's pages must.
    """

    edge_zone: float = 0.18
    same_height: float = 12.0
    fewest_pages: int = 2


SETTINGS = ArtifactSettings()


def mark_artifacts(document: Document) -> Document:
    """Mark the lines that are page numbers, or that most pages repeat near their edge (``Line.artifact``)."""
    running = _running_lines(document)
    pages = []
    for page in document.pages:
        blocks: list[Line | Table] = []
        for block in page.blocks:
            if isinstance(block, Line) and (_is_page_number(block) or _key(page, block) in running):
                block = replace(block, artifact=True)
            blocks.append(block)
        pages.append(replace(page, blocks=tuple(blocks)))
    return replace(document, pages=tuple(pages))


def _is_page_number(line: Line) -> bool:
    """Tell a page number; blank lines count as well. Wide figures have spaces in them: ``1 1``."""
    text = line.text or line.raw
    return not text.strip() or bool(_PAGE_NUMBER.match(text) or _PAGE_NUMBER.match("".join(text.split())))


Key = tuple[str, float]


def _key(page: Page, line: Line) -> Key | None:
    """Return a line's wording without figures and its top (points); None for one that stands within the page."""
    return (_wording(line), line.box[1]) if line.box is not None and _at_edge(page, line) else None


def _running_lines(document: Document) -> set[Key | None]:
    """Return the wordings that most pages have near their edge, each with the heights at which it is one."""
    pages_with: Counter[str] = Counter()
    tops: dict[str, list[float]] = {}
    for page in document.pages:
        lines = [b for b in page.blocks if isinstance(b, Line) and not _is_page_number(b)]
        keys = [key for line in lines if (key := _key(page, line)) is not None]
        pages_with.update({wording for wording, _ in keys})
        for wording, top in keys:
            tops.setdefault(wording, []).append(top)
    often = max(SETTINGS.fewest_pages, len(document.pages) // 2)
    running: set[Key | None] = set()
    for wording, heights in tops.items():
        usual = sorted(heights)[len(heights) // 2]
        near = [top for top in heights if abs(top - usual) <= SETTINGS.same_height]
        if min(pages_with[wording], len(near)) >= often:
            running |= {(wording, top) for top in near}
    return running


def _wording(line: Line) -> str:
    return re.sub(r"\d+", "#", compact(line.text or line.raw))


def _at_edge(page: Page, line: Line) -> bool:
    if line.box is None or not page.height:
        return False
    return line.box[3] < page.height * SETTINGS.edge_zone or line.box[1] > page.height * (1 - SETTINGS.edge_zone)
