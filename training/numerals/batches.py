"""Batches for the net, made in worker processes while it learns; which batch comes when depends on the seed alone."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.extract.scan.numerals import ALPHABET
from pipeline.extract.scan.numerals.line import HEIGHT, Strip, find_ink, find_line, scale_line
from training.numerals.cells import TRAINING, Recipe, make_cell
from training.numerals.fonts import Face

CHUNK = 1024
_AHEAD = 3
"""Chunks that each worker is ahead of the net."""
WIDEST = 384
"""Wider strips are left out of training: they cost most and teach least."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Strips padded to one width, n x 1 x HEIGHT x width, and the letters of each (0 is CTC's blank), end to end."""

    strips: npt.NDArray[np.float32]
    letters: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]


Sample = tuple[npt.NDArray[np.uint8], str]


def make_chunk(number: int, faces: Sequence[Face], seed: int, recipe: Recipe = TRAINING) -> list[Sample]:
    """CHUNK cells as strips with their texts; cells that the pipeline would not show to the net are left out."""
    samples: list[Sample] = []
    for index in range(number * CHUNK, (number + 1) * CHUNK):
        cell = make_cell(faces, seed, index, recipe)
        r = np.random.default_rng([seed, index, 1])
        strip = _strip(cell.picture, float(r.uniform(0.9, 1.25)))
        if strip is not None and strip.shape[1] <= WIDEST:
            samples.append(((strip * 255).astype(np.uint8), cell.text))
    return samples


def _strip(picture: npt.NDArray[np.uint8], stretch: float) -> Strip | None:
    ink = find_ink(picture)
    pieces = None if ink is None else find_line(ink)
    if ink is None or pieces is None or not len(pieces):
        return None
    return scale_line(ink, pieces, stretch)


def batches(faces: Sequence[Face], seed: int, workers: int, size: int = 64) -> Iterator[Batch]:
    """An endless row of batches. Each chunk of new cells is followed by one seen before, shifted: cells cost more than looking."""
    shuffle = np.random.default_rng([seed, 2])
    seen: list[list[Sample]] = []
    make = partial(make_chunk, faces=faces, seed=seed)
    with multiprocessing.get_context("spawn").Pool(workers, cv2.setNumThreads, (1,)) as pool:
        ahead = deque(pool.apply_async(make, (number,)) for number in range(_AHEAD * workers))
        for number in count(len(ahead)):
            chunk = ahead.popleft().get()
            ahead.append(pool.apply_async(make, (number,)))
            yield from _cut(chunk, size, shuffle)
            seen = [*seen[-150:], chunk]
            yield from _cut(seen[int(shuffle.integers(len(seen)))], size, shuffle)


def _cut(samples: list[Sample], size: int, r: np.random.Generator) -> Iterator[Batch]:
    """Batches of strips of like width, in random order."""
    order = sorted(range(len(samples)), key=lambda i: samples[i][0].shape[1] + int(r.integers(0, 12)))
    parts = [order[i : i + size] for i in range(0, len(order), size)]
    for number in r.permutation(len(parts)):
        yield _batch([samples[i] for i in parts[int(number)]], r)


def _batch(samples: list[Sample], r: np.random.Generator) -> Batch:
    """Each strip shifted by up to two pixels either way and made paler or darker a little: no two looks are the same."""
    width = max(s.shape[1] for s, _ in samples) + 4
    width += -width % 4
    strips = np.zeros((len(samples), 1, HEIGHT, width), np.float32)
    for row, (strip, _) in enumerate(samples):
        dx, dy = int(r.integers(0, 5)), int(r.integers(-1, 2))
        shifted = np.roll(strip, dy, axis=0).astype(np.float32) / 255
        strips[row, 0, :, dx : dx + strip.shape[1]] = shifted ** float(r.uniform(0.75, 1.3))
    texts = [text for _, text in samples]
    letters = np.array([ALPHABET.index(c) + 1 for text in texts for c in text], np.int64)
    return Batch(strips, letters, np.array([len(t) for t in texts], np.int64))
