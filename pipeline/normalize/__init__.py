"""Normalize: raw text becomes clean Thai. Glyphs before strings, font by font; raw text and the report's words stay."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model import Document


def normalize(document: Document) -> Document:
    """Fill the normalized text of every line, cell and page.

    Returns:
        The document with ``Line.text``, ``Cell.text`` (paragraphs separated by newlines, wrapped lines joined) and
        ``Page.text`` (reading order, the cells of a row separated by tabs). What was repaired, and what could not be,
        is in its findings.
    """
    from pipeline.normalize.line_normalizer import LineNormalizer
    from pipeline.normalize.unwrap import LineUnwrapper

    normalizer = LineNormalizer(document)
    pages = tuple([normalizer.page(page) for page in document.pages])
    document = replace(document, pages=pages, findings=(*document.findings, *normalizer.findings()))
    unwrapper = LineUnwrapper(document)
    return replace(document, pages=tuple([unwrapper.unwrap_page(page) for page in document.pages]))
