"""The release that the tests of the pages share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import reviewed_release


@pytest.fixture(scope="session")
def reviewed(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> Path:
    """A folder with raw/ and processed/. Do not write to it."""
    home = tmp_path_factory.mktemp("reviewed")
    reviewed_release.build(home, raw)
    return home
