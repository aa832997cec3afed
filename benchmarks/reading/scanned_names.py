"""Names of bodies in scanned announcements: ``python -m benchmarks.reading.scanned_names``.

    python -m benchmarks.reading.scanned_names [--case N ...] [--bodies N] [--seed S] [--keep FOLDER] [--show] [--need]

Announcements of bodies of the register are printed in several fonts, scanned in several ways and read: with district
and province beside each name, in the headings of groups, above the table or nowhere; kinds written out or abbreviated.
Among the bodies are near-twins (another body differs by one letter or mark) and invented ones, which must stay as they
are read. Letters of names and places as released, and as read, are held against what was printed. ``--need`` exits
with 1 where a bar is not reached.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.reading.measures_score import tight
from benchmarks.reading.release_rows import rows_of_release
from benchmarks.reading.scan_readers import can_read_scans
from benchmarks.typesetting.blocks import Paragraph, ReportStyle
from benchmarks.typesetting.measures_content import wordings
from benchmarks.typesetting.pdf_output import installed_producers, print_pdf
from benchmarks.typesetting.register_names import PrintedBody, draw_bodies
from benchmarks.typesetting.results_content import AgencyResult, AnnouncementPlan
from benchmarks.typesetting.results_layout import lay_out
from benchmarks.typesetting.scan_degradation import make_scan

YEAR = 2566
"""Fiscal year of the announcements, Buddhist Era."""
TWINS, INVENTED = 0.25, 0.08
"""Shares (0 to 1) of the bodies that are near-twins and invented ones."""


@dataclass(frozen=True)
class NameBars:
    """What is asked for: shares of letter-true names of the register; how many names may be changed wrongly.

    Attributes:
        min_true: where district or province are printed.
        min_true_nowhere: where they are not: of names that differ by one mark nothing tells which is printed.
    """

    min_true: float = 0.995
    min_true_nowhere: float = 0.95
    max_wrong: int = 0


BARS = NameBars()


@dataclass(frozen=True)
class NameCase:
    """One announcement.

    Attributes:
        kind: of scan.
        places: where district and province stand: in ``columns``, in ``groups`` (headings of rows), in the ``title``
            (the province alone), or ``nowhere``.
        short: kinds are abbreviated.
        seed: draws the bodies and their scores.
    """

    font: str
    kind: str
    places: str
    short: bool = False
    seed: int = 0

    @property
    def name(self) -> str:
        """Return a name for a file and for people."""
        name = f"{self.font.replace(' ', '')}-{self.kind}-{self.places}{'-short' if self.short else ''}"
        return f"{name}-{self.seed}" if self.seed else name


CASES: Sequence[NameCase] = (
    NameCase("Laksaman", "office-200", "columns"),
    NameCase("Garuda", "worn", "columns", short=True),
    NameCase("Norasi", "askew", "title"),
    NameCase("Loma", "office-150", "nowhere"),
    NameCase("Kinnari", "pale", "groups"),
    NameCase("Sawasdee", "office-200", "nowhere", short=True),
    NameCase("Umpush", "black-white", "title", short=True),
    NameCase("Waree", "bowed", "columns"),
    NameCase("Laksaman", "worn", "nowhere"),
    NameCase("Norasi", "office-300", "groups", short=True),
    NameCase("Tlwg Typist", "office-200", "columns"),
    NameCase("Kinnari", "office-150", "title"),
)


@dataclass(frozen=True)
class NameTally:
    """What was counted over some announcements.

    Attributes:
        names: of the register, printed.
        read, released: of them, those whose letters are as printed, white space aside.
        invented: names printed that nobody has.
        wrong: names, of both, that were read right and changed, or given the letters of another body.
        places: districts and provinces printed; ``places_true`` of them are released as printed.
        examples: names that differ, in words.
    """

    names: int = 0
    read: int = 0
    released: int = 0
    invented: int = 0
    wrong: int = 0
    places: int = 0
    places_true: int = 0
    examples: tuple[str, ...] = ()

    def __add__(self, other: NameTally) -> NameTally:
        return NameTally(
            self.names + other.names,
            self.read + other.read,
            self.released + other.released,
            self.invented + other.invented,
            self.wrong + other.wrong,
            self.places + other.places,
            self.places_true + other.places_true,
            self.examples + other.examples,
        )

    def line(self) -> str:
        """Return one line for people."""
        return (
            f"names {self.names} letter-true as read {self.read} released {self.released} "
            f"({100 * self.released / max(1, self.names):.2f} %)  invented {self.invented}  "
            f"wrongly changed {self.wrong}  places {self.places_true}/{self.places}"
        )

    def shortfalls(self, least: float) -> list[str]:
        """Return what is below its bar, in words.

        Args:
            least: share of letter-true names.
        """
        out = [f"{self.released} of {self.names} names"] * (self.released < least * self.names)
        return out + [f"{self.wrong} names changed wrongly"] * (self.wrong > BARS.max_wrong)


def drawn(case: NameCase, count: int) -> tuple[AnnouncementPlan, list[PrintedBody], list[AgencyResult]]:
    """Draw the bodies of an announcement, and its rows."""
    rng = random.Random(case.name)
    province = rng.choice(("นครราชสีมา", "อุบลราชธานี", "เชียงใหม่", "สุรินทร์")) if case.places == "title" else None
    bodies = draw_bodies(rng, count, short=case.short, province=province, twins=TWINS, invented=INVENTED)
    if case.places == "nowhere":
        rng.shuffle(bodies)
    size = round(11 * float(wordings()["scale"].get(case.font, 1.0)) * 2) / 2
    style = ReportStyle(installed_producers()[0], case.font, size, landscape=False)
    before = {"columns": ("rank", "group", "group2")}.get(case.places, ("rank",))
    plan = AnnouncementPlan(
        year=YEAR,
        bodies=count,
        weighted=False,
        columns=(*before, "agency", "iit", "eit", "oit", "total"),
        header_rows=1,
        groups={"columns": "column", "groups": "rows"}.get(case.places, "none"),
        merged=False,
        sums=False,
        numbers=False,
        ties=False,
        dashes=0.0,
        shuffle=True,
        style=style,
    )
    return plan, bodies, [_row(rng, case, n, body) for n, body in enumerate(bodies, start=1)]


def _row(rng: random.Random, case: NameCase, number: int, body: PrintedBody) -> AgencyResult:
    parts = [round(rng.uniform(70, 100), 2) for _ in range(3)]
    total = sum(p * w for p, w in zip(parts, (0.3, 0.3, 0.4), strict=True))
    scores = dict(zip(("iit", "eit", "oit", "total"), (f"{v:.2f}" for v in (*parts, total)), strict=True))
    groups = {
        "columns": (body.province, body.district),
        "groups": (f"อำเภอ{body.district} จังหวัด{body.province}",),
    }.get(case.places, ())
    return AgencyResult(str(number), body.name, groups, scores, "")


def scanned(case: NameCase, count: int, folder: Path) -> tuple[Path, list[PrintedBody]]:
    """Print an announcement, scan it; return the scan and its bodies."""
    import pypdfium2

    plan, bodies, rows = drawn(case, count)
    blocks = lay_out(random.Random(case.name), plan, rows, "{g}")
    if case.places == "title":
        blocks.insert(1, Paragraph(f"จังหวัด{bodies[0].province}", bold=True, center=True))
    printed = folder / "printed" / f"{case.name}.pdf"
    printed.parent.mkdir(parents=True, exist_ok=True)
    print_pdf(printed, blocks, plan.style, "ผลการประเมิน ITA", None)
    with pypdfium2.PdfDocument(printed) as pdf:
        pages = range(1, len(pdf) + 1)
    return make_scan(printed, folder / "raw" / f"{case.name}.pdf", case.kind, pages), bodies


def tally(
    bodies: Sequence[PrintedBody], rows: Sequence[Mapping[str, Any]], findings: Sequence[Mapping[str, Any]]
) -> NameTally:
    """Hold the rows of ``agency_results`` of one announcement against what was printed, rank by rank."""
    by_rank = {row["rank"]: row for row in rows}
    settled = {(f["table_no"], f["row"]): f["raw"] for f in findings if f["rule"] == "link.name_settled"}
    total = NameTally()
    for number, body in enumerate(bodies, start=1):
        row = by_rank.get(number, {})
        total += _tally_of(body, row, settled.get((row.get("table_no"), row.get("row")), row.get("agency")))
    return total


def _tally_of(body: PrintedBody, row: Mapping[str, Any], before: str | None) -> NameTally:
    """Count one body; ``before`` is its name before the register settled it."""
    printed, released, read = tight(body.name), tight(row.get("agency")), tight(before)
    wrong = released not in (printed, read)
    places = [(body.district, row.get("district")), (body.province, row.get("province"))] if row.get("province") else []
    known = body.body is not None
    return NameTally(
        int(known),
        int(known and read == printed),
        int(known and released == printed),
        int(not known),
        int(wrong or (read == printed != released)),
        len(places),
        sum(tight(p) == tight(r) for p, r in places),
        tuple(_examples(body, row, printed, read, released)),
    )


def _examples(body: PrintedBody, row: Mapping[str, Any], printed: str, read: str, released: str) -> Iterator[str]:
    where = (
        f"{body.district} {body.province}{' invented' if body.body is None else ''}{' twin' if body.is_twin else ''}"
    )
    if printed != released:
        yield f"{printed} ({where}) read {read} released {released} [{row.get('body_match')}]"
    for name, text in (("district", body.district), ("province", body.province)):
        if row.get(name) and tight(row[name]) != tight(text):
            yield f"{name} {text} released {row[name]}"


def main(arguments: list[str]) -> int:
    """Print a line per announcement; 1 where ``--need`` is given and a bar is missed, 2 where scans cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", type=int, metavar="N", help=f"of 0 to {len(CASES) - 1}")
    parser.add_argument("--bodies", type=int, default=60, help="of each announcement")
    parser.add_argument("--seed", type=int, default=0, help="draws other bodies")
    parser.add_argument("--keep", type=Path, help="a folder for the scans and the release, used again")
    parser.add_argument("--show", action="store_true", help="print names that differ")
    parser.add_argument("--need", action="store_true")
    chosen = parser.parse_args(arguments)
    if not can_read_scans():
        return 2
    cases = [replace(CASES[n], seed=chosen.seed) for n in chosen.case or range(len(CASES))]
    with tempfile.TemporaryDirectory() as temporary:
        tallies = _measured(cases, chosen.bodies, chosen.keep or Path(temporary), chosen.show)
    failed = False
    for name, nowhere, least in (
        ("with district or province", False, BARS.min_true),
        ("without", True, BARS.min_true_nowhere),
    ):
        total = sum((one for case, one in tallies.items() if (case.places == "nowhere") is nowhere), NameTally())
        short = total.shortfalls(least)
        failed |= bool(short)
        print(f"{name:<36} {total.line()}" + (f"  | SHORT: {'; '.join(short)}" if short else ""))
    return 1 if failed and chosen.need else 0


def _measured(cases: Sequence[NameCase], count: int, folder: Path, show: bool) -> dict[NameCase, NameTally]:
    """Scan, read and count the cases; print a line for each."""
    import pipeline

    made = {case: scanned(case, count, folder) for case in cases}
    pipeline.run(folder / "raw", folder / "processed", keep_copies=True)
    release = Path(pipeline.release_path(folder / "processed"))
    found = rows_of_release(release, [path for path, _ in made.values()], ("agency_results", "findings"))
    tallies = {}
    for case, (path, bodies) in made.items():
        tallies[case] = tally(bodies, found[path]["agency_results"], found[path]["findings"])
        print(f"{case.name:<36} {tallies[case].line()}", flush=True)
        for example in tallies[case].examples if show else ():
            print(f"    {example}")
    return tallies


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
