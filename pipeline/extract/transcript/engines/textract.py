"""Amazon Textract: a flat list of blocks that point to each other; boxes are shares of a page whose size it omits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.extract.transcript.engine_page import CellGrid, EnginePage, GridCell, PageContent, PrintedText
from pipeline.extract.transcript.engines.engine import Engine
from pipeline.extract.transcript.typed_fields import FieldReader, Fields, around

_CELLS = ("CELL", "MERGED_CELL")
_COMPLETE = ("", "SUCCEEDED")


def _recognises(value: Any) -> bool:
    blocks = value.get("blocks") if isinstance(value, dict) else value
    return isinstance(blocks, list) and (
        any(isinstance(block, dict) and "blocktype" in block for block in blocks)
        or isinstance(value, dict)
        and "documentmetadata" in value
    )


def _read(found: Sequence[Any], fields: FieldReader) -> list[EnginePage]:
    responses: list[Fields] = [one if isinstance(one, dict) else {"blocks": one} for one in found]
    blocks = _Blocks(fields)
    for response in responses:
        blocks.add(response)
        metadata = fields.fields(response, "documentmetadata")
        fields.pages_said = max(fields.pages_said, fields.whole(metadata, "pages", default=0))
        status = fields.text(response, "jobstatus").upper()
        if status not in _COMPLETE:
            fields.missing.append(f"its job status is {status}")
    if responses and fields.text(responses[-1], "nexttoken"):
        fields.missing.append("it ends with a token (NextToken) for results that follow, which are not in the file")
    pages = [blocks.page(number) for number in sorted(blocks.pages)]
    if blocks.unknown:
        fields.missing.append(f"{len(blocks.unknown)} blocks that others point to are not in it ({blocks.unknown[0]})")
    return pages


class _Blocks:
    """The blocks of all responses, by id and by page.

    Attributes:
        pages: blocks by the number of their page, in order.
        unknown: ids that blocks point to and that no block has.
    """

    def __init__(self, fields: FieldReader) -> None:
        self.pages: dict[int, list[Fields]] = {}
        self.unknown: list[str] = []
        self._fields = fields
        self._by_id: dict[str, Fields] = {}

    def add(self, response: Fields) -> None:
        """Add a response. Where its pages are there already it is of other pages: of one more picture."""
        blocks = self._fields.objects(response, "blocks")
        own = {self._number(block) for block in blocks if _kind(block) == "PAGE"}
        have = {number for number, of_page in self.pages.items() if any(_kind(block) == "PAGE" for block in of_page)}
        shift = max(self.pages) if own & have else 0
        for block in blocks:
            self.pages.setdefault(self._number(block) + shift, []).append(block)
            self._by_id[f"{shift}/{block.get('id')}"] = block
            block["shift"] = shift

    def page(self, number: int) -> EnginePage:
        """Return a page: its lines in the order of the file, each table where its first line stands."""
        blocks = self.pages[number]
        tables = {n: self._table(block) for n, block in enumerate(blocks) if _kind(block) == "TABLE"}
        table_of = {word: n for n, (_, words) in tables.items() for word in words}
        content: list[PageContent] = []
        for block in blocks:
            if _kind(block) != "LINE":
                continue
            words = self._children(block)
            inside = [word for word in words if id(word) in table_of]
            for n in dict.fromkeys(table_of[id(word)] for word in inside):
                if n in tables:
                    content.append(tables.pop(n)[0])
            outside = [word for word in words if id(word) not in table_of]
            text = self._fields.text(block, "text") if not inside else self._words(outside)
            if text.strip():
                content.append(PrintedText(text, confidence=self._fields.share(block, "confidence")))
        content += [table for table, _ in tables.values()]
        return EnginePage(number, content=tuple(content))

    def _number(self, block: Fields) -> int:
        return self._fields.whole(block, "page", default=1)

    def _table(self, table: Fields) -> tuple[CellGrid, set[int]]:
        """Return a table, and its words (each block by its identity)."""
        cells, words = [], set[int]()
        for cell in self._children(table, "CHILD", "MERGED_CELL"):
            if _kind(cell) not in _CELLS:
                continue
            inner = [block for block in self._children(cell) if _kind(block) not in _CELLS]
            words |= {id(block) for block in inner}
            text = self._words(inner) or self._fields.text(cell, "text")
            cells.append(
                GridCell(
                    self._fields.whole(cell, "rowindex", default=1),
                    self._fields.whole(cell, "columnindex", default=1),
                    text,
                    self._fields.whole(cell, "rowspan", default=1),
                    self._fields.whole(cell, "columnspan", default=1),
                    confidence=self._confidence(inner, cell),
                )
            )
        return CellGrid(tuple(cells)), words

    def _confidence(self, words: Sequence[Fields], cell: Fields) -> float | None:
        known = [share for word in words if (share := self._fields.share(word, "confidence")) is not None]
        return min(known) if known else self._fields.share(cell, "confidence") if words else None

    def _words(self, blocks: Sequence[Fields]) -> str:
        """Return words as text, with a line feed where the next one stands below."""
        text, bottom = "", None
        for block in blocks:
            word = self._fields.text(block, "text")
            if _kind(block) == "SELECTION_ELEMENT":
                word = "☑" if self._fields.text(block, "selectionstatus").upper() == "SELECTED" else "☐"
            if not word:
                continue
            box = _shares(block)
            below = bottom is not None and box is not None and (box[1] + box[3]) / 2 > bottom
            text += ("\n" if below else " " if text else "") + word
            bottom = box[3] if box is not None else None
        return text

    def _children(self, block: Fields, *kinds: str) -> list[Fields]:
        """Return the blocks that a block points to, in its order."""
        found = []
        for name in self._ids(block, kinds or ("CHILD",)):
            child = self._by_id.get(f"{block.get('shift')}/{name}") or self._by_id.get(f"0/{name}")
            if child is None:
                self.unknown.append(str(name)[:40])
            elif child is not block:
                found.append(child)
        return found

    def _ids(self, block: Fields, kinds: Sequence[str]) -> Iterator[Any]:
        for relationship in self._fields.objects(block, "relationships"):
            if self._fields.text(relationship, "type").upper() in kinds:
                yield from self._fields.items(relationship, "ids")


def _kind(block: Fields) -> str:
    kind = block.get("blocktype")
    return kind.upper() if isinstance(kind, str) else ""


def _shares(block: Fields) -> tuple[float, float, float, float] | None:
    """Return the box of a block, in shares of its page."""
    geometry = block.get("geometry")
    box = geometry.get("boundingbox") if isinstance(geometry, dict) else None
    if isinstance(box, dict) and {"left", "top", "width", "height"} <= box.keys():
        left, top, width, height = (box[key] for key in ("left", "top", "width", "height"))
        numbers = all(isinstance(value, (int, float)) for value in (left, top, width, height))
        return around([left, top, left + width, top + height], 1.0, 1.0) if numbers else None
    polygon = geometry.get("polygon") if isinstance(geometry, dict) else None
    return around(polygon, 1.0, 1.0) if isinstance(polygon, list) else None


TEXTRACT = Engine("Amazon Textract", _recognises, _read)
