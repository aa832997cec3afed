"""The files of a release, for comparing releases byte by byte."""

from __future__ import annotations

from pathlib import Path

from pipeline.emit.store.releases import sha256


def parquet_hashes(release: Path) -> dict[str, str]:
    """Return the SHA-256 of each Parquet file of a release, by its path inside the release."""
    return {p.relative_to(release).as_posix(): sha256(p) for p in sorted(release.rglob("*.parquet"))}
