"""Downloading one document from one URL, with retries."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from pipeline import files
from pipeline.acquire.content_coding import decoded_blocks
from pipeline.acquire.download_checks import PermanentError, RetryableError
from pipeline.acquire.http_errors import network_errors, retry_after_s, status_text
from pipeline.files.redaction import redact
from pipeline.settings import FetchSettings

if TYPE_CHECKING:
    import requests
    import tenacity

    from pipeline.acquire.address_guard import GuardedAdapter

REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)
RETRYABLE = (408, 425, 429, 500, 502, 503, 504)
"""HTTP statuses after which the next attempt may bring the document."""
MOST_REDIRECTS = 5
"""Redirects that are followed from one URL."""
MOST_UNANSWERED = 5
"""Documents in a row that a site may leave unanswered before it counts as down until the next fetch."""
MEGABYTE = 1_000_000
WEB = ("http", "https")


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """A document to ask for.

    Attributes:
        url: http, https, file or s3.
        target: where the download goes.
        etag, last_modified: of the version that is known; both None to have it in any case.
    """

    url: str
    target: Path
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class FetchResponse:
    """What a site answered.

    Attributes:
        path: the download; None where the site has nothing newer than what is known, or nothing at all (``gone``).
        etag, last_modified: to ask next time only for a newer one.
        disposition: the site's Content-Disposition header.
        gone: the site's status (``404 Not Found``) where it does not have the document.
    """

    path: Path | None = None
    sha256: str = ""
    size_bytes: int = 0
    etag: str | None = None
    last_modified: str | None = None
    disposition: str | None = None
    gone: str | None = None


class HostLimiter:
    """Rate limits towards one site: a pause between requests, a longer one on its demand, and none when it is down."""

    def __init__(self, settings: FetchSettings, stop: threading.Event) -> None:
        self._settings, self._stop = settings, stop
        self._lock, self._free_at, self._unanswered = threading.Lock(), 0.0, 0

    def wait_turn(self) -> None:
        """Wait until the next request may go out."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at)
            self._free_at = turn + self._settings.delay_s
        if self._stop.wait(turn - now):
            raise PermanentError("interrupted")

    def record(self, has_answered: bool) -> None:
        """Record whether the site answered for a document after all attempts."""
        with self._lock:
            self._unanswered = 0 if has_answered else self._unanswered + 1

    @property
    def is_down(self) -> bool:
        """Whether it did not answer for several documents in a row."""
        return self._unanswered >= MOST_UNANSWERED

    def pause(self, seconds: float) -> None:
        """Let no request go out before so many seconds are over."""
        with self._lock:
            self._free_at = max(self._free_at, time.monotonic() + seconds)


class Client:
    """Downloads documents, one after the other; each thread has its own."""

    def __init__(self, settings: FetchSettings, stop: threading.Event) -> None:
        self._settings, self._stop = settings, stop
        self._session: requests.Session | None = None
        self._adapter: GuardedAdapter | None = None

    def get(self, request: FetchRequest, host: HostLimiter, check: Callable[[FetchResponse], None]) -> FetchResponse:
        """Download a document unless it is still the one that is known.

        Args:
            request: what to ask for.
            host: the rate limits of its site.
            check: looks at the download and raises ``PermanentError`` or ``RetryableError``.

        Raises:
            PermanentError: it cannot be had, and asking again today will not help.
            RetryableError: all attempts failed, for the last reason.
        """
        try:
            response = self._retrying()(lambda: self._attempt(request, host, check))
        except RetryableError as error:
            host.record(error.has_answered)
            raise
        host.record(True)
        return response

    def _retrying(self) -> tenacity.Retrying:
        """Return the retry policy: exponential backoff with jitter, ended by the last attempt or the stop event."""
        from tenacity import (
            Retrying,
            retry_if_exception_type,
            stop_after_attempt,
            stop_when_event_set,
            wait_random_exponential,
        )
        from tenacity.nap import sleep_using_event

        settings = self._settings
        longest_s = max(settings.longest_wait_s, settings.backoff_s)
        return Retrying(
            retry=retry_if_exception_type(RetryableError),
            reraise=True,
            sleep=sleep_using_event(self._stop),
            stop=stop_after_attempt(settings.attempts) | stop_when_event_set(self._stop),
            wait=wait_random_exponential(multiplier=settings.backoff_s, max=longest_s),
        )

    def _attempt(
        self, request: FetchRequest, host: HostLimiter, check: Callable[[FetchResponse], None]
    ) -> FetchResponse:
        """Ask once, when it is this request's turn."""
        if host.is_down:
            raise PermanentError(
                f"the site did not answer for {MOST_UNANSWERED} documents in a row; "
                "it is left alone until the next fetch"
            )
        host.wait_turn()
        try:
            is_web = urlsplit(request.url).scheme.lower() in WEB
            response = self._download(request) if is_web else self._copy(request)
            if response.path is not None:
                check(response)
            return response
        except RetryableError as error:
            if error.wait_s is not None:
                host.pause(min(error.wait_s, self._settings.longest_wait_s))
            raise

    def _download(self, request: FetchRequest) -> FetchResponse:
        """Ask once over HTTP."""
        conditions = (("If-None-Match", request.etag), ("If-Modified-Since", request.last_modified))
        headers = {name: value for name, value in conditions if value}
        deadline = time.monotonic() + self._settings.total_s
        with self._ended_at(deadline), network_errors(), self._opened(request.url, headers, deadline) as response:
            status = response.status_code
            if status == HTTPStatus.NOT_MODIFIED and headers:
                return FetchResponse()
            if status in GONE:
                return FetchResponse(gone=status_text(status))
            if status in RETRYABLE:
                wait_s = retry_after_s(response.headers.get("Retry-After"))
                raise RetryableError(f"the site answered {status_text(status)}", wait_s)
            if status != HTTPStatus.OK:
                raise PermanentError(f"the site answered {status_text(status)}")
            sha256, size = self._save(response, request.target, deadline)
            return FetchResponse(
                request.target,
                sha256,
                size,
                response.headers.get("ETag"),
                response.headers.get("Last-Modified"),
                response.headers.get("Content-Disposition"),
            )

    def _open_session(self) -> requests.Session:
        """Return the session of this client, which asks allowed addresses only."""
        if self._session is None:
            import requests

            from pipeline.acquire.address_guard import GuardedAdapter

            self._session, self._adapter = requests.Session(), GuardedAdapter(self._settings.allowed_hosts)
            for scheme in WEB:
                self._session.mount(f"{scheme}://", self._adapter)
            self._session.headers.update(
                {"User-Agent": self._settings.user_agent, "Accept": "application/pdf, */*;q=0.5"}
            )
        return self._session

    @contextlib.contextmanager
    def _ended_at(self, deadline: float) -> Iterator[None]:
        """Cut the connection off at a deadline, also where a site sends a header byte by byte."""
        self._open_session()
        assert self._adapter is not None
        timer = threading.Timer(deadline - time.monotonic(), self._adapter.cut_off)
        timer.daemon = True
        timer.start()
        try:
            yield
        except RetryableError:
            self._check_deadline(deadline)
            raise
        finally:
            timer.cancel()

    @contextlib.contextmanager
    def _opened(self, url: str, headers: dict[str, str], deadline: float) -> Iterator[requests.Response]:
        """Provide the response to a request, past its redirects, its body unread. Redirects lead to the web only."""
        import requests

        session = self._open_session()
        for _ in range(MOST_REDIRECTS + 1):
            try:
                response = session.get(
                    url,
                    headers=headers,
                    stream=True,
                    allow_redirects=False,
                    timeout=(self._settings.connect_s, self._settings.read_s),
                )
            except ValueError as error:
                if isinstance(error, requests.RequestException):
                    raise
                raise PermanentError(f"the site redirects to what is no address ({redact(str(error))})") from error
            with contextlib.closing(response):
                self._check_deadline(deadline)
                where = session.get_redirect_target(response) if response.status_code in REDIRECTS else None
                if where is None:
                    yield response
                    return
                url = urljoin(url, where)
            if urlsplit(url).scheme.lower() not in WEB:
                raise PermanentError(f"the site redirects to {redact(url)[:80]}, which is not on the web")
            self._check_deadline(deadline)
        raise PermanentError(f"the site redirects more than {MOST_REDIRECTS} times, last to {redact(url)[:200]}")

    def _save(self, response: requests.Response, target: Path, deadline: float) -> tuple[str, int]:
        """Write the body to a file, decoded, and return its SHA-256 and size.

        Bytes are taken as they come, so that a site that sends very slowly meets the deadline.
        """
        declared = response.headers.get("Content-Length", "")
        if declared.isascii() and declared.isdecimal():
            self._check_size(int(declared))
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as file:
            for block in decoded_blocks(response):
                size += len(block)
                self._check_size(size)
                self._check_deadline(deadline)
                digest.update(block)
                file.write(block)
        self._check_deadline(deadline)  # a connection that was cut off looks like the end of the body
        return digest.hexdigest(), size

    def _copy(self, request: FetchRequest) -> FetchResponse:
        """Copy a file of a disk or an object store; its stamp serves as ETag."""
        place = files.place(request.url)
        self._check_folder(place)
        try:
            entry = files.entry(place)
        except FileNotFoundError:
            return FetchResponse(gone="not there")
        except OSError as error:
            raise _unreadable(place, error) from error
        if request.etag is not None and entry.stamp == request.etag:
            return FetchResponse()
        self._check_size(entry.size)
        digest, size = hashlib.sha256(), 0
        with request.target.open("wb") as file:
            for block in _blocks(place):
                size += len(block)
                self._check_size(size)
                digest.update(block)
                file.write(block)
        return FetchResponse(request.target, digest.hexdigest(), size, entry.stamp)

    def _check_folder(self, place: files.Place) -> None:
        """Raise PermanentError where a file of this machine does not stand below a folder of the settings."""
        if not isinstance(place, Path):
            return
        found = place.resolve()
        if not any(found.is_relative_to(folder) for folder in self._settings.allowed_folders):
            raise PermanentError(
                f"{found} is below no folder that ITA_FETCH_FILE_FOLDERS names; files of this machine are copied from "
                "such folders only"
            )
        if found.exists() and not found.is_file():
            raise PermanentError(f"{found} is no plain file")

    def _check_size(self, size: int) -> None:
        """Raise PermanentError where a document has more bytes than the settings allow."""
        most = int(self._settings.max_mb * MEGABYTE)
        if size > most:
            raise PermanentError(f"it is larger than {most / MEGABYTE:g} MB (ITA_FETCH_MAX_MB)")

    def _check_deadline(self, deadline: float) -> None:
        """Raise RetryableError where an attempt takes longer than the settings allow."""
        if time.monotonic() > deadline:
            raise RetryableError(f"it took longer than {self._settings.total_s:g} s (ITA_FETCH_TOTAL_S)")


def _blocks(place: files.Place) -> Iterator[bytes]:
    """Read the bytes of a source; its errors are told from those of writing the download."""
    try:
        yield from files.blocks(place)
    except OSError as error:
        raise _unreadable(place, error) from error


def _unreadable(place: files.Place, error: OSError) -> PermanentError | RetryableError:
    """Return the error for a source that cannot be read: on a disk for good, in an object store perhaps not."""
    message = f"it cannot be read ({error.strerror or redact(str(error))})"
    return PermanentError(message) if isinstance(place, Path) else RetryableError(message)
