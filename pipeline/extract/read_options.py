"""How a document is read: said once, by whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.extract.page_ranges import PageRange

if TYPE_CHECKING:
    from pipeline.extract.scan import ScanCache


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Which pages are read, who is told, and where readings of scans are kept. A transcript is always read as a whole.

    Attributes:
        pages: first and last page to read, 1-based; all where None.
        on_page: called with the number of each page of a PDF once it is read.
        scan_cache: keeps what is read of scans by their pictures; None reads every scan.
        inspect_file: look for damage in a PDF too, so that lost content becomes an error finding.
    """

    pages: PageRange | None = None
    on_page: Callable[[int], None] | None = None
    scan_cache: ScanCache | None = None
    inspect_file: bool = True
