"""Reading the frames of a CTC net: the likeliest texts, each with its probability over all its alignments (prefix beam search)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BLANK = 0


def decode(
    log_probs: npt.NDArray[np.float32], alphabet: str, beam: int = 6, floor: float = -6.5
) -> list[tuple[str, float]]:
    """The texts of the beam, likeliest first, each with its probability.

    Args:
        log_probs: frames x classes, class 0 is CTC's blank, class i the letter ``alphabet[i - 1]``.
        alphabet: one letter for each class but the blank.
        beam: how many texts are kept at each frame.
        floor: classes with a log probability below it are not followed.
    """
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, -np.inf)}
    for frame in log_probs:
        if frame[BLANK] > -1e-3:
            beams = {text: (float(np.logaddexp(a, b)) + float(frame[BLANK]), -np.inf) for text, (a, b) in beams.items()}
            continue
        grown: dict[tuple[int, ...], tuple[float, float]] = {}
        likely = [(int(c), float(frame[c])) for c in np.flatnonzero(frame > floor)]
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
        beams = dict(best[:beam])
    texts = [
        ("".join(alphabet[c - 1] for c in text), float(np.exp(np.logaddexp(*ends)))) for text, ends in beams.items()
    ]
    return sorted((item for item in texts if item[1] > 0), key=lambda item: -item[1])


def _add(beams: dict[tuple[int, ...], tuple[float, float]], text: tuple[int, ...], log_p: float, blank: bool) -> None:
    """Adds an alignment of a text to those that end in a blank, or to those that end in its last letter."""
    a, b = beams.get(text, (-np.inf, -np.inf))
    beams[text] = (float(np.logaddexp(a, log_p)), b) if blank else (a, float(np.logaddexp(b, log_p)))
