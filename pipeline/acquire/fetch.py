"""Fetch: the archive comes to hold what its lists name, every version of it.

Contract: a document is replaced only by a whole one of its kind, in one step, and its older version is kept; nothing is ever removed
because a site dropped it; what fails costs itself only, with a sentence; what did not change is not downloaded again.
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
from pipeline.acquire.download_checks import Again, Refused, check_content
from pipeline.acquire.downloads import Keeper
from pipeline.acquire.fetch_state import HOME, Noted, read_state, write_state
from pipeline.acquire.file_names import name_by_answer, planned_name
from pipeline.acquire.http_client import Answer, Client, Host
from pipeline.acquire.sources import Source, read_sources
from pipeline.files import Place
from pipeline.settings import FetchSettings

Status = Literal["new", "changed", "unchanged", "gone", "failed"]
WRITE_EVERY_S = 10.0
AHEAD = 50
"""So many downloads may wait for their place in the archive."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one source.

    Attributes:
        file: where it is kept; None where it never came.
        status: ``gone``: its site does not have it any more, the archive does.
        reason: a sentence, where it is gone or failed.
    """

    url: str
    file: str | None
    status: Status
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What a fetch did, in the order of the lists; for a dry run, ``fetched`` is empty and ``planned`` all that would be asked for.

    Attributes:
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
        known: what is noted of it.
        is_there: the archive has what is noted, so that only a newer version is asked for.
    """

    number: int
    source: Source
    url: str
    name: str | None
    known: Noted | None
    is_there: bool

    def name_after(self, answer: Answer) -> str:
        """Where a download will be kept."""
        return self.name or name_by_answer(self.source, answer.disposition)


def fetch(
    raw: Place,
    settings: FetchSettings,
    *,
    only: Sequence[str] = (),
    dry_run: bool = False,
    planned: Callable[[int], None] = lambda sources: None,
    done: Callable[[Fetched], None] = lambda fetched: None,
) -> FetchResult:
    """Downloads what the lists of an archive name, and what changed since the last time.

    Args:
        raw: the archive, a folder or the URL of one.
        settings: how to ask.
        only: words; sources with one of them in their file, URL, agency or year.
        dry_run: say what would be asked for; ask nobody, write nothing.
        planned: told once how many sources there are.
        done: told of every source.

    Raises:
        ArchiveError: the archive or its lists cannot be read, or it cannot be written to.
    """
    jobs, unlisted = _jobs(raw, only)
    planned(len(jobs))
    plan = tuple((job.url, job.name, job.is_there) for job in jobs)
    if dry_run or not jobs:
        return FetchResult((), plan, unlisted)
    keeper = Keeper(raw, read_state(raw))
    stop, answers = threading.Event(), queue.Queue[tuple[_Job, Answer | Exception]](AHEAD)
    found: dict[int, Fetched] = {}
    try:
        with _workshop(raw) as folder:
            try:
                _start(jobs, settings, Path(folder), stop, answers)
                written = time.monotonic()
                for _ in jobs:
                    job, answer = answers.get()
                    found[job.number] = _settle(keeper, job, answer)
                    done(found[job.number])
                    if time.monotonic() - written > WRITE_EVERY_S:
                        write_state(raw, keeper.state)
                        written = time.monotonic()
            finally:
                stop.set()
                if found:
                    write_state(raw, keeper.state)
    except OSError as error:
        raise ArchiveError(
            f"{raw} cannot be written ({error.strerror or error}); free some space or check its permissions. "
            "What was fetched so far is kept"
        ) from error
    return FetchResult(tuple(found[n] for n in sorted(found)), plan, unlisted)


def _jobs(raw: Place, only: Sequence[str]) -> tuple[list[_Job], tuple[str, ...]]:
    """The sources to ask for, and the words of ``only`` that none of them has."""
    if isinstance(raw, Path) and not raw.is_dir():
        raise ArchiveError(f"{raw} is not a folder; give the folder with sources.yml or sources.csv")
    sources = [s for s in read_sources(raw).sources if s.is_fetched]
    state = read_state(raw)
    try:
        sizes = {entry.name: entry.size for entry in files.walk(raw)}
    except OSError as error:
        raise ArchiveError(f"the archive cannot be read: {error}") from error
    taken = {s.file for s in sources if s.file} | {n.file for n in state.noted.values()}
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


def _workshop(raw: Place) -> tempfile.TemporaryDirectory[str]:
    """A folder for downloads, on the disk of the archive where it is on one; nobody reads there, and a dead run's is removed."""
    if isinstance(raw, str):
        return tempfile.TemporaryDirectory(prefix="ita-fetch-", ignore_cleanup_errors=True)
    home = raw / HOME
    home.mkdir(exist_ok=True)
    for left in home.glob("download-*"):
        for path in left.iterdir():
            path.unlink(missing_ok=True)
        left.rmdir()
    return tempfile.TemporaryDirectory(prefix="download-", dir=home, ignore_cleanup_errors=True)


def _start(
    jobs: Sequence[_Job],
    settings: FetchSettings,
    folder: Path,
    stop: threading.Event,
    answers: queue.Queue[tuple[_Job, Answer | Exception]],
) -> None:
    """Starts the threads that ask: a few for each site, the site with most documents first. They end by themselves, or with the process."""
    by_host: dict[str, deque[_Job]] = defaultdict(deque)
    for job in jobs:
        parts = urlsplit(job.url)
        by_host[f"{parts.scheme}://{parts.netloc}".lower()].append(job)
    lanes: queue.SimpleQueue[tuple[Host, deque[_Job]]] = queue.SimpleQueue()
    for waiting in sorted(by_host.values(), key=len, reverse=True):
        host = Host(settings, stop)
        for _ in range(min(settings.per_host, len(waiting))):
            lanes.put((host, waiting))

    def work() -> None:
        client = Client(settings, stop)
        while not stop.is_set():
            try:
                host, waiting = lanes.get_nowait()
            except queue.Empty:
                return
            while not stop.is_set():
                try:
                    job = waiting.popleft()
                except IndexError:
                    break
                answers.put((job, _ask(client, job, folder / str(job.number), host)))

    for n in range(min(settings.workers, lanes.qsize())):
        threading.Thread(target=work, name=f"fetch-{n}", daemon=True).start()


def _ask(client: Client, job: _Job, target: Path, host: Host) -> Answer | Exception:
    """What the site says of a source, or why it says nothing."""
    etag, modified = (job.known.etag, job.known.last_modified) if job.known and job.is_there else (None, None)

    def check(answer: Answer) -> None:
        check_content(target, PurePosixPath(job.name_after(answer)).suffix.lower())

    try:
        return client.get(job.url, etag, modified, target, host, check)
    except Exception as error:  # whatever it is, it is told of this source and the others go on
        return error


def _settle(keeper: Keeper, job: _Job, answer: Answer | Exception) -> Fetched:
    """Puts what came into the archive, in this thread alone, and says what became of the source."""
    name = job.known.file if job.known else None
    if isinstance(answer, (Again, Refused)):
        return Fetched(job.url, name, "failed", f"{job.url}: {answer}")
    if isinstance(answer, OSError):
        return _unwritable(job, answer)
    if isinstance(answer, Exception):
        said = f"{job.url}: fetching it broke off ({type(answer).__name__}: {answer}); this is a defect of the software, please report it"
        return Fetched(job.url, name, "failed", said)
    if answer.gone is not None:
        if job.known is None:
            return Fetched(
                job.url, None, "failed", f"{job.url}: the site does not have it ({answer.gone}); correct the url"
            )
        if not job.is_there:
            return Fetched(
                job.url,
                name,
                "failed",
                f"{job.url}: the site does not have it any more ({answer.gone}), nor does the archive",
            )
        keeper.gone(job.known, answer.gone)
        return Fetched(
            job.url, name, "gone", f"{job.url}: the site does not have it any more ({answer.gone}); {name} is kept"
        )
    if answer.path is None:
        assert job.known is not None
        keeper.same(job.known)
        return Fetched(job.url, name, "unchanged")
    try:
        kept, status = keeper.take(
            job.url, job.name_after(answer), job.known, answer, is_ours=job.source.file is not None
        )
    except OSError as error:
        return _unwritable(job, error)
    finally:
        answer.path.unlink(missing_ok=True)
    return Fetched(job.url, kept, status)


def _unwritable(job: _Job, error: OSError) -> Fetched:
    """A source that cannot be kept; a full disk is the end for all of them."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        raise error
    where = error.filename or job.name or "it"
    return Fetched(job.url, job.name, "failed", f"{job.url}: {where} cannot be written ({error.strerror or error})")
