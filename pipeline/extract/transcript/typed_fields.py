"""Fields of JSON by the type that they must have; what is of another type is noted, never an error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pipeline.domain.control_characters import without_controls
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.model import Box

Fields = dict[str, Any]
"""An object of JSON; its keys are as :func:`pipeline.extract.transcript.json_text.plain_key` makes them."""


class FieldReader:
    """Takes values out of JSON.

    Attributes:
        odd: of values that are not of their type, which field it is and what stands there.
        missing: sentences on what the output itself says that it lacks.
        pages_said: pages of the document, as the output has it; 0 where it does not say.
    """

    def __init__(self) -> None:
        self.odd: list[str] = []
        self.missing: list[str] = []
        self.pages_said = 0

    def text(self, node: Fields, *keys: str) -> str:
        """Return the text of the first field that is there, without control characters; "" where none is."""
        value, key = _first(node, keys)
        if value is None:
            return ""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            self._note(key, value)
            return ""
        return clean(value)

    def items(self, node: Fields, *keys: str) -> list[Any]:
        """Return a list; an empty one where the field is not there."""
        value, key = _first(node, keys)
        if value is None or isinstance(value, list):
            return value or []
        self._note(key, value)
        return []

    def objects(self, node: Fields, *keys: str) -> list[Fields]:
        """Return the objects of a list."""
        found = []
        for item in self.items(node, *keys):
            if isinstance(item, dict):
                found.append(item)
            elif item is not None:
                self._note(keys[0], item)
        return found

    def fields(self, node: Fields, *keys: str) -> Fields:
        """Return an object; an empty one where the field is not there."""
        value, key = _first(node, keys)
        if value is None or isinstance(value, dict):
            return value or {}
        self._note(key, value)
        return {}

    def number(self, node: Fields, *keys: str) -> float | None:
        """Return a finite number, written as one or in a string."""
        value, key = _first(node, keys)
        if value is None:
            return None
        found = as_number(value)
        if found is None:
            self._note(key, value)
        return found

    def whole(self, node: Fields, *keys: str, default: int) -> int:
        """Return a whole number that is not negative."""
        found = self.number(node, *keys)
        if found is None:
            return default
        if found < 0 or found != int(found):
            self._note(keys[0], found)
            return default
        return int(found)

    def share(self, node: Fields, *keys: str) -> float | None:
        """Return a confidence as a share; percents are taken for such."""
        found = self.number(node, *keys)
        if found is None or found < 0:
            return None
        return min(1.0, found / 100 if found > 1 else found)

    def _note(self, key: str, value: Any) -> None:
        self.odd.append(f"{key} is {_shown(value)}")


def clean(text: str) -> str:
    """Return text with line feeds as its only control characters, but for tabs and form feeds."""
    if text.isprintable():
        return text
    return "\f".join(without_controls(part) for part in text.split("\f"))


def as_number(value: Any) -> float | None:
    """Return a finite number of believable size; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and abs(found) <= TRANSCRIPT.largest_number else None


def around(points: Sequence[Any], scale_x: float, scale_y: float) -> Box | None:
    """Return the box around points, in points of the page.

    Args:
        points: numbers x, y, x, y, … (a box of two corners, or a polygon), pairs of them, or objects with x and y.
        scale_x, scale_y: points of the page for one unit; 0 where that is not known.
    """
    if not scale_x or not scale_y or not points:
        return None
    flat: list[float | None] = []
    for point in points:
        if isinstance(point, dict):
            flat += [as_number(point.get("x", 0)), as_number(point.get("y", 0))]
        elif isinstance(point, list):
            flat += [as_number(value) for value in point[:2]]
        else:
            flat.append(as_number(point))
    numbers = [value for value in flat if value is not None]
    if len(numbers) != len(flat) or len(numbers) < 4 or len(numbers) % 2:
        return None
    xs, ys = numbers[::2], numbers[1::2]
    return min(xs) * scale_x, min(ys) * scale_y, max(xs) * scale_x, max(ys) * scale_y


def join_boxes(boxes: Sequence[Box | None]) -> Box | None:
    """Return the box around boxes; None where none is known."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    left, top, right, bottom = zip(*known, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _first(node: Fields, keys: Sequence[str]) -> tuple[Any, str]:
    """Return the first field that is not null, and its key."""
    return next(((node[key], key) for key in keys if node.get(key) is not None), (None, keys[0]))


def _shown(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return f"{clean(str(value))[: TRANSCRIPT.quoted]!r}"
