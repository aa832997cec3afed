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
NULLABLE_TYPES = {
    "int16": "Int16",
    "int32": "Int32",
    "int64": "Int64",
    "bool": "boolean",
    "date32": "datetime64[s]",
}
"""Types of pandas that hold what may be null, by type of the registry."""
REPORT_DATASETS = {
    "indicators": "indicator_rows",
    "measures": "measure_rows",
    "agency_results": "agency_result_rows",
    "scores": "score_rows",
    "oit_items": "oit_item_rows",
}
"""Datasets that hold what a report says, as do its copies; with the column of ``documents`` that counts their rows."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an enumeration, and its meaning in English and Thai."""

    value: str
    en: str
    th: str


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
    values: tuple[Value, ...] = ()
    """All values that may stand there (of a list, its elements); empty where they are not enumerated."""

    @property
    def pandas_type(self) -> str | None:
        """Type in a DataFrame where it is another than pandas takes by itself; all years are of one type."""
        if self.required and self.type != "int16":
            return None
        return NULLABLE_TYPES.get(self.type)


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
    part_of: str | None = None
    """The dataset whose key begins this one's, and of which each row has a row."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(f.name for f in self.fields)


@cache
def enumerations() -> dict[str, tuple[Value, ...]]:
    """Return every enumeration (``enumerations.yml``) by name, its values in order."""
    return {
        name: tuple(Value(value, **meaning) for value, meaning in values.items())
        for name, values in _read("enumerations.yml").items()
    }


@cache
def registry() -> dict[str, Dataset]:
    """Return every dataset of a release by name, in the order of the registry."""
    raw = _read("fields.yml")
    return {name: _dataset(name, entry, raw["fields"], raw["foreign_keys"]) for name, entry in raw["datasets"].items()}


def _read(name: str) -> dict[str, Any]:
    """Return the contents of a data file of this package."""
    content: dict[str, Any] = load_yaml(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return content


def _dataset(
    name: str, entry: dict[str, Any], known: dict[str, dict[str, Any]], foreign_keys: dict[str, str]
) -> Dataset:
    """Return a dataset with its fields looked up, overrides applied."""
    fields: list[Field] = []
    for item in entry["fields"]:
        column, override = (item, {}) if isinstance(item, str) else next(iter(item.items()))
        about = {**known[column], **override}
        values = enumerations()[about.pop("values")] if about.get("values") else ()
        fields.append(Field(name=column, **{**about, "values": values}))
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
        entry.get("part_of"),
    )


def references(dataset: Dataset) -> list[tuple[tuple[str, ...], str]]:
    """Return the foreign keys of a dataset: their columns, and the dataset to whose key they lead."""
    own: list[tuple[tuple[str, ...], str]] = [((column,), other) for column, other in dataset.foreign_keys]
    return [*own, (registry()[dataset.part_of].key, dataset.part_of)] if dataset.part_of else own


def licences() -> dict[str, Any]:
    """Return the licences of the data and of the software, and which datasets are a part of the software."""
    return _read("licences.yml")


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
