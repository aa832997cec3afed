"""Rollback: an older release is made current again."""

from __future__ import annotations

from dataclasses import replace

from pipeline.emit.release_errors import ReleaseError
from pipeline.emit.store.release_store import open_store
from pipeline.emit.store.releases import Release, find, pointer_to, read_pointer, release_folder
from pipeline.emit.store.verification import verify_release
from pipeline.files import Place


def roll_back(out: Place, name: str) -> tuple[str | None, Release]:
    """Make another release current, in one step. The one that was counts as rolled back: no run makes it current again.

    Only a process that holds the lock of ``out`` may call it. Going forward to a newer release rolls nothing back.

    Args:
        out: where the releases are.
        name: as :func:`pipeline.emit.store.releases.find` takes it.

    Returns:
        The id of the release that was current (None where that cannot be told), and the one that is now.

    Raises:
        ReleaseError: there is no such release, it is damaged, or the pointer cannot be written; nothing was changed.
    """
    target = find(out, name)
    if target.path != release_folder(out, target.id):
        raise ReleaseError(f"{target.id} was held back and is no release; `ita run --accept-loss` releases it")
    if wrong := verify_release(target.path).damage:
        raise ReleaseError(
            f"{target.id} cannot be made current, {wrong[0].path} {wrong[0].what}; what is current stays. "
            "`ita releases` lists the others"
        )
    try:
        pointer = read_pointer(out)
        before = pointer.release if pointer is not None else None
    except ReleaseError:
        before = None
    if before == target.id:
        return before, target
    pointer = pointer_to(out, target.id)
    if before is not None and _is_newer(out, before, target):
        pointer = replace(pointer, rolled_back=(*pointer.rolled_back, before))
    try:
        open_store(out, keep=1).set_pointer(pointer)
    except OSError as error:
        raise ReleaseError(f"{out} cannot be written ({error.strerror or error}); what is current stays") from error
    return before, target


def _is_newer(out: Place, release_id: str, than: Release) -> bool:
    """Return whether a release was made after another; one that cannot be read counts as newer."""
    try:
        return find(out, release_id).created_at > than.created_at
    except ReleaseError:
        return True
