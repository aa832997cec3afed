"""The pages of one document: its rows out of the release, its source out of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.emit.schema.field_registry import Row
from pipeline.files import Place
from pipeline.model.corrections import Correction
from pipeline.review.document_list import ListedDocument
from pipeline.review.page_pictures import PagePlace
from pipeline.review.page_templates import document_page
from pipeline.review.page_view import ordered_findings, page_view, shown_fields
from pipeline.review.release_rows import ReleaseRows
from pipeline.review.source_state import SourceState, source_place, source_state

NOT_SAID = {"finding_id": None, "field": None, "state": None}
"""Columns of findings that older releases lack."""


@dataclass(frozen=True, slots=True)
class DocumentPages:
    """A document as its pages show it.

    Attributes:
        document: its row of ``documents``.
        rows: by dataset, ``pages`` and ``cells`` too.
        findings: as its pages number them.
        source: what became of its file.
        place: where its file is; None where it may not be drawn.
        waiting: corrections of it that the release does not have yet.
    """

    document: Row
    rows: dict[str, list[Row]]
    findings: list[Row]
    source: SourceState
    place: Place | None
    waiting: tuple[Correction, ...] = ()

    @property
    def numbers(self) -> list[int]:
        """Numbers of its pages; 0 alone where there are none."""
        return [p["page"] for p in self.rows["pages"]] or [0]

    @property
    def to_draw(self) -> list[PagePlace]:
        """The pages that have a picture."""
        if self.place is None:
            return []
        return [PagePlace(p["page"], p["rotation"]) for p in self.rows["pages"] if p["width"] and p["height"]]

    def html(self, number: int, picture: bool, token: str | None = None) -> str:
        """Return one of its pages.

        Args:
            number: of ``numbers``.
            picture: whether there is a picture of it.
            token: that corrections are sent with; None where nothing is saved.
        """
        page = next((p for p in self.rows["pages"] if p["page"] == number), None)
        view = page_view(number, page, self.rows, self.findings, self.waiting)
        with_findings = sorted({f["page"] for f in self.findings if f["page"]} & set(self.numbers))
        return document_page(self.document, view, with_findings, self.source, picture, token)


def document_pages(
    rows: ReleaseRows, listed: ListedDocument, raw: Place, written: Sequence[Correction] = ()
) -> DocumentPages | None:
    """Return a document as its pages show it; None where the release has it no longer.

    Args:
        rows: of the release.
        listed: the document.
        raw: the archive.
        written: corrections as they stand in the archive now.

    Raises:
        ReleaseError: a file of the release cannot be read.
    """
    found = rows.of(listed.id, "documents")
    if not found:
        return None
    document = found[0]
    corrections = rows.of(listed.id, "corrections")
    known = {(c["dataset"], c["key"] or "", c["field"], c["finding_id"], c["corrected"]) for c in corrections}
    datasets = ("pages", "cells", "corrections", *shown_fields())
    state = source_state(raw, document["source_file"], listed.id)
    drawable = state is SourceState.SAME and document["kind"] == "pdf"
    return DocumentPages(
        document,
        {"documents": found} | {name: rows.of(listed.id, name) for name in datasets if name != "documents"},
        ordered_findings(NOT_SAID | row for row in rows.of(listed.id, "findings")),
        state,
        source_place(raw, document["source_file"]) if drawable else None,
        tuple(
            c
            for c in written
            if c.document in (document["source_file"], listed.id)
            and (c.dataset, c.key, c.field, c.finding_id, c.right) not in known
        ),
    )


def folder_of(to: Path, document_id: str) -> Path:
    """Return the folder of a document's pages."""
    return to / "documents" / document_id
