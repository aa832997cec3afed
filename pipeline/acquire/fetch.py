"""Fetch: the documents that the lists of an archive name are downloaded into it, and all their versions kept.

Contract: a document is replaced only by a whole one of its kind, in one step, and its older version is kept; nothing is
ever removed because a site dropped it; a failure concerns one document, with a sentence; what did not change is not
downloaded again.
"""

from __future__ import annotations

import errno
import queue
import tempfile
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from pipeline import files
from pipeline.acquire.archive_errors import ArchiveError
from pipeline.acquire.archive_writer import ArchiveWriter
from pipeline.acquire.download_checks import PermanentError, RetryableError, check_content
from pipeline.acquire.fetch_state import FOLDER, FetchRecord, read_state, write_state
from pipeline.acquire.file_names import name_by_response, planned_name
from pipeline.acquire.http_client import Client, FetchRequest, FetchResponse, HostLimiter
from pipeline.acquire.source_entry import Source
from pipeline.acquire.sources import Sources, read_sources
from pipeline.files import Place
from pipeline.files.redaction import redact, redact_url
from pipeline.settings import FetchSettings

Status = Literal["new", "changed", "unchanged", "gone", "failed"]
STATE_EVERY_S = 10.0
"""Seconds after which the state is written while documents come in: what a killed fetch may have to ask again."""
MOST_WAITING = 50
"""Downloads that may wait on this disk for their place in the archive."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The result for one source.

    Attributes:
        url: without passwords and tokens; None for an entry of a list that is wrong, which counts as failed.
        file: where it is kept; None where it never came.
        status: ``gone`` means that its site does not have it any more, the archive does.
        reason: a sentence, where it is gone or failed.
    """

    url: str | None
    file: str | None
    status: Status
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What a fetch did, in the order of the lists.

    Attributes:
        fetched: the result for each source, entries that are wrong first; for a dry run these alone.
        planned: (URL, file or None where the site has to name it, whether the archive has it).
        unlisted: names that were asked for with ``only`` and that no source has.
    """

    fetched: tuple[Fetched, ...]
    planned: tuple[tuple[str, str | None, bool], ...]
    unlisted: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Sources by status."""
        return dict(Counter(f.status for f in self.fetched))

    @property
    def failed(self) -> tuple[Fetched, ...]:
        """Sources that could not be had."""
        return tuple(f for f in self.fetched if f.status == "failed")


@dataclass(frozen=True, slots=True)
class _Job:
    """A source to ask for.

    Attributes:
        number: its place in the list.
        name: where it will be kept; None where the answer has to tell.
        known: its record of an earlier fetch.
        is_there: the archive has the file of that record, so that only a newer version is asked for.
    """

    number: int
    source: Source
    url: str
    name: str | None
    known: FetchRecord | None
    is_there: bool

    @property
    def shown_url(self) -> str:
        """The URL as it may be printed and stored."""
        return redact_url(self.url)

    def name_after(self, response: FetchResponse) -> str:
        """Return where a download will be kept."""
        return self.name or name_by_response(self.source, response.disposition)


def fetch(
    raw: Place,
    settings: FetchSettings,
    *,
    only: Sequence[str] = (),
    dry_run: bool = False,
    planned: Callable[[int], None] = lambda sources: None,
    done: Callable[[Fetched], None] = lambda fetched: None,
) -> FetchResult:
    """Download what the lists of an archive name, and what changed since the last time.

    Args:
        raw: the archive, a folder or the URL of one.
        settings: limits and pauses.
        only: words; sources with one of them in their file, URL, agency or year.
        dry_run: return what would be asked for; ask no site, write nothing.
        planned: called once with the number of sources.
        done: called with the result for every source.

    Raises:
        ArchiveError: the archive or a list as a whole cannot be read, or it cannot be written to.
    """
    if isinstance(raw, Path) and not raw.is_dir():
        raise ArchiveError(f"{raw} is not a folder; give the folder with sources.yml or sources.csv")
    listed = read_sources(raw)
    jobs, unlisted = _jobs(raw, listed, only)
    planned(len(jobs))
    plan = tuple((job.shown_url, job.name, job.is_there) for job in jobs)
    bad_entries = tuple(Fetched(None, None, "failed", sentence) for sentence in listed.bad_entries)
    for bad in bad_entries:
        done(bad)
    if dry_run or not jobs:
        return FetchResult(bad_entries, plan, unlisted)
    writer = ArchiveWriter(raw, read_state(raw))
    stop, responses = threading.Event(), queue.Queue[tuple[_Job, FetchResponse | Exception]](MOST_WAITING)
    found: dict[int, Fetched] = {}
    try:
        with _download_folder(raw) as folder:
            try:
                _start_threads(jobs, settings, Path(folder), stop, responses)
                written = time.monotonic()
                for _ in jobs:
                    job, response = responses.get()
                    found[job.number] = _store(writer, job, response)
                    done(found[job.number])
                    if time.monotonic() - written > STATE_EVERY_S:
                        write_state(raw, writer.state)
                        written = time.monotonic()
            finally:
                stop.set()
                if found:
                    write_state(raw, writer.state)
    except OSError as error:
        raise ArchiveError(
            f"{raw} cannot be written ({error.strerror or error}); free some space or check its permissions. "
            "What was fetched so far is kept"
        ) from error
    return FetchResult((*bad_entries, *(found[n] for n in sorted(found))), plan, unlisted)


def _jobs(raw: Place, listed: Sources, only: Sequence[str]) -> tuple[list[_Job], tuple[str, ...]]:
    """Return the sources to ask for, and the words of ``only`` that none of them has."""
    sources = [s for s in listed.sources if s.is_fetched]
    state = read_state(raw)
    try:
        sizes = {entry.name: entry.size for entry in files.walk(raw)}
    except OSError as error:
        raise ArchiveError(f"the archive cannot be read: {error}") from error
    taken = {s.file for s in sources if s.file} | {record.file for record in state.by_url.values()}
    jobs: list[_Job] = []
    used: set[str] = set()
    for source in sources:
        known = state.of_url(source.url)
        if known is not None and source.file not in (None, known.file):
            known = None
        name = known.file if known else planned_name(source, taken)
        taken |= {name} if name else set()
        words = [
            str(value).lower() for value in (name, source.url, source.agency, source.fiscal_year) if value is not None
        ]
        wanted = [text for text in only if any(text.lower() in word for word in words)]
        used |= set(wanted)
        if wanted or not only:
            is_there = known is not None and sizes.get(known.file) == known.size_bytes
            jobs.append(_Job(len(jobs), source, source.url or "", name, known, is_there))
    return jobs, tuple(text for text in only if text not in used)


def _download_folder(raw: Place) -> tempfile.TemporaryDirectory[str]:
    """Make a folder for downloads, on the disk of the archive where it is on one; that of a killed fetch is removed."""
    if isinstance(raw, str):
        return tempfile.TemporaryDirectory(prefix="ita-fetch-", ignore_cleanup_errors=True)
    parent = raw / FOLDER
    parent.mkdir(exist_ok=True)
    for leftover in parent.glob("download-*"):
        for path in leftover.iterdir():
            path.unlink(missing_ok=True)
        leftover.rmdir()
    return tempfile.TemporaryDirectory(prefix="download-", dir=parent, ignore_cleanup_errors=True)


def _start_threads(
    jobs: Sequence[_Job],
    settings: FetchSettings,
    folder: Path,
    stop: threading.Event,
    responses: queue.Queue[tuple[_Job, FetchResponse | Exception]],
) -> None:
    """Start the threads that ask: a few for each site, the site with most documents first.

    They end by themselves, or with the process.
    """
    by_host: dict[str, deque[_Job]] = defaultdict(deque)
    for job in jobs:
        parts = urlsplit(job.url)
        by_host[f"{parts.scheme}://{parts.netloc}".lower()].append(job)
    slots: queue.SimpleQueue[tuple[HostLimiter, deque[_Job]]] = queue.SimpleQueue()
    for waiting in sorted(by_host.values(), key=len, reverse=True):
        host = HostLimiter(settings, stop)
        for _ in range(min(settings.per_host, len(waiting))):
            slots.put((host, waiting))

    def work() -> None:
        client = Client(settings, stop)
        while not stop.is_set():
            try:
                host, waiting = slots.get_nowait()
            except queue.Empty:
                return
            while not stop.is_set():
                try:
                    job = waiting.popleft()
                except IndexError:
                    break
                responses.put((job, _ask(client, job, folder / str(job.number), host)))

    for n in range(min(settings.workers, slots.qsize())):
        threading.Thread(target=work, name=f"fetch-{n}", daemon=True).start()


def _ask(client: Client, job: _Job, target: Path, host: HostLimiter) -> FetchResponse | Exception:
    """Return the site's response for a source, or why there is none."""
    etag, modified = (job.known.etag, job.known.last_modified) if job.known and job.is_there else (None, None)

    def check(response: FetchResponse) -> None:
        check_content(target, PurePosixPath(job.name_after(response)).suffix.lower())

    try:
        return client.get(FetchRequest(job.url, target, etag, modified), host, check)
    except Exception as error:  # whatever it is, it is the failure of this source and the others go on
        return error


def _store(writer: ArchiveWriter, job: _Job, response: FetchResponse | Exception) -> Fetched:
    """Store a response in the archive, in this thread alone, and return the result for its source."""
    name = job.known.file if job.known else None
    if isinstance(response, Exception):
        return _failed(job, name, response)
    if response.gone is not None:
        return _gone(writer, job, response.gone)
    if response.path is None:
        assert job.known is not None
        writer.record_unchanged(job.known)
        return Fetched(job.shown_url, name, "unchanged")
    try:
        kept, status = writer.store(
            job.url, job.name_after(response), job.known, response, has_listed_name=job.source.file is not None
        )
    except OSError as error:
        return _unwritable(job, error)
    finally:
        response.path.unlink(missing_ok=True)
    return Fetched(job.shown_url, kept, status)


def _failed(job: _Job, name: str | None, error: Exception) -> Fetched:
    """Return the result for a source that raised an error."""
    if isinstance(error, (RetryableError, PermanentError)):
        return Fetched(job.shown_url, name, "failed", f"{job.shown_url}: {error}")
    if isinstance(error, OSError):
        return _unwritable(job, error)
    reason = (
        f"{job.shown_url}: fetching it broke off ({type(error).__name__}: {redact(str(error))}); "
        "this is a defect of the software, please report it"
    )
    return Fetched(job.shown_url, name, "failed", reason)


def _gone(writer: ArchiveWriter, job: _Job, status: str) -> Fetched:
    """Return the result for a source that its site does not have (any more)."""
    if job.known is None:
        return Fetched(
            job.shown_url, None, "failed", f"{job.shown_url}: the site does not have it ({status}); correct the url"
        )
    dropped = f"{job.shown_url}: the site does not have it any more ({status})"
    if not job.is_there:
        return Fetched(job.shown_url, job.known.file, "failed", f"{dropped}, nor does the archive")
    writer.record_gone(job.known, status)
    return Fetched(job.shown_url, job.known.file, "gone", f"{dropped}; {job.known.file} is kept")


def _unwritable(job: _Job, error: OSError) -> Fetched:
    """Return the result for a source that cannot be stored; a full disk is the end for all of them."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        raise error
    where = error.filename or job.name or "it"
    return Fetched(
        job.shown_url,
        job.name,
        "failed",
        f"{job.shown_url}: {where} cannot be written ({error.strerror or redact(str(error))})",
    )
