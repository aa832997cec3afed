"""What a new release lost of the one before, document by document, without a reason that explains it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from pipeline.emit.store.read_datasets import parquet_files, read, year_of
from pipeline.emit.store.releases import Release, read_manifest
from pipeline.emit.write.outcome_rows import FACTS

COUNTED = ("documents", *FACTS, "pages", "cells")
FEW = 2
"""Up to so many documents may lose all they had: a file that went bad is told (`failed`, exit 3), the others are released."""
NAMED = 5


@dataclass(frozen=True, slots=True)
class Fall:
    """Rows that a dataset lost: of all, or of one fiscal year (``unknown`` where there is none); with those there were."""

    dataset: str
    year: str | None
    lost: int
    before: int
    documents: tuple[str, ...]


Document = dict[str, Any]


def falls(old: Release, new: Release, max_loss: float) -> tuple[list[Fall], dict[str, str]]:
    """What fell by more than is allowed, and why, per document.

    A document that is no longer there is a loss; one whose bytes were replaced under the same name, or whose file was renamed, is not.
    Rows are counted in each document: what others gained makes up for nothing, what moved to another fiscal year is not lost, and where
    the document is now a copy, or was one, the rows of the document that stands for the report count.

    Args:
        old: the release before.
        new: the new one.
        max_loss: share (0 to 1) of the rows of a dataset, or of a fiscal year of it, that may be lost; 0 for none at all. Above 0, a
            loss in no more than ``FEW`` documents is let pass.

    Returns:
        The falls, and for every document in them (by its file's name) a few words on what became of it.
    """
    shared = _shared_cells(old, new)
    before, after = _documents(old, shared), _documents(new, shared)
    by_id = {d["document_id"]: d for d in after}
    by_file = {d["source_file"]: d for d in after}
    speakers = {d["report_id"]: d for d in after if d["report_id"] and not d["copy_of"]}
    found: list[Fall] = []
    fate: dict[str, str] = {}
    for dataset in COUNTED:
        total = _by_year(shared) if dataset == "cells" else Counter()
        lost: Counter[str | None] = Counter()
        where: defaultdict[str | None, list[str]] = defaultdict(list)
        for document in before:
            now = by_id.get(document["document_id"]) or by_file.get(document["source_file"])
            gone = max(0, _rows(document, dataset) - _rows_now(document, now, dataset, by_id, speakers))
            for year in (None, str(document["fiscal_year"] or "unknown")):
                total[year] += _rows(document, dataset)
                if gone:
                    lost[year] += gone
                    where[year].append(document["source_file"])
            if gone:
                fate.setdefault(document["source_file"], _fate(document, now, dataset, gone))
        found += [
            Fall(dataset, year, lost[year], total[year], tuple(sorted(where[year])))
            for year in sorted(lost, key=lambda y: (y is not None, y or ""))
            if lost[year] > max_loss * total[year] and (len(where[year]) > FEW or max_loss == 0)
        ]
    return found, {name: fate[name] for fall in found for name in fall.documents}


def sentence(found: list[Fall], fate: dict[str, str]) -> str:
    """The falls for people: a line each, then the documents. A year is named where all years together did not fall too far."""
    whole = {fall.dataset for fall in found if fall.year is None}
    lines = [
        f"  {fall.dataset}{'' if fall.year is None else f' of {fall.year}'}: {fall.lost:,} of {fall.before:,} lost "
        f"({fall.lost / fall.before:.0%}), in {len(fall.documents)} document{'s' if len(fall.documents) > 1 else ''}"
        for fall in found
        if fall.year is None or fall.dataset not in whole
    ]
    lines += [f"  {name}: {fate[name]}" for name in [*fate][:NAMED]]
    return "\n".join([*lines, *([f"  and {len(fate) - NAMED:,} more documents"] if len(fate) > NAMED else [])])


def _shared_cells(old: Release, new: Release) -> dict[str, int]:
    """Files of cells that both releases have, byte for byte: nothing of them is lost, and nobody needs to read them."""
    theirs = {f["path"]: f["sha256"] for f in read_manifest(new.path)["files"]}
    return {
        f["path"]: int(f["rows"])
        for f in read_manifest(old.path)["files"]
        if f["path"].startswith("cells/") and theirs.get(f["path"]) == f["sha256"]
    }


def _by_year(shared: dict[str, int]) -> Counter[str | None]:
    """Rows of files, by the year in their names, and of all years (None)."""
    total: Counter[str | None] = Counter({None: sum(shared.values())})
    for path, rows in shared.items():
        total[year_of(path)] += rows
    return total


def _documents(release: Release, shared: dict[str, int]) -> list[Document]:
    """The documents of a release, with their cells counted where those are not shared."""
    columns = [
        "document_id",
        "source_file",
        "fiscal_year",
        "status",
        "reason",
        "report_id",
        "copy_of",
        "pages",
        *FACTS.values(),
    ]
    cells: Counter[str] = Counter()
    paths = [path for path in parquet_files(release, "cells") if path not in shared]
    for path in paths:
        counted = read(release, "cells", ["document_id"], [path])["document_id"].value_counts()
        cells.update({entry["values"]: entry["counts"] for entry in counted.to_pylist()})
    return [{**row, "cells": cells[row["document_id"]]} for row in read(release, "documents", columns).to_pylist()]


def _rows(document: Document, dataset: str) -> int:
    """Rows of a document in a dataset."""
    return 1 if dataset == "documents" else int(document[FACTS.get(dataset, dataset)] or 0)


def _rows_now(
    document: Document, now: Document | None, dataset: str, by_id: dict[str, Document], speakers: dict[str, Document]
) -> int:
    """Rows that stand for a document of the old release in the new one."""
    rows = 0 if now is None else _rows(now, dataset)
    if dataset in FACTS and (now is None or now["copy_of"]):
        speaker = speakers.get(document["report_id"]) if now is None else by_id.get(now["copy_of"])
        rows = max(rows, 0 if speaker is None else _rows(speaker, dataset))
    return rows


def _fate(document: Document, now: Document | None, dataset: str, gone: int) -> str:
    """A few words on what became of a document."""
    if now is None:
        return "no longer in the archive"
    if now["status"] == "failed" and document["status"] != "failed":
        return f"failed now: {str(now['reason']).removeprefix(document['source_file'] + ': ')}"
    return f"{gone:,} of its {_rows(document, dataset):,} rows in {dataset} are gone"
