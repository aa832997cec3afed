"""Regressions: what a new release lost of the one before, document by document, without a reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pipeline.emit.schema.field_registry import REPORT_DATASETS
from pipeline.emit.store.read_datasets import parquet_files, read, year_of
from pipeline.emit.store.releases import Release, read_manifest

if TYPE_CHECKING:
    import pyarrow as pa

COUNTED = ("documents", *REPORT_DATASETS, "pages", "cells")
NO_YEAR = "unknown"
"""In the place of a fiscal year. Documents of something else often have none, and would be all of it."""
NEWLY_SKIPPED = "newly skipped"
"""In the place of a dataset: documents that gave rows, and are now taken for none of the assessment."""
MOST_TOLERATED = 2
"""Documents that may lose all they had: a file that went bad is reported (`failed`, exit 3), others are released."""
MOST_NAMED = 5
"""Documents that a message names."""
DOCUMENT_COLUMNS = (
    "document_id",
    "source_file",
    "fiscal_year",
    "status",
    "reason",
    "report_id",
    "copy_of",
    "pages",
    *REPORT_DATASETS.values(),
)
Document = dict[str, Any]
"""A row of documents: ``DOCUMENT_COLUMNS`` and the number of ``cells``."""


@dataclass(frozen=True, slots=True)
class Regression:
    """Rows that a dataset lost, or documents that are skipped now.

    Attributes:
        dataset: its name, or ``NEWLY_SKIPPED``; then documents are counted, not rows.
        year: fiscal year (``NO_YEAR`` where there is none); None for all years together.
        lost: rows lost.
        before: rows in the release before.
        documents: names of the files that lost them.
    """

    dataset: str
    year: str | None
    lost: int
    before: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Documents:
    """The documents of the new release, by what those of the old one are found again by."""

    by_id: dict[str, Document]
    by_file: dict[str, Document]
    originals: dict[str, Document]

    @classmethod
    def of(cls, documents: list[Document]) -> _Documents:
        """Index documents by id, by file and, unless they are copies, by report."""
        return cls(
            {d["document_id"]: d for d in documents},
            {d["source_file"]: d for d in documents},
            {d["report_id"]: d for d in documents if d["report_id"] and not d["copy_of"]},
        )

    def find(self, old: Document) -> Document | None:
        """Return a document of the old release as it is now: the same bytes, else the same name."""
        return self.by_id.get(old["document_id"]) or self.by_file.get(old["source_file"])

    def rows_for(self, old: Document, now: Document | None, dataset: str) -> int:
        """Return the rows that stand for a document of the old release, which may be those of its original."""
        rows = 0 if now is None else _rows(now, dataset)
        if dataset in REPORT_DATASETS and (now is None or now["copy_of"]):
            original = self.originals.get(old["report_id"]) if now is None else self.by_id.get(now["copy_of"])
            rows = max(rows, 0 if original is None else _rows(original, dataset))
        return rows


@dataclass(slots=True)
class _Losses:
    """Rows of one dataset by fiscal year, and of all years (None).

    Attributes:
        before: in the old release.
        lost: of these, without a reason.
        files: the documents that lost them.
    """

    before: Counter[str | None]
    lost: Counter[str | None] = field(default_factory=Counter)
    files: defaultdict[str | None, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, document: Document, lost: int) -> None:
        """Count what a document of the old release lost."""
        for year in (None, str(document["fiscal_year"] or NO_YEAR)):
            self.lost[year] += lost
            self.files[year].append(document["source_file"])

    def beyond(self, max_loss: float) -> list[str | None]:
        """Return the years that lost more than is allowed, all years together first."""
        return [
            year
            for year in sorted(self.lost, key=lambda y: (y is not None, y or ""))
            if self.lost[year] > max_loss * self.before[year]
            and (len(self.files[year]) > MOST_TOLERATED or max_loss == 0)
        ]

    def regressions(self, dataset: str, max_loss: float) -> list[Regression]:
        """Return what was lost beyond what is allowed."""
        return [
            Regression(dataset, year, self.lost[year], self.before[year], tuple(sorted(self.files[year])))
            for year in self.beyond(max_loss)
        ]


def find_regressions(
    old: Release, new: Release, max_loss: float, set_aside: Collection[str] = ()
) -> tuple[list[Regression], dict[str, str]]:
    """Return what lost more rows than is allowed, and why, per document.

    A document that is no longer there is a loss; one whose bytes were replaced under the same name, or whose file was
    renamed, is not. Rows are counted in each document: what others gained makes up for nothing, what moved to another
    fiscal year is not lost, and where the document is now a copy, or was one, the rows of its original count.

    A document that is skipped now lost its rows by a judgement on the document as a whole, not by a row that went
    unread. Such documents are counted apart, as documents, of those that gave rows: a few do not hold a release back
    because their dataset or their year is small, many do.

    Args:
        old: the release before.
        new: the new one.
        max_loss: share (0 to 1) of the rows of a dataset, or of a fiscal year of it, that may be lost; 0 for none at
            all. Above 0, a loss in no more than ``MOST_TOLERATED`` documents is tolerated.
        set_aside: files that a person left out of the archive (``ignore`` of ``sources.yml``): nothing of them is lost.

    Returns:
        The regressions, and for every document in them (by its file's name) what happened to it.
    """
    shared = _shared_cells(old, new)
    before, after = _documents(old, shared), _documents(new, shared)
    changed = before.filter(_differs(before, after))
    now_by = _Documents.of(_counterparts(changed, after))
    documents = [d for d in changed.to_pylist() if d["source_file"] not in set_aside or now_by.find(d) is not None]
    regressions: list[Regression] = []
    causes: dict[str, str] = {}
    for dataset in COUNTED:
        losses = _Losses(_totals(before, _counts(before, dataset)))
        if dataset == "cells":
            losses.before += _rows_by_year(shared)
        for document in documents:
            now = now_by.find(document)
            lost = max(0, _rows(document, dataset) - now_by.rows_for(document, now, dataset))
            if lost and not (dataset in REPORT_DATASETS and _is_newly_skipped(document, now)):
                losses.add(document, lost)
                causes.setdefault(document["source_file"], _cause(document, now, dataset, lost))
        regressions += losses.regressions(dataset, max_loss)
    skipped = _Losses(_totals(before, _gave_rows(before)))
    for document in documents:
        now = now_by.find(document)
        if any(_rows(document, dataset) for dataset in REPORT_DATASETS) and _is_newly_skipped(document, now):
            skipped.add(document, 1)
            causes[document["source_file"]] = f"skipped now: {now['reason'] if now is not None else None}"
    regressions += [found for found in skipped.regressions(NEWLY_SKIPPED, max_loss) if found.year != NO_YEAR]
    return regressions, {name: causes[name] for found in regressions for name in found.documents}


def _differs(before: pa.Table, after: pa.Table) -> pa.ChunkedArray:
    """Return which documents are not just the same in the new release; nothing of the others is lost."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place = pc.index_in(before["document_id"], after["document_id"].combine_chunks())
    same = pc.is_valid(place)
    there = after.take(pc.fill_null(place, 0)) if len(after) else before.slice(0, 0)
    if not len(there):
        return pa.chunked_array([[True] * len(before)])
    for name in before.column_names:
        both_null = pc.and_(pc.is_null(before[name]), pc.is_null(there[name]))
        same = pc.and_(same, pc.or_(both_null, pc.fill_null(pc.equal(before[name], there[name]), False)))
    return pc.invert(same)


def _counterparts(changed: pa.Table, after: pa.Table) -> list[Document]:
    """Return the documents of the new release that may stand for some of the old one: themselves, or originals."""
    import pyarrow.compute as pc

    alike = [
        pc.is_in(after[name], changed[name].combine_chunks()) for name in ("document_id", "source_file", "report_id")
    ]
    found = after.filter(pc.or_(alike[0], pc.or_(alike[1], alike[2])))
    originals = after.filter(pc.is_in(after["document_id"], found["copy_of"].combine_chunks()))
    return [*found.to_pylist(), *originals.to_pylist()]


def _counts(documents: pa.Table, dataset: str) -> pa.ChunkedArray:
    """Return how many rows each document has in a dataset."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if dataset == "documents":
        return pa.chunked_array([pa.array([1] * len(documents), pa.int64())])
    return pc.fill_null(pc.cast(documents[REPORT_DATASETS.get(dataset, dataset)], pa.int64()), 0)


def _gave_rows(documents: pa.Table) -> pa.ChunkedArray:
    """Return 1 for each document that has rows of what a report says, else 0."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = _counts(documents, next(iter(REPORT_DATASETS)))
    for dataset in REPORT_DATASETS:
        rows = pc.max_element_wise(rows, _counts(documents, dataset))
    return pc.cast(pc.greater(rows, 0), pa.int64())


def _totals(documents: pa.Table, counts: pa.ChunkedArray) -> Counter[str | None]:
    """Return the sums of counts of documents by fiscal year, and of all years (None)."""
    import pyarrow as pa

    table = pa.table({"year": documents["fiscal_year"], "rows": counts})
    summed = table.group_by("year").aggregate([("rows", "sum")]).to_pylist()
    totals: Counter[str | None] = Counter({str(row["year"] or NO_YEAR): row["rows_sum"] or 0 for row in summed})
    totals[None] = sum(totals.values())
    return totals


def _is_newly_skipped(document: Document, now: Document | None) -> bool:
    """Tell whether a document is taken for none of the assessment now, and was not in the old release."""
    return now is not None and now["status"] == "skipped" and document["status"] != "skipped"


def describe(regressions: list[Regression], causes: dict[str, str]) -> str:
    """Return regressions as text: a line each, then the documents.

    A year is named where all years together did not lose too much.
    """
    in_all_years = {found.dataset for found in regressions if found.year is None}
    lines = [
        f"  {_described(found)}" for found in regressions if found.year is None or found.dataset not in in_all_years
    ]
    lines += [f"  {name}: {causes[name]}" for name in [*causes][:MOST_NAMED]]
    if len(causes) > MOST_NAMED:
        lines.append(f"  and {len(causes) - MOST_NAMED:,} more documents")
    return "\n".join(lines)


def _described(found: Regression) -> str:
    of_year = "" if found.year is None else f" of {found.year}"
    share = f"({found.lost / found.before:.0%})"
    if found.dataset == NEWLY_SKIPPED:
        return (
            f"skipped now: {found.lost:,} of {found.before:,} documents{of_year} that gave rows {share} are taken for "
            "no documents of the assessment"
        )
    documents = f"{len(found.documents)} document{'s' if len(found.documents) > 1 else ''}"
    return f"{found.dataset}{of_year}: {found.lost:,} of {found.before:,} lost {share}, in {documents}"


def _shared_cells(old: Release, new: Release) -> dict[str, int]:
    """Return the rows of the files of cells that both releases have, byte for byte: nothing of them is lost."""
    new_files = {f["path"]: f["sha256"] for f in read_manifest(new.path)["files"]}
    return {
        f["path"]: int(f["rows"])
        for f in read_manifest(old.path)["files"]
        if f["path"].startswith("cells/") and new_files.get(f["path"]) == f["sha256"]
    }


def _rows_by_year(shared: dict[str, int]) -> Counter[str | None]:
    """Return the rows of files by the year in their names, and of all years (None)."""
    total: Counter[str | None] = Counter({None: sum(shared.values())})
    for path, rows in shared.items():
        total[year_of(path)] += rows
    return total


def _documents(release: Release, shared: dict[str, int]) -> pa.Table:
    """Read the documents of a release, with their ``cells`` counted in files that are not shared."""
    import pyarrow as pa
    import pyarrow.compute as pc

    documents = read(release, "documents", DOCUMENT_COLUMNS)
    paths = [path for path in parquet_files(release, "cells") if path not in shared]
    counted = read(release, "cells", ["document_id"], paths)["document_id"].value_counts()
    if not len(counted):
        return documents.append_column("cells", pa.array([0] * len(documents), pa.int64()))
    ids, counts = counted.field("values"), counted.field("counts")
    place = pc.index_in(documents["document_id"], ids)
    return documents.append_column("cells", pc.fill_null(pc.take(counts, place), 0))


def _rows(document: Document, dataset: str) -> int:
    """Return the rows of a document in a dataset."""
    return 1 if dataset == "documents" else int(document[REPORT_DATASETS.get(dataset, dataset)] or 0)


def _cause(document: Document, now: Document | None, dataset: str, lost: int) -> str:
    """Return a few words on what happened to a document."""
    if now is None:
        return "no longer in the archive"
    if now["status"] == "failed" and document["status"] != "failed":
        return f"failed now: {str(now['reason']).removeprefix(document['source_file'] + ': ')}"
    gone = f"{lost:,} of its {_rows(document, dataset):,} rows in {dataset} are gone"
    if now["status"] != document["status"] and now["reason"]:
        gone += f"; {now['status']} now: {str(now['reason']).removeprefix(document['source_file'] + ': ')}"
    return gone
