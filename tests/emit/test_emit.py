from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.factories import failed, outcome, results
from support.release import emit_outcomes, parquet_hashes

import pipeline
from pipeline.emit import ReleaseError
from pipeline.emit.schema.field_registry import arrow_schema, registry
from pipeline.emit.store.releases import releases
from pipeline.emit.write.partition_settings import PARTITIONS
from pipeline.emit.write.validate_rows import validate_outcome
from pipeline.model import OitItemRow, ScoreRow

ARCHIVE = [
    outcome("2566/a.pdf"),
    outcome("2566/b.pdf", codes=1),
    outcome("2565/c.pdf", year=2565),
    results(),
    failed(),
    outcome("no-year.txt", year=None),
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    emit_outcomes(ARCHIVE, out)
    return out


def test_files_stand_by_dataset_and_year(out: Path) -> None:
    found = {p.relative_to(out / "current").as_posix() for p in (out / "current").rglob("*.parquet")}
    assert {
        "measures/2565.parquet",
        "measures/2566.parquet",
        "measures/unknown.parquet",
        "documents/unknown.parquet",
        "agency_results/2565.parquet",
        "codebook/codebook.parquet",
    } <= found
    assert {p.split("/")[0] for p in found} == set(registry())


@pytest.mark.parametrize("dataset", list(registry()))
def test_every_dataset_is_readable_by_all_readers(out: Path, dataset: str) -> None:
    folder = out / "current" / dataset
    arrow = pq.read_table(folder)
    assert arrow.schema.equals(arrow_schema(dataset), check_metadata=False)
    frame = pd.read_parquet(folder)
    assert list(frame.columns) == list(registry()[dataset].columns)
    assert len(pl.read_parquet(f"{folder}/*.parquet")) == len(frame)
    counted = duckdb.sql(f"select count(*) from '{folder}/*.parquet'").fetchall()
    assert counted == [(len(frame),)]
    assert len(pipeline.load(dataset, out)) == len(frame)


def test_thai_text_is_intact_in_all_readers(out: Path) -> None:
    folder = out / "current" / "measures"
    want = {m.measure for o in ARCHIVE for m in o.report.measures}
    assert set(pd.read_parquet(folder)["measure"]) == want
    assert set(pl.read_parquet(f"{folder}/*.parquet")["measure"]) == want
    assert {r[0] for r in duckdb.sql(f"select measure from '{folder}/*.parquet'").fetchall()} == want


@pytest.mark.parametrize("dataset", list(registry()))
def test_every_field_is_described_in_both_languages(out: Path, dataset: str) -> None:
    for path in (out / "current" / dataset).glob("*.parquet"):
        for field in pq.read_schema(path):
            described = {k.decode(): v.decode() for k, v in (field.metadata or {}).items()}
            assert described["description_en"].strip()
            assert any("\u0e00" <= c <= "\u0e7f" for c in described["description_th"]), field.name


def test_an_empty_dataset_has_a_file_with_its_schema(tmp_path: Path) -> None:
    emit_outcomes([outcome()], tmp_path)
    frame = pipeline.load("agency_results", tmp_path)
    assert len(frame) == 0
    assert list(frame.columns) == list(registry()["agency_results"].columns)


def test_rows_carry_what_the_report_said(out: Path) -> None:
    document = ARCHIVE[0].document.source.document_id
    measures = pipeline.load("measures", out).query("document_id == @document")
    assert list(measures["code"]) == ["I1", "I1", "I2", "I2", "I3", "I3"]
    assert list(measures["measure_no"]) == [1, 2] * 3
    assert list(measures["implemented"]) == [True, False] * 3
    assert measures["fiscal_year"].unique().tolist() == [2566]
    row = pipeline.load("documents", out).set_index("document_id").loc[document]
    assert (row["status"], row["indicator_rows"], row["measure_rows"], row["pages"], row["tables"]) == (
        "ok",
        3,
        6,
        1,
        1,
    )


def test_dates_scores_and_items_load_as_analysts_use_them(tmp_path: Path) -> None:
    made = outcome()
    first = replace(
        made.report.measures[0], period="มี.ค. 2566", period_start=date(2023, 3, 1), period_end=date(2023, 3, 31)
    )
    report = replace(
        made.report,
        measures=(first, *made.report.measures[1:]),
        scores=(
            ScoreRow(1, 1, 1, 2, "indicator", indicator_no=1, score=90.5),
            ScoreRow(1, 1, 2, 2, "total", score=80.0),
        ),
        oit_items=(OitItemRow(1, 1, 3, 3, "O1", "o1", "repaired", "โครงสร้าง", links=("https://example.go.th",)),),
    )
    emit_outcomes([replace(made, report=report), outcome("2565/b.pdf", year=2565)], tmp_path)
    measures = pipeline.load("measures", tmp_path)
    for column in ("period_start", "period_end"):
        assert pd.api.types.is_datetime64_any_dtype(measures[column]), column
    (days,) = (measures["period_end"] - measures["period_start"]).dropna().dt.days
    assert days == 30 and measures["period_start"].isna().sum() == 11
    scores = pipeline.load("scores", tmp_path)
    assert scores.astype({"item_kind": "category"}).groupby("item_kind", observed=True)["score"].mean().to_dict() == {
        "indicator": 90.5,
        "total": 80.0,
    }
    assert (scores["score"].dtype, scores["score_no"].dtype, scores["fiscal_year"].dtype) == (
        "float64",
        "int32",
        "Int16",
    )
    (item,) = pipeline.load("oit_items", tmp_path).to_dict("records")
    assert (item["code"], item["name"], list(item["links"])) == ("O1", "โครงสร้าง", ["https://example.go.th"])
    described = json.loads((tmp_path / "current" / "datapackage.json").read_text(encoding="utf-8"))
    types = {(r["name"], f["name"]): f["type"] for r in described["resources"] for f in r["schema"]["fields"]}
    assert types["measures", "period_start"] == "date" and types["scores", "score"] == "number"
    assert types["oit_items", "links"] == "array" and types["documents", "evidence_score"] == "number"


def test_an_empty_dataset_has_dates_all_the_same(tmp_path: Path) -> None:
    emit_outcomes([results()], tmp_path)
    assert pd.api.types.is_datetime64_any_dtype(pipeline.load("measures", tmp_path)["period_start"])


def test_places_lead_to_cells_that_hold_the_text(out: Path) -> None:
    cells = pipeline.load("cells", out)
    for m in pipeline.load("measures", out).itertuples():
        at = cells[
            (cells.document_id == m.document_id)
            & (cells.table_no == m.table_no)
            & cells.row.between(m.row_first, m.row_last)
        ]
        assert m.measure in set(at.text)


def test_a_failed_document_is_in_documents_with_its_reason(out: Path) -> None:
    row = pipeline.load("documents", out).query("status == 'failed'").iloc[0]
    assert row["reason"] == "broken.pdf: the file is truncated; download it again"
    assert row["pages"] == 0


def test_copies_stay_out_of_the_facts_unless_kept(tmp_path: Path) -> None:
    first = outcome("2566/a.pdf")
    copy = outcome("2566/b.pdf", copy_of=first.document.source.document_id)
    emit_outcomes([first, copy], tmp_path / "one")
    assert len(pipeline.load("indicators", tmp_path / "one")) == 3
    assert pipeline.load("cells", tmp_path / "one")["document_id"].nunique() == 2
    documents = pipeline.load("documents", tmp_path / "one").set_index("source_file")
    assert documents["measure_rows"].to_dict() == {"2566/a.pdf": 6, "2566/b.pdf": 0}
    emit_outcomes([first, copy], tmp_path / "all", keep_copies=True)
    assert len(pipeline.load("indicators", tmp_path / "all")) == 6


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(ARCHIVE))
def test_any_order_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, out: Path, order: list[object]
) -> None:
    other = tmp_path_factory.mktemp("order")
    emit_outcomes(order, other)  # type: ignore[arg-type]
    assert parquet_hashes(pipeline.release_path(other)) == parquet_hashes(pipeline.release_path(out))


def test_the_same_contents_make_no_new_release(tmp_path: Path) -> None:
    first = emit_outcomes(ARCHIVE, tmp_path)
    again = emit_outcomes(ARCHIVE[::-1], tmp_path)
    assert (again.id, again.unchanged, again.created_at) == (first.id, True, first.created_at)
    assert len(releases(tmp_path)) == 1


def test_a_damaged_current_release_is_replaced(tmp_path: Path) -> None:
    first = emit_outcomes(ARCHIVE, tmp_path)
    victim = first.path / "measures" / "2566.parquet"
    victim.unlink()
    victim.write_bytes(b"PAR1 and nothing else")
    again = emit_outcomes(ARCHIVE, tmp_path)
    assert not again.unchanged
    assert len(pipeline.load("measures", tmp_path)) == again.rows["measures"]


def test_unchanged_files_are_hard_links_and_changed_ones_are_not(tmp_path: Path) -> None:
    first = emit_outcomes([outcome("a.pdf"), outcome("c.pdf", year=2565)], tmp_path)
    second = emit_outcomes([outcome("a.pdf"), outcome("c.pdf", year=2565), outcome("d.pdf", year=2565)], tmp_path)
    assert (first.path / "measures/2566.parquet").samefile(second.path / "measures/2566.parquet")
    assert not (first.path / "measures/2565.parquet").samefile(second.path / "measures/2565.parquet")


@pytest.mark.parametrize("dataset", ["bodies", "codebook", "coverage", "body_years"])
def test_a_dataset_of_one_file_is_a_hard_link_where_it_says_the_same(tmp_path: Path, dataset: str) -> None:
    first = emit_outcomes(ARCHIVE, tmp_path)
    second = emit_outcomes([*ARCHIVE, outcome("2566/new.pdf", codes=2)], tmp_path)
    fresh = emit_outcomes([*ARCHIVE, outcome("2566/new.pdf", codes=2)], tmp_path / "fresh")
    file = f"{dataset}/{dataset}.parquet"
    assert (second.path / file).read_bytes() == (fresh.path / file).read_bytes()
    same = pq.read_table(first.path / file).equals(pq.read_table(second.path / file))
    assert (first.path / file).samefile(second.path / file) == same
    assert same or dataset in ("coverage", "body_years")


def test_a_dataset_of_one_file_that_was_damaged_is_made_again(tmp_path: Path) -> None:
    first = emit_outcomes(ARCHIVE, tmp_path)
    file = first.path / "bodies/bodies.parquet"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"x")
    second = emit_outcomes([*ARCHIVE, outcome("2566/new.pdf", codes=2)], tmp_path)
    assert (second.path / "bodies/bodies.parquet").read_bytes() == whole


def test_old_releases_are_removed_but_never_the_current_one(tmp_path: Path) -> None:
    made = [emit_outcomes([outcome(f"{n}.pdf")], tmp_path, keep_releases=3) for n in range(5)]
    assert {r.id for r in releases(tmp_path)} >= {made[-1].id}
    assert len(releases(tmp_path)) == 3
    back = emit_outcomes([outcome("9.pdf")], tmp_path, keep_releases=1)
    assert [r.id for r in releases(tmp_path)] == [back.id]


def test_going_back_to_earlier_contents_points_to_the_earlier_release(tmp_path: Path) -> None:
    first = emit_outcomes([outcome("a.pdf")], tmp_path)
    emit_outcomes([outcome("b.pdf")], tmp_path)
    again = emit_outcomes([outcome("a.pdf")], tmp_path)
    assert again.id == first.id
    assert pipeline.release_path(tmp_path).name == first.id
    assert (tmp_path / "current").resolve().name == first.id


def test_a_file_past_the_limit_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.emit.write.partition_settings.PARTITIONS", PARTITIONS._replace(row_group_rows=4))
    emit_outcomes([outcome(f"{n}.pdf") for n in range(3)], tmp_path, max_file_bytes=1)
    names = sorted(p.name for p in (tmp_path / "current" / "measures").iterdir())
    assert names == [f"2566-{n:03}.parquet" for n in range(1, 4)]
    measures = pipeline.load("measures", tmp_path)
    assert len(measures) == 18
    assert measures.equals(measures.sort_values(["document_id", "entry_no", "measure_no"], ignore_index=True))


def test_the_manifest_and_the_data_package_describe_the_files(out: Path) -> None:
    folder = pipeline.release_path(out)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {f["path"]: f["sha256"] for f in manifest["files"]} == parquet_hashes(folder)
    assert manifest["rows"]["measures"] == sum(
        f["rows"] for f in manifest["files"] if f["path"].startswith("measures/")
    )
    package = json.loads((folder / "datapackage.json").read_text())
    assert [r["name"] for r in package["resources"]] == list(registry())
    for resource in package["resources"]:
        assert all((folder / path).is_file() for path in resource["path"])
        assert [f["name"] for f in resource["schema"]["fields"]] == list(registry()[resource["name"]].columns)


def test_the_data_package_has_keys_values_and_licences(out: Path) -> None:
    package = json.loads((pipeline.release_path(out) / "datapackage.json").read_text())
    assert package["licenses"][0]["name"] == "notspecified"
    assert package["software"]["licenses"][0]["name"] == "Apache-2.0"
    resources = {r["name"]: r for r in package["resources"]}
    assert [n for n, r in resources.items() if r["licenses"][0]["name"] == "Apache-2.0"] == ["codebook", "bodies"]
    measures = resources["measures"]["schema"]
    assert measures["primaryKey"] == ["document_id", "entry_no", "measure_no"]
    assert {
        "fields": ["document_id", "entry_no"],
        "reference": {"resource": "indicators", "fields": ["document_id", "entry_no"]},
    } in measures["foreignKeys"]
    documents = resources["documents"]["schema"]
    assert {"fields": ["copy_of"], "reference": {"resource": "", "fields": ["document_id"]}} in documents["foreignKeys"]
    fields = {f["name"]: f for f in documents["fields"]}
    assert fields["status"]["constraints"] == {"required": True, "enum": ["ok", "partial", "failed", "skipped"]}
    assert fields["status"]["categories"][2] == {
        "value": "failed",
        "label": "อ่านไม่ได้",
        "description": "nothing could be read",
    }
    assert "oit_checklist" in fields["families"]["arrayItem"]["constraints"]["enum"]
    assert fields["families"]["constraints"] == {"required": True}
    assert "primaryKey" not in resources["corrections"]["schema"]


def test_what_may_be_null_is_no_float_in_pandas(tmp_path: Path) -> None:
    emit_outcomes([outcome("a.pdf"), outcome("b.pdf", year=None)], tmp_path)
    documents = pipeline.load("documents", tmp_path).set_index("source_file")
    assert documents["fiscal_year"].dtype == documents["assessment_fiscal_year"].dtype == "Int16"
    assert documents.loc["a.pdf", "fiscal_year"] == 2566
    assert documents.loc["b.pdf", "fiscal_year"] is pd.NA
    assert documents["pages"].dtype == "int32", "never null"
    measures = pipeline.load("measures", tmp_path)
    assert measures["implemented"].dtype == "boolean"
    assert measures["section_no"].dtype == "Int32"
    assert pipeline.load("codebook", tmp_path)["fiscal_year"].dtype == "Int16"
    bodies = pipeline.load("bodies", tmp_path)
    assert (bodies["valid_from"].dtype, bodies["valid_to"].dtype) == ("Int16", "Int16")
    assert pipeline.load("texts", tmp_path)["first_fiscal_year"].dtype == "Int16"
    assert pipeline.load("agency_results", tmp_path)["rank"].dtype == "Int32", "an empty dataset too"


def test_lone_surrogates_do_not_stop_a_release(tmp_path: Path) -> None:
    odd = outcome()
    odd = replace(odd, report=replace(odd.report, title="ก\ud800ข"))
    emit_outcomes([odd], tmp_path)
    assert pipeline.load("documents", tmp_path)["title"].tolist() == ["ก\ufffdข"]


def test_control_characters_reach_no_dataset(tmp_path: Path) -> None:
    odd = outcome()
    odd = replace(odd, report=replace(odd.report, title="ก\u202eข\x1b[31m\r\nค\tง\x9b"))
    emit_outcomes([odd], tmp_path)
    assert pipeline.load("documents", tmp_path)["title"].tolist() == ["กข\ufffd[31m\nค\tง\ufffd"]


def spoil(kind: str):  # type: ignore[no-untyped-def]
    good = outcome()
    report = good.report
    if kind == "orphan":
        return replace(good, report=replace(report, indicators=report.indicators[1:]))
    if kind == "twice":
        return replace(good, report=replace(report, measures=(report.measures[0], *report.measures[0:])))
    if kind == "nowhere":
        lost = replace(report.measures[0], place=replace(report.measures[0].place, table_no=9))
        return replace(good, report=replace(report, measures=(lost, *report.measures[1:])))
    if kind == "count":
        return replace(good, report=replace(report, measures=report.measures[:-1]))
    return replace(
        good, report=replace(report, indicators=(replace(report.indicators[0], score="85"), *report.indicators[1:]))
    )


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("orphan", "not in indicators"),
        ("twice", "share the key"),
        ("nowhere", "lead to no cells"),
        ("count", "says 2 measures"),
        ("type", "may not be '85'"),
    ],
)
def test_rows_that_do_not_hold_together_fail_their_document_only(tmp_path: Path, kind: str, said: str) -> None:
    bad = validate_outcome(spoil(kind))
    assert bad.status == "failed"
    assert said in (bad.failure or "") and "2566/a.pdf" in (bad.failure or "")
    release = emit_outcomes([bad, outcome("2566/b.pdf")], tmp_path)
    assert release.rows["documents"] == 2 and release.rows["measures"] == 6


def test_rows_that_do_not_hold_together_are_never_published(tmp_path: Path) -> None:
    first = emit_outcomes([outcome("a.pdf")], tmp_path)
    with pytest.raises(ReleaseError, match="lead to no cells"):
        emit_outcomes([spoil("nowhere")], tmp_path)
    assert pipeline.release_path(tmp_path) == first.path.resolve()


def test_the_same_document_twice_is_never_published(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="twice"):
        emit_outcomes([outcome("a.pdf"), outcome("a.pdf")], tmp_path)
    assert not (tmp_path / "current.json").exists()


def test_a_sound_outcome_stays_as_it_is() -> None:
    good = outcome()
    assert validate_outcome(good) is good


def test_load_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="ita run"):
        pipeline.load("measures", tmp_path)
    with pytest.raises(ReleaseError, match="there is no dataset 'mesures'"):
        pipeline.load("mesures", tmp_path)
