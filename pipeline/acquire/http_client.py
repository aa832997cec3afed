"""One document from one address, asked for until it comes or will not come."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from pipeline import files
from pipeline.acquire.download_checks import Again, Refused
from pipeline.settings import FetchSettings

if TYPE_CHECKING:
    import requests

REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)
LATER = (408, 425, 429, 500, 502, 503, 504)
MOST_REDIRECTS = 5
MOST_SILENCES = 5
BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site said of a document.

    Attributes:
        path: the download; None where the site has nothing newer than what was asked about, or nothing at all (``gone``).
        etag, last_modified: to ask next time only for a newer one.
        disposition: the site's Content-Disposition header.
        gone: the site's words (``404 Not Found``) where it does not have the document.
    """

    path: Path | None = None
    sha256: str = ""
    size_bytes: int = 0
    etag: str | None = None
    last_modified: str | None = None
    disposition: str | None = None
    gone: str | None = None


class Host:
    """The manners towards one site: a pause between requests, a longer one when it asks for it, and no more of them when it is down."""

    def __init__(self, settings: FetchSettings, stop: threading.Event) -> None:
        self._settings, self._stop = settings, stop
        self._lock, self._free_at, self._silences = threading.Lock(), 0.0, 0

    def wait_turn(self) -> None:
        """Waits until the next request may go out."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at)
            self._free_at = turn + self._settings.delay_s
        if self._stop.wait(turn - now):
            raise Refused("interrupted")

    def heard(self, answered: bool) -> None:
        """Takes down whether it answered for a document, in the end."""
        with self._lock:
            self._silences = 0 if answered else self._silences + 1

    @property
    def is_down(self) -> bool:
        """Whether it did not answer for several documents in a row."""
        return self._silences >= MOST_SILENCES

    def pause(self, seconds: float) -> None:
        """Nobody asks this site before so many seconds are over."""
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic() + seconds)


class Client:
    """Asks for documents, one after the other; a thread has one of its own."""

    def __init__(self, settings: FetchSettings, stop: threading.Event) -> None:
        self._settings, self._stop = settings, stop
        self._session: requests.Session | None = None

    def get(
        self,
        url: str,
        etag: str | None,
        last_modified: str | None,
        target: Path,
        host: Host,
        check: Callable[[Answer], None],
    ) -> Answer:
        """Downloads a document unless it is still the one that is known.

        Args:
            url: http, https, file or s3.
            etag, last_modified: of the version that is known; both None to have it in any case.
            target: where the download goes.
            host: the manners towards its site.
            check: looks at the download and raises ``Refused`` or ``Again``.

        Raises:
            Refused: it cannot be had, and asking again today will not help.
            Again: all attempts failed, for the last reason.
        """
        from tenacity import (
            Retrying,
            retry_if_exception_type,
            stop_after_attempt,
            stop_when_event_set,
            wait_random_exponential,
        )
        from tenacity.nap import sleep_using_event

        most = self._settings.longest_wait_s
        retrying = Retrying(
            retry=retry_if_exception_type(Again),
            reraise=True,
            sleep=sleep_using_event(self._stop),
            stop=stop_after_attempt(self._settings.attempts) | stop_when_event_set(self._stop),
            wait=wait_random_exponential(multiplier=self._settings.backoff_s, max=max(most, self._settings.backoff_s)),
        )
        ask = self._ask_web if urlsplit(url).scheme.lower() in ("http", "https") else self._copy

        def attempt() -> Answer:
            if host.is_down:
                raise Refused(
                    f"the site did not answer for {MOST_SILENCES} documents in a row; it is left alone until the next fetch"
                )
            host.wait_turn()
            try:
                answer = ask(url, etag, last_modified, target)
                if answer.path is not None:
                    check(answer)
                return answer
            except Again as error:
                if error.wait_s is not None:
                    host.pause(min(error.wait_s, most))
                raise

        try:
            answer = retrying(attempt)
        except Again as error:
            host.heard(error.answered)
            raise
        host.heard(True)
        return answer

    def _ask_web(self, url: str, etag: str | None, last_modified: str | None, target: Path) -> Answer:
        """One attempt over HTTP."""
        headers = {
            name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)) if value
        }
        with (
            _said_of_network(),
            self._opened(url, headers, time.monotonic() + self._settings.total_s) as (response, deadline),
        ):
            status = response.status_code
            if status == HTTPStatus.NOT_MODIFIED and headers:
                return Answer()
            if status in GONE:
                return Answer(gone=_words(response))
            if status in LATER:
                raise Again(f"the site answered {_words(response)}", _retry_after(response.headers.get("Retry-After")))
            if status != HTTPStatus.OK:
                raise Refused(f"the site answered {_words(response)}")
            sha256, size = self._save(response, target, deadline)
            return Answer(
                target,
                sha256,
                size,
                response.headers.get("ETag"),
                response.headers.get("Last-Modified"),
                response.headers.get("Content-Disposition"),
            )

    @contextlib.contextmanager
    def _opened(self, url: str, headers: dict[str, str], deadline: float) -> Iterator[tuple[requests.Response, float]]:
        """The answer to a request, past its redirects; the body is not read yet. Redirects lead to the web only."""
        import requests

        if self._session is None:
            self._session = requests.Session()
            self._session.headers.update(
                {"User-Agent": self._settings.user_agent, "Accept": "application/pdf, */*;q=0.5"}
            )
        for _ in range(MOST_REDIRECTS + 1):
            response = self._session.get(
                url,
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(self._settings.connect_s, self._settings.read_s),
            )
            with contextlib.closing(response):
                where = self._session.get_redirect_target(response) if response.status_code in REDIRECTS else None
                if where is None:
                    yield response, deadline
                    return
                url = urljoin(url, where)
            if urlsplit(url).scheme.lower() not in ("http", "https"):
                raise Refused(f"the site redirects to {url[:80]}, which is not on the web")
            _in_time(deadline, self._settings.total_s)
        raise Refused(f"the site redirects more than {MOST_REDIRECTS} times, last to {url[:200]}")

    def _save(self, response: requests.Response, target: Path, deadline: float) -> tuple[str, int]:
        """Writes the body to a file, decoded; SHA-256 and size of it. Bytes are taken as they come, so that a trickle meets its end."""
        most = int(self._settings.max_mb * 1_000_000)
        declared = response.headers.get("Content-Length", "")
        if declared.isascii() and declared.isdecimal():
            _not_too_large(int(declared), most)
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as file:
            while block := response.raw.read1(BLOCK, decode_content=True):
                size += len(block)
                _not_too_large(size, most)
                _in_time(deadline, self._settings.total_s)
                digest.update(block)
                file.write(block)
        return digest.hexdigest(), size

    def _copy(self, url: str, etag: str | None, last_modified: str | None, target: Path) -> Answer:
        """One attempt at a file on a disk or in an object store; its stamp serves as ETag."""
        place = files.place(url)
        most, digest, size = int(self._settings.max_mb * 1_000_000), hashlib.sha256(), 0
        try:
            entry = files.entry(place)
        except FileNotFoundError:
            return Answer(gone="not there")
        except OSError as error:
            raise _unreadable(place, error) from error
        if etag is not None and entry.stamp == etag:
            return Answer()
        _not_too_large(entry.size, most)
        with target.open("wb") as file:
            for block in _readable(place):
                size += len(block)
                _not_too_large(size, most)
                digest.update(block)
                file.write(block)
        return Answer(target, digest.hexdigest(), size, entry.stamp)


def _readable(place: files.Place) -> Iterator[bytes]:
    """The bytes of a source, with its own errors told from those of writing the download."""
    try:
        yield from files.blocks(place)
    except OSError as error:
        raise _unreadable(place, error) from error


def _unreadable(place: files.Place, error: OSError) -> Refused | Again:
    """A disk says the same when asked again; an object store may not."""
    said = f"it cannot be read ({error.strerror or error})"
    return Refused(said) if isinstance(place, Path) else Again(said)


def _not_too_large(size: int, most: int) -> None:
    if size > most:
        raise Refused(f"it is larger than {most / 1_000_000:g} MB (ITA_FETCH_MAX_MB)")


def _in_time(deadline: float, total_s: float) -> None:
    if time.monotonic() > deadline:
        raise Again(f"it took longer than {total_s:g} s (ITA_FETCH_TOTAL_S)")


def _words(response: requests.Response) -> str:
    """A status as people know it: ``404 Not Found``."""
    with contextlib.suppress(ValueError):
        return f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
    return str(response.status_code)


def _retry_after(value: str | None) -> float | None:
    """Seconds that a site asks to wait, from seconds or from a date; None where it does not ask."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(
        (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp(), 0.0
    )


@contextlib.contextmanager
def _said_of_network() -> Iterator[None]:
    """Makes errors of the network a sentence, and says whether asking again may help."""
    import requests
    import urllib3

    try:
        yield
    except requests.exceptions.SSLError as error:
        said = f"its certificate cannot be verified ({_short(error)}); REQUESTS_CA_BUNDLE names the authorities that are believed"
        raise Refused(said) from error
    except (
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
        requests.exceptions.MissingSchema,
        UnicodeError,
    ) as error:
        raise Refused(f"the address is not valid ({_short(error)})") from error
    except (requests.exceptions.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError) as error:
        raise Again("the site did not take the connection in time") from error
    except (requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError) as error:
        raise Again("the site stopped sending") from error
    except (
        urllib3.exceptions.IncompleteRead,
        urllib3.exceptions.ProtocolError,
        requests.exceptions.ChunkedEncodingError,
    ) as error:
        raise Again(f"the connection broke off before the end ({_short(error)})") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise Again(f"asking the site failed ({_short(error)})") from error


def _short(error: Exception) -> str:
    """The innermost cause of a network error, in few words."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__ or getattr(cause, "reason", None)) and isinstance(
        inner, BaseException
    ):
        cause = inner
    return " ".join(str(cause).split())[:160] or type(cause).__name__
