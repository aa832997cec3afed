"""Cells read from a scan, held against those of the text layer that it was made of."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.reading.measures_score import tight
from pipeline.domain.thai_digits import TO_ARABIC

if TYPE_CHECKING:
    from pipeline.model import Document, Table


@dataclass(frozen=True, slots=True)
class ScanBars:
    """What is asked for.

    Attributes:
        min_cells: share of cells found with their spans.
        max_cer: wrong characters per character, of kinds of 200 dpi and above that nothing covers.
        min_right_figures: share of figures that are right, over all kinds.
        max_silent_figures: share of figures that are wrong without a finding, over all kinds.
        max_cpu_ratio: CPU over that of plain Tesseract.
        max_memory_mb: MB of the process, at its peak.
    """

    min_cells: float = 1.0
    max_cer: float = 0.005
    min_right_figures: float = 0.99
    max_silent_figures: float = 0.002
    max_cpu_ratio: float = 1.5
    max_memory_mb: float = 700.0


BARS = ScanBars()
LEAST_ALIKE = 30.0
"""Ratio of 100 of the texts of two tables, from which they may be one."""
MAX_EXAMPLES = 40
"""Cells of a page that differ and are named."""
UNJUDGED_KINDS = ("office-150", "stamped")
"""Kinds whose characters are shown, not judged: too coarse, or covered."""
FIGURE = re.compile(r"[A-Za-z]{0,2}\d{1,3}|-?[\d,]+(\.\d+)?%?")
"""A code or a number that fills its cell."""


@dataclass(frozen=True)
class ScanTally:
    """What was counted over some pages.

    Attributes:
        name: of the kind of scan.
        pages: of the scan.
        cells: of the text layer.
        found: of them, those with the same place and spans in the scan.
        characters: of the text layer's cells, white space aside.
        errors: of them, those that are wrong.
        figures: cells of the text layer that hold a code or a number alone.
        right: of them, those that are read so.
        lost: those whose cell is empty.
        silent: those that are wrong, in a cell that no finding names.
        false_tables: with text in them, read where the text layer has none.
        seconds: CPU of reading.
        examples: cells that differ, in words.
    """

    name: str
    pages: int = 0
    cells: int = 0
    found: int = 0
    characters: int = 0
    errors: int = 0
    figures: int = 0
    right: int = 0
    lost: int = 0
    silent: int = 0
    false_tables: int = 0
    seconds: float = 0.0
    examples: tuple[str, ...] = ()

    def __add__(self, other: ScanTally) -> ScanTally:
        return ScanTally(
            self.name,
            self.pages + other.pages,
            self.cells + other.cells,
            self.found + other.found,
            self.characters + other.characters,
            self.errors + other.errors,
            self.figures + other.figures,
            self.right + other.right,
            self.lost + other.lost,
            self.silent + other.silent,
            self.false_tables + other.false_tables,
            self.seconds + other.seconds,
            self.examples + other.examples,
        )

    def line(self) -> str:
        """Return one line for people."""
        return (
            f"{self.name:<26} pages {self.pages:>3}  cells {self.found}/{self.cells}  "
            f"cer {self.errors / max(1, self.characters):.4f}  figures {self.right}/{self.figures} lost {self.lost} "
            f"silently wrong {self.silent}  false tables {self.false_tables}  "
            f"{self.seconds / max(1, self.pages):.2f} s/page"
        )

    def shortfalls(self) -> list[str]:
        """Return what is below its bar, in words."""
        out = []
        if self.found < BARS.min_cells * self.cells:
            out.append(f"cells {self.found} of {self.cells}")
        if self.name not in UNJUDGED_KINDS and self.errors > BARS.max_cer * self.characters:
            out.append(f"cer {self.errors / self.characters:.4f}")
        return out


def compare_scan(name: str, scan: Path, text: Path, page_pairs: Iterable[tuple[int, int]]) -> ScanTally:
    """Read some pages of a scan, and of the PDF that it is of, and compare their cells.

    Args:
        name: of the tally.
        scan: a PDF of pictures.
        text: the PDF with a text layer.
        page_pairs: numbers (from 1) of the page of the scan and of the page of the text.
    """
    from pipeline.acquire import acquire_file
    from pipeline.extract import ReadOptions, extract
    from pipeline.normalize import normalize

    tally = ScanTally(name)
    for scan_page, text_page in page_pairs:
        start = time.process_time()
        document = normalize(extract(acquire_file(scan).source, ReadOptions(pages=(scan_page, scan_page))))
        seconds = time.process_time() - start
        truth = normalize(extract(acquire_file(text).source, ReadOptions(pages=(text_page, text_page)))).pages[0]
        tally += compare_cells(name, document, truth.tables, scan_page) + ScanTally(name, pages=1, seconds=seconds)
    return tally


def compare_cells(name: str, document: Document, truth: Sequence[Table], page_number: int) -> ScanTally:
    """Compare the cells of a page that was read from a scan (the document's only one) with the tables of its text."""
    from rapidfuzz.distance import Levenshtein

    page, reported = document.pages[0], _cells_with_findings(document)
    pairs = _pair_tables(page.tables, truth)
    used = {id(ours) for _, ours in pairs if ours is not None}
    false = sum(id(t) not in used and any(c.text for c in t.cells) for t in page.tables)
    tally = ScanTally(name, false_tables=false)
    for table, read_table in pairs:
        by_place = (
            {(c.row, c.column, c.rowspan, c.colspan): c for c in read_table.cells} if read_table is not None else {}
        )
        for cell in table.cells:
            ours = by_place.get((cell.row, cell.column, cell.rowspan, cell.colspan))
            expected, read = tight(cell.text), tight(ours.text) if ours else ""
            distance = Levenshtein.distance(expected, read)
            figure, given = re.sub(r"\s", "", cell.text), re.sub(r"\s", "", ours.text) if ours else ""
            is_figure = FIGURE.fullmatch(figure.translate(TO_ARABIC)) is not None
            right = is_figure and _comparable_figure(given) == _comparable_figure(figure)
            place = (read_table.table_no, ours.row, ours.column) if ours and read_table else None
            shown = (figure, given) if is_figure else (expected, read)
            example = (
                f"{name} page {page_number} row {cell.row} column {cell.column}: {shown[0][:90]} | {shown[1][:90]}"
            )
            silent = is_figure and bool(given) and not right and place not in reported
            tally += ScanTally(
                name,
                cells=1,
                found=int(ours is not None),
                characters=len(expected),
                errors=min(distance, max(len(expected), 1)),
                figures=int(is_figure),
                right=int(right),
                lost=int(is_figure and not given),
                silent=int(silent),
                examples=(f"{'SILENT ' if silent else ''}{example}",)
                if (distance or is_figure and not right) and len(tally.examples) < MAX_EXAMPLES
                else (),
            )
    return tally


def _pair_tables(read: Sequence[Table], truth: Sequence[Table]) -> list[tuple[Table, Table | None]]:
    """Pair the tables of a text layer with those read: as they stand where there are as many, else by their text."""
    if len(read) == len(truth):
        return list(zip(truth, read, strict=True))
    from rapidfuzz import fuzz

    left, out = list(read), []
    for table in truth:
        text = "".join(c.text for c in table.cells)
        alike = [fuzz.ratio(text, "".join(c.text for c in t.cells)) for t in left]
        best = max(range(len(left)), key=lambda k: alike[k], default=None)
        out.append((table, left.pop(best) if best is not None and alike[best] >= LEAST_ALIKE else None))
    return out


def _cells_with_findings(document: Document) -> set[tuple[int | None, int | None, int | None]]:
    """Return table, row and column of the cells that a rule of unsure readings names."""
    from pipeline.check.rule_registry import FindingFactory, all_rules
    from pipeline.check.rules.ocr_rules import ink_crosses, number_unsure, readers_disagree
    from pipeline.model import Report

    rules = {rule.id: FindingFactory(rule) for rule in all_rules()}
    return {
        (f.table_no, f.row, f.column)
        for check in (number_unsure, readers_disagree, ink_crosses)
        for f in check(rules["ocr." + check.__name__], document, Report())
    }


def _comparable_figure(text: str) -> str:
    """Return a figure for comparison: a code's I and O are what engines call 1 and 0, and the codebook knows better."""
    return text.translate(TO_ARABIC).upper().replace("I", "1").replace("L", "1").replace("O", "0")
