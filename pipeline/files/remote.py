"""Access to URLs through fsspec, with every error as an ``OSError``."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from pipeline.files.extras import how_to_install
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
            f"{url} needs a package that is not installed ({error}); for s3://, {how_to_install('s3')}"
        ) from error
    except Exception as error:
        said = redact(" ".join(str(error).split())) or type(error).__name__
        raise OSError(f"{url}{_endpoint(url)}: {said}{_remedy(error)}") from error


def _endpoint(url: str) -> str:
    """Return bucket and endpoint of a URL of S3, for a message; nothing for other URLs."""
    if not url.startswith("s3://"):
        return ""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    bucket = url.removeprefix("s3://").partition("/")[0]
    return f" (bucket {bucket}, endpoint {redact(endpoint) if endpoint else 'of AWS'})"


def _remedy(error: Exception) -> str:
    """Return what to do about an error of S3, so far as its kind tells."""
    if type(error).__name__ in ("NoCredentialsError", "PartialCredentialsError"):
        return "; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
    if type(error).__name__ in ("EndpointConnectionError", "ConnectTimeoutError"):
        return "; check AWS_ENDPOINT_URL"
    return "; check the bucket's name and who may read it" if isinstance(error, PermissionError) else ""
