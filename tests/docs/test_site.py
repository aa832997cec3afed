"""The documentation as a site: every page is built, in both languages, and loads nothing from other hosts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="mkdocs-material is not installed (extra site)")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    first, thai = (tmp_path / name for name in ("index.html", "th/index.html"))
    assert "นักวิเคราะห์" in thai.read_text(encoding="utf-8")
    assert "For the analyst" in first.read_text(encoding="utf-8")
    for page in tmp_path.rglob("*.html"):
        loaded = re.findall(r'<(?:script|img|iframe)[^>]* src="(https?:)?//', page.read_text(encoding="utf-8"))
        assert not loaded, page
