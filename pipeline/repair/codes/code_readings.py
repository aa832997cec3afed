"""What may stand in a scanned cell of a code: the text that is given, and what the engines read beside it, as costs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.domain.thai_digits import has_thai_digit
from pipeline.model import IndicatorRow, OitItemRow, Reading
from pipeline.repair.codes.confusables import clean_code_text


class CodeReadingSettings(NamedTuple):
    """How readings of a code are weighed. Costs are negative natural logarithms of a chance, as those of prints.

    Attributes:
        least: a reading is never held less likely than this (0 to 1): an engine that is sure may be wrong.
        shared: candidates behind the likeliest share what is left of the chance; each is given this part of it.
        latin: cost of the Latin reader's text, beside its own doubt: it takes letters and digits for each other.
    """

    least: float = 0.02
    shared: float = 0.5
    latin: float = 1.0


SETTINGS = CodeReadingSettings()


def code_options(row: IndicatorRow | OitItemRow) -> Mapping[str, float]:
    """Return the texts that may stand in a row's cell of a code, likeliest first, with what each costs.

    The text that is given costs what its reading does, nothing where it is none's. The Latin reader does not know Thai
    digits: where others read them, it is not asked. Empty where the cell is blank.
    """
    options: dict[str, float] = {}
    thai = any(has_thai_digit(text) for r in row.code_readings for text in _texts(r) if r.engine != "latin")
    for reading in row.code_readings:
        if reading.engine == "latin" and thai:
            continue
        beside = SETTINGS.latin if reading.engine == "latin" else 0.0
        for rank, text in enumerate(_texts(reading)):
            chance = (1 - reading.confidence) * SETTINGS.shared if rank else reading.confidence
            cost = beside - math.log(max(chance, SETTINGS.least))
            options[text] = min(cost, options.get(text, cost))
    if given := _unspaced(row.code_raw):
        options.setdefault(given, 0.0)
    return dict(sorted(options.items(), key=lambda option: option[1]))


def _texts(reading: Reading) -> list[str]:
    """Return what a reading holds possible, likeliest first."""
    return [text for t in (reading.text, *reading.candidates) if (text := _unspaced(t))]


def _unspaced(text: str | None) -> str:
    """Return a text for comparison, without the spaces that engines do not tell surely."""
    return "".join(clean_code_text(text).split())
