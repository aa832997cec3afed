"""What must hold of one document's rows, and of a release as a whole, before anybody may see it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.schema.field_registry import arrow_schema, registry
from pipeline.emit.write.outcome_rows import FACTS, Row

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
    out += [
        f"indicators: entry_no {r['entry_no']} says {r['measure_count']} measures, measures has {counts[r['entry_no']]}"
        for r in rows["indicators"]
        if r["measure_count"] != counts[r["entry_no"]]
    ]
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
                out.append(
                    f"{name}: {f.name} may not be {row[f.name]!r} (type {f.type}{', required' if f.required else ''})"
                )
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
        (wanted.field(n).metadata or {}).items() <= (found.field(n).metadata or {}).items() for n in wanted.names
    )


def check_release(folder: Path) -> dict[str, int]:
    """Reads a built release back, a fiscal year at a time, and returns its rows per dataset.

    Raises:
        ReleaseError: a file is missing or has another schema, a key or a document is there twice, a row belongs to no document (a measure
            to no indicator), stands in the file of another year, or the counts of ``documents`` do not reconcile with the datasets.
    """
    counts: dict[str, int] = {}
    years: defaultdict[str, dict[str, list[Path]]] = defaultdict(dict)
    for name, dataset in registry().items():
        paths = sorted((folder / name).glob("*.parquet"))
        if not paths:
            raise _refused(f"dataset {name} has no file")
        counts[name] = sum(_rows_of(path, name) for path in paths)
        if dataset.single_file is not None:
            _check_keys(name, _keys(name, paths))
            continue
        for path in paths:
            years[path.stem.split("-")[0]].setdefault(name, []).append(path)
    for year, found in years.items():
        _check_year(year, found)
    _check_documents(folder)
    return counts


def _refused(why: str) -> ReleaseError:
    return ReleaseError(f"the release was not published: {why}; this is a defect of the software, please report it")


def _rows_of(path: Path, name: str) -> int:
    """Rows of a file, by its footer."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        if not _same_schema(file.schema_arrow, arrow_schema(name)):
            raise _refused(f"{name}/{path.name} has another schema than the registry")
        return int(file.metadata.num_rows)


def _keys(name: str, paths: list[Path], *more: str) -> pa.Table:
    """The columns of a dataset's files that identify its rows and say where they belong."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = dict.fromkeys(
        (*(c for c in ("document_id", "fiscal_year") if c in registry()[name].columns), *registry()[name].key, *more)
    )
    identified = ["document_id"] if "document_id" in columns else []
    tables = [pq.read_table(path, columns=list(columns), read_dictionary=identified) for path in paths]
    return pa.concat_tables(tables).unify_dictionaries()


def _check_keys(name: str, table: pa.Table) -> None:
    """No two rows share a key."""
    key = list(registry()[name].key)
    if key and (twice := len(table) - len(table.group_by(key).aggregate([]))):
        raise _refused(
            f"{name}: {twice} rows have the key ({', '.join(key)}) of another; one document or row is there twice"
        )


def _check_year(year: str, found: dict[str, list[Path]]) -> None:
    """Keys, foreign keys and counts of one fiscal year: a document's rows all stand in the files of its year."""
    import pyarrow.compute as pc

    more = {"documents": COUNTS.keys(), "indicators": ("measure_count",), "findings": ("severity",)}
    tables = {name: _keys(name, paths, *more.get(name, ())) for name, paths in found.items()}
    said = {row["document_id"]: row for row in tables["documents"].to_pylist()} if "documents" in tables else {}
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, table in tables.items():
        _check_keys(name, table)
        wrong = (
            pc.invert(pc.is_null(table["fiscal_year"]))
            if year == "unknown"
            else pc.not_equal(table["fiscal_year"], int(year))
        )
        if pc.any(pc.fill_null(wrong, True)).as_py():
            raise _refused(f"{name}/{year}.parquet has rows of another fiscal year")
        for column, (dataset, how) in COUNTS.items():
            if dataset == name:
                counted[column].update(how(table))
    for column, (dataset, _) in COUNTS.items():
        if strangers := counted[column].keys() - said.keys():
            raise _refused(
                f"{dataset} of {year} has rows of document {min(strangers)}, which is not in documents of that year"
            )
        for document, row in said.items():
            if row[column] != counted[column][document]:
                raise _refused(
                    f"documents says {column} = {row[column]} of document {document}, {dataset} has {counted[column][document]}"
                )
    if "measures" in tables:
        _check_parents(
            tables["measures"], tables["indicators"] if "indicators" in tables else tables["measures"].slice(0, 0)
        )


def _check_parents(measures: pa.Table, indicators: pa.Table) -> None:
    """Every measure has its indicator."""
    parent = ["document_id", "entry_no"]
    plain = [table.select(parent).cast(_schema_of(parent)) for table in (measures, indicators)]
    if orphans := len(plain[0].join(plain[1], keys=parent, join_type="left anti")):
        raise _refused(f"{orphans} rows of measures belong to no row of indicators")


def _schema_of(columns: list[str]) -> pa.Schema:
    """Some columns of measures, as they are when not dictionary-encoded."""
    import pyarrow as pa

    return pa.schema([arrow_schema("measures").field(c) for c in columns])


def _check_documents(folder: Path) -> None:
    """Across years: a document is there once, and a copy's original is there and no copy itself."""
    import pyarrow.parquet as pq

    rows = pq.read_table(folder / "documents", columns=["document_id", "copy_of"]).to_pylist()
    originals = {row["document_id"] for row in rows if row["copy_of"] is None}
    if len({row["document_id"] for row in rows}) != len(rows):
        raise _refused("a document is in documents twice")
    if lost := {row["copy_of"] for row in rows} - originals - {None}:
        raise _refused(f"documents are copies of {min(lost)}, which is not in documents or is a copy itself")


def _each(table: pa.Table) -> dict[str, int]:
    """Rows per document."""
    return {
        entry["values"]: entry["counts"] for entry in table["document_id"].combine_chunks().value_counts().to_pylist()
    }


def _tables(table: pa.Table) -> dict[str, int]:
    """Tables per document."""
    return _each(table.group_by(["document_id", "table_no"]).aggregate([]))


def _of_severity(severity: str) -> Callable[[pa.Table], dict[str, int]]:
    """Counts findings of one severity per document."""
    import pyarrow.compute as pc

    return lambda table: _each(table.filter(pc.equal(table["severity"], severity)))


COUNTS: dict[str, tuple[str, Callable[[pa.Table], dict[str, int]]]] = {
    **{column: (dataset, _each) for dataset, column in FACTS.items()},
    "pages": ("pages", _each),
    "tables": ("cells", _tables),
    "findings_error": ("findings", _of_severity("error")),
    "findings_warning": ("findings", _of_severity("warning")),
}
"""Columns of documents that count rows of a dataset, and how these are counted per document."""
