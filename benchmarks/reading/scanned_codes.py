"""Codes of scanned reports, printed as reports print them: ``python -m benchmarks.reading.scanned_codes``.

    python -m benchmarks.reading.scanned_codes [--case N ...] [--keep FOLDER] [--fonts FOLDER] [--show] [--need]

The codes, questions and scores of the shipped report are printed anew with short measures: codes in Thai or Arabic
digits, small letters, spaced, dotted, in one cell with their questions; in fonts that the reader of numerals was
trained on and in fonts left out. Each is scanned in another way and read. Codes, scores and levels are held against
what was printed, row by row. ``--need`` exits with 1 where a bar is not reached.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.reading.measures_score import read_truth, tight
from benchmarks.reading.release_rows import rows_of_release
from benchmarks.reading.scan_readers import can_read_scans
from benchmarks.typesetting.blocks import ReportStyle
from benchmarks.typesetting.measures_content import Content, Item, Measure, wordings
from benchmarks.typesetting.measures_layout import lay_out
from benchmarks.typesetting.measures_report import texts_file
from benchmarks.typesetting.pdf_output import installed_producers, print_pdf
from benchmarks.typesetting.scan_degradation import make_scan
from pipeline.domain.thai_digits import TO_THAI

LETTERS_OF_MEASURE = 40
"""Letters of a measure, its result and outcome that are printed: the codes are what is looked at."""
FISCAL_YEAR = 2566
"""Of the reports, Buddhist Era."""
DATASETS = ("documents", "indicators", "findings")


@dataclass(frozen=True)
class CodeBars:
    """What is asked for: shares of codes, of scores and of levels that are right, and how many may be wrong."""

    min_codes: float = 0.99
    max_wrong_codes: int = 0
    min_scores: float = 0.99
    min_levels: float = 0.99
    max_silent_scores: int = 0


BARS = CodeBars()


@dataclass(frozen=True)
class CodeCase:
    """One report: how its codes are printed (``{0}`` is the letter, ``{1}`` the number), in what font, how scanned.

    Attributes:
        arabic: numbers are in Arabic digits.
        small: the letters are small.
        naming: as in :class:`benchmarks.typesetting.blocks.ReportStyle`.
        kind: of scan.
    """

    font: str
    kind: str
    pattern: str = "{0}{1}"
    arabic: bool = False
    small: bool = False
    naming: str = "two"

    @property
    def name(self) -> str:
        """Return a name for a file and for people."""
        code = self.printed("E12").replace(" ", "_")
        return f"{self.font.replace(' ', '')}-{self.kind}-{code}-{self.naming}"

    def printed(self, code: str) -> str:
        """Return a code as this report prints it."""
        letter, number = code[0], code[1:]
        number = number if self.arabic else number.translate(TO_THAI)
        return self.pattern.format(letter.lower() if self.small else letter, number)


CASES: Sequence[CodeCase] = (
    CodeCase("Laksaman", "office-200"),
    CodeCase("Norasi", "office-200"),
    CodeCase("Garuda", "office-150"),
    CodeCase("Loma", "askew", naming="apart"),
    CodeCase("Sawasdee", "office-300", small=True),
    CodeCase("Laksaman", "worn", "{0} {1}"),
    CodeCase("Tlwg Typewriter", "office-200"),
    CodeCase("Norasi", "black-white", "{0}.{1}"),
    CodeCase("Umpush", "bowed", "{0}{1}."),
    CodeCase("Laksaman", "office-200", naming="glued"),
    CodeCase("Loma", "office-200", "{0}{1}.", naming="glued"),
    CodeCase("Norasi", "pale", naming="glued"),
    CodeCase("Kinnari", "office-200", "{0}.{1}", arabic=True),
    CodeCase("Sawasdee", "worn", "{0} {1}", arabic=True),
    CodeCase("Loma", "office-200", arabic=True, small=True),
    CodeCase("TH Sarabun New", "pale"),
)


@dataclass(frozen=True)
class CodeTally:
    """What was counted over some reports.

    Attributes:
        codes: printed.
        right: of them, those whose row has it.
        wrong: those whose row has another.
        scores, levels: right ones.
        silent: scores that are wrong in a row without a finding.
        examples: rows that differ, in words.
    """

    codes: int = 0
    right: int = 0
    wrong: int = 0
    scores: int = 0
    levels: int = 0
    silent: int = 0
    examples: tuple[str, ...] = ()

    def __add__(self, other: CodeTally) -> CodeTally:
        return CodeTally(
            self.codes + other.codes,
            self.right + other.right,
            self.wrong + other.wrong,
            self.scores + other.scores,
            self.levels + other.levels,
            self.silent + other.silent,
            self.examples + other.examples,
        )

    def line(self) -> str:
        """Return one line for people."""
        return (
            f"codes {self.right}/{self.codes} wrong {self.wrong}  scores {self.scores} levels {self.levels} "
            f"silently wrong scores {self.silent}"
        )

    def shortfalls(self) -> list[str]:
        """Return what is below its bar, in words."""
        shares = (("codes", self.right, BARS.min_codes), ("scores", self.scores, BARS.min_scores))
        out = [f"{name} {n} of {self.codes}" for name, n, bar in shares if n < bar * self.codes]
        out += [f"levels {self.levels} of {self.codes}"] * (self.levels < BARS.min_levels * self.codes)
        out += [f"{self.wrong} wrong codes"] * (self.wrong > BARS.max_wrong_codes)
        out += [f"{self.silent} silently wrong scores"] * (self.silent > BARS.max_silent_scores)
        return out


def printed_content(case: CodeCase) -> Content:
    """Return the report of a case: the shipped one's codes, questions, scores and levels, with short measures."""
    first: dict[str, Mapping[str, str]] = {}
    for row in read_truth(texts_file()):
        first.setdefault(row["code"], row)
    items = tuple(
        Item(
            row["assessment"],
            int(row["section_no"]),
            row["section_title"],
            code,
            case.printed(code),
            row["question"],
            f"{float(row['score']):.2f}",
            row["level"],
            (Measure(*(_short(row[name]) for name in ("measure", "result", "outcome"))),),
        )
        for code, row in first.items()
    )
    agency = wordings()["agencies"][0]
    return Content(agency, FISCAL_YEAR, wordings()["titles"][0].format(agency=agency, year=FISCAL_YEAR), items)


def _short(text: str) -> str:
    """Return the beginning of a text, up to a space where there is one."""
    if len(text) <= LETTERS_OF_MEASURE:
        return text
    end = text.rfind(" ", LETTERS_OF_MEASURE // 2, LETTERS_OF_MEASURE)
    return text[: end if end > 0 else LETTERS_OF_MEASURE]


def scanned(case: CodeCase, content: Content, folder: Path, fonts: Path | None) -> Path:
    """Print a report as a case has it, scan it, and return the scan."""
    import pypdfium2

    size = round(10 * float(wordings()["scale"].get(case.font, 1.0)) * 2) / 2
    style = ReportStyle(
        producer=installed_producers()[0], font=case.font, size=size, naming=case.naming, thai_digits=not case.arabic
    )
    printed = folder / "printed" / f"{case.name}.pdf"
    printed.parent.mkdir(parents=True, exist_ok=True)
    print_pdf(printed, lay_out(random.Random(case.name), content, style), style, content.agency, fonts)
    with pypdfium2.PdfDocument(printed) as pdf:
        pages = range(1, len(pdf) + 1)
    return make_scan(printed, folder / "raw" / f"{case.name}.pdf", case.kind, pages)


def tally(content: Content, rows: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, Any]]) -> CodeTally:
    """Hold the rows of ``indicators`` of one report against what was printed."""
    noted = {(f["table_no"], f["row"]) for f in findings}
    total = CodeTally()
    for item, row in _pairs(content.items, rows):
        code = str(row["code"] or "") if row else ""
        right = code.upper() == item.code.upper()
        score = bool(row) and row["score"] is not None and abs(row["score"] - float(item.score)) < 0.005
        given = bool(row) and row["score"] is not None
        silent = given and not score and (row["table_no"], row["row_first"]) not in noted
        example = f"{item.code_raw} read {row['code_raw'] if row else None!r} given {code or '-'}"
        total += CodeTally(
            1,
            int(right),
            int(bool(code) and not right),
            int(score),
            int(bool(row) and tight(row["level"]) == tight(item.level)),
            int(silent),
            () if right and score else (f"{example}  score {row['score'] if row else None} of {item.score}",),
        )
    return total


def _pairs(items: Sequence[Item], rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Item, Mapping[str, Any]]]:
    """Yield every printed code with its row ({} where it has none): in order, by their scores where rows are lost."""
    from difflib import SequenceMatcher

    if len(items) == len(rows):
        yield from zip(items, rows, strict=True)
        return
    printed = [float(item.score) for item in items]
    matcher = SequenceMatcher(None, printed, [row["score"] for row in rows], autojunk=False)
    partner = {a + k: b + k for a, b, size in matcher.get_matching_blocks() for k in range(size)}
    for n, item in enumerate(items):
        yield item, rows[partner[n]] if n in partner else {}


def main(arguments: list[str]) -> int:
    """Print a line per report; 1 where ``--need`` is given and a bar is not reached, 2 where scans cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", type=int, metavar="N", help=f"of 0 to {len(CASES) - 1}")
    parser.add_argument("--keep", type=Path, help="a folder for the scans and the release, used again")
    parser.add_argument("--fonts", type=Path, default=os.environ.get("ITA_FONTS"), help="a folder with TH Sarabun New")
    parser.add_argument("--show", action="store_true", help="print rows that differ")
    parser.add_argument("--need", action="store_true")
    chosen = parser.parse_args(arguments)
    if not can_read_scans():
        return 2
    fonts = Path(chosen.fonts) if chosen.fonts else None
    cases = [CASES[n] for n in chosen.case] if chosen.case else list(CASES)
    if fonts is None:
        cases = [replace(c, font="Laksaman") if c.font == wordings()["fonts"]["sarabun"] else c for c in cases]
    with tempfile.TemporaryDirectory() as temporary:
        total = _measured(cases, chosen.keep or Path(temporary), fonts, chosen.show)
    short = total.shortfalls()
    print(f"{'all':<44} {total.line()}" + (f"  | SHORT: {'; '.join(short)}" if short else ""))
    return 1 if short and chosen.need else 0


def _measured(cases: Sequence[CodeCase], folder: Path, fonts: Path | None, show: bool) -> CodeTally:
    """Scan, read and count the cases; print a line for each."""
    import pipeline

    contents = {case: printed_content(case) for case in cases}
    made = {case: scanned(case, content, folder, fonts) for case, content in contents.items()}
    pipeline.run(folder / "raw", folder / "processed", keep_copies=True)
    release = Path(pipeline.release_path(folder / "processed"))
    found = rows_of_release(release, list(made.values()), DATASETS)
    total = CodeTally()
    for case, path in made.items():
        one = tally(contents[case], found[path]["indicators"], found[path]["findings"])
        print(f"{case.name:<44} {one.line()}", flush=True)
        for example in one.examples if show else ():
            print(f"    {example}")
        total += one
    return total


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
