"""PDFs typeset from templates and drawn content, for tests: no producer and no font need be installed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pipeline
from benchmarks.typesetting import forms, lookalikes
from benchmarks.typesetting.blocks import Paragraph, TableBlock
from pipeline.domain.thai_digits import TO_ARABIC
from pipeline.model import Table


def lookalike(folder: Path, kind: str, seed: int = 1) -> Path:
    """A look-alike of a kind."""
    return lookalikes.typeset(folder, seed, [kind])[0]


def tight(text: str) -> str:
    """A text without white space, in Arabic digits."""
    return re.sub(r"\s+", "", text).translate(TO_ARABIC)


def texts_of_cells(blocks: Sequence[Paragraph | TableBlock]) -> Iterator[str]:
    """What the cells of a document's tables print."""
    for block in blocks:
        if isinstance(block, TableBlock):
            for row in (*block.head, *block.rows):
                yield from (tight("".join(cell.paragraphs)) for cell in row)


def texts_read(path: Path) -> set[str]:
    """What the cells of a file's tables say, read and stitched."""
    tables = [block for page in pipeline.read_tables(path).pages for block in page.blocks if isinstance(block, Table)]
    return {tight("".join(line.raw for line in cell.lines)) for table in tables for cell in table.cells}


def form(folder: Path, kind: str, seed: int = 1) -> Path:
    """A form of the assessment of a kind, with its truth files beside it."""
    return forms.typeset(folder, 1, seed, [kind])[0]
