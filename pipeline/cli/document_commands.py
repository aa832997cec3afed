"""``ita tables`` and ``ita text``: what stands in one document."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import click

from pipeline.model import Document, Page

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Unreadable(click.ClickException):
    """A document that cannot be opened."""

    exit_code = 4

    def show(self, file: object = None) -> None:
        """One sentence on standard error."""
        click.echo(f"ita: {self.message}", err=True)


@click.command()
@click.argument("file", type=FILE)
@click.option("--page", type=click.IntRange(min=1), help="One page only.")
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
@click.option("--raw", is_flag=True, help="Text as decoded, before any repair.")
@click.option(
    "--overlay",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write a picture of each page into this folder, with the cells drawn over it.",
)
def tables(file: Path, page: int | None, form: str, raw: bool, folder: Path | None) -> None:
    """The tables of a document of any kind; nothing is written but what --overlay asks for.

    Pictures have a box per cell with its row, its column and, on scans, its confidence (blue: sure, yellow and red: less so, violet: ink
    that no engine was sure of, green: text layer, gray: blank; ^ and v: open to the page before or after).

    \b
    Examples:
      ita tables raw/2566/seed-word.pdf --page 4
      ita tables raw/2566/seed-word.pdf --format json
      ita tables raw/2566/seed-word.pdf --format csv --raw
      ita tables raw/2566/seed-word.pdf --page 4 --overlay pictures
    """
    document = open_document(file)
    pages = chosen(document, page, file)
    if folder is not None:
        from pipeline.cli.table_overlay import overlay

        overlay(file, document.source.kind, pages, folder)
    found = [
        {"page": t.page, "table_no": t.table_no, "rows": t.grid(raw), "reader": t.reader}
        for p in pages
        for t in p.tables
    ]
    if form == "json":
        click.echo(json.dumps({"pages": len(document.pages), "tables": found}, ensure_ascii=False))
    elif form == "csv":
        _csv(pages, raw)
    else:
        _drawn(pages, raw)


@click.command()
@click.argument("file", type=FILE)
@click.option("--page", type=click.IntRange(min=1), help="One page only.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--raw", is_flag=True, help="Text as decoded, before any repair.")
def text(file: Path, page: int | None, form: str, raw: bool) -> None:
    """The text of a document's pages, in reading order; nothing is written. Pages end with a form feed.

    \b
    Examples:
      ita text raw/2566/seed-word.pdf --page 1
      ita text raw/2566/seed-word.pdf --format json
    """
    document = open_document(file)
    found = [
        {"page": p.number, "text": p.text_raw if raw else p.text, "reader": p.reader, "quality": p.quality}
        for p in chosen(document, page, file)
    ]
    if form == "json":
        click.echo(json.dumps({"pages": found}, ensure_ascii=False))
    else:
        for item in found:
            click.echo(f"{item['text']}\n\f", nl=False)


def open_document(file: Path) -> Document:
    """A document, or the sentence that says why not."""
    from pipeline import read_tables
    from pipeline.extract.unreadable import UnreadableDocument

    try:
        return read_tables(file)
    except UnreadableDocument as error:
        raise Unreadable(f"{file}: {error.message}") from error


def chosen(document: Document, page: int | None, file: Path) -> tuple[Page, ...]:
    """All pages, or the one that was asked for."""
    if page is None:
        return document.pages
    pages = tuple(p for p in document.pages if p.number == page)
    if not pages:
        raise click.BadParameter(f"{file} has {len(document.pages)} pages", param_hint="--page")
    return pages


def _csv(pages: tuple[Page, ...], raw: bool) -> None:
    """All tables under one another: page, table_no, row, then the columns of the widest table."""
    width = max((t.columns for p in pages for t in p.tables), default=0)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["page", "table_no", "row", *(f"column_{n + 1}" for n in range(width))])
    for page in pages:
        for table in page.tables:
            for n, row in enumerate(table.grid(raw)):
                cells = ["" if value is None else value for value in row]
                writer.writerow([page.number, table.table_no, table.first_row + n, *cells, *[""] * (width - len(row))])


def _drawn(pages: tuple[Page, ...], raw: bool) -> None:
    """Tables for the eye."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    if not any(page.tables for page in pages):
        click.echo("ita: no table on these pages", err=True)
    for page in pages:
        for table in page.tables:
            title = f"page {page.number} · table {table.table_no} · {table.reader}"
            drawn = Table(box=box.SQUARE, show_header=False, show_lines=True, title=title, title_justify="left")
            for _ in range(table.columns):
                drawn.add_column(overflow="fold")
            for row in table.grid(raw):
                drawn.add_row(*(Text(value or "") for value in row))
            console.print(drawn)
