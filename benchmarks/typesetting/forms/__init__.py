"""Forms of the assessment: plans, reports, score sheets, tables of bodies and checklists, typeset with their truth."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.typesetting.blocks import ReportStyle
from benchmarks.typesetting.font_choice import draw_font
from benchmarks.typesetting.forms.checklists import CHECKLISTS
from benchmarks.typesetting.forms.plans import PLANS
from benchmarks.typesetting.forms.results_books import BOOKS
from benchmarks.typesetting.forms.score_sheets import SHEETS
from benchmarks.typesetting.forms.truth import Form, write_truth_files
from benchmarks.typesetting.pdf_output import print_pdf
from benchmarks.typesetting.templates import with_thai_digits

KINDS: Mapping[str, Callable[[random.Random], Form]] = {**PLANS, **SHEETS, **BOOKS, **CHECKLISTS}
"""What draws a form of each kind."""
DIGITS_KEPT = ("checklist",)
"""Kinds, by how they begin, that are not set in Thai digits: their addresses would change."""


def draw(kind: str, seed: int, producer: str, fonts: Path | None) -> tuple[Form, ReportStyle]:
    """Draw a form of a kind, and how it looks."""
    rng = random.Random(f"form-{seed}-{kind}")
    form = KINDS[kind](rng)
    thai = rng.random() < 0.2 and not kind.startswith(DIGITS_KEPT)
    if thai:
        form.blocks = [with_thai_digits(block) for block in form.blocks]
    font, scale = draw_font(rng, producer, fonts)
    style = ReportStyle(
        producer=producer,
        font=font,
        size=round(rng.choice([9, 10, 10, 11]) * scale * form.shrink * 2) / 2,
        landscape=form.landscape,
        thai_digits=thai,
        header=rng.choice(["repeat", "repeat", "first"]),
        border=rng.choice(["solid", "solid", "solid", "thin", "thick", "dotted", "grey"]),
        shade=rng.random() < 0.4,
        rows_break=rng.random() < 0.7,
        rotation=form.rotation,
        short_page=form.rotation == "none" and form.shrink == 1.0 and rng.random() < 0.06,
        paper=rng.choice(["A4"] * 7 + ["A3", "Letter", "Folio"]),
        artifacts=rng.choice(["none", "number", "thai", "both"]),
    )
    return form, style


def typeset(
    folder: Path,
    count: int = 1,
    seed: int = 1,
    only: Sequence[str] = (),
    producer: str = "pikepdf",
    fonts: Path | None = None,
) -> list[Path]:
    """Write ``count`` forms of each kind with their truth into a folder; return the PDFs.

    Args:
        folder: made where it is not there.
        count: of each kind, drawn from ``seed``, ``seed`` + 1 and so on.
        seed: draws everything.
        only: the kinds to write; all where it is empty.
        producer: ``pikepdf``, or one that is installed.
        fonts: a folder of Thai fonts; None for the installed ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for kind in only or KINDS:
        for n in range(seed, seed + count):
            form, style = draw(kind, n, producer, fonts)
            path = folder / f"{kind}-{n}.pdf"
            print_pdf(path, form.blocks, style, "เอกสารเผยแพร่", fonts)
            write_truth_files(path, form.truth)
            out.append(path)
    return out
