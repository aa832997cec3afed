"""A SQLite database with keys, indexes, views and a search index; its metadata for Datasette."""

from __future__ import annotations

import contextlib
import datetime
import json
import sqlite3
from pathlib import Path
from typing import Any

from pipeline.emit.schema.field_registry import Dataset, registry
from pipeline.export.selection import BATCH_ROWS, Selection
from pipeline.export.views import table_constraints, view_statements

_TYPES = {
    "float64": "REAL",
    "int64": "INTEGER",
    "int32": "INTEGER",
    "int16": "INTEGER",
    "bool": "INTEGER",
}
"""SQLite types; all others are TEXT: dates ISO 8601, lists JSON."""
INDEXED = ("fiscal_year", "body_id", "document_id", "rule")
SEARCHED = ("measure", "result")


def write_sqlite(selection: Selection, path: Path) -> dict[str, int]:
    """Write a database; return the rows by table."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = OFF")  # an unfinished file is thrown away
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        rows = {dataset.name: _write_table(db, selection, dataset) for dataset in selection.datasets()}
        for dataset in selection.datasets():
            for column in INDEXED:
                if column in dataset.columns and (column,) != dataset.key[:1]:
                    db.execute(f'CREATE INDEX "{dataset.name}_{column}" ON "{dataset.name}" ("{column}")')
        for statement in view_statements(rows):
            db.execute(statement)
        if "measures" in rows:
            columns = ", ".join(SEARCHED)
            db.execute(
                f"CREATE VIRTUAL TABLE measures_fts USING fts5({columns}, content='measures', tokenize='trigram')"
            )
            db.execute("INSERT INTO measures_fts(measures_fts) VALUES ('rebuild')")
        db.execute("COMMIT")
    return rows


def write_metadata(selection: Selection, path: Path, database: str) -> None:
    """Write titles, descriptions, units and the licence as Datasette takes them."""
    tables = {
        d.name: {
            "title": d.th,
            "description": d.en,
            "columns": {f.name: f"{f.th} · {f.en}" for f in d.fields},
            "units": {f.name: f.unit for f in d.fields if f.unit},
        }
        for d in selection.datasets()
    }
    metadata: dict[str, Any] = {
        "title": "ITA reports",
        "description": f"Release {selection.release.id}",
        "databases": {database: {"tables": tables}},
    }
    licence = selection.licence()
    if licence:
        metadata["license"] = licence
    path.write_text(json.dumps(metadata, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_table(db: sqlite3.Connection, selection: Selection, dataset: Dataset) -> int:
    required = selection.never_null(dataset)
    columns = [
        f'"{f.name}" {_TYPES.get(f.type, "TEXT")}{" NOT NULL" if f.name in required else ""}' for f in dataset.fields
    ]
    foreign = [(c, other, registry()[other].key[0]) for c, other in selection.sound_foreign_keys(dataset)]
    keys = table_constraints(dataset.key, required, foreign)
    db.execute(f'CREATE TABLE "{dataset.name}" ({", ".join(columns)}{keys})')
    statement = f'INSERT INTO "{dataset.name}" VALUES ({", ".join("?" * len(columns))})'
    count = 0
    pending: list[tuple[Any, ...]] = []
    for row in selection.rows(dataset.name):
        pending.append(tuple(_value(v) for v in row))
        count += 1
        if len(pending) == BATCH_ROWS:
            db.executemany(statement, pending)
            pending.clear()
    db.executemany(statement, pending)
    return count


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, datetime.date) else value
