"""Texts of cells in which numbers may stand, and of what stands there that is no number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from numpy.random import Generator

from pipeline.extract.scan.ocr.numerals import ALPHABET, OTHER

_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_CONSONANTS = "กขฃคงจฉชซญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮฤฯๆ"
_AROUND = "ะาเแโใไ"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LATIN = "GHJKLMNPQRSTUVWXYZabcdfghjklmnpqrstuvwxyz&+=*#"


def score(r: Generator) -> str:
    """A score of 0 to 100, most with two decimals."""
    kind = r.random()
    if kind < 0.08:
        return ["100.00", "100", "0.00", "0", "00.00", "40.00", "30.00"][r.integers(7)]
    decimals = int(r.choice([2, 2, 2, 2, 2, 2, 1, 3, 4]))
    whole = str(r.integers(100)) if r.random() < 0.7 else str(r.integers(20, 41))
    if r.random() < 0.06:
        whole = whole.zfill(2)
    return f"{whole}.{_digits(r, decimals)}"


def rank(r: Generator) -> str:
    """A running number."""
    n = str(r.integers(1, 100) if r.random() < 0.6 else r.integers(1, 9000))
    kind = r.random()
    return n if kind < 0.7 else f"{n}." if kind < 0.85 else f"({n})" if kind < 0.93 else f"{n})"


def year(r: Generator) -> str:
    """A year, mostly of the Buddhist Era."""
    return f"25{r.integers(0, 100):02}" if r.random() < 0.85 else f"20{r.integers(0, 40):02}"


def thousands(r: Generator) -> str:
    """An amount with thousands' commas."""
    n = f"{int(10 ** r.uniform(2, 9)):,}"
    return n if r.random() < 0.6 else f"{n}.{r.choice(['00', _digits(r, 2)])}"


def percent(r: Generator) -> str:
    """A share in percent."""
    space = " " if r.random() < 0.25 else ""
    text = f"{score(r)}{space}%"
    return f"({text})" if r.random() < 0.15 else text


def date(r: Generator) -> str:
    """A date or a time in figures."""
    d, m = r.integers(1, 32), r.integers(1, 13)
    sign = str(r.choice(["/", "/", "-", "."]))
    y = year(r) if r.random() < 0.7 else f"{r.integers(0, 100):02}"
    if r.random() < 0.25:
        return f"{r.integers(0, 24):02}{r.choice([':', '.'])}{r.integers(0, 60):02}"
    return f"{d:02}{sign}{m:02}{sign}{y}" if r.random() < 0.4 else f"{d}{sign}{m}{sign}{y}"


def span(r: Generator) -> str:
    """A range, a fraction, a number of a meeting."""
    a, b = sorted(int(v) for v in r.integers(1, 120, 2))
    return [
        f"{a}-{b}",
        f"{a} - {b}",
        f"{a} – {b}",
        f"{a}/{year(r)}",
        f"{a}/{b}",
        f"{year(r)}-{year(r)}",
        f"{a}, {b}",
        f"{a}:{b}",
    ][r.integers(8)]


def page(r: Generator) -> str:
    """A page's number as headers print it."""
    n = r.integers(1, 300)
    return [f"- {n} -", f"-{n}-", f"– {n} –"][r.integers(3)]


def dash(r: Generator) -> str:
    """Nothing to report."""
    return str(r.choice(["-", "-", "-", "–", "--", "---", "- -"]))


def code(r: Generator) -> str:
    """A code of an indicator, alone, in a list or in a range."""
    tool, last = [("I", 30), ("E", 15), ("O", 43), ("O", 43), ("i", 15), ("e", 9), ("o", 35)][r.integers(7)]
    joint = str(r.choice(["", "", "-", " ", " ", ".", ".", ". "])) if r.random() < 0.5 else ""
    one = f"{tool}{joint}{r.integers(1, last + 1)}"
    kind = r.random()
    if kind < 0.76:
        return one
    if kind < 0.82:
        return f"{one}."
    if "." in joint:  # (O.9) is no code, but a number between brackets
        joint = ""
        one = f"{tool}{r.integers(1, last + 1)}"
    other = f"{tool}{joint}{r.integers(1, last + 1)}"
    return (
        f"({one})"
        if kind < 0.86
        else f"{one}, {other}"
        if kind < 0.9
        else f"{one}-{other}"
        if kind < 0.95
        else f"{one}."
    )


def grade(r: Generator) -> str:
    """A grade of the years to 2565."""
    return str(r.choice(["AA", "A", "B", "C", "D", "E", "F"]))


def outline(r: Generator) -> str:
    """A heading's number: 1.2, 3.1.4, with or without a last full stop."""
    n = ".".join(str(v) for v in r.integers(1, 16, r.integers(2, 4)))
    return n + ("." if r.random() < 0.2 else "")


def anything(r: Generator) -> str:
    """Digits without a pattern, so that the net looks at each."""
    text = _digits(r, int(r.integers(1, 13)))
    if len(text) > 4 and r.random() < 0.3:
        cut = int(r.integers(1, len(text)))
        text = f"{text[:cut]}{r.choice(['-', '/', '.', ',', ' ', ':'])}{text[cut:]}"
    return text


def _digits(r: Generator, count: int) -> str:
    return "".join(str(d) for d in r.integers(0, 10, count))


_NUMBERS: Sequence[tuple[float, Callable[[Generator], str]]] = (
    (24, score),
    (13, rank),
    (7, year),
    (9, thousands),
    (4, percent),
    (6, date),
    (5, span),
    (2, page),
    (1.5, dash),
    (26, code),
    (2.5, grade),
    (3, outline),
    (10, anything),
)
_SHARES = [w / sum(w for w, _ in _NUMBERS) for w, _ in _NUMBERS]


def number(r: Generator, thai: float = 0.68) -> str:
    """A number, code, date or grade as a report prints it, in Thai digits with probability ``thai``.

    A code in lower case has Thai digits half as often.
    """
    text = _NUMBERS[int(r.choice(len(_NUMBERS), p=_SHARES))][1](r)
    if text[0] in "ieo" and r.random() < 0.5:
        return text
    return text.translate(_THAI) if r.random() < thai else text


@lru_cache(maxsize=1)
def _lexicon() -> tuple[str, ...]:
    from pythainlp.corpus import thai_words

    return tuple(
        sorted(w for w in thai_words() if 1 < len(w) < 14 and " " not in w and all(0x0E00 < ord(c) < 0x0E50 for c in w))
    )


def prose(r: Generator) -> str:
    """Text that is no number: Thai words, single letters, Latin words, words beside numbers."""
    kind = r.random()
    if kind < 0.4:
        return "".join(str(_lexicon()[i]) for i in r.integers(0, len(_lexicon()), r.integers(1, 4)))
    if kind < 0.62:
        letters = _CONSONANTS if r.random() < 0.75 else _CONSONANTS + _AROUND
        return "".join(letters[i] for i in r.integers(0, len(letters), r.integers(1, 4)))
    if kind < 0.7:
        capitals = "".join(_CAPITALS[i] for i in r.integers(0, len(_CAPITALS), r.integers(2, 6)))
        return str(
            r.choice(["IIT", "EIT", "OIT", "ITA", "IIT", "EIT", "OIT", capitals + "T", "T" + capitals, capitals + "S"])
        )
    if kind < 0.76:
        return "".join(_LATIN[i] for i in r.integers(0, len(_LATIN), r.integers(1, 8)))
    word = str(_lexicon()[r.integers(len(_lexicon()))])
    figure = code(r) if r.random() < 0.4 else number(r)
    if r.random() < 0.5:
        figure = figure.translate(_THAI)
    era = f"พ.ศ. {year(r).translate(_THAI)}"
    return [f"{word} {figure}", f"{figure} {word}", f"{word}{figure}", f"{figure}. {word}", era][r.integers(5)]


def reading(text: str) -> str:
    """What is to be read in a printed text: its letters; each stretch that is none of the alphabet's is one OTHER.

    Dashes of any length are the hyphen, and several of them alone are one.
    """
    text = text.replace("–", "-")
    if text and set(text) <= {"-", " "}:
        return "-"
    out = ""
    for c in text:
        known = c in ALPHABET and c != OTHER
        if known:
            out += c
        elif not out.rstrip(" ").endswith(OTHER):
            out = out.rstrip(" ") + OTHER
        else:
            out = out.rstrip(" ")
    return out.replace(OTHER + " ", OTHER).strip()
