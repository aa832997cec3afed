"""Texts of measures: shared ones that are copied letter by letter, the same with a word changed, and a body's own."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

PARTS = ("actions", "objects", "audiences", "means", "times", "purposes")
"""Of a text, in this order."""
SHARED_TEXTS = 300
SHARED_SEED = 2566
COPIED_SHARE, NEARLY_SHARE = 0.15, 0.05
"""Share of measures (0 to 1) that are copied letter by letter, and with a word changed."""

TextKind = Literal["own", "copied", "nearly"]


class MeasureText(NamedTuple):
    """A text; ``original`` is the shared text that it is, or nearly is."""

    text: str
    kind: TextKind
    original: str | None = None


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return data


@cache
def shared_texts() -> tuple[str, ...]:
    """Return the texts that bodies copy; each has a word that can be changed."""
    rng = random.Random(SHARED_SEED)
    texts: dict[str, None] = {}
    while len(texts) < SHARED_TEXTS:
        text = _compose(rng)
        if any(word in text for word in _data()["slips"]):
            texts[text] = None
    return tuple(texts)


def draw_text(rng: random.Random) -> MeasureText:
    """Draw the text of a measure."""
    kind: TextKind = rng.choices(
        ("copied", "nearly", "own"), (COPIED_SHARE, NEARLY_SHARE, 1 - COPIED_SHARE - NEARLY_SHARE)
    )[0]
    if kind == "own":
        return MeasureText(
            f"{_compose(rng)} จำนวน {rng.randint(2, 99)} {rng.choice(('แห่ง', 'ครั้ง', 'คน', 'เรื่อง'))}", kind
        )
    original = rng.choice(shared_texts())
    if kind == "copied":
        return MeasureText(original, kind, original)
    word = rng.choice([word for word in _data()["slips"] if word in original])
    return MeasureText(original.replace(word, _data()["slips"][word], 1), kind, original)


def _compose(rng: random.Random) -> str:
    """Put a text together: an action and its object are one phrase, the others follow after spaces."""
    action, *rest = (rng.choice(_data()[part]) for part in PARTS)
    return action + " ".join(rest)
