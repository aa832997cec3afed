"""``ita diff``: what changed from one release to another."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import category

import click

from pipeline.cli.exit_code import ExitCode
from pipeline.cli.parameters import format_option, out_option, release_folder
from pipeline.cli.terminal_output import echo
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.emit.compare.release_diff import Changes, Difference
    from pipeline.emit.store.releases import Release


@dataclass(frozen=True, slots=True)
class DiffDisplay:
    """How much of a difference is printed for people.

    Attributes:
        entries: of each kind, where --limit does not say otherwise.
        text_length: characters of a value; longer texts are cut.
        context: characters shown around the part of a long text that differs.
        hash_length: leading characters of a hash that are shown.
    """

    entries: int = 20
    text_length: int = 60
    context: int = 12
    hash_length: int = 12


DISPLAY = DiffDisplay()
HASH_COLUMNS = ("document_id", "report_id", "copy_of")
DATASETS = ("indicators", "measures", "agency_results", "scores", "oit_items", "cells", "pages")
SUMMARY_COLUMNS = {
    "documents": ("status", "agency", "fiscal_year"),
    "indicators": ("code", "score", "question"),
    "measures": ("code", "measure"),
    "agency_results": ("rank", "agency", "total"),
    "scores": ("item_kind", "tool", "indicator_no", "code", "item", "score"),
    "oit_items": ("code", "name"),
    "findings": ("severity", "rule", "message"),
    "cells": ("text",),
    "pages": ("reader",),
}
"""Per dataset, the columns that stand for a row that was added or removed."""


@click.command()
@click.argument("old", default="previous", metavar="[A]")
@click.argument("new", default="current", metavar="[B]")
@click.option(
    "--dataset",
    "datasets",
    multiple=True,
    type=click.Choice(DATASETS),
    help="Rows of this dataset only; may be given again.  [default: what reports say: all but cells and pages]",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    help=f"Entries shown of each kind, 0 for all.  [default: {DISPLAY.entries}; with json all]",
)
@out_option
@format_option
@click.pass_context
def diff(
    ctx: click.Context,
    old: str,
    new: str,
    datasets: tuple[str, ...],
    limit: int | None,
    out: Place | None,
    output_format: str,
) -> None:
    """Print what changed from release A to release B: documents, rows with their values before and after, findings.

    A and B are ids, beginnings of ids, or the words previous (the default of A), current (the default of B) and held
    (the release that was held back). Exits with 3 where something is newly wrong: a document that is partial or failed
    and was not, or a finding of severity error that was not there. A document that is newly skipped, since it is none
    of the assessment, is named with its evidence, and is not wrong.

    \b
    Examples:
      ita diff                              what the last release changed
      ita diff current held                 why a release was held back
      ita diff --dataset measures --limit 0
      ita diff 4f2a current --format json
    """
    from pipeline.emit.compare.release_diff import DEFAULT_DATASETS, difference
    from pipeline.emit.store.releases import find

    folder = release_folder(out)
    before, after = find(folder, old), find(folder, new)
    shown = (None if output_format == "json" else DISPLAY.entries) if limit is None else limit or None
    found = difference(before, after, datasets or DEFAULT_DATASETS, shown)
    if output_format == "json":
        ends = {"from": _release_entry(before), "to": _release_entry(after)}
        echo(json.dumps({**ends, **asdict(found)}, ensure_ascii=False, default=str))  # str: of dates
    else:
        echo("\n".join(_difference_lines(before, after, found, shown)))
    if found.is_worse:
        ctx.exit(ExitCode.NEEDS_ATTENTION)


def _release_entry(release: Release) -> dict[str, str]:
    return {"release": release.id, "created_at": release.created_at}


def _difference_lines(before: Release, after: Release, found: Difference, shown: int | None) -> list[str]:
    """Return the difference for people: counts of rows, what is newly wrong, then the changes of each dataset."""
    lines = [f"from {before.id}, made {before.created_at}", f"to   {after.id}, made {after.created_at}", ""]
    lines.append(f"{'':<15}{'before':>10}{'after':>10}{'added':>10}{'removed':>10}{'changed':>10}")
    compared = {"documents": found.documents, **found.datasets, "findings": found.findings}
    for name, (was, now) in found.rows.items():
        counts = compared[name].counts if name in compared else {}
        numbers = (f"{counts[c]:,}" if c in counts else "" for c in ("added", "removed", "changed"))
        lines.append(f"{name:<15}{was:>10,}{now:>10,}" + "".join(f"{n:>10}" for n in numbers).rstrip())
    for heading, mark, rows in (("newly wrong", "!", found.newly_bad), ("newly skipped", "·", found.newly_skipped)):
        lines += ["", heading] if rows else []
        for row in rows[:shown]:
            reason = str(row["reason"]).removeprefix(f"{row['source_file']}: ")
            lines.append(f"  {mark} {row['source_file']}: {row['before'] or 'new'} → {row['status']}: {reason}")
        lines += _omitted_line(len(rows), len(rows[:shown]))
    for name, changes in compared.items():
        lines += _dataset_lines(name, changes)
    return lines


def _dataset_lines(name: str, changes: Changes) -> list[str]:
    """Return one dataset's changes under its name, a line for a row or a value; none where nothing changed."""
    lines: list[str] = []
    for kind, mark in (("added", "+"), ("removed", "-")):
        rows = getattr(changes, kind)
        lines += [f"  {mark} {_row_location(name, row)}  {_row_summary(name, row)}" for row in rows]
        lines += _omitted_line(changes.counts[kind], len(rows), kind)
    for row in changes.changed:
        location = _row_location(name, {**row, **row["key"]})
        lines += [
            f"  ~ {location}  {column}: {_value_change(column, was, now)}"
            for column, (was, now) in row["values"].items()
        ]
    lines += _omitted_line(changes.counts.get("changed", 0), len(changes.changed), "changed")
    return ["", name, *lines] if lines else []


def _omitted_line(total: int, shown: int, kind: str = "") -> list[str]:
    """Return a line that says how many entries are not shown, if any."""
    return [f"    and {total - shown:,} more{f' {kind}' if kind else ''}; --limit 0 shows all"] if total > shown else []


def _row_location(name: str, row: dict[str, Any]) -> str:
    """Return where a row stands: its file, and its key or page."""
    from pipeline.emit.schema.field_registry import registry

    key = ["page"] if name == "findings" else [c for c in registry()[name].key if c != "document_id"]
    inner = ", ".join(f"{c.removesuffix('_no')} {row[c]}" for c in key if row.get(c) is not None)
    return f"{row['source_file']}{f' ({inner})' if inner else ''}"


def _row_summary(name: str, row: dict[str, Any]) -> str:
    """Return the values that stand for a row; messages of findings are not cut."""
    columns = [c for c in SUMMARY_COLUMNS[name] if c in row]
    return " · ".join(str(row[c]) if c == "message" else _shortened(row[c]) for c in columns)


def _value_change(column: str, was: Any, now: Any) -> str:
    """Return a value before and after: of long texts the part that differs and its context, of a hash its beginning."""
    from rapidfuzz.distance import Postfix, Prefix

    before, after = _single_line(was), _single_line(now)
    if column in HASH_COLUMNS:
        before, after = before[: DISPLAY.hash_length], after[: DISPLAY.hash_length]
    elif max(len(before), len(after)) > DISPLAY.text_length:
        head = _thai_break(before, int(Prefix.similarity(before, after)) - DISPLAY.context)
        tail = max(0, int(Postfix.similarity(before[head:], after[head:])) - DISPLAY.context)
        before, after = (
            f"{'…' * (head > 0)}{text[head : _thai_break(text, len(text) - tail)]}{'…' * (tail > 0)}"
            for text in (before, after)
        )
    return f"{_shortened(before)} → {_shortened(after)}"


def _single_line(value: Any) -> str:
    """Return a value on one line; – for none."""
    if value is None:
        return "–"
    return " ".join((", ".join(map(str, value)) if isinstance(value, list) else str(value)).split())


def _shortened(value: Any) -> str:
    """Return a value on one line, its end left out where it is long."""
    text = _single_line(value)
    if len(text) <= DISPLAY.text_length:
        return text
    return f"{text[: _thai_break(text, DISPLAY.text_length - 1)]}…"


def _thai_break(text: str, at: int) -> int:
    """Return the last position at or before ``at`` that does not part a Thai letter from its marks and vowels."""
    while 0 < at < len(text) and (category(text[at]) == "Mn" or text[at] in "ะาำ" or text[at - 1] in "เแโใไ"):
        at -= 1
    return max(at, 0)
