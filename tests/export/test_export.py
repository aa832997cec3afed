"""``ita export``: every row in every format, text as text, whole or not there."""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support.ita_process import ita

import pipeline
from pipeline.emit.schema.field_registry import registry
from pipeline.emit.store.releases import Release, read_release
from pipeline.export import ExportError, workbook
from pipeline.export.selection import Selection
from pipeline.export.write_export import FORMATS, write_export


@pytest.fixture
def release(released: Path) -> Release:
    return read_release(pipeline.release_path(released))


def exported(release: Release, output_format: str, path: Path, **options: Any) -> dict[str, int]:
    selection = Selection(release, options.get("names", tuple(registry())), frozenset(options.get("years", ())))
    return write_export(selection, output_format, path, options.get("lang", "th"), options.get("force", False))


@pytest.mark.parametrize("output_format", FORMATS)
def test_all_rows_of_all_datasets_are_exported_and_nothing_is_replaced_unasked(
    output_format: str, release: Release, tmp_path: Path
) -> None:
    if output_format == "duckdb":
        pytest.importorskip("duckdb", reason="duckdb is not installed (extra duckdb)")
    path = tmp_path / "made"
    rows = exported(release, output_format, path)
    assert rows == {name: release.rows[name] for name in registry()}
    with pytest.raises(ExportError, match="--force replaces it"):
        exported(release, output_format, path)
    exported(release, output_format, path, names=("documents",), force=True)
    assert not list(tmp_path.glob(".*"))


def test_sqlite_is_sound_with_keys_views_and_search(release: Release, tmp_path: Path) -> None:
    exported(release, "sqlite", tmp_path / "ita.db")
    with sqlite3.connect(tmp_path / "ita.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        leads = {row[3]: row[2] for row in db.execute("PRAGMA foreign_key_list(measures)")}
        assert leads["document_id"] == "documents" and leads["body_id"] == "bodies"
        (count,) = db.execute("SELECT count(*) FROM measures_of_bodies").fetchone()
        assert count == release.rows["measures"]
        (text,) = db.execute("SELECT measure FROM measures WHERE length(measure) > 10").fetchone()
        assert db.execute("SELECT 1 FROM measures_fts WHERE measure MATCH ?", [f'"{text[:8]}"']).fetchone()
    assert (tmp_path / "ita.metadata.json").is_file()


def test_csv_holds_the_chosen_year_behind_a_byte_order_mark(release: Release, tmp_path: Path) -> None:
    rows = exported(release, "csv", tmp_path / "ita.zip", names=("measures",), years=(2566,))
    with zipfile.ZipFile(tmp_path / "ita.zip") as archive:
        content = archive.read("measures.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(read) == rows["measures"] > 0 and {row["fiscal_year"] for row in read} == {"2566"}


def test_text_in_a_workbook_is_never_a_formula_and_long_datasets_and_texts_fit(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["=1+1", "+A1", "@SUM(A1)", "\t=1", "_x0041_", "\x01", "ก" * 40_000, "<b>&"]
    table = pq.read_table(Path(str(release.path)) / "texts").slice(0, 1)
    table = pa.concat_tables([table] * len(texts))
    table = table.set_column(table.schema.get_field_index("text"), "text", pa.array(texts))
    monkeypatch.setattr(
        Selection,
        "batches",
        lambda self, name, columns=None: iter(
            table.select(columns).to_batches()
            if columns and name == "texts"
            else table.to_batches()
            if name == "texts"
            else []
        ),
    )
    monkeypatch.setattr(workbook, "MOST_ROWS", 6)
    exported(release, "xlsx", tmp_path / "ita.xlsx", names=("texts",))
    with zipfile.ZipFile(tmp_path / "ita.xlsx") as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (2, 3)]
        assert "texts (2)" in archive.read("xl/workbook.xml").decode()
    both = "".join(sheets)
    assert "<f>" not in both and "=1+1" in both and "&lt;b&gt;&amp;" in both and "_x005F_x0041_" in both
    assert "\x01" not in both and workbook.CUT_MARK.strip() in both and max(map(len, both.split("<t"))) < 33_000
    assert all("autoFilter" in sheet and 'state="frozen"' in sheet for sheet in sheets)


def test_what_cannot_be_written_leaves_nothing_and_other_folders_stay(release: Release, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").touch()
    with pytest.raises(ExportError, match="holds more than an export"):
        exported(release, "csv", tmp_path / "home", force=True)
    with pytest.raises(ExportError, match="cannot be written"):
        exported(release, "csv", tmp_path / "home" / "letter.txt" / "ita")
    assert [p.name for p in tmp_path.rglob("*")] == ["home", "letter.txt"]


def test_a_full_disk_is_a_sentence(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> dict[str, int]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.export.csv_files.write_csv_folder", full)
    with pytest.raises(ExportError, match="No space left on device"):
        exported(release, "csv", tmp_path / "ita")
    assert not list(tmp_path.iterdir())


def test_the_command_says_what_it_wrote_and_refuses_unknown_datasets(released: Path, tmp_path: Path) -> None:
    done = ita("export", "--format", "csv", "--to", tmp_path / "ita", "--dataset", "measures", "--out", released)
    assert done.returncode == 0 and "of 1 datasets of release" in done.stderr
    done = ita("export", "--format", "csv", "--to", tmp_path / "b", "--dataset", "measure", "--out", released)
    assert done.returncode == 2 and "measures" in done.stderr
    done = ita("export", "--format", "csv", "--to", tmp_path / "ita", "--out", released)
    assert done.returncode == 4 and "--force" in done.stderr


def test_a_release_that_lacks_columns_of_today_is_exported(release: Release, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(release.path, old)
    for path in (old / "findings").glob("*.parquet"):
        pq.write_table(pq.read_table(path).drop_columns(["finding_id", "state"]), path)
    exported(read_release(old), "sqlite", tmp_path / "ita.db", names=("documents", "findings"))
    with sqlite3.connect(tmp_path / "ita.db") as db:
        (count,) = db.execute("SELECT count(*) FROM findings WHERE finding_id IS NULL").fetchone()
    assert count == release.rows["findings"]
