"""ALTO: XML with the place of every printed word, read by a parser that takes no entities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.parsers import expat

from pipeline.extract.transcript.engine_page import EnginePage, PageContent, PrintedText, Word, Words
from pipeline.extract.transcript.engines.engine import number_pages
from pipeline.extract.transcript.transcript_settings import TRANSCRIPT
from pipeline.extract.transcript.typed_fields import around, as_number, clean
from pipeline.extract.unreadable import UnreadableDocument
from pipeline.model import Box

TITLE = "ALTO"
_MARK = re.compile(r"<(?:[A-Za-z][\w.-]*:)?alto\b", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]*\?>")
_ROOT = re.compile(r"(?:\s|<!--[^<>]{0,400}-->|<![A-Za-z][^<>]{0,400}>|<\?[^<>]{0,400}\?>)*<([A-Za-z][\w.:-]*)")
_UNITS = {"mm10": 72 / 254, "inch1200": 72 / 1200}
"""Points for a unit; pixels have none, and a page in pixels is taken for A4."""


def is_alto(text: str) -> bool:
    """Return whether a text is ALTO, by its root element."""
    return _MARK.search(text[:4096]) is not None


def other_root(text: str) -> str | None:
    """Return the root element of XML that is neither ALTO nor HTML; None of any other text."""
    declaration = _DECLARATION.match(text)
    root = _ROOT.match(text, declaration.end()) if declaration is not None else None
    return root.group(1) if root is not None and root.group(1).lower() not in ("html", "table", "body", "div") else None


def read_alto(text: str) -> list[EnginePage]:
    """Return the pages of ALTO.

    Raises:
        UnreadableDocument: it is no well-formed XML, breaks off, or declares entities.
    """
    reader = _AltoReader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.characters
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = _refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(_DECLARATION.sub("", text).lstrip(), True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise UnreadableDocument(
            f"the XML (ALTO) breaks off or is not well-formed in line {error.lineno} ({what}); make it again"
        ) from None
    return reader.pages()


def _refuse(*_: object) -> None:
    raise UnreadableDocument("the XML declares entities, as no engine does; it is not read")


class _AltoReader:
    """Collects the words of each page."""

    def __init__(self) -> None:
        self._unit = ""
        self._in_unit = False
        self._blocks = 0
        self._sheets: list[tuple[dict[str, str], list[tuple[int, dict[str, str]]]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take a start tag; its namespace does not matter."""
        local = name.rpartition(":")[2]
        if local == "Page":
            self._sheets.append((attributes, []))
        elif local == "TextBlock":
            self._blocks += 1
        elif local in ("String", "HYP") and self._sheets and attributes.get("CONTENT", "").strip():
            self._sheets[-1][1].append((self._blocks, attributes))
        self._in_unit = local == "MeasurementUnit"

    def characters(self, text: str) -> None:
        """Take text; only the unit is text in ALTO."""
        if self._in_unit:
            self._unit += text.strip().lower()

    def end(self, name: str) -> None:
        """Take an end tag."""
        self._in_unit = False

    def pages(self) -> list[EnginePage]:
        """Return the pages with their words."""
        found: list[tuple[int | None, EnginePage]] = []
        for page, strings in self._sheets:
            width, height = as_number(page.get("WIDTH")) or 0.0, as_number(page.get("HEIGHT")) or 0.0
            a4 = TRANSCRIPT.long_side / max(width, height) if min(width, height) > 0 else 0.0
            scale = _UNITS.get(self._unit, a4)
            content = _content(strings, scale or 1.0)
            number = as_number(page.get("PHYSICAL_IMG_NR"))
            size = (width * scale, height * scale)
            whole = int(number) if number is not None and number >= 0 else None
            found.append((whole, EnginePage(1, *size, content)))
        return number_pages(found)


def _content(strings: Iterable[tuple[int, dict[str, str]]], scale: float) -> tuple[PageContent, ...]:
    """Return the words of a page, and as text those that have no place."""
    words: list[Word] = []
    loose: list[PageContent] = []
    for block, string in strings:
        text, box = clean(string["CONTENT"]), _box(string, scale)
        if box is not None:
            words.append(Word(text, box, as_number(string.get("WC")), block))
        else:
            loose.append(PrintedText(text))
    return (*([Words(tuple(words))] if words else []), *loose)


def _box(string: dict[str, str], scale: float) -> Box | None:
    """Return the place of a word in points; None where the file does not say all of it."""
    place = [value for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT") if (value := as_number(string.get(key))) is not None]
    if len(place) < 4:
        return None
    left, top, width, height = place
    return around([left, top, left + width, top + height], scale, scale)
