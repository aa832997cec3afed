"""Mutants of documents: which mutation of which document, told by a seed alone."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pikepdf

from benchmarks.fuzz.byte_mutations import BYTE_MUTATIONS
from benchmarks.fuzz.object_mutations import OBJECT_MUTATIONS, NotApplicable

MUTATIONS = {**BYTE_MUTATIONS, **OBJECT_MUTATIONS}
MOST_TRIES = 20
"""Of a mutation that changes nothing, or that the document has nothing for, before another is taken."""


@dataclass(frozen=True, slots=True)
class Original:
    """A whole document, that mutants are made of.

    Attributes:
        name: of its file, without ``.pdf``.
        data: its bytes.
        pages: how many it has.
    """

    name: str
    data: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged document; ``name`` is that of its file, without ``.pdf``."""

    name: str
    original: Original
    mutation: str
    data: bytes


def load_original(path: Path, pages: int) -> Original:
    """Read a PDF; of one that has more pages only its first are taken, so that many mutants can be read.

    Args:
        path: of the file.
        pages: that are kept at most; 0 for all.
    """
    with pikepdf.open(path) as pdf:
        count = len(pdf.pages)
        if not pages or count <= pages:
            return Original(path.stem, path.read_bytes(), count)
        del pdf.pages[pages:]
        out = io.BytesIO()
        pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.preserve, static_id=True)
        return Original(path.stem, out.getvalue(), pages)


def make_mutants(originals: Sequence[Original], count: int, seed: int, chosen: Sequence[str]) -> Iterator[Mutant]:
    """Yield so many different mutants; the mutations take turns, and short documents come more often."""
    seen = {original.data for original in originals}
    weights = [1 / original.pages for original in originals]
    for number in range(count):
        dice = Random(f"{seed}:{number}")
        for attempt in range(MOST_TRIES):
            original = dice.choices(originals, weights)[0]
            name = chosen[(number + attempt // (MOST_TRIES // 2)) % len(chosen)]
            try:
                data = MUTATIONS[name](original.data, dice)
            except (NotApplicable, IndexError, pikepdf.PdfError):
                continue
            if data and data not in seen:
                seen.add(data)
                yield Mutant(f"{number + 1:05}-{original.name}-{name}", original, name, data)
                break
