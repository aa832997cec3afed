"""Emit: outcomes become one release of Parquet datasets, all or nothing.

Contract: the datasets of ``registry.yml``, every one with at least one readable file; the same outcomes give the same bytes, in
whatever order they come; a reader sees the old release or the new one, never a mixture, also when the run is killed. Never changes
what a row says, never publishes a release that does not reconcile, never touches a published one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.emit.errors import ReleaseError
from pipeline.emit.portion import Portion, portion_of
from pipeline.emit.release import Release
from pipeline.model import Outcome, Report

__all__ = ["Release", "ReleaseError", "emit", "sound"]


def emit(
    outcomes: Iterable[Outcome | Portion],
    out: Path,
    *,
    keep_copies: bool = False,
    keep_releases: int = 10,
    max_file_bytes: int = 1_000_000_000,
) -> Release:
    """Builds a release, validates it and makes it the current one.

    Args:
        outcomes: one per document, in any order; or what they add to a release, where that was kept.
        out: where releases go (``processed``).
        keep_copies: keep the rows of outcomes that are copies of another one.
        keep_releases: releases that stay on disk, this one included.
        max_file_bytes: a Parquet file that grows past this goes on in another one.

    Returns:
        The current release; ``unchanged`` where the contents are those of the release that was current already.

    Raises:
        ReleaseError: the release could not be written or does not hold together; what was current still is.
    """
    from pipeline.emit import describe, release, validate
    from pipeline.emit.datasets import write_datasets
    from pipeline.emit.writer import Shelf

    building = out / release.RELEASES / f"{release.BUILDING}{os.getpid()}"
    try:
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        old = _current(out)
        portions = [o if isinstance(o, Portion) else portion_of(o, keep_copies) for o in outcomes]
        with Shelf(*(old.path, release.read_manifest(old.path)["files"]) if old else ()) as shelf:
            pieces = write_datasets(portions, building, max_file_bytes, shelf)
        rows = validate.check_release(building)
        files = describe.list_files(building, pieces)
        identifier = describe.release_id(files)
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
