"""What a printed figure may be: the values that its engines' readings allow, each with its chance (``figures.yml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from pipeline.model import Figure, Reading

THAI_DIGIT = re.compile("[๐-๙]")
_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_SCORE = re.compile(r"\d{1,3}\.\d\d")
_WAYS = 6.0  # 1 over the chance, by the table, that some digit of a score is read for a look-alike
_LOOSE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")


@cache
def chances() -> dict[str, Any]:
    """The data file."""
    from pipeline.files import load_yaml

    data: dict[str, Any] = load_yaml(files(__package__).joinpath("figures.yml").read_text(encoding="utf-8"))
    return data


def limit(name: str) -> float:
    """A number of the data file's ``limits``."""
    return float(chances()["limits"][name])


@dataclass(frozen=True)
class Kind:
    """How a figure is written.

    Attributes:
        decimals: digits behind its point (scores 2, ranks 0).
        top: the largest value, in units of the last digit.
    """

    decimals: int
    top: int

    def write(self, value: int) -> str:
        """The usual form of a value."""
        return f"{value // 100}.{value % 100:02}" if self.decimals else str(value)

    def parse(self, text: str) -> int | None:
        """A well-formed text's value; None where the text is not written so."""
        flat = plain(text)
        if self.decimals:
            if _SCORE.fullmatch(flat):
                value = round(float(flat) * 100)
            elif flat in ("100", "0"):
                value = int(flat) * 100
            else:
                return None
        elif flat.isdigit() and len(flat) <= 5:
            value = int(flat)
        else:
            return None
        return value if 0 <= value <= self.top else None


def plain(text: str) -> str:
    """A figure's text with Arabic digits, a decimal point, and no white space or signs around it."""
    return "".join(text.translate(_ARABIC).split()).replace(",", ".").strip("().%*").rstrip(".")


def counted(readings: Sequence[Reading]) -> list[Reading]:
    """The readings whose word counts: only the reader of numerals, and a model that the user has, know Thai digits.

    Tesseract counts where nothing else read.
    """
    numerals = [r for r in readings if r.engine in ("numerals", "thai") and (r.text or r.candidates)]
    if any(THAI_DIGIT.search(t) for r in numerals for t in (r.text, *r.candidates[:1])):
        return numerals
    figures = [
        r
        for r in readings
        if r.engine != "tesseract" and any(ch.isdigit() for t in (r.text, *r.candidates) for ch in t)
    ]
    return figures or [_doubted(r) for r in readings if r.engine == "tesseract" and any(ch.isdigit() for ch in r.text)]


def _doubted(reading: Reading) -> Reading:
    """Tesseract knows half of the Thai digits and reads the others as these, sure of itself: at best its figure is a guess."""
    if not THAI_DIGIT.search(reading.text):
        return reading
    return replace(reading, text="", confidence=min(reading.confidence, limit("first")), candidates=(reading.text,))


@dataclass(frozen=True)
class Print:
    """One figure of a row, weighed.

    Attributes:
        value: what its cell was believed to say, None where that is no figure.
        scanned: engines read it; otherwise it is certain.
        sure: the engines agree on the value, and none was unsure.
        readings: those that count.
    """

    kind: Kind
    raw: str
    value: int | None
    scanned: bool
    sure: bool
    readings: tuple[Reading, ...]

    @property
    def disputed(self) -> bool:
        """Two engines read different figures."""
        return len({v for r in self.readings if (v := self.kind.parse(r.text)) is not None}) > 1

    def chance(self, value: int) -> float:
        """How well a value explains the readings: likelihood, to a constant."""
        if not self.scanned:
            return 1.0 if value == self.value else limit("lowest")
        out = 1.0
        for reading in self.readings:
            out *= max(limit("lowest"), _likelihood(reading, value, self.kind))
        return out

    def values(self, more: Iterable[int] = ()) -> dict[int, float]:
        """The values worth weighing with their chances: those read, their look-alikes, and ``more``; the likeliest first."""
        if not self.scanned:
            return {} if self.value is None else {self.value: 1.0}
        found = {v for r in self.readings for text in (r.text, *r.candidates) for v in _near(text, self.kind)}
        found |= {v for v in more if 0 <= v <= self.kind.top}
        if self.value is not None:
            found.add(self.value)
        weighed = sorted(((self.chance(v), -v) for v in found), reverse=True)
        most, least = int(limit("candidates")), weighed[0][0] * limit("lowest") if weighed else 0.0
        return {-v: p for n, (p, v) in enumerate(weighed) if (n < most and p >= least) or -v in set(more)}


def print_of(figure: Figure, kind: Kind) -> Print:
    """Weigh a figure."""
    readings = tuple(counted(figure.readings))
    value = kind.parse(figure.text)
    read = [kind.parse(r.text) for r in readings]
    sure = not figure.readings or (
        value is not None and bool(read) and all(v == value for v in read)
    )  # an empty text is no value
    return Print(kind, figure.raw, value, bool(figure.readings), sure, readings)


def _likelihood(reading: Reading, value: int, kind: Kind) -> float:
    """The chance of an engine's reading, were the value printed."""
    sure = min(max(reading.confidence, limit("first")), limit("highest"))
    ranked = [reading.text, *reading.candidates] if reading.text else list(reading.candidates)
    if not ranked:
        return 1.0
    doubt, share = 1.0 - sure, limit("candidate")
    for n, text in enumerate(ranked):
        if kind.parse(text) == value:
            return (
                sure
                if n == 0
                else max(doubt * share * 0.5**n, _slip(plain(ranked[0]), value, kind, _script(ranked[0])))
            )
    slip = max(_slip(plain(text), value, kind, _script(text)) * 0.5**n for n, text in enumerate(ranked))
    first = kind.parse(ranked[0])
    if first is None:  # not written as a figure of its kind: some slip it was
        return slip
    return slip * max(doubt * (1 - share) * _WAYS, 0.01)


def _script(text: str) -> str:
    return "thai" if THAI_DIGIT.search(text) else "arabic"


@lru_cache(maxsize=65536)
def _slip(read: str, value: int, kind: Kind, script: str) -> float:
    """The chance of reading a text for a value, digit by digit; a point or a digit may be lost, or a digit doubled."""
    true = kind.write(value)
    data = chances()
    if len(read) == len(true):
        return _digits(true, read, script)
    out = 0.0
    if kind.decimals and "." not in read and len(read) == len(true) - 1:
        out = data["dropped_point"] * _digits(true.replace(".", ""), read, script)
    if len(read) == len(true) - 1:
        shorter = (true[:i] + true[i + 1 :] for i, ch in enumerate(true) if ch != ".")
        out = max(out, max((data["dropped_digit"] * _digits(t, read, script) for t in shorter), default=0.0))
    if len(read) == len(true) + 1:
        longer = (true[: i + 1] + true[i:] for i, ch in enumerate(true) if ch != ".")
        out = max(out, max((data["doubled_digit"] * _digits(t, read, script) for t in longer), default=0.0))
    return float(out)


def _digits(true: str, read: str, script: str) -> float:
    """The chance of reading one string of digits for another of the same length."""
    table: Mapping[str, Mapping[str, float]] = chances()["confusions"][script]
    out = 1.0
    for t, r in zip(true, read, strict=True):
        if t == r:
            continue
        if "." in (t, r) or not r.isdigit():
            return 0.0
        out *= table[t].get(r, chances()["other"])
    return out


def _near(text: str, kind: Kind) -> Iterator[int]:
    """The values that a text, or a slip from it, may stand for."""
    flat = plain(text)
    value = kind.parse(flat)
    if value is not None:
        yield value
        digits = kind.write(value)
        script = chances()["confusions"][_script(text)]
        for i, ch in enumerate(digits):
            for true, reads in script.items():
                if ch in reads and (found := kind.parse(digits[:i] + true + digits[i + 1 :])) is not None:
                    yield found
    if (
        kind.decimals
        and flat.isdigit()
        and 3 <= len(flat) <= 5
        and (found := kind.parse(f"{flat[:-2]}.{flat[-2:]}")) is not None
    ):
        yield found
    if value is None or not kind.decimals:
        for i in range(len(flat) + 1):
            if kind.decimals and _LOOSE.fullmatch(flat):
                for digit in "0123456789":
                    if (found := kind.parse(flat[:i] + digit + flat[i:])) is not None:
                        yield found
            if i < len(flat) and flat[i].isdigit() and (found := kind.parse(flat[:i] + flat[i + 1 :])) is not None:
                yield found
