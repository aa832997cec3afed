"""What HTTP statuses, headers and network errors mean for a download, as sentences."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from pipeline.acquire.download_checks import PermanentError, RetryableError
from pipeline.files.redaction import redact

MOST_CAUSE = 160
"""Characters of the cause of a network error that a message quotes."""


def status_text(status: int) -> str:
    """Return a status with its phrase: ``404 Not Found``."""
    with contextlib.suppress(ValueError):
        return f"{status} {HTTPStatus(status).phrase}"
    return str(status)


def retry_after_s(value: str | None) -> float | None:
    """Return the seconds of a Retry-After header, which holds seconds or a date; None where there is none."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(moment.timestamp() - datetime.now(UTC).timestamp(), 0.0)


@contextlib.contextmanager
def network_errors() -> Iterator[None]:
    """Turn errors of the network into sentences that say whether asking again may help.

    Raises:
        PermanentError: it will not help.
        RetryableError: it may.
    """
    import requests
    import urllib3

    try:
        yield
    except requests.exceptions.SSLError as error:
        raise PermanentError(
            f"its certificate cannot be verified ({_root_cause(error)}); "
            "REQUESTS_CA_BUNDLE names the authorities that are believed"
        ) from error
    except (
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.MissingSchema,
        UnicodeError,
    ) as error:
        raise PermanentError(f"the address is not valid ({_root_cause(error)})") from error
    except (requests.exceptions.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError) as error:
        raise RetryableError("the site did not take the connection in time") from error
    except (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError) as error:
        raise RetryableError("the site stopped sending") from error
    except (
        urllib3.exceptions.IncompleteRead,
        urllib3.exceptions.ProtocolError,
        requests.exceptions.ChunkedEncodingError,
    ) as error:
        raise RetryableError(f"the connection broke off before the end ({_root_cause(error)})") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise RetryableError(f"asking the site failed ({_root_cause(error)})") from error


def _root_cause(error: Exception) -> str:
    """Return the innermost cause of a network error, shortened, without passwords and tokens."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__ or getattr(cause, "reason", None)) and isinstance(
        inner, BaseException
    ):
        cause = inner
    return redact(" ".join(str(cause).split()))[:MOST_CAUSE] or type(cause).__name__
