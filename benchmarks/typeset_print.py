"""Producers: HTML or a Word document to PDF, and pages turned on their side."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.typeset_docx import write_docx
from benchmarks.typeset_html import as_html
from benchmarks.typeset_layout import Grid, Style, Text

_SECONDS = 240
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def producers() -> list[str]:
    """Those installed here."""
    out = []
    try:
        import weasyprint  # noqa: F401

        out.append("weasyprint")
    except (ImportError, OSError):
        pass
    if any(map(shutil.which, BROWSERS)):
        out.append("chromium")
    if shutil.which("soffice"):
        out.append("libreoffice")
    return out


def families() -> set[str]:
    """Names of the installed font families."""
    listed = subprocess.run(["fc-list", ":lang=th", "family"], capture_output=True, text=True, check=False).stdout
    return {name.strip() for line in listed.splitlines() for name in line.split(",")}


def print_pdf(path: Path, blocks: Sequence[Text | Grid], style: Style, running: str, fonts: Path | None) -> None:
    """Write the blocks as PDF.

    Args:
        running: text of the running header.
        fonts: a folder of font files to use beside the installed ones.
    """
    files = (
        [f for f in sorted(fonts.glob("*.ttf")) if "italic" not in f.name.lower()]
        if fonts and style.font == "TH Sarabun New"
        else []
    )
    if style.producer == "libreoffice":
        _by_libreoffice(path, blocks, style, running, fonts)
    elif style.producer == "chromium":
        _by_chromium(path, as_html(blocks, style, running, files))
    else:
        from weasyprint import HTML

        HTML(string=as_html(blocks, style, running, files), base_url=str(path.parent)).write_pdf(str(path))
    if style.turn != "none":
        _turn(path, shown_upright=style.turn == "rotate")


def _by_chromium(path: Path, html: str) -> None:
    browser = next(b for b in map(shutil.which, BROWSERS) if b)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(html, encoding="utf-8")
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                "--disable-background-networking",
                f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={path}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )


def _by_libreoffice(path: Path, blocks: Sequence[Text | Grid], style: Style, running: str, fonts: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder, f"{path.stem}.docx")
        write_docx(document, blocks, style, running)
        environment = dict(os.environ)
        if fonts:  # fontconfig looks for fonts below XDG_DATA_HOME
            data = Path(folder, "data")
            shutil.copytree(fonts, data / "fonts")
            environment["XDG_DATA_HOME"] = str(data)
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                str(document),
            ],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
            env=environment,
        )
        shutil.move(document.with_suffix(".pdf"), path)


def _turn(path: Path, shown_upright: bool) -> None:
    """Turn the drawing of each page by 90 degrees counterclockwise; ``shown_upright`` has viewers turn it back."""
    import pikepdf

    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            x0, y0, x1, y1 = (float(v) for v in page.mediabox)
            # (x, y) -> (y1 - y, x - x0): the old top is the new left
            page.contents_add(f"q 0 1 -1 0 {y1} {-x0} cm ".encode(), prepend=True)
            page.contents_add(b" Q")
            page.mediabox = pikepdf.Array([0, 0, y1 - y0, x1 - x0])
            for box in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox", "/Annots"):
                if box in page:
                    del page[box]
            if shown_upright:
                page["/Rotate"] = 90
        pdf.save(path)
