"""Batches for the net, made in worker processes while it learns; which batch comes when depends on the seed alone."""

from __future__ import annotations

import math
import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count, pairwise

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.extract.scan.ocr.lines.line_letters import LETTERS
from pipeline.extract.scan.ocr.lines.line_strip import LINE_STRIP, Strip
from training.batch import Batch
from training.fonts import Face
from training.lines.blocks import FIRST, TRAINING, Recipe, block_strips, make_block

CHUNK = 384
"""Blocks of lines."""
FIRST_CHUNKS = 12
"""Chunks of short lines with which training begins."""
WIDEST = 704
"""Wider strips are left out of training: they cost most and teach no more."""
BATCH_COLUMNS = 12800
"""Columns of all strips of a batch together."""
_AHEAD = 3
"""Chunks that each worker is ahead of the net."""
_LOOKS = 2.5
"""For each new chunk so many chunks' worth of lines seen before: lines cost more than looking."""
_KEPT = 150
"""Chunks that are kept to be looked at again."""
_EASY, _EASY_AGAIN = 0.004, 0.2
"""A line with less loss for each letter is looked at again with this probability only: there is little to learn."""


@dataclass(slots=True)
class Sample:
    """A strip, its text, kind of text, family of fonts, and the loss for each letter when the net last saw it."""

    strip: Strip
    text: str
    kind: str
    family: str
    loss: float = math.inf


def make_chunk(number: int, faces: Sequence[Face], seed: int, recipe: Recipe | None = None) -> list[Sample]:
    """Return the lines of CHUNK blocks; lines that the pipeline would not show to the net are left out."""
    recipe = recipe or (FIRST if number < FIRST_CHUNKS else TRAINING)
    samples: list[Sample] = []
    for index in range(number * CHUNK, (number + 1) * CHUNK):
        block = make_block(faces, seed, index, recipe)
        for strip, printed in block_strips(block):
            if strip.shape[1] <= WIDEST and fits(printed.text, strip.shape[1]):
                samples.append(Sample(strip, printed.text, printed.kind, block.family))
    return samples


def fits(text: str, width: int) -> bool:
    """Whether CTC's frames are enough for a text, blanks between equal letters too."""
    return 2 < len(text) + sum(a == b for a, b in pairwise(text)) + 2 < width // 2


def batches(
    faces: Sequence[Face], seed: int, workers: int, first: int = 0, looks: float = _LOOKS
) -> Iterator[Batch[Sample]]:
    """Yield batches without end: of new lines, and of lines seen before, those above all with a high ``loss``."""
    shuffle = np.random.default_rng([seed, 2])
    seen: list[list[Sample]] = []
    make = partial(make_chunk, faces=faces, seed=seed)
    with multiprocessing.get_context("spawn").Pool(workers, cv2.setNumThreads, (1,)) as pool:
        ahead = deque(pool.apply_async(make, (first + number,)) for number in range(_AHEAD * workers))
        for number in count(first + len(ahead)):
            chunk = ahead.popleft().get()
            ahead.append(pool.apply_async(make, (number,)))
            yield from _cut(chunk, shuffle)
            seen = [*seen[1 - _KEPT :], chunk]
            while True:
                yield from _cut(draw_again(seen, shuffle, round(looks * len(chunk))), shuffle)
                if ahead[0].ready():
                    break


def draw_again(seen: list[list[Sample]], r: np.random.Generator, wanted: int) -> list[Sample]:
    """Lines of chunks drawn at random, without most of the easy ones."""
    found: list[Sample] = []
    for number in r.permutation(len(seen)):
        found += [s for s in seen[int(number)] if s.loss > _EASY or r.random() < _EASY_AGAIN]
        if len(found) > wanted:
            break
    return found[:wanted]


def _cut(samples: list[Sample], r: np.random.Generator) -> Iterator[Batch[Sample]]:
    """Batches of strips of like width, in random order."""
    order = sorted(range(len(samples)), key=lambda i: samples[i].strip.shape[1] + int(r.integers(0, 16)))
    parts: list[list[int]] = [[]]
    for i in order:
        if parts[-1] and (len(parts[-1]) + 1) * (samples[i].strip.shape[1] + 40) > BATCH_COLUMNS:
            parts.append([])
        parts[-1].append(i)
    for number in r.permutation(len(parts)):
        if parts[int(number)]:
            yield make_batch([samples[i] for i in parts[int(number)]], r)


def make_batch(samples: list[Sample], r: np.random.Generator | None) -> Batch[Sample]:
    """Return the strips as another look shows them, no two alike, with the letters that stand there.

    Without a generator they are as they are.
    """
    looks = [s.strip.astype(np.float32) / 255 if r is None else _look(s.strip, r) for s in samples]
    width = max(look.shape[1] for look in looks) + 8
    width += -width % 32
    strips = np.zeros((len(samples), 1, LINE_STRIP.height, width), np.float32)
    for row, look in enumerate(looks):
        dx = 4 if r is None else int(r.integers(0, 9))
        strips[row, 0, :, dx : dx + look.shape[1]] = look
    letters = np.array([LETTERS.index(c) + 1 for s in samples for c in s.text], np.int64)
    return Batch(strips, letters, np.array([len(s.text) for s in samples], np.int64), samples)


def _look(strip: Strip, r: np.random.Generator) -> npt.NDArray[np.float32]:
    """A strip a little wider or narrower, higher or lower, leaning, paler or darker, softer, noisier."""
    height, width = strip.shape
    wide, high = float(r.uniform(0.9, 1.1)), float(r.uniform(0.93, 1.07))
    new = min(WIDEST + 60, max(LINE_STRIP.width_min, round(width * wide)))
    lean = float(r.normal(0, 0.03))
    middle = LINE_STRIP.middle
    down = middle * (1 - high) + float(r.normal(0, 0.8))
    matrix = np.array([[new / width, lean, -lean * middle], [0, high, down]], np.float32)
    look = cv2.warpAffine(strip, matrix, (new, height), flags=cv2.INTER_LINEAR)
    if r.random() < 0.2:
        look = cv2.GaussianBlur(look, (3, 3), float(r.uniform(0.3, 0.7)))
    table = (np.arange(256, dtype=np.float32) / 255) ** float(r.uniform(0.75, 1.35))
    out = table[look]
    if r.random() < 0.2:
        out = np.clip(out + r.normal(0, 0.05, out.shape).astype(np.float32), 0, 1)
    return out
