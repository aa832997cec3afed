"""Measure how often lines of a probability are right, on fonts and texts of their own, and write it beside the weights.

``python -m training.lines.calibrate --fonts FOLDER`` after every export: a net that was not measured cannot say how
sure it is.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click
import numpy as np
import yaml
from rapidfuzz.distance import Levenshtein

from pipeline.extract.scan.ocr.lines.line_letters import LETTERS
from pipeline.extract.scan.ocr.lines.line_recogniser import read_strips
from pipeline.extract.scan.ocr.lines.line_strip import LINE_STRIP
from training.fonts import find_faces
from training.isotonic import curve
from training.lines import WEIGHTS
from training.lines.blocks import Recipe, block_strips, make_block

RECIPE = Recipe(
    part="measure", dpi=(150, 200, 200, 300), points=(11, 18), strength=(0, 0.8), variety=0, longest=(10, 70)
)
SEED = 4242
WRONG_LETTERS_WHERE_SURE = 0.001
"""Of the letters of all lines that are sure, no more are wrong."""


def observe(fonts: tuple[Path, ...], blocks: int) -> np.ndarray:
    """Return for every line its probability, how many letters are wrong, and how many it has; white space aside."""
    faces = find_faces("calibrate", fonts, "prose")
    seen: list[tuple[float, int, int]] = []
    for number in range(blocks):
        # random letters and Latin are rare in reports, and would make the net look less sure than it may be
        lines = [
            x for x in block_strips(make_block(faces, SEED, number, RECIPE)) if x[1].kind not in ("letters", "latin")
        ]
        for read, (_, printed) in zip(read_strips([strip for strip, _ in lines]), lines, strict=True):
            if read is not None:
                truth = printed.text.replace(" ", "")
                seen.append((read.probability, Levenshtein.distance(read.text.replace(" ", ""), truth), len(truth)))
    return np.array(seen)


def sure_from(seen: np.ndarray) -> float:
    """Return the probability from which no more than WRONG_LETTERS_WHERE_SURE of the letters of all lines are wrong."""
    order = seen[np.argsort(-seen[:, 0])]
    share = np.cumsum(order[:, 1]) / np.cumsum(order[:, 2])
    allowed = np.flatnonzero(share <= WRONG_LETTERS_WHERE_SURE)
    return float(np.ceil(order[allowed[-1], 0] * 1e4) / 1e4) if len(allowed) else 1.0


@click.command()
@click.option("--fonts", type=click.Path(path_type=Path), multiple=True)
@click.option("--blocks", default=2400, show_default=True)
@click.option("--note", default="", help="How the net was trained.")
def main(fonts: tuple[Path, ...], blocks: int, note: str) -> None:
    """Writes weights/lines.yml."""
    seen = observe(fonts, blocks)
    probabilities, wrong, letters = seen.T
    sure = sure_from(seen)
    own = probabilities >= sure
    card = {
        "what": "printed lines of Thai, Latin and numbers in either script; convolutions and CTC",
        "letters": LETTERS,
        "height": LINE_STRIP.height,
        "sha256": hashlib.sha256(WEIGHTS.read_bytes()).hexdigest(),
        "training": note,
        "calibration": {
            "fonts": sorted({f.family for f in find_faces("calibrate", fonts)}),
            "lines": len(seen),
            "wrong_letters": round(float(wrong.sum() / letters.sum()), 5),
            "sure": sure,
            "curve": curve(probabilities, wrong == 0),
        },
    }
    WEIGHTS.with_suffix(".yml").write_text(
        yaml.safe_dump(card, allow_unicode=True, sort_keys=False, width=140), "utf-8"
    )
    click.echo(f"{len(seen)} lines, {wrong.sum() / letters.sum():.3%} of letters wrong")
    click.echo(f"sure: {own.mean():.2%} of lines, {wrong[own].sum() / max(1, letters[own].sum()):.3%} of letters wrong")


if __name__ == "__main__":
    main()
