"""Signals for and against a table being of the assessment, as data: ``evidence.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipeline.domain.data_files import read_yaml

PLACES = ("title", "heading", "header")
"""Where a pattern may be looked for."""


@dataclass(frozen=True, slots=True)
class PatternSignal:
    """A wording whose presence weighs; ``places`` are some of ``PLACES``."""

    name: str
    weight: float
    places: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class MeasuredSignal:
    """Something that is counted in a table's rows: ``full`` of it, or more, gives the whole weight."""

    name: str
    weight: float
    full: float


class EvidenceSettings(NamedTuple):
    """What is looked at, and what it weighs.

    Attributes:
        accept: the sum of weights from which a table is of the assessment.
        heading_lines: running lines above a table that count as its heading, at most.
        title_lines: first lines of a document that count as its title, at most.
        rows: of a table that are looked at, at most.
        same_header: weight of being headed like another table of the document that is of the assessment.
        document_title_lines: first lines of a document without a readable table that are its title.
        scheme, tools, indicators: what makes such a document one of the assessment: the scheme's name in its title, and
            in its text a tool's name or so many different indicators'.
        not_titles: how titles begin of documents that only speak of the assessment among other things.
        notice_pages: of a document that may be a notice of a body's total and nothing else, at most.
        notice: what such a notice names beside the total.
    """

    accept: float
    heading_lines: int
    title_lines: int
    rows: int
    same_header: float
    measured: tuple[MeasuredSignal, ...]
    patterns: tuple[PatternSignal, ...]
    document_title_lines: int
    scheme: re.Pattern[str]
    tools: re.Pattern[str]
    indicators: int
    not_titles: re.Pattern[str]
    notice_pages: int
    notice: re.Pattern[str]


@cache
def evidence_settings() -> EvidenceSettings:
    """Return the signals and their weights.

    Raises:
        ValueError: a signal looks in a place that is none of ``PLACES``.
    """
    data = read_yaml("evidence.yml")
    patterns = []
    for name, entry in data["patterns"].items():
        unknown = set(entry["where"]) - set(PLACES)
        if unknown:
            raise ValueError(f"domain/evidence.yml: {name} looks in {', '.join(sorted(unknown))}, which is no place")
        pattern = re.compile(entry["pattern"], re.IGNORECASE)
        patterns.append(PatternSignal(name, entry["weight"], tuple(entry["where"]), pattern))
    return EvidenceSettings(
        accept=data["accept"],
        heading_lines=data["heading_lines"],
        title_lines=data["title_lines"],
        rows=data["rows"],
        same_header=data["same_header"],
        measured=tuple(MeasuredSignal(name, e["weight"], e["full"]) for name, e in data["measured"].items()),
        patterns=tuple(patterns),
        document_title_lines=data["document"]["title_lines"],
        scheme=re.compile(data["document"]["scheme"], re.IGNORECASE | re.MULTILINE),
        tools=re.compile(data["document"]["tools"]),
        indicators=data["document"]["indicators"],
        not_titles=re.compile(data["document"]["not_titles"], re.MULTILINE),
        notice_pages=data["document"]["notice_pages"],
        notice=re.compile(data["document"]["notice"]),
    )
