"""What changed between two releases: documents, rows by their keys with values before and after, findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.emit.compare.row_identity import IDENTITIES, NTH, join_keys, numbered
from pipeline.emit.schema.field_registry import REPORT_DATASETS, Row, registry
from pipeline.emit.store.read_datasets import parquet_files, read
from pipeline.emit.store.releases import Release, read_manifest

if TYPE_CHECKING:
    import pyarrow as pa

DEFAULT_DATASETS = tuple(REPORT_DATASETS)
PROVENANCE_COLUMNS = ("pipeline_version", "fingerprint")
"""Columns of documents that say how something was read, not what."""
STATUS_RANK = {"ok": 0, "skipped": 0, "partial": 1, "failed": 2}
"""Statuses of a document; the higher, the worse."""
FINDING_PROVENANCE = ("finding_id", "document_id", "source_file", "field", "state")
"""Columns of findings that say which one it is, of which document, and what was said of it, not what was found."""
SAME, FILE, AT, OLD, NEW = "#same", "#file", "#at", "#old", "#new"
"""Columns that this module adds: the document's id after its bytes were replaced; its file; the row's index in its
table; its index in the old and in the new table."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in one dataset.

    Attributes:
        counts: how many rows were ``added``, ``removed`` and ``changed`` in all.
        added, removed: rows that only one of the releases has, without their empty columns; as many as were asked for.
        changed: rows that both have: ``source_file``, ``key``, and in ``values`` what each column was and what it is.
    """

    counts: dict[str, int]
    added: list[Row]
    removed: list[Row]
    changed: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two releases.

    Attributes:
        rows: of every dataset, before and after.
        documents: what changed in ``documents``. A file whose bytes were replaced under its name has changed; its rows
            are compared.
        datasets: what changed in other datasets, by name.
        findings: findings new (``added``) and gone (``removed``).
        newly_bad: documents that are partial or failed, and were better or not there: source_file, before (or None),
            status, reason.
        newly_skipped: documents that are skipped, and were ok or partial: the same. They are no error.
        new_errors: how many findings of severity error are new.
    """

    rows: dict[str, tuple[int, int]]
    documents: Changes
    datasets: dict[str, Changes]
    findings: Changes
    newly_bad: list[Row]
    new_errors: int
    newly_skipped: list[Row] = field(default_factory=list)

    @property
    def is_worse(self) -> bool:
        """Whether anything is newly wrong."""
        return bool(self.newly_bad) or self.new_errors > 0


@dataclass(frozen=True, slots=True)
class _DocumentNames:
    """Documents of both releases.

    Attributes:
        files: the name of each document's file, by its id.
        replaced_by: ids of the new bytes, by the id of the old bytes that had the same name.
    """

    files: dict[str, str]
    replaced_by: dict[str, str]

    def add_to(self, table: pa.Table) -> pa.Table:
        """Return a table with the columns SAME, FILE and AT."""
        import numpy as np
        import pyarrow as pa

        ids = table["document_id"]
        out = table.append_column(SAME, _mapped(ids, self.replaced_by, ids))
        out = out.append_column(FILE, _mapped(ids, self.files, ids))
        return out.append_column(AT, pa.array(np.arange(len(table), dtype="int64")))


def difference(
    old: Release, new: Release, datasets: Sequence[str] = DEFAULT_DATASETS, limit: int | None = None
) -> Difference:
    """Compare two releases. Files that both have, byte for byte, are not read.

    Args:
        old: the release before.
        new: the release after.
        datasets: those whose rows are compared, beside documents and findings.
        limit: the most added, removed and changed rows of each dataset that are returned, None for all; all are
            counted.

    Raises:
        ReleaseError: a file cannot be read.
    """
    columns = [c for c in registry()["documents"].columns if c not in PROVENANCE_COLUMNS]
    before, after = read(old, "documents", columns), read(new, "documents", columns)
    names = _names(before, after)
    before, after = names.add_to(before), names.add_to(after)
    findings, new_errors = _compare_findings(*_read_pair(old, new, "findings", names), limit)
    return Difference(
        {name: (old.rows.get(name, 0), new.rows.get(name, 0)) for name in registry()},
        _compare(before, after, (), limit),
        {name: _compare_rows(*_read_pair(old, new, name, names), name, limit) for name in datasets},
        findings,
        _newly(before, after, lambda was, now: STATUS_RANK[now] > STATUS_RANK[was or "ok"]),
        new_errors,
        _newly(before, after, lambda was, now: now == "skipped" and was in ("ok", "partial")),
    )


def _inner_key(dataset: str) -> tuple[str, ...]:
    """Return the columns that identify a row within its document."""
    return tuple(c for c in registry()[dataset].key if c != "document_id")


def _names(before: pa.Table, after: pa.Table) -> _DocumentNames:
    """Return the names of all documents' files, and which bytes replaced which."""
    old, new = (
        dict(zip(t["document_id"].to_pylist(), t["source_file"].to_pylist(), strict=True)) for t in (before, after)
    )
    added = {name: document for document, name in new.items() if document not in old}
    replaced_by = {document: added[name] for document, name in old.items() if document not in new and name in added}
    return _DocumentNames(old | new, replaced_by)


def _read_pair(old: Release, new: Release, dataset: str, names: _DocumentNames) -> tuple[pa.Table, pa.Table]:
    """Read a dataset of both releases, without the files that both have."""
    hashes = [{(f["path"], f["sha256"]) for f in read_manifest(release.path)["files"]} for release in (old, new)]
    same = {path for path, _ in hashes[0] & hashes[1]}
    before, after = (
        read(r, dataset, None, [p for p in parquet_files(r, dataset) if p not in same]) for r in (old, new)
    )
    return names.add_to(before), names.add_to(after)


def _compare_rows(before: pa.Table, after: pa.Table, dataset: str, limit: int | None) -> Changes:
    """Return rows of a dataset added, removed and changed, by its key or by what its rows are known by."""
    inner = _inner_key(dataset)
    if dataset not in IDENTITIES:
        return _compare(before, after, inner, limit)
    identity = IDENTITIES[dataset]
    before, after = (numbered(table, (SAME, *identity)) for table in (before, after))
    found = _compare(before, after, (*identity, NTH), limit, passed_over=inner)
    numbers = dict(zip(after[AT].to_pylist(), after[inner[0]].to_pylist(), strict=True)) if found.changed else {}
    for row in found.changed:
        row["key"] = {inner[0]: numbers[row.pop(AT)]} | {c: v for c, v in row["key"].items() if c != NTH}
    return found


def _compare(
    before: pa.Table,
    after: pa.Table,
    inner: tuple[str, ...],
    limit: int | None,
    passed_over: tuple[str, ...] = (),
) -> Changes:
    """Return rows added, removed and changed, by document and inner key.

    Args:
        before, after: the rows.
        inner: columns that identify a row within its document.
        limit: as of :func:`difference`.
        passed_over: columns whose change is none; rows that changed have their ``AT`` then.
    """
    import pyarrow.compute as pc

    key = [SAME, *inner]
    left, right = join_keys(before, key, AT, OLD), join_keys(after, key, AT, NEW)
    joined = left.join(right, keys=key, join_type="full outer")
    removed = before.take(_sort_by_file(joined.filter(pc.is_null(joined[NEW]))[OLD], before))
    added = after.take(_sort_by_file(joined.filter(pc.is_null(joined[OLD]))[NEW], after))
    both = joined.filter(pc.and_(pc.is_valid(joined[OLD]), pc.is_valid(joined[NEW])))
    was, now = before.take(both[OLD]), after.take(both[NEW])
    apart = (*inner, *passed_over, SAME, FILE, AT)
    own = [c for c in after.column_names if c not in apart and (c != "document_id" or not inner)]
    differs = {column: pc.invert(_equal(was[column], now[column])) for column in own}
    changed = differs[own[0]]
    for mask in differs.values():
        changed = pc.or_(changed, mask)
    was, now = was.filter(changed), now.filter(changed)
    order = pc.sort_indices(now.select([FILE, AT]), [(FILE, "ascending"), (AT, "ascending")])[:limit]
    rows = [
        {
            "source_file": new[FILE],
            "document_id": new["document_id"],
            "key": {c: new[c] for c in inner},
            "values": {c: [old[c], new[c]] for c in own if old[c] != new[c]},
            **({AT: new[AT]} if passed_over else {}),
        }
        for old, new in zip(was.take(order).to_pylist(), now.take(order).to_pylist(), strict=True)
    ]
    counts = {"added": len(added), "removed": len(removed), "changed": len(now)}
    return Changes(counts, _to_rows(added, limit), _to_rows(removed, limit), rows)


def _compare_findings(before: pa.Table, after: pa.Table, limit: int | None) -> tuple[Changes, int]:
    """Return findings new and gone, and the number of new errors. Findings have no key: equal ones are counted."""
    import pyarrow as pa
    import pyarrow.compute as pc

    grouped = []
    for table, at, many in ((before, OLD, "#were"), (after, NEW, "#are")):
        values = [
            pc.fill_null(table[c].cast(pa.string()), "\0")
            for c in table.column_names
            if c not in (*FINDING_PROVENANCE, FILE, AT)
        ]
        keys = table.select([AT]).append_column("#key", pc.binary_join_element_wise(*values, "\x1f"))
        grouped.append(
            keys.group_by("#key")
            .aggregate([(AT, "min"), (AT, "count")])
            .select(["#key", f"{AT}_min", f"{AT}_count"])
            .rename_columns(["#key", at, many])
        )
    joined = grouped[0].join(grouped[1], keys="#key", join_type="full outer")
    more = pc.subtract(pc.fill_null(joined["#are"], 0), pc.fill_null(joined["#were"], 0))
    picked = []
    for table, at, extra in ((after, NEW, more), (before, OLD, pc.negate(more))):
        those = pc.greater(extra, 0)
        places = [
            at
            for at, n in zip(joined[at].filter(those).to_pylist(), extra.filter(those).to_pylist(), strict=True)
            for _ in range(n)
        ]
        picked.append(table.take(_sort_by_file(pa.array(places, pa.int64()), table)))
    added, removed = picked
    errors = pc.sum(pc.equal(added["severity"], "error")).as_py() or 0
    counts = {"added": len(added), "removed": len(removed)}
    return Changes(counts, _to_rows(added, limit), _to_rows(removed, limit)), errors


def _newly(before: pa.Table, after: pa.Table, counts: Callable[[str | None, str], bool]) -> list[Row]:
    """Return documents whose status before (None where they were not there) and now counts."""
    statuses = dict(zip(before[SAME].to_pylist(), before["status"].to_pylist(), strict=True))
    rows = after.select([SAME, "source_file", "status", "reason"]).to_pylist()
    found = [
        {"source_file": r["source_file"], "before": statuses.get(r[SAME]), "status": r["status"], "reason": r["reason"]}
        for r in rows
        if counts(statuses.get(r[SAME]), r["status"])
    ]
    return sorted(found, key=lambda r: str(r["source_file"]))


def _mapped(ids: pa.ChunkedArray, table: dict[str, str], otherwise: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return what a dictionary has for each id, else the other value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not table:
        return otherwise
    found = pc.index_in(ids, value_set=pa.array([*table], pa.string()))
    return pc.coalesce(pa.array([*table.values()], pa.string()).take(found), otherwise)


def _sort_by_file(places: Any, table: pa.Table) -> pa.Array:
    """Return the indices of rows, by the names of their files, then as they stand."""
    import pyarrow.compute as pc

    rows = table.select([FILE, AT]).take(places)
    return rows[AT].take(pc.sort_indices(rows, [(FILE, "ascending"), (AT, "ascending")]))


def _equal(one: pa.ChunkedArray, other: pa.ChunkedArray) -> Any:
    """Return where two columns are equal; null equals null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_list(one.type):
        one, other = (pc.binary_join(c, "\x1f") for c in (one, other))
    return pc.if_else(
        pc.or_(pc.is_null(one), pc.is_null(other)),
        pc.and_(pc.is_null(one), pc.is_null(other)),
        pc.fill_null(pc.equal(one, other), False),
    )


def _to_rows(table: pa.Table, limit: int | None) -> list[Row]:
    """Return rows as dictionaries, the file's name first, without empty columns."""
    rows = (table.slice(0, limit) if limit is not None else table).to_pylist()
    return [
        {"source_file": row[FILE]} | {c: v for c, v in row.items() if not c.startswith("#") and v is not None}
        for row in rows
    ]
