"""Folders that may be at a URL, as arguments and options of the commands."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.files import place


class Folder(click.ParamType[Path | str]):
    """A folder on a disk, or a URL. ``exists``: on a disk it must be there."""

    name = "folder"

    def __init__(self, exists: bool) -> None:
        self.exists = exists

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        """The place that was typed."""
        found = place(value)
        if isinstance(found, Path) and (self.exists or found.exists()) and not found.is_dir():
            self.fail(
                f"{found} is a file, not a folder" if found.exists() else f"there is no folder {found}", param, ctx
            )
        return found


ARCHIVE = Folder(exists=True)
OUTPUT = Folder(exists=False)
