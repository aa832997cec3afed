"""Families are data: what a kind of report's tables look like, read from ``families/*.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pipeline.model import LevelKey, Tool

FillDown = Literal["always", "merged", "never"]

_NOISE = re.compile(r"[\s​.,:;/()\[\]{}\-–—_*\"'“”‘’|]+")


def compact(text: str) -> str:
    """A wording without white space and punctuation, lower case: what is compared."""
    return _NOISE.sub("", text).lower()


@dataclass(frozen=True)
class Column:
    """How the header of a field may read, compacted, and whether an empty cell means "as above".

    ``pattern`` (found anywhere) decides before ``exact`` and ``wordings``; ``likely`` (found anywhere) where none of them does.
    ``fill_down``: ``always`` (an empty cell repeats), ``merged`` (only where the rulings merge the cells), ``never``.
    """

    field: str
    wordings: tuple[str, ...]
    exact: tuple[str, ...]
    fill_down: FillDown
    pattern: re.Pattern[str] | None = None
    likely: re.Pattern[str] | None = None


@dataclass(frozen=True)
class ResultWords:
    """What tables of many bodies' results say beside their headers; ``agency_results.yml`` explains each."""

    subject: re.Pattern[str]
    weighted: tuple[str, ...]
    percent: tuple[str, ...]
    not_bodies: tuple[str, ...]
    groups: re.Pattern[str]
    grades: re.Pattern[str]


@dataclass(frozen=True)
class Family:
    """A kind of report.

    ``require``: of each group of fields, a table must have one; ``file``: where to edit; ``assessed_before``: how many years the
    assessment that the report speaks of was before the report's, where it does not say so; ``titles``: how its titles begin, where not as
    ``heading.yml`` says; ``sums``: how rows begin that sum up others; ``results``: for the reader of results.
    """

    name: str
    reader: str
    file: str
    require: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    tools: Mapping[Tool, re.Pattern[str]]
    sections: Mapping[int, tuple[str, ...]]
    section_prefix: re.Pattern[str]
    levels: tuple[tuple[str, LevelKey], ...]
    not_carried_out_marks: re.Pattern[str]
    not_carried_out: tuple[str, ...]
    sums: tuple[str, ...] = ()
    assessed_before: int = 1
    titles: tuple[str, ...] = ()
    results: ResultWords | None = None

    def fill_down(self, field: str) -> FillDown:
        """The declared rule of a field."""
        return next((c.fill_down for c in self.columns if c.field == field), "never")

    def tools_named(self, text: str) -> list[Tool]:
        """The tools that a text names, in the order IIT, EIT, OIT."""
        return [tool for tool, pattern in self.tools.items() if pattern.search(text)]


def _words(value: Sequence[Any] | None) -> tuple[str, ...]:
    return tuple(compact(str(word)) for word in value or ())


def _family(data: Mapping[str, Any], file: str) -> Family:
    missing = {"family", "reader", "require", "columns"} - set(data)
    if missing:
        raise ValueError(
            f"domain/families/{file}: no {', '.join(sorted(missing))}; see measures_result.yml for the keys"
        )
    prefixes = "|".join(re.escape(p) for p in data.get("section_prefixes", []))
    levels = [(compact(word), key) for key, words in data.get("levels", {}).items() for word in words]
    not_done = data.get("not_carried_out", {})
    return Family(
        name=data["family"],
        reader=data["reader"],
        file=file,
        require=tuple(tuple(group) for group in data["require"]),
        columns=tuple(
            Column(
                name,
                _words(c.get("wordings")),
                _words(c.get("exact")),
                c.get("fill_down", "never"),
                *map(_pattern, _patterns(c)),
            )
            for name, c in data["columns"].items()
        ),
        tools={tool: re.compile("|".join(patterns), re.IGNORECASE) for tool, patterns in data.get("tools", {}).items()},
        sections={int(n): tuple(titles) for n, titles in data.get("sections", {}).items()},
        section_prefix=re.compile(rf"(?:(?:{prefixes})\s*)?" if prefixes else ""),
        levels=tuple(sorted(levels, key=lambda pair: -len(pair[0]))),
        not_carried_out_marks=re.compile(not_done.get("marks", r"(?!)")),
        not_carried_out=_words(not_done.get("wordings")),
        sums=_words(data.get("sums")),
        titles=tuple(data.get("titles", ())),
        assessed_before=0 if data.get("assessed") == "report_year" else 1,
        results=_result_words(data["results"]) if "results" in data else None,
    )


def _patterns(column: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return column.get("pattern"), column.get("likely")


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _result_words(data: Mapping[str, Any]) -> ResultWords:
    return ResultWords(
        subject=re.compile(data["subject"]),
        weighted=_words(data["weighted"]),
        percent=_words(data["percent"]),
        not_bodies=_words(data["not_bodies"]),
        groups=re.compile(data["groups"]),
        grades=re.compile(data["grades"]),
    )


def read_yaml(name: str) -> Any:
    """A data file of this stage, by its name below ``pipeline/domain``."""
    from pipeline.files import load_yaml

    return load_yaml(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def families() -> tuple[Family, ...]:
    """All families, by file name.

    Raises:
        ValueError: a family file lacks a key.
    """
    names = sorted(f.name for f in files(__package__).joinpath("families").iterdir() if f.name.endswith(".yml"))
    return tuple(_family(read_yaml(f"families/{name}"), name) for name in names)
