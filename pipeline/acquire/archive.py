"""An archive and its files, as :func:`pipeline.acquire.acquire` returns them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.domain.register.body import Body
from pipeline.model import Kind, SourceDocument
from pipeline.model.corrections import Correction


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a file since its bytes were last read.

    It holds as long as the file has the same stamp (:class:`pipeline.files.Entry`).
    """

    stamp: str
    document_id: str
    size_bytes: int
    kind: Kind
    problem: str | None = None
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Acquired:
    """A file of the archive.

    Attributes:
        source: the file.
        problem: why it cannot be read, a sentence; None where it can.
        same_as: other names of the same bytes.
        pages: the first two of the page numbers that an engine's output has.
    """

    source: SourceDocument
    problem: str | None = None
    same_as: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds.

    Attributes:
        documents: by name.
        missing: files that ``sources.yml`` names but that are not there.
        ignored: files that are no documents by their suffix.
        set_aside: files that are there and that a pattern of ``ignore`` leaves out.
        bad_entries: for each entry of the lists that is wrong and left out a sentence with list, line, and what to do.
        added_bodies: bodies that ``bodies.csv`` adds to the register, or says something else of.
        lost_corrections: corrections of documents that are not in the archive.
        seen: what the next :func:`pipeline.acquire.acquire` need not find out again, by name; for the caller to keep.
    """

    documents: tuple[Acquired, ...]
    missing: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    seen: Mapping[str, Seen] = field(default_factory=dict)
    bad_entries: tuple[str, ...] = ()
    added_bodies: tuple[Body, ...] = ()
    set_aside: frozenset[str] = frozenset()
    lost_corrections: tuple[Correction, ...] = ()
