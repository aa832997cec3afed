"""Batches for the net, made in worker processes while it learns; which batch comes when depends on the seed alone."""

from __future__ import annotations

import math
import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.extract.scan.ocr.numerals import ALPHABET
from pipeline.extract.scan.ocr.numerals.line_image import LINE_IMAGE, Strip, find_ink, find_line, scale_line
from training.batch import Batch
from training.fonts import Face
from training.numerals.cells import TRAINING, Recipe, make_cell

CHUNK = 1024
_AHEAD = 3
"""Chunks that each worker is ahead of the net."""
_LOOKS = 2
"""For each new chunk so many chunks' worth of cells seen before: cells cost more than looking."""
_KEPT = 60
"""Chunks that are kept to be looked at again."""
_EASY, _EASY_AGAIN = 0.01, 0.25
"""A cell with less loss than that is looked at again with this probability only: there is little to learn from it."""
WIDEST = 384
"""Wider strips are left out of training: they cost most and teach least."""


@dataclass(slots=True)
class Sample:
    """A strip, height x width, its text, and the loss when the net last saw it."""

    strip: npt.NDArray[np.uint8]
    text: str
    loss: float = math.inf


def make_chunk(number: int, faces: Sequence[Face], seed: int, recipe: Recipe = TRAINING) -> list[Sample]:
    """CHUNK cells as strips with their texts; cells that the pipeline would not show to the net are left out."""
    samples: list[Sample] = []
    for index in range(number * CHUNK, (number + 1) * CHUNK):
        cell = make_cell(faces, seed, index, recipe)
        r = np.random.default_rng([seed, index, 1])
        strip = _strip(cell.picture, float(r.uniform(0.9, 1.25)))
        if strip is not None and strip.shape[1] <= WIDEST:
            samples.append(Sample((strip * 255).astype(np.uint8), cell.text))
    return samples


def _strip(picture: npt.NDArray[np.uint8], stretch: float) -> Strip | None:
    ink = find_ink(picture)
    pieces = None if ink is None else find_line(ink)
    if ink is None or pieces is None or not len(pieces):
        return None
    return scale_line(ink, pieces, stretch)


def batches(faces: Sequence[Face], seed: int, workers: int, size: int = 64) -> Iterator[Batch[Sample]]:
    """Yield batches without end: of new cells, and of cells seen before, those above all with a high ``loss``."""
    shuffle = np.random.default_rng([seed, 2])
    seen: list[list[Sample]] = []
    make = partial(make_chunk, faces=faces, seed=seed)
    with multiprocessing.get_context("spawn").Pool(workers, cv2.setNumThreads, (1,)) as pool:
        ahead = deque(pool.apply_async(make, (number,)) for number in range(_AHEAD * workers))
        for number in count(len(ahead)):
            chunk = ahead.popleft().get()
            ahead.append(pool.apply_async(make, (number,)))
            yield from _cut(chunk, size, shuffle)
            seen = [*seen[1 - _KEPT :], chunk]
            yield from _cut(draw_again(seen, shuffle), size, shuffle)


def draw_again(seen: list[list[Sample]], r: np.random.Generator) -> list[Sample]:
    """Cells of chunks drawn at random, without most of the easy ones."""
    found: list[Sample] = []
    for number in r.permutation(len(seen)):
        found += [s for s in seen[int(number)] if s.loss > _EASY or r.random() < _EASY_AGAIN]
        if len(found) > _LOOKS * CHUNK:
            break
    return found[: _LOOKS * CHUNK]


def _cut(samples: list[Sample], size: int, r: np.random.Generator) -> Iterator[Batch[Sample]]:
    """Batches of strips of like width, in random order."""
    order = sorted(range(len(samples)), key=lambda i: samples[i].strip.shape[1] + int(r.integers(0, 12)))
    parts = [order[i : i + size] for i in range(0, len(order), size)]
    for number in r.permutation(len(parts)):
        yield make_batch([samples[i] for i in parts[int(number)]], r)


def make_batch(samples: list[Sample], r: np.random.Generator) -> Batch[Sample]:
    """The strips as another look shows them, no two alike, with the letters that stand there."""
    looks = [_look(s.strip, r) for s in samples]
    width = max(look.shape[1] for look in looks) + 4
    width += -width % 4
    strips = np.zeros((len(samples), 1, LINE_IMAGE.height, width), np.float32)
    for row, look in enumerate(looks):
        dx = int(r.integers(0, 5))
        strips[row, 0, :, dx : dx + look.shape[1]] = np.roll(look, int(r.integers(-1, 2)), axis=0)
    letters = np.array([ALPHABET.index(c) + 1 for s in samples for c in s.text], np.int64)
    return Batch(strips, letters, np.array([len(s.text) for s in samples], np.int64), samples)


def _look(strip: npt.NDArray[np.uint8], r: np.random.Generator) -> Strip:
    """A strip paler or darker, a little wider or narrower, softer, noisier."""
    look = strip
    if r.random() < 0.5:
        width = max(LINE_IMAGE.width_min, round(look.shape[1] * r.uniform(0.92, 1.08)))
        look = cv2.resize(look, (width, LINE_IMAGE.height), interpolation=cv2.INTER_LINEAR)
    if r.random() < 0.25:
        look = cv2.GaussianBlur(look, (3, 3), float(r.uniform(0.3, 0.7)))
    out = (look.astype(np.float32) / 255) ** float(r.uniform(0.75, 1.3))
    if r.random() < 0.25:
        out += r.normal(0, 0.05, out.shape).astype(np.float32)
    return np.clip(out, 0, 1)
