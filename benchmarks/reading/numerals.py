"""How well numbers in scanned cells are read, in fonts that the recogniser was not trained on.

    python -m benchmarks.reading.numerals [--columns] [--fonts FOLDER] [--cells N] [--errors] [--need]

Cells are printed in the fonts left out of training that this machine has (Debian's fonts-thai-tlwg; ``--fonts FOLDER``
for more, docs/numerals.md), degraded as scans are, and read: by the recogniser of numerals alone, or with ``--columns``
as the columns of a page are, by all readers of numbers and the rules. Needs the extra ``ocr``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import click

from benchmarks.reading.numeral_columns import read_as_columns
from pipeline.extract.scan.ocr.numerals import read_numbers
from pipeline.extract.scan.ocr.numerals.number_grammar import compact, fits_grammar
from pipeline.extract.scan.ocr.reading_patterns import TOOL_CODE, is_number, number_key
from pipeline.extract.scan.ocr.rewriting_rules import round_letter_is_o
from pipeline.model import Reading
from training.fonts import find_faces
from training.numerals.cells import Recipe, make_cell

SEED = 1000
BATCH = 200
"""Cells that are drawn and read at a time."""
CONDITIONS = {
    "200 dpi": Recipe(dpi=(200,), points=(10, 18), strength=(0.1, 0.5), one_bit=False, clutter=0.1, no_number=0),
    "200 dpi, Thai digits only": Recipe(
        dpi=(200,), points=(10, 18), strength=(0.1, 0.5), one_bit=False, clutter=0.1, no_number=0, thai=1
    ),
    "200 dpi, black and white": Recipe(
        dpi=(200,), points=(10, 18), strength=(0.1, 0.5), one_bit=True, clutter=0.1, no_number=0
    ),
    "300 dpi": Recipe(dpi=(300,), points=(10, 18), strength=(0.1, 0.5), one_bit=False, clutter=0.1, no_number=0),
    "150 dpi": Recipe(dpi=(150,), points=(10, 18), strength=(0.1, 0.5), one_bit=False, clutter=0.1, no_number=0),
    "200 dpi, bad scan": Recipe(dpi=(200,), points=(10, 18), strength=(0.5, 0.9), clutter=0.3, no_number=0),
}
NO_NUMBERS = Recipe(dpi=(200,), points=(10, 18), strength=(0.1, 0.5), clutter=0.1, no_number=1)


@dataclass(frozen=True, slots=True)
class NumeralScore:
    """Shares of the cells that were read.

    Attributes:
        cells: how many.
        whole: share accepted and right.
        wrong: share accepted and wrong.
        misread: share of which another number is accepted, or a number for what is none.
        likeliest: share whose likeliest reading is right, accepted or not.
    """

    cells: int
    whole: float
    wrong: float
    misread: float
    likeliest: float


Observed = tuple[str, Reading, str]
"""The text of a cell, what was read, the font's family."""


def observe(
    fonts: Iterable[Path], recipe: Recipe, cells: int, columns: bool = False, split: str = "test"
) -> list[Observed]:
    """Draw cells after a recipe in fonts left out of training, and read them.

    Args:
        columns: read them as columns of a page.
        split: the families of fonts.yml.
    """
    faces = find_faces(split, fonts)
    if columns:  # rulings and lines above and below are taken off before cells are cut
        recipe = replace(recipe, clutter=0.0)
    if not faces:
        raise click.ClickException(
            "No font left out of training is here: install fonts-thai-tlwg, or name a folder with --fonts."
        )
    seen: list[Observed] = []
    for start in range(0, cells, BATCH):
        made = [make_cell(faces, SEED, number, recipe) for number in range(start, min(start + BATCH, cells))]
        readings = read_as_columns(made, recipe.dpi[0]) if columns else read_numbers([c.picture for c in made])
        seen += [(*as_of_column(c.text, r), c.family) for c, r in zip(made, readings, strict=True)]
    return seen


def as_of_column(text: str, reading: Reading) -> tuple[str, Reading]:
    """Return a code and its reading as a column of codes gives them: a round first letter is an O, in either case."""
    if not TOOL_CODE.fullmatch(text):
        return text, reading
    kept = round_letter_is_o(reading)
    others = tuple(other.upper() for other in kept.candidates)
    return text.upper(), replace(kept, text=kept.text.upper(), candidates=others)


def score(seen: list[Observed]) -> NumeralScore:
    """Return the shares; spaces around signs and after a code's letter are not compared, nor the script of zeros alone.

    They are drawn alike.
    """
    accepted = [(_compared(truth), _compared(r.text)) for truth, r, _ in seen if r.text]
    likeliest = [_compared(truth) == _compared(r.likeliest) for truth, r, _ in seen]
    count = len(seen) or 1
    return NumeralScore(
        len(seen),
        sum(a == b for a, b in accepted) / count,
        sum(a != b for a, b in accepted) / count,
        sum(is_number(r.text) and number_key(truth) != number_key(r.text) for truth, r, _ in seen) / count,
        sum(likeliest) / count,
    )


def _compared(text: str) -> str:
    return compact(text if text.strip("๐.,% ") else text.replace("๐", "0"))


def content_kind(one: Observed) -> str:
    """Return what a cell holds: numbers, codes or grades, or digits without the shape of a number (never accepted)."""
    text = one[0]
    return (
        "codes, grades" if set(text) & set("IEOieoABCDF") else "numbers" if fits_grammar(text) else "shapeless digits"
    )


MIN_WHOLE, MAX_WRONG = 0.98, 0.002
"""Bars of numbers at 200 dpi; codes and grades have another reader beside this one."""
CONFIDENCE_EDGES = (0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01)
"""Of the ranges by which confidence is held against the share that is right."""


def reliability(seen: list[Observed]) -> list[tuple[str, int, float, float]]:
    """Return, by range of confidence: how many readings, their mean confidence, and the share that is right."""
    rows = []
    for low, high in pairwise(CONFIDENCE_EDGES):
        inside = [(t, r) for t, r, _ in seen if low <= r.confidence < high and (r.text or r.candidates)]
        if inside:
            right = sum(compact(t) == compact(r.text or r.candidates[0]) for t, r in inside) / len(inside)
            rows.append(
                (
                    f"{low:.2f} to {min(high, 1):.2f}",
                    len(inside),
                    sum(r.confidence for _, r in inside) / len(inside),
                    right,
                )
            )
    return rows


@click.command()
@click.option(
    "--fonts",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Folder with node_modules or unpacked Debian packages.",
)
@click.option("--cells", default=2000, show_default=True, help="Cells for each condition.")
@click.option("--columns", is_flag=True, help="Read the cells as the columns of a page are, by all readers.")
@click.option("--split", type=click.Choice(["test", "calibrate"]), default="test", help="Families of fonts.yml.")
@click.option("--errors", is_flag=True, help="Print every reading that is wrong and accepted.")
@click.option("--need", is_flag=True, help="Exit with 1 where the bars at 200 dpi are not reached.")
def main(fonts: tuple[Path, ...], cells: int, columns: bool, split: str, errors: bool, need: bool) -> None:
    """Print how many numbers are read whole, by scan and by font, and how far a confidence can be trusted."""
    click.echo(f"{'':28}{'cells':>7}{'whole':>9}{'wrong':>9}{'misread':>9}{'likeliest':>11}")
    everything: list[Observed] = []
    missed = []
    for name, recipe in CONDITIONS.items():
        seen = observe(fonts, recipe, cells, columns, split)
        everything += seen
        _print_score(name, score(seen))
        numbers = score([one for one in seen if content_kind(one) == "numbers"])
        _print_score("    numbers", numbers)
        if (
            name.startswith("200 dpi")
            and "bad" not in name
            and (numbers.whole < MIN_WHOLE or numbers.wrong > MAX_WRONG)
        ):
            missed.append(name)
        if name == "200 dpi":
            for name_of in (lambda one: one[2], content_kind):
                parts: defaultdict[str, list[Observed]] = defaultdict(list)
                for one in seen:
                    parts[name_of(one)].append(one)
                for part in sorted(parts.keys() - {"numbers"}):
                    _print_score(f"    {part}", score(parts[part]))
        if errors:
            for truth, r, family in seen:
                if r.text and _compared(truth) != _compared(r.text):
                    click.echo(f"      {family}: {truth!r} read as {r.text!r}, confidence {r.confidence}")
    words = [one for one in observe(fonts, NO_NUMBERS, cells, columns, split) if not fits_grammar(one[0])]
    taken = sum(bool(r.text) for _, r, _ in words) / len(words)
    click.echo(f"\nNo numbers (prose, scribbles, cut and blank cells): {len(words)}, read as a number {taken:.2%}")
    click.echo(f"\n{'confidence':16}{'readings':>9}{'mean':>9}{'right':>9}")
    for name, count, mean, right in reliability(everything):
        click.echo(f"{name:16}{count:>9}{mean:>9.2%}{right:>9.2%}")
    click.echo(f"\nAsked for of numbers at 200 dpi: whole {MIN_WHOLE:.0%}, wrong at most {MAX_WRONG:.1%}.")
    click.echo(f"Missed: {', '.join(missed) or 'nothing'}.")
    if need and missed:
        raise SystemExit(1)


def _print_score(name: str, s: NumeralScore) -> None:
    click.echo(f"{name:28}{s.cells:>7}{s.whole:>9.2%}{s.wrong:>9.2%}{s.misread:>9.2%}{s.likeliest:>11.2%}")


if __name__ == "__main__":
    main()
