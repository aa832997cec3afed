"""What a printed figure may be: the values that its engines' readings allow, each with its likelihood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.domain.thai_digits import ARABIC_DIGITS, has_thai_digit, to_arabic
from pipeline.model import PROSE_ENGINES, Figure, Reading
from pipeline.repair.scores.misreadings import figure_limits, misreadings

_SCORE = re.compile(r"\d{1,3}\.\d\d")
_CUT_SCORE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")
_LONGEST_COUNT = 5  # digits of a figure without decimals


@dataclass(frozen=True, slots=True)
class FigureFormat:
    """How a figure is written.

    Attributes:
        decimals: digits behind its point (scores 2, ranks 0).
        top: the largest value, in units of the last digit.
    """

    decimals: int
    top: int

    def write(self, value: int) -> str:
        """Return the usual form of a value."""
        return f"{value // 100}.{value % 100:02}" if self.decimals else str(value)

    def parse(self, text: str) -> int | None:
        """Return a well-formed text's value; None where the text is not written so."""
        flat = plain_figure(text)
        if self.decimals:
            if _SCORE.fullmatch(flat):
                value = round(float(flat) * 100)
            elif flat in ("100", "0"):
                value = int(flat) * 100
            else:
                return None
        elif flat.isdecimal() and len(flat) <= _LONGEST_COUNT:
            value = int(flat)
        else:
            return None
        return value if 0 <= value <= self.top else None


def plain_figure(text: str) -> str:
    """Return a figure's text with Arabic digits, a decimal point, and no white space or signs around it."""
    return "".join(to_arabic(text).split()).replace(",", ".").strip("().%*").rstrip(".")


def deciding_readings(readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings that decide on a figure.

    Only the reader of numerals, and a Thai model that the user has, know Thai digits: where they read one, they alone
    decide. Tesseract decides where nothing else read a digit.
    """
    numerals = [r for r in readings if r.engine in ("numerals", "thai") and (r.text or r.candidates)]
    if any(has_thai_digit(t) for r in numerals for t in (r.text, *r.candidates[:1])):
        return numerals
    figures = [r for r in readings if r.engine not in PROSE_ENGINES and any(map(_has_digit, (r.text, *r.candidates)))]
    return figures or [_as_guess(r) for r in readings if r.engine in PROSE_ENGINES and _has_digit(r.text)]


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _as_guess(reading: Reading) -> Reading:
    """Return Tesseract's reading of Thai digits as a mere candidate: it knows half of them and is sure of all."""
    if not has_thai_digit(reading.text):
        return reading
    confidence = min(reading.confidence, figure_limits().first)
    return replace(reading, text="", confidence=confidence, candidates=(reading.text,))


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """One figure of a row, with what its engines read.

    Attributes:
        format: how it is written.
        raw: as printed.
        value: that its cell holds, None where that is no figure.
        scanned: engines read it; otherwise it is certain.
        sure: the engines agree on the value, and none was unsure.
        readings: those that decide.
    """

    format: FigureFormat
    raw: str
    value: int | None
    scanned: bool
    sure: bool
    readings: tuple[Reading, ...]

    @property
    def disputed(self) -> bool:
        """Two engines read different figures."""
        return len({v for r in self.readings if (v := self.format.parse(r.text)) is not None}) > 1

    def likelihood(self, value: int) -> float:
        """Return how well a value explains the readings, to a constant."""
        lowest = figure_limits().lowest
        if not self.scanned:
            return 1.0 if value == self.value else lowest
        out = 1.0
        for reading in self.readings:
            out *= max(lowest, _likelihood_of_reading(reading, value, self.format))
        return out

    def values(self, more: Iterable[int] = ()) -> dict[int, float]:
        """Return the values worth weighing with their likelihoods, the likeliest first.

        Those read, those that a single misreading makes of them, and ``more``.
        """
        if not self.scanned:
            return {} if self.value is None else {self.value: 1.0}
        found = {
            v for r in self.readings for text in (r.text, *r.candidates) for v in _nearby_values(text, self.format)
        }
        found |= {v for v in more if 0 <= v <= self.format.top}
        if self.value is not None:
            found.add(self.value)
        weighed = sorted(((self.likelihood(v), -v) for v in found), reverse=True)
        limits = figure_limits()
        most, least = limits.candidates, weighed[0][0] * limits.lowest if weighed else 0.0
        return {-v: p for n, (p, v) in enumerate(weighed) if (n < most and p >= least) or -v in set(more)}


def printed_figure(figure: Figure, written: FigureFormat) -> PrintedFigure:
    """Return a figure of a row with the readings that decide on it."""
    return printed_text(figure.raw, figure.text, figure.readings, written)


def printed_text(raw: str, text: str, readings: Sequence[Reading], written: FigureFormat) -> PrintedFigure:
    """Return a figure as a cell prints it, with the readings that decide on it."""
    deciding = tuple(deciding_readings(readings))
    value = written.parse(text)
    read = [written.parse(r.text) for r in deciding]
    agreed = value is not None and bool(read) and all(v == value for v in read)  # an empty text is no value
    return PrintedFigure(written, raw, value, bool(readings), not readings or agreed, deciding)


def _likelihood_of_reading(reading: Reading, value: int, written: FigureFormat) -> float:
    """Return the chance of an engine's reading, were the value printed."""
    limits = figure_limits()
    sure = min(max(reading.confidence, limits.first), limits.highest)
    ranked = [reading.text, *reading.candidates] if reading.text else list(reading.candidates)
    if not ranked:
        return 1.0
    doubt = 1.0 - sure
    for n, text in enumerate(ranked):
        if written.parse(text) == value:
            if n == 0:
                return sure
            as_candidate = doubt * limits.candidate * limits.next_candidate**n
            return max(as_candidate, _misreading_chance(ranked[0], value, written))
    chance = max(_misreading_chance(text, value, written) * limits.next_candidate**n for n, text in enumerate(ranked))
    if written.parse(ranked[0]) is None:  # not written as a figure of its kind: misread, whatever it was
        return chance
    return chance * max(doubt * (1 - limits.candidate) * limits.confusable_digits, limits.least_doubt)


def _script(text: str) -> str:
    return "thai" if has_thai_digit(text) else "arabic"


def _misreading_chance(text: str, value: int, written: FigureFormat) -> float:
    """Return the chance of reading a text where a value is printed."""
    return _chance_by_digits(plain_figure(text), value, written, _script(text))


@lru_cache(maxsize=65536)
def _chance_by_digits(read: str, value: int, written: FigureFormat, script: str) -> float:
    """Return the chance digit by digit; the point or a digit may be lost, or a digit doubled."""
    true = written.write(value)
    data = misreadings()
    if len(read) == len(true):
        return _same_length_chance(true, read, script)
    out = 0.0
    if written.decimals and "." not in read and len(read) == len(true) - 1:
        out = data.dropped_point * _same_length_chance(true.replace(".", ""), read, script)
    if len(read) == len(true) - 1:
        shorter = (true[:i] + true[i + 1 :] for i, ch in enumerate(true) if ch != ".")
        out = max(out, max((data.dropped_digit * _same_length_chance(t, read, script) for t in shorter), default=0.0))
    if len(read) == len(true) + 1:
        longer = (true[: i + 1] + true[i:] for i, ch in enumerate(true) if ch != ".")
        out = max(out, max((data.doubled_digit * _same_length_chance(t, read, script) for t in longer), default=0.0))
    return float(out)


def _same_length_chance(true: str, read: str, script: str) -> float:
    """Return the chance of reading one string of digits for another of the same length."""
    data = misreadings()
    table = data.confusions[script]
    out = 1.0
    for t, r in zip(true, read, strict=True):
        if t == r:
            continue
        if "." in (t, r) or not r.isdecimal():
            return 0.0
        out *= table[t].get(r, data.other)
    return out


def _nearby_values(text: str, written: FigureFormat) -> Iterator[int]:
    """Yield the values that a text, or a single misreading of it, may stand for."""
    flat = plain_figure(text)
    value = written.parse(flat)
    texts: list[str] = []
    if value is not None:
        yield value
        texts += _with_one_digit_changed(written.write(value), _script(text))
    if written.decimals and flat.isdecimal() and 3 <= len(flat) <= 5:  # the point of a score was lost
        texts.append(f"{flat[:-2]}.{flat[-2:]}")
    if value is None or not written.decimals:
        cut = written.decimals and _CUT_SCORE.fullmatch(flat) is not None
        for i in range(len(flat) + 1):
            if cut:
                texts += [flat[:i] + digit + flat[i:] for digit in ARABIC_DIGITS]
            if i < len(flat) and flat[i].isdigit():
                texts.append(flat[:i] + flat[i + 1 :])
    for near in texts:
        if (found := written.parse(near)) is not None:
            yield found


def _with_one_digit_changed(digits: str, script: str) -> Iterator[str]:
    """Yield what may be printed where these digits are read, one of them for a confusable one."""
    confusions = misreadings().confusions[script]
    for i, char in enumerate(digits):
        for true, reads in confusions.items():
            if char in reads:
                yield digits[:i] + true + digits[i + 1 :]
