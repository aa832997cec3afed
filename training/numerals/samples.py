"""Write the cells that the tests read, in fonts left out of training.

``python -m training.numerals.samples --fonts FOLDER``
"""

from __future__ import annotations

import io
from pathlib import Path

import click
import yaml
from PIL import Image

from pipeline.extract.scan.ocr.numerals import OTHER
from training.fonts import find_faces
from training.numerals.cells import Recipe, make_cell

FOLDER = Path(__file__).parents[2] / "tests/extract/scan/ocr/numerals/samples"
NUMBERS = Recipe(dpi=(200,), points=(10, 18), strength=(0.1, 0.5), one_bit=False, clutter=0.1, no_number=0)
NO_NUMBERS = Recipe(dpi=(200,), points=(10, 18), strength=(0.1, 0.5), clutter=0.1, no_number=1)
SEED = 31


@click.command()
@click.option(
    "--fonts",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Folder with node_modules or unpacked Debian packages.",
)
@click.option("--numbers", default=44, show_default=True)
@click.option("--others", default=16, show_default=True, help="Cells that hold no number.")
def main(fonts: tuple[Path, ...], numbers: int, others: int) -> None:
    """Writes images (16 grays, to be small) and samples.yml (file, text, font); a cell without a number has no text."""
    faces = find_faces("test", fonts)
    FOLDER.mkdir(parents=True, exist_ok=True)
    listed = []
    for recipe, count in ((NUMBERS, numbers), (NO_NUMBERS, others)):
        for number in range(count):
            cell = make_cell(faces, SEED, number, recipe)
            kind = "number" if recipe is NUMBERS else "other"
            if kind == "other" and OTHER not in cell.text:
                continue
            name = f"{kind}-{number:02}.png"
            packed = io.BytesIO()
            Image.fromarray(cell.picture & 0xF0).save(packed, "png", optimize=True)
            (FOLDER / name).write_bytes(packed.getvalue())
            listed.append({"file": name, "text": cell.text if kind == "number" else "", "font": cell.family})
    (FOLDER / "samples.yml").write_text(yaml.safe_dump(listed, allow_unicode=True, sort_keys=False), "utf-8")
    click.echo(f"{len(listed)} cells in {FOLDER}")


if __name__ == "__main__":
    main()
