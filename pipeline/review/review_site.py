"""A release as a site: pages and pictures made when they are looked at, the release that is current when they are."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Executor

from pipeline.acquire.archive_errors import ArchiveError
from pipeline.acquire.corrections_file import read_corrections
from pipeline.emit.store.releases import Release
from pipeline.files import Place
from pipeline.review.document_list import DocumentList, ListedDocument, list_documents
from pipeline.review.document_pages import DocumentPages, document_pages
from pipeline.review.page_pictures import draw_pages
from pipeline.review.release_rows import ReleaseRows
from pipeline.review.review_settings import REVIEW


class ReviewSite:
    """The pages of the release that ``find`` gives, which is asked again for every page. Safe in several threads.

    Args:
        find: returns the release to show.
        raw: the archive.
        engine: makes the worker processes that draw pages.
    """

    def __init__(self, find: Callable[[], Release], raw: Place, engine: Callable[[], Executor]) -> None:
        self.raw = raw
        self._find, self._start = find, engine
        self._lock = threading.Lock()
        self._shown: tuple[DocumentList, ReleaseRows, dict[str, ListedDocument]] | None = None
        self._engine: Executor | None = None
        self._pictures: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    def listed(self) -> DocumentList:
        """Return the documents of the release that is current now."""
        return self._current()[0]

    def document(self, document_id: str) -> DocumentPages | None:
        """Return a document, None where the release has none of that id."""
        _, rows, known = self._current()
        if document_id not in known:
            return None
        try:
            written = read_corrections(self.raw)[0]
        except ArchiveError:  # saving says what is wrong with the file
            written = ()
        return document_pages(rows, known[document_id], self.raw, written)

    def picture(self, document_id: str, number: int) -> bytes | None:
        """Return the picture of a page; None where there is none."""
        pages = self.document(document_id)
        place = next((p for p in pages.to_draw if p.number == number), None) if pages else None
        if pages is None or pages.place is None or place is None:
            return None
        with self._lock:
            if (document_id, number) in self._pictures:
                return self._pictures[document_id, number]
            self._engine = self._engine or self._start()
            job = self._engine.submit(draw_pages, pages.place, document_id, [place])
        if job.exception() is not None:
            return None
        drawn: bytes | None = job.result().get(number)
        if drawn is not None:
            with self._lock:
                self._pictures[document_id, number] = drawn
                while len(self._pictures) > REVIEW.pictures_kept:
                    self._pictures.popitem(last=False)
        return drawn

    def close(self) -> None:
        """End the workers and close the release."""
        if self._engine is not None:
            self._engine.shutdown(wait=True, cancel_futures=True)
        if self._shown is not None:
            self._shown[1].close()

    def _current(self) -> tuple[DocumentList, ReleaseRows, dict[str, ListedDocument]]:
        release = self._find()
        with self._lock:
            if self._shown is None or self._shown[0].release.id != release.id:
                if self._shown is not None:
                    self._shown[1].close()
                listed = list_documents(release)
                self._shown = listed, ReleaseRows(release), {d.id: d for d in listed.documents}
            return self._shown
