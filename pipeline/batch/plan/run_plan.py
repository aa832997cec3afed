"""What is to be done: which documents are to be read, which are known, and whether there is anything to do at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.acquire import Archive
from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import Limits, Record
from pipeline.batch.cache.run_index import Index
from pipeline.batch.plan.fingerprint import Keys, code_hash, keys, software, stage_hash
from pipeline.batch.workers.tasks import Task
from pipeline.emit import Release, ReleaseError
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    settings: Settings
    force: bool = False
    retry_failed: bool = False

    @property
    def home(self) -> Place:
        """Of the cache: below the releases, or on this machine where those are at a URL and nothing else is said."""
        return home_of(self.settings)

    @property
    def limits(self) -> Limits:
        """Of each document."""
        return Limits(self.settings.timeout_s, self.settings.memory_mb)

    @property
    def software(self) -> str:
        """By which the index knows the software of this run."""
        return code_hash()

    @property
    def software_parts(self) -> dict[str, dict[str, str]]:
        """The files and libraries of the software."""
        return software()

    def tries_again(self, failed: Limits) -> bool:
        """Whether a document that failed within these limits is to be read again."""
        return self.retry_failed or self.limits.allow_more_than(failed)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be read, and what is known.

    Attributes:
        key: of all that the release depends on.
        records: of documents that were read before or need not be, by document id; those that are read are added to it.
        keys: of every document that can be read, by document id.
    """

    key: str
    home: Place
    tasks: list[Task] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    keys: dict[str, Keys] = field(default_factory=dict)

    def place(self, record: Record) -> Place:
        """Where a record is kept."""
        return document_cache.record_at(self.home, record.fingerprint)

    def kept(self) -> Iterator[Place]:
        """All that the cache must go on keeping."""
        for mine in self.keys.values():
            yield document_cache.pages_at(self.home, mine.pages)
            yield document_cache.record_at(self.home, mine.outcome)


def home_of(settings: Settings) -> Place:
    """The cache that goes with the settings."""
    return settings.cache if settings.cache is not None else files.scratch(settings.out) / document_cache.FOLDER


def make_plan(request: Request, archive: Archive) -> Plan:
    """Looks up every document of an archive."""
    from pipeline.batch.cache.document_record import record_of
    from pipeline.batch.workers.document_stages import Broken, understood

    plan = Plan(_key(request, archive), request.home)
    for found in archive.documents:
        source = found.source
        mine = keys(source)
        if found.problem:
            outcome = understood(source, Broken(found.problem), mine.outcome, lambda stage, number: None)
            plan.records[source.document_id], _ = record_of(outcome)
            continue
        plan.keys[source.document_id] = mine
        record = (
            None if request.force else document_cache.load_record(document_cache.record_at(request.home, mine.outcome))
        )
        if record is None or (record.limits is not None and request.tries_again(record.limits)):
            plan.tasks.append(
                Task(
                    source,
                    mine,
                    request.home,
                    request.software,
                    request.limits,
                    request.force,
                    request.settings.max_pages,
                )
            )
        else:
            plan.records[source.document_id] = record
    return plan


def unchanged(request: Request, archive: Archive, known: Index) -> Release | None:
    """The current release, where a run would end with just that; costs no look at any document."""
    last = known.last
    if (
        last is None
        or request.force
        or any(map(request.tries_again, last.failed))
        or last.key != _key(request, archive)
    ):
        return None
    from pipeline.emit.store.releases import current_release, read_manifest

    try:
        release = current_release(request.settings.out)
        if release is None or release.id != last.release:
            return None
        if isinstance(release.path, Path):
            for file in read_manifest(release.path)["files"]:
                if (release.path / file["path"]).stat().st_size != file["bytes"]:
                    return None
            if not (release.path.parents[1] / "current").exists():
                return None
    except (OSError, ReleaseError):
        return None
    return Release(release.id, release.path, release.rows, release.created_at, unchanged=True)


def _key(request: Request, archive: Archive) -> str:
    """A hash of all that a release depends on."""
    said = [[keys(d.source).outcome, d.source.source_file, d.problem, d.same_as] for d in archive.documents]
    more = [request.settings.keep_copies, request.settings.max_file_bytes, stage_hash("release")]
    return hashlib.sha256(json.dumps([said, more]).encode()).hexdigest()
