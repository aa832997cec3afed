"""ITA Reports: Thailand's published integrity reports as datasets.

    import pipeline
    pipeline.run("raw", "processed")                 # build a release from an archive
    pipeline.load("measures")                        # a dataset of the current release, as a pandas DataFrame
    pipeline.release_path("processed")               # the folder of the current release, for any other reader
    pipeline.bodies()                                # the register of bodies, as a pandas DataFrame
    pipeline.read_tables("report.pdf")               # the pages, tables and cells of one document

Everything heavy is imported inside the functions: ``import pipeline`` is quick.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.batch import RunResult
    from pipeline.model import Document

__version__ = "0.1.0"
__all__ = ["bodies", "load", "read_tables", "release_path", "run"]


def run(raw: str | PathLike[str] = "raw", out: str | PathLike[str] = "processed", **settings: Any) -> RunResult:
    """Read an archive and publish a release of it.

    Documents are read in worker processes, which do not import the script that calls this.

    Args:
        raw: the folder with the documents, or its URL (``s3://bucket/raw``).
        out: the folder for releases, or its URL.
        **settings: any field of :class:`pipeline.settings.Settings`, such as ``workers=2``.

    Raises:
        ArchiveError, ReleaseError: nothing could be released; a release from before stands.
        Locked: another run is writing to ``out``.
    """
    from pipeline.batch import run_batch
    from pipeline.files import place
    from pipeline.settings import Settings

    return run_batch(Settings(raw=place(raw), out=place(out), **settings))


def read_tables(path: str | PathLike[str]) -> Document:
    """Return the pages, tables and cells of one document of any kind, normalized, tables stitched over pages.

    Nothing is written. Damage of the file is not looked for: a run does, and `ita explain`.

    Raises:
        UnreadableDocument: the file cannot be opened; the message says why and what to do.
    """
    from pipeline.acquire import acquire_file
    from pipeline.assemble.tables.stitch import stitch
    from pipeline.extract import ReadOptions, extract
    from pipeline.extract.unreadable import UnreadableDocument
    from pipeline.normalize import normalize

    acquired = acquire_file(Path(path))
    if acquired.problem:
        raise UnreadableDocument(acquired.problem)
    return stitch(normalize(extract(acquired.source, ReadOptions(inspect_file=False))))


def load(dataset: str, out: str | PathLike[str] = "processed") -> pd.DataFrame:
    """Return a dataset of the current release as a DataFrame.

    All of it is of one release, however many are published meanwhile. Years are ``Int16``; numbers that may be null
    are ``Int32`` or ``Int64`` and flags that may be ``boolean``, with ``pd.NA`` where nothing is known, which pandas
    would else read as floats and objects. Dates are ``datetime64[s]``.

    Args:
        dataset: its name (``measures``); `ita schema` lists them.
        out: the folder with the releases, or its URL (``s3://bucket/processed``).

    Raises:
        ReleaseError: nothing was released there yet, or the release has no such dataset.
    """
    import pandas as pd

    from pipeline.emit import ReleaseError
    from pipeline.emit.schema.field_registry import registry

    if dataset not in registry():
        raise ReleaseError(f"there is no dataset {dataset!r}; there are {', '.join(registry())}")
    release = release_path(out)
    if isinstance(release, Path):
        frame = pd.read_parquet(release / dataset)
    else:
        from fsspec.core import url_to_fs

        store, path = url_to_fs(f"{release}/{dataset}", use_listings_cache=False)
        frame = pd.read_parquet(path, filesystem=store)
    types = {f.name: f.pandas_type for f in registry()[dataset].fields if f.pandas_type and f.name in frame}
    return frame.astype(types)


def bodies(raw: str | PathLike[str] | None = None) -> pd.DataFrame:
    """Return the register of bodies as a DataFrame, with the columns of the dataset ``bodies``.

    Args:
        raw: an archive whose ``bodies.csv`` adds to the register; without one, the register of the package.

    Raises:
        ArchiveError: that list cannot be read. Rows of it that are wrong are left out with a warning.
    """
    import warnings

    import pandas as pd

    from pipeline.domain.register.body import BODY_COLUMNS, body_values, register

    known = register()
    if raw is not None:
        from pipeline.acquire.body_list import archive_register
        from pipeline.files import place

        known, problems = archive_register(place(raw))
        for sentence in problems:
            warnings.warn(sentence, stacklevel=2)
    frame = pd.DataFrame([body_values(body) for body in known.values()], columns=list(BODY_COLUMNS))
    return frame.astype({"valid_from": "Int16", "valid_to": "Int16"})


def release_path(out: str | PathLike[str] = "processed") -> Path | str:
    """Return the folder of the current release, or its URL.

    Resolve it once and read all datasets from it to have them of one release.

    Raises:
        ReleaseError: nothing was released there yet.
    """
    from pipeline.emit import ReleaseError
    from pipeline.emit.store.releases import current_release
    from pipeline.files import place

    release = current_release(place(out))
    if release is None:
        raise ReleaseError(f"{out} holds no release yet; run `ita run` first")
    return release.path.resolve() if isinstance(release.path, Path) else release.path
