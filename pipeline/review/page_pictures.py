"""Pictures of pages. A document is a stranger's: this runs in a worker process with limits."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.files import Place
from pipeline.review.review_settings import REVIEW
from pipeline.review.source_state import source_bytes


class PagePlace(NamedTuple):
    """A page to draw.

    Attributes:
        number: from 1.
        rotation: degrees, clockwise, by which it was turned to be read; None where the release does not say.
    """

    number: int
    rotation: int | None


def draw_pages(source: Place, document_id: str, pages: Sequence[PagePlace]) -> dict[int, bytes]:
    """Return pictures (WebP) of pages as they were read, by their numbers; pages that cannot be drawn are left out.

    Empty where the source is no longer the one that was read.
    """
    import pypdfium2

    content = source_bytes(source, document_id)
    if content is None:
        return {}
    pictures = {}
    pdf = pypdfium2.PdfDocument(content)
    try:
        for place in pages:
            try:
                pictures[place.number] = _draw(pdf, place)
            except (pypdfium2.PdfiumError, ValueError, OSError, IndexError):
                continue
    finally:
        pdf.close()
    return pictures


def _draw(pdf: object, place: PagePlace) -> bytes:
    page = pdf[place.number - 1]  # type: ignore[index]
    try:
        scale = min(REVIEW.dpi / 72, REVIEW.max_side_px / max(*page.get_size(), 1))
        picture = page.render(scale=scale).to_pil().convert("RGB")
        turns = 0 if place.rotation is None else (place.rotation - page.get_rotation()) // 90 % 4
        if turns:  # quarter turns, clockwise, that the reader added to those of /Rotate
            picture = picture.rotate(-90 * turns, expand=True)
        written = io.BytesIO()
        picture.save(written, "WEBP", quality=REVIEW.webp_quality, method=2)
        return written.getvalue()
    finally:
        page.close()
