"""Rows of single documents out of a release, without reading the others."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.schema.field_registry import Row, registry
from pipeline.emit.store.read_datasets import parquet_files
from pipeline.emit.store.releases import Release

if TYPE_CHECKING:
    import pyarrow.parquet as pq

KEY = "document_id"


class ReleaseRows:
    """A release whose Parquet files stay open; footers are read once. Safe to use from several threads."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self._open: dict[str, list[tuple[pq.ParquetFile, list[tuple[str, str]]]]] = {}
        self._stack = contextlib.ExitStack()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the files, and remove local copies of remote ones."""
        with self._lock:
            self._open.clear()
            self._stack.close()

    def of(self, document_id: str, dataset: str) -> list[Row]:
        """Return the rows that a dataset has of a document, in their order; columns that it lacks are None.

        Raises:
            ReleaseError: a file cannot be read.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        rows: list[Row] = []
        with self._lock:
            try:
                for file, groups in self._files(dataset):
                    chosen = [n for n, (low, high) in enumerate(groups) if low <= document_id <= high]
                    if chosen:
                        table = file.read_row_groups(chosen, use_threads=False)
                        rows += table.filter(pc.equal(table[KEY], document_id)).to_pylist()
            except (OSError, pa.ArrowException) as error:
                raise ReleaseError(
                    f"release {self.release.id} is damaged: {dataset} cannot be read ({error}); `ita verify` says more"
                ) from error
        empty = dict.fromkeys(registry()[dataset].columns)
        return [empty | row for row in rows]

    def _files(self, dataset: str) -> list[tuple[pq.ParquetFile, list[tuple[str, str]]]]:
        """Return the files of a dataset; of each, the first and last document of its row groups."""
        if dataset not in self._open:
            import pyarrow.parquet as pq

            found = []
            for path in parquet_files(self.release, dataset):
                local = self._stack.enter_context(files.local(files.join(self.release.path, path)))
                file = self._stack.enter_context(pq.ParquetFile(local))
                found.append((file, _ranges(file)))
            self._open[dataset] = found
        return self._open[dataset]


def _ranges(file: pq.ParquetFile) -> list[tuple[str, str]]:
    """Return the least and greatest document id of each row group; all that there may be, where it does not say."""
    column = file.schema_arrow.names.index(KEY)
    ranges = []
    for n in range(file.metadata.num_row_groups):
        said = file.metadata.row_group(n).column(column).statistics
        ranges.append((said.min, said.max) if said is not None and said.has_min_max else ("", "\U0010ffff"))
    return ranges
