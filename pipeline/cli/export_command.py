"""``ita export``: a release as a workbook, CSV files or a database."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.parameters import out_option, release_folder
from pipeline.cli.terminal_output import echo_message
from pipeline.files import Place


@click.command()
@click.argument("release", default="current")
@click.option("--format", "output_format", type=click.Choice(["xlsx", "csv", "sqlite", "duckdb"]), required=True)
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PATH",
    help="The file; of csv a folder, or a file that ends with .zip.",
)
@click.option("--dataset", "datasets", multiple=True, metavar="NAME", help="Only this dataset; repeatable.")
@click.option(
    "--year", "years", type=int, multiple=True, metavar="N", help="Only rows of this fiscal year (2566); repeatable."
)
@click.option(
    "--lang", type=click.Choice(["th", "en"]), default="th", show_default=True, help="Headings of a workbook."
)
@click.option("--force", is_flag=True, help="Replace what stands at PATH.")
@out_option
def export(
    release: str,
    output_format: str,
    to: Path,
    datasets: tuple[str, ...],
    years: tuple[int, ...],
    lang: str,
    force: bool,
    out: Place | None,
) -> None:
    """Write a release for programs that do not read Parquet.

    RELEASE is its id or the beginning of it, `current` or `previous`; without it, the current one. xlsx is a workbook
    with a sheet per dataset, csv a folder of files, sqlite and duckdb a database with keys and views.

    \b
    Examples:
      ita export --format xlsx --to ita.xlsx
      ita export --format csv --to ita-csv.zip --dataset measures --year 2566
      ita export --format sqlite --to ita.db
    """
    from pipeline.emit.schema.field_registry import registry
    from pipeline.emit.store.releases import find
    from pipeline.export.selection import Selection
    from pipeline.export.write_export import write_export
    from pipeline.files.suggestions import suggestion

    for name in datasets:
        if name not in registry():
            near = suggestion(name, registry()) or "; `ita schema` lists them"
            raise click.BadParameter(f"there is no dataset {name}{near}", param_hint="--dataset")
    chosen = find(release_folder(out), release)
    selection = Selection(chosen, datasets or tuple(registry()), frozenset(years))
    rows = write_export(selection, output_format, to.absolute(), lang, force)
    echo_message(f"ita: {sum(rows.values()):,} rows of {len(rows)} datasets of release {chosen.id} in {to}")
