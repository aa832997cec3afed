"""Typeset look-alikes: documents of public bodies that are not of the assessment, and resemble it.

    python -m benchmarks.typesetting.lookalikes FOLDER [--seed N] [--kind NAME ...]

Write ``KIND.pdf`` for each kind of ``lookalike_documents/*.yml``: quality assurance, risks, plans against corruption,
targets and results, surveys, rankings, procurement and others, with invented bodies and random figures. The same seed
draws the same documents. Nothing but pikepdf is needed; ``--producer`` names WeasyPrint, Chromium or LibreOffice where
they are installed, ``--fonts`` (or ``$ITA_FONTS``) a folder of Thai fonts.
``python -m benchmarks.reading.lookalikes`` reads them: none may give a row.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.typesetting.blocks import ReportStyle
from benchmarks.typesetting.font_choice import draw_font
from benchmarks.typesetting.pdf_output import print_pdf
from benchmarks.typesetting.templates import FilledDocument, TemplateFiller, with_thai_digits

FOLDER = Path(__file__).with_name("lookalike_documents")
POOLS = "pools.yml"
YEARS = range(2564, 2570)
MARKED = 0.3
"""Share of documents that say for which item of the assessment they are published."""


@cache
def pools() -> Mapping[str, Sequence[str]]:
    """Return the texts that documents are made of, by name."""
    data: Mapping[str, Sequence[str]] = yaml.safe_load((FOLDER / POOLS).read_text(encoding="utf-8"))
    return data


@cache
def kinds() -> Mapping[str, Mapping[str, Any]]:
    """Return the templates of look-alikes by kind."""
    out: dict[str, Mapping[str, Any]] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        if path.name != POOLS:
            out |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return out


def draw(kind: str, seed: int, producer: str, fonts: Path | None) -> tuple[FilledDocument, ReportStyle]:
    """Draw a look-alike of a kind, and how it looks."""
    rng = random.Random(f"lookalike-{seed}-{kind}")
    template = kinds()[kind]
    filler = TemplateFiller(rng, pools(), {"year": rng.choice(YEARS)})
    filler.values["body"] = filler.fill(template.get("body", "{localities}"))
    blocks = filler.blocks(template["blocks"])
    if rng.random() < MARKED:
        blocks.insert(0, filler.blocks(["{evidence_marks}"])[0])
    running = filler.fill("{running_headers}")
    if rng.random() < 0.25:
        blocks = [with_thai_digits(block) for block in blocks]
    font, scale = draw_font(rng, producer, fonts)
    style = ReportStyle(
        producer=producer,
        font=font,
        size=round(rng.choice([9, 10, 10, 11]) * scale * 2) / 2,
        landscape=bool(template.get("landscape")) or rng.random() < 0.15,
        header=rng.choice(["repeat", "repeat", "first"]),
        border=rng.choice(["solid", "solid", "solid", "thin", "thick", "dotted", "grey"]),
        shade=rng.random() < 0.4,
        rows_break=rng.random() < 0.7,
        artifacts=rng.choice(["none", "number", "thai", "both"]),
        paper=rng.choice(["A4"] * 7 + ["A3", "Letter", "Folio"]),
    )
    return FilledDocument(kind, running, tuple(blocks)), style


def typeset(
    folder: Path,
    seed: int = 1,
    only: Sequence[str] = (),
    producer: str = "pikepdf",
    fonts: Path | None = None,
) -> list[Path]:
    """Write a look-alike of each kind into a folder; return the PDFs.

    Args:
        folder: made where it is not there.
        seed: draws everything.
        only: the kinds to write; all where it is empty.
        producer: ``pikepdf``, or one that is installed.
        fonts: a folder of Thai fonts; None for the installed ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for kind in only or kinds():
        document, style = draw(kind, seed, producer, fonts)
        path = folder / f"{kind}.pdf"
        print_pdf(path, document.blocks, style, document.running, fonts)
        out.append(path)
    return out


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", nargs="*", default=(), choices=sorted(kinds()), metavar="NAME")
    parser.add_argument("--producer", default="pikepdf", help="pikepdf, weasyprint, chromium or libreoffice")
    parser.add_argument("--fonts", type=Path, default=os.environ.get("ITA_FONTS"), help="a folder of Thai fonts")
    a = parser.parse_args()
    for path in typeset(a.folder, a.seed, a.kind, a.producer, Path(a.fonts) if a.fonts else None):
        print(path)


if __name__ == "__main__":
    main()
