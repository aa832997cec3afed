"""Labels and scores in measures that are printed as lists, as data: ``prose_measures.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.domain.data_files import read_yaml
from pipeline.domain.family import Family
from pipeline.domain.wordings import compact

NAMING_LABELS = ("question", "code", "code_question")
"""Fields of labels that name what measures are for; behind them a heading stands."""


@dataclass(frozen=True, slots=True)
class ProseMeasureWords:
    """The patterns of the data file, which explains each; ``longest_label`` in characters."""

    mark: re.Pattern[str]
    separator: re.Pattern[str]
    numbered: re.Pattern[str]
    label_tail: re.Pattern[str]
    score: re.Pattern[str]
    announces: re.Pattern[str]
    longest_label: int


@cache
def prose_measure_words() -> ProseMeasureWords:
    """Return the patterns, read once."""
    data = dict(read_yaml("prose_measures.yml"))
    longest = data.pop("longest_label")
    return ProseMeasureWords(
        **{name: re.compile(text, re.MULTILINE) for name, text in data.items()}, longest_label=longest
    )


@dataclass(frozen=True, slots=True)
class Label:
    """A label that a line begins with.

    Attributes:
        field: of measures, that its text is of.
        begin, cut: where the label begins in the line, and where its text does.
    """

    field: str
    begin: int
    cut: int


def read_label(family: Family, text: str) -> Label | None:
    """Return the label that a line begins with, or is.

    Args:
        family: whose columns name the labels; only their listed wordings count, whole.
        text: of the line, Arabic digits.
    """
    words = prose_measure_words()
    mark = words.mark.match(text)
    begin = mark.end() if mark else 0
    separator = words.separator.search(text, begin)
    if separator and separator.start() - begin <= words.longest_label:
        field = _field(family, text[begin : separator.start()], alone=False)
        if field is not None:
            return Label(field, begin, separator.end())
    numbered = words.numbered.match(text, begin)
    field = _field(family, numbered.group("label"), alone=True) if numbered else None
    if numbered and field is not None and field not in NAMING_LABELS:
        return Label(field, begin, numbered.end())
    if len(text) - begin <= words.longest_label and (field := _field(family, text[begin:], alone=True)) is not None:
        return Label(field, begin, len(text))
    return None


def _field(family: Family, label: str, alone: bool) -> str | None:
    """Return the field whose listed wording a label is; ``alone``: nothing but its place says that it is a label."""
    wording = compact(prose_measure_words().label_tail.sub("", label))
    if not wording:
        return None
    return next((c.field for c in family.columns if wording in c.wordings or (not alone and wording in c.exact)), None)
