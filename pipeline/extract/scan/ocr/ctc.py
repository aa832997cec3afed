"""CTC decoding: the likeliest texts of a net's frames, by prefix beam search."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

BLANK = 0
"""The class of CTC's blank."""


class DecodingSettings(NamedTuple):
    """Parameters of :func:`decode`. Probabilities are natural logarithms."""

    beam: int = 6  # texts that are kept at each frame
    followed_min: float = -6.5  # classes that are less probable are not followed
    blank_min: float = -1e-3  # a frame whose blank is more probable is nothing but blank


DECODING = DecodingSettings()

_Ends = tuple[float, float]
"""The log probability of a text's alignments that end in a blank, and of those that end in its last letter."""
_NEVER: _Ends = (-math.inf, -math.inf)


def decode(
    log_probs: npt.NDArray[np.float32], alphabet: str, settings: DecodingSettings = DECODING
) -> list[tuple[str, float]]:
    """Return the texts of the beam, likeliest first, each with its probability over all its alignments.

    Args:
        log_probs: frames x classes, class 0 is CTC's blank, class i the letter ``alphabet[i - 1]``.
        alphabet: one letter for each class but the blank.
        settings: width of the beam, and what is not followed.
    """
    likely = _likely_classes(log_probs, settings)
    beams: dict[tuple[int, ...], _Ends] = {(): (0.0, -math.inf)}
    for frame, blank in enumerate(log_probs[:, BLANK].tolist()):
        if blank > settings.blank_min:
            beams = {text: (_added(*ends) + blank, -math.inf) for text, ends in beams.items()}
            continue
        grown: dict[tuple[int, ...], _Ends] = {}
        for text, (ends_blank, ends_letter) in beams.items():
            total, last = _added(ends_blank, ends_letter), text[-1] if text else BLANK
            for letter, p in likely[frame]:
                if letter == BLANK:
                    a, b = grown.get(text, _NEVER)
                    grown[text] = (_added(a, total + p), b)
                    continue
                if letter == last:
                    a, b = grown.get(text, _NEVER)
                    grown[text] = (a, _added(b, ends_letter + p))
                longer = (*text, letter)
                a, b = grown.get(longer, _NEVER)
                grown[longer] = (a, _added(b, (ends_blank if letter == last else total) + p))
        beams = grown
        if len(grown) > settings.beam:
            beams = dict(sorted(grown.items(), key=lambda item: -_added(*item[1]))[: settings.beam])
    texts = [("".join(alphabet[c - 1] for c in text), math.exp(_added(*ends))) for text, ends in beams.items()]
    return sorted((item for item in texts if item[1] > 0), key=lambda item: -item[1])


def _likely_classes(log_probs: npt.NDArray[np.float32], settings: DecodingSettings) -> list[list[tuple[int, float]]]:
    """Return for each frame the classes that are followed, with their log probabilities."""
    out: list[list[tuple[int, float]]] = [[] for _ in log_probs]
    frames, classes = np.nonzero(log_probs > settings.followed_min)
    probabilities = log_probs[frames, classes]
    for frame, letter, p in zip(frames.tolist(), classes.tolist(), probabilities.tolist(), strict=True):
        out[frame].append((letter, p))
    return out


def _added(a: float, b: float) -> float:
    """Return the log of the sum of two probabilities given as logs; NumPy's own takes ten times as long on scalars."""
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))
