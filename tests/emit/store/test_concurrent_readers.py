"""Readers that resolve the pointer once see only whole releases, each of one id, while others take its place."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from support.factories import outcome
from support.release import emit_outcomes

import pipeline
from pipeline import files
from pipeline.emit.schema.field_registry import registry

SWAPS = 20
EMPTY = ("agency_results", "scores", "oit_items")  # the outcome has no rows of these
DATASETS = [name for name, dataset in registry().items() if dataset.single_file is None and name not in EMPTY]

STRANGER = """
import os, sys
import pandas as pd
out, datasets = sys.argv[1], sys.argv[2:]
print("ready", flush=True)
seen = []
while not os.path.exists(os.path.join(out, "stop")):
    folder = os.path.realpath(os.path.join(out, "current"))
    found = [pd.read_parquet(os.path.join(folder, name), columns=["document_id"])["document_id"] for name in datasets]
    assert all(len(ids) for ids in found), folder
    assert len({i for ids in found for i in ids}) == 1, folder
    seen.append(os.path.basename(folder))
print(" ".join(seen))
"""


def read_all(out: files.Place) -> str:
    """Resolves the pointer once and reads every dataset of that release; returns the one document in all of them."""
    import pandas as pd
    from fsspec.core import url_to_fs

    store, folder = url_to_fs(str(pipeline.release_path(out)), use_listings_cache=False)
    found = [
        pd.read_parquet(f"{folder}/{name}", columns=["document_id"], filesystem=store)["document_id"]
        for name in DATASETS
    ]
    (document,) = {i for ids in found for i in ids}
    assert all(len(ids) for ids in found)
    return str(document)


def load_one(out: files.Place) -> str:
    """Loads one dataset; returns the only document that it speaks of, whose rows must all be there."""
    measures = pipeline.load("measures", out)
    (document,) = set(measures["document_id"])
    assert len(measures) == 6
    return str(document)


def watched(
    out: files.Place, *readers: Callable[[files.Place], str], distinct: int = SWAPS, pause_s: float = 0.0
) -> list[set[str]]:
    """What each reader saw, over and over, while releases of a document each took each other's place."""
    emit_outcomes([outcome("start.pdf")], out)
    stop = threading.Event()
    seen: list[set[str]] = [set() for _ in readers]
    wrong: list[BaseException] = []

    def loop(n: int) -> None:
        try:
            while not stop.is_set():
                seen[n].add(readers[n](out))
                stop.wait(pause_s)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=loop, args=(n,)) for n in range(len(readers))]
    for thread in threads:
        thread.start()
    for n in range(SWAPS):
        emit_outcomes([outcome(f"{n % distinct}.pdf")], out)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    return seen


def test_readers_see_whole_releases_only(tmp_path: Path) -> None:
    seen = watched(tmp_path, read_all, load_one)
    assert all(len(ids) > 1 for ids in seen), "no reader saw a swap: the test proves nothing"


def test_readers_at_a_url_see_whole_releases_only(s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (seen,) = watched(f"{s3}/processed", lambda out: {read_all(out), load_one(out)}.pop(), distinct=5, pause_s=0.3)
    assert len(seen) > 1, "no reader saw a swap: the test proves nothing"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows needs a privilege for links")
def test_a_stranger_that_follows_the_link_once_sees_whole_releases_only(tmp_path: Path) -> None:
    emit_outcomes([outcome("start.pdf")], tmp_path)
    command = [sys.executable, "-c", STRANGER, os.fspath(tmp_path), *DATASETS]
    stranger = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert stranger.stdout is not None and stranger.stdout.readline() == "ready\n"
    for n in range(SWAPS):
        emit_outcomes([outcome(f"{n}.pdf")], tmp_path)
    (tmp_path / "stop").touch()
    said, errors = stranger.communicate()
    assert stranger.returncode == 0, errors
    assert len(set(said.split())) > 1, "the reader saw no swap: the test proves nothing"
