"""One page: made in memory, then put in its place in one step."""

from __future__ import annotations

from pathlib import Path

from pipeline.emit.store.releases import Release
from pipeline.files import write_bytes
from pipeline.summary import SummaryError
from pipeline.summary.report_page import report_page


def write_report(release: Release, path: Path, lang: str, force: bool) -> int:
    """Write the page of a release; return its bytes.

    Args:
        release: what the page is of.
        path: the file.
        lang: ``th`` or ``en``.
        force: replace a file that stands there.

    Raises:
        SummaryError: it is there already, cannot be written, or matplotlib is not installed.
        ReleaseError: the release cannot be read.
    """
    if path.is_dir():
        raise SummaryError(f"{path} is a folder; name a file with --to")
    if path.exists() and not force:
        raise SummaryError(f"{path} is there already; --force replaces it")
    content = report_page(release, lang).encode("utf-8", "replace")
    try:
        write_bytes(path, content)
    except OSError as error:
        raise SummaryError(
            f"{path} cannot be written ({error.strerror or error}); choose another place with --to"
        ) from error
    return len(content)
