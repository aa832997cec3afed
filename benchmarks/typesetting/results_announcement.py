"""Typeset announcements of results that nobody has seen, with their truth.

    python -m benchmarks.typesetting.results_announcement FOLDER [--count N] [--seed N]

Draw bodies, scores, grades, headers of one to three rows, columns and their order, groups, sums and page layouts, print
them with what is installed (WeasyPrint, Chromium, LibreOffice) in the installed Thai fonts, and write ``NAME.pdf`` and
``NAME.truth.csv``. The same seed draws the same announcements. ``--fonts`` (or ``$ITA_FONTS``) names a folder with TH
Sarabun New, which is not shipped. ``python -m benchmarks.reading.accuracy FOLDER`` reads and scores them.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.typesetting.measures_content import wordings
from benchmarks.typesetting.pdf_output import installed_producers, print_pdf, thai_font_families, write_truth
from benchmarks.typesetting.results_content import draw_plan, draw_results, results_wordings, truth_rows
from benchmarks.typesetting.results_layout import lay_out


def typeset(
    folder: Path,
    count: int,
    seed: int,
    fonts: Path | None,
    only: str | None = None,
    bodies: int | None = None,
    border: str | None = None,
) -> list[Path]:
    """Write ``count`` announcements into a folder; return the PDFs.

    Args:
        folder: made where it is not there.
        count: how many.
        seed: draws everything.
        fonts: a folder with TH Sarabun New, None where there is none.
        only: the producer to use; None for all that are installed.
        bodies: rows of each announcement; None to draw it.
        border: of tables; None to draw it.
    """
    producers, installed = installed_producers(only), thai_font_families()
    names = [f for f in wordings()["fonts"]["usual"] if f in installed]
    names += [wordings()["fonts"]["sarabun"]] if fonts else []
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for n in range(count):
        rng = random.Random(f"results-{seed}-{n}")
        plan = draw_plan(rng, producers[n % len(producers)], names[(n + seed) % len(names)])
        plan = plan if bodies is None else replace(plan, bodies=bodies)
        plan = plan if border is None else replace(plan, style=replace(plan.style, border=border))
        results = draw_results(rng, plan)
        group_pattern = rng.choice(results_wordings()["group_heads"])
        pdf = folder / f"r{seed}-{n:03}.pdf"
        print_pdf(pdf, lay_out(rng, plan, results, group_pattern), plan.style, "ผลการประเมิน ITA", fonts)
        write_truth(pdf, truth_rows(plan, results, group_pattern))
        style = plan.style
        content = f"{plan.bodies} bodies, {plan.header_rows} header rows, groups={plan.groups}"
        looks = f"{style.producer} {style.font} {style.size:g} pt {style.features()}"
        print(f"{pdf.name} {looks}; {content}, columns={','.join(plan.columns)}", file=sys.stderr)
        out.append(pdf)
    return out


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bodies", type=int, help="bodies per announcement; drawn by default")
    parser.add_argument(
        "--border", help="solid, thin, thick, double, dashed, dotted, grey or none; drawn by default (never none)"
    )
    parser.add_argument("--producer", help="weasyprint, chromium or libreoffice; all that are installed by default")
    parser.add_argument("--fonts", type=Path, default=os.environ.get("ITA_FONTS"), help="a folder with TH Sarabun New")
    a = parser.parse_args()
    typeset(a.folder, a.count, a.seed, Path(a.fonts) if a.fonts else None, a.producer, a.bodies, a.border)


if __name__ == "__main__":
    main()
