"""The plan of a run: which documents are to be read, which are known, and whether there is anything to do at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.acquire import Archive
from pipeline.batch.cache import document_cache, record_snapshot
from pipeline.batch.cache.document_record import Limits, Record, failed_outcome, record_of
from pipeline.batch.cache.record_snapshot import Snapshot
from pipeline.batch.cache.run_index import Index
from pipeline.batch.plan.document_task import Task
from pipeline.batch.plan.fingerprint import Keys, code_hash, keys, software, stage_hash, text_of_bodies
from pipeline.domain.register.body import Body
from pipeline.emit import Release, ReleaseError
from pipeline.emit.store.disk_store import CURRENT_LINK
from pipeline.emit.store.releases import current_release, read_manifest
from pipeline.files import Place
from pipeline.model import Outcome, SourceDocument

if TYPE_CHECKING:
    import pyarrow as pa

    from pipeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """What a run was asked to do."""

    settings: Settings
    force: bool = False
    retry_failed: bool = False

    @property
    def cache(self) -> Place:
        """Folder of the cache: below the releases, or on this machine where those are at a URL and no other is set."""
        return cache_folder(self.settings)

    @property
    def limits(self) -> Limits:
        """Limits of each document."""
        return Limits(self.settings.timeout_s, self.settings.memory_mb)

    @property
    def software(self) -> str:
        """Key of the software of this run in the index."""
        return code_hash()

    @property
    def software_parts(self) -> dict[str, dict[str, str]]:
        """Files and libraries of the software, by stage."""
        return software()

    def tries_again(self, failed: Limits) -> bool:
        """Return whether a document that failed within these limits is to be read again."""
        return self.retry_failed or self.limits.allow_more_than(failed)


@dataclass(frozen=True, slots=True)
class ArchiveKeys:
    """The keys of an archive: of each document, by its id, and of all that a release of it depends on."""

    documents: dict[str, Keys]
    release: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be read, and what is known.

    Attributes:
        keys: of the archive.
        cache: folder of the cache.
        tasks: documents to read.
        records: of documents that need not be read, by document id; those that are read are added to it.
        known: what the run before knew.
        unreadable: tables of documents that are no such files, by document id; the cache does not keep them.
    """

    keys: ArchiveKeys
    cache: Place
    tasks: list[Task] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    known: Snapshot = field(default_factory=Snapshot)
    unreadable: dict[str, dict[str, bytes]] = field(default_factory=dict)

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of the documents to read, by name."""
        return {task.source.source_file: task.source.size_bytes for task in self.tasks}

    def load_comparison(self, record: Record) -> Outcome:
        """Return what it takes to compare a document with others."""
        return document_cache.load_comparison(document_cache.record_at(self.cache, record.fingerprint))

    def load_table(self, record: Record, dataset: str) -> pa.Table:
        """Return the rows that a document adds to a dataset by itself."""
        from pipeline.emit.write.arrow_tables import deserialize  # pyarrow

        if record.document_id in self.unreadable:
            return deserialize(self.unreadable[record.document_id][dataset], dataset)
        return document_cache.load_table(document_cache.record_at(self.cache, record.fingerprint), dataset)

    def kept_records(self) -> Iterator[Record]:
        """Yield the records that the cache keeps."""
        yield from (record for record in self.records.values() if record.document_id not in self.unreadable)

    def used_files(self) -> Iterator[str]:
        """Yield the names of all files that the cache must keep."""
        for document_id, of_document in self.keys.documents.items():
            if document_id not in self.unreadable:
                yield of_document.pages
                yield of_document.outcome


def cache_folder(settings: Settings) -> Place:
    """Return the cache that goes with the settings."""
    return settings.cache if settings.cache is not None else files.scratch(settings.out) / document_cache.FOLDER


def archive_keys(request: Request, archive: Archive) -> ArchiveKeys:
    """Return the keys of an archive with the software that is installed."""
    added = text_of_bodies(archive.added_bodies)
    of_documents = {d.source.document_id: keys(d.source, added) for d in archive.documents}
    documents = [
        (of_documents[d.source.document_id].outcome, d.source.source_file, d.problem, d.same_as)
        for d in archive.documents
    ]
    more = (
        request.settings.keep_copies,
        request.settings.max_file_bytes,
        stage_hash("release"),
        repr(archive.lost_corrections),
    )
    return ArchiveKeys(of_documents, hashlib.sha256(json.dumps([documents, more]).encode()).hexdigest())


def make_plan(request: Request, archive: Archive, of_archive: ArchiveKeys, believe_snapshot: bool = True) -> Plan:
    """Look up every document of an archive in the cache.

    Args:
        request: what was asked for.
        archive: its documents.
        of_archive: its keys.
        believe_snapshot: take records whose files seem to be as they were from the snapshot; else every file is read.
    """
    snapshot = record_snapshot.load(request.cache) if believe_snapshot and not request.force else Snapshot()
    plan = Plan(of_archive, request.cache, known=snapshot)
    for found in archive.documents:
        source = found.source
        of_document = of_archive.documents[source.document_id]
        if found.problem:
            record, tables = record_of(failed_outcome(source, found.problem, of_document.outcome))
            plan.records[source.document_id] = record
            plan.unreadable[source.document_id] = tables
            continue
        known = _known_record(request, of_document, snapshot)
        if known is not None:
            plan.records[source.document_id] = known
        else:
            plan.tasks.append(_task(request, found.source, of_document, archive.added_bodies))
    return plan


def _known_record(request: Request, of_document: Keys, snapshot: Snapshot) -> Record | None:
    """Return the record of a document that need not be read again."""
    if request.force:
        return None
    record = snapshot.records.get(of_document.outcome)
    if record is None:
        record = document_cache.load_record(document_cache.record_at(request.cache, of_document.outcome))
    if record is not None and record.limits is not None and request.tries_again(record.limits):
        return None
    return record


def _task(request: Request, source: SourceDocument, of_document: Keys, added_bodies: tuple[Body, ...]) -> Task:
    return Task(
        source,
        of_document,
        request.cache,
        request.software,
        request.limits,
        request.force,
        request.settings.max_pages,
        added_bodies,
    )


def unchanged(request: Request, of_archive: ArchiveKeys, known: Index) -> Release | None:
    """Return the current release where a run would end with just that; no document is looked at.

    None where there is something to do.
    """
    last = known.last
    if last is None or request.force or any(map(request.tries_again, last.failed)):
        return None
    if last.key != of_archive.release:
        return None
    try:
        release = current_release(request.settings.out)
        if release is None or release.id != last.release or not _is_in_place(release):
            return None
    except (OSError, ReleaseError):
        return None
    return Release(release.id, release.path, release.rows, release.created_at, unchanged=True)


def _is_in_place(release: Release) -> bool:
    """Return whether the files of a release on a disk have their sizes, and its link is there."""
    if not isinstance(release.path, Path):
        return True
    for file in read_manifest(release.path)["files"]:
        if (release.path / file["path"]).stat().st_size != file["bytes"]:
            return False
    return (release.path.parents[1] / CURRENT_LINK).exists()
