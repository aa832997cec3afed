"""Schemes: whose assessment a document is of, what names it, and which forms its codes have (``schemes.yml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline.domain.data_files import read_yaml
from pipeline.domain.thai_digits import to_arabic

DEFAULT_SCHEME = "nacc"
"""The assessment of public bodies: what is meant where no scheme is named."""

Wording = tuple[str, ...]
"""Parts that have to stand in the headings together."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One assessment: who is assessed, by which codes.

    Attributes:
        name: as in the column ``scheme`` of the datasets.
        names: wordings of a heading that name it.
        hints: wordings that go with it and with others too.
        bodies: how the names of assessed bodies begin.
        codes: tool -> what may stand before the number of its codes, the canonical form first; its own, none inherited.
        inherits: name of the scheme whose codes, indicators and questions hold here where it has none of its own.
        incomplete: fiscal year (Buddhist Era) -> tools whose list of codes is not known to be whole.
        years: first and last fiscal year of the assessment (Buddhist Era), None where it goes on.
    """

    name: str
    en: str
    th: str
    names: tuple[Wording, ...]
    hints: tuple[Wording, ...]
    bodies: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    inherits: str | None
    incomplete: Mapping[int, tuple[str, ...]]
    years: tuple[int, int] | None

    @property
    def code_forms(self) -> Mapping[str, tuple[str, ...]]:
        """What may stand before the number of a code, by tool, inherited forms too."""
        return {**(scheme(self.inherits).code_forms if self.inherits else {}), **self.codes}

    def is_complete(self, year: int, tool: str) -> bool:
        """Return whether the list of a tool's codes in a fiscal year (Buddhist Era) is known to be whole."""
        return tool not in self.incomplete.get(year, ())


@cache
def schemes() -> tuple[Scheme, ...]:
    """Return all schemes, the assessment of public bodies first."""
    return tuple(_scheme(name, data) for name, data in read_yaml("schemes/schemes.yml")["schemes"].items())


def _scheme(name: str, data: Mapping[str, Any]) -> Scheme:
    """Return the scheme of one entry of the data file."""
    years = data.get("years")
    return Scheme(
        name,
        data["en"],
        data["th"],
        _wordings(data.get("names", ())),
        _wordings(data.get("hints", ())),
        tuple(data.get("bodies", ())),
        {tool: tuple(forms) for tool, forms in data["codes"].items()},
        data.get("inherits"),
        {int(year): tuple(tools) for year, tools in data.get("incomplete", {}).items()},
        (int(years[0]), int(years[1])) if years else None,
    )


def _wordings(entries: list[str | list[str]]) -> tuple[Wording, ...]:
    return tuple((entry,) if isinstance(entry, str) else tuple(entry) for entry in entries)


@cache
def scheme(name: str) -> Scheme:
    """Return a scheme by its name.

    Raises:
        KeyError: there is none of that name.
    """
    return {s.name: s for s in schemes()}[name]


@lru_cache(maxsize=65536)
def code_of(name: str, text: str) -> str | None:
    """Return the code that a text plainly prints, in canonical form: ``O42`` of ``OIT 42`` and of ``o.42 :``.

    A part of an item (``MOIT1.1.1``) is the item. Look-alike letters are not resolved here: that is repair's work.

    Args:
        name: of the scheme.
        text: a whole cell, or what stands before an item's name.
    """
    printed = re.sub(r"\s+", "", to_arabic(text)).upper()
    for forms in scheme(name).code_forms.values():
        for form in forms:
            match = re.fullmatch(rf"{form}[.:\-–]?0?(\d{{1,2}})((?:\.\d{{1,2}})+)?[.:)]*", printed)
            if match and int(match[1]):
                return f"{forms[0]}{int(match[1])}"
    return None


def tool_of(name: str, code: str) -> str | None:
    """Return the tool of a canonical code; None where the scheme has no such form."""
    letters = code.rstrip("0123456789")
    return next((tool for tool, forms in scheme(name).code_forms.items() if forms[0] == letters), None)
