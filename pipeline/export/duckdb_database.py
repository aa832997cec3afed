"""A DuckDB database with keys, views and comments on every column."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.emit.schema.field_registry import Dataset, registry
from pipeline.export import ExportError
from pipeline.export.selection import Selection
from pipeline.export.views import table_constraints, view_statements
from pipeline.files.extras import how_to_install

if TYPE_CHECKING:
    import duckdb

_TYPES = {
    "string": "VARCHAR",
    "float64": "DOUBLE",
    "int64": "BIGINT",
    "int32": "INTEGER",
    "int16": "SMALLINT",
    "bool": "BOOLEAN",
    "date32": "DATE",
    "list<string>": "VARCHAR[]",
}
MEMORY_LIMIT = "500MB"
"""Of DuckDB; with what reads the release it stays below 1 GB."""


def write_duckdb(selection: Selection, path: Path) -> dict[str, int]:
    """Write a database; return the rows by table.

    Raises:
        ExportError: DuckDB is not installed, or cannot write.
    """
    try:
        import duckdb
    except ImportError as error:
        raise ExportError(f"duckdb is not installed; {how_to_install('duckdb')}") from error
    try:
        with duckdb.connect(path, config={"memory_limit": MEMORY_LIMIT, "threads": 2}) as db:
            leads = {other for dataset in selection.datasets() for _, other in dataset.foreign_keys}
            ordered = sorted(selection.datasets(), key=lambda d: (d.name not in leads, _leads_elsewhere(d)))
            rows = {dataset.name: _write_table(db, selection, dataset) for dataset in ordered}
            for statement in view_statements(rows):
                db.execute(statement)
    except duckdb.Error as error:
        raise ExportError(f"the database cannot be written ({str(error).splitlines()[0]})") from error
    return rows


def _write_table(db: duckdb.DuckDBPyConnection, selection: Selection, dataset: Dataset) -> int:
    required = selection.never_null(dataset)
    columns = [f'"{f.name}" {_TYPES[f.type]}{" NOT NULL" if f.name in required else ""}' for f in dataset.fields]
    foreign = [
        (c, other, registry()[other].key[0])
        for c, other in selection.sound_foreign_keys(dataset)
        if other != dataset.name
    ]
    db.execute(
        f'CREATE TABLE "{dataset.name}" ({", ".join(columns)}{table_constraints(dataset.key, required, foreign)})'
    )
    count = 0
    for batch in selection.batches(dataset.name):
        db.register("batch", batch)
        db.execute(f'INSERT INTO "{dataset.name}" SELECT * FROM batch')
        db.unregister("batch")
        count += len(batch)
    db.execute(f'COMMENT ON TABLE "{dataset.name}" IS {_quoted(f"{dataset.th} · {dataset.en}")}')
    for f in dataset.fields:
        said = f"{f.th} · {f.en}" + (f" [{f.unit}]" if f.unit else "")
        db.execute(f'COMMENT ON COLUMN "{dataset.name}"."{f.name}" IS {_quoted(said)}')
    return count


def _leads_elsewhere(dataset: Dataset) -> bool:
    """Return whether a dataset has a foreign key to another: that one's table must be there first."""
    return any(other != dataset.name for _, other in dataset.foreign_keys)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
