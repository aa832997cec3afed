"""Reading the datasets of a release, on a disk or at a URL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.schema.field_registry import arrow_schema
from pipeline.emit.store.releases import Release, read_manifest

if TYPE_CHECKING:
    import pyarrow as pa


def parquet_files(release: Release, dataset: str) -> list[str]:
    """Return the files of a dataset, by the manifest: ``measures/2566.parquet`` …."""
    return [f["path"] for f in read_manifest(release.path)["files"] if f["path"].startswith(f"{dataset}/")]


def year_of(path: str) -> str:
    """Return the fiscal year in the name of a file: 2566 of ``measures/2566-a-001.parquet``; ``unknown`` for none."""
    return path.rsplit("/", 1)[1].removesuffix(".parquet").split("-")[0]


def read(
    release: Release, dataset: str, columns: Sequence[str] | None = None, paths: Iterable[str] | None = None
) -> pa.Table:
    """Read a dataset, or some of its columns or files, as an Arrow table.

    A column that an older release lacks is null.

    Raises:
        ReleaseError: a file cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(dataset)
    wanted = pa.schema([schema.field(c).remove_metadata().with_nullable(True) for c in columns or schema.names])
    parts = []
    for path in parquet_files(release, dataset) if paths is None else paths:
        try:
            with files.local(files.join(release.path, path)) as local, pq.ParquetFile(local) as file:
                there = [c for c in wanted.names if c in file.schema_arrow.names]
                part = file.read(columns=there)
        except (OSError, pa.ArrowException) as error:
            raise ReleaseError(
                f"release {release.id} is damaged: {path} cannot be read ({error}); `ita rollback` makes another "
                "current, the next `ita run` builds a new one"
            ) from error
        else:
            filled = [part[f.name].cast(f.type) if f.name in there else pa.nulls(len(part), f.type) for f in wanted]
            parts.append(pa.table(filled, schema=wanted))
    return pa.concat_tables(parts) if parts else wanted.empty_table()
