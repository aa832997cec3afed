"""CSV on standard output, as it stands or as a spreadsheet may open it."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence

import click

from pipeline.domain.control_characters import without_controls
from pipeline.export.spreadsheet_text import BYTE_ORDER_MARK, guarded_text

spreadsheet_option = click.option(
    "--spreadsheet",
    is_flag=True,
    help="CSV for a spreadsheet: a byte order mark, and an apostrophe before text that it would take for a formula.",
)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]], *, guarded: bool, bom: bool) -> None:
    """Print rows as CSV, without control characters.

    Args:
        columns: their names.
        rows: with a value for each column; None is an empty cell.
        guarded: put an apostrophe before text that a spreadsheet would take for a formula; numbers and dashes stay.
        bom: begin with a byte order mark, by which Excel knows UTF-8.
    """
    if bom:
        sys.stdout.write(BYTE_ORDER_MARK)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = [without_controls(value) if isinstance(value, str) else value for value in row]
        writer.writerow([guarded_text(cell) if guarded and isinstance(cell, str) else cell for cell in cells])
