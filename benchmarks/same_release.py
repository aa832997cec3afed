"""Hold two releases against each other, row by row: what a change of the code changed in the data.

    python -m benchmarks.same_release OLD NEW

OLD and NEW are folders of releases (``processed``) or of one release, both made of one archive with ``--keep-copies``.
Print, for each dataset and document, the rows that only one of them has; end with 1 where there are any.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
import pandas as pd
import pyarrow.parquet as pq

DATASETS = ("indicators", "measures", "agency_results", "scores", "oit_items", "cells", "pages")
SHOWN = 3  # rows of a document that are printed


def release_folder(place: str) -> Path:
    """The folder of a release: the current one where a folder of releases is given."""
    folder = Path(place)
    if (folder / "manifest.json").exists():
        return folder
    import pipeline

    return Path(pipeline.release_path(place))


def rows_of(release: Path, dataset: str) -> pd.DataFrame:
    """All rows of a dataset; none where the release has no file of it."""
    paths = sorted((release / dataset).glob("*.parquet"))
    # a column of integers stays one, with or without nulls in other documents
    tables = [pq.read_table(path).to_pandas(types_mapper=pd.ArrowDtype) for path in paths]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"document_id": []})


def counted(frame: pd.DataFrame, columns: list[str]) -> dict[str, Counter[str]]:
    """By document: each row as text, and how often it stands there."""
    found: dict[str, Counter[str]] = {}
    for row in frame[columns].itertuples(index=False):
        found.setdefault(str(row.document_id), Counter())[repr(tuple(row))] += 1
    return found


def differences(old: Path, new: Path, dataset: str) -> dict[str, tuple[list[str], list[str]]]:
    """By document: the rows that only the old release has, and those that only the new one has.

    Columns that one of the two lacks are left out: a dataset may grow.
    """
    before, after = rows_of(old, dataset), rows_of(new, dataset)
    columns = [name for name in before.columns if name in after.columns]
    ours, theirs = counted(before, columns), counted(after, columns)
    found = {}
    for document in sorted({*ours, *theirs}):
        a, b = ours.get(document, Counter()), theirs.get(document, Counter())
        if a != b:
            found[document] = (list((a - b).elements()), list((b - a).elements()))
    return found


@click.command()
@click.argument("old", type=click.Path(exists=True, file_okay=False))
@click.argument("new", type=click.Path(exists=True, file_okay=False))
@click.option("--dataset", "datasets", multiple=True, default=DATASETS, show_default=True, help="Datasets to compare.")
def main(old: str, new: str, datasets: tuple[str, ...]) -> None:
    """Compare the rows of two releases."""
    before, after = release_folder(old), release_folder(new)
    names = {row.document_id: row.source_file for row in rows_of(before, "documents").itertuples()}
    names |= {row.document_id: row.source_file for row in rows_of(after, "documents").itertuples()}
    unequal = 0
    for dataset in datasets:
        found = differences(before, after, dataset)
        unequal += len(found)
        print(f"{dataset:<16}{len(rows_of(before, dataset)):>9,} rows, {len(found)} documents differ")
        for document, (lost, gained) in found.items():
            print(f"  {names.get(document, document)}: {len(lost)} rows gone, {len(gained)} new")
            for mark, rows in (("-", lost), ("+", gained)):
                for row in rows[:SHOWN]:
                    print(f"    {mark} {row[:600]}")
    sys.exit(1 if unequal else 0)


if __name__ == "__main__":
    main()
