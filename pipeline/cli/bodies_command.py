"""``ita bodies``: the register of bodies, and whose a printed name is."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import IO, TYPE_CHECKING, Any

import click

from pipeline.cli.body_filter import filter_bodies, kind_option, province_option
from pipeline.cli.csv_output import spreadsheet_option, write_csv
from pipeline.cli.errors import DocumentError
from pipeline.cli.parameters import ARCHIVE_FOLDER, format_option
from pipeline.cli.terminal_output import echo, echo_message
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.domain.register.body import Body, Register
    from pipeline.model.bodies import BodyMatch

GIVEN = ("name", "kind", "district", "province")
MATCHED = ("name", "body_id", "body_match", "dla_code", "candidates")
LISTED = ("body_id", "name_th", "kind", "district", "province", "ministry", "status")
DELIMITERS = (",", ";", "\t")
SEPARATOR = ";"
"""Between the candidates of one name."""
raw_option = click.option(
    "--raw",
    type=ARCHIVE_FOLDER,
    metavar="RAW",
    help="The archive whose bodies.csv adds to the register.  [default: raw]",
)


@click.group()
def bodies() -> None:
    """Look bodies up in the register, and match printed names to it.

    \b
    Examples:
      ita bodies match names.csv            whose each name of a list is
      ita bodies show "อบต.แพรกษา"          all that is known of a body
      ita bodies list --province ตาก        the bodies of a province
    """


@bodies.command()
@click.argument("file", type=click.File("rb"))
@raw_option
@click.option("--format", "output_format", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@spreadsheet_option
def match(file: IO[bytes], raw: Place | None, output_format: str, spreadsheet: bool) -> None:
    """Find the bodies of a list of names.

    FILE is CSV with a column `name` and, where they are known, `kind`, `district` and `province`, in any order, in
    UTF-8 or TIS-620; - is standard input. A name may hold kind, district and province itself. For each line of FILE
    one is printed, in its order: `body_match` is exact, variant (another way to write a registered name), near (a
    slip), ambiguous (several fit: they are the candidates) or none. A kind, district or province that is given and is
    not the body's rules it out.

    \b
    Examples:
      ita bodies match names.csv > bodies.csv
      ita bodies match - --format json
    """
    from pipeline.domain.register.matcher import BodyMatcher

    rows = list(_given_rows(file))
    register = _register(raw)
    matcher = BodyMatcher(register)
    found = [(row["name"], matcher.match(**row)) for row in rows]
    if output_format == "json":
        echo(json.dumps([_as_json(name, result, register) for name, result in found], ensure_ascii=False))
    else:
        lines = (_as_cells(name, result, register) for name, result in found)
        write_csv(MATCHED, lines, guarded=spreadsheet, bom=spreadsheet)
    counts = Counter(result.status for _, result in found)
    echo_message(f"ita: {len(found):,} names: {', '.join(f'{n:,} {status}' for status, n in counts.most_common())}")


@bodies.command()
@click.argument("name")
@kind_option
@click.option("--district", help="As printed: อ.เมือง")
@province_option
@raw_option
@format_option
def show(
    name: str, kind: str | None, district: str | None, province: str | None, raw: Place | None, output_format: str
) -> None:
    """Show what the register says of a body.

    NAME is a body's id, or its name as printed. Where several bodies fit, all of them are listed.

    \b
    Examples:
      ita bodies show la-3400102
      ita bodies show "เทศบาลนครขอนแก่น"
      ita bodies show "อบต.หนองบัว" --province กาญจนบุรี
    """
    from pipeline.domain.register.matcher import BodyMatcher
    from pipeline.model.bodies import BodyMatch

    register = _register(raw)
    if name in register:
        found = BodyMatch("exact", name)
    else:
        found = BodyMatcher(register).match(name, kind, district, province)
    if found.status == "none":
        raise DocumentError(f"the register has no body that {name!r} could be; `ita bodies list` lists all of them")
    fitting = [register[i] for i in (found.candidates or (found.body_id,)) if i is not None]
    if output_format == "json":
        echo(json.dumps({"body_match": found.status, "bodies": [asdict(b) for b in fitting]}, ensure_ascii=False))
    elif found.status == "ambiguous":
        echo(f"{len(fitting)} bodies fit; say which by --kind, --district or --province, or by body_id:")
        _print_table([_listed(body) for body in fitting])
    else:
        _print_body(fitting[0], name, found)


@bodies.command(name="list")
@kind_option
@province_option
@raw_option
@click.option(
    "--format", "output_format", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@spreadsheet_option
def list_bodies(
    kind: str | None, province: str | None, raw: Place | None, output_format: str, spreadsheet: bool
) -> None:
    """List the bodies of the register.

    \b
    Examples:
      ita bodies list --kind อบจ.
      ita bodies list --province ตาก --format csv > tak.csv
    """
    found = filter_bodies(_register(raw).values(), kind, province)
    if output_format == "json":
        echo(json.dumps([asdict(body) for body in found], ensure_ascii=False))
    elif output_format == "csv":
        write_csv(LISTED, [_listed(body) for body in found], guarded=spreadsheet, bom=spreadsheet)
    else:
        _print_table([_listed(body) for body in found])


def _register(raw: Place | None) -> Register:
    """Return the register with the bodies of an archive: the one given, else that of the settings, if it is there."""
    from pathlib import Path

    from pipeline.acquire.body_list import archive_register
    from pipeline.settings import Settings

    place = raw if raw is not None else Settings().raw
    if isinstance(place, Path) and not place.is_dir():
        from pipeline.domain.register.body import register

        return register()
    found, problems = archive_register(place)
    for sentence in problems:
        echo_message(f"ita: {sentence}")
    return found


def _given_rows(file: IO[bytes]) -> Iterator[dict[str, str]]:
    """Yield name, kind, district and province of each line of a list; empty where it has none.

    Raises:
        DocumentError: the list is no text.
        click.BadParameter: it has no column of names, or a line that is no CSV.
    """
    from pipeline.extract.transcript.text_encoding import decode_text
    from pipeline.extract.unreadable import UnreadableDocument

    try:
        text, findings = decode_text(file.read())
    except UnreadableDocument as error:
        raise DocumentError(f"{file.name}: {error}") from error
    for finding in findings:
        echo_message(f"ita: {file.name}: {finding.message}")
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count))
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        places = {column: header.index(column) for column in GIVEN if column in header}
        if "name" not in places:
            raise click.BadParameter(
                f"{file.name} has no column `name`; its first line must name the columns: {', '.join(GIVEN)}",
                param_hint="FILE",
            )
        for row in reader:
            yield {column: row[n] if n < len(row) else "" for column, n in places.items()}
    except csv.Error as error:
        raise click.BadParameter(
            f"{file.name} line {reader.line_num}: {error}; correct it", param_hint="FILE"
        ) from error


def _as_cells(name: str, found: BodyMatch, register: Mapping[str, Body]) -> tuple[str | None, ...]:
    """Return a name and what was found as cells of the columns ``MATCHED``."""
    code = register[found.body_id].dla_code if found.body_id is not None else None
    return name, found.body_id, found.status, code, SEPARATOR.join(found.candidates)


def _as_json(name: str, found: BodyMatch, register: Mapping[str, Body]) -> dict[str, Any]:
    """Return a name and what was found as an object of JSON."""
    values = dict(zip(MATCHED, _as_cells(name, found, register), strict=True))
    return {**values, "candidates": list(found.candidates)}


def _listed(body: Body) -> tuple[str, ...]:
    """Return a body as cells of the columns ``LISTED``."""
    return tuple(getattr(body, column) or "" for column in LISTED)


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print bodies, one a line: id, name, then where it is and whose."""
    for body_id, name, _, district, province, ministry, status in rows:
        about = [" ".join(p for p in (district, province) if p) or ministry]
        about += [status] if status != "current" else []
        echo(f"{body_id:<14} {name} · {' · '.join(a for a in about if a)}")


def _print_body(body: Body, name: str, found: BodyMatch) -> None:
    """Print all that the register says of a body, and why it is the one."""
    why = {
        "exact": "exact: the id or the name as registered",
        "variant": f"variant: {name} is another way to write it, or a name that it had",
        "near": f"near: {name} is a slip from it, and from no other body that is where it says",
    }
    echo(f"{body.name_th}  ({why.get(found.status, found.status)})")
    for field, value in asdict(body).items():
        if value not in (None, "", ()) and field not in ("name_th", "short_name"):
            echo(f"  {field:<14} {'; '.join(value) if isinstance(value, tuple) else value}")
