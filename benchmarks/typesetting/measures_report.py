"""Typeset reports of measures that nobody has seen, with their truth.

    python -m benchmarks.typesetting.measures_report FOLDER [--count N] [--seed N]

Draw agencies, years, codes, texts, layouts and misprints, print them with what is installed (WeasyPrint, Chromium,
LibreOffice) in the installed Thai fonts, and write ``NAME.pdf``, ``NAME.truth.csv`` and ``styles.csv``. The same seed
draws the same reports.
``--fonts`` (or ``$ITA_FONTS``) names a folder with TH Sarabun New, which is not shipped.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.documents import ROOT, corpus
from benchmarks.typesetting.blocks import ReportStyle
from benchmarks.typesetting.measures_content import draw, source_texts, truth_rows, wordings
from benchmarks.typesetting.measures_layout import lay_out
from benchmarks.typesetting.pdf_output import installed_producers, print_pdf, thai_font_families, write_truth

TYPEWRITER_EVERY = 12
"""One report of so many is in a typewriter face."""


def draw_style(rng: random.Random, producer: str, font: str) -> ReportStyle:
    """Draw a style: common in most respects, unusual in a few."""

    def mostly(common: object, *unusual: object, chance: float = 0.3) -> object:
        return rng.choice(unusual) if rng.random() < chance else common

    scale = float(wordings()["scale"].get(font, 1.0))
    style = ReportStyle(
        producer=producer,
        font=font,
        size=round(rng.choice([9, 10, 10, 11]) * scale * 2) / 2,
        landscape=rng.random() < 0.65,
        thai_digits=rng.random() < 0.25,
        naming=rng.choice(["two", "two", "apart", "apart", "glued"]),
        sequence=rng.random() < 0.2,
        merge=rng.choice(["blank", "blank", "span", "span", "repeat"]),
        level=str(mostly("column", "glued", "some", "none")),
        outcome=rng.random() > 0.1,
        sections=str(mostly("row", "paragraph", "paragraph", "column", chance=0.35)),
        tables=str(mostly("tool", "one")),
        header=str(mostly("repeat", "first", "two", chance=0.45)),
        border="gaps"
        if rng.random() < 0.02
        else str(mostly("solid", "thin", "thick", "double", "dashed", "dotted", "grey", chance=0.5)),
        shade=rng.random() < 0.35,
        rows_break=rng.random() < 0.75,
        rotation=str(mostly("none", "rotate", "side", chance=0.15)),
        order=str(mostly("usual", "level_last", "score_late", "level_first", "score_last", chance=0.25)),
        extras=str(mostly("none", "plan", "evidence", "note", "plan+note", "evidence+note", chance=0.3)),
        closing=rng.random() < 0.12,
        cover=rng.random() < 0.15,
        artifacts=rng.choice(["none", "number", "thai", "both"]),
        justify=rng.random() < 0.15,
        short_page=rng.random() < 0.06,
        misprints=rng.choice(["none", "none", "mixed", "shapes", "shapes", "lost"]),
        numbering=rng.choice(["rows", "rows", "plain", "cell", "cell"]),
    )
    if style.order != "usual" and style.level in ("glued", "some"):
        style = replace(style, level="column")
    if style.short_page:
        style = replace(style, size=style.size * 0.8)
    return replace(style, rotation="none") if not style.landscape or style.short_page else style


def texts_file() -> Path:
    """Return the truth file of a published report, whose texts the drawn ones borrow."""
    places = [corpus() / "seed" / "truth.csv", *sorted((ROOT / "tests").rglob("*.truth.csv"))]
    found = next((p for p in places if p.is_file()), None)
    if found is None:
        raise SystemExit(
            f"no texts to typeset: neither {places[0]} nor a .truth.csv below {ROOT / 'tests'}; "
            "name a corpus with ITA_CORPUS"
        )
    return found


def typeset(
    folder: Path, count: int, seed: int, fonts: Path | None, only: str | None = None, size: int = 14
) -> list[Path]:
    """Write ``count`` reports into a folder; return the PDFs.

    Args:
        folder: made where it is not there.
        count: how many.
        seed: draws everything.
        fonts: a folder with TH Sarabun New, None where there is none.
        only: the producer to use; None for all that are installed.
        size: codes per report, about.
    """
    texts = source_texts(texts_file())
    producers = installed_producers(only)
    installed = thai_font_families()
    names, fixed = ([f for f in wordings()["fonts"][kind] if f in installed] for kind in ("usual", "fixed"))
    names += [wordings()["fonts"]["sarabun"]] if fonts else []
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    styles = []
    for n in range(count):
        rng = random.Random(f"{seed}-{n}")
        font = (
            rng.choice(fixed)
            if fixed and n % TYPEWRITER_EVERY == TYPEWRITER_EVERY - 1
            else names[(n + seed) % len(names)]
        )
        style = draw_style(rng, producers[n % len(producers)], font)
        content = draw(rng, texts, style.misprints, style.numbering, style.level != "none", style.outcome, size)
        pdf = folder / f"t{seed}-{n:03}.pdf"
        print_pdf(pdf, lay_out(rng, content, style), style, content.agency, fonts)
        write_truth(pdf, truth_rows(content))
        styles.append((pdf.stem, style.producer, style.font, style.size, style.features()))
        print(f"{pdf.name} {style.producer} {style.font} {style.size:g} pt {style.features()}", file=sys.stderr)
        out.append(pdf)
    with (folder / "styles.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows([("name", "producer", "font", "size", "features"), *styles])
    return out


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=14, help="codes per report, about")
    parser.add_argument("--producer", help="weasyprint, chromium or libreoffice; all that are installed by default")
    parser.add_argument("--fonts", type=Path, default=os.environ.get("ITA_FONTS"), help="a folder with TH Sarabun New")
    a = parser.parse_args()
    typeset(a.folder, a.count, a.seed, Path(a.fonts) if a.fonts else None, a.producer, a.size)


if __name__ == "__main__":
    main()
