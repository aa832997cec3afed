"""Releases made of outcomes in memory, and what tests ask of a release."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

import pipeline
from pipeline.emit import Release, emit
from pipeline.emit.schema.field_registry import registry
from pipeline.emit.store.releases import is_intact, sha256
from pipeline.emit.write.released_rows import tables_of
from pipeline.files import Place
from pipeline.model import Outcome


def emit_outcomes(outcomes: Iterable[Outcome], out: Place, keep_copies: bool = False, **options: object) -> Release:
    """A release of outcomes, as a run makes one of the documents that it read."""
    return emit([tables_of(outcome, keep_copies) for outcome in outcomes], out, **options)  # type: ignore[arg-type]


def parquet_hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every Parquet file of a release."""
    return {p.relative_to(folder).as_posix(): sha256(p) for p in sorted(folder.rglob("*.parquet"))}


def whole(out: Path) -> str:
    """Reads the current release as a stranger would; returns its id."""
    folder = pipeline.release_path(out)
    assert is_intact(folder)
    documents = pq.read_table(folder / "documents").to_pylist()
    for name in registry():
        pq.read_table(folder / name)
    assert pq.read_table(folder / "measures").num_rows == sum(d["measure_rows"] for d in documents)
    return folder.name
