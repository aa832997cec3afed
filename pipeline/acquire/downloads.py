"""Downloads find their place in the archive; the versions they replace are kept beside it, by their hash."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Literal

from pipeline import files
from pipeline.acquire.fetch_state import HOME, Noted, State
from pipeline.acquire.file_names import marked
from pipeline.acquire.http_client import Answer
from pipeline.files import Place

VERSIONS = f"{HOME}/versions"


class Keeper:
    """The archive and its notes while documents come in."""

    def __init__(self, raw: Place, state: State) -> None:
        self._raw, self.state = raw, state

    def take(
        self, url: str, name: str, known: Noted | None, answer: Answer, is_ours: bool
    ) -> tuple[str, Literal["new", "changed", "unchanged"]]:
        """Gives a download its place.

        Args:
            url: what was asked for.
            name: where it will be kept.
            known: what is noted of it, None where it comes for the first time.
            answer: with a download.
            is_ours: people said that this source is kept under this name, so what has it now is an older version.

        Returns:
            Where it is kept, and what it is to the archive.
        """
        assert answer.path is not None
        there = self._hash_of(name)
        if there is not None and known is None and not is_ours and there != answer.sha256:
            name = marked(name, url)  # somebody else's document has that name
            there = self._hash_of(name)
        versions = known.versions if known else ()
        if there != answer.sha256:
            if there is not None:
                versions = self._put_aside(name, there, known, versions)
            files.put(answer.path, self._place(name))
        retrieved = known.retrieved_at if known is not None and known.sha256 == answer.sha256 else _now()
        self.state.note(
            Noted(
                url,
                name,
                answer.sha256,
                answer.size_bytes,
                retrieved,
                _now(),
                answer.etag,
                answer.last_modified,
                versions=versions,
            )
        )
        return name, "new" if there is None else "unchanged" if there == answer.sha256 else "changed"

    def same(self, known: Noted) -> None:
        """The site has nothing newer."""
        self.state.note(replace(known, checked_at=_now(), note=None))

    def gone(self, known: Noted, words: str) -> None:
        """The site dropped it; the archive does not."""
        self.state.note(replace(known, note=known.note or f"{_now()}: the site does not have it any more ({words})"))

    def _put_aside(
        self, name: str, sha256: str, known: Noted | None, versions: tuple[tuple[str, str | None, str], ...]
    ) -> tuple[tuple[str, str | None, str], ...]:
        """Keeps the version that is about to be replaced."""
        path = PurePosixPath(name)
        aside = f"{VERSIONS}/{path.with_suffix('')}/{sha256[:16]}{path.suffix}"
        with files.local(self._place(name)) as old:
            files.put(old, self._place(aside))
        since = known.retrieved_at if known and known.sha256 == sha256 else None
        return (*(v for v in versions if v[0] != sha256), (sha256, since, aside))

    def _hash_of(self, name: str) -> str | None:
        """SHA-256 of a file of the archive, None where there is none."""
        digest = hashlib.sha256()
        try:
            for block in files.blocks(self._place(name)):
                digest.update(block)
        except FileNotFoundError:
            return None
        return digest.hexdigest()

    def _place(self, name: str) -> Place:
        return files.join(self._raw, *name.split("/"))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
