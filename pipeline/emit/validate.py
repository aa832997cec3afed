"""What must hold of one document's rows, and of a release as a whole, before anybody may see it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.emit.errors import ReleaseError
from pipeline.emit.registry import arrow_schema, registry
from pipeline.emit.rows import Row

if TYPE_CHECKING:
    import pyarrow as pa

LIMITS = {"int16": 2**15, "int32": 2**31, "int64": 2**63}


def problems(rows: dict[str, list[Row]]) -> list[str]:
    """Sentences on what is wrong with one document's rows; empty when all holds.

    Checks the registry's columns, types and required fields, unique keys, that every measure has its indicator and every indicator
    its number of measures, and that the place of each row leads to cells.
    """
    out: list[str] = []
    for name, items in rows.items():
        out += _shape(name, items)
    if out:
        return out
    for name, items in rows.items():
        key = registry()[name].key
        for value, n in Counter(tuple(r[k] for k in key) for r in items).items() if key else ():
            if n > 1:
                out.append(f"{name}: {n} rows share the key {dict(zip(key, value, strict=True))}")
    counts = Counter(r["entry_no"] for r in rows["measures"])
    known = {r["entry_no"] for r in rows["indicators"]}
    out += [f"measures: entry_no {n} is not in indicators" for n in sorted(set(counts) - known)]
    out += [f"indicators: entry_no {r['entry_no']} says {r['measure_count']} measures, measures has {counts[r['entry_no']]}"
            for r in rows["indicators"] if r["measure_count"] != counts[r["entry_no"]]]
    return out + _lost_places(rows)


def _shape(name: str, items: list[Row]) -> list[str]:
    """Columns, types and nulls of one dataset's rows."""
    out: list[str] = []
    fields = registry()[name].fields
    columns = set(registry()[name].columns)
    for row in items:
        if set(row) != columns:
            out.append(f"{name}: columns {sorted(set(row) ^ columns)} are missing or unknown")
            continue
        for f in fields:
            if not _fits(row[f.name], f.type, f.required):
                out.append(f"{name}: {f.name} may not be {row[f.name]!r} (type {f.type}{', required' if f.required else ''})")
    return out


def _fits(value: Any, type_: str, required: bool) -> bool:
    """Whether a value may stand in a column of this type."""
    if value is None:
        return not required
    if type_ == "string":
        return isinstance(value, str)
    if type_ == "bool":
        return isinstance(value, bool)
    if type_ == "float64":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if type_ == "list<string>":
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    return isinstance(value, int) and not isinstance(value, bool) and -LIMITS[type_] <= value < LIMITS[type_]


def _lost_places(rows: dict[str, list[Row]]) -> list[str]:
    """Rows whose table and rows no cell covers."""
    covered = {(c["table_no"], r) for c in rows["cells"] for r in range(c["row"], c["row"] + c["rowspan"])}
    out = []
    for name in ("indicators", "measures", "agency_results"):
        for row in rows[name]:
            first, last = (row["row_first"], row["row_last"]) if "row_first" in row else (row["row"], row["row"])
            if first > last or any((row["table_no"], r) not in covered for r in (first, last)):
                out.append(f"{name}: table {row['table_no']} rows {first}-{last} lead to no cells")
    return out


def _same_schema(found: pa.Schema, wanted: pa.Schema) -> bool:
    """Whether names, types, nullability and descriptions are those of the registry; Parquet may add numbers of its own to the metadata."""
    return found.equals(wanted) and all(
        (wanted.field(n).metadata or {}).items() <= (found.field(n).metadata or {}).items() for n in wanted.names)


def check_release(folder: Path) -> dict[str, int]:
    """Reads a built release back and returns its rows per dataset.

    Raises:
        ReleaseError: a file is missing or has another schema, a document is there twice, or counts do not reconcile.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    counts: dict[str, int] = {}
    for name in registry():
        paths = sorted((folder / name).glob("*.parquet"))
        if not paths:
            raise ReleaseError(f"the release was not published: dataset {name} has no file")
        counts[name] = 0
        for path in paths:
            with pq.ParquetFile(path) as file:
                if not _same_schema(file.schema_arrow, arrow_schema(name)):
                    raise ReleaseError(f"the release was not published: {name}/{path.name} has another schema than the registry")
                counts[name] += file.metadata.num_rows
    documents = pq.read_table(folder / "documents")
    if len(pc.unique(documents["document_id"])) != len(documents):
        raise ReleaseError("the release was not published: a document is in documents twice")
    for name, column in (("indicators", "indicator_rows"), ("measures", "measure_rows"), ("agency_results", "agency_result_rows"),
                         ("pages", "pages")):
        said = pc.sum(documents[column]).as_py() or 0
        if said != counts[name]:
            raise ReleaseError(f"the release was not published: documents count {said} rows of {name}, the dataset has {counts[name]}")
    return counts
