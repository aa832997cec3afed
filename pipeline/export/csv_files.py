"""A folder of CSV files, or a zip of them, as Excel opens them."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any, TextIO

from pipeline.domain.control_characters import without_controls
from pipeline.export.selection import Selection
from pipeline.export.spreadsheet_text import BYTE_ORDER_MARK, guarded_text

LIST_SEPARATOR = ";"
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The same release gives the same bytes."""


def write_csv_folder(selection: Selection, folder: Path) -> dict[str, int]:
    """Write a file per dataset; return the rows by dataset."""
    folder.mkdir()
    rows = {}
    for name in (d.name for d in selection.datasets()):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            rows[name] = _write(selection, name, file)
    return rows


def write_csv_zip(selection: Selection, path: Path) -> dict[str, int]:
    """Write a zip with a file per dataset; return the rows by dataset."""
    rows = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (d.name for d in selection.datasets()):
            info = zipfile.ZipInfo(f"{name}.csv", EARLIEST_ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            with (
                archive.open(info, "w", force_zip64=True) as member,
                io.TextIOWrapper(member, "utf-8", newline="") as file,
            ):
                rows[name] = _write(selection, name, file)
    return rows


def _write(selection: Selection, name: str, file: TextIO) -> int:
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    writer.writerow(next(d.columns for d in selection.datasets() if d.name == name))
    count = 0
    for row in selection.rows(name):
        writer.writerow([_cell(value) for value in row])
        count += 1
    return count


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = LIST_SEPARATOR.join(value)
    return guarded_text(without_controls(value)) if isinstance(value, str) else value
