"""One export: written beside its name, then moved there whole."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from pathlib import Path

from pipeline.emit.schema.field_registry import registry
from pipeline.export import ExportError
from pipeline.export.selection import Selection

FORMATS = ("xlsx", "csv", "sqlite", "duckdb")


def write_export(selection: Selection, output_format: str, path: Path, lang: str, force: bool) -> dict[str, int]:
    """Write a release to a file, or as CSV to a folder; return the rows by dataset.

    Args:
        selection: what is exported.
        output_format: one of ``FORMATS``.
        path: the file; of CSV a folder, or a file whose name ends with .zip.
        lang: of headings, ``th`` or ``en``.
        force: replace what stands there; a folder only where it holds nothing but an export.

    Raises:
        ExportError: it is there already, or cannot be written.
        ReleaseError: the release cannot be read.
    """
    metadata = path.with_suffix(".metadata.json")
    for target in (path, metadata) if output_format == "sqlite" else (path,):
        _check_target(target, force)
    temporary = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        temporary.mkdir(parents=True)
        made = temporary / path.name
        rows = _write(selection, output_format, made, lang)
        if output_format == "sqlite":
            from pipeline.export.sqlite_database import write_metadata

            write_metadata(selection, temporary / "metadata.json", path.stem)
        _replace(made, path, temporary / "before")
        if output_format == "sqlite":
            os.replace(temporary / "metadata.json", metadata)
    except (OSError, sqlite3.Error) as error:
        raise ExportError(
            f"{path} cannot be written ({getattr(error, 'strerror', None) or error}); nothing was left there; make "
            "room or choose another place with --to"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return rows


def _write(selection: Selection, output_format: str, path: Path, lang: str) -> dict[str, int]:
    if output_format == "xlsx":
        from xlsxwriter.exceptions import XlsxWriterException  # type: ignore[import-untyped]

        from pipeline.export.workbook import write_workbook

        try:
            return write_workbook(selection, path, lang)
        except XlsxWriterException as error:
            raise OSError(str(error)) from error
    if output_format == "sqlite":
        from pipeline.export.sqlite_database import write_sqlite

        return write_sqlite(selection, path)
    if output_format == "duckdb":
        from pipeline.export.duckdb_database import write_duckdb

        return write_duckdb(selection, path)
    from pipeline.export.csv_files import write_csv_folder, write_csv_zip

    return (write_csv_zip if path.suffix.lower() == ".zip" else write_csv_folder)(selection, path)


def _replace(made: Path, path: Path, aside: Path) -> None:
    """Move what was made to its name; a folder that stands there goes aside first, and back where that fails."""
    was_folder = path.is_dir()
    if was_folder:
        os.replace(path, aside)
    try:
        os.replace(made, path)
    except OSError:
        if was_folder:
            os.replace(aside, path)
        raise


def _check_target(path: Path, force: bool) -> None:
    """Refuse to replace what nobody asked to be replaced, or what is no export."""
    if not path.exists():
        return
    if not force:
        raise ExportError(f"{path} is there already; --force replaces it")
    known = {f"{name}.csv" for name in registry()}
    if path.is_dir() and not {p.name for p in path.iterdir()} <= known:
        raise ExportError(f"{path} is a folder that holds more than an export; choose another place with --to")
