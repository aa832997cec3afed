"""A task for a worker: one document to read."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.batch.cache.document_record import Limits
from pipeline.batch.plan.fingerprint import Keys
from pipeline.domain.register.body import Body
from pipeline.files import Place
from pipeline.model import SourceDocument


@dataclass(frozen=True, slots=True)
class Task:
    """A document to read.

    Attributes:
        keys: under which the cache keeps it.
        cache: folder of the cache.
        software: key of the files and libraries that it is read with, in the index of the run.
        fresh: read it even where it was read before.
        max_pages: a document that says it has more is not read.
        added_bodies: that the archive adds to the register.
    """

    source: SourceDocument
    keys: Keys
    cache: Place
    software: str
    limits: Limits
    fresh: bool = False
    max_pages: int = 10_000
    added_bodies: tuple[Body, ...] = ()
