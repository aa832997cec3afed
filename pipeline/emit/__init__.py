"""Emit: outcomes become one release of Parquet datasets, all or nothing.

Contract: the datasets of ``registry.yml``, every one with at least one readable file; the same outcomes give the same bytes, in
whatever order they come; a reader sees the old release or the new one, never a mixture, also when the run is killed. Never changes
what a row says, never publishes a release that does not reconcile, never touches a published one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.emit.errors import ReleaseError
from pipeline.emit.release import Release
from pipeline.model import Outcome, Report

__all__ = ["Release", "ReleaseError", "emit", "sound"]


def emit(
    outcomes: Iterable[Outcome],
    out: Path,
    *,
    keep_copies: bool = False,
    keep_releases: int = 10,
    max_file_bytes: int = 1_000_000_000,
    whole: Callable[[Outcome], Outcome] = lambda outcome: outcome,
) -> Release:
    """Builds a release, validates it and makes it the current one.

    Args:
        outcomes: one per document, in any order.
        out: where releases go (``processed``).
        keep_copies: keep the rows of documents that are copies of another one.
        keep_releases: releases that stay on disk, this one included.
        max_file_bytes: a Parquet file that grows past this goes on in another one.
        whole: gives an outcome its pages and cells back, where the caller keeps them elsewhere to save memory.

    Returns:
        The current release; ``unchanged`` where the contents are those of the release that was current already.

    Raises:
        ReleaseError: the release could not be written or does not hold together; what was current still is.
    """
    from pipeline.emit import describe, release, validate

    building = out / release.RELEASES / f"{release.BUILDING}{os.getpid()}"
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        _write_datasets(outcomes, building, keep_copies, max_file_bytes, whole)
        rows = validate.check_release(building)
        files = describe.list_files(building)
        identifier = describe.release_id(files)
        old = _current(out)
        if old is not None and old.id == identifier and release.is_intact(old.path):
            release.follow(out, identifier)
            release.prune(out, keep_releases, identifier)
            return replace(old, unchanged=True)
        release.link_unchanged(building, files, old)
        created_at = datetime.now(UTC).isoformat(timespec="seconds")
        describe.write_datapackage(building, files, identifier)
        describe.write_manifest(building, files, identifier, rows, created_at)
        home = release.publish(building, out, identifier)
        with contextlib.suppress(OSError):
            release.prune(out, keep_releases, identifier)
        return Release(identifier, home, rows, created_at)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReleaseError(f"nothing was released, {out} cannot be written ({why}); free some space or give another folder with --out. "
                           "The release before, if any, stands") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def sound(outcome: Outcome) -> Outcome:
    """The outcome, or a failure in its place where its rows do not hold together: one document must not stop a release."""
    from pipeline.emit.rows import rows_of
    from pipeline.emit.validate import problems

    wrong = problems(rows_of(outcome, keep_copies=True))
    if not wrong:
        return outcome
    more = f" (and {len(wrong) - 1} more like it)" if len(wrong) > 1 else ""
    failure = (f"{outcome.document.source.source_file}: its rows do not hold together, {wrong[0]}{more}; "
               "this is a defect of the software, please report it")
    return replace(outcome, document=replace(outcome.document, pages=()), report=Report(), failure=failure)


def _current(out: Path) -> Release | None:
    """The current release; one that cannot be read counts as none, so that a new one can take its place."""
    from pipeline.emit.release import current_release

    try:
        return current_release(out)
    except ReleaseError:
        return None


def _write_datasets(
    outcomes: Iterable[Outcome], folder: Path, keep_copies: bool, max_bytes: int, whole: Callable[[Outcome], Outcome]
) -> None:
    """Writes every dataset, year by year, document by document."""
    from pipeline.emit.codebook import codebook_rows
    from pipeline.emit.registry import registry
    from pipeline.emit.rows import fiscal_year_of, rows_of
    from pipeline.emit.validate import problems
    from pipeline.emit.writer import Partition

    years: dict[int | None, list[Outcome]] = {}
    for outcome in outcomes:
        years.setdefault(fiscal_year_of(outcome), []).append(outcome)
    by_year = {name for name, dataset in registry().items() if dataset.single_file is None}
    filled: set[str] = set()
    for year in sorted(years, key=lambda y: (y is None, y or 0)):
        with contextlib.ExitStack() as stack:
            open_files: dict[str, Partition] = {}
            for outcome in sorted(years[year], key=lambda o: o.document.source.document_id):
                rows = rows_of(whole(outcome), keep_copies)
                wrong = problems(rows)
                if wrong:
                    raise ReleaseError(f"nothing was released: {outcome.document.source.source_file}: {wrong[0]}")
                for name in sorted(by_year):
                    if rows[name]:
                        if name not in open_files:
                            partition = Partition(folder / name, name, str(year or "unknown"), max_bytes)
                            open_files[name] = stack.enter_context(partition)
                        open_files[name].add(rows[name])
            filled |= set(open_files)
    for name in sorted(by_year - filled):
        with Partition(folder / name, name, "unknown", max_bytes):
            pass
    for name, dataset in registry().items():
        if dataset.single_file is not None:
            with Partition(folder / name, name, dataset.single_file, max_bytes) as partition:
                partition.add(codebook_rows())
