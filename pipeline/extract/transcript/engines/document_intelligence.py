"""Azure Document Intelligence (once Form Recognizer): ``analyzeResult`` of the present API and of version 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.extract.transcript.engine_page import EnginePage, GridCell, Markup, PrintedText
from pipeline.extract.transcript.engines.engine import (
    Engine,
    Extent,
    Placed,
    by_page,
    in_order,
    number_pages,
    text_beside,
)
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.extract.transcript.typed_fields import FieldReader, Fields, around, join_boxes
from pipeline.model import Box

_LONG = 20_000
"""Characters of a cell whose words are looked up."""
_POINTS = {"inch": 72.0, "point": 1.0}
_PAGE_KEYS = {"unit", "lines", "words", "spans", "selectionmarks"}
_OTHER_KEYS = {"layout", "dimension"}
"""Keys of pages of Google's Document AI."""


class _Sheet(NamedTuple):
    """The size of a page, and points for each of its units."""

    width: float
    height: float
    scale: float


def _recognises(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("readresults"), list):
        return True
    pages = value.get("pages")
    keys = {key for page in pages if isinstance(page, dict) for key in page} if isinstance(pages, list) else set()
    if any(isinstance(cell, dict) and "rowindex" in cell for cell in _cells_of_first_table(value)):
        return True
    named = "stringindextype" in value or "modelid" in value
    has_content = isinstance(value.get("content"), str) or isinstance(value.get("tables"), list)
    return bool(keys & _PAGE_KEYS) and not keys & _OTHER_KEYS and (named or has_content)


def _cells_of_first_table(value: Fields) -> list[Any]:
    tables = value.get("tables")
    first = tables[0] if isinstance(tables, list) and tables else None
    cells = first.get("cells") if isinstance(first, dict) else None
    return cells if isinstance(cells, list) else []


def _read(results: Sequence[Fields], fields: FieldReader) -> list[EnginePage]:
    found: list[tuple[int | None, EnginePage]] = []
    last = 0
    for result in results:
        of_result = list(_pages(result, fields))
        numbers = [page.number for page in of_result]
        shift = last if any(number <= last for number in numbers) else 0
        found += [(page.number + shift, page) for page in of_result]
        last = max([last, *(number + shift for number in numbers)])
    return number_pages(found)


def _pages(result: Fields, fields: FieldReader) -> Iterator[EnginePage]:
    written = fields.objects(result, "pages", "readresults")
    sure = _word_confidences(written, fields)
    sheets = {_number(page, fields): _sheet(page, fields) for page in written}
    tables: dict[int, list[Placed]] = {}
    for of_page, table in _tables(result, fields):
        for number, placed in _split(of_page, table, sheets, sure, fields):
            tables.setdefault(number, []).append(placed)
    texts = _paragraphs(result, sheets, fields)
    if not fields.items(result, "paragraphs"):
        for page in written:
            texts.setdefault(_number(page, fields), []).extend(_lines(page, sheets[_number(page, fields)], fields))
    running = fields.text(result, "content")
    if tables and not any(texts.values()):
        for page in written or [{}]:
            whole = _extents(page, fields) or (((0, len(running)),) if len(written) <= 1 else ())
            texts[_number(page, fields)] = text_beside(running, whole, tables.get(_number(page, fields), ()))
    if not tables and not any(texts.values()) and (markdown := running).strip():
        yield EnginePage(1, content=(Markup(markdown),))
        return
    for number in sorted({*sheets, *tables, *texts}):
        sheet = sheets.get(number, _Sheet(0.0, 0.0, 0.0))
        content = in_order(tables.get(number, ()), texts.get(number, ()))
        yield EnginePage(number, sheet.width, sheet.height, tuple(content))


def _number(node: Fields, fields: FieldReader) -> int:
    return fields.whole(node, "pagenumber", "page", default=1)


def _sheet(page: Fields, fields: FieldReader) -> _Sheet:
    """Return a page's size in points; one in pixels is taken for A4."""
    width, height = fields.number(page, "width") or 0.0, fields.number(page, "height") or 0.0
    if min(width, height) <= 0:
        return _Sheet(0.0, 0.0, 0.0)
    scale = _POINTS.get(fields.text(page, "unit").lower(), TRANSCRIPT.long_side / max(width, height))
    return _Sheet(width * scale, height * scale, scale)


def _tables(result: Fields, fields: FieldReader) -> Iterator[tuple[int, Fields]]:
    """Yield the tables, each with the number of its page where the table itself does not say."""
    for table in fields.objects(result, "tables"):
        yield 1, table
    for page in fields.objects(result, "pageresults"):
        for table in fields.objects(page, "tables"):
            yield _number(page, fields), table


def _split(
    number: int, table: Fields, sheets: dict[int, _Sheet], sure: dict[int, float], fields: FieldReader
) -> Iterator[tuple[int, Placed]]:
    """Yield the parts of a table, each with the number of its page."""
    regions = fields.objects(table, "boundingregions")
    own = _number(regions[0], fields) if regions else number
    cells, extents = [], dict[int, list[Extent]]()
    for cell in fields.objects(table, "cells"):
        of_cell = fields.objects(cell, "boundingregions")
        page = _number(of_cell[0], fields) if of_cell else own
        text = fields.text(cell, "content", "text")
        box = _box(of_cell[0] if of_cell else cell, sheets.get(page), fields)
        of_text = _extents(cell, fields)
        extents.setdefault(page, []).extend(of_text)
        known = [
            sure[place] for start, end in of_text for place in range(start, min(end, start + _LONG)) if place in sure
        ]
        place = fields.whole(cell, "rowindex", default=0), fields.whole(cell, "columnindex", default=0)
        spans = fields.whole(cell, "rowspan", default=1), fields.whole(cell, "columnspan", default=1)
        cells.append((page, GridCell(*place, _as_text(text), *spans, box, min(known, default=None))))
    for page, grid in by_page(cells).items():
        region = next((r for r in regions if _number(r, fields) == page), table)
        box = _box(region, sheets.get(page), fields) or join_boxes([cell.box for cell in grid.cells])
        yield page, Placed(grid, tuple(extents.get(page, ())) or _extents(table, fields), box)


def _paragraphs(result: Fields, sheets: dict[int, _Sheet], fields: FieldReader) -> dict[int, list[Placed]]:
    """Return the paragraphs by the number of their page."""
    found: dict[int, list[Placed]] = {}
    for paragraph in fields.objects(result, "paragraphs"):
        regions = fields.objects(paragraph, "boundingregions")
        number = _number(regions[0], fields) if regions else 1
        box = _box(regions[0], sheets.get(number), fields) if regions else None
        found.setdefault(number, []).append(_placed(paragraph, box, fields))
    return found


def _word_confidences(pages: Sequence[Fields], fields: FieldReader) -> dict[int, float]:
    """Return the confidence of each word by the place where it begins in the engine's running text."""
    found = {}
    for page in pages:
        for word in fields.objects(page, "words"):
            confidence = fields.share(word, "confidence")
            for start, _ in _extents(word, fields)[:1] if confidence is not None else ():
                found[start] = confidence or 0.0
    return found


def _lines(page: Fields, sheet: _Sheet, fields: FieldReader) -> Iterator[Placed]:
    for line in fields.objects(page, "lines"):
        yield _placed(line, _box(line, sheet, fields), fields)


def _placed(node: Fields, box: Box | None, fields: FieldReader) -> Placed:
    text = _as_text(fields.text(node, "content", "text"))
    return Placed(PrintedText(text, box, fields.share(node, "confidence")), _extents(node, fields), box)


def _as_text(content: str) -> str:
    """Return text with ticked boxes as signs."""
    return content.replace(":selected:", "☑").replace(":unselected:", "☐")


def _extents(node: Fields, fields: FieldReader) -> tuple[Extent, ...]:
    spans = fields.objects(node, "spans") or [span for span in [fields.fields(node, "span")] if span]
    found = []
    for span in spans:
        offset = fields.whole(span, "offset", default=0)
        found.append((offset, offset + fields.whole(span, "length", default=0)))
    return tuple(found)


def _box(node: Fields, sheet: _Sheet | None, fields: FieldReader) -> Box | None:
    scale = sheet.scale if sheet is not None else 0.0
    return around(fields.items(node, "polygon", "boundingbox"), scale, scale)


DOCUMENT_INTELLIGENCE = Engine("Azure Document Intelligence", _recognises, _read)
