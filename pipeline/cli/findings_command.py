"""``ita findings``: what a careful reader would question in a release, worst first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from pipeline.cli.csv_output import spreadsheet_option, write_csv
from pipeline.cli.findings_table import Filters, add_cells, chosen_findings
from pipeline.cli.parameters import out_option, release_folder
from pipeline.cli.terminal_output import echo, echo_message
from pipeline.files import Place
from pipeline.files.suggestions import suggestion
from pipeline.model import FINDING_STATES, SEVERITIES

COLUMNS = (
    "finding_id",
    "severity",
    "state",
    "rule",
    "source_file",
    "agency",
    "fiscal_year",
    "page",
    "table_no",
    "row",
    "column",
    "column_name",
    "field",
    "code",
    "cell",
    "raw",
    "value",
    "message",
    "document_id",
)
MOST_SHOWN = 50
"""Findings that are listed for people, unless --limit says another number."""
LONGEST_NAME = 40
"""Characters of a column's heading that are shown."""


@click.command()
@click.argument("release", default="current")
@click.option("--severity", type=click.Choice(SEVERITIES), multiple=True, help="Of this severity; repeatable.")
@click.option(
    "--rule", "rules", multiple=True, metavar="RULE", help="Of this rule, or of all like `check.*`; repeatable."
)
@click.option(
    "--file", "files", multiple=True, metavar="FILE", help="Of files with this in their name, or like `2566/*.pdf`."
)
@click.option("--body", metavar="BODY", help="Of documents of a body: its id, or a part of its printed name.")
@click.option("--year", type=int, metavar="N", help="Of documents of a fiscal year, in the Buddhist Era: 2566.")
@click.option(
    "--state", type=click.Choice(FINDING_STATES), multiple=True, help="What a reviewer said of it; repeatable."
)
@click.option(
    "--limit",
    type=click.IntRange(0),
    help=f"Findings that are listed, 0 for all.  [default: {MOST_SHOWN}; with json and csv all]",
)
@click.option(
    "--format", "output_format", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@out_option
@spreadsheet_option
def findings(
    release: str,
    rules: tuple[str, ...],
    files: tuple[str, ...],
    limit: int | None,
    output_format: str,
    out: Place | None,
    spreadsheet: bool,
    **asked: Any,
) -> None:
    """List the findings of a release, worst first, each with its place in the source.

    RELEASE is its id or the beginning of it, `current`, `previous` or `held`; without it, the current one.

    A line says severity, rule, file and place: page, table, row, and the column with its heading in the source; a line
    below it what was found. `ita rules RULE` says what to do.

    \b
    Examples:
      ita findings                                    the worst first
      ita findings --severity error --severity warning
      ita findings --rule check.measure_incomplete --year 2566
      ita findings --file seed-word --limit 0
      ita findings --format csv --spreadsheet > findings.csv
    """
    from pipeline.emit.store.releases import find

    _check_rules(rules)
    chosen = find(release_folder(out), release)
    filters = Filters(asked["severity"], rules, files, asked["body"], asked["year"], asked["state"])
    rows = chosen_findings(chosen, filters)
    default = MOST_SHOWN if output_format == "table" else 0
    shown = rows[: (limit if limit is not None else default) or None]
    add_cells(chosen, shown)
    if output_format == "json":
        echo(json.dumps([{name: row[name] for name in COLUMNS} for row in shown], ensure_ascii=False))
    elif output_format == "csv":
        lines = ([row[name] for name in COLUMNS] for row in shown)
        write_csv(COLUMNS, lines, guarded=spreadsheet, bom=spreadsheet)
    else:
        _print_findings(shown)
    if output_format == "table" or len(shown) < len(rows):
        _print_count(rows, len(shown), chosen.id)


def _check_rules(asked: Sequence[str]) -> None:
    """Refuse rules that there are not.

    Raises:
        click.BadParameter: with the names that are near.
    """
    from fnmatch import fnmatchcase

    from pipeline.check.rule_registry import all_rules

    known = [rule.id for rule in all_rules()]
    for name in asked:
        if not any(fnmatchcase(rule, name) for rule in known):
            near = suggestion(name, known) or "; `ita rules` lists them"
            raise click.BadParameter(f"there is no rule {name}{near}", param_hint="--rule")


def _print_findings(rows: Sequence[dict[str, Any]]) -> None:
    """Print two lines for each finding: where, and what."""
    for row in rows:
        state = "" if row["state"] == "open" else f" ({row['state']})"
        echo(f"{row['severity']:<8}{row['rule']}{state}  {_place(row)}\n        {row['message']}")


def _place(row: dict[str, Any]) -> str:
    """Return where a finding is, as far as it is known."""
    parts = [str(row["source_file"])]
    places = (("page", "page"), ("table", "table_no"), ("row", "row"), ("column", "column"), ("code", "code"))
    for word, name in places:
        if row[name] is not None:
            parts.append(f"{word} {row[name]}")
        if name == "column" and row["column_name"]:
            heading = row["column_name"]
            parts.append(f'"{heading if len(heading) <= LONGEST_NAME else heading[:LONGEST_NAME] + "…"}"')
    if row["field"]:
        parts.append(f"field {row['field']}")
    return " ".join(parts) + (f"  [{row['finding_id']}]" if row["finding_id"] else "")


def _print_count(rows: Sequence[dict[str, Any]], shown: int, release_id: str) -> None:
    """Print how many findings there are by severity, and how many of them are shown, on standard error."""
    counts = Counter(row["severity"] for row in rows)
    by_severity = ", ".join(f"{counts[name]:,} {name}" for name in SEVERITIES)
    more = f"; the first {shown:,} are shown, --limit 0 shows all" if shown < len(rows) else ""
    echo_message(f"ita: {len(rows):,} findings in release {release_id} ({by_severity}){more}")
