"""Normalize: raw text becomes clean Thai. Profile first, glyphs before strings; raw text stays beside, words stay as they are."""

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
    from pipeline.normalize.unwrap import Joiner

    normalizer = LineNormalizer(document)
    pages = tuple([normalizer.page(page) for page in document.pages])
    document = replace(document, pages=pages, findings=(*document.findings, *normalizer.findings()))
    joiner = Joiner(document)
    return replace(document, pages=tuple([joiner.page(page) for page in document.pages]))
