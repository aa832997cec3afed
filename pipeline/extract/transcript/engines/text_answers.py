"""Text of a vision model within JSON: Typhoon OCR's ``natural_text``, Markdown of services, answers of a chat API."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipeline.extract.transcript.engine_page import EnginePage, Markup
from pipeline.extract.transcript.engines.engine import Engine, number_pages
from pipeline.extract.transcript.typed_fields import FieldReader, Fields, as_number

_TEXTS = ("naturaltext", "markdown", "mdcontent", "doctagscontent", "markdowncontent", "htmlcontent")
"""Fields that hold a text by their name alone."""
_PAGE_TEXTS = ("text", "content", "html", "ocrtext")
"""Fields that hold one where a page number stands beside it."""
_PAGES = ("pagenumber", "page", "pageno", "pageindex", "pageidx")


_TABLE = re.compile(r"<\s*(?:table|td|otsl)\b|^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$", re.IGNORECASE | re.MULTILINE)


def answer_text(value: Any) -> str | None:
    """Return the text of a model's answer; None where a value is none."""
    if not isinstance(value, dict):
        return None
    for key in _TEXTS:
        text = value.get(key)
        if isinstance(text, dict):
            text = text.get("text", text.get("markdowntexts"))
        if isinstance(text, str):
            return text
    message = value.get("message")
    if isinstance(message, dict) and (content := _content(message.get("content"))) is not None:
        return content
    if any(as_number(value.get(key)) is not None for key in _PAGES):
        return next((value[key] for key in _PAGE_TEXTS if isinstance(value.get(key), str)), None)
    return None


def _content(content: Any) -> str | None:
    """Return the content of a chat's message: a text, or parts some of which are texts."""
    if isinstance(content, list):
        texts = [part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str)]
        return "\n".join(texts) if texts else None
    return content if isinstance(content, str) else None


def texts_with_tables(values: Any) -> list[str]:
    """Return the texts of JSON of unknown keys: those under keys, or in lists, where one has a table in it."""
    texts: list[tuple[str, str]] = []
    waiting: list[tuple[str, Any]] = [("", values)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, str):
            texts.append((key, value))
        elif isinstance(value, dict):
            waiting.extend(reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((key, inner) for inner in reversed(value))
    keys = {key for key, text in texts if _TABLE.search(text)}
    return [text for key, text in texts if key in keys and text.strip()]


def _read(answers: Sequence[Fields], fields: FieldReader) -> list[EnginePage]:
    pages: list[tuple[int | None, EnginePage]] = []
    for answer in answers:
        text = fields.text({"text": answer_text(answer)}, "text")
        given = next((key for key in (*_PAGES, "index") if as_number(answer.get(key)) is not None), None)
        number = fields.whole(answer, given, default=0) if given else None
        if fields.text(answer, "finishreason") == "length":
            fields.missing.append("the model stopped at its limit of tokens (finish_reason: length)")
        pages.append((number, EnginePage(1, content=(Markup(text),))))
    return number_pages(pages)


TEXT_ANSWERS = Engine("text of a vision model", lambda value: answer_text(value) is not None, _read)
