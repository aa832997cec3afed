"""The body of a scanned report: of several readings of its name the one that words speak for, and what is unsure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.assemble.title import Title, agency_type, body_of_heading, province_of
from pipeline.domain.wordings import compact
from pipeline.model import Finding
from pipeline.normalize.strings.tone_marks import spelling_cost


class AgencyReadingSettings(NamedTuple):
    """When two names are readings of one, and when words decide between them.

    Attributes:
        alike: likeness (0 to 100) from which two names of one kind of body are readings of one.
        margin: nats by which the words of one reading must be likelier than those of every other.
    """

    alike: float = 85.0
    margin: float = 1.5


SETTINGS = AgencyReadingSettings()


def settle_agency(title: Title, texts: Sequence[str]) -> tuple[Title, list[Finding]]:
    """Settle the name of a scanned report's body, where the document prints it several times and it reads differently.

    Args:
        title: of the document.
        texts: all its running text, as paragraphs, and its running heads and feet.

    Returns:
        The title with the reading whose words are likelier than all others by a clear margin, else with the most
        frequent one, and the finding that names all readings.
    """
    from rapidfuzz import fuzz

    own = title.agency
    if own is None:
        return title, []
    readings = Counter[str]({compact(own): 0})
    printed = {compact(own): own}
    for name in filter(None, map(body_of_heading, dict.fromkeys(texts))):
        flat = compact(name)
        if agency_type(name) == title.agency_type and fuzz.ratio(flat, compact(own)) >= SETTINGS.alike:
            readings[flat] += 1
            printed.setdefault(flat, name)
    if len(readings) < 2:
        return title, []
    best = _likeliest_spelling(readings) or readings.most_common(1)[0][0]
    names = [printed[flat] for flat, _ in readings.most_common()]
    message = (
        f"The body's name was read in {len(names)} ways: {', '.join(names)}. {printed[best]} was taken; name it in "
        "raw/sources.yml (`agency`) if it is another."
    )
    finding = Finding("title.agency_unsure", "warning", message, raw=" | ".join(names), value=printed[best])
    name = printed[best]
    kind = agency_type(name)
    province = title.province or province_of(name, kind)
    return replace(title, agency=name, agency_type=kind, province=province), [finding]


def _likeliest_spelling(readings: Counter[str]) -> str | None:
    """Return the reading whose words are likelier than those of every other; None where it is not clear."""
    ranked = sorted((spelling_cost(reading), reading) for reading in readings)
    return ranked[0][1] if ranked[1][0] - ranked[0][0] >= SETTINGS.margin else None
