"""An archive of many documents: copies of a few, each of another body, year and length, no two of the same bytes."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.documents import ROOT, corpus

YEARS = range(2562, 2568)


def source_reports() -> list[Path]:
    """Return the reports that are copied, with a text layer: of the corpus, else those that the project ships."""
    found = [p for p in sorted((corpus() / "editions").glob("*.pdf")) if "scan" not in p.stem]
    return found or sorted((ROOT / "raw").rglob("*.pdf"))


def build_archive(folder: Path, documents: int, start: int = 0) -> Path:
    """Write an archive, or add to one; return its folder.

    ``sources.yml`` outranks the text of a file: so every copy is the report of a body of its own.

    Args:
        folder: of the archive; made where it is not there.
        documents: how many there shall be.
        start: how many are there already.
    """
    import pikepdf

    sources = source_reports()
    for n in range(start, documents):
        rng = random.Random(n)
        path = folder / str(_year(n)) / f"report-{n:06}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        with pikepdf.open(sources[n % len(sources)]) as pdf:
            for _ in range(rng.randrange(len(pdf.pages) // 3)):
                del pdf.pages[-1]
            pdf.docinfo["/Title"] = f"report {n}"
            pdf.save(path, deterministic_id=True)
    years = map(_year, range(documents))
    lines = (
        f"  - {{file: {year}/report-{n:06}.pdf, agency: หน่วยงานที่ {n}, fiscal_year: {year}}}\n"
        for n, year in enumerate(years)
    )
    (folder / "sources.yml").write_text("sources:\n" + "".join(lines), encoding="utf-8")
    return folder


def _year(n: int) -> int:
    """Return the fiscal year (Buddhist Era) of the nth document, always the same."""
    return YEARS[random.Random(-n - 1).randrange(len(YEARS))]
