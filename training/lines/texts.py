"""Texts of printed lines: sentences of reports, names of bodies, words strung together, letters without a word.

One sentence or name in ten is left out of training (by its hash): the recogniser is measured on those.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import yaml
from numpy.random import Generator

from pipeline.extract.scan.ocr.lines.line_letters import LETTERS
from training.numerals import strings

Part = Literal["train", "measure"]
LEFT_OUT = 10
"""One text in so many is left out of training."""
CLUSTER = re.compile("[เแโใไ]?[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4d]*[ะาำ]?|.", re.DOTALL)
"""Letters that no line is broken between."""
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_CONSONANTS = "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_RARE = "ฃฅฤฦ"
_UPPER = "ิีึืัํ็"
_TONES = "่้๊๋"
_KINDS = {"sentence": 30.0, "name": 20.0, "words": 24.0, "letters": 14.0, "figures": 7.0, "latin": 5.0}
_FREQUENT_POWER = 0.6
"""Words are drawn by their count to this power: frequent ones more often, rare ones not too seldom."""


class Printed(NamedTuple):
    """A text, and what kind it is."""

    text: str
    kind: str


def line_text(r: Generator, part: Part, longest: int) -> Printed:
    """Return the text of one printed line of at most about ``longest`` letters."""
    kinds, weights = list(_KINDS), np.array(list(_KINDS.values()))
    kind = kinds[int(r.choice(len(kinds), p=weights / weights.sum()))]
    if kind == "sentence":
        text = _piece(str(_pick(r, _sentences(part))), r, longest)
    elif kind == "name":
        text = str(_pick(r, _names(part)))
        if r.random() < 0.3:
            text = f"{text} {_pick(r, _names(part))}"
        text = _piece(text, r, max(longest, 36))
    elif kind == "words":
        text = _words(r, part, longest)
    elif kind == "letters":
        text = _stacks(r, int(r.integers(2, max(3, longest // 2))))
    elif kind == "figures":
        text = _figures(r, longest)
    else:
        text = _latin(r, longest)
    if kind != "letters" and r.random() < 0.3:
        text = _decorated(text, r)
    return Printed(known(text)[: longest + 16].strip(), kind)


def known(text: str) -> str:
    """Return a text without letters that the recogniser does not know, its white space single spaces."""
    text = text.replace("ํา", "ำ").replace("เเ", "แ").replace("—", "–")
    return " ".join("".join(c for c in text if c in LETTERS or c.isspace()).split())


def is_left_out(text: str) -> bool:
    """Whether a sentence or a name is left out of training."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % LEFT_OUT == 0


@lru_cache(maxsize=2)
def _sentences(part: Part) -> tuple[str, ...]:
    """Sentences and headings of reports: questions, indicators, wordings, the report that the project ships."""
    found: list[str] = []
    with resources.files("pipeline.domain.schemes").joinpath("questions.csv").open(encoding="utf-8") as file:
        found += [row["question"] for row in csv.DictReader(file)]
    with resources.files("pipeline.domain.schemes").joinpath("indicators.csv").open(encoding="utf-8") as file:
        found += [row[c] for row in csv.DictReader(file) for c in ("name_th", "aliases_th", "name_en")]
    found += resources.files("pipeline.normalize").joinpath("phrases.txt").read_text("utf-8").splitlines()
    for family in resources.files("pipeline.domain").joinpath("families").iterdir():
        found += _strings(yaml.safe_load(family.read_text("utf-8")))
    found += _strings(
        yaml.safe_load(resources.files("benchmarks.country").joinpath("measure_texts.yml").read_text("utf-8"))
    )
    folder = resources.files("training").joinpath("..", "raw", "2566")
    found += folder.joinpath("000_9de6b199020d8a83.txt").read_text("utf-8").splitlines()
    clean = sorted({s for text in found if len(s := known(text)) > 3 and "\ufffd" not in text})
    return tuple(s for s in clean if is_left_out(s) == (part == "measure"))


def _strings(value: object) -> Iterable[str]:
    """Yield all Thai texts within lists and mappings."""
    if isinstance(value, str):
        if re.search("[\u0e01-\u0e2e]", value) and not re.search(r"[\\\[\]?*]", value):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


@lru_cache(maxsize=2)
def _names(part: Part) -> tuple[str, ...]:
    """Names of bodies, with or without their district and province."""
    found: list[str] = []
    register = resources.files("pipeline.domain.register")
    with register.joinpath("local_authorities.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found += [row["kind"] + row["name"], f"{row['name']} อำเภอ{row['district']}"]
    with register.joinpath("other_bodies.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found += [row["name_th"], *([row["ministry"]] if row["ministry"] else [])]
            found += row["aliases"].split(";") if row["aliases"] else []
    clean = sorted({s for text in found if len(s := known(text)) > 3})
    return tuple(s for s in clean if is_left_out(s) == (part == "measure"))


@lru_cache(maxsize=1)
def _lexicon() -> tuple[tuple[str, ...], np.ndarray]:
    """Thai words, and the running sum of how often each is drawn."""
    from pythainlp.corpus import thai_words, ttc

    counts = {word: count for word, count in ttc.word_freqs() if re.fullmatch("[\u0e01-\u0e4e]+", word)}
    words = sorted(w for w in {*thai_words(), *counts} if re.fullmatch("[\u0e01-\u0e4e]+", w) and len(w) < 24)
    return tuple(words), np.cumsum([(counts.get(w, 0) + 2.0) ** _FREQUENT_POWER for w in words])


def _word(r: Generator) -> str:
    words, sums = _lexicon()
    return words[int(np.searchsorted(sums, r.random() * sums[-1]))]


def _words(r: Generator, part: Part, longest: int) -> str:
    """Words without spaces between most of them, a number, a sign or a Latin word here and there."""
    text, target = "", int(r.integers(3, max(5, longest)))
    while len(text) < target:
        kind = r.random()
        if kind < 0.05:
            figure = strings.number(r, 0.5)
            text += f" {figure} " if r.random() < 0.6 else figure
        elif kind < 0.07:
            text += f" {_pick(r, _printed()['latin'])} "
        elif kind < 0.11:
            text += str(_pick(r, ("ๆ ", " ๆ ", "ฯ ", "ฯลฯ ", ", ", " / ", "/", " - ", ". ", ": ", "; ", " และ", " (")))
        text += _word(r)
        if r.random() < 0.16:
            text += " "
    return text


def _stacks(r: Generator, count: int) -> str:
    """Letters without a word, as Thai may stack them: what is read must be seen."""
    out = ""
    for _ in range(count):
        if r.random() < 0.2:
            out += str(_pick(r, "เแโใไ"))
        out += str(_pick(r, _CONSONANTS)) if r.random() < 0.985 else str(_pick(r, _RARE))
        kind = r.random()
        if kind < 0.3:
            upper = str(_pick(r, _UPPER))
            out += upper
            out += str(_pick(r, _TONES)) if r.random() < 0.45 and upper in "ิีึืั" else ""
            out += "์" if upper == "ิ" and r.random() < 0.05 else ""
        elif kind < 0.42:
            out += str(_pick(r, "ุู")) + (str(_pick(r, _TONES)) if r.random() < 0.35 else "")
        elif kind < 0.62:
            out += str(_pick(r, _TONES + "์")) + (str(_pick(r, "าะำ")) if r.random() < 0.3 else "")
        elif kind < 0.74:
            out += str(_pick(r, "าะำ"))
        elif kind < 0.75:
            out += "ฺ"
        if r.random() < 0.03:
            out += str(_pick(r, " ๆฯ๐๑๒๓๔๕๖๗๘๙"))
    return out


@lru_cache(maxsize=1)
def _printed() -> dict[str, list[str]]:
    """Return what lines hold beside sentences and names."""
    listed: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "printed_texts.yml").read_text("utf-8"))
    return listed


def _figures(r: Generator, longest: int) -> str:
    """Numbers among words: years, dates, scores, codes, list numbers; in Thai or in Arabic digits."""
    parts = []
    while sum(map(len, parts)) < longest * r.uniform(0.2, 1):
        year = int(r.integers(2540, 2580))
        text = str(_pick(r, _printed()["figures"])).format(
            y=year,
            y2=year + 4,
            y3=year % 100 if r.random() < 0.7 else year,
            d=r.integers(1, 10),
            d2=r.integers(1, 32),
            m=_pick(r, _printed()["months"]),
            a=_pick(r, _printed()["months_short"]),
            a2=_pick(r, _printed()["months_short"]),
            n=r.integers(1, 44),
            s=strings.score(r),
            k=strings.thousands(r),
            p=f"0 {r.integers(1000, 9999)} {r.integers(1000, 9999)}",
            c=strings.code(r),
            g=_pick(r, "ABCDF"),
            w=_word(r),
        )
        parts.append(text.translate(TO_THAI) if r.random() < 0.5 else text)
    return " ".join(parts)


def _latin(r: Generator, longest: int) -> str:
    """Latin words, addresses, signs; random letters too."""
    parts: list[str] = []
    while sum(map(len, parts)) < longest * r.uniform(0.2, 0.9):
        kind = r.random()
        if kind < 0.4:
            parts.append(str(_pick(r, _printed()["latin"])))
        elif kind < 0.65:
            word = "".join(str(_pick(r, "etaoinshrdlucmfwypvbgkjqxz")) for _ in range(r.integers(2, 10)))
            parts.append(word if r.random() < 0.5 else word.capitalize() if r.random() < 0.6 else word.upper())
        elif kind < 0.8:
            signs = [chr(c) for c in range(0x21, 0x7F)]
            parts.append("".join(str(_pick(r, signs)) for _ in range(r.integers(1, 8))))
        elif kind < 0.9:
            parts.append(f"{_pick(r, _printed()['latin'])}{_pick(r, '/-_.@:')}{_pick(r, _printed()['latin'])}".lower())
        else:
            parts.append(_word(r))
    return " ".join(parts)


def _decorated(text: str, r: Generator) -> str:
    """A text with a list mark before it, between brackets or quotes, or with a figure behind it."""
    n = str(r.integers(1, 30))
    n = n.translate(TO_THAI) if r.random() < 0.5 else n
    return [
        f"{n}. {text}",
        f"{n}) {text}",
        f"({n}) {text}",
        f"- {text}",
        f"({text})",
        f"“{text}”",
        f'"{text}"',
        f"{text} ({n})",
        f"{text}ๆ",
        f"{text}:",
        f"{text} {strings.number(r, 0.5)}",
        f"{strings.code(r)} {text}",
        f"{text}, {_word(r)}",
        f"{text}/{_word(r)}",
    ][r.integers(14)]


def _piece(text: str, r: Generator, longest: int) -> str:
    """A text, or a part of it as long as a line may be, not cut within a stack."""
    if len(text) <= longest and r.random() < 0.8:
        return text
    clusters = CLUSTER.findall(text)
    start = int(r.integers(len(clusters))) if len(clusters) > 4 else 0
    out = ""
    for cluster in clusters[start:]:
        if len(out) + len(cluster) > longest:
            break
        out += cluster
    return out if len(out) > 2 else text[:longest]


def _pick(r: Generator, options: Sequence[object]) -> object:
    return options[int(r.integers(len(options)))]
