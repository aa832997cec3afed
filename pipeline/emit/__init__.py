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
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.emit.release_errors import HeldBack, ReleaseError
from pipeline.emit.store.releases import Release
from pipeline.emit.write.packed_rows import Portion, portion_of
from pipeline.files import Place
from pipeline.model import Outcome, Report

if TYPE_CHECKING:
    from pipeline.emit.store.release_store import Home

__all__ = ["HeldBack", "Release", "ReleaseError", "emit", "sound"]


def emit(
    outcomes: Iterable[Outcome | Portion],
    out: Place,
    *,
    keep_copies: bool = False,
    keep_releases: int = 10,
    max_file_bytes: int = 1_000_000_000,
    max_loss: float | None = None,
    grace_s: float = 3600.0,
) -> Release:
    """Builds a release, validates it and makes it the current one.

    A release that was rolled back (``ita rollback``) is not made current again: what is current stays, with a note.

    Args:
        outcomes: one per document, in any order; or what they add to a release, where that was kept.
        out: where releases go (``processed``), a folder or a URL.
        keep_copies: keep the rows of outcomes that are copies of another one.
        keep_releases: releases that stay on disk, this one included.
        max_file_bytes: a Parquet file that grows past this goes on in another one.
        max_loss: share (0 to 1) of the rows of a dataset, or of a fiscal year of it, that may be lost against the release that is current;
            0 for none, None where any loss is accepted. See ``regressions.falls``.
        grace_s: at a URL, seconds for which a release stays after another took its place, however many there are.

    Returns:
        The current release; ``unchanged`` where the contents are those of the release that was current already.

    Raises:
        HeldBack: the release lost too much; it is kept in ``<out>/held`` to look at, and what was current still is.
        ReleaseError: the release could not be written or does not hold together; what was current still is.
    """
    from pipeline.emit.store import releases
    from pipeline.emit.store.release_store import home_at
    from pipeline.emit.write import descriptors, validate
    from pipeline.emit.write.datasets import write_datasets
    from pipeline.emit.write.partitions import Shelf

    home = home_at(out, keep_releases, grace_s)
    building = home.workshop / f"{releases.BUILDING}{os.getpid()}"
    try:
        home.clear()
        building.mkdir(parents=True)
        old = _current(out)
        portions = [o if isinstance(o, Portion) else portion_of(o, keep_copies) for o in outcomes]
        with Shelf(*(old.path, releases.read_manifest(old.path)["files"]) if old else ()) as shelf:
            pieces = write_datasets(portions, building, max_file_bytes, shelf)
        rows = validate.check_release(building)
        files = descriptors.list_files(building, pieces)
        identifier = descriptors.release_id(files)
        if old is not None and old.id == identifier and home.is_whole(identifier):
            home.settle(identifier)
            return replace(old, unchanged=True)
        if old is not None and identifier in _turned_away(out):
            return replace(
                old,
                unchanged=True,
                note=f"the archive gives release {identifier} again, which was rolled back; {old.id} stays "
                f"current; `ita rollback {identifier}` brings it back",
            )
        created_at = _after(old)
        descriptors.write_datapackage(building, files, identifier)
        descriptors.write_manifest(building, files, identifier, rows, created_at)
        new = Release(identifier, building, rows, created_at)
        if old is not None and max_loss is not None:
            _refuse_loss(old, new, home, max_loss)
        place = home.publish(new, old)
        with contextlib.suppress(OSError):
            home.settle(identifier)
        return replace(new, path=place)
    except OSError as error:
        why = error.strerror or str(error)
        raise ReleaseError(
            f"nothing was released, {out} cannot be written ({why}); free some space or give another folder with --out. "
            "The release before, if any, stands"
        ) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def sound(outcome: Outcome) -> Outcome:
    """The outcome, or a failure in its place where its rows do not hold together: one document must not stop a release."""
    from pipeline.emit.write.outcome_rows import rows_of
    from pipeline.emit.write.validate import problems

    wrong = problems(rows_of(outcome, keep_copies=True))
    if not wrong:
        return outcome
    more = f" (and {len(wrong) - 1} more like it)" if len(wrong) > 1 else ""
    failure = (
        f"{outcome.document.source.source_file}: its rows do not hold together, {wrong[0]}{more}; "
        "this is a defect of the software, please report it"
    )
    return replace(outcome, document=replace(outcome.document, pages=()), report=Report(), failure=failure)


def _refuse_loss(old: Release, new: Release, home: Home, max_loss: float) -> None:
    """Holds a release back that lost too much of the one before; one that is damaged cannot be compared, and is better replaced."""
    from pipeline.emit.compare import regressions

    try:
        found, fate = regressions.falls(old, new, max_loss)
    except ReleaseError:
        return
    if found:
        place = home.hold_back(new)
        raise HeldBack(
            f"nothing was released: release {new.id} would lose more than {max_loss:.0%} of {old.id}, which stays current:\n"
            f"{regressions.sentence(found, fate)}\n"
            f"It is kept in {place} to look at (`ita diff current held`). If the loss is right, `ita run --accept-loss` "
            "releases it; ITA_MAX_LOSS sets how much may be lost"
        )


def _after(old: Release | None) -> str:
    """Now, ISO 8601; later than the release before, whatever the clock says, since releases are told apart by their age."""
    now = datetime.now(UTC)
    if old is not None:
        with contextlib.suppress(ValueError):
            now = max(now, datetime.fromisoformat(old.created_at) + timedelta(milliseconds=1))
    return now.isoformat(timespec="milliseconds")


def _turned_away(out: Place) -> tuple[str, ...]:
    """Releases that were rolled back."""
    from pipeline.emit.store.releases import read_pointer

    pointer = read_pointer(out)
    return () if pointer is None else pointer.rolled_back


def _current(out: Place) -> Release | None:
    """The current release; one that cannot be read counts as none, so that a new one can take its place."""
    from pipeline.emit.store.releases import current_release

    try:
        return current_release(out)
    except ReleaseError:
        return None
