"""``ita schedule``: units for systemd or a line for cron, that refresh an archive every night."""

from __future__ import annotations

import os
import re
import shlex
import sys
import sysconfig
from importlib.resources import files as resources
from pathlib import Path

import click

from pipeline.cli.parameters import ARCHIVE_FOLDER, new_out_option
from pipeline.cli.terminal_output import echo_message

UNITS = ("ita-refresh.service", "ita-refresh.timer")
CACHE_FOLDER = "ita-reports"
"""Below systemd's cache folder, for releases at a URL."""


@click.command()
@click.argument("raw", required=False, type=ARCHIVE_FOLDER)
@click.option("--systemd", "kind", flag_value="systemd", help="A service and a timer for systemd.")
@click.option("--cron", "kind", flag_value="cron", help="A line for a crontab.")
@new_out_option
@click.option("--at", metavar="HH:MM", default="02:30", show_default=True, help="When, by the machine's clock.")
@click.option("--user", metavar="NAME", help="Who runs it (systemd).  [default: root]")
@click.option("--metrics", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="As of `ita refresh`.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="DIRECTORY",
    help="Write the units there instead of printing them (systemd).",
)
def schedule(
    raw: Path | str | None,
    kind: str | None,
    out: Path | str | None,
    at: str,
    user: str | None,
    metrics: Path | None,
    into: Path | None,
) -> None:
    """Print what makes this machine call `ita refresh` every night: units for systemd, or a line for cron.

    Nothing is installed: the output is for the administrator to look at and to put in its place. Paths are absolute:
    those of this installation, of RAW and of --out.

    \b
    Examples:
      ita schedule --cron                                       for crontab -e
      ita schedule --systemd                                    both units, to look at
      ita schedule --systemd --user ita --into units            as files, for /etc/systemd/system
    """
    from pipeline.settings import Settings

    settings = Settings()
    places = [_absolute(p if p is not None else default) for p, default in ((raw, settings.raw), (out, settings.out))]
    hour, minute = _parse_time(at)
    words = [*_ita_command(), "refresh", str(places[0]), "--out", str(places[1])]
    if metrics is not None:
        words += ["--metrics", str(_absolute(metrics))]
    for word in words:
        if re.search(r"[\x00-\x1f\x7f]", word):
            raise click.UsageError(f"{word!r} has control characters, which neither systemd nor cron can be told of")
    if kind == "cron":
        if user or into:
            raise click.UsageError(
                "--user and --into go with --systemd; the crontab of a user is edited with `crontab -e -u NAME`"
            )
        click.echo(f"{minute} {hour} * * * {cron_quoted(words)}")
    elif kind == "systemd":
        _write_units(words, places, metrics, user, (hour, minute), into)
    else:
        raise click.UsageError("give --systemd or --cron")
    for place in places:
        if isinstance(place, Path) and not place.is_dir():
            echo_message(f"ita: {place} is not there yet; make it before the first refresh")


def _write_units(
    words: list[str],
    places: list[Path | str],
    metrics: Path | None,
    user: str | None,
    at: tuple[int, int],
    into: Path | None,
) -> None:
    """Print the units, or write them into a folder."""
    if user is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", user):
        raise click.BadParameter(f"{user!r} is no name of a user", param_hint="--user")
    if re.search(r"['\"\\]", words[0]):
        raise click.UsageError(
            f"systemd runs no program with quotes or backslashes in its name ({words[0]}); install it elsewhere"
        )
    writable = [
        str(p) for p in (*places, _absolute(metrics.parent) if metrics is not None else "") if isinstance(p, Path)
    ]
    at_url = isinstance(places[1], str)
    cache = f"CacheDirectory={CACHE_FOLDER}\nEnvironment=ITA_CACHE=%C/{CACHE_FOLDER}\n" if at_url else ""
    values = {
        "command": " ".join(unit_quoted(w, expands=n > 0) for n, w in enumerate(words)),
        "user": f"User={user}\n" if user else "",
        "environment": cache,
        "writable": " ".join(map(unit_quoted, writable)),
        "hour": at[0],
        "minute": at[1],
    }
    for name in UNITS:
        text = resources("pipeline.cli").joinpath("units", name).read_text(encoding="utf-8").format(**values)
        if into is None:
            click.echo(f"# {name}\n{text}")
        else:
            (into / name).write_text(text, encoding="utf-8")
            click.echo(str(into / name))


def unit_quoted(word: str, expands: bool = False) -> str:
    """Quote a word for a unit file of systemd: ``%`` is doubled, and ``$`` too where variables are expanded.

    See systemd.service(5), "Command lines", and systemd.syntax(7), "Quoting".
    """
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    word = word.replace("$", "$$") if expands else word
    return word if re.fullmatch(r"[\w@%+=:,./$-]+", word) else f'"{word}"'


def cron_quoted(words: list[str]) -> str:
    """Quote a command for a crontab, where ``%`` ends the line unless a backslash stands before it (crontab(5))."""
    return shlex.join(words).replace("%", "\\%")


def _ita_command() -> list[str]:
    """Return the words that call this installation of ``ita``, with its absolute path."""
    script = Path(sysconfig.get_path("scripts")) / ("ita.exe" if os.name == "nt" else "ita")
    return [str(script)] if script.is_file() else [os.path.abspath(sys.executable), "-m", "pipeline"]  # noqa: PTH100 -- keeps a venv's link


def _absolute(place: Path | str) -> Path | str:
    """Make a path absolute without following its links; leave a URL as it is."""
    return Path(os.path.abspath(place)) if isinstance(place, Path) else place  # noqa: PTH100 -- links stay as they were named


def _parse_time(at: str) -> tuple[int, int]:
    """Return hour and minute."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", at)
    if found is None:
        raise click.BadParameter(f"{at!r} is no time of a day such as 02:30", param_hint="--at")
    return int(found[1]), int(found[2])
