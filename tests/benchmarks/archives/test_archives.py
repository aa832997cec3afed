"""The benchmark of archives runs, on a small one, and says what it measured; no time is asserted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="the CPU time of workers is only known there")
def test_an_archive_is_built_and_run_over(root: Path) -> None:
    arguments = ["--documents", "4", "--kills", "1", "--killed", "2", "--only", "full", "same", "one", "kills"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.archives", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    figures = {line.strip().split("   ")[0]: line for line in done.stdout.splitlines()}
    assert re.search(r"[\d.]+ s CPU", figures["nothing changed, 4 documents"])
    for name in (
        "files written or touched",
        "same bytes as a release made from nothing",
        "1 runs killed: releases that were not whole",
        "the next run: same bytes as an undisturbed one",
    ):
        assert figures[name].endswith("ok"), figures[name]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked, and adopted")
def test_runs_are_killed_while_they_publish(root: Path) -> None:
    arguments = ["--killed", "2", "--publication-kills", "5", "--only", "publication"]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.archives", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "3 runs killed while they publish (disk): not whole" in done.stdout
    assert "MISSED" not in done.stdout, done.stdout + done.stderr
