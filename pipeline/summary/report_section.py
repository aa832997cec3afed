"""What the page consists of: sections, their tables, charts and key figures; labels in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipeline.emit.schema.field_registry import arrow_schema
from pipeline.emit.store.read_datasets import parquet_files, read
from pipeline.emit.store.releases import Release
from pipeline.files import load_yaml
from pipeline.summary.report_settings import REPORT

if TYPE_CHECKING:
    import pyarrow as pa

FILES = re.compile(r"\{(\w+)\}")
"""In a query, where the files of a dataset are named."""


class Term(str):
    """A value that the page names in its language (``words`` of labels.yml, or an enumeration of the registry)."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A text that the page has in its language."""

    en: str
    th: str


class Share(float):
    """A part of 100."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page: its key in ``tables`` of labels.yml, the rows that are shown, and how many there are."""

    key: str
    rows: tuple[tuple[Any, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its key in ``sections`` of labels.yml, its chart (SVG, made here) and its tables."""

    key: str
    tables: tuple[Table, ...]
    chart: str | None = None


@cache
def labels() -> dict[str, Any]:
    """Return what the page says itself (``labels.yml``)."""
    return dict(load_yaml(files(__package__).joinpath("labels.yml").read_text(encoding="utf-8")))


def word(name: str, lang: str) -> str:
    """Return a word of the page in a language."""
    return str(labels()["words"][name][lang])


def has_dataset(release: Release, *names: str) -> bool:
    """Return whether a release has files of all these datasets; an older one may lack some."""
    return all(parquet_files(release, name) for name in names)


def query_of(table: Table, release: Release) -> str | None:
    """Return the DuckDB query that gives all rows of a table; None where the release lacks a dataset of it."""
    query = labels()["tables"][table.key]["query"].strip()
    if not has_dataset(release, *FILES.findall(query)):
        return None
    return FILES.sub(lambda m: f"'processed/releases/{release.id}/{m[1]}/*.parquet'", query)


def shown_table(key: str, rows: Iterable[Sequence[Any]], most: int = REPORT.table_rows) -> Table:
    """Return a table of the first rows."""
    listed = [tuple(row) for row in rows]
    return Table(key, tuple(listed[:most]), len(listed))


def columns(release: Release, dataset: str, names: Sequence[str]) -> pa.Table:
    """Return columns of a dataset; empty where the release lacks the dataset."""
    if has_dataset(release, dataset):
        return read(release, dataset, names)
    schema = arrow_schema(dataset)
    return read(release, dataset, [n for n in names if n in schema.names], paths=())


def grouped(table: pa.Table, keys: Sequence[str], totals: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows of the keys and of what is aggregated, in the order asked for; nulls of keys come last.

    The sum of nothing but nulls is 0: an older release lacks some columns.
    """
    made = table.group_by(list(keys), use_threads=False).aggregate(list(totals))
    names = [*keys, *(f"{column}_{function}" if column else function for column, function, *_ in totals)]
    rows = zip(*(_no_null_sums(name, made[name].to_pylist()) for name in names), strict=True)
    return sorted(rows, key=lambda row: tuple((value is None, value) for value in row[: len(keys)]))


def _no_null_sums(name: str, values: list[Any]) -> list[Any]:
    return [0 if value is None else value for value in values] if name.endswith("_sum") else values


def cut(text: str | None) -> str | None:
    """Return a text of a document in one line, short enough for the page."""
    if text is None:
        return None
    line = " ".join(text.split())
    return line if len(line) <= REPORT.text_characters else f"{line[: REPORT.text_characters - 1]}…"
