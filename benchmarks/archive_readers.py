"""Readers that loop over all datasets while releases take each other's place: each must see whole releases only, each read of one.

Called as a program it is one of those readers, or what makes the releases.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.archive_files import build_archive

SWAPS = 20
Say = Callable[[str, str, bool | None], None]


def readers(home: Path, say: Say, documents: int) -> None:
    """Readers on a disk and on an object store."""
    raw = build_archive(home / "swapped", max(documents, 3))
    env = {**os.environ, "ITA_CACHE": str(home / "swapped-cache")}
    _watch(say, "disk", raw, str(home / "swapped-out"), ("pointer", "link"), env)
    with _store() as found:
        if found is None:
            say("readers at s3://", "not measured: needs s3fs and moto", None)
        else:
            env |= {**found, "XDG_CACHE_HOME": str(home / "swapped-home")}
            _watch(say, "s3://", raw, "s3://archive/processed", ("pointer",), env)


def _watch(say: Say, where: str, raw: Path, out: str, kinds: tuple[str, ...], env: dict[str, str]) -> None:
    """Starts the readers, makes the releases, and asks the readers what they saw."""

    def started(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.archive_readers", *words],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    subprocess.run(
        [sys.executable, "-m", "benchmarks.archive_readers", "swap", out, str(raw), "1"], env=env, check=True
    )
    watching = [started("read", out, kind) for kind in kinds]
    swapped = subprocess.run(
        [sys.executable, "-m", "benchmarks.archive_readers", "swap", out, str(raw), str(SWAPS)], env=env, check=False
    )
    for kind, reader in zip(kinds, watching, strict=True):
        said = json.loads(reader.communicate("stop")[0] or "{}")
        seen, wrong = len(said.get("seen", ())), said.get("wrong", ["it ended"])
        say(
            f"{SWAPS} swaps, a reader by the {kind} ({where}): releases not whole",
            f"{len(wrong)} ({said.get('reads')} reads of {seen})",
            not wrong and seen > 1 and not swapped.returncode,
        )
        for line in wrong[:3]:
            print(f"  {line}", file=sys.stderr)


@contextlib.contextmanager
def _store() -> Iterator[dict[str, str] | None]:
    """An object store on this machine: what the environment must say to reach it; None where none can be had."""
    try:
        import boto3
        import s3fs  # noqa: F401
        from moto.server import ThreadedMotoServer
    except ImportError:
        yield None
        return
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    boto3.client(
        "s3",
        endpoint_url=keys["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    ).create_bucket(Bucket="archive")
    try:
        yield keys
    finally:
        server.stop()


def swap(out: str, raw: Path, times: int) -> None:
    """Makes releases of an archive, each without another one of its documents."""
    import pipeline

    names = sorted(raw.rglob("*.pdf"))
    for n in range(times):
        away = names[n % len(names)]
        aside = away.rename(away.with_suffix(".away"))
        try:
            pipeline.run(raw, out, workers=1, max_loss=1.0)
        finally:
            aside.rename(away)


def read(out: str, kind: str) -> None:
    """Reads all datasets over and over, until standard input ends; prints what it saw."""
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
    """Resolves the pointer once and reads every dataset from there; returns the id.

    Raises:
        AssertionError: what was read is not of one release.
    """
    import pandas as pd

    import pipeline
    from pipeline.emit.schema.field_registry import registry

    home = os.path.realpath(f"{out}/current") if kind == "link" else str(pipeline.release_path(out))
    names = [name for name in registry() if name != "codebook"]
    found = {name: pd.read_parquet(f"{home}/{name}", columns=["document_id"]) for name in names}
    documents = pd.read_parquet(f"{home}/documents")
    there = set(documents["document_id"])
    for name, rows in found.items():
        assert set(rows["document_id"]) <= there, f"{name} of {home} has rows of other documents"
    for name, column in (("indicators", "indicator_rows"), ("measures", "measure_rows"), ("pages", "pages")):
        assert len(found[name]) == documents[column].sum(), f"{name} of {home} has other rows than documents says"
    return home.rsplit("/", 1)[-1]


if __name__ == "__main__":
    if sys.argv[1] == "swap":
        swap(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        read(sys.argv[2], sys.argv[3])
