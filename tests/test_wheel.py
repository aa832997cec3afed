"""The wheel holds all that running needs: data files, and the manual page."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = "2566/disclosure-checklist.pdf"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the project, built here without any network."""
    builder = pytest.importorskip("hatchling.builders.wheel", reason="hatchling, which builds the wheel, is missing")
    made = builder.WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    return Path(next(iter(made)))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def ita(unpacked: Path, cwd: Path, *arguments: str) -> str:
    """What the program of the wheel prints, started outside the project."""
    code = (
        "import sys, pipeline; assert pipeline.__file__.startswith(sys.argv.pop(1)); "
        "from pipeline.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, str(unpacked), *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_tracked_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "pipeline"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    tracked = {name for name in listed.stdout.split("\0") if name}
    if not tracked:
        pytest.skip("not a checkout: git lists no file of pipeline/")
    with zipfile.ZipFile(wheel) as archive:
        assert tracked - set(archive.namelist()) == set()


def test_the_manual_page_is_installed_where_man_looks(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        page = next(name for name in archive.namelist() if name.endswith(".data/data/share/man/man1/ita.1"))
        assert archive.read(page) == (ROOT / "man" / "ita.1").read_bytes()


def test_the_program_of_the_wheel_runs_far_from_the_project(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "raw" / "2566").mkdir(parents=True)
    for name in ("sources.yml", DOCUMENT):
        shutil.copy(ROOT / "raw" / name, tmp_path / "raw" / name)
    assert "Usage: " in ita(unpacked, tmp_path, "--help")
    assert "measures" in ita(unpacked, tmp_path, "schema")
    ita(unpacked, tmp_path, "run", "--workers", "1")
    assert list((tmp_path / "processed" / "releases").rglob("*.parquet"))
