"""From text lines of cell images to their letters: strip, net, CTC decoding, further looks where one is not enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.image.text_line_segmentation import Band
from pipeline.extract.scan.ocr.ctc import BLANK, DecodingSettings, decode
from pipeline.extract.scan.ocr.lines.line_letters import LETTERS
from pipeline.extract.scan.ocr.lines.line_strip import LINE_STRIP, Strip, cut_strip
from pipeline.extract.scan.ocr.onnx_session import open_session

Frames = npt.NDArray[np.float32]
"""Frames x classes, log probabilities; class 0 is CTC's blank, class i the letter ``LETTERS[i - 1]``."""
Places = npt.NDArray[np.float64]
WEIGHTS = Path(__file__).parent.parent / "weights" / "lines.onnx"


class RecogniserSettings(NamedTuple):
    """Parameters of :func:`recognise`."""

    batch: int = 8  # strips that are computed in one go
    width_step: int = 64  # pixels: strips are padded to multiples of this
    padding: int = 4  # pixels of paper before and behind a strip
    one_look: float = 0.9  # probability of a text from which no other look is asked for
    looks: tuple[tuple[float, float], ...] = ((1.08, 1.0), (0.94, 1.0), (1.04, 1.05))  # widths, heights of other looks
    decoding: DecodingSettings = DecodingSettings(beam=5, followed_min=-5.0, blank_min=-5e-3)


RECOGNISER = RecogniserSettings()


@dataclass(frozen=True, slots=True)
class Letters:
    """What stands on a line.

    Attributes:
        text: the likeliest text of all looks.
        probability: of the text, the mean of all looks, 0..1; texts that differ in white space alone are one.
        sure: of each letter of the text, the share of the probability of all texts that have it.
        places: the middle of each letter, 0..1 of the strip's width, about.
        silent: letters that other texts have where this has none: how many of the text are before, and their share.
    """

    text: str
    probability: float
    sure: tuple[float, ...]
    places: tuple[float, ...]
    silent: tuple[tuple[int, float], ...]


def recognise(lines: Sequence[tuple[CellImage, Band]]) -> list[Letters | None]:
    """Return what stands on each line; None where no letter does."""
    return read_strips([cut_strip(image, band) for image, band in lines])


def read_strips(strips: Sequence[Strip | None]) -> list[Letters | None]:
    """Return what stands on each strip; where one look leaves doubt, it is looked at wider, narrower and larger."""
    s = RECOGNISER
    found: list[dict[str, float]] = [{} for _ in strips]
    seen: dict[int, tuple[str, Places]] = {}
    for number, texts, frames in _decoded({k: strip for k, strip in enumerate(strips) if strip is not None}):
        found[number], seen[number] = texts, _spikes(frames)
    doubtful = [k for k, texts in enumerate(found) if texts and max(_by_letters(texts).values()) < s.one_look]
    looks = len(s.looks) + 1
    for k in doubtful:
        found[k] = {text: p / looks for text, p in found[k].items()}
    for width, height in s.looks:
        again = {k: _stretched(strip, width, height) for k in doubtful if (strip := strips[k]) is not None}
        for number, texts, _ in _decoded(again):
            for text, p in texts.items():
                found[number][text] = found[number].get(text, 0.0) + p / looks
    return [letters_of(texts, *seen[k]) if texts else None for k, texts in enumerate(found)]


def letters_of(texts: Mapping[str, float], seen: str, places: Places) -> Letters:
    """Return the likeliest of texts, with what the others say of each of its letters.

    Args:
        texts: with the probability of each.
        seen: the likeliest letters of the first look's frames.
        places: where each of them stands.
    """
    by_letters = _by_letters(texts)
    likeliest = max(by_letters, key=by_letters.__getitem__)
    text = max((t for t in texts if _tight(t) == likeliest), key=texts.__getitem__)
    whole = sum(texts.values())
    sure, silent = np.zeros(len(text)), np.zeros(len(text) + 1)
    for other, p in texts.items():
        for step in Levenshtein.opcodes(text, other):
            if step.tag == "equal":
                sure[step.src_start : step.src_end] += p / whole
            elif step.tag == "insert" and not other[step.dest_start : step.dest_end].isspace():
                silent[step.src_start] += p / whole
    return Letters(
        text,
        by_letters[likeliest],
        tuple(sure.tolist()),
        _places(text, seen, places),
        tuple((int(k), float(silent[k])) for k in np.flatnonzero(silent)),
    )


def _spikes(frames: Frames) -> tuple[str, Places]:
    """Return the likeliest letters of frames, and the middle of each, 0..1 of the frames."""
    best = frames.argmax(axis=1)
    starts = np.flatnonzero((np.diff(best, prepend=BLANK) != 0) & (best != BLANK))
    return "".join(LETTERS[c - 1] for c in best[starts]), (starts + 0.5) / len(best)


def _places(text: str, seen: str, places: Places) -> tuple[float, ...]:
    """Return where the letters of a text stand, told by those that were seen."""
    pairs = [
        (step.src_start + k, places[step.dest_start + k])
        for step in Levenshtein.opcodes(text, seen)
        if step.tag in ("equal", "replace")
        for k in range(step.src_end - step.src_start)
    ]
    if not pairs:
        return tuple(((np.arange(len(text)) + 0.5) / max(1, len(text))).tolist())
    known, where = zip(*pairs, strict=True)
    return tuple(np.interp(np.arange(len(text)), known, where).tolist())


def _by_letters(texts: Mapping[str, float]) -> dict[str, float]:
    """Return the probabilities of texts without their white space."""
    sums: defaultdict[str, float] = defaultdict(float)
    for text, p in texts.items():
        sums[_tight(text)] += p
    return dict(sums)


def _tight(text: str) -> str:
    return "".join(text.split())


def _stretched(strip: Strip, width: float, height: float) -> Strip:
    """Return a strip wider or narrower, higher or lower; the middles of its letters stay at their row."""
    import cv2

    middle = LINE_STRIP.middle
    matrix = np.array([[width, 0, 0], [0, height, middle * (1 - height)]], np.float32)
    size = (max(LINE_STRIP.width_min, round(strip.shape[1] * width)), strip.shape[0])
    return np.asarray(cv2.warpAffine(strip, matrix, size, flags=cv2.INTER_LINEAR), np.uint8)


def _decoded(strips: Mapping[int, Strip]) -> Iterator[tuple[int, dict[str, float], Frames]]:
    """Yield the texts of every strip with its number, and its frames.

    A strip is computed with strips of its padded width only.
    """
    s = RECOGNISER
    by_width: defaultdict[int, list[int]] = defaultdict(list)
    for number, strip in strips.items():
        by_width[-(-(strip.shape[1] + 2 * s.padding) // s.width_step) * s.width_step].append(number)
    for width, group in sorted(by_width.items()):
        for start in range(0, len(group), s.batch):
            part = group[start : start + s.batch]
            batch = np.zeros((len(part), 1, LINE_STRIP.height, width), np.float32)
            for row, number in enumerate(part):
                batch[row, 0, :, s.padding : s.padding + strips[number].shape[1]] = strips[number] / np.float32(255)
            for number, frames in zip(part, _session().run(None, {"strips": batch})[0], strict=True):
                first = s.padding * len(frames) // width
                own = frames[first : first + max(1, strips[number].shape[1] * len(frames) // width)]
                yield number, dict(decode(frames, LETTERS, s.decoding)), own


@lru_cache(maxsize=1)
def _session() -> Any:
    """Return the net, loaded once in a process."""
    return open_session(WEIGHTS)
