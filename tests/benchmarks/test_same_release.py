"""Two releases held against each other, row by row."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from click.testing import CliRunner

import pipeline
from benchmarks.same_release import DATASETS, main


def test_a_release_is_the_same_as_itself(released: Path) -> None:
    done = CliRunner().invoke(main, [str(released), str(released)])
    assert done.exit_code == 0, done.output
    assert done.output.count("0 documents differ") == len(DATASETS)


def test_a_changed_row_is_named_with_its_document(released: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(pipeline.release_path(released), tmp_path / "changed")
    path = changed / "indicators" / "2566.parquet"
    table = pq.read_table(path)
    first = pc.equal(table["score"], table["score"][0])
    scores = pc.if_else(first, pa.scalar(1.0), table["score"])
    gone = pc.sum(first).as_py()
    at = table.schema.get_field_index("score")
    path.unlink()
    pq.write_table(table.set_column(at, table.schema.field(at), scores), path)
    done = CliRunner().invoke(main, [str(released), str(changed)])
    assert done.exit_code == 1
    assert (
        "1 documents differ" in done.output
        and "2566/" in done.output
        and f"{gone} rows gone, {gone} new" in done.output
    )
