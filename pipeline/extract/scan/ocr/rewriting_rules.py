"""The rewriting rules of consensus: each returns the reading that it was given, or a corrected one.

Their docstrings say when they apply and what they give. What they ask of confidences stands in
:class:`ConsensusSettings`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.extract.scan.ocr.reading_evidence import CONSENSUS
from pipeline.extract.scan.ocr.reading_patterns import ROUND_BEFORE_SPACE, ROUND_FIRST, digits_of, reads_alike
from pipeline.model import Reading


def round_letter_is_o(reading: Reading) -> Reading:
    """In a column of codes a round first letter (๐ 0 o O are drawn alike) is an O; candidates that are then one code
    count as one, which is given where there are no others, or where it is fairly sure."""
    if reading.engine == "latin":
        return replace(reading, text=ROUND_BEFORE_SPACE.sub("O", reading.text))
    if reading.engine != "numerals":
        return reading
    before = [text for text in (reading.text, *reading.candidates) if text]
    texts = [ROUND_FIRST.sub("O", text) for text in before]
    if not texts or texts[0] == before[0]:
        return reading
    alike = [text for text in texts if text == texts[0]]
    others = tuple(dict.fromkeys(text for text in texts if text != texts[0]))
    fairly_sure = len(alike) > 1 and reading.confidence >= CONSENSUS.same_code
    if not (reading.text or not others or fairly_sure):
        return replace(reading, candidates=(texts[0], *others))
    confidence = max(reading.confidence, CONSENSUS.nearly_sure)
    return replace(reading, text=texts[0], confidence=confidence, candidates=others)


def thai_model_confirms(numerals: Reading | None, thai: Reading | None) -> Reading | None:
    """The recogniser of numerals is not sure, and the Thai model that the user has is sure of its likeliest candidate,
    or very sure of one that has the same digits and other signs: that candidate counts as read."""
    return _confirmed(numerals, thai)


def line_recogniser_confirms(numerals: Reading | None, line: Reading | None) -> Reading | None:
    """The recogniser of numerals is not sure, and the recogniser of lines is sure of its likeliest candidate, or very
    sure of one that has the same digits and other signs: that candidate counts as read."""
    return _confirmed(numerals, line)


def _confirmed(numerals: Reading | None, other: Reading | None) -> Reading | None:
    """Return an unsure reading of numerals as sure of a candidate, where another reader bears it out."""
    if numerals is None or numerals.text or not numerals.candidates or other is None:
        return numerals
    likeliest = digits_of(numerals.candidates[0])
    for number, candidate in enumerate(numerals.candidates):
        if digits_of(candidate) != likeliest:
            continue
        least = CONSENSUS.very_sure if number else CONSENSUS.sure
        if other.confidence >= least and reads_alike(candidate, other.text):
            others = tuple(text for text in numerals.candidates if text != candidate) if number else numerals.candidates
            confidence = max(numerals.confidence, other.confidence)
            return replace(numerals, text=candidate, confidence=confidence, candidates=others)
    return numerals


REWRITING: tuple[Callable[..., object], ...] = (
    round_letter_is_o,
    line_recogniser_confirms,
    thai_model_confirms,
)
