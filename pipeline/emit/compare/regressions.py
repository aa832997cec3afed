"""Regressions: what a new release lost of the one before, document by document, without a reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from pipeline.emit.schema.field_registry import REPORT_DATASETS
from pipeline.emit.store.read_datasets import parquet_files, read, year_of
from pipeline.emit.store.releases import Release, read_manifest

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

    def add(self, document: Document, rows: int, lost: int) -> None:
        """Count a document of the old release."""
        for year in (None, str(document["fiscal_year"] or NO_YEAR)):
            self.before[year] += rows
            if lost:
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


def find_regressions(old: Release, new: Release, max_loss: float) -> tuple[list[Regression], dict[str, str]]:
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

    Returns:
        The regressions, and for every document in them (by its file's name) what happened to it.
    """
    shared = _shared_cells(old, new)
    before, after = _documents(old, shared), _Documents.of(_documents(new, shared))
    regressions: list[Regression] = []
    causes: dict[str, str] = {}
    for dataset in COUNTED:
        losses = _Losses(_rows_by_year(shared) if dataset == "cells" else Counter())
        for document in before:
            now = after.find(document)
            rows = _rows(document, dataset)
            lost = max(0, rows - after.rows_for(document, now, dataset))
            if dataset in REPORT_DATASETS and _is_newly_skipped(document, now):
                lost = 0
            losses.add(document, rows, lost)
            if lost:
                causes.setdefault(document["source_file"], _cause(document, now, dataset, lost))
        regressions += losses.regressions(dataset, max_loss)
    skipped = _Losses(Counter())
    for document in filter(_gave_rows, before):
        now = after.find(document)
        is_skipped = _is_newly_skipped(document, now)
        skipped.add(document, 1, int(is_skipped))
        if is_skipped and now is not None:
            causes[document["source_file"]] = f"skipped now: {now['reason']}"
    regressions += [found for found in skipped.regressions(NEWLY_SKIPPED, max_loss) if found.year != NO_YEAR]
    return regressions, {name: causes[name] for found in regressions for name in found.documents}


def _gave_rows(document: Document) -> bool:
    return any(_rows(document, dataset) for dataset in REPORT_DATASETS)


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


def _documents(release: Release, shared: dict[str, int]) -> list[Document]:
    """Read the documents of a release, with their cells counted in files that are not shared."""
    cells: Counter[str] = Counter()
    paths = [path for path in parquet_files(release, "cells") if path not in shared]
    for path in paths:
        counted = read(release, "cells", ["document_id"], [path])["document_id"].value_counts()
        cells.update({entry["values"]: entry["counts"] for entry in counted.to_pylist()})
    documents = read(release, "documents", DOCUMENT_COLUMNS).to_pylist()
    return [{**row, "cells": cells[row["document_id"]]} for row in documents]


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
