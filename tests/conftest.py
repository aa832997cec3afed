"""What the tests share: the archive that the project ships, and one release of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The documents to develop against: ``$ITA_CORPUS``, else ``../shared/corpus``; a test that needs them is skipped without."""
    path = Path(os.environ.get("ITA_CORPUS", ROOT.parent / "shared" / "corpus"))
    if not path.is_dir():
        pytest.skip(f"no corpus at {path}; set ITA_CORPUS")
    return path


@pytest.fixture(scope="session")
def raw() -> Path:
    """The archive that the project ships."""
    return ROOT / "raw"


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> Path:
    """A folder of releases (``processed``) with a release of the shipped archive. Do not write to it."""
    import pipeline

    out = tmp_path_factory.mktemp("released") / "processed"
    pipeline.run(raw, out, workers=2)
    return out
