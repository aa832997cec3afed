"""From images of cells to the texts that may stand there: line image, net, CTC decoding, merging of like texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.extract.scan.ocr.ctc import decode
from pipeline.extract.scan.ocr.numerals.alphabet import ALPHABET, OTHER
from pipeline.extract.scan.ocr.numerals.line_image import Strip, find_ink, find_line, is_dash, scale_line
from pipeline.extract.scan.ocr.numerals.number_grammar import compact, fits_grammar, resolve_round_letters
from pipeline.extract.scan.ocr.onnx_session import open_session

WEIGHTS = Path(__file__).parent.parent / "weights" / "numerals.onnx"


class RecogniserSettings(NamedTuple):
    """Parameters of :func:`recognise`."""

    stretches: tuple[float, ...] = (1.0, 1.14)  # widths at which a line is read: where they disagree, it is not sure
    batch: int = 32  # strips that are computed in one go
    width_step: int = 32  # pixels: strips are padded to multiples of this, and computed with others of their width only
    padding: int = 2  # pixels of paper before and behind a strip
    shapeless: float = 0.1  # weight of a text that is neither numbers nor holds OTHER: such text is seldom printed


RECOGNISER = RecogniserSettings()


def recognise(images: Sequence[npt.NDArray[np.uint8]]) -> list[dict[str, float]]:
    """Return for each image the texts that may stand there, likeliest first, with their probability; {} for no ink."""
    found: list[dict[str, float]] = [{} for _ in images]
    strips: list[tuple[int, Strip]] = []
    for number, image in enumerate(images):
        ink = find_ink(image)
        pieces = None if ink is None else find_line(ink)
        if ink is None or pieces is None or not len(pieces):
            continue
        if is_dash(ink, pieces):
            found[number] = {"-": 1.0}
            continue
        lines = [scale_line(ink, pieces, stretch) for stretch in RECOGNISER.stretches]
        if any(line is None for line in lines):
            found[number] = {OTHER: 1.0}
            continue
        strips += [(number, line) for line in lines if line is not None]
    sums: defaultdict[int, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for number, texts in _decoded(strips):
        for text, p in texts:
            sums[number][text] += p / len(RECOGNISER.stretches)
    for number, texts_of in sums.items():
        found[number] = _merged(texts_of)
    return found


def _decoded(strips: Iterable[tuple[int, Strip]]) -> Iterable[tuple[int, list[tuple[str, float]]]]:
    """Yield the texts of every strip, with the number that it came with.

    No strip's texts depend on the others: it is computed with strips of its padded width only.
    """
    s = RECOGNISER
    by_width: defaultdict[int, list[tuple[int, Strip]]] = defaultdict(list)
    for number, strip in strips:
        by_width[-(-(strip.shape[1] + 2 * s.padding) // s.width_step) * s.width_step].append((number, strip))
    session = _session() if by_width else None
    for width, group in sorted(by_width.items()):
        for start in range(0, len(group), s.batch):
            part = group[start : start + s.batch]
            batch = np.zeros((len(part), 1, part[0][1].shape[0], width), np.float32)
            for row, (_, strip) in enumerate(part):
                batch[row, 0, :, s.padding : s.padding + strip.shape[1]] = strip
            assert session is not None
            for (number, _), frames in zip(part, session.run(None, {"strips": batch})[0], strict=True):
                yield number, decode(frames, ALPHABET)


def _merged(texts: dict[str, float]) -> dict[str, float]:
    """Merge texts that mean the same, likeliest first.

    They differ in spaces about signs, in zeros of the wrong script, or in how many dashes alone. Of texts that have no
    number's shape most of the probability goes to the others.
    """
    forms: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for text, p in texts.items():
        dashes = set(text.strip()) in ({"-"}, {"-", " "})
        resolved = "-" if dashes else resolve_round_letters(text.strip())
        forms[compact(resolved)].append((p, resolved))
    merged = {max(alike)[1]: sum(p for p, _ in alike) for alike in forms.values()}
    weighed = {
        text: p if OTHER in text or all(map(fits_grammar, text.split())) else p * RECOGNISER.shapeless
        for text, p in merged.items()
    }
    whole = max(1.0, sum(merged.values())) - sum(merged.values()) + sum(weighed.values())
    return dict(sorted(((text, p / whole) for text, p in weighed.items()), key=lambda item: -item[1]))


@lru_cache(maxsize=1)
def _session() -> Any:
    """Return the net, loaded once in a process."""
    return open_session(WEIGHTS)
