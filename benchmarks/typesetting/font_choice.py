"""Which font a typeset document is printed in."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.typesetting.measures_content import wordings
from benchmarks.typesetting.pdf_output import thai_font_families
from benchmarks.typesetting.typefaces import STAND_IN, thai_families


def draw_font(rng: random.Random, producer: str, fonts: Path | None) -> tuple[str, float]:
    """Draw a font family that the producer can use; return its name and how large it must be set for equal letters.

    Args:
        rng: draws it.
        producer: ``pikepdf``, ``weasyprint``, ``chromium`` or ``libreoffice``.
        fonts: a folder of fonts; None for the installed ones.
    """
    if producer == "pikepdf":
        names = [file.stem for file in thai_families(fonts)] or [STAND_IN]
    else:
        known = [*wordings()["fonts"]["usual"], wordings()["fonts"]["sarabun"]]
        installed = thai_font_families() | ({wordings()["fonts"]["sarabun"]} if fonts else set())
        names = [name for name in known if name in installed]
    name = rng.choice(names)
    return name, float(wordings()["scale"].get(name, 1.0))
