"""Room of the numeral recogniser: pictures of cells in, what numbers stand in them out.

    read_numbers(pictures) -> one Reading each, in order

A reading's text is as printed: Thai digits stay Thai. It is empty where the cell is blank or holds no number, and where the recogniser is
not sure; the candidates then say what it may be. A confidence is the measured share of right readings among those as sure as this one
(docs/numerals.md). Needs the extra ``ocr`` (onnxruntime, OpenCV). Thread-safe; one thread of computing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.extract.scan.ocr.numerals.number_grammar import compact, is_number, kind_of, told_by_company
from pipeline.model import Reading

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["ALPHABET", "OTHER", "read_numbers"]

OTHER = "\ufffd"
"""Stands for whatever is no letter of the alphabet: Thai words, pieces of letters, scribbles."""
ALPHABET = "๐๑๒๓๔๕๖๗๘๙0123456789.,-/%(): IEOieoABCDF" + OTHER
"""The letters that the net knows, in the order of its classes (class 0 is CTC's blank)."""

_WEIGHTS = Path(__file__).parent.parent / "weights"
_STRETCHES = (1.0, 1.14)
"""Every line is read at two widths: where the two disagree, the reading is not sure."""
_BATCH = 32
_BUCKET = 32
"""Strips are padded to multiples of this and computed with strips of the same width only: no cell's reading depends on the others."""
_CANDIDATES = 6
_LEAST = 0.002
"""Texts less probable than that are no candidates."""
_SHAPELESS = 0.1
"""Text that is neither numbers (several stand apart) nor holds OTHER is seldom printed: it counts this much of what the net gives it."""


@dataclass(frozen=True, slots=True)
class _Card:
    """What weights/numerals.yml says of one kind of text.

    From which probability on a reading is sure, and the points (probability, share right).
    """

    sure: float
    curve: tuple[tuple[float, float], ...]

    def confidence(self, p: float) -> float:
        """The share of right readings among those of this probability, between the points by the size of the doubt, 1 - p."""
        import numpy as np

        doubt = [-np.log10(max(1 - q, 1e-6)) for q, _ in self.curve]
        return float(np.interp(-np.log10(max(1 - p, 1e-6)), doubt, [share for _, share in self.curve]))


def read_numbers(images: Sequence[npt.NDArray[np.uint8]]) -> list[Reading]:
    """Reads the one line of each picture.

    Args:
        images: cells cut from a scan that stands upright, each with one printed line: uint8, gray or BGR, paper lighter than ink, any
            resolution from about 12 pixels a digit's height. Trimmed to the ink (keep 2 pixels of paper) or not; what is left of rulings
            and of neighbouring lines at the edges is passed over. A cell with two whole lines is unsure: cut it first.

    Returns:
        A reading for every picture, in order.
    """
    return [_judge(texts) for texts in probable_texts(images)]


def probable_texts(images: Sequence[npt.NDArray[np.uint8]]) -> list[dict[str, float]]:
    """For each picture the texts that may stand there, likeliest first, with the net's (uncalibrated) probability; {} for no ink."""
    from pipeline.extract.scan.ocr.numerals.line_image import find_ink, find_line, is_dash, scale_line

    found: list[dict[str, float]] = [{} for _ in images]
    strips: list[tuple[int, Any]] = []
    for number, image in enumerate(images):
        ink = find_ink(image)
        pieces = None if ink is None else find_line(ink)
        if ink is None or pieces is None or not len(pieces):
            continue
        if is_dash(ink, pieces):
            found[number] = {"-": 1.0}
            continue
        lines = [scale_line(ink, pieces, stretch) for stretch in _STRETCHES]
        if any(line is None for line in lines):
            found[number] = {OTHER: 1.0}
            continue
        strips += [(number, line) for line in lines]
    sums: defaultdict[int, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for number, texts in _decoded(strips):
        for text, p in texts:
            sums[number][text] += p / len(_STRETCHES)
    for number, texts_of in sums.items():
        found[number] = _merged(texts_of)
    return found


def _decoded(strips: Iterable[tuple[int, Any]]) -> Iterable[tuple[int, list[tuple[str, float]]]]:
    """The beam of every strip, with the number it came with."""
    import numpy as np

    from pipeline.extract.scan.ocr.numerals.ctc import decode

    by_width: defaultdict[int, list[tuple[int, Any]]] = defaultdict(list)
    for number, strip in strips:
        by_width[-(-(strip.shape[1] + 4) // _BUCKET) * _BUCKET].append((number, strip))
    session = _session() if by_width else None
    for width, group in sorted(by_width.items()):
        for start in range(0, len(group), _BATCH):
            part = group[start : start + _BATCH]
            batch = np.zeros((len(part), 1, part[0][1].shape[0], width), np.float32)
            for row, (_, strip) in enumerate(part):
                batch[row, 0, :, 2 : 2 + strip.shape[1]] = strip
            assert session is not None
            for (number, _), frames in zip(part, session.run(None, {"strips": batch})[0], strict=True):
                yield number, decode(frames, ALPHABET)


def _merged(texts: dict[str, float]) -> dict[str, float]:
    """Texts that differ in spaces about signs, in zeros of the wrong script, or in how many dashes alone, are one; likeliest first.

    Of texts that have no number's shape most of the probability goes to the others.
    """
    forms: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for text, p in texts.items():
        told = "-" if set(text.strip()) in ({"-"}, {"-", " "}) else told_by_company(text.strip())
        forms[compact(told)].append((p, told))
    merged = {max(alike)[1]: sum(p for p, _ in alike) for alike in forms.values()}
    weighed = {
        text: p if OTHER in text or all(map(is_number, text.split())) else p * _SHAPELESS for text, p in merged.items()
    }
    whole = max(1.0, sum(merged.values())) - sum(merged.values()) + sum(weighed.values())
    return dict(sorted(((text, p / whole) for text, p in weighed.items()), key=lambda item: -item[1]))


def _judge(texts: dict[str, float]) -> Reading:
    """The reading that these texts make: the likeliest one where it is a number and sure enough."""
    numbers = [(text, p) for text, p in texts.items() if is_number(text)]
    if not numbers:
        return Reading("numerals", "", 0.0)
    best, p = next(iter(texts.items()))
    card = _cards()[kind_of(best)]
    confidence = card.confidence(p) if best == numbers[0][0] else 0.0
    believed = best if confidence and p >= card.sure else ""
    others = tuple(text for text, q in numbers if text != believed and q >= _LEAST)[:_CANDIDATES]
    return Reading("numerals", believed, round(confidence, 4), others)


@lru_cache(maxsize=1)
def _session() -> Any:
    """The net, loaded once in a process."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(_WEIGHTS / "numerals.onnx"), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _cards() -> dict[str, _Card]:
    """By the kind of text: a code is less sure than a number of the same probability."""
    import yaml

    kinds = yaml.safe_load((_WEIGHTS / "numerals.yml").read_text("utf-8"))["calibration"]["kinds"]
    return {kind: _Card(of["sure"], tuple((p, share) for p, share in of["curve"])) for kind, of in kinds.items()}
