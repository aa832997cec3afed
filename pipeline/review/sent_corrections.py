"""What a reviewer sends, made a row of ``corrections.csv``: its place and names come from the release."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipeline.review.document_pages import DocumentPages
from pipeline.review.page_view import key_of, place_of, shown_fields
from pipeline.review.review_settings import REVIEW

TEXTS = ("dataset", "key", "field", "printed", "right", "who", "why", "finding_id")


class BadCorrection(ValueError):
    """What was sent cannot be a correction; the message says why, and may be shown."""


def correction_row(sent: Any, pages: DocumentPages) -> dict[str, str]:
    """Return a row of the file: a field's right value, or that a finding was seen and what stands there is right.

    Whether the value is one that may stand in its column is for the writer of the file to say.

    Args:
        sent: JSON of the page.
        pages: of the document that it names.

    Raises:
        BadCorrection: something is missing, too long, or not in the document.
    """
    if not isinstance(sent, Mapping):
        raise BadCorrection("a correction is an object")
    texts = {name: _text(sent, name) for name in TEXTS}
    if not texts["who"].strip():
        raise BadCorrection("who says so is missing")
    findings = {f["finding_id"]: f for f in pages.findings if f["finding_id"]}
    if texts["finding_id"] and texts["finding_id"] not in findings:
        raise BadCorrection("the document has no such finding any more; load the page anew")
    said = {
        "source_file": str(pages.document["source_file"]),
        "who": texts["who"],
        "why": texts["why"],
        "finding_id": texts["finding_id"],
        "date": date.today().isoformat(),
    }
    if not texts["field"]:
        if not texts["finding_id"]:
            raise BadCorrection("it names neither a field nor a finding")
        page = findings[texts["finding_id"]]["page"]
        return said | ({"page": str(page)} if page else {})
    dataset = texts["dataset"]
    if dataset not in shown_fields() or texts["field"] not in shown_fields()[dataset]["fields"]:
        raise BadCorrection("there is no such field")
    row = next((r for r in pages.rows[dataset] if key_of(dataset, r) == texts["key"]), None)
    if row is None:
        raise BadCorrection("the document has no such row any more; load the page anew")
    place = {name: str(value) for name, value in place_of(dataset, row).items()}
    if "table_no" in place:
        place["page"] = str(row.get("page_first") or row.get("page"))
    return said | place | {name: texts[name] for name in ("dataset", "field", "printed", "right")}


def _text(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name, "")
    if not isinstance(value, str) or len(value) > REVIEW.most_text:
        raise BadCorrection(f"{name} is no text, or too long")
    return value
