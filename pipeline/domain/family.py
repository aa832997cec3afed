"""Families are data: what the tables of a kind of report look like, read from ``families/*.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pipeline.domain.data_files import names_in, read_yaml
from pipeline.domain.wordings import compact
from pipeline.model import LevelKey, Stage, Tool

FillDown = Literal["always", "merged", "never"]
_NEVER = r"(?!)"
"""A pattern that matches nothing, for a family that declares none."""


@dataclass(frozen=True)
class Column:
    """How the header of a field may read (compacted), and whether an empty cell repeats the one above.

    Attributes:
        wordings: the whole header, or the beginning of a longer one.
        exact: the whole header only.
        fill_down: ``always`` (an empty cell repeats), ``merged`` (only where the rulings merge the cells), ``never``.
        pattern: found anywhere in the header; decides before ``exact`` and ``wordings``.
        likely: found anywhere in the header; decides where none of the others does.
    """

    field: str
    wordings: tuple[str, ...]
    exact: tuple[str, ...]
    fill_down: FillDown
    pattern: re.Pattern[str] | None = None
    likely: re.Pattern[str] | None = None


@dataclass(frozen=True)
class ResultWords:
    """What tables of many bodies' results print beside their headers; ``agency_results.yml`` explains each."""

    subject: re.Pattern[str]
    weighted: tuple[str, ...]
    percent: tuple[str, ...]
    not_bodies: tuple[str, ...]
    kinds: tuple[str, ...]
    district: re.Pattern[str]
    province: re.Pattern[str]
    groups: re.Pattern[str]
    grades: re.Pattern[str]


@dataclass(frozen=True)
class ChecklistWords:
    """What checklists of public disclosure print beside their headers; ``oit_checklist.yml`` explains each."""

    asks: re.Pattern[str]
    headings: re.Pattern[str]
    notes: re.Pattern[str]


@dataclass(frozen=True)
class Family:
    """A kind of report.

    Attributes:
        name: as ``Report.family`` has it.
        reader: which reader of rows reads its tables: ``measures``, ``results``, ``scores`` or ``checklist``.
        file: the file in ``families/`` to edit.
        require: of each group of fields, a table must have one.
        base: the family that it extends, if any.
        forbid: fields of the base that a table of the family has none of, where its header names them surely.
        stage: of measures: whether they are planned, or were carried out.
        heading_rank: of several families in a document, the one of the lowest rank says how its title reads.
        columns: the fields that its tables may have.
        tools: patterns of the headings that open a tool.
        sections: number of an indicator to the titles it is printed under.
        section_prefix: what may stand before a section's number; ``section_prefixes`` are its wordings.
        levels: compacted wordings of levels, longest first.
        not_carried_out_marks: how a cell begins that says a measure was not carried out.
        not_carried_out: compacted wordings of the same.
        not_carried_out_closing: how a text ends that says so after its reason.
        given_up: how a text begins that says that the measure was called off or put off.
        unfinished: how a text begins that says neither: the measure is being carried out.
        tick_marks: texts of a column that holds nothing but ticks.
        tick_statuses: how headers of such columns end that say how far a measure is.
        sums: how rows begin that sum up others.
        assessed_before: years from the assessment to the report, where the report does not say.
        titles: how its titles begin, where not as ``assemble/title.yml`` says.
        results: for the reader of results.
        checklist: for the reader of checklists.
    """

    name: str
    reader: str
    file: str
    require: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    tools: Mapping[Tool, re.Pattern[str]]
    sections: Mapping[int, tuple[str, ...]]
    section_prefix: re.Pattern[str]
    section_prefixes: tuple[str, ...]
    levels: tuple[tuple[str, LevelKey], ...]
    not_carried_out_marks: re.Pattern[str]
    not_carried_out: tuple[str, ...]
    not_carried_out_closing: re.Pattern[str]
    given_up: re.Pattern[str]
    unfinished: re.Pattern[str]
    tick_marks: re.Pattern[str]
    tick_statuses: re.Pattern[str]
    sums: tuple[str, ...] = ()
    assessed_before: int = 1
    titles: tuple[str, ...] = ()
    results: ResultWords | None = None
    checklist: ChecklistWords | None = None
    base: str | None = None
    forbid: tuple[str, ...] = ()
    stage: Stage = "result"
    heading_rank: int = 9

    def fill_down(self, field: str) -> FillDown:
        """Return the declared rule of a field; ``never`` where the family has no such field."""
        return next((c.fill_down for c in self.columns if c.field == field), "never")

    def tools_named(self, text: str) -> list[Tool]:
        """Return the tools that a text names, in the order IIT, EIT, OIT."""
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
    not_done, ticked = data.get("not_carried_out", {}), data.get("ticked", {})
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
                _pattern(c.get("pattern")),
                _pattern(c.get("likely")),
            )
            for name, c in data["columns"].items()
        ),
        tools={tool: re.compile("|".join(patterns), re.IGNORECASE) for tool, patterns in data.get("tools", {}).items()},
        sections={int(n): tuple(titles) for n, titles in data.get("sections", {}).items()},
        section_prefix=re.compile(rf"(?:(?:{prefixes})\s*)?" if prefixes else ""),
        section_prefixes=tuple(data.get("section_prefixes", [])),
        levels=tuple(sorted(levels, key=lambda pair: -len(pair[0]))),
        not_carried_out_marks=re.compile(not_done.get("marks", _NEVER)),
        not_carried_out=_words(not_done.get("wordings")),
        not_carried_out_closing=re.compile(not_done.get("closing", _NEVER)),
        given_up=re.compile(not_done.get("given_up", _NEVER)),
        unfinished=re.compile(not_done.get("unfinished", _NEVER)),
        tick_marks=re.compile(ticked.get("marks", _NEVER)),
        tick_statuses=re.compile(ticked.get("statuses", _NEVER)),
        sums=_words(data.get("sums")),
        titles=tuple(data.get("titles", ())),
        assessed_before=0 if data.get("assessed") == "report_year" else 1,
        results=_result_words(data["results"]) if "results" in data else None,
        checklist=_checklist_words(data["checklist"]) if "checklist" in data else None,
        base=data.get("extends"),
        forbid=tuple(data.get("forbid", ())),
        stage=data.get("stage", "result"),
        heading_rank=data.get("heading_rank", 9),
    )


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


def _result_words(data: Mapping[str, Any]) -> ResultWords:
    return ResultWords(
        subject=re.compile(data["subject"]),
        weighted=_words(data["weighted"]),
        percent=_words(data["percent"]),
        not_bodies=_words(data["not_bodies"]),
        kinds=tuple(data["kinds"]),
        district=re.compile(data["district"]),
        province=re.compile(data["province"]),
        groups=re.compile(data["groups"]),
        grades=re.compile(data["grades"]),
    )


def _checklist_words(data: Mapping[str, Any]) -> ChecklistWords:
    return ChecklistWords(re.compile(data["asks"]), re.compile(data["headings"]), re.compile(data["notes"]))


@cache
def families() -> tuple[Family, ...]:
    """Return all families, in the order of their file names.

    Raises:
        ValueError: a family file lacks a key.
    """
    return tuple(_family(_with_base(read_yaml(f"families/{name}")), name) for name in names_in("families", ".yml"))


def _with_base(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the data of a family over those of the family that it ``extends``, if any; its columns likewise."""
    if "extends" not in data:
        return data
    base = _with_base(read_yaml(f"families/{data['extends']}.yml"))
    columns = {**base["columns"], **data.get("columns", {})}
    return {**base, **data, "columns": {name: column for name, column in columns.items() if column is not None}}
