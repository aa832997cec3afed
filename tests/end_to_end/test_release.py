"""The shipped archive, from its files to a release that an analyst can load."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest
from support.release import parquet_hashes

import pipeline
from pipeline.emit.schema.field_registry import registry
from pipeline.settings import Settings

ROWS = {
    "indicators": ["code_raw", "score_raw"],
    "measures": ["issue", "measure", "method", "responsible", "period", "monitoring", "result", "outcome"],
    "agency_results": ["agency", "iit_raw", "eit_raw", "oit_raw", "total_raw"],
    "scores": ["code_raw", "score_raw"],
    "oit_items": ["code_raw", "name", "requirement", "remark"],
}
"""The datasets of rows, and the columns whose texts stand in the cells that a row names."""

REPORT = ("2566/000_9de6b199020d8a83.txt", "2566/seed-word.pdf")
"""The two files of one report: what an OCR model made of it, and a PDF."""


@dataclass(frozen=True)
class Shipped:
    """What a release says of a shipped file: ``rows`` are those of its datasets."""

    status: str
    families: tuple[str, ...]
    agency: str | None
    years: tuple[int, int]
    rows: dict[str, int]


SHIPPED = {
    REPORT[0]: Shipped("ok", ("measures_result",), "สำนักงานปลัดกระทรวงการคลัง", (2566, 2565), {}),
    REPORT[1]: Shipped(
        "ok", ("measures_result",), "สำนักงานปลัดกระทรวงการคลัง", (2566, 2565), {"indicators": 32, "measures": 49}
    ),
    "2566/disclosure-checklist.pdf": Shipped(
        "ok", ("oit_checklist",), "เทศบาลตำบลดอนหญ้านาง", (2566, 2566), {"oit_items": 33}
    ),
    "2567/plan-with-scores.pdf": Shipped(
        "ok",
        ("indicator_scores", "measures_plan"),
        "องค์การบริหารส่วนตำบลเขาพระทอง",
        (2567, 2566),
        {"indicators": 10, "measures": 10, "scores": 55},
    ),
    "2567/report-on-measures.pdf": Shipped(
        "ok",
        ("indicator_scores", "measures_result"),
        "เทศบาลตำบลธารน้ำทิพย์",
        (2567, 2566),
        {"indicators": 12, "measures": 12, "scores": 55},
    ),
    "2567/results-of-many-bodies.pdf": Shipped(
        "ok", ("indicator_scores", "agency_results"), None, (2567, 2567), {"agency_results": 16, "scores": 160}
    ),
    "2567/risk-assessment.pdf": Shipped("skipped", (), "เทศบาลเมืองไผ่ขวาง", (2567, 2566), {}),
    "2567/score-sheet.pdf": Shipped(
        "ok", ("indicator_scores",), "องค์การบริหารส่วนตำบลศรีบัวทอง", (2567, 2567), {"scores": 16}
    ),
}


def test_every_file_is_what_it_is(released: Path) -> None:
    documents = pipeline.load("documents", released)
    rows = {name: pipeline.load(name, released)["document_id"].value_counts() for name in ROWS}
    found = {
        d.source_file: Shipped(
            d.status,
            tuple(d.families),
            None if pd.isna(d.agency) else d.agency,
            (d.fiscal_year, d.assessment_fiscal_year),
            {name: int(counts[d.document_id]) for name, counts in rows.items() if d.document_id in counts},
        )
        for d in documents.itertuples()
    }
    assert found == SHIPPED
    assert {name for shipped in found.values() for name in shipped.rows} == set(ROWS), "each dataset has rows"


def test_what_is_skipped_says_by_what_evidence(released: Path) -> None:
    documents = pipeline.load("documents", released).set_index("status")
    assert "ประเด็นความเสี่ยง" in documents.loc["skipped", "reason"]
    assert documents.loc["ok", "reason"].isna().all()


def test_two_copies_of_one_report_give_its_indicators_once(released: Path) -> None:
    documents = pipeline.load("documents", released)
    copies = documents[documents["source_file"].isin(REPORT)]
    assert sorted(copies["kind"]) == ["pdf", "transcript"]
    assert copies["report_id"].nunique() == 1
    assert documents["copy_of"].notna().sum() == copies["copy_of"].notna().sum() == 1
    indicators = pipeline.load("indicators", released)
    indicators = indicators[indicators["document_id"].isin(copies["document_id"])]
    assert len(indicators) == 32 and indicators["code"].is_unique and indicators["code"].notna().all()


def test_what_the_pdf_and_its_transcript_read_alike_is_confirmed(released: Path) -> None:
    findings = pipeline.load("findings", released)
    found = findings[findings["rule"].str.startswith("copies.")]
    assert found["rule"].tolist() == ["copies.copy", "copies.confirmed"]
    confirmed = found[found["rule"] == "copies.confirmed"].iloc[0]
    alike, compared = confirmed["value"].split("/")
    assert alike == compared and int(compared) > 200
    assert confirmed["source_file"] == "2566/seed-word.pdf"


def test_both_files_of_a_report_were_understood(raw: Path, tmp_path: Path) -> None:
    from pipeline.batch import run_batch

    run_batch(Settings(raw=raw, out=tmp_path, keep_copies=True, workers=2))
    documents = pipeline.load("documents", tmp_path).set_index("source_file")["document_id"]
    counts = pipeline.load("indicators", tmp_path).groupby("document_id").size()
    assert [counts[documents[name]] for name in REPORT] == [32, 32]


def test_a_plan_says_nothing_of_results(released: Path) -> None:
    measures = pipeline.load("measures", released)
    plan, result = (measures[measures["stage"] == stage] for stage in ("plan", "result"))
    assert len(plan) == 10 and plan[["implemented", "result", "outcome"]].isna().all(axis=None)
    assert plan[["issue", "measure", "method", "responsible", "monitoring", "period_end"]].notna().all(axis=None)
    assert result["implemented"].eq(False).any() and result["implemented"].eq(True).any()


def test_a_plan_meets_its_scores_by_document_and_code(released: Path) -> None:
    measures, scores = pipeline.load("measures", released), pipeline.load("scores", released)
    plan = measures[measures["stage"] == "plan"]
    printed = scores.dropna(subset=["code"]).drop_duplicates(["document_id", "code"])
    joined = plan.merge(printed, on=["document_id", "code"], suffixes=("", "_printed"))
    assert len(joined) == len(plan) and joined["score"].eq(joined["score_printed"]).all()


@pytest.mark.parametrize("dataset", ROWS)
def test_every_row_leads_to_cells_that_hold_its_text(released: Path, dataset: str) -> None:
    cells = pipeline.load("cells", released)
    for row in pipeline.load(dataset, released).itertuples():
        mine = cells[(cells.document_id == row.document_id) & (cells.table_no == row.table_no)]
        header = "".join(mine[mine.row == mine.row.min()].text)
        repeated = {n for n, texts in mine.groupby("row").text if "".join(texts) == header}
        first, last = (row.row_first, row.row_last) if hasattr(row, "row_first") else (row.row, row.row)
        covers = mine.row + mine.rowspan > first
        by_column = mine[covers & (mine.row <= last) & ~mine.row.isin(repeated)].sort_values("row").groupby("column")
        held = ["".join("".join(texts).split()) for kind in ("text", "text_raw") for _, texts in by_column[kind]]
        for column in ROWS[dataset]:
            value = getattr(row, column)
            if isinstance(value, str):
                for paragraph in value.split("\n"):
                    assert any("".join(paragraph.split()) in text for text in held), (row, column, paragraph)


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
