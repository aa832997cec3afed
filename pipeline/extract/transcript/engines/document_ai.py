"""Google Document AI: pages that point into one running text, or the layout parser's tree of blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.extract.transcript.engine_page import CellGrid, EnginePage, GridCell, PageContent, PrintedText
from pipeline.extract.transcript.engines.engine import Engine, Extent, Placed, in_order, number_pages, text_beside
from pipeline.extract.transcript.span_grid import place_cells
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.extract.transcript.typed_fields import FieldReader, Fields, around, clean, join_boxes
from pipeline.model import Box

_PAGE_KEYS = {"layout", "dimension", "paragraphs", "blocks", "tokens", "tables"}
_TEXTS = ("paragraphs", "lines", "blocks")


def _recognises(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("documentlayout"), dict):
        return True
    pages = value.get("pages")
    keys = {key for page in pages if isinstance(page, dict) for key in page} if isinstance(pages, list) else set()
    return "text" in value and bool(keys & _PAGE_KEYS)


def _read(documents: Sequence[Fields], fields: FieldReader) -> list[EnginePage]:
    found: list[tuple[int | None, EnginePage]] = []
    for document in documents:
        last = max((number or 0 for number, _ in found), default=0)
        pages = fields.objects(document, "pages")
        reader = _PageReader(document, fields)
        read = [reader.page(page, n) for n, page in enumerate(pages, start=1)] or list(_layout(document, fields))
        shift = last if any(page.number <= last for page in read) else 0
        found += [(page.number + shift, page) for page in read]
    return number_pages(found)


class _PageReader:
    """Reads pages whose texts are extents of the document's text."""

    def __init__(self, document: Fields, fields: FieldReader) -> None:
        text = document.get("text")
        self._text = text if isinstance(text, str) else ""
        self._is_only_page = len(fields.items(document, "pages")) == 1
        self._fields = fields

    def page(self, page: Fields, number: int) -> EnginePage:
        """Return a page; ``number`` is its place in the list, where it does not say its own."""
        size = self._fields.fields(page, "dimension")
        width, height = (self._fields.number(size, side) or 0.0 for side in ("width", "height"))
        scale = TRANSCRIPT.long_side / max(width, height) if min(width, height) > 0 else 0.0
        in_points = (width * scale, height * scale)
        tokens = {
            start: token for token in self._fields.objects(page, "tokens") for start, _ in self._extents(token)[:1]
        }
        tables = [self._table(table, in_points, scale, tokens) for table in self._fields.objects(page, "tables")]
        texts = next((found for key in _TEXTS if (found := self._fields.objects(page, key))), [])
        placed = [self._placed(text, in_points, scale) for text in texts]
        if not texts:
            within = self._extents(page) or (((0, len(self._text)),) if self._is_only_page else ())
            placed = text_beside(self._text, within, tables)
        number = self._fields.whole(page, "pagenumber", default=number)
        return EnginePage(number, *in_points, tuple(in_order(tables, placed)))

    def _table(self, table: Fields, size: tuple[float, float], scale: float, tokens: dict[int, Fields]) -> Placed:
        rows = self._fields.objects(table, "headerrows") + self._fields.objects(table, "bodyrows")
        of_rows = [self._fields.objects(row, "cells") for row in rows]
        texts = [[self._anchored(cell) for cell in row] for row in of_rows]
        boxes = [[self._box(cell, size, scale) for cell in row] for row in of_rows]
        sure = [[self._confidence(cell, tokens) for cell in row] for row in of_rows]
        extents = tuple(extent for row in of_rows for cell in row for extent in self._extents(cell))
        box = self._box(table, size, scale) or join_boxes([box for row in boxes for box in row])
        return Placed(rows_to_grid(of_rows, texts, boxes, sure, self._fields), extents or self._extents(table), box)

    def _placed(self, node: Fields, size: tuple[float, float], scale: float) -> Placed:
        box = self._box(node, size, scale)
        confidence = self._fields.share(self._fields.fields(node, "layout"), "confidence")
        return Placed(PrintedText(self._anchored(node), box, confidence), self._extents(node), box)

    def _confidence(self, cell: Fields, tokens: dict[int, Fields]) -> float | None:
        """Return the least confidence of a cell's tokens; its own where they are not known."""
        layouts = [
            self._fields.fields(tokens[place], "layout")
            for start, end in self._extents(cell)
            for place in range(start, min(end, len(self._text)))
            if place in tokens
        ]
        known = [share for layout in layouts if (share := self._fields.share(layout, "confidence")) is not None]
        return min(known) if known else self._fields.share(self._fields.fields(cell, "layout"), "confidence")

    def _anchored(self, node: Fields) -> str:
        """Return the text that a node points to; what lies outside the document's text is noted as missing."""
        extents = self._extents(node)
        if any(end > len(self._text) for _, end in extents):
            self._fields.odd.append(f"textAnchor points beyond the text ({max(end for _, end in extents):,})")
        joined = "".join(self._text[start:end] for start, end in extents)
        anchor = self._fields.fields(self._fields.fields(node, "layout"), "textanchor")
        return clean(joined) or self._fields.text(anchor, "content")

    def _extents(self, node: Fields) -> tuple[Extent, ...]:
        anchor = self._fields.fields(self._fields.fields(node, "layout"), "textanchor")
        return tuple(
            (self._fields.whole(part, "startindex", default=0), self._fields.whole(part, "endindex", default=0))
            for part in self._fields.objects(anchor, "textsegments")
        )

    def _box(self, node: Fields, size: tuple[float, float], scale: float) -> Box | None:
        outline = self._fields.fields(self._fields.fields(node, "layout"), "boundingpoly")
        shares = self._fields.items(outline, "normalizedvertices")
        return around(shares, *size) if shares else around(self._fields.items(outline, "vertices"), scale, scale)


def rows_to_grid(
    rows: Sequence[Sequence[Fields]],
    texts: Sequence[Sequence[str]],
    boxes: Sequence[Sequence[Box | None]] | None,
    sure: Sequence[Sequence[float | None]] | None,
    fields: FieldReader,
) -> CellGrid:
    """Return rows of cells with spans as a grid; spans push cells to the right as in HTML."""
    spans = [
        [(max(1, fields.whole(c, "rowspan", default=1)), max(1, fields.whole(c, "colspan", default=1))) for c in row]
        for row in rows
    ]
    places, _ = place_cells(spans)
    return CellGrid(
        tuple(
            GridCell(
                r,
                column - 1,
                texts[r][n],
                rowspan,
                colspan,
                boxes[r][n] if boxes else None,
                sure[r][n] if sure else None,
            )
            for r, row in enumerate(places)
            for n, (column, rowspan, colspan) in enumerate(row)
        )
    )


def _layout(document: Fields, fields: FieldReader) -> Iterator[EnginePage]:
    """Yield the pages of the layout parser's blocks; a block stands on the first page that it names."""
    pages: dict[int, list[PageContent]] = {}
    page = 1
    for block in fields.objects(fields.fields(document, "documentlayout"), "blocks"):
        page = fields.whole(fields.fields(block, "pagespan"), "pagestart", default=page)
        pages.setdefault(page, []).extend(_block(block, fields))
    for number in sorted(pages):
        yield EnginePage(number, content=tuple(pages[number]))


def _block(block: Fields, fields: FieldReader) -> Iterator[PageContent]:
    """Yield what a block holds, with the blocks within it."""
    text = fields.fields(block, "textblock")
    if text:
        yield PrintedText(fields.text(text, "text"))
    for inner in fields.objects(text, "blocks"):
        yield from _block(inner, fields)
    for entry in fields.objects(fields.fields(block, "listblock"), "listentries"):
        for inner in fields.objects(entry, "blocks"):
            yield from _block(inner, fields)
    table = fields.fields(block, "tableblock")
    rows = [
        fields.objects(row, "cells") for row in fields.objects(table, "headerrows") + fields.objects(table, "bodyrows")
    ]
    if rows:
        texts = [[_cell_text(cell, fields) for cell in row] for row in rows]
        yield rows_to_grid(rows, texts, None, None, fields)


def _cell_text(cell: Fields, fields: FieldReader) -> str:
    pieces = [content for block in fields.objects(cell, "blocks") for content in _block(block, fields)]
    return "\n".join(piece.text for piece in pieces if isinstance(piece, PrintedText))


DOCUMENT_AI = Engine("Google Document AI", _recognises, _read)
