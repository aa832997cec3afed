"""``ita tables`` and ``ita text``: the tables and the text of one document."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from pipeline.cli.csv_output import spreadsheet_option, write_csv
from pipeline.cli.errors import DocumentError
from pipeline.cli.parameters import DOCUMENT_FILE
from pipeline.cli.terminal_output import echo, echo_message
from pipeline.domain.control_characters import without_controls
from pipeline.model import Document, Page

CONSOLE_WIDTH = 160
"""Characters of a line of drawn tables where standard output is no terminal."""
raw_option = click.option("--raw", is_flag=True, help="Text as decoded, before any repair.")
page_option = click.option("--page", type=click.IntRange(min=1), help="One page only.")


@click.command()
@click.argument("file", type=DOCUMENT_FILE)
@page_option
@click.option(
    "--format", "output_format", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@raw_option
@spreadsheet_option
@click.option(
    "--overlay",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write a picture of each page into this folder, with the cells drawn over it.",
)
def tables(file: Path, page: int | None, output_format: str, raw: bool, spreadsheet: bool, folder: Path | None) -> None:
    """Print the tables of a document of any kind; nothing is written but what --overlay asks for.

    Pictures have a box per cell with its row, its column and, on scans, its confidence (blue: sure, yellow and red:
    less so, violet: ink that no engine was sure of, green: text layer, gray: blank; ^ and v: open to the page before
    or after).

    \b
    Examples:
      ita tables raw/2566/seed-word.pdf --page 4
      ita tables raw/2566/seed-word.pdf --format json
      ita tables raw/2566/seed-word.pdf --format csv --raw
      ita tables raw/2566/seed-word.pdf --format csv --spreadsheet
      ita tables raw/2566/seed-word.pdf --page 4 --overlay pictures
    """
    document = open_document(file)
    pages = select_pages(document, page, file)
    if folder is not None:
        from pipeline.cli.table_overlay import write_overlays

        write_overlays(file, document.source.kind, pages, folder)
    found = [
        {"page": t.page, "table_no": t.table_no, "rows": t.grid(raw), "reader": t.reader}
        for p in pages
        for t in p.tables
    ]
    if output_format == "json":
        echo(json.dumps({"pages": len(document.pages), "tables": found}, ensure_ascii=False))
    elif output_format == "csv":
        _write_csv(pages, raw, spreadsheet)
    else:
        _draw_tables(pages, raw)


@click.command()
@click.argument("file", type=DOCUMENT_FILE)
@page_option
@click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@raw_option
def text(file: Path, page: int | None, output_format: str, raw: bool) -> None:
    """Print the text of a document's pages, in reading order; nothing is written. Pages end with a form feed.

    \b
    Examples:
      ita text raw/2566/seed-word.pdf --page 1
      ita text raw/2566/seed-word.pdf --format json
    """
    document = open_document(file)
    found = [
        {"page": p.number, "text": p.text_raw if raw else p.text, "reader": p.reader, "quality": p.quality}
        for p in select_pages(document, page, file)
    ]
    if output_format == "json":
        echo(json.dumps({"pages": found}, ensure_ascii=False))
    else:
        for item in found:
            click.echo(f"{without_controls(str(item['text']))}\n\f", nl=False)


def open_document(file: Path) -> Document:
    """Read a document.

    Raises:
        DocumentError: it cannot be opened; the message says why and what to do.
    """
    from pipeline import read_tables
    from pipeline.extract.unreadable import UnreadableDocument

    try:
        return read_tables(file)
    except UnreadableDocument as error:
        raise DocumentError(f"{file}: {error.message}") from error


def select_pages(document: Document, page: int | None, file: Path) -> tuple[Page, ...]:
    """Return all pages, or the one with a number (from 1).

    Raises:
        click.BadParameter: the document has no such page.
    """
    if page is None:
        return document.pages
    pages = tuple(p for p in document.pages if p.number == page)
    if not pages:
        raise click.BadParameter(f"{file} has {len(document.pages)} pages", param_hint="--page")
    return pages


def _write_csv(pages: tuple[Page, ...], raw: bool, spreadsheet: bool) -> None:
    """Print all tables under one another: page, table_no, row, then the columns of the widest table."""
    width = max((t.columns for p in pages for t in p.tables), default=0)
    rows = (
        [page.number, table.table_no, table.first_row + n, *row, *[None] * (width - len(row))]
        for page in pages
        for table in page.tables
        for n, row in enumerate(table.grid(raw))
    )
    write_csv(
        ["page", "table_no", "row", *(f"column_{n + 1}" for n in range(width))],
        rows,
        guarded=spreadsheet,
        bom=spreadsheet,
    )


def _draw_tables(pages: tuple[Page, ...], raw: bool) -> None:
    """Print tables with box-drawing characters, each under its page, number and reader."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else CONSOLE_WIDTH)
    if not any(page.tables for page in pages):
        echo_message("ita: no table on these pages")
    for page in pages:
        for table in page.tables:
            title = f"page {page.number} · table {table.table_no} · {table.reader}"
            drawn = Table(box=box.SQUARE, show_header=False, show_lines=True, title=title, title_justify="left")
            for _ in range(table.columns):
                drawn.add_column(overflow="fold")
            for row in table.grid(raw):
                drawn.add_row(*(Text(without_controls(value or "")) for value in row))
            console.print(drawn)
