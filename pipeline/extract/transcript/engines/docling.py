"""Docling: a tree of references into lists of texts, tables, pictures and groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.extract.transcript.engine_page import CellGrid, EnginePage, GridCell, PageContent, PrintedText
from pipeline.extract.transcript.engines.engine import Engine, number_pages
from pipeline.extract.transcript.json_text import plain_key
from pipeline.extract.transcript.typed_fields import FieldReader, Fields, around, as_number
from pipeline.model import Box

_LISTS = ("texts", "tables", "pictures", "groups", "keyvalueitems", "formitems")


def _recognises(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    named = value.get("schemaname") == "DoclingDocument"
    return named or isinstance(value.get("body"), dict) and any(isinstance(value.get(k), list) for k in _LISTS[:2])


def _read(documents: Sequence[Fields], fields: FieldReader) -> list[EnginePage]:
    found: list[tuple[int | None, EnginePage]] = []
    for document in documents:
        last = max((number or 0 for number, _ in found), default=0)
        read = _DoclingReader(document, fields).pages()
        shift = last if any(page.number <= last for page in read) else 0
        found += [(page.number + shift, page) for page in read]
    return number_pages(found)


class _DoclingReader:
    """Follows the tree of one document; each item is taken once, however often it is referred to."""

    def __init__(self, document: Fields, fields: FieldReader) -> None:
        self._document = document
        self._fields = fields
        self._lists = {name: fields.items(document, name) for name in _LISTS}
        self._seen: set[int] = set()
        self._unknown: list[str] = []
        self._sizes = self._page_sizes()

    def pages(self) -> list[EnginePage]:
        """Return the pages: items in the order of the tree, then those that the tree does not reach."""
        content: dict[int, list[PageContent]] = {number: [] for number in self._sizes}
        page = min(self._sizes, default=1)
        for item in self._items():
            page = self._page_of(item, page)
            content.setdefault(page, []).extend(self._content(item, page))
        if self._unknown:
            more = f"{len(self._unknown)} references lead nowhere ({self._unknown[0]})"
            self._fields.missing.append(more)
        return [
            EnginePage(number, *self._sizes.get(number, (0.0, 0.0)), tuple(content[number]))
            for number in sorted(content)
        ]

    def _items(self) -> Iterator[Fields]:
        waiting: list[Any] = [self._fields.fields(self._document, "body")]
        while waiting:
            node = self._resolve(waiting.pop())
            if node is None or id(node) in self._seen:
                continue
            self._seen.add(id(node))
            is_table = isinstance(node.get("data"), dict)
            captions = self._fields.items(node, "captions")
            for caption in captions:
                text = self._resolve(caption)
                if text is not None and id(text) not in self._seen:
                    self._seen.add(id(text))
                    yield text
            yield node
            if is_table:  # what is in its cells stands in its data
                self._skip_children(node)
            else:
                waiting.extend(reversed(self._fields.items(node, "children")))
        for name in ("texts", "tables"):
            for item in self._lists[name]:
                if isinstance(item, dict) and id(item) not in self._seen:
                    self._seen.add(id(item))
                    yield item

    def _skip_children(self, table: Fields) -> None:
        waiting = list(self._fields.items(table, "children"))
        while waiting:
            node = self._resolve(waiting.pop())
            if node is not None and id(node) not in self._seen:
                self._seen.add(id(node))
                waiting += self._fields.items(node, "children")

    def _resolve(self, node: Any) -> Fields | None:
        """Return what a reference leads to; a node that is none as it is."""
        if not isinstance(node, dict):
            return None
        reference = node.get("$ref", node.get("cref"))
        if reference is None:
            return node
        parts = reference.split("/") if isinstance(reference, str) else []
        if len(parts) == 2 and plain_key(parts[1]) in ("body", "furniture"):
            return self._fields.fields(self._document, plain_key(parts[1]))
        items = self._lists.get(plain_key(parts[1]), []) if len(parts) == 3 else []
        place = int(parts[2]) if items and parts[2].isascii() and parts[2].isdigit() and len(parts[2]) < 10 else -1
        item = items[place] if 0 <= place < len(items) else None
        if not isinstance(item, dict):
            self._unknown.append(str(reference)[:40])
            return None
        return item

    def _content(self, item: Fields, page: int) -> Iterator[PageContent]:
        data = self._fields.fields(item, "data") if isinstance(item.get("data"), dict) else None
        if data is not None:
            yield CellGrid(tuple(self._cells(data, page)), self._box(self._provenance(item), page))
            return
        text = self._fields.text(item, "text", "orig") if "text" in item or "orig" in item else ""
        marker = self._fields.text(item, "marker")
        if marker and item.get("enumerated") and not text.startswith(marker):
            text = f"{marker} {text}"
        if text.strip():
            yield PrintedText(text, self._box(self._provenance(item), page))

    def _cells(self, data: Fields, page: int) -> Iterator[GridCell]:
        cells = self._fields.objects(data, "tablecells")
        if not cells:
            cells = [c for row in self._fields.items(data, "grid") if isinstance(row, list) for c in row]
        for n, cell in enumerate(cells):
            if not isinstance(cell, dict):
                self._fields.odd.append(f"a cell of a table is {type(cell).__name__}")
                continue
            row = self._fields.whole(cell, "startrowoffsetidx", default=n)
            column = self._fields.whole(cell, "startcoloffsetidx", default=0)
            rowspan = self._fields.whole(cell, "endrowoffsetidx", default=0) - row
            colspan = self._fields.whole(cell, "endcoloffsetidx", default=0) - column
            yield GridCell(
                row,
                column,
                self._fields.text(cell, "text"),
                max(1, rowspan, self._fields.whole(cell, "rowspan", default=1)),
                max(1, colspan, self._fields.whole(cell, "colspan", default=1)),
                self._box(cell, page),
            )

    def _page_sizes(self) -> dict[int, tuple[float, float]]:
        """Return the size of each page, points, by its number."""
        pages = self._document.get("pages")
        listed = pages.values() if isinstance(pages, dict) else pages if isinstance(pages, list) else ()
        sizes = {}
        for n, page in enumerate(listed, start=1):
            if isinstance(page, dict):
                size = self._fields.fields(page, "size")
                width, height = (self._fields.number(size, side) or 0.0 for side in ("width", "height"))
                number = self._fields.whole(page, "pageno", default=n)
                sizes[number] = (width, height) if min(width, height) > 0 else (0.0, 0.0)
        return sizes

    def _provenance(self, item: Fields) -> Fields:
        return next(iter(self._fields.objects(item, "prov")), {})

    def _page_of(self, item: Fields, before: int) -> int:
        """Return the page of an item; that of the item before it where it names none."""
        return self._fields.whole(self._provenance(item), "pageno", "page", default=before)

    def _box(self, node: Fields, page: int) -> Box | None:
        box = node.get("bbox")
        width, height = self._sizes.get(page, (0.0, 0.0))
        if not isinstance(box, dict) or not width:
            return None
        sides = [as_number(box.get(side)) for side in ("l", "t", "r", "b")]
        left, top, right, bottom = sides
        if left is None or top is None or right is None or bottom is None:
            return None
        if str(box.get("coordorigin", "")).upper() == "BOTTOMLEFT":
            top, bottom = height - top, height - bottom
        return around([left, top, right, bottom], 1.0, 1.0)


DOCLING = Engine("Docling", _recognises, _read)
