"""One cell of the training or of a measurement, told by a seed and a number alone.

Sample 17 of seed 5 is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from pipeline.extract.scan.ocr.numerals import ALPHABET
from pipeline.extract.scan.ocr.numerals.line_image import Image
from training.damage import damage
from training.fonts import Face
from training.numerals import strings
from training.numerals.draw import Print, cut_through, print_cell, scribble, vary

OTHER = strings.OTHER
NARROW_THREE = (0.7, 1.0)
"""How wide a ๓ of another design is, beside all that widths vary: the narrow ones (Norasi's) look like ๑."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The picture of a cell and what is to be read in it ("" where it is blank, OTHER for what is no number)."""

    picture: Image
    text: str
    family: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What cells are made: resolutions in dpi, sizes in points, damage 0..1 (both from, to).

    ``no_number`` is the share that holds no whole number.
    ``variety`` is the share whose letters are drawn in other designs than the font's own.
    """

    dpi: tuple[int, ...] = (150, 200, 200, 200, 250, 300, 300)
    points: tuple[float, float] = (9, 20)
    strength: tuple[float, float] = (0, 1)
    one_bit: bool | None = None
    clutter: float = 0.3
    no_number: float = 0.2
    thai: float = 0.68
    variety: float = 0.0


TRAINING = Recipe(strength=(0, 0.95), variety=0.6)


def make_cell(faces: Sequence[Face], seed: int, number: int, recipe: Recipe = TRAINING) -> Cell:
    """Cell ``number`` of the endless series that ``seed`` and the recipe name."""
    r = np.random.default_rng([seed, number])
    shares = np.array([f.share for f in faces])
    face = faces[int(r.choice(len(faces), p=shares / shares.sum()))]
    strength = float(r.uniform(*recipe.strength))
    how = _how(face, r, recipe, strength)
    kind = r.random() / recipe.no_number if recipe.no_number else 1.0
    if kind < 0.05:
        picture, text = np.full(tuple(r.integers(16, 90, 2)), 255, np.uint8), ""
    elif kind < 0.15:
        picture, text = scribble(r), OTHER
    elif kind < 0.25:
        printed = strings.number(r, recipe.thai)
        picture, text = cut_through(printed, how, print_cell(printed, how, r), r)
        text = strings.reading(text)
    elif kind < 1.0:
        printed = strings.prose(r)
        picture, text = print_cell(printed, how, r, recipe.clutter), strings.reading(printed)
    else:
        printed = strings.number(r, recipe.thai)
        picture, text = print_cell(printed, how, r, recipe.clutter), strings.reading(printed)
    if recipe.variety and r.random() < recipe.variety:
        picture = vary(picture, how.size, r)
    return Cell(damage(picture, r, strength, recipe.one_bit), text, face.family)


def _how(face: Face, r: Generator, recipe: Recipe, strength: float) -> Print:
    """A size, a tracking and margins: trimmed to the ink (a few pixels of paper) or with the paper of its cell."""
    dpi = recipe.dpi[int(r.integers(len(recipe.dpi)))]
    size = max(12, round(r.uniform(*recipe.points) * dpi / 72))
    tracking = float(r.normal(0, 0.012 + 0.025 * strength)) if r.random() < 0.6 else 0.0
    tracking = float(np.clip(tracking, -0.07, 0.2))
    if recipe.variety and r.random() < 0.3 * recipe.variety:
        tracking += float(r.uniform(0, 0.25))
    shapes: dict[str, float] = {}
    if recipe.variety and r.random() < recipe.variety:
        wider = np.exp(np.clip(r.normal(0, 0.16, len(ALPHABET)), -0.45, 0.35))
        shapes = {letter: float(w) for letter, w in zip(ALPHABET, wider, strict=True) if letter not in " -"}
        shapes["๓"] *= float(r.uniform(*NARROW_THREE))
    if r.random() < 0.6:
        pad = r.integers(2, 7, 4)
    else:
        pad = (
            np.array([r.uniform(0.1, 2), r.uniform(0.1, 0.6), r.uniform(0.1, 2), r.uniform(0.1, 0.6)]) * size
        ).astype(int) + 2
    return Print(face, size, tracking, (int(pad[0]), int(pad[1]), int(pad[2]), int(pad[3])), shapes)
