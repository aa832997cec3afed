"""Storing downloads in the archive; the versions that they replace are kept beside it, by their hash."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Literal

from pipeline import files
from pipeline.acquire.fetch_state import FOLDER, FetchRecord, FetchState, Version, hash_of_secret
from pipeline.acquire.file_names import with_url_hash
from pipeline.acquire.http_client import FetchResponse
from pipeline.files import Place
from pipeline.files.redaction import redact_url

VERSIONS_FOLDER = f"{FOLDER}/versions"


class ArchiveWriter:
    """The archive and its fetch state while documents come in."""

    def __init__(self, raw: Place, state: FetchState) -> None:
        self._raw, self.state = raw, state

    def store(
        self, url: str, name: str, known: FetchRecord | None, response: FetchResponse, has_listed_name: bool
    ) -> tuple[str, Literal["new", "changed", "unchanged"]]:
        """Store a download in the archive.

        Args:
            url: what was asked for.
            name: where it will be kept.
            known: its record, None where it comes for the first time.
            response: with a download.
            has_listed_name: people said that this source is kept under this name, so a file that has it now is an older
                version.

        Returns:
            Where it is kept, and what it is to the archive.
        """
        assert response.path is not None
        present = self._hash_of(name)
        if present is not None and known is None and not has_listed_name and present != response.sha256:
            name = with_url_hash(name, url)  # somebody else's document has that name
            present = self._hash_of(name)
        versions = known.versions if known else ()
        if present != response.sha256:
            if present is not None:
                versions = self._keep_version(name, present, known, versions)
            files.put(response.path, self._place(name))
        retrieved = known.retrieved_at if known is not None and known.sha256 == response.sha256 else _now()
        self.state.add(
            FetchRecord(
                redact_url(url),
                name,
                response.sha256,
                response.size_bytes,
                retrieved,
                _now(),
                response.etag,
                response.last_modified,
                versions=versions,
                url_hash=hash_of_secret(url),
            )
        )
        return name, "new" if present is None else "unchanged" if present == response.sha256 else "changed"

    def record_unchanged(self, known: FetchRecord) -> None:
        """Record that the site has nothing newer."""
        self.state.add(replace(known, checked_at=_now(), note=None))

    def record_gone(self, known: FetchRecord, status: str) -> None:
        """Record that the site dropped a document; the archive keeps it."""
        self.state.add(replace(known, note=known.note or f"{_now()}: the site does not have it any more ({status})"))

    def _keep_version(
        self, name: str, sha256: str, known: FetchRecord | None, versions: tuple[Version, ...]
    ) -> tuple[Version, ...]:
        """Copy the version that is about to be replaced, and return all versions."""
        path = PurePosixPath(name)
        kept_as = f"{VERSIONS_FOLDER}/{path.with_suffix('')}/{sha256[:16]}{path.suffix}"
        with files.local(self._place(name)) as old:
            files.put(old, self._place(kept_as))
        since = known.retrieved_at if known and known.sha256 == sha256 else None
        return (*(v for v in versions if v[0] != sha256), (sha256, since, kept_as))

    def _hash_of(self, name: str) -> str | None:
        """Return the SHA-256 of a file of the archive, None where there is none."""
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
