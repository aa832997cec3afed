"""Print a text into the image of a cell: its font, its tracking, remains of rulings, the lines above and below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.random import Generator

from pipeline.extract.scan.ocr.numerals import ALPHABET, OTHER
from pipeline.extract.scan.ocr.numerals.line_image import Image
from training.fonts import THAI, Face

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw


@dataclass(frozen=True, slots=True)
class Print:
    """How a cell is printed: ``size`` in pixels per em, ``tracking`` in em, ``pad`` (left, top, right, bottom), pixels.

    ``shapes`` is how much wider each letter of ALPHABET is than the font draws it ({}: as it is): in that fonts differ
    most.
    """

    face: Face
    size: int
    tracking: float
    pad: tuple[int, int, int, int]
    shapes: Mapping[str, float] = field(default_factory=dict)


class _Span(NamedTuple):
    """A run of letters, where it begins and ends, how much wider than the font's it is drawn."""

    run: str
    x: float
    end: float
    wider: float


def print_cell(text: str, how: Print, r: Generator, clutter: float = 0.0) -> Image:
    """The picture of a cell, ink 0 on paper 255.

    Args:
        text: what is printed.
        how: in which way.
        r: draws what is not told.
        clutter: how probable remains of rulings and of neighbouring lines are.
    """
    from PIL import Image as Pictures
    from PIL import ImageDraw

    spans = _spans(text, how)
    boxed = [(how.face.font(s.run[0], how.size).getbbox(s.run, anchor="ls"), s) for s in spans]
    x0 = min((s.x + box[0] * s.wider for box, s in boxed), default=0)
    boxes = [box for box, s in boxed if s.run.strip()]
    top, bottom = min((b[1] for b in boxes), default=-how.size * 0.5), max((b[3] for b in boxes), default=0)
    left, above, right, below = how.pad
    end = spans[-1].end if spans else 1.0
    width, height = int(end - x0) + left + right + 1, int(bottom - top) + above + below
    picture = Pictures.new("L", (max(width, 4), max(height, 4)), 255)
    pen = ImageDraw.Draw(picture)
    for box, span in boxed:
        font = how.face.font(span.run[0], how.size)
        if span.wider == 1:
            pen.text((left + span.x - x0, above - top), span.run, font=font, fill=0, anchor="ls")
        elif span.run.strip():
            letter = Pictures.new("L", (int(box[2] - box[0]) + 2, int(box[3] - box[1]) + 2), 0)
            ImageDraw.Draw(letter).text((1 - box[0], 1 - box[1]), span.run, font=font, fill=255, anchor="ls")
            letter = letter.resize(
                (max(2, round(letter.width * span.wider)), letter.height), Pictures.Resampling.BILINEAR
            )
            at = (round(left + span.x - x0 + (box[0] - 1) * span.wider), round(above - top + box[1] - 1))
            picture.paste(0, at, letter)
    if r.random() < clutter:
        _rulings(pen, picture.size, bool(above + below > 0.35 * (bottom - top)), r)
    if r.random() < clutter * 0.5:
        _neighbour(pen, picture.size, how, r)
    return np.asarray(picture, np.uint8)


def vary(picture: Image, size: int, r: Generator) -> Image:
    """The same text as if of a font that is not here: wider or narrower, bolder or lighter, its strokes bent.

    Bolder or lighter in all directions, or in upright or level strokes alone, as the letters of a broad nib are.
    """
    import cv2

    height, width = picture.shape
    drawn = cv2.resize(
        picture, (max(4, round(width * np.exp(r.normal(0, 0.13)))), height), interpolation=cv2.INTER_AREA
    )
    weight = float(r.uniform(-0.35, 0.6))
    thick = 2 if size < 30 else 3
    around = np.ones(((thick, thick), (thick, thick), (1, thick), (thick, 1))[r.integers(4)], np.uint8)
    other = cv2.erode(drawn, around) if weight > 0 else cv2.dilate(drawn, around)
    drawn = cv2.addWeighted(drawn, 1 - abs(weight), other, abs(weight), 0)
    height, width = drawn.shape
    coarse = (2, max(2, height * 3 // size + 1), max(2, width * 3 // size + 1))
    bend = r.normal(0, float(r.uniform(0.01, 0.032)) * size, coarse).astype(np.float32)
    dx, dy = (cv2.resize(b, (width, height), interpolation=cv2.INTER_CUBIC) for b in bend)
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.asarray(cv2.remap(drawn, xs + dx, ys + dy, cv2.INTER_LINEAR, borderValue=255), np.uint8)


def cut_through(text: str, how: Print, picture: Image, r: Generator) -> tuple[Image, str]:
    """The picture cut through its first or its last letter, and what is to be read then: a cut letter is no letter."""
    inner = picture[:, how.pad[0] : picture.shape[1] - how.pad[2]]
    columns = np.flatnonzero((inner < 128).any(axis=0))
    if len(text) < 2 or len(columns) < 8:
        return picture, text
    first = bool(r.random() < 0.5)
    letter = text[0] if first else text[-1]
    box = how.face.font(letter, how.size).getbbox(letter, anchor="ls")
    part = int((box[2] - box[0]) * r.uniform(0.35, 0.6))
    if first:
        return inner[:, columns[0] + part :], OTHER + text[1:]
    return inner[:, : columns[-1] + 1 - part], text[:-1] + OTHER


def _spans(text: str, how: Print) -> list[_Span]:
    """The runs of a text: letters of numbers one by one, Thai words whole (their marks must be shaped)."""
    spans: list[_Span] = []
    x = 0.0
    for alone, letters in groupby(text, key=lambda c: (c in ALPHABET, ord(c) in THAI)):
        run = "".join(letters)
        for part in run if alone[0] else [run]:
            wider = how.shapes.get(part, 1.0)
            wide = how.face.font(part[0], how.size).getlength(part) * wider
            spans.append(_Span(part, x, x + wide, wider))
            x += wide + how.tracking * how.size
    return spans


def _rulings(pen: ImageDraw, size: tuple[int, int], upright: bool, r: Generator) -> None:
    """What the removal of rulings leaves at the edges: whole lines, pieces of them, on one side or two.

    Upright ones only where they are much higher than the line: a net that learns to pass over bars of its height loses
    the 1 at the end.
    """
    width, height = size
    for _ in range(r.integers(1, 3)):
        thick = int(r.integers(1, 4))
        side = r.integers(4 if upright else 2)
        length = width if side < 2 else height
        a, b = (0, length) if r.random() < 0.6 or side > 1 else sorted(int(v) for v in r.integers(0, length, 2))
        at = int(r.integers(0, 2))
        if side < 2:
            y = at if side == 0 else height - 1 - at
            pen.line((a, y, b, y), fill=int(r.integers(0, 90)), width=thick)
        else:
            x = at if side == 2 else width - 1 - at
            pen.line((x, a, x, b), fill=int(r.integers(0, 90)), width=thick)


def _neighbour(pen: ImageDraw, size: tuple[int, int], how: Print, r: Generator) -> None:
    """The feet of the line above or the heads of the line below, as a crop a little too high shows them."""
    word = "".join(chr(c) for c in r.integers(0x0E01, 0x0E2F, 6))
    font = how.face.font(word[0], how.size)
    shows = min(0.2 * how.size, max(0, how.pad[1] - 2))
    if r.random() < 0.5:
        pen.text((r.integers(-how.size, how.size), shows), word, font=font, fill=0, anchor="ld")
    else:
        shows = min(0.2 * how.size, max(0, how.pad[3] - 2))
        head = font.getbbox(word, anchor="ls")[1]
        pen.text((r.integers(-how.size, how.size), size[1] - shows - head), word, font=font, fill=0, anchor="ls")


def scribble(r: Generator) -> Image:
    """Strokes of a pen, a part of a stamp, a blot: no letters."""
    import cv2

    height, width = int(r.integers(20, 70)), int(r.integers(20, 220))
    picture = np.full((height, width), 255, np.uint8)
    kind = r.random()
    if kind < 0.6:
        points = np.cumsum(r.normal(0, 1, (int(r.integers(12, 60)), 2)), axis=0)
        points = (points - points.min(0)) / np.maximum(np.ptp(points, axis=0), 1e-3) * [width - 8, height - 8] + 4
        smooth = cv2.GaussianBlur(points.astype(np.float32), (1, 5), 0)
        cv2.polylines(picture, [np.round(smooth).astype(np.int32)], False, 0, int(r.integers(1, 4)), cv2.LINE_AA)
    elif kind < 0.85:
        for _ in range(r.integers(1, 4)):
            centre = (int(r.integers(-40, width + 40)), int(r.integers(-60, height + 60)))
            cv2.circle(picture, centre, int(r.integers(15, 110)), 0, int(r.integers(1, 4)), cv2.LINE_AA)
    else:
        axes = (int(r.integers(4, width // 3)), int(r.integers(4, height // 3)))
        cv2.ellipse(picture, (width // 2, height // 2), axes, float(r.uniform(0, 90)), 0, 360, 0, -1)
    return picture
