"""The chances that an engine misreads a figure, typed: the data file ``figures.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class FigureLimits:
    """When a figure is given. Chances and shares from 0 to 1.

    Attributes:
        candidate: share of an engine's doubt that its own candidates have.
        next_candidate: how likely a candidate is beside the one before it.
        confusable_digits: 1 over the chance that some digit of a score is read for a confusable one.
        least_doubt: doubt of an engine that reads another value, at least.
        first: what an engine reads first is at least so likely.
        highest: no engine is surer than that.
        lowest: nothing is less likely than that.
        accept: from this chance on a figure that was not plainly read is taken.
        keep: below this chance a figure that was plainly read is not kept, where its row does not add up.
        printed_wrong: share of rows whose source does not add up.
        unusual_sum: share of a table's rows below which a sum that is off by a rounding or two is questioned.
        out_of_order: share of totals that rise in a table of falling ones.
        other_grade: share of rows whose grade does not go with the scores.
        candidates: values per figure that are weighed.
    """

    candidate: float
    next_candidate: float
    confusable_digits: float
    least_doubt: float
    first: float
    highest: float
    lowest: float
    accept: float
    keep: float
    printed_wrong: float
    unusual_sum: float
    out_of_order: float
    other_grade: float
    candidates: int


@dataclass(frozen=True, slots=True)
class Misreadings:
    """The data file.

    Attributes:
        confusions: script (thai, arabic) -> true digit -> digit read instead -> chance; all as Arabic digits.
        other: chance of any other digit for a digit.
        dropped_point: chance of 9884 for 98.84.
        dropped_digit: chance of 98.8 for 98.84, each digit.
        doubled_digit: chance of 988.84 for 98.84, each digit.
        limits: when a figure is given.
    """

    confusions: Mapping[str, Mapping[str, Mapping[str, float]]]
    other: float
    dropped_point: float
    dropped_digit: float
    doubled_digit: float
    limits: FigureLimits


@cache
def misreadings() -> Misreadings:
    """Return the chances, read once."""
    from pipeline.files import load_yaml

    data = load_yaml(files(__package__).joinpath("figures.yml").read_text(encoding="utf-8"))
    limits = FigureLimits(**data.pop("limits"))
    return Misreadings(**data, limits=limits)


def figure_limits() -> FigureLimits:
    """Return when a figure is given."""
    return misreadings().limits
