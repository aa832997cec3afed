"""The field registry (``fields.yml``) as objects and as Arrow schemas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipeline.files import load_yaml

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
"""A row of a dataset, by column."""
TYPES = ("string", "float64", "int64", "int32", "int16", "bool", "date32", "list<string>")
REPORT_DATASETS = {
    "indicators": "indicator_rows",
    "measures": "measure_rows",
    "agency_results": "agency_result_rows",
    "scores": "score_rows",
    "oit_items": "oit_item_rows",
}
"""Datasets that hold what a report says, as do its copies; with the column of ``documents`` that counts their rows."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its type (one of ``TYPES``), whether it is never null, its meaning in English and Thai."""

    name: str
    type: str
    en: str
    th: str
    required: bool = False
    unit: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset: its columns in order, its key (unique) and the columns that its rows are sorted by."""

    name: str
    en: str
    th: str
    key: tuple[str, ...]
    sort: tuple[str, ...]
    fields: tuple[Field, ...]
    single_file: str | None = None
    foreign_keys: tuple[tuple[str, str], ...] = ()
    """Per column that leads to the one key column of a dataset: its name, and that dataset."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(f.name for f in self.fields)


@cache
def registry() -> dict[str, Dataset]:
    """Return every dataset of a release by name, in the order of the registry."""
    raw = load_yaml(files(__package__).joinpath("fields.yml").read_text(encoding="utf-8"))
    return {name: _dataset(name, entry, raw["fields"], raw["foreign_keys"]) for name, entry in raw["datasets"].items()}


def _dataset(
    name: str, entry: dict[str, Any], known: dict[str, dict[str, Any]], foreign_keys: dict[str, str]
) -> Dataset:
    """Return a dataset with its fields looked up, overrides applied."""
    fields: list[Field] = []
    for item in entry["fields"]:
        column, override = (item, {}) if isinstance(item, str) else next(iter(item.items()))
        fields.append(Field(name=column, **{**known[column], **override}))
    key = tuple(entry["key"])
    return Dataset(
        name,
        entry["en"],
        entry["th"],
        key,
        tuple(entry.get("sort", key)),
        tuple(fields),
        entry.get("single_file"),
        tuple((f.name, foreign_keys[f.name]) for f in fields if f.name in foreign_keys and key != (f.name,)),
    )


@cache
def arrow_schema(name: str) -> pa.Schema:
    """Return the Arrow schema of a dataset; descriptions, unit and source are in the metadata of each field."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "float64": pa.float64(),
        "int64": pa.int64(),
        "int32": pa.int32(),
        "int16": pa.int16(),
        "bool": pa.bool_(),
        "date32": pa.date32(),
        "list<string>": pa.list_(pa.field("element", pa.string())),
    }
    dataset = registry()[name]
    columns = []
    for f in dataset.fields:
        about = {"description_en": f.en, "description_th": f.th, "unit": f.unit, "source": f.source}
        columns.append(
            pa.field(f.name, types[f.type], nullable=not f.required, metadata={k: v for k, v in about.items() if v})
        )
    return pa.schema(columns, metadata={"dataset": name, "description_en": dataset.en, "description_th": dataset.th})


def data_dictionary(names: list[str]) -> list[dict[str, Any]]:
    """Return datasets and their fields as plain values, for JSON."""
    return [
        {
            "dataset": d.name,
            "description_en": d.en,
            "description_th": d.th,
            "key": list(d.key),
            "fields": [
                {
                    "name": f.name,
                    "type": f.type,
                    "nullable": not f.required,
                    "unit": f.unit,
                    "source": f.source,
                    "description_en": f.en,
                    "description_th": f.th,
                }
                for f in d.fields
            ],
        }
        for d in (registry()[name] for name in names)
    ]


def markdown(names: list[str]) -> str:
    """Return datasets and their fields as Markdown tables: the body of docs/datasets.md."""
    parts = []
    for dataset in (registry()[name] for name in names):
        key = ", ".join(f"`{k}`" for k in dataset.key) or "none"
        lines = [
            f"## {dataset.name}",
            "",
            f"{dataset.en}. {dataset.th}",
            "",
            f"Key: {key}.",
            "",
            "| field | type | null | meaning | ความหมาย | unit | from |",
            "|---|---|---|---|---|---|---|",
        ]
        for f in dataset.fields:
            null = "no" if f.required else "yes"
            lines.append(f"| `{f.name}` | `{f.type}` | {null} | {f.en} | {f.th} | {f.unit or ''} | {f.source or ''} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)
