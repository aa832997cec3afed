"""``ita rules``: what the rules of findings mean, what to do about each, and how often the current release has it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import click

from pipeline.cli.csv_output import spreadsheet_option, write_csv
from pipeline.cli.parameters import out_option, release_folder
from pipeline.cli.terminal_output import echo
from pipeline.files import Place
from pipeline.files.suggestions import suggestion

if TYPE_CHECKING:
    from pipeline.check.rule_registry import Language, Rule

COLUMNS = ("rule", "severity", "findings", "means", "do")
VARIES = "varies"
"""In the place of a severity, where findings of a rule have more than one."""


@click.command()
@click.argument("rule", required=False)
@click.option(
    "--format", "output_format", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@click.option("--lang", type=click.Choice(["th", "en"]), default="en", show_default=True, help="Language of the texts.")
@out_option
@spreadsheet_option
def rules(rule: str | None, output_format: str, lang: Language, out: Place | None, spreadsheet: bool) -> None:
    """Print what a rule of findings means, what to do about it, and how many findings the current release has of it.

    RULE is its name, or the beginning of names: `check.` is every rule of that stage. Without it, all rules.

    \b
    Examples:
      ita rules                             every rule, a line each
      ita rules check.code_twice            one of them
      ita rules --format csv > rules.csv
    """
    from pipeline.check.rule_registry import all_rules

    known = all_rules()
    chosen = [r for r in known if rule is None or r.id == rule] or [r for r in known if r.id.startswith(str(rule))]
    if not chosen:
        near = suggestion(str(rule), (r.id for r in known))
        raise click.BadParameter(f"there is no rule {rule}{near or '; `ita rules` lists them'}", param_hint="RULE")
    counts = _counts(release_folder(out))
    rows = [
        (
            r.id,
            r.severity or VARIES,
            None if counts is None else counts[r.id],
            r.text[lang].sentence,
            r.text[lang].remedy,
        )
        for r in chosen
    ]
    if output_format == "json":
        echo(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False))
    elif output_format == "csv":
        write_csv(COLUMNS, rows, guarded=spreadsheet, bom=spreadsheet)
    elif len(chosen) == 1:
        _print_rule(chosen[0], lang, None if counts is None else counts[chosen[0].id])
    else:
        for r in chosen:
            n = "" if counts is None else f"{counts[r.id]:>7,}  "
            echo(
                f"{n}{r.severity or VARIES:<8} {r.id:<30} {r.text[lang].sentence.partition('. ')[0].removesuffix('.')}"
            )


def _print_rule(rule: Rule, lang: Language, findings: int | None) -> None:
    """Print all that is known of a rule."""
    echo(f"rule       {rule.id}")
    echo(f"severity   {rule.severity or VARIES}")
    echo(f"means      {rule.text[lang].sentence}")
    echo(f"do         {rule.text[lang].remedy or 'Nothing: it says what was done.'}")
    if findings is not None:
        listed = f"; `ita findings --rule {rule.id}` lists them" if findings else ""
        echo(f"findings   {findings:,} in the current release{listed}")


def _counts(folder: Place) -> Counter[str] | None:
    """Return the findings of the current release by rule; None where nothing was released yet."""
    from pipeline.emit import ReleaseError
    from pipeline.emit.store.read_datasets import read
    from pipeline.emit.store.releases import current_release

    try:
        release = current_release(folder)
        if release is None:
            return None
        counted = read(release, "findings", ["rule"])["rule"].value_counts().to_pylist()
    except ReleaseError:
        return None
    return Counter({str(entry["values"]): int(entry["counts"]) for entry in counted})
