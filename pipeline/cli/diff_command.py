"""``ita diff``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from unicodedata import category

import click

from pipeline.cli.release_commands import FORM, OUT, out_folder
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.emit.compare.release_diff import Changes, Difference
    from pipeline.emit.store.releases import Release

NEWLY_WRONG = 3
SHOWN = 20
LONGEST, AROUND = 60, 12
HASHES = ("document_id", "report_id", "copy_of")
DATASETS = ("indicators", "measures", "agency_results", "cells", "pages")


@click.command()
@click.argument("old", default="previous", metavar="[A]")
@click.argument("new", default="current", metavar="[B]")
@click.option(
    "--dataset",
    "datasets",
    multiple=True,
    type=click.Choice(DATASETS),
    help="Rows of this dataset only; may be given again.  [default: indicators, measures and agency_results]",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    help=f"Entries shown of each kind, 0 for all.  [default: {SHOWN}; with json all]",
)
@OUT
@FORM
@click.pass_context
def diff(
    ctx: click.Context, old: str, new: str, datasets: tuple[str, ...], limit: int | None, out: Place | None, form: str
) -> None:
    """What changed from release A to release B: documents, rows with their values before and after, findings.

    A and B are ids, beginnings of ids, or the words previous (the default of A), current (the default of B) and held (the release that was
    held back). Exits with 3 where something is newly wrong: a document that is partial or failed and was not, or a finding of severity
    error that was not there.

    \b
    Examples:
      ita diff                              what the last release changed
      ita diff current held                 why a release was held back
      ita diff --dataset measures --limit 0
      ita diff 4f2a current --format json
    """
    from pipeline.emit.compare.release_diff import DEFAULT_DATASETS, difference
    from pipeline.emit.store.releases import find

    folder = out_folder(out)
    before, after = find(folder, old), find(folder, new)
    shown = (None if form == "json" else SHOWN) if limit is None else limit or None
    found = difference(before, after, datasets or DEFAULT_DATASETS, shown)
    if form == "json":
        click.echo(json.dumps({"from": _named(before), "to": _named(after), **asdict(found)}, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(before, after, found, shown)))
    if found.is_worse:
        ctx.exit(NEWLY_WRONG)


def _named(release: Release) -> dict[str, str]:
    return {"release": release.id, "created_at": release.created_at}


def _lines(before: Release, after: Release, found: Difference, shown: int | None) -> list[str]:
    """The difference for people."""
    lines = [f"from {before.id}, made {before.created_at}", f"to   {after.id}, made {after.created_at}", ""]
    lines.append(f"{'':<15}{'before':>10}{'after':>10}{'added':>10}{'removed':>10}{'changed':>10}")
    compared = {"documents": found.documents, **found.datasets, "findings": found.findings}
    for name, (was, now) in found.rows.items():
        counts = compared[name].counts if name in compared else {}
        numbers = (f"{counts[c]:,}" if c in counts else "" for c in ("added", "removed", "changed"))
        lines.append(f"{name:<15}{was:>10,}{now:>10,}" + "".join(f"{n:>10}" for n in numbers).rstrip())
    if found.newly_bad:
        lines += ["", "newly wrong"]
        for row in found.newly_bad[:shown]:
            reason = str(row["reason"]).removeprefix(f"{row['source_file']}: ")
            lines.append(f"  ! {row['source_file']}: {row['before'] or 'new'} → {row['status']}: {reason}")
        lines += _rest(len(found.newly_bad), len(found.newly_bad[:shown]))
    for name, changes in compared.items():
        lines += _section(name, changes)
    return lines


def _section(name: str, changes: Changes) -> list[str]:
    """One dataset's changes, a line for a row or a value."""
    lines: list[str] = []
    for kind, mark in (("added", "+"), ("removed", "-")):
        rows = getattr(changes, kind)
        lines += [f"  {mark} {_place(name, row)}{_said(name, row)}" for row in rows] + _rest(
            changes.counts[kind], len(rows), kind
        )
    for row in changes.changed:
        where = _place(name, {**row, **row["key"]})
        lines += [f"  ~ {where}  {column}: {_change(column, was, now)}" for column, (was, now) in row["values"].items()]
    lines += _rest(changes.counts.get("changed", 0), len(changes.changed), "changed")
    return ["", name, *lines] if lines else []


def _rest(total: int, shown: int, kind: str = "") -> list[str]:
    return [f"    and {total - shown:,} more{f' {kind}' if kind else ''}; --limit 0 shows all"] if total > shown else []


def _place(name: str, row: dict[str, Any]) -> str:
    """Where a row stands: its file, and its key or page."""
    from pipeline.emit.schema.field_registry import registry

    key = [c for c in registry()[name].key if c != "document_id"] or [c for c in ("page",) if name == "findings"]
    inner = ", ".join(f"{c.removesuffix('_no')} {row[c]}" for c in key if row.get(c) is not None)
    return f"{row['source_file']}{f' ({inner})' if inner else ''}"


def _said(name: str, row: dict[str, Any]) -> str:
    """What a row says, in short."""
    columns = {
        "documents": ("status", "agency", "fiscal_year"),
        "indicators": ("code", "score", "question"),
        "measures": ("code", "measure"),
        "agency_results": ("rank", "agency", "total"),
        "findings": ("severity", "rule", "message"),
        "cells": ("text",),
        "pages": ("reader",),
    }[name]
    return "  " + " · ".join(str(row[c]) if c == "message" else _short(row[c]) for c in columns if c in row)


def _change(column: str, was: Any, now: Any) -> str:
    """What a value was and is; of long texts the part that differs, with a few letters around it; of a hash its beginning."""
    from rapidfuzz.distance import Postfix, Prefix

    one, two = _line(was), _line(now)
    if column in HASHES:
        one, two = one[:12], two[:12]
    elif max(len(one), len(two)) > LONGEST:
        head = _cut(int(Prefix.similarity(one, two)) - AROUND, one)
        tail = max(0, int(Postfix.similarity(one[head:], two[head:])) - AROUND)
        one, two = (
            f"{'…' * (head > 0)}{text[head : _cut(len(text) - tail, text)]}{'…' * (tail > 0)}" for text in (one, two)
        )
    return f"{_short(one)} → {_short(two)}"


def _line(value: Any) -> str:
    """A value on one line; – for none."""
    if value is None:
        return "–"
    return " ".join((", ".join(map(str, value)) if isinstance(value, list) else str(value)).split())


def _short(value: Any) -> str:
    """A value on one line, its end left out where it is long."""
    text = _line(value)
    return text if len(text) <= LONGEST else f"{text[: _cut(LONGEST - 1, text)]}…"


def _cut(at: int, text: str) -> int:
    """Where a text may be cut at or before a place: not between a Thai letter and its marks and vowels."""
    while 0 < at < len(text) and (category(text[at]) == "Mn" or text[at] in "ะาำ" or text[at - 1] in "เแโใไ"):
        at -= 1
    return max(at, 0)
