"""How review pages are made and served."""

from __future__ import annotations

from typing import NamedTuple


class ReviewSettings(NamedTuple):
    """Thresholds of review pages.

    Attributes:
        dpi: resolution of a page's picture: small Thai print can be read, and a page has about 100 KB.
        max_side_px: pixels of its longer side; larger pages are drawn at a lower resolution.
        webp_quality: of the pictures, 0 to 100.
        pages_per_task: pages that one task of a worker draws; the file is read and hashed once for them.
        picture_timeout_s: seconds that such a task may take.
        picture_memory_mb: megabytes of data that a worker may hold.
        max_file_bytes: of a source whose pages are drawn; a larger one is shown without pictures.
        first_rows: documents that the list shows before any script has run, and adds at a time.
        chunk_documents: documents in one data file of the list; the browser loads one after the other.
        most_rows: rows of one dataset that one page shows.
        most_cells: cells that are drawn on one page.
        index_every: documents after which the list is written anew while pages are made.
        pictures_kept: pictures that the server keeps in memory.
        most_request_bytes: of a correction that is sent.
        most_text: characters of one field of a correction.
    """

    dpi: float = 110.0
    max_side_px: int = 3_000
    webp_quality: int = 70
    pages_per_task: int = 10
    picture_timeout_s: float = 120.0
    picture_memory_mb: int = 1024
    max_file_bytes: int = 500_000_000
    first_rows: int = 40
    chunk_documents: int = 500
    most_rows: int = 400
    most_cells: int = 6_000
    index_every: int = 200
    pictures_kept: int = 64
    most_request_bytes: int = 65_536
    most_text: int = 20_000


REVIEW = ReviewSettings()
