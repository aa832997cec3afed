"""The cache of scanned pages, by their pixels: a scan that comes again, in any file, is not read again."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.batch.cache import document_cache
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.extract.scan.page import ScannedPage


@dataclass(frozen=True, slots=True)
class ScanCacheFiles:
    """Scanned pages in a cache, as read by one software.

    Attributes:
        cache: its folder.
        software: a hash of the software; what other software read is not used.
        fresh: read again what was read before.
    """

    cache: Place
    software: str
    fresh: bool = False

    def get(self, key: str) -> ScannedPage | None:
        """Return what was read of a page; None where it was not, or what was kept is damaged."""
        return None if self.fresh else document_cache.load_scan(self._place(key))

    def put(self, key: str, page: ScannedPage) -> None:
        """Keep what was read. A cache that cannot be written costs time here; for the pages it ends the run."""
        with contextlib.suppress(OSError):
            document_cache.store_scan(self._place(key), page)

    def _place(self, key: str) -> Place:
        return document_cache.scan_at(self.cache, self.software, key)
