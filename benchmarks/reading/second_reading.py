"""A PDF and a transcript of it, compared value by value: ``python -m benchmarks.reading.second_reading``.

    python -m benchmarks.reading.second_reading [--form NAME ...] [--planted N] [--seed S] [--scan KIND] [--show]

The shipped report is read from its PDF and from its transcript in the form of each engine. As they are, both say the
same: every value must be confirmed. Then numbers, letters and scores are changed in the transcript at places that are
drawn: each change must be named, numbers before letters, nothing else, and none confirmed. ``--scan`` reads a scan of
the PDF instead (minutes of OCR): whatever it reads otherwise than the transcript must be named. Exits with 1 where a
change is not named, or is confirmed.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import documents
from benchmarks.reading.measures_score import tight
from benchmarks.reading.transcripts import FORMATS, REPORT
from benchmarks.typesetting.transcripts.content import ContentCell, ContentPage, ContentTable, content_of
from pipeline.acquire import acquire_file
from pipeline.batch.workers.document_stages import extracted, interpret, normalized
from pipeline.check.copies import mark_copies
from pipeline.domain.thai_digits import to_arabic
from pipeline.extract import extract
from pipeline.model import Finding, Outcome

NUMBER, LETTERS, SCORE, CONFIRMED = (
    "copies.number_disagrees",
    "copies.text_disagrees",
    "copies.disagree",
    "copies.confirmed",
)
LEAST_LETTERS = 40
"""Characters of a cell from which on a text in it is changed: shorter ones are codes, levels and scores."""
AROUND = 6
"""Characters before and behind a change that a finding's text must have, so that it is known as this one's."""
_SCORE = re.compile(r"\d{2}\.\d{2}")
_DIGIT = re.compile(r"(?<![\d.])\d(?!\d*[.)]\s)")
_TEXT_FIELDS = ("measure", "result", "outcome")


@dataclass(frozen=True)
class Planted:
    """A change of the transcript: the rule that must name it, and the changed text around it, without white space."""

    rule: str
    text: str


@dataclass(frozen=True)
class Comparison:
    """What became of one transcript beside the PDF.

    Attributes:
        values: that both have; ``alike`` of them are confirmed.
        planted: changes, of which ``named`` have their finding.
        more: findings that name something else.
        in_order: those on numbers stand before those on letters.
    """

    values: int
    alike: int
    planted: int
    named: int
    more: int
    in_order: bool

    @property
    def is_right(self) -> bool:
        """Return whether all that differs was named, and nothing else; what differs is not confirmed."""
        return self.named == self.planted == self.values - self.alike and not self.more and self.in_order

    def line(self) -> str:
        """Return one line for people."""
        order = "" if self.in_order else "  letters before numbers"
        return (
            f"confirmed {self.alike} of {self.values}  changed {self.planted} named {self.named} "
            f"others named {self.more}{order}"
        )


def read(path: Path) -> Outcome:
    """Take a file through all stages."""
    source = acquire_file(path).source
    return interpret(source, normalized(extracted(source, _ignored), _ignored), "", _ignored)


def _ignored(*_: object) -> None:
    """Take no note of a stage that is done."""


def compare(pdf: Outcome, transcript: Outcome, planted: Sequence[Planted]) -> tuple[Comparison, list[Finding]]:
    """Compare both readings; return what became of the changes, and all findings on differences."""
    found = [f for outcome in mark_copies([pdf, transcript]) for f in outcome.findings if f.rule.startswith("copies.")]
    counted = next((f.value or "" for f in found if f.rule == CONFIRMED), "0/0")
    alike, values = map(int, counted.split("/"))
    texts = [f for f in found if f.rule in (NUMBER, LETTERS)]
    scores = list({(f.code, f.message): f for f in found if f.rule == SCORE}.values())
    left = [*texts, *scores]
    named = 0
    for change in planted:
        hit = next((f for f in left if f.rule == change.rule and _has(f, change)), None)
        named += hit is not None
        of_score = hit.code if hit is not None and hit.rule == SCORE else None  # both documents have the finding
        left = [f for f in left if f is not hit and not (of_score and f.rule == SCORE and f.code == of_score)]
    rules = [f.rule for f in texts]
    return Comparison(values, alike, len(planted), named, len(left), rules == sorted(rules)), [*texts, *scores]


def _has(finding: Finding, change: Planted) -> bool:
    """Return whether a finding shows a changed text, on whichever of the two documents it stands."""
    texts = (finding.raw, finding.value, finding.message)
    return any(change.text in _flat(text) for text in texts if text)


def _flat(text: str) -> str:
    return "".join(to_arabic(text).split())


def changed(pages: Sequence[ContentPage], count: int, rng: random.Random) -> tuple[list[ContentPage], list[Planted]]:
    """Change numbers, letters and scores of a report, each in a cell of its own.

    Args:
        pages: of the report.
        count: how many of each.
        rng: draws the places.
    """
    cells = [
        (p, b, c)
        for p, page in enumerate(pages)
        for b, block in enumerate(page.blocks)
        if isinstance(block, ContentTable)
        for c, cell in enumerate(block.cells)
        if cell.row and cell.colspan == 1
    ]
    rng.shuffle(cells)
    wanted = {NUMBER: count, LETTERS: count, SCORE: count}
    planted: list[Planted] = []
    changes: dict[tuple[int, int, int], ContentCell] = {}
    seen = {_flat("".join(_cell(pages, *place).paragraphs)) for place in cells}
    for place in cells:
        for rule in (SCORE, NUMBER, LETTERS):
            if wanted[rule] and (found := _planted(_cell(pages, *place), rule, rng)) is not None:
                cell, change = found
                if any(change.text in text for text in seen):
                    continue  # a text that stands elsewhere as well would not tell the change
                changes[place], wanted[rule] = cell, wanted[rule] - 1
                planted.append(change)
                break
    return [_with_cells(page, p, changes) for p, page in enumerate(pages)], planted


def _cell(pages: Sequence[ContentPage], page: int, block: int, cell: int) -> ContentCell:
    table = pages[page].blocks[block]
    assert isinstance(table, ContentTable)
    return table.cells[cell]


def _with_cells(page: ContentPage, number: int, changes: dict[tuple[int, int, int], ContentCell]) -> ContentPage:
    blocks = tuple(
        replace(block, cells=tuple(changes.get((number, b, c), cell) for c, cell in enumerate(block.cells)))
        if isinstance(block, ContentTable)
        else block
        for b, block in enumerate(page.blocks)
    )
    return replace(page, blocks=blocks)


def _planted(cell: ContentCell, rule: str, rng: random.Random) -> tuple[ContentCell, Planted] | None:
    """Return a cell with one change in it, None where it has no place for one."""
    text = "".join(cell.paragraphs)
    if rule == SCORE:
        if not _SCORE.fullmatch(to_arabic(text).strip()):
            return None
        score = f"{(float(to_arabic(text)) + 3.21) % 100:05.2f}"
        return replace(cell, paragraphs=(score,)), Planted(SCORE, score)
    if len(text) < LEAST_LETTERS:
        return None
    n = rng.randrange(len(cell.paragraphs))
    line = cell.paragraphs[n]
    if rule == NUMBER:
        places = [m.start() for m in _DIGIT.finditer(to_arabic(line)) if m.start() > AROUND]
    else:
        places = [k for k, letter in enumerate(line) if letter == "ก" and AROUND < k < len(line) - AROUND]
    if not places:
        return None
    k = rng.choice(places)
    new = str((int(to_arabic(line[k])) + 1) % 10) if rule == NUMBER else "ม"
    line = line[:k] + new + line[k + 1 :]
    paragraphs = (*cell.paragraphs[:n], line, *cell.paragraphs[n + 1 :])
    return replace(cell, paragraphs=paragraphs), Planted(rule, _flat(line[k - AROUND : k + AROUND]))


def differences(one: Outcome, two: Outcome) -> Iterator[tuple[str, str]]:
    """Yield (code, field) of the texts and scores of two readings that differ, told from the rows alone."""
    ours, theirs = dict(_texts(one)), dict(_texts(two))
    for key in ours.keys() & theirs.keys():
        if ours[key] != theirs[key]:
            yield key[0], key[-1]


def _texts(outcome: Outcome) -> Iterator[tuple[tuple[str, int, str], str]]:
    codes = {row.entry_no: row.code for row in outcome.report.indicators if row.code is not None}
    for row in outcome.report.indicators:
        if row.code is not None:
            yield (row.code, 0, "question"), tight(row.question)
            yield (row.code, 0, "score"), str(row.score)
    for measure in outcome.report.measures:
        if (code := codes.get(measure.entry_no)) is not None:
            for field in _TEXT_FIELDS:
                yield (code, measure.measure_no, field), tight(getattr(measure, field))


def compare_scan(kind: str, folder: Path, show: bool) -> bool:
    """Read a scan of the PDF, compare it with the transcript, print what was named; return whether all was."""
    import pypdfium2

    from benchmarks.typesetting.scan_degradation import make_scan

    with pypdfium2.PdfDocument(documents.SHIPPED_REPORT) as pdf:
        pages = range(1, len(pdf) + 1)
    scan = read(make_scan(documents.SHIPPED_REPORT, folder / "report.pdf", kind, pages))
    transcript = read(REPORT)
    result, found = compare(scan, transcript, ())
    different = set(differences(scan, transcript))
    named = {(f.code, f.field) for f in found} | {(f.code, "score") for f in found if f.rule == SCORE}
    missing = sorted(different - named)
    print(f"scan {kind}: {result.line()}; {len(different)} places differ, not named {len(missing)}")
    for finding in found if show else ():
        print(f"    {finding.message}")
    for code, field in missing:
        print(f"    NOT NAMED: {field} of {code}")
    return not missing and bool(result.values)


def main(arguments: list[str]) -> int:
    """Print a line for each form, as it is and changed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--form", action="append", choices=sorted(FORMATS), help="some of the forms; all by default")
    parser.add_argument("--planted", type=int, default=4, help="changes of each kind (numbers, letters, scores)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scan", metavar="KIND", help="read a scan of this kind instead, as office-200")
    parser.add_argument("--show", action="store_true", help="print what was named")
    chosen = parser.parse_args(arguments)
    short = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if chosen.scan:
            return 0 if compare_scan(chosen.scan, folder, chosen.show) else 1
        pdf, pages = read(documents.SHIPPED_REPORT), content_of(extract(acquire_file(REPORT).source))
        for form in chosen.form or FORMATS:
            for count in (0, chosen.planted):
                made, planted = changed(pages, count, random.Random(f"{chosen.seed}-{form}"))
                path = folder / str(count) / form
                path.parent.mkdir(exist_ok=True)
                path.write_text(FORMATS[form](made), encoding="utf-8")
                result, found = compare(pdf, read(path), planted)
                short += not result.is_right
                print(f"{form:<28} {result.line()}{'' if result.is_right else '  | SHORT'}", flush=True)
                for finding in found if chosen.show else ():
                    print(f"    {finding.rule}: {finding.message}")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
