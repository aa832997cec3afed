"""What changed between two releases: documents, rows by their keys with the values before and after, findings new and gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.emit.schema.field_registry import registry
from pipeline.emit.store.read_datasets import parquet_files, read
from pipeline.emit.store.releases import Release, read_manifest
from pipeline.emit.write.outcome_rows import Row

if TYPE_CHECKING:
    import pyarrow as pa

USUAL = ("indicators", "measures", "agency_results")
SILENT = ("pipeline_version", "fingerprint")
"""Columns of documents that say how something was read, not what."""
WORSE = {"ok": 0, "skipped": 0, "partial": 1, "failed": 2}
SAME, FILE, AT, OLD, NEW = "#same", "#file", "#at", "#old", "#new"
"""Columns that this module adds: the document, whichever bytes it has; its file; the row's place in its table; its place in either."""


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
        documents: what changed in ``documents``. A file whose bytes were replaced under its name changed; its rows are compared.
        datasets: what changed in other datasets, by name.
        findings: findings new (``added``) and gone (``removed``).
        newly_bad: documents that are partial or failed, and were better or not there: source_file, before (or None), status, reason.
        new_errors: how many findings of severity error are new.
    """

    rows: dict[str, tuple[int, int]]
    documents: Changes
    datasets: dict[str, Changes]
    findings: Changes
    newly_bad: list[Row]
    new_errors: int

    @property
    def is_worse(self) -> bool:
        """Whether anything is newly wrong."""
        return bool(self.newly_bad) or self.new_errors > 0


@dataclass(frozen=True, slots=True)
class _Names:
    """Documents of both releases: the name of each one's file, and for old bytes that were replaced the new bytes' id."""

    files: dict[str, str]
    twins: dict[str, str]

    def on(self, table: pa.Table) -> pa.Table:
        """A table with the columns SAME, FILE and AT."""
        import numpy as np
        import pyarrow as pa

        ids = table["document_id"]
        out = table.append_column(SAME, _looked_up(ids, self.twins, ids))
        out = out.append_column(FILE, _looked_up(ids, self.files, ids))
        return out.append_column(AT, pa.array(np.arange(len(table), dtype="int64")))


def difference(old: Release, new: Release, datasets: Sequence[str] = USUAL, limit: int | None = None) -> Difference:
    """Compares two releases. Files that both have, byte for byte, are not read.

    Args:
        old: the release before.
        new: the release after.
        datasets: those whose rows are compared, beside documents and findings.
        limit: so many added, removed and changed rows of each dataset are given, None for all; all are counted.

    Raises:
        ReleaseError: a file cannot be read.
    """
    columns = [c for c in registry()["documents"].columns if c not in SILENT]
    before, after = read(old, "documents", columns), read(new, "documents", columns)
    names = _names(before, after)
    before, after = names.on(before), names.on(after)
    findings, new_errors = _compare_findings(*_pair(old, new, "findings", names), limit)
    return Difference(
        {name: (old.rows.get(name, 0), new.rows.get(name, 0)) for name in registry()},
        _compare(before, after, (), limit),
        {name: _compare(*_pair(old, new, name, names), _inner_key(name), limit) for name in datasets},
        findings,
        _newly_bad(before, after),
        new_errors,
    )


def _inner_key(dataset: str) -> tuple[str, ...]:
    """What tells a row from the others of its document."""
    return tuple(c for c in registry()[dataset].key if c != "document_id")


def _names(before: pa.Table, after: pa.Table) -> _Names:
    """The names of all documents' files, and which bytes took the place of which."""
    old, new = (
        dict(zip(t["document_id"].to_pylist(), t["source_file"].to_pylist(), strict=True)) for t in (before, after)
    )
    came = {name: document for document, name in new.items() if document not in old}
    twins = {document: came[name] for document, name in old.items() if document not in new and name in came}
    return _Names(old | new, twins)


def _pair(old: Release, new: Release, dataset: str, names: _Names) -> tuple[pa.Table, pa.Table]:
    """A dataset of both releases, without the files that both have."""
    marks = [{(f["path"], f["sha256"]) for f in read_manifest(release.path)["files"]} for release in (old, new)]
    same = {path for path, _ in marks[0] & marks[1]}
    before, after = (
        read(r, dataset, None, [p for p in parquet_files(r, dataset) if p not in same]) for r in (old, new)
    )
    return names.on(before), names.on(after)


def _compare(before: pa.Table, after: pa.Table, inner: tuple[str, ...], limit: int | None) -> Changes:
    """Rows added, removed and changed, by document and inner key."""
    import pyarrow.compute as pc

    key = [SAME, *inner]
    left, right = (t.select([*key, AT]).rename_columns([*key, n]) for t, n in ((before, OLD), (after, NEW)))
    joined = left.join(right, keys=key, join_type="full outer")
    gone = before.take(_sorted(joined.filter(pc.is_null(joined[NEW]))[OLD], before))
    come = after.take(_sorted(joined.filter(pc.is_null(joined[OLD]))[NEW], after))
    both = joined.filter(pc.and_(pc.is_valid(joined[OLD]), pc.is_valid(joined[NEW])))
    was, now = before.take(both[OLD]), after.take(both[NEW])
    own = [c for c in after.column_names if c not in (*inner, SAME, FILE, AT) and (c != "document_id" or not inner)]
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
        }
        for old, new in zip(was.take(order).to_pylist(), now.take(order).to_pylist(), strict=True)
    ]
    counts = {"added": len(come), "removed": len(gone), "changed": len(now)}
    return Changes(counts, _plain(come, limit), _plain(gone, limit), rows)


def _compare_findings(before: pa.Table, after: pa.Table, limit: int | None) -> tuple[Changes, int]:
    """Findings new and gone, and how many of the new are errors. Findings have no key: equal ones are counted."""
    import pyarrow as pa
    import pyarrow.compute as pc

    grouped = []
    for table, at, many in ((before, OLD, "#were"), (after, NEW, "#are")):
        said = [
            pc.fill_null(table[c].cast(pa.string()), "\0")
            for c in table.column_names
            if c not in ("document_id", FILE, AT)
        ]
        keys = table.select([AT]).append_column("#key", pc.binary_join_element_wise(*said, "\x1f"))
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
        picked.append(table.take(_sorted(pa.array(places, pa.int64()), table)))
    come, gone = picked
    errors = pc.sum(pc.equal(come["severity"], "error")).as_py() or 0
    return Changes({"added": len(come), "removed": len(gone)}, _plain(come, limit), _plain(gone, limit)), errors


def _newly_bad(before: pa.Table, after: pa.Table) -> list[Row]:
    """Documents that are worse than they were."""
    statuses = dict(zip(before[SAME].to_pylist(), before["status"].to_pylist(), strict=True))
    rows = after.select([SAME, "source_file", "status", "reason"]).to_pylist()
    bad = [
        {"source_file": r["source_file"], "before": statuses.get(r[SAME]), "status": r["status"], "reason": r["reason"]}
        for r in rows
        if WORSE[r["status"]] > WORSE[statuses.get(r[SAME], "ok")]
    ]
    return sorted(bad, key=lambda r: str(r["source_file"]))


def _looked_up(ids: pa.ChunkedArray, table: dict[str, str], otherwise: pa.ChunkedArray) -> pa.ChunkedArray:
    """What a table has for each id, else the other value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not table:
        return otherwise
    found = pc.index_in(ids, value_set=pa.array([*table], pa.string()))
    return pc.coalesce(pa.array([*table.values()], pa.string()).take(found), otherwise)


def _sorted(places: Any, table: pa.Table) -> pa.Array:
    """Rows' places, by the names of their files, then as they stand."""
    import pyarrow.compute as pc

    rows = table.select([FILE, AT]).take(places)
    return rows[AT].take(pc.sort_indices(rows, [(FILE, "ascending"), (AT, "ascending")]))


def _equal(one: pa.ChunkedArray, other: pa.ChunkedArray) -> Any:
    """Where two columns agree; null agrees with null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_list(one.type):
        one, other = (pc.binary_join(c, "\x1f") for c in (one, other))
    return pc.if_else(
        pc.or_(pc.is_null(one), pc.is_null(other)),
        pc.and_(pc.is_null(one), pc.is_null(other)),
        pc.fill_null(pc.equal(one, other), False),
    )


def _plain(table: pa.Table, limit: int | None) -> list[Row]:
    """Rows as dictionaries, the file's name first, without what is empty."""
    rows = (table.slice(0, limit) if limit is not None else table).to_pylist()
    return [
        {"source_file": row[FILE]} | {c: v for c, v in row.items() if not c.startswith("#") and v is not None}
        for row in rows
    ]
