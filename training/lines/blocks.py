"""Blocks of one to four printed lines, scanned, and cut into strips as the pipeline cuts them.

Block 17 of seed 5 is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.random import Generator

from pipeline.extract.scan.image.cell_image import crop_cell
from pipeline.extract.scan.image.connected_components import NO_CELL, find_components
from pipeline.extract.scan.image.illumination import correct_illumination
from pipeline.extract.scan.image.page_image import GrayImage
from pipeline.extract.scan.image.text_line_segmentation import find_text_lines
from pipeline.extract.scan.ocr.lines.line_strip import Strip, cut_strip
from training.damage import damage
from training.fonts import THAI, Face
from training.lines.texts import CLUSTER, Part, Printed, line_text
from training.numerals.draw import vary


@dataclass(frozen=True, slots=True)
class Recipe:
    """What blocks are made: resolutions in dpi, sizes in points, damage 0..1, texts of which part.

    ``strength_power``: 1 draws damage evenly, more draws little damage more often.
    ``variety`` is the share whose letters are drawn in another design than the font's own.
    ``longest`` is how many letters a line has at most (from, to).
    """

    part: Part = "train"
    dpi: tuple[int, ...] = (150, 200, 200, 200, 250, 300)
    points: tuple[float, float] = (10, 19)
    strength: tuple[float, float] = (0, 0.9)
    strength_power: float = 1.6
    one_bit: bool | None = None
    variety: float = 0.3
    longest: tuple[int, int] = (4, 44)
    lines: tuple[int, int] = (1, 4)
    clutter: float = 0.12


TRAINING = Recipe(longest=(10, 64))
FIRST = Recipe(longest=(3, 24), strength=(0, 0.6), variety=0.15, lines=(2, 4))
"""Short lines, so that CTC finds where letters stand."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How lines are set: their pitch and what is added between stacks (em), the width of spaces (of the font's)."""

    pitch: float = 1.35
    tracking: float = 0.0
    space: float = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """A scanned block of lines: its image, its texts from top to bottom, resolution and family of fonts."""

    picture: GrayImage
    texts: tuple[Printed, ...]
    dpi: int
    family: str


def make_block(faces: Sequence[Face], seed: int, number: int, recipe: Recipe = TRAINING) -> Block:
    """Return block ``number`` of the endless series that ``seed`` and the recipe name."""
    r = np.random.default_rng([seed, number])
    shares = np.array([f.share for f in faces])
    face = faces[int(r.choice(len(faces), p=shares / shares.sum()))]
    dpi = recipe.dpi[int(r.integers(len(recipe.dpi)))]
    size = max(14, round(r.uniform(*recipe.points) * dpi / 72))
    longest = int(r.integers(*recipe.longest))
    texts = []
    for _ in range(int(r.integers(recipe.lines[0], recipe.lines[1] + 1))):
        printed = line_text(r, recipe.part, longest)
        text = drawable(printed.text, face)
        if text.strip():
            texts.append(Printed(text, printed.kind))
    low, high = recipe.strength
    strength = low + (high - low) * float(r.random()) ** recipe.strength_power
    picture = print_lines([t.text for t in texts], face, size, some_setting(r), r)
    if r.random() < recipe.clutter:
        picture = with_rulings(picture, r)
    if r.random() < recipe.variety:
        picture = vary(picture, size, r)
    picture = damage(picture, r, strength, recipe.one_bit, tilt=0.25)
    return Block(picture, tuple(texts), dpi, face.family)


def block_strips(block: Block) -> list[tuple[Strip, Printed]]:
    """Return the strips of a block's lines, cut as the pipeline cuts them; none where it sees other lines."""
    gray = correct_illumination(block.picture, block.dpi)
    components = find_components(gray, [], block.dpi)
    high, wide = gray.shape
    image = crop_cell(components, NO_CELL, (0, 0, wide, high))
    if image is None:
        return []
    bands = find_text_lines(image)
    if len(bands) != len(block.texts):
        return []
    strips = [cut_strip(image, band) for band in bands]
    return [(strip, text) for strip, text in zip(strips, block.texts, strict=True) if strip is not None]


def drawable(text: str, face: Face) -> str:
    """Return a text without letters that a font does not have."""
    return "".join(c for c in text if c == " " or face.has(c))


def some_setting(r: Generator) -> Setting:
    """Return a setting: close or wide lines, letters and spaces, as justified Thai has them."""
    pitch = float(r.uniform(1.15, 1.75) if r.random() < 0.8 else r.uniform(1.0, 1.15))
    tracking = float(np.clip(r.normal(0, 0.02), -0.03, 0.12)) if r.random() < 0.3 else 0.0
    if r.random() < 0.04:
        tracking = float(r.uniform(0, 0.3))
    return Setting(pitch, tracking, float(r.uniform(0.8, 2.6)) if r.random() < 0.4 else 1.0)


def print_lines(texts: Sequence[str], face: Face, size: int, setting: Setting, r: Generator) -> GrayImage:
    """Print lines below each other, ink 0 on paper 255, with the paper of a cell around them."""
    from PIL import Image as Pictures
    from PIL import ImageDraw

    pitch = size * setting.pitch
    spans = [_spans(text, face, size, setting) for text in texts]
    widest = max((line[-1][2] for line in spans if line), default=size)
    left, margin = int(size * r.uniform(0.3, 1.0)), int(size * r.uniform(0.3, 1.0))
    width, height = int(widest) + left + margin, int(pitch * (len(texts) - 1) + 1.7 * size) + 2 * margin
    picture = Pictures.new("L", (max(width, 4), max(height, 4)), 255)
    pen = ImageDraw.Draw(picture)
    align = r.random()
    for n, line in enumerate(spans):
        free = widest - (line[-1][2] if line else 0)
        start = left + (0 if align < 0.6 else free / 2 if align < 0.8 else free * float(r.random()))
        base = margin + 1.15 * size + n * pitch
        for run, x, _ in line:
            pen.text((start + x, base), run, font=face.font(run[0], size), fill=0, anchor="ls")
        if line and r.random() < 0.02:
            y = base + size * float(r.uniform(0.28, 0.4))
            pen.line((start, y, start + line[-1][2], y), fill=0, width=max(1, size // 18))
    return np.asarray(picture, np.uint8)


def _spans(text: str, face: Face, size: int, setting: Setting) -> list[tuple[str, float, float]]:
    """Return the runs of a text with where each begins and ends: whole words, or single stacks where they are apart."""
    spans: list[tuple[str, float, float]] = []
    x = 0.0
    for _, letters in groupby(text, key=lambda c: (c == " ", ord(c) in THAI)):
        run = "".join(letters)
        for part in CLUSTER.findall(run) if setting.tracking else [run]:
            wide = face.font(part[0], size).getlength(part)
            if part.isspace():
                wide *= setting.space
            spans.append((part, x, x + wide))
            x += wide + setting.tracking * size
    return spans


def with_rulings(picture: GrayImage, r: Generator) -> GrayImage:
    """Return a picture with what the removal of rulings leaves: pieces of lines at the edges."""
    import cv2

    out = picture.copy()
    height, width = out.shape
    for _ in range(r.integers(1, 4)):
        side, thick = int(r.integers(4)), int(r.integers(1, 3))
        length = width if side < 2 else height
        a, b = sorted(int(v) for v in r.integers(0, length, 2))
        at = int(r.integers(0, 4))
        if side < 2:
            y = at if side == 0 else height - 1 - at
            cv2.line(out, (a, y), (b, y), int(r.integers(0, 120)), thick)
        else:
            x = at if side == 2 else width - 1 - at
            b = min(b, a + int(r.integers(2, 12)))
            cv2.line(out, (x, a), (x, b), int(r.integers(0, 120)), thick)
    return out
