"""The file of settings, ``ita.toml``: one in the working folder, or the one that ``ITA_CONFIG`` names."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pipeline.files.places import place
from pipeline.files.suggestions import suggestion

CONFIG_FILE = "ita.toml"
CONFIG_VARIABLE = "ITA_CONFIG"
FETCH_TABLE = "fetch"
"""The one table of the file: settings of `ita fetch`."""


class ConfigError(Exception):
    """The file of settings cannot be read, or has a setting that there is not; the message says what to do."""


def config_file() -> Path | None:
    """Return the file of settings; None where there is none, or ``ITA_CONFIG`` is empty.

    Raises:
        ConfigError: the one that ``ITA_CONFIG`` names is not there.
    """
    named = os.environ.get(CONFIG_VARIABLE)
    if named is not None:
        path = Path(named)
        if named and not path.is_file():
            raise ConfigError(f"{CONFIG_VARIABLE} (or --config) names {path}, which is no file; correct it")
        return path if named else None
    path = Path(CONFIG_FILE)
    return path if path.is_file() else None


def read_config(path: Path, known: Mapping[str | None, Collection[str]]) -> dict[str, Any]:
    """Read a file of settings.

    Args:
        path: the file.
        known: names of settings by table; None is what stands above the tables.

    Returns:
        Its settings; those of a table are a mapping.

    Raises:
        ConfigError: it cannot be read, or has a setting that is not known; with its line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path} cannot be read ({why}); correct the file") from error
    tables = [table for table in known if table is not None]
    top = {name: value for name, value in content.items() if name not in tables}
    _refuse_unknown(path, text, top, known[None], tables)
    for table in tables:
        of_table = content.get(table, {})
        if not isinstance(of_table, dict):
            raise ConfigError(f"{path}: {table} must be a table, [{table}]; correct the file")
        _refuse_unknown(path, text, of_table, known[table], ())
    return content


def _refuse_unknown(
    path: Path, text: str, given: Mapping[str, Any], known: Collection[str], tables: Collection[str]
) -> None:
    """Raise ConfigError where a setting is not known, with its line and the name that is nearest."""
    for name in given:
        if name not in known:
            key = re.compile(rf"\s*\[?\s*[\"']?{re.escape(name)}\b")
            line = next((n for n, said in enumerate(text.splitlines(), 1) if key.match(said)), None)
            where = f"{path} line {line}" if line is not None else str(path)
            near = suggestion(name, [*known, *tables]) or "; `ita config` lists them"
            raise ConfigError(f"{where}: there is no setting {name!r}{near}")


def beside(path: Path, value: Any) -> Any:
    """Return a path that a file of settings names: relative ones start where the file is; URLs stay."""
    if not isinstance(value, str):
        return value
    found = place(value)
    return path.parent / found if isinstance(found, Path) else found
