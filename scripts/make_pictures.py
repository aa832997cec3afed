"""Take the pictures of the documentation from the program itself: ``python scripts/make_pictures.py [FOLDER]``.

The archive that ships is read, its pages for review and its report are made, and a browser takes pictures of them.
Needs Chromium and the extras dev, review and report.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pipeline

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1280, "height": 800}
"""Of the window, in CSS pixels."""
COLOURS = 64
"""Of a picture: enough for pages of text, and a quarter of the bytes."""
LOOKED_AT = "2566/seed-word.pdf"
RULE = "check.measure_incomplete"
"""The document of the review's picture, and the rule whose last finding is chosen there."""


def make_pictures(folder: Path, chromium: str, home: Path) -> list[Path]:
    """Take all pictures.

    Args:
        folder: they are written to, replacing older ones.
        chromium: the browser.
        home: an empty folder for the release and its pages.

    Returns:
        The pictures.
    """
    from playwright.sync_api import sync_playwright

    out = home / "out"
    for command in (
        ["run", ROOT / "raw", "--out", out, "--quiet"],
        ["review", "--to", home / "review", "--raw", ROOT / "raw", "--out", out, "--all"],
        ["report", "--to", home / "report.html", "--lang", "en", "--out", out],
    ):
        subprocess.run([sys.executable, "-P", "-m", "pipeline", *command], check=True, stderr=subprocess.DEVNULL)
    documents = pipeline.load("documents", out)
    (document,) = documents.loc[documents["source_file"] == LOOKED_AT, "document_id"]
    findings = pipeline.load("findings", out)
    of_rule = findings[(findings["document_id"] == document) & (findings["rule"] == RULE)]
    number = of_rule["page"].max()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        page = browser.new_page(viewport=SIZE, locale="th-TH", reduced_motion="reduce")
        page.goto((home / "review" / "index.html").as_uri())
        page.locator("tbody tr").first.wait_for()
        taken = [_take(page, folder / "review-list.png")]
        page.goto((home / "review" / "documents" / document / f"p{number}.html").as_uri())
        page.locator(".sheet img").evaluate("async img => { await img.decode() }")
        page.locator(".finding", has_text=RULE).first.click()
        taken.append(_take(page, folder / "review-page.png"))
        page.goto((home / "report.html").as_uri())
        taken.append(_take(page, folder / "report.png"))
        browser.close()
    return taken


def _take(page: Page, path: Path) -> Path:
    """Write what a window shows as a picture of few colours."""
    from PIL import Image

    with Image.open(io.BytesIO(page.screenshot())) as shown:
        shown.convert("RGB").quantize(COLOURS).save(path, optimize=True)
    return path


def main() -> None:
    """Write to the folder that is named, or to that of the documentation."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("make_pictures.py: there is no chromium; install the package chromium")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    with tempfile.TemporaryDirectory() as home:
        make_pictures(folder, chromium, Path(home))


if __name__ == "__main__":
    main()
