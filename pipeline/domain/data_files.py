"""The data files of the domain, read by their name below ``pipeline/domain``."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from typing import Any


def read_yaml(name: str) -> Any:
    """Return the contents of a YAML file."""
    from pipeline.files import load_yaml

    return load_yaml(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file (UTF-8, with or without a byte order mark) by their column names."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def names_in(folder: str, suffix: str) -> list[str]:
    """Return the names of a folder's files that end in a suffix, sorted."""
    return sorted(f.name for f in files(__package__).joinpath(folder).iterdir() if f.name.endswith(suffix))
