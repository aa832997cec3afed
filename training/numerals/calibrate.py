"""Measure how often the net is right at each probability, on fonts of their own, and write it beside the weights.

``python -m training.numerals.calibrate --fonts FOLDER`` after every export: a net that was not measured cannot say how
sure it is.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click
import numpy as np
import yaml

from pipeline.extract.scan.ocr.numerals import ALPHABET, OTHER, text_probabilities
from pipeline.extract.scan.ocr.numerals.number_grammar import KINDS, Kind, compact, fits_grammar, kind_of
from pipeline.extract.scan.ocr.reading_patterns import ROUND_FIRST, TOOL_CODE
from training.fonts import find_faces
from training.isotonic import curve
from training.numerals import WEIGHTS
from training.numerals.cells import Recipe, make_cell

RECIPE = Recipe(dpi=(150, 200, 200, 300), strength=(0.0, 0.75), clutter=0.2, no_number=0.15)
SEED = 4242
SIGNS = ".,-/%():"
WRONG_AND_SURE = 0.0016
"""Less than the two in a thousand that are allowed: fonts and scans will be worse than those measured here."""


def observe(fonts: tuple[Path, ...], cells: int) -> dict[Kind, tuple[np.ndarray, np.ndarray]]:
    """Return for every number that is read its probability, and whether it stands there; by kind of text."""
    faces = find_faces("calibrate", fonts)
    seen: dict[Kind, list[tuple[float, bool]]] = {kind: [] for kind in KINDS}
    for start in range(0, cells, 200):
        made = [make_cell(faces, SEED, number, RECIPE) for number in range(start, min(start + 200, cells))]
        for cell, texts in zip(made, text_probabilities([c.picture for c in made]), strict=True):
            best, p = next(iter(texts.items()), ("", 0.0))
            if fits_grammar(best):
                seen[kind_of(best)].append((p, is_right(best, cell.text)))
    return {
        kind: (np.array([p for p, _ in read]), np.array([right for _, right in read], bool))
        for kind, read in seen.items()
    }


def is_right(read: str, text: str) -> bool:
    """Whether a reading is what stands there. A cut sign (a dash behind a page's number) is as good as a whole one.

    O.12 and 0.12 are one picture: which of them it is, its column tells.
    """
    if TOOL_CODE.fullmatch(text):
        read = ROUND_FIRST.sub("O", read)
    a, b = compact(read), compact(text)
    return a == b or b[:-1] == a.rstrip(SIGNS) and b[-1:] == OTHER or b[1:] == a.lstrip(SIGNS) and b[:1] == OTHER


def threshold(scores: np.ndarray, right: np.ndarray) -> float:
    """The lowest probability from which on no more than WRONG_AND_SURE of all readings are wrong."""
    order = np.argsort(-scores)
    wrong = np.cumsum(~right[order]) / len(order)
    allowed = np.flatnonzero(wrong <= WRONG_AND_SURE)
    return float(np.ceil(scores[order][allowed[-1]] * 1e6) / 1e6) if len(allowed) else 1.0


@click.command()
@click.option("--fonts", type=click.Path(path_type=Path), multiple=True)
@click.option("--cells", default=12000, show_default=True)
@click.option("--note", default="", help="How the net was trained: steps, seed.")
def main(fonts: tuple[Path, ...], cells: int, note: str) -> None:
    """Writes weights/numerals.yml."""
    seen = observe(fonts, cells)
    card = {
        "what": "numbers, dates, codes and grades in scanned cells, Thai and Arabic digits; convolutions and CTC",
        "alphabet": ALPHABET,
        "height": 32,
        "sha256": hashlib.sha256(WEIGHTS.read_bytes()).hexdigest(),
        "training": note,
        "calibration": {
            "fonts": sorted({f.family for f in find_faces("calibrate", fonts)}),
            "kinds": {kind: _card(kind, *seen[kind]) for kind in KINDS},
        },
    }
    WEIGHTS.with_suffix(".yml").write_text(
        yaml.safe_dump(card, allow_unicode=True, sort_keys=False, width=140), "utf-8"
    )


def _card(kind: Kind, scores: np.ndarray, right: np.ndarray) -> dict[str, object]:
    """What is written of one kind of text, and said."""
    sure = threshold(scores, right)
    believed = scores >= sure
    click.echo(f"{kind}: {len(scores)} readings, {right.mean():.2%} right; from {sure} on sure: {believed.mean():.2%}")
    click.echo(f"of these right: {right[believed].mean():.3%}")
    return {"cells": len(scores), "right": round(float(right.mean()), 4), "sure": sure, "curve": curve(scores, right)}


if __name__ == "__main__":
    main()
