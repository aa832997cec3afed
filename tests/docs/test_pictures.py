"""The pictures of the documentation are of the program as it is."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))


def test_the_pictures_that_the_documentation_shows_can_be_taken(tmp_path: Path) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium")
    for module in ("playwright", "flask", "matplotlib", "PIL"):
        pytest.importorskip(module)
    from make_pictures import PICTURES, make_pictures
    from PIL import Image

    shown = {n for page in ROOT.glob("docs/*.md") for n in re.findall(r"\(pictures/(.+?)\)", page.read_text("utf-8"))}
    taken = make_pictures(tmp_path / "pictures", chromium, tmp_path)
    assert {path.name for path in taken} == {path.name for path in PICTURES.glob("*.png")} == shown
    for path in taken:
        with Image.open(path) as now, Image.open(PICTURES / path.name) as kept:
            assert now.size == kept.size and len(now.getcolors() or ()) > 8, "an empty page has few colours"
