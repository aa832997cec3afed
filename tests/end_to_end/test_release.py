"""The shipped archive, from its files to a release that an analyst can load."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from support.release import parquet_hashes

import pipeline
from pipeline.emit.schema.field_registry import registry
from pipeline.settings import Settings


def test_two_copies_of_one_report_give_its_indicators_once(released: Path) -> None:
    documents = pipeline.load("documents", released)
    assert sorted(documents["kind"]) == ["pdf", "transcript"]
    assert documents["report_id"].nunique() == 1
    assert documents["copy_of"].notna().sum() == 1
    indicators = pipeline.load("indicators", released)
    assert len(indicators) == 32 and indicators["code"].is_unique and indicators["code"].notna().all()
    assert len(pipeline.load("measures", released)) == 49


def test_agency_and_years_are_read_from_the_text(released: Path) -> None:
    documents = pipeline.load("documents", released)
    assert documents["agency"].unique().tolist() == ["สำนักงานปลัดกระทรวงการคลัง"]
    assert documents["fiscal_year"].unique().tolist() == [2566]
    assert set(documents["status"]) == {"ok"}


def test_both_files_were_understood(raw: Path, tmp_path: Path) -> None:
    from pipeline.batch import run_batch

    run_batch(Settings(raw=raw, out=tmp_path, keep_copies=True, workers=2))
    counts = pipeline.load("indicators", tmp_path).groupby("document_id").size()
    assert counts.tolist() == [32, 32]


@pytest.mark.parametrize("dataset", ["indicators", "measures"])
def test_every_row_leads_to_cells_that_hold_its_text(released: Path, dataset: str) -> None:
    cells = pipeline.load("cells", released)
    columns = {"indicators": ["code_raw", "score_raw"], "measures": ["measure", "result", "outcome"]}[dataset]
    for row in pipeline.load(dataset, released).itertuples():
        mine = cells[(cells.document_id == row.document_id) & (cells.table_no == row.table_no)]
        header = "".join(mine[mine.row == mine.row.min()].text)
        repeated = {n for n, texts in mine.groupby("row").text if "".join(texts) == header}
        by_column = (
            mine[mine.row.between(row.row_first, row.row_last) & ~mine.row.isin(repeated)]
            .sort_values("row")
            .groupby("column")
        )
        held = ["".join("".join(texts).split()) for kind in ("text", "text_raw") for _, texts in by_column[kind]]
        for column in columns:
            value = getattr(row, column)
            if isinstance(value, str):
                for paragraph in value.split("\n"):
                    assert any("".join(paragraph.split()) in text for text in held), (row.code, column, paragraph)


def test_running_again_gives_the_same_bytes(released: Path, raw: Path, tmp_path: Path) -> None:
    pipeline.run(raw, tmp_path, workers=1)
    assert parquet_hashes(pipeline.release_path(tmp_path)) == parquet_hashes(pipeline.release_path(released))
    assert pipeline.release_path(tmp_path).name == pipeline.release_path(released).name


@pytest.mark.parametrize("dataset", list(registry()))
def test_three_readers_agree(released: Path, dataset: str) -> None:
    folder = released / "current" / dataset
    pandas_rows = pd.read_parquet(folder)
    polars_rows = pl.read_parquet(folder / "*.parquet")
    duckdb_rows = duckdb.sql(f"select * from '{folder}/*.parquet'").fetchall()
    assert len(pandas_rows) == len(polars_rows) == len(duckdb_rows)
    assert list(pandas_rows.columns) == polars_rows.columns
    for n, name in enumerate(polars_rows.columns):
        if polars_rows.schema[name] == pl.String:
            texts = polars_rows[name].to_list()
            assert [v if isinstance(v, str) else None for v in pandas_rows[name]] == texts
            assert sorted(r[n] or "" for r in duckdb_rows) == sorted(t or "" for t in texts)


def test_the_dictionary_in_the_files_is_the_registry(released: Path) -> None:
    package = json.loads((pipeline.release_path(released) / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        described = {f["name"]: f["description"] for f in resource["schema"]["fields"]}
        assert described == {f.name: f.en for f in registry()[resource["name"]].fields}


def test_the_codebook_is_the_one_that_repair_decides_by(released: Path, root: Path) -> None:
    with (root / "pipeline" / "domain" / "schemes" / "codes.csv").open(encoding="utf-8", newline="") as file:
        known = {(r["scheme"], int(r["fiscal_year"]), r["code"]) for r in csv.DictReader(file)}
    codebook = pipeline.load("codebook", released)
    assert set(zip(codebook["scheme"], codebook["fiscal_year"], codebook["code"], strict=True)) == known
