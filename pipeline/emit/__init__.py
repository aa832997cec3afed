"""Emit: the rows of documents become one release of Parquet datasets, all or nothing.

Contract: the datasets of ``fields.yml``, every one with at least one readable file; the same documents give the same
bytes, in whatever order they come; a reader sees the old release or the new one, never a mixture, also when the run is
killed. Never changes what a row says, never publishes a release that does not reconcile, never touches a published one.

Rooms, each of which imports those behind it only: ``compare``, ``write``, ``store``, ``schema``.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.derive.texts import KeepNearTexts
from pipeline.domain.register.body import Register, register
from pipeline.emit.compare.regressions import describe, find_regressions
from pipeline.emit.release_errors import HeldBack, ReleaseError
from pipeline.emit.store.release_store import ReleaseStore, open_store
from pipeline.emit.store.releases import BUILD_PREFIX, Release, current_release, read_manifest, read_pointer, release_id
from pipeline.emit.write.descriptors import list_files, write_checksums, write_datapackage, write_manifest
from pipeline.emit.write.previous_pieces import PreviousPieces
from pipeline.emit.write.released_rows import DocumentTables
from pipeline.emit.write.validate_release import check_release
from pipeline.files import Place
from pipeline.model.corrections import Correction

__all__ = ["HeldBack", "Release", "ReleaseError", "emit"]


def emit(
    documents: Iterable[DocumentTables],
    out: Place,
    *,
    keep_releases: int = 10,
    max_file_bytes: int = 1_000_000_000,
    max_loss: float | None = None,
    grace_s: float = 3600.0,
    bodies: Register | None = None,
    near_texts: KeepNearTexts | None = None,
    set_aside: Collection[str] = (),
    lost_corrections: Sequence[Correction] = (),
) -> Release:
    """Build a release, validate it and make it the current one.

    A release that was rolled back (``ita rollback``) is not made current again: what is current stays, with a note.

    Args:
        documents: what each document adds to the release, in any order.
        out: where releases go (``processed``), a folder or a URL.
        keep_releases: releases that stay, this one included.
        max_file_bytes: a Parquet file that grows past this goes on in another one.
        max_loss: share (0 to 1) of rows that may be lost, as of ``find_regressions``; None where any loss is accepted.
        bodies: the register, with what the archive adds; that of the package by default.
        near_texts: keeps which texts of measures are near to each other, for the next release; only makes it quicker.
        lost_corrections: corrections of documents that are not there.
        grace_s: at a URL, seconds for which a release stays after another replaced it.
        set_aside: files that a person left out of the archive; that their rows are gone is no loss.

    Returns:
        The current release; ``unchanged`` where the contents are those of the release that was current already.

    Raises:
        HeldBack: the release lost too much; it is kept in ``<out>/held`` to look at, and what was current still is.
        ReleaseError: the release could not be written or is inconsistent; what was current still is.
    """
    store = open_store(out, keep_releases, grace_s)
    folder = store.staging / f"{BUILD_PREFIX}{os.getpid()}"
    try:
        _prepare(store, folder)
        old = _readable_current(out)
        new = _build(documents, folder, old, max_file_bytes, bodies or register(), near_texts, lost_corrections)
        if old is not None and old.id == new.id and store.is_complete(new.id):
            store.apply_retention(new.id)
            return replace(old, unchanged=True, compared=new.compared)
        if old is not None and new.id in _rolled_back(out):
            return replace(old, unchanged=True, note=_rolled_back_note(old, new), compared=new.compared)
        if old is not None and max_loss is not None:
            _refuse_regressions(old, new, store, max_loss, set_aside)
        place = store.publish(new, old)
        with contextlib.suppress(OSError):
            store.apply_retention(new.id)
        return replace(new, path=place)
    except OSError as error:
        raise ReleaseError(
            f"nothing was released, {out} cannot be written ({error.strerror or error}); free some space or give "
            "another folder with --out. The release before, if any, stands"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(store: ReleaseStore, folder: Path) -> None:
    """Make the folder that a release is built in, where builds that were killed left nothing."""
    store.remove_leftovers()
    folder.mkdir(parents=True)


def _build(
    documents: Iterable[DocumentTables],
    folder: Path,
    old: Release | None,
    max_file_bytes: int,
    bodies: Register,
    near_texts: KeepNearTexts | None,
    lost_corrections: Sequence[Correction],
) -> Release:
    """Write a release to a folder, validate it and describe it.

    Raises:
        ReleaseError: it is inconsistent.
    """
    from pipeline.emit.write.datasets import write_datasets  # pyarrow

    with PreviousPieces(*(old.path, read_manifest(old.path)["files"]) if old else ()) as previous:
        written = write_datasets(documents, folder, max_file_bytes, previous, bodies, near_texts, lost_corrections)
    listed = list_files(folder, written.files, previous.linked)
    known_rows = {path: int(file["rows"]) for path, file in previous.linked.items()}
    rows = check_release(folder, previous.parts_linked(f["path"] for f in listed), known_rows)
    compared: Counter[str] = Counter(f.severity for findings in written.findings.values() for f in findings)
    release = Release(release_id(listed), folder, rows, _time_after(old), compared=dict(compared))
    write_datapackage(folder, listed, release.id)
    write_checksums(folder, listed)
    write_manifest(folder, listed, release.id, rows, release.created_at)
    return release


def _refuse_regressions(
    old: Release, new: Release, store: ReleaseStore, max_loss: float, set_aside: Collection[str]
) -> None:
    """Hold a release back that lost too much of the one before.

    An old release that is damaged cannot be compared, and is better replaced.
    """
    try:
        found, causes = find_regressions(old, new, max_loss, set_aside)
    except ReleaseError:
        return
    if found:
        place = store.hold_back(new)
        raise HeldBack(
            f"nothing was released: release {new.id} would lose more than {max_loss:.0%} of {old.id}, which stays "
            f"current:\n{describe(found, causes)}\n"
            f"It is kept in {place} to look at (`ita diff current held`). If the loss is right, `ita run "
            "--accept-loss` releases it, once: later runs are held against that release. ITA_MAX_LOSS sets how much "
            "may be lost"
        )


def _time_after(old: Release | None) -> str:
    """Return the time now, ISO 8601, but later than that of the release before: releases are ordered by their time."""
    now = datetime.now(UTC)
    if old is not None:
        with contextlib.suppress(ValueError):
            now = max(now, datetime.fromisoformat(old.created_at) + timedelta(milliseconds=1))
    return now.isoformat(timespec="milliseconds")


def _rolled_back(out: Place) -> tuple[str, ...]:
    """Return the releases that were rolled back."""
    pointer = read_pointer(out)
    return () if pointer is None else pointer.rolled_back


def _rolled_back_note(old: Release, new: Release) -> str:
    return (
        f"the archive gives release {new.id} again, which was rolled back; {old.id} stays current; "
        f"`ita rollback {new.id}` brings it back"
    )


def _readable_current(out: Place) -> Release | None:
    """Return the current release; one that cannot be read counts as none, so that a new one can replace it."""
    try:
        return current_release(out)
    except ReleaseError:
        return None
