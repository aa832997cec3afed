"""A release is verified byte by byte: whatever was changed in it, the file is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.factories import outcome, results
from support.release import emit_outcomes

from pipeline.emit import ReleaseError
from pipeline.emit.schema.field_registry import registry
from pipeline.emit.store.releases import MANIFEST_FILE
from pipeline.emit.store.verification import locate, verify_release


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    emit_outcomes([outcome(), results()], out)
    return (out / "current").resolve()


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copies" / made.name))


def named(folder: Path) -> str:
    return "\n".join(f"{d.path} {d.what}" for d in verify_release(folder).damage)


def as_older_versions_wrote(release: Path) -> dict[str, Any]:
    """Take the hashes of the manifest and of the list beside it out of a release; return its manifest."""
    manifest: dict[str, Any] = json.loads((release / MANIFEST_FILE).read_text(encoding="utf-8"))
    del manifest["checksums"], manifest["sha256"]
    (release / MANIFEST_FILE).write_text(json.dumps(manifest), encoding="utf-8")
    (release / "SHA256SUMS").unlink()
    return manifest


def test_a_good_release_is_whole_wherever_it_lies(made: Path, copied: Path) -> None:
    for folder in (made, copied):
        result = verify_release(folder)
        assert result.damage == ()
        assert result.files == len([p for p in folder.rglob("*") if p.is_file()])
        assert result.size_bytes > 0


@pytest.mark.parametrize("where", [*registry(), "manifest.json", "datapackage.json", "SHA256SUMS"])
def test_a_flipped_bit_is_found_wherever_it_is(made: Path, where: str) -> None:
    path = made / where
    path = path if path.is_file() else sorted(path.glob("*.parquet"))[-1]
    kept = path.read_bytes()

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, len(kept) * 8 - 1))
    def flip(bit: int) -> None:
        content = bytearray(kept)
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        assert path.relative_to(made).as_posix() in named(made)

    try:
        flip()
    finally:
        path.write_bytes(kept)
    assert named(made) == ""


def swap(folder: Path) -> None:
    one, two = folder / "measures" / "2566.parquet", folder / "indicators" / "2566.parquet"
    kept = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(kept)


def restate(folder: Path, **changes: object) -> None:
    manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    (folder / MANIFEST_FILE).write_text(json.dumps(manifest | changes), encoding="utf-8")


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda f: (f / "measures" / "2566.parquet").unlink(), "measures/2566.parquet is missing"),
        (lambda f: (f / "SHA256SUMS").unlink(), "SHA256SUMS is damaged"),
        (lambda f: (f / "datapackage.json").unlink(), "datapackage.json is missing"),
        (lambda f: (f / "manifest.json").unlink(), "manifest.json is damaged"),
        (lambda f: (f / "measures" / ".x.parquet").write_bytes(b"x"), "measures/.x.parquet is no file of the release"),
        (lambda f: (f / "measures" / "2566.parquet").write_bytes(b""), "measures/2566.parquet has other bytes"),
        (swap, "indicators/2566.parquet has other bytes"),
        (lambda f: restate(f, files=[]), "manifest.json is damaged"),
        (lambda f: restate(f, rows={}), "manifest.json is damaged: its own SHA-256"),
        (lambda f: (f / "SHA256SUMS").write_text("x\n", encoding="utf-8"), "SHA256SUMS is damaged: its SHA-256"),
    ],
)
def test_what_was_changed_is_named(copied: Path, tamper: Callable[[Path], object], said: str) -> None:
    tamper(copied)
    assert said in named(copied)


def test_counts_are_held_against_the_manifest_where_there_are_no_checksums(copied: Path) -> None:
    manifest = as_older_versions_wrote(copied)
    assert named(copied) == ""
    restate(copied, rows=manifest["rows"] | {"measures": 7})
    assert "manifest.json says that measures has 7 rows, not 6" in named(copied)


def test_columns_are_held_against_the_description(copied: Path) -> None:
    as_older_versions_wrote(copied)
    package = copied / "datapackage.json"
    package.write_text(package.read_text(encoding="utf-8").replace('"measure_no"', '"number"'), encoding="utf-8")
    assert "measures/2566.parquet has other columns than datapackage.json says" in named(copied)


def test_no_file_outside_the_release_is_read(copied: Path) -> None:
    as_older_versions_wrote(copied)
    shutil.copy(copied / "measures" / "2566.parquet", copied.parent / "2566.parquet")
    package = copied / "datapackage.json"
    said = package.read_text(encoding="utf-8").replace('"measures/2566.parquet"', '"../2566.parquet"')
    package.write_text(said, encoding="utf-8")
    assert "datapackage.json names ../2566.parquet, which the manifest does not" in named(copied)


def test_a_release_is_found_also_where_its_manifest_is_gone(made: Path, copied: Path) -> None:
    out = made.parents[1]
    assert locate(out, "current") == (made.name, made)
    assert locate(out, made.name[:5]) == (made.name, made)
    assert locate(out, str(copied)) == (made.name, copied)
    kept = (made / MANIFEST_FILE).read_bytes()
    try:
        (made / MANIFEST_FILE).write_bytes(b"{")
        assert locate(out, "current") == (made.name, made)
        assert named(made).startswith("manifest.json is damaged")
    finally:
        (made / MANIFEST_FILE).write_bytes(kept)
    with pytest.raises(ReleaseError, match="no release zzz"):
        locate(out, "zzz")
