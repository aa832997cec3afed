"""Access to URLs through fsspec, with every error as an ``OSError``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from pipeline.files.redaction import redact


def open_file_system(url: str) -> tuple[Any, str]:
    """Return the file system of a URL and the path in it. Listings are never cached: others write there too."""
    from fsspec.core import url_to_fs

    fs, path = url_to_fs(url, use_listings_cache=False)
    return fs, path


@contextlib.contextmanager
def os_errors(url: str) -> Iterator[None]:
    """Turn whatever goes wrong at a URL into an ``OSError`` that names it, without passwords and tokens."""
    url = redact(url)
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{url} is not there") from error
    except ImportError as error:
        raise OSError(
            f"{url} needs a package that is not installed ({error}); install ita-reports[s3] for s3://"
        ) from error
    except Exception as error:
        raise OSError(f"{url}: {redact(' '.join(str(error).split())) or type(error).__name__}") from error
