"""Texts of measures of which it is known which say nearly the same: copies with an edit, and others of one question."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

LARGE_FAMILY_SHARE = 0.02
"""Share of all texts (0 to 1) that are edits of one text, which a whole country copies."""
MOST_BY_ONE_EDIT = 100
"""Texts of a family from which on a second edit is made: few are to be had by one."""
SIBLING_ODDS = 0.3
"""How often a text is followed by another measure of its question, with other clauses (0 to 1)."""


class EditedText(NamedTuple):
    """A text; ``family`` is the number of the text that it is an edit of, ``edit`` how it was made."""

    text: str
    family: int
    edit: str


class _Measure(NamedTuple):
    """A text in its parts; clauses can be moved."""

    opening: str
    clauses: tuple[str, ...]
    purpose: str

    def text(self) -> str:
        return " ".join([self.opening, *self.clauses, self.purpose])


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return data


def make_texts(count: int, seed: int) -> list[EditedText]:
    """Return distinct texts, those of a family one after the other, the unedited one first."""
    rng = random.Random(seed)
    seen: set[str | frozenset[str]] = set()
    out: list[EditedText] = []
    for family, size in enumerate(_family_sizes(count, rng)):
        out += _family(family, size, rng, seen)
        if len(out) >= count:
            break
    return out[:count]


def _family_sizes(count: int, rng: random.Random) -> Iterator[int]:
    """Yield sizes of families: one large, most of one to three texts, some of dozens."""
    yield max(1, int(count * LARGE_FAMILY_SHARE))
    while True:
        yield rng.choices((1, 2, 3, 8, 40), (50, 25, 15, 8, 2))[0]


def _family(family: int, size: int, rng: random.Random, seen: set[str | frozenset[str]]) -> Iterator[EditedText]:
    original = _draw(rng, seen)
    yield EditedText(original.text(), family, "original")
    made = 1
    while made < size:
        edit = rng.choice(list(EDITS))
        text = EDITS[edit](original, rng)
        if size > MOST_BY_ONE_EDIT:
            text = EDITS["slip"](_Measure(text, (), ""), rng)
            edit = "two edits"
        if text not in seen:
            seen.add(text)
            yield EditedText(text, family, edit)
        made += 1
    if rng.random() < SIBLING_ODDS:
        yield EditedText(_draw(rng, seen, original).text(), -family - 1, "original")


def _draw(rng: random.Random, seen: set[str | frozenset[str]], question_of: _Measure | None = None) -> _Measure:
    """Draw a measure that says what none says so far, for the same question as another one where that is given."""
    while True:
        thing, purpose = rng.choice(list(_data()["objects"].items()))
        opening = rng.choice(_data()["actions"]) + thing
        if question_of is not None:
            opening, purpose = question_of.opening, question_of.purpose
        measure = _Measure(opening, _clauses(rng), purpose)
        if measure.text() not in seen and _said(measure) not in seen:
            seen |= {measure.text(), _said(measure)}
            return measure


def _clauses(rng: random.Random) -> tuple[str, ...]:
    """Draw clauses, one to three; those of one text have two to six details."""
    frames = rng.sample(_data()["clauses"], rng.randint(1, 3))
    details = iter(rng.sample(_data()["details"], 2 * len(frames)))
    one_each = len(frames) > 1 and rng.random() < 0.5
    return tuple(
        " ".join([f"{begin}{rng.choice(_data()['units'])}{end}", *(next(details) for _ in range(1 if one_each else 2))])
        for begin, end in frames
    )


def _said(measure: _Measure) -> frozenset[str]:
    """Return what makes a measure another one: what it is about, and the details of it."""
    text = measure.text()
    return frozenset(d for d in (*_data()["details"], *_data()["objects"]) if d in text)


def _word(measure: _Measure, rng: random.Random) -> str:
    text = measure.text()
    words = [word for word in _data()["words"] if word in text]
    word = rng.choice(words)
    return text.replace(word, _data()["words"][word], 1)


def _unit(measure: _Measure, rng: random.Random) -> str:
    text = measure.text()
    unit = rng.choice([unit for unit in _data()["units"] if unit in text])
    return text.replace(unit, rng.choice(_data()["units"]), 1)


def _addition(measure: _Measure, rng: random.Random) -> str:
    return f"{measure.text()} {rng.choice(_data()['additions'])}"


def _order(measure: _Measure, rng: random.Random) -> str:
    clauses = list(measure.clauses)
    rng.shuffle(clauses)
    return measure._replace(clauses=tuple(clauses)).text()


def _slip(measure: _Measure, rng: random.Random) -> str:
    """Lose a letter, and one elsewhere: what typing does."""
    text = measure.text().strip()
    for _ in range(2):
        place = rng.randrange(len(text))
        text = text[:place] + text[place + 1 :]
    return text


EDITS: dict[str, Callable[[_Measure, random.Random], str]] = {
    "word": _word,
    "unit": _unit,
    "addition": _addition,
    "order": _order,
    "slip": _slip,
}
"""What bodies do to a text that they copy."""
