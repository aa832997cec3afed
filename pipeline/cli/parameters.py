"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.files import Place, place


class FolderOrUrl(click.ParamType[Path | str]):
    """A folder on a disk, or a URL such as ``s3://bucket/raw``.

    Args:
        exists: a folder on a disk must be there; URLs are not asked.
    """

    name = "folder"

    def __init__(self, exists: bool) -> None:
        self.exists = exists

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        """Return the place that was typed; fail where a file stands there."""
        found = place(value)
        if isinstance(found, Path) and (self.exists or found.exists()) and not found.is_dir():
            self.fail(
                f"{found} is a file, not a folder" if found.exists() else f"there is no folder {found}", param, ctx
            )
        return found


ARCHIVE_FOLDER = FolderOrUrl(exists=True)
RELEASE_FOLDER = FolderOrUrl(exists=False)
DOCUMENT_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

out_option = click.option("--out", type=RELEASE_FOLDER, help="Folder or URL of the releases.  [default: processed]")
"""The releases that a command reads."""
new_out_option = click.option("--out", type=RELEASE_FOLDER, help="Folder or URL for releases.  [default: processed]")
"""The releases that a command adds to."""
workers_option = click.option(
    "--workers", type=click.IntRange(1, 1024), help="Documents read at the same time.  [default: number of cores]"
)
engine_option = click.option(
    "--engine", type=click.Choice(["local", "dask"]), help="Where documents are read.  [default: local]"
)
strict_option = click.option(
    "--strict", is_flag=True, help="Exit with 3 when any document is partial or failed, not only when one newly is."
)
format_option = click.option(
    "--format", "output_format", type=click.Choice(["table", "json"]), default="table", show_default=True
)


def release_folder(out: Place | None) -> Place:
    """Return the folder given, or that of the settings."""
    from pipeline.settings import Settings

    return out if out is not None else Settings().out
