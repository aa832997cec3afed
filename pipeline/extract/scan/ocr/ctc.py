"""CTC decoding: the likeliest texts of a net's frames, by prefix beam search."""

from __future__ import annotations

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

_Beams = dict[tuple[int, ...], tuple[float, float]]
"""By text: the log probability of its alignments that end in a blank, and of those that end in its last letter."""


def decode(
    log_probs: npt.NDArray[np.float32], alphabet: str, settings: DecodingSettings = DECODING
) -> list[tuple[str, float]]:
    """Return the texts of the beam, likeliest first, each with its probability over all its alignments.

    Args:
        log_probs: frames x classes, class 0 is CTC's blank, class i the letter ``alphabet[i - 1]``.
        alphabet: one letter for each class but the blank.
        settings: width of the beam, and what is not followed.
    """
    beams: _Beams = {(): (0.0, -np.inf)}
    for frame in log_probs:
        if frame[BLANK] > settings.blank_min:
            beams = {text: (float(np.logaddexp(a, b)) + float(frame[BLANK]), -np.inf) for text, (a, b) in beams.items()}
            continue
        grown: _Beams = {}
        likely = [(int(c), float(frame[c])) for c in np.flatnonzero(frame > settings.followed_min)]
        for text, (ends_blank, ends_letter) in beams.items():
            total = float(np.logaddexp(ends_blank, ends_letter))
            for letter, p in likely:
                if letter == BLANK:
                    _add(grown, text, total + p, True)
                elif text and text[-1] == letter:
                    _add(grown, text, ends_letter + p, False)
                    _add(grown, (*text, letter), ends_blank + p, False)
                else:
                    _add(grown, (*text, letter), total + p, False)
        best = sorted(grown.items(), key=lambda item: -np.logaddexp(*item[1]))
        beams = dict(best[: settings.beam])
    texts = [
        ("".join(alphabet[c - 1] for c in text), float(np.exp(np.logaddexp(*ends)))) for text, ends in beams.items()
    ]
    return sorted((item for item in texts if item[1] > 0), key=lambda item: -item[1])


def _add(beams: _Beams, text: tuple[int, ...], log_p: float, blank: bool) -> None:
    """Add an alignment of a text to those that end in a blank, or to those that end in its last letter."""
    a, b = beams.get(text, (-np.inf, -np.inf))
    beams[text] = (float(np.logaddexp(a, log_p)), b) if blank else (a, float(np.logaddexp(b, log_p)))
