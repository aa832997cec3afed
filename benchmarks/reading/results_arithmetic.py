"""What arithmetic makes of unsure figures: ``python -m benchmarks.reading.results_arithmetic [--tables N] [--seed N]``.

Draw tables of results whose truth is known, simulate engines that read them as engines read scans (a digit for its
look-alike, a lost point, a doubled digit; unsure, or sure and wrong), repair them as the ``repair`` stage does, and
count. Exit with 1 where more than 0.2 % of the figures are wrong without a finding, or less than a bar of the doubtful
ones is right.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import dataclass

from benchmarks.typesetting.results_content import TOOL_WEIGHTS
from pipeline.domain.thai_digits import TO_ARABIC, TO_THAI
from pipeline.model import AgencyResultRow, Figure, FigureName, Reading, Report
from pipeline.repair import repair
from pipeline.repair.scores.misreadings import misreadings

SCORE_NAMES: tuple[FigureName, ...] = ("iit", "eit", "oit", "total")
MAX_SILENT_SHARE = 0.002
"""Bar: share of all figures that may be wrong without a finding."""
MIN_RIGHT_SHARE = {"weighted": 0.85, "percent": 0.5, "totals": 0.4}
"""Bars by kind of table: share of the doubtful figures that come out right. Only weighted sums tell a last digit."""
GRADES = ((95, "ผ่านดีเยี่ยม"), (85, "ผ่านดี"), (85, "ผ่าน"), (70, "ต้องปรับปรุง"), (0, "ต้องปรับปรุงโดยด่วน"))


@dataclass(frozen=True)
class Engine:
    """How well a simulated engine reads.

    Attributes:
        name: of the engine that is simulated.
        unsure: chance that it offers candidates only, per figure.
        wrong: chance that it is sure and wrong.
        lost: of a misreading, weight of a lost point or a doubled digit against a confused digit.
    """

    name: str = "numerals"
    unsure: float = 0.04
    wrong: float = 0.002
    lost: float = 0.002


@dataclass
class Tally:
    """Counts of figures.

    Attributes:
        figures: all.
        misread: accepted and wrong before the repair.
        doubtful: wrong or without a value before the repair.
        right: of the doubtful, right after it.
        null: of the doubtful, without a value after it.
        wrong: all that are wrong after it.
        wrong_silent: of them, those in a row without a finding.
    """

    figures: int = 0
    misread: int = 0
    doubtful: int = 0
    right: int = 0
    null: int = 0
    wrong: int = 0
    wrong_silent: int = 0

    def line(self, name: str) -> str:
        """Return one line for people."""
        share = self.right / max(1, self.doubtful)
        return (
            f"{name:<18} {self.figures} figures, {self.misread} accepted wrongly at first; "
            f"{self.doubtful} doubtful: {self.right} right"
            f" ({share:.1%}), {self.null} null, {self.wrong} wrong; wrong without a finding {self.wrong_silent}"
            f" ({self.wrong_silent / max(1, self.figures):.3%})"
        )


def draw_table(rng: random.Random, kind: str, bodies: int) -> list[dict[FigureName, int]]:
    """Draw true scores in hundredths of a percent, totals falling."""
    rows = []
    for _ in range(bodies):
        level = rng.gauss(88, 8)
        parts = [min(100.0, max(20.0, rng.gauss(level, 4))) for _ in range(3)]
        parts[2] = 100.0 if rng.random() < 0.4 else parts[2]
        if kind == "weighted":
            iit, eit, oit = (round(100 * p * w) for p, w in zip(parts, TOOL_WEIGHTS, strict=True))
            total = iit + eit + oit
        else:
            iit, eit, oit = (round(100 * p) for p in parts)
            total = round(sum(100 * p * w for p, w in zip(parts, TOOL_WEIGHTS, strict=True)))
        rows.append({"iit": iit, "eit": eit, "oit": oit, "total": total})
    return sorted(rows, key=lambda row: -row["total"])


def misread(rng: random.Random, text: str, script: str, lost: float) -> str:
    """Return a text with one digit confused or, by a chance of ``lost``, its point lost or its first digit doubled."""
    if rng.random() < lost / (lost + 0.01):
        return text.replace(".", "") if rng.random() < 0.7 else text[:1] + text
    places = [i for i, ch in enumerate(text) if ch.isdigit()]
    table = misreadings().confusions[script]
    weights = [sum(table[text[i]].values()) for i in places]
    at = rng.choices(places, weights)[0]
    other, odds = zip(*table[text[at]].items(), strict=True)
    return text[:at] + rng.choices(other, odds)[0] + text[at + 1 :]


def simulate_reading(rng: random.Random, truth: str, thai: bool, engine: Engine) -> Reading:
    """Return what an engine reads of a figure: right, sure and wrong, or unsure with candidates."""
    script = "thai" if thai else "arabic"

    def printed(text: str) -> str:
        return text.translate(TO_THAI) if thai else text

    chance = rng.random()
    if chance < engine.wrong:
        return Reading(engine.name, printed(misread(rng, truth, script, engine.lost)), rng.uniform(0.9, 0.999))  # type: ignore[arg-type]
    if chance < engine.wrong + engine.unsure:
        others = list(dict.fromkeys(misread(rng, truth, script, engine.lost) for _ in range(rng.choice((1, 1, 2, 3)))))
        place = rng.choices((0, 1, None), (70, 22, 8))[0]
        texts = [t for t in others if t != truth]
        if place is not None:
            texts.insert(min(place, len(texts)), truth)
        return Reading(engine.name, "", rng.uniform(0.4, 0.9), tuple(printed(t) for t in texts))  # type: ignore[arg-type]
    return Reading(engine.name, printed(truth), rng.uniform(0.97, 0.9995))  # type: ignore[arg-type]


def scanned_rows(
    rng: random.Random, truth: list[dict[FigureName, int]], kind: str, thai: bool, engines: list[Engine]
) -> tuple[AgencyResultRow, ...]:
    """Return the rows of a table as scans are read: a figure has a value only where all engines agree."""
    names = SCORE_NAMES if kind != "totals" else ("total",)
    rows = []
    for n, row in enumerate(truth, start=1):
        figures, values = [], {}
        for column, name in enumerate(("rank", *names), start=1):
            text = str(n) if name == "rank" else f"{row[name] // 100}.{row[name] % 100:02}"  # type: ignore[index]
            readings = tuple(simulate_reading(rng, text, thai, engine) for engine in engines)
            texts = {r.text for r in readings}
            accepted = readings[0].text if len(texts) == 1 else ""
            plain = accepted.translate(TO_ARABIC)
            figures.append(Figure(name, column, accepted, plain, readings))  # type: ignore[arg-type]
            values[name] = float(plain) if plain.replace(".", "").isdigit() else None
        rank = values.pop("rank")
        total = row["total"] / 100
        grade = next(g for least, g in GRADES if total >= least) if kind == "totals" else None
        rows.append(
            AgencyResultRow(
                1,
                1,
                n,
                None if rank is None else int(rank),
                f"หน่วยงาน {n}",
                None,
                grade=grade,
                figures=tuple(figures),
                score_basis=None if kind == "totals" else kind,
                **values,
            )
        )  # type: ignore[arg-type]
    return tuple(rows)


def measure(rng: random.Random, kind: str, thai: bool, engines: list[Engine], bodies: int, tally: Tally) -> None:
    """Draw, read and repair one table; add its counts to the tally."""
    truth = draw_table(rng, kind, bodies)
    rows = scanned_rows(rng, truth, kind, thai, engines)
    repaired = repair(Report("agency_results", fiscal_year=2567, assessment_fiscal_year=2567, results=rows))
    from pipeline.check import check
    from pipeline.model import Document, SourceDocument

    document = Document(SourceDocument("x", "x", "0" * 64, 1, "pdf"))
    reported = {f.row for f in (*repaired.findings, *check(document, repaired))}
    for row, before, after in zip(truth, rows, repaired.results, strict=True):
        for name in ("rank", *(SCORE_NAMES if kind != "totals" else ("total",))):
            true = float(before.row) if name == "rank" else row[name] / 100  # type: ignore[index]
            first, last = getattr(before, name), getattr(after, name)
            tally.figures += 1
            tally.misread += first is not None and abs(first - true) > 0.001
            right = last is not None and abs(last - true) < 0.001
            if first is None or abs(first - true) > 0.001:
                tally.doubtful += 1
                tally.right += right
                tally.null += last is None
            if last is not None and not right:
                tally.wrong += 1
                tally.wrong_silent += before.row not in reported


def main(arguments: list[str]) -> int:
    """Print a line per kind of table; 1 where one is short."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=20, help="tables of each kind")
    parser.add_argument("--bodies", type=int, default=60, help="bodies per table")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    short = 0
    for kind in ("weighted", "percent", "totals"):
        for thai, engines in ((True, [Engine()]), (False, [Engine(), Engine("latin", 0.02, 0.002)])):
            tally, started = Tally(), time.process_time()
            rng = random.Random(f"{options.seed}-{kind}-{thai}")
            for _ in range(options.tables):
                measure(rng, kind, thai, engines, options.bodies, tally)
            bad = (
                tally.wrong_silent > MAX_SILENT_SHARE * tally.figures
                or tally.right < MIN_RIGHT_SHARE[kind] * tally.doubtful
            )
            short += bad
            spent = (time.process_time() - started) * 1000 / options.tables
            print(
                tally.line(f"{kind}, {'Thai' if thai else 'Arabic'}")
                + f"; {spent:.0f} ms CPU a table"
                + (" | SHORT" if bad else "")
            )
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
