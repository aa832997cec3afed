"""Print HTML or a Word document to PDF with an installed producer, and rotate its pages."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.typesetting.blocks import Paragraph, ReportStyle, TableBlock
from benchmarks.typesetting.docx_output import write_docx
from benchmarks.typesetting.html_output import as_html
from benchmarks.typesetting.pikepdf_output import write_pdf
from benchmarks.typesetting.typefaces import thai_families

TIMEOUT_S = 240
"""Seconds that a producer may take for one document."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def installed_producers(only: str | None = None) -> list[str]:
    """Return the producers that are installed here, of weasyprint, chromium and libreoffice.

    Args:
        only: this one; None for all.

    Raises:
        SystemExit: there is none.
    """
    found = [name for name in available_producers() if only in (None, name)]
    if not found:
        raise SystemExit(
            "nothing installed that typesets: pip install weasyprint, or apt install chromium or libreoffice-writer"
        )
    return found


def available_producers() -> list[str]:
    """Return the producers that are installed here; none where there are none."""
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


def thai_font_families() -> set[str]:
    """Return the names of the installed font families that have Thai letters (fontconfig)."""
    listed = subprocess.run(["fc-list", ":lang=th", "family"], capture_output=True, text=True, check=False).stdout
    return {name.strip() for line in listed.splitlines() for name in line.split(",")}


def family_file(family: str, fonts: Path | None) -> Path | None:
    """Return the file of a family's regular face; None where it is not installed.

    Args:
        family: its name, as that of the file.
        fonts: a folder of fonts to look in; None for the usual ones.
    """
    return next((file for file in thai_families(fonts) if file.stem == family), None)


def print_pdf(
    path: Path, blocks: Sequence[Paragraph | TableBlock], style: ReportStyle, running: str, fonts: Path | None
) -> None:
    """Write the blocks as PDF.

    Args:
        path: of the file.
        blocks: in reading order.
        style: its producer prints the document.
        running: text of the running header.
        fonts: a folder of font files to use beside the installed ones.
    """
    if style.producer == "pikepdf":
        write_pdf(path, blocks, style, running, family_file(style.font, fonts))
        if style.rotation != "none":
            _rotate_pages(path, shown_upright=style.rotation == "rotate")
        return
    files = (
        [f for f in sorted(fonts.glob("*.ttf")) if "italic" not in f.name.lower()]
        if fonts and style.font == "TH Sarabun New"
        else []
    )
    if style.producer == "libreoffice":
        _print_with_libreoffice([(path, blocks, style, running)], fonts)
    elif style.producer == "chromium":
        _print_with_chromium(path, as_html(blocks, style, running, files))
    else:
        from weasyprint import HTML

        HTML(string=as_html(blocks, style, running, files), base_url=str(path.parent)).write_pdf(str(path))
    if style.rotation != "none":
        _rotate_pages(path, shown_upright=style.rotation == "rotate")


def print_pdfs(documents: Sequence[tuple[Path, Sequence[Paragraph | TableBlock], ReportStyle]]) -> None:
    """Write several documents of one producer as PDF, in as few launches as it allows; pages are not rotated.

    Args:
        documents: path, blocks in reading order and style of each, without running headers.
    """
    if documents and documents[0][2].producer == "libreoffice":
        _print_with_libreoffice([(path, blocks, style, "") for path, blocks, style in documents], None)
        return
    for path, blocks, style in documents:
        print_pdf(path, blocks, style, "", None)


def _print_with_chromium(path: Path, html: str) -> None:
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
            timeout=TIMEOUT_S,
        )


def _print_with_libreoffice(
    documents: Sequence[tuple[Path, Sequence[Paragraph | TableBlock], ReportStyle, str]], fonts: Path | None
) -> None:
    """Print documents (path, blocks, style, running header) in one launch."""
    with tempfile.TemporaryDirectory() as folder:
        written = [Path(folder, f"{path.stem}.docx") for path, *_ in documents]
        for file, (_, blocks, style, running) in zip(written, documents, strict=True):
            write_docx(file, blocks, style, running)
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
                *map(str, written),
            ],
            check=True,
            capture_output=True,
            timeout=TIMEOUT_S * len(written),
            env=environment,
        )
        for file, (path, *_) in zip(written, documents, strict=True):
            shutil.move(file.with_suffix(".pdf"), path)


def _rotate_pages(path: Path, shown_upright: bool) -> None:
    """Rotate the drawing of each page by 90 degrees counterclockwise; ``shown_upright`` adds a /Rotate of 90."""
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


def write_truth(pdf: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write the truth file of a typeset PDF beside it, ``NAME.truth.csv``."""
    with pdf.with_suffix(".truth.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
