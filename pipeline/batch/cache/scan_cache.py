"""What was read of scanned pages, by their pictures: a scan that comes again in another file, or on another page, is not read again."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.batch.cache import document_cache
from pipeline.files import Place

if TYPE_CHECKING:
    from pipeline.extract.scan.page import ScannedPage


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures in a cache, read with the software that is installed; those that another one read are not looked at.

    Attributes:
        home: of the cache.
        fresh: read again what was read before.
    """

    home: Place
    fresh: bool = False

    def get(self, key: str) -> ScannedPage | None:
        """What was read of a picture; None where it was not, or what was kept is damaged."""
        return None if self.fresh else document_cache.load_picture(document_cache.picture_at(self.home, key))

    def put(self, key: str, page: ScannedPage) -> None:
        """Keeps what was read. A cache that cannot be written costs the next reading only; that of the pages will say so."""
        with contextlib.suppress(OSError):
            document_cache.store_picture(document_cache.picture_at(self.home, key), page)
