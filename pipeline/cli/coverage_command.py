"""``ita coverage``: what a release has of every assessed body and year, and who is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from pipeline.cli.body_filter import filter_bodies, kind_option, province_option
from pipeline.cli.csv_output import spreadsheet_option, write_csv
from pipeline.cli.parameters import out_option, release_folder
from pipeline.cli.terminal_output import echo, echo_message
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.domain.register.body import Body
    from pipeline.emit.store.releases import Release

PARTS = ("result", "scores", "plan", "report", "checklist")
"""What there may be of a body and year: columns ``has_…`` of the dataset ``coverage``."""
YEAR_COLUMNS = ("fiscal_year", "bodies", "unsure", *PARTS, "nothing", "nothing_unsure")
BODY_COLUMNS = ("fiscal_year", "body_id", "name_th", "kind", "district", "province", "certainty", "missing")
SEPARATOR = ";"
"""Between the parts that are missing, in CSV."""
SURE = "published"
"""Certainty of a body's row in the register by which it is sure to be assessed."""
WIDTHS = (6, 8, 8, 8, 8, 8, 8, 10, 9)
"""Of the columns of the table by year, without the last."""


class BodyCoverage(NamedTuple):
    """A body in a year, and which parts are missing."""

    year: int
    body: Body
    missing: tuple[str, ...]

    def has_nothing(self) -> bool:
        """Return whether all is missing."""
        return len(self.missing) == len(PARTS)

    def is_sure(self) -> bool:
        """Return whether the body is sure to be assessed."""
        return self.body.certainty == SURE

    def lacks(self, part: str) -> bool:
        """Return whether a part is missing; ``any``: at least one; ``all``: there is nothing."""
        return self.has_nothing() if part == "all" else bool(self.missing) if part == "any" else part in self.missing


@click.command()
@click.option("--year", type=int, metavar="N", help="A fiscal year, in the Buddhist Era: 2566.")
@province_option
@kind_option
@click.option(
    "--missing",
    type=click.Choice(["any", "all", *PARTS]),
    is_flag=False,
    flag_value="any",
    help="Only bodies of which this is missing; without a value, any of the five.",
)
@click.option(
    "--format", "output_format", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@out_option
@spreadsheet_option
def coverage(
    year: int | None,
    province: str | None,
    kind: str | None,
    missing: str | None,
    output_format: str,
    out: Place | None,
    spreadsheet: bool,
) -> None:
    """Show what there is of the assessed bodies, and who is missing.

    Without a choice of bodies, a line per year: how many stand in a table of results, and of how many there are scores
    of indicators or questions, a plan, a report and a checklist; `nothing` counts those of which there is none of
    these. With --year, --province, --kind or --missing, the bodies, each with what is missing. `unsure` are bodies
    that the register is not certain of (its `certainty` is not published): they may not be assessed at all.

    \b
    Examples:
      ita coverage
      ita coverage --year 2566 --province ตาก --kind อบต.
      ita coverage --year 2566 --missing all
      ita coverage --missing report --format csv > no-report.csv
    """
    from pipeline import release_path
    from pipeline.emit.store.releases import read_release

    release = read_release(release_path(release_folder(out)))
    rows = _rows(release, kind, province)
    if (year, province, kind, missing) == (None, None, None, None):
        _print_years(rows, output_format, spreadsheet)
        return
    years = sorted({row.year for row in rows})
    if year is not None and rows and year not in years:
        known = ", ".join(map(str, years))
        raise click.BadParameter(f"the release has nothing of {year}; it has {known}", param_hint="--year")
    rows = [row for row in rows if year in (None, row.year)]
    found = [row for row in rows if missing is None or row.lacks(missing)]
    _print_bodies(found, output_format, spreadsheet)
    if missing is None:
        echo_message(f"ita: {_counted(rows)}")
    else:
        what = {"any": "something", "all": "everything"}.get(missing, missing)
        echo_message(f"ita: {what} is missing of {len(found):,} of {_counted(rows)}")


def _rows(release: Release, kind: str | None, province: str | None) -> list[BodyCoverage]:
    """Return the coverage of bodies of a kind and a province, by year, province, kind and name.

    Raises:
        click.BadParameter: there is no such body.
    """
    from pipeline.emit.store.read_datasets import read

    bodies = _bodies(release)
    chosen = {body.body_id: body for body in filter_bodies(bodies, kind, province)}
    if bodies and not chosen:
        asked = " and ".join(f"{name} {value}" for name, value in (("kind", kind), ("province", province)) if value)
        raise click.BadParameter(f"no body of the release is of {asked}; `ita bodies list` lists what there is")
    columns = ["body_id", "fiscal_year", *(f"has_{part}" for part in PARTS)]
    found = [
        BodyCoverage(int(year), chosen[body_id], tuple(p for p, there in zip(PARTS, has, strict=True) if not there))
        for body_id, year, *has in zip(
            *(read(release, "coverage", columns)[name].to_pylist() for name in columns), strict=True
        )
        if body_id in chosen
    ]
    return sorted(found, key=lambda r: (r.year, r.body.province or "", r.body.kind, r.body.name_th, r.body.body_id))


def _bodies(release: Release) -> list[Body]:
    """Return the bodies of a release."""
    from pipeline.domain.register.body import BODY_COLUMNS as COLUMNS
    from pipeline.domain.register.body import Body
    from pipeline.emit.store.read_datasets import read

    rows = read(release, "bodies", COLUMNS).to_pylist()
    return [Body(**{**row, "short_name": row["name_th"], "aliases": tuple(row["aliases"])}) for row in rows]


def _print_years(rows: Sequence[BodyCoverage], output_format: str, spreadsheet: bool) -> None:
    """Print how many bodies there are of each year, and of how many of them each part is there."""
    counted = [
        _year_counts(year, [row for row in rows if row.year == year]) for year in sorted({row.year for row in rows})
    ]
    if output_format == "json":
        echo(json.dumps(counted, ensure_ascii=False))
        return
    if output_format == "csv":
        lines = ([line[name] for name in YEAR_COLUMNS] for line in counted)
        write_csv(YEAR_COLUMNS, lines, guarded=spreadsheet, bom=spreadsheet)
        return
    if not counted:
        echo_message("ita: the release has nothing of a known body and year")
        return
    head = [name if name != "fiscal_year" else "year" for name in YEAR_COLUMNS[:-1]]
    echo(" ".join(f"{name:>{width}}" for name, width in zip(head, WIDTHS, strict=True)).rstrip())
    for line in counted:
        cells = [str(line["fiscal_year"]), *(f"{line[name]:,}" for name in YEAR_COLUMNS[1:-1])]
        more = f" ({line['nothing_unsure']:,} of them unsure)" if line["nothing_unsure"] else ""
        echo(" ".join(f"{cell:>{width}}" for cell, width in zip(cells, WIDTHS, strict=True)) + more)
    for line in counted:
        if line["unsure"]:
            echo(f"{line['fiscal_year']}: {_of_bodies(line['bodies'], line['unsure'])}")


def _year_counts(year: int, rows: Sequence[BodyCoverage]) -> dict[str, int]:
    """Return the counts of a year by the names of their columns."""
    there = {part: sum(part not in row.missing for row in rows) for part in PARTS}
    nothing = [row for row in rows if row.has_nothing()]
    return {
        "fiscal_year": year,
        "bodies": len(rows),
        "unsure": sum(not row.is_sure() for row in rows),
        **there,
        "nothing": len(nothing),
        "nothing_unsure": sum(not row.is_sure() for row in nothing),
    }


def _print_bodies(rows: Sequence[BodyCoverage], output_format: str, spreadsheet: bool) -> None:
    """Print bodies and years with what is missing."""
    if output_format == "json":
        echo(json.dumps([{**_listed(row), "missing": list(row.missing)} for row in rows], ensure_ascii=False))
    elif output_format == "csv":
        lines = (list({**_listed(row), "missing": SEPARATOR.join(row.missing)}.values()) for row in rows)
        write_csv(BODY_COLUMNS, lines, guarded=spreadsheet, bom=spreadsheet)
    else:
        for row in rows:
            body = row.body
            about = [" ".join(p for p in (body.district, body.province) if p) or body.ministry, body.kind]
            if not row.is_sure():
                about.append("unsure")
            missing = "everything" if row.has_nothing() else ", ".join(row.missing) or "nothing"
            echo(f"{row.year} {body.name_th} · {' · '.join(a for a in about if a)}: {missing} missing")


def _listed(row: BodyCoverage) -> dict[str, Any]:
    """Return a body and year by the columns ``BODY_COLUMNS``, without what is missing."""
    return {"fiscal_year": row.year, **{name: getattr(row.body, name) for name in BODY_COLUMNS[1:-1]}}


def _counted(rows: Sequence[BodyCoverage]) -> str:
    """Return how many bodies and years there are, and how many of the bodies are unsure."""
    bodies = {row.body.body_id: row.is_sure() for row in rows}
    return f"{len(rows):,} bodies and years; {_of_bodies(len(bodies), list(bodies.values()).count(False))}"


def _of_bodies(bodies: int, unsure: int) -> str:
    are = "is" if unsure == 1 else "are"
    return f"of {bodies:,} bodies, {unsure:,} {are} not sure to be assessed"
