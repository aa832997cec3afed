"""The rows that a release holds of each document: what benchmarks compare with a truth."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]
DatasetRows = Mapping[str, Sequence[Row]]
"""Rows of one document by name of the dataset."""
DATA = ("indicators", "measures", "agency_results", "scores", "oit_items")
"""Datasets of what documents of the assessment say."""


def sha256(path: Path) -> str:
    """Return the document_id of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_documents(paths: Sequence[Path], datasets: Sequence[str]) -> dict[Path, DatasetRows]:
    """Build a release of the documents; return the rows of each.

    Args:
        paths: of the documents; names may be equal.
        datasets: to return; one that the release does not have is empty.
    """
    import pipeline

    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "processed")
        for n, path in enumerate(paths):
            (raw / f"{n:03}").mkdir(parents=True)
            shutil.copy(path, raw / f"{n:03}" / path.name)
        pipeline.run(raw, out, keep_copies=True)
        return rows_of_release(Path(pipeline.release_path(out)), paths, datasets)


def rows_of_release(release: Path, paths: Sequence[Path], datasets: Sequence[str]) -> dict[Path, DatasetRows]:
    """Return the rows of each document in a release, by dataset."""
    import pyarrow.parquet as pq

    tables: dict[str, dict[str, list[Row]]] = {name: {} for name in datasets}
    for name in datasets:
        if (release / name).exists():
            for row in pq.read_table(release / name).to_pylist():
                tables[name].setdefault(row["document_id"], []).append(row)
    return {path: {name: table.get(sha256(path), []) for name, table in tables.items()} for path in paths}
