"""What of a release is exported, read batch by batch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline import files
from pipeline.emit import ReleaseError
from pipeline.emit.schema.field_registry import Dataset, arrow_schema, registry
from pipeline.emit.store.read_datasets import parquet_files, year_of
from pipeline.emit.store.releases import PACKAGE_FILE, Release

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 4096
"""Rows in memory at a time; texts of a page may have some 10 kB, so that a batch stays below 100 MB."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Datasets of a release, of all fiscal years or of some (rows of datasets without a fiscal year are all taken)."""

    release: Release
    names: tuple[str, ...]
    years: frozenset[int] = frozenset()

    def datasets(self) -> list[Dataset]:
        """Return the datasets, in the order of the registry."""
        return [dataset for name, dataset in registry().items() if name in self.names]

    def batches(self, dataset: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Yield the rows of a dataset in their order, with the types of the registry.

        A column that an older release lacks is null.

        Raises:
            ReleaseError: a file cannot be read.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = arrow_schema(dataset)
        wanted = pa.schema([schema.field(c).remove_metadata().with_nullable(True) for c in columns or schema.names])
        has_years = "fiscal_year" in schema.names
        for path in parquet_files(self.release, dataset):
            year = year_of(path)
            if self.years and has_years and year.isdecimal() and int(year) not in self.years:
                continue
            try:
                with files.local(files.join(self.release.path, path)) as local, pq.ParquetFile(local) as file:
                    there = set(file.schema_arrow.names)
                    read = [c for c in {*wanted.names, *(["fiscal_year"] if has_years else [])} if c in there]
                    for batch in file.iter_batches(BATCH_ROWS, columns=read):
                        yield self._fitted(batch, wanted)
            except (OSError, pa.ArrowException) as error:
                raise ReleaseError(f"release {self.release.id} is damaged: {path} cannot be read ({error})") from error

    def rows(self, dataset: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a dataset as Python values."""
        for batch in self.batches(dataset):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

    def never_null(self, dataset: Dataset) -> set[str]:
        """Return the columns that are never null in this release: an older one may lack some that are required now."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        there = set(dataset.columns)
        for path in parquet_files(self.release, dataset.name):
            try:
                with files.local(files.join(self.release.path, path)) as local:
                    there &= set(pq.read_schema(local).names)
            except (OSError, pa.ArrowException) as error:
                raise ReleaseError(f"release {self.release.id} is damaged: {path} cannot be read ({error})") from error
        return {f.name for f in dataset.fields if f.required and f.name in there}

    def sound_foreign_keys(self, dataset: Dataset) -> list[tuple[str, str]]:
        """Return the foreign keys of a dataset whose every value leads to a row of a dataset that is exported."""
        return [
            (column, other)
            for column, other in dataset.foreign_keys
            if other in self.names
            and self._values(dataset.name, column) <= self._values(other, registry()[other].key[0])
        ]

    def licence(self) -> str | None:
        """Return the licence that the release names for its data, or None."""
        try:
            package = json.loads(files.read_bytes(files.join(self.release.path, PACKAGE_FILE)))
            licence = package["licenses"][0]
            return str(licence.get("title") or licence["name"])
        except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError):
            return None

    def _values(self, dataset: str, column: str) -> set[str]:
        found: set[str] = set()
        for batch in self.batches(dataset, [column]):
            found.update(batch.column(0).unique().drop_null().to_pylist())
        return found

    def _fitted(self, batch: pa.RecordBatch, wanted: pa.Schema) -> pa.RecordBatch:
        """Return a batch with the columns that are wanted and the rows of the chosen years."""
        import pyarrow as pa
        import pyarrow.compute as pc

        names = batch.schema.names
        if self.years and "fiscal_year" in names:
            batch = batch.filter(
                pc.is_in(batch["fiscal_year"], pa.array(sorted(self.years), batch["fiscal_year"].type))
            )
        columns = [batch[f.name].cast(f.type) if f.name in names else pa.nulls(len(batch), f.type) for f in wanted]
        return pa.RecordBatch.from_arrays(columns, schema=wanted)
