"""``ita config``: the settings in force, where each comes from, and a file to begin with."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pipeline.cli.parameters import format_option
from pipeline.cli.terminal_output import echo, echo_message


@click.command()
@click.option("--init", is_flag=True, help="Write ita.toml here, with every setting as a comment.")
@format_option
def config(init: bool, output_format: str) -> None:
    """Print every setting with its value and where that comes from; passwords and tokens are left out.

    An option stands before the environment, that before ita.toml (in the working folder, or named by --config or
    ITA_CONFIG), that before the default.

    \b
    Examples:
      ita config
      ita config --format json
      ita config --init                     writes ita.toml
    """
    from pipeline.cli.config_table import example, settings_in_force
    from pipeline.files.config_file import CONFIG_FILE, config_file

    if init:
        path = Path(CONFIG_FILE)
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(example())
        except FileExistsError:
            raise click.UsageError(f"{path} is there already; nothing was written") from None
        echo_message(f"ita: wrote {path}; take the # away before a setting to change it")
        return
    found = settings_in_force()
    if output_format == "json":
        rows = [{"name": s.full_name, "variable": s.variable, "value": s.value, "source": s.source} for s in found]
        echo(json.dumps(rows, ensure_ascii=False))
        return
    path_in_use = config_file()
    echo(f"file  {'none (`ita config --init` writes one)' if path_in_use is None else path_in_use}")
    for s in found:
        value = "-" if s.value in (None, "") else str(s.value).lower() if isinstance(s.value, bool) else s.value
        echo(f"{s.full_name:<22}{value!s:<32}  {s.source}")
