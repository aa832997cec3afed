"""A release that does not hold together is not published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from support.factories import outcome, results
from support.release import emit_outcomes

import pipeline
from pipeline.emit import ReleaseError
from pipeline.emit.schema.field_registry import arrow_schema
from pipeline.emit.write.validate_release import check_release

ARCHIVE = [
    outcome("2566/a.pdf"),
    outcome("2566/b.pdf", copy_of=outcome("2566/a.pdf").document.source.document_id),
    outcome("2565/c.pdf", year=2565),
    results(),
]
Change = Callable[[pa.Table], pa.Table]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(emit_outcomes(ARCHIVE, tmp_path_factory.mktemp("out")).path)


def column(table: pa.Table, name: str, value: object) -> pa.Table:
    """The table with one value in all rows of a column."""
    field = table.schema.field(name)
    return table.set_column(table.schema.get_field_index(name), field, pa.array([value] * len(table), field.type))


def check(folder: Path, dataset: str, year: str, change: Change) -> None:
    path = folder / dataset / f"{year}.parquet"
    table = change(pq.read_table(path, schema=arrow_schema(dataset)))
    pq.write_table(table.replace_schema_metadata(arrow_schema(dataset).metadata), path)
    check_release(folder)


def test_a_sound_release_passes(sound: Path) -> None:
    rows = check_release(sound)
    assert rows["documents"] == 4 and rows["measures"] == 12 and rows["agency_results"] == 3


CASES: dict[str, tuple[str, str, Change, str]] = {
    "a row twice": (
        "measures",
        "2565",
        lambda t: pa.concat_tables([t, t.slice(0, 1)]),
        r"measures: 1 rows have the key .* of another",
    ),
    "rows lost": (
        "cells",
        "2566",
        lambda t: t.filter(pc.not_equal(t["table_no"], 1)),
        r"documents says tables = 1 .*, cells has 0",
    ),
    "a measure lost": ("measures", "2565", lambda t: t.slice(1), "documents says measure_rows = 6 .* measures has 5"),
    "a page lost": ("pages", "2565", lambda t: t.slice(1), "documents says pages = 1"),
    "a severity changed": (
        "findings",
        "2566",
        lambda t: column(t, "severity", "error"),
        "documents says findings_error = 0 .* has 1",
    ),
    "a stranger": (
        "indicators",
        "2566",
        lambda t: column(t, "document_id", "x"),
        "indicators of 2566 has rows of document x",
    ),
    "an indicator moved": (
        "indicators",
        "2565",
        lambda t: t.set_column(1, t.schema.field(1), pa.array([1, 2, 9], pa.int32())),
        "2 rows of measures belong to no row of indicators",
    ),
    "another year": ("agency_results", "2565", lambda t: column(t, "fiscal_year", 2566), "rows of another fiscal year"),
    "no year": ("agency_results", "2565", lambda t: column(t, "fiscal_year", None), "rows of another fiscal year"),
    "a copy of nothing": (
        "documents",
        "2566",
        lambda t: column(t, "copy_of", "y"),
        "copies of y, which is not in documents",
    ),
    "a column gone": ("pages", "2566", lambda t: t.drop_columns(["quality"]), "pages/2566.parquet has another schema"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_does_not_hold_is_said(sound: Path, tmp_path: Path, case: str) -> None:
    dataset, year, change, said = CASES[case]
    shutil.copytree(sound, tmp_path / "release")
    with pytest.raises(ReleaseError, match=f"the release was not published: .*{said}"):
        check(tmp_path / "release", dataset, year, change)


def test_a_dataset_without_a_file_is_said(sound: Path, tmp_path: Path) -> None:
    shutil.copytree(sound, tmp_path / "release")
    shutil.rmtree(tmp_path / "release" / "codebook")
    with pytest.raises(ReleaseError, match="dataset codebook has no file"):
        check_release(tmp_path / "release")


def test_damage_is_not_carried_into_the_next_release(tmp_path: Path) -> None:
    archive = [outcome(f"2566/{n}.pdf", codes=9) for n in range(40)]
    victim = Path(emit_outcomes(archive, tmp_path).path) / "measures" / "2566.parquet"
    content = bytearray(victim.read_bytes())
    content[len(content) // 3] ^= 0xFF
    victim.unlink()
    victim.write_bytes(content)
    emit_outcomes([*archive, outcome("2566/new.pdf")], tmp_path)
    want = {m.measure for o in [*archive, outcome("2566/new.pdf")] for m in o.report.measures}
    assert set(pipeline.load("measures", tmp_path)["measure"]) == want
