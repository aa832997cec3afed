"""Every setting: its value, where that comes from, what it means; as a list, as a file to begin with, as a page."""

from __future__ import annotations

import inspect
import os
import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pipeline.files.config_file import config_file
from pipeline.files.redaction import REDACTED, redact
from pipeline.settings import ConfigFileSource, FetchSettings, FileSettings, RefreshSettings, Settings

CLASSES: tuple[type[FileSettings], ...] = (Settings, RefreshSettings, FetchSettings)
SECRET_PATHS = ("heartbeat_url",)
"""Settings whose URL is a secret beyond its host: whoever knows it can report in our name."""
_ATTRIBUTE = re.compile(r"^    (\w+): ((?:.+\n?)(?:^ {8}.+\n?)*)", re.MULTILINE)


class Setting(NamedTuple):
    """A setting as it stands.

    Attributes:
        table: of the file of settings that it stands in; None above the tables.
        name: in the file.
        variable: of the environment.
        value: without secrets.
        source: ``environment``, the path of the file, or ``default``.
        means: a sentence.
    """

    table: str | None
    name: str
    variable: str
    value: str | int | float | bool | None
    source: str
    means: str

    @property
    def full_name(self) -> str:
        """The name with its table: ``fetch.attempts``."""
        return f"{self.table}.{self.name}" if self.table else self.name


def settings_in_force() -> list[Setting]:
    """Return every setting as a run would have it without options.

    Raises:
        ConfigError: the file of settings is wrong.
        pydantic.ValidationError: a value is wrong.
    """
    found = []
    for settings_class in CLASSES:
        values = settings_class()
        for name in settings_class.model_fields:
            value = _shown(name, getattr(values, name))
            found.append(
                Setting(
                    settings_class.table,
                    name,
                    variable_of(settings_class, name),
                    value,
                    source_of(settings_class, name),
                    meanings(settings_class)[name],
                )
            )
    return found


def variable_of(settings_class: type[FileSettings], name: str) -> str:
    """Return the variable of the environment that a setting is read from."""
    return f"{settings_class.model_config['env_prefix']}{name}".upper()


def source_of(settings_class: type[FileSettings], name: str) -> str:
    """Return where the value of a setting comes from where no option gives it."""
    if variable_of(settings_class, name) in {variable.upper() for variable in os.environ}:
        return "environment"
    path = config_file()
    if path is not None and name in ConfigFileSource(settings_class)():
        return str(path)
    return "default"


def _shown(name: str, value: Any) -> str | int | float | bool | None:
    """Return a value as it may be printed."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if name in SECRET_PATHS:
        parts = urlsplit(str(value))
        return f"{parts.scheme}://{parts.hostname}/{REDACTED}"
    return redact(str(value))


@cache
def meanings(settings_class: type[FileSettings]) -> dict[str, str]:
    """Return what each setting of a class means, from its documentation."""
    said = inspect.getdoc(settings_class) or ""
    return {name: " ".join(text.split()) for name, text in _ATTRIBUTE.findall(said)}


def example() -> str:
    """Return a file of settings with every setting as a comment, at its default."""
    lines = [
        "# Settings of ita; `ita config` prints those in force. Options and environment variables (ITA_WORKERS) stand",
        "# before this file. Relative paths start at the folder of this file.",
    ]
    for settings_class in CLASSES:
        if settings_class.table:
            lines += ["", f"[{settings_class.table}]"]
        for name in settings_class.model_fields:
            lines += ["", f"# {meanings(settings_class)[name]}", f"# {name} = {_toml(settings_class, name)}"]
    return "\n".join(lines) + "\n"


def default_of(settings_class: type[FileSettings], name: str) -> Any:
    """Return the default of a setting; that of ``workers`` is of this machine."""
    value = settings_class.model_fields[name].get_default(call_default_factory=True)
    return str(value) if isinstance(value, Path) else value


def _toml(settings_class: type[FileSettings], name: str) -> str:
    """Return a default as TOML; a text where there is none."""
    value = default_of(settings_class, name)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value}" if isinstance(value, (int, float)) else f'"{value or ""}"'


def as_markdown() -> str:
    """Return the table of docs/configuration.md."""
    lines = ["| in ita.toml | variable | default | meaning |", "|---|---|---|---|"]
    for settings_class in CLASSES:
        for name in settings_class.model_fields:
            of_machine = settings_class.model_fields[name].default_factory is not None
            value = "number of cores" if of_machine else default_of(settings_class, name)
            default = "–" if value in (None, "") else str(value).lower() if isinstance(value, bool) else value
            prefix = f"[{settings_class.table}] " if settings_class.table else ""
            means = meanings(settings_class)[name].replace("``", "`")
            lines.append(f"| `{prefix}{name}` | `{variable_of(settings_class, name)}` | {default} | {means} |")
    return "\n".join(lines) + "\n"
