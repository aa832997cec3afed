"""What was exported, read again by the programs that it is for."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

import pipeline
from pipeline.emit.schema.field_registry import registry
from pipeline.emit.store.releases import Release, read_release
from pipeline.export.selection import Selection
from pipeline.export.write_export import write_export

ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
"""LibreOffice's CSV filter: comma, double quotes, UTF-8, cells as they are held, every sheet in a file of its own."""


@pytest.fixture
def release(released: Path) -> Release:
    return read_release(pipeline.release_path(released))


def write(release: Release, output_format: str, path: Path) -> Selection:
    selection = Selection(release, tuple(registry()))
    write_export(selection, output_format, path, "th", False)
    return selection


def test_libreoffice_opens_a_workbook_with_every_row_and_text(release: Release, tmp_path: Path) -> None:
    if shutil.which("localc") is None:
        pytest.skip("LibreOffice Calc is not installed")
    selection = write(release, "xlsx", tmp_path / "ita.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    asked = ["soffice", "--headless", profile, "--convert-to", ALL_SHEETS, "--outdir", tmp_path, tmp_path / "ita.xlsx"]
    subprocess.run(asked, check=True, capture_output=True, timeout=120)
    for dataset in selection.datasets():
        with (tmp_path / f"ita-{dataset.name}.csv").open(encoding="utf-8", newline="") as file:
            heading, *rows = csv.reader(file)
        expected = list(selection.rows(dataset.name))
        assert (len(heading), len(rows)) == (len(dataset.fields), len(expected)), dataset.name
        for column, field in enumerate(dataset.fields):
            printed, held = [row[column] for row in rows], [row[column] for row in expected]
            if field.type == "string":
                assert printed == [value or "" for value in held], (dataset.name, field.name)
            elif field.type in ("float64", "int64", "int32", "int16"):
                assert [float(n) if n else None for n in printed] == held, (dataset.name, field.name)


@pytest.mark.parametrize("output_format", ["sqlite", "duckdb"])
def test_a_database_holds_the_values_of_the_release(output_format: str, release: Release, tmp_path: Path) -> None:
    if output_format == "duckdb":
        pytest.importorskip("duckdb", reason="duckdb is not installed (extra duckdb)")
    path = tmp_path / "ita.db"
    selection = write(release, output_format, path)
    for dataset in selection.datasets():
        columns = [f.name for f in dataset.fields if f.type not in ("list<string>", "date32", "bool")]
        names = ", ".join(f'"{name}"' for name in columns)
        expected = [
            tuple(row[place] for place, f in enumerate(dataset.fields) if f.name in columns)
            for row in selection.rows(dataset.name)
        ]
        assert _rows(output_format, path, f'SELECT {names} FROM "{dataset.name}" ORDER BY rowid') == expected


def _rows(output_format: str, path: Path, query: str) -> list[tuple[object, ...]]:
    if output_format == "sqlite":
        with sqlite3.connect(path) as db:
            return db.execute(query).fetchall()
    import duckdb

    with duckdb.connect(str(path), read_only=True) as db:
        return db.execute(query).fetchall()
