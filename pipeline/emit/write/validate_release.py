"""What must hold of a release as a whole before it may be published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.schema.field_registry import REPORT_DATASETS, arrow_schema, registry
from pipeline.emit.write.parts import stem_of_part

if TYPE_CHECKING:
    import pyarrow as pa


def _same_schema(found: pa.Schema, wanted: pa.Schema) -> bool:
    """Return whether names, types, nullability and descriptions are those of the registry.

    Parquet may add field ids to the metadata.
    """
    return found.equals(wanted) and all(
        (wanted.field(n).metadata or {}).items() <= (found.field(n).metadata or {}).items() for n in wanted.names
    )


def check_release(
    folder: Path, checked_parts: Collection[str] = (), known_rows: Mapping[str, int] | None = None
) -> dict[str, int]:
    """Read a built release back, part by part, and return its rows per dataset.

    Args:
        folder: of the release.
        checked_parts: stems of parts whose files are those of a published release, and were checked with it.
        known_rows: rows of files of a published release, by path; their schema was checked with it.

    Raises:
        ReleaseError: a file is missing or has another schema, a key or a document is there twice, a row belongs to no
            document (a measure to no indicator) or stands in the file of another year, or the counts of ``documents``
            do not reconcile with the datasets.
    """
    counts: dict[str, int] = {}
    parts: defaultdict[str, dict[str, list[Path]]] = defaultdict(dict)
    for name, dataset in registry().items():
        paths = sorted((folder / name).glob("*.parquet"))
        if not paths:
            raise _invalid(f"dataset {name} has no file")
        known = known_rows or {}
        of_files = (known.get(f"{name}/{path.name}") for path in paths)
        counts[name] = sum(_count_rows(path, name) if n is None else n for path, n in zip(paths, of_files, strict=True))
        if dataset.single_file is not None:
            _check_keys(name, _read_keys(name, paths))
            continue
        for path in paths:
            parts[stem_of_part(path.name)].setdefault(name, []).append(path)
    for stem, found in parts.items():
        if stem not in checked_parts:
            _check_part(stem, found)
    _check_documents(folder)
    return counts


def _invalid(why: str) -> ReleaseError:
    return ReleaseError(f"the release was not published: {why}; this is a defect of the software, please report it")


def _count_rows(path: Path, name: str) -> int:
    """Return the rows of a file, by its footer."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        if not _same_schema(file.schema_arrow, arrow_schema(name)):
            raise _invalid(f"{name}/{path.name} has another schema than the registry")
        return int(file.metadata.num_rows)


def _read_keys(name: str, paths: list[Path], *more: str) -> pa.Table:
    """Read the columns of a dataset's files that identify its rows and say where they belong."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = dict.fromkeys(
        (*(c for c in ("document_id", "fiscal_year") if c in registry()[name].columns), *registry()[name].key, *more)
    )
    identified = ["document_id"] if "document_id" in columns else []
    tables = [pq.read_table(path, columns=list(columns), read_dictionary=identified) for path in paths]
    return pa.concat_tables(tables).unify_dictionaries()


def _check_keys(name: str, table: pa.Table) -> None:
    """Check that no two rows share a key."""
    key = list(registry()[name].key)
    if key and (twice := len(table) - len(table.group_by(key).aggregate([]))):
        raise _invalid(
            f"{name}: {twice} rows have the key ({', '.join(key)}) of another; one document or row is there twice"
        )


def _check_part(stem: str, found: dict[str, list[Path]]) -> None:
    """Check keys, foreign keys and counts of one part: a document's rows all stand in the files of its part."""
    import pyarrow.compute as pc

    year = stem.partition("-")[0]
    more = {"documents": COUNTS.keys(), "indicators": ("measure_count",), "findings": ("severity", "state")}
    tables = {name: _read_keys(name, paths, *more.get(name, ())) for name, paths in found.items()}
    documents = {row["document_id"]: row for row in tables["documents"].to_pylist()} if "documents" in tables else {}
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, table in tables.items():
        _check_keys(name, table)
        wrong = (
            pc.invert(pc.is_null(table["fiscal_year"]))
            if year == "unknown"
            else pc.not_equal(table["fiscal_year"], int(year))
        )
        if pc.any(pc.fill_null(wrong, True)).as_py():
            raise _invalid(f"{name}/{stem}.parquet has rows of another fiscal year")
        for column, (dataset, how) in COUNTS.items():
            if dataset == name:
                counted[column].update(how(table))
    for column, (dataset, _) in COUNTS.items():
        if unknown := counted[column].keys() - documents.keys():
            raise _invalid(
                f"{dataset} of {stem} has rows of document {min(unknown)}, which is not in documents of {stem}"
            )
        for document, row in documents.items():
            if row[column] != counted[column][document]:
                raise _invalid(
                    f"documents says {column} = {row[column]} of document {document}, "
                    f"{dataset} has {counted[column][document]}"
                )
    if "measures" in tables:
        _check_parents(
            tables["measures"], tables["indicators"] if "indicators" in tables else tables["measures"].slice(0, 0)
        )


def _check_parents(measures: pa.Table, indicators: pa.Table) -> None:
    """Check that every measure has its indicator."""
    parent = ["document_id", "entry_no"]
    plain = [table.select(parent).cast(_schema_of(parent)) for table in (measures, indicators)]
    if orphans := len(plain[0].join(plain[1], keys=parent, join_type="left anti")):
        raise _invalid(f"{orphans} rows of measures belong to no row of indicators")


def _schema_of(columns: list[str]) -> pa.Schema:
    """Return the schema of some columns of measures without dictionary encoding."""
    import pyarrow as pa

    return pa.schema([arrow_schema("measures").field(c) for c in columns])


def _check_documents(folder: Path) -> None:
    """Check across years that a document is there once, and that a copy's original is there and no copy itself."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    rows = pq.read_table(folder / "documents", columns=["document_id", "copy_of"])
    if len(rows["document_id"].unique()) != len(rows):
        raise _invalid("a document is in documents twice")
    copies = rows.filter(pc.is_valid(rows["copy_of"]))
    originals = rows["document_id"].filter(pc.is_null(rows["copy_of"]))
    if lost := copies["copy_of"].filter(pc.invert(pc.is_in(copies["copy_of"], originals))).to_pylist():
        raise _invalid(f"documents are copies of {min(lost)}, which is not in documents or is a copy itself")


def _count_per_document(table: pa.Table) -> dict[str, int]:
    """Count rows per document."""
    return {
        entry["values"]: entry["counts"] for entry in table["document_id"].combine_chunks().value_counts().to_pylist()
    }


def _count_tables(table: pa.Table) -> dict[str, int]:
    """Count tables per document."""
    return _count_per_document(table.group_by(["document_id", "table_no"]).aggregate([]))


def _count_of_severity(severity: str) -> Callable[[pa.Table], dict[str, int]]:
    """Return a function that counts open findings of one severity per document."""

    def count(table: pa.Table) -> dict[str, int]:
        import pyarrow.compute as pc

        return _count_per_document(
            table.filter(pc.and_(pc.equal(table["severity"], severity), pc.equal(table["state"], "open")))
        )

    return count


COUNTS: dict[str, tuple[str, Callable[[pa.Table], dict[str, int]]]] = {
    **{column: (dataset, _count_per_document) for dataset, column in REPORT_DATASETS.items()},
    "pages": ("pages", _count_per_document),
    "tables": ("cells", _count_tables),
    "findings_error": ("findings", _count_of_severity("error")),
    "findings_warning": ("findings", _count_of_severity("warning")),
}
"""Columns of documents that count rows of a dataset, and how these are counted per document."""
