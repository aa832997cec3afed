"""What a reviewer sends, checked before it becomes a line of ``raw/corrections.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipeline.emit.schema.field_registry import registry
from pipeline.review.document_pages import DocumentPages
from pipeline.review.page_view import shown_fields
from pipeline.review.review_settings import REVIEW

COLUMNS = ("document", "page", "code", "row", "field", "printed", "right", "who", "why", "date")
STATES = ("corrected", "seen")
_CONTROLS = {*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)} - {9, 10}


class BadCorrection(ValueError):
    """What was sent cannot be a correction; the message says why, and may be shown."""


def checked_correction(sent: Any, pages: DocumentPages) -> dict[str, str]:
    """Return a correction by the columns of the file.

    Args:
        sent: JSON of the page.
        pages: of the document that it names; the name of its file is taken from there.

    Raises:
        BadCorrection: something is missing, too long, or of no field that there is.
    """
    if not isinstance(sent, Mapping):
        raise BadCorrection("a correction is an object")
    texts = {name: _text(sent, name) for name in ("code", "field", "printed", "right", "who", "why", "state")}
    known = {name for dataset in shown_fields() for name in registry()[dataset].columns}
    if texts["field"] not in known:
        raise BadCorrection("there is no such field")
    if texts["state"] not in STATES:
        raise BadCorrection("it is neither a correction nor a mark that the value is right")
    if not texts["who"]:
        raise BadCorrection("who says so is missing")
    if texts.pop("state") == "seen":
        texts["right"] = texts["printed"]
    page = _number(sent, "page")
    if page is not None and page not in pages.numbers:
        raise BadCorrection("the document has no such page")
    row = _number(sent, "row")
    places = {"page": "" if page is None else str(page), "row": "" if row is None else str(row)}
    said = texts | places | {"document": str(pages.document["source_file"]), "date": date.today().isoformat()}
    return {name: said[name] for name in COLUMNS}


def _text(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str) or len(value) > REVIEW.most_text:
        raise BadCorrection(f"{name} is no text, or too long")
    if any(ord(c) in _CONTROLS for c in value):
        raise BadCorrection(f"{name} has control characters")
    return value


def _number(sent: Mapping[str, Any], name: str) -> int | None:
    value = str(sent.get(name, "")).strip()
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 8):
        raise BadCorrection(f"{name} is no number")
    return int(value)
