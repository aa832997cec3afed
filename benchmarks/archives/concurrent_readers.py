"""Readers of all datasets while releases replace one another: every read must be of one whole release.

Called as a program it is one of those readers, or what makes the releases.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.archives.measurement import Measurement
from benchmarks.archives.object_store import object_store
from benchmarks.archives.sample_archive import build_archive

SWAPS = 20
"""Releases that are made while readers read."""


def concurrent_readers(home: Path, documents: int) -> Iterator[Measurement]:
    """Run readers on a disk and on an object store."""
    raw = build_archive(home / "swapped", max(documents, 3))
    env = {**os.environ, "ITA_CACHE": str(home / "swapped-cache")}
    yield from _read_while_swapping("disk", raw, str(home / "swapped-out"), ("pointer", "link"), env)
    with object_store() as found:
        if found is None:
            yield Measurement("readers at s3://", "not measured: needs s3fs and moto", None)
        else:
            env |= {**found, "XDG_CACHE_HOME": str(home / "swapped-home")}
            yield from _read_while_swapping("s3://", raw, "s3://archive/processed", ("pointer",), env)


def _read_while_swapping(
    where: str, raw: Path, out: str, kinds: tuple[str, ...], env: dict[str, str]
) -> Iterator[Measurement]:
    """Start a reader of each kind, make the releases, and ask the readers what they saw."""

    def started(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.archives.concurrent_readers", *words],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    subprocess.run(
        [sys.executable, "-m", "benchmarks.archives.concurrent_readers", "swap", out, str(raw), "1"],
        env=env,
        check=True,
    )
    readers = [started("read", out, kind) for kind in kinds]
    swapped = subprocess.run(
        [sys.executable, "-m", "benchmarks.archives.concurrent_readers", "swap", out, str(raw), str(SWAPS)],
        env=env,
        check=False,
    )
    for kind, reader in zip(kinds, readers, strict=True):
        report = json.loads(reader.communicate("stop")[0] or "{}")
        seen, wrong = len(report.get("seen", ())), report.get("wrong", ["it ended"])
        yield Measurement(
            f"{SWAPS} swaps, a reader by the {kind} ({where}): releases not whole",
            f"{len(wrong)} ({report.get('reads')} reads of {seen})",
            not wrong and seen > 1 and not swapped.returncode,
        )
        for line in wrong[:3]:
            print(f"  {line}", file=sys.stderr)


def make_releases(out: str, raw: Path, times: int) -> None:
    """Make releases of an archive, each without another one of its documents."""
    import pipeline

    names = sorted(raw.rglob("*.pdf"))
    for n in range(times):
        away = names[n % len(names)]
        aside = away.rename(away.with_suffix(".away"))
        try:
            pipeline.run(raw, out, workers=1, max_loss=1.0)
        finally:
            aside.rename(away)


def read_until_stopped(out: str, kind: str) -> None:
    """Read all datasets again and again, until standard input ends; print what was seen as JSON."""
    import threading

    stop, seen, wrong, reads = threading.Event(), set[str](), list[str](), 0
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    while not stop.is_set():
        try:
            seen.add(_read_once(out, kind))
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
        reads += 1
    print(json.dumps({"seen": sorted(seen), "wrong": wrong, "reads": reads}))


def _read_once(out: str, kind: str) -> str:
    """Resolve the pointer once and read every dataset from there; return the id of the release.

    Raises:
        AssertionError: what was read is not of one release.
    """
    import pandas as pd

    import pipeline
    from pipeline.emit.schema.field_registry import registry

    release = os.path.realpath(f"{out}/current") if kind == "link" else str(pipeline.release_path(out))
    names = [name for name in registry() if name != "codebook"]
    found = {name: pd.read_parquet(f"{release}/{name}", columns=["document_id"]) for name in names}
    documents = pd.read_parquet(f"{release}/documents")
    ids = set(documents["document_id"])
    for name, rows in found.items():
        assert set(rows["document_id"]) <= ids, f"{name} of {release} has rows of other documents"
    for name, column in (("indicators", "indicator_rows"), ("measures", "measure_rows"), ("pages", "pages")):
        assert len(found[name]) == documents[column].sum(), f"{name} of {release} has other rows than documents says"
    return release.rsplit("/", 1)[-1]


if __name__ == "__main__":
    if sys.argv[1] == "swap":
        make_releases(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        read_until_stopped(sys.argv[2], sys.argv[3])
