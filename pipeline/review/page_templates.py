"""HTML of the pages, from templates that escape whatever they are given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipeline.emit.schema.field_registry import Row
from pipeline.files import load_yaml
from pipeline.html_templates import template_environment
from pipeline.model import FINDING_STATES, SEVERITIES
from pipeline.review.document_list import STATUSES, DocumentList
from pipeline.review.page_view import PageView
from pipeline.review.review_settings import REVIEW
from pipeline.review.source_state import SourceState
from pipeline.review.web_text import script_json

if TYPE_CHECKING:
    import jinja2

STATIC_FILES = ("review.css", "common.js", "list.js", "document.js", "icon.svg")
LABEL_FILE = "labels.js"
POLICY = (
    "default-src 'none'; img-src {own}; style-src {own}; script-src {own}; connect-src {sends}; "
    "base-uri 'none'; form-action 'none'"
)
FOLDER_POLICY = POLICY.format(own="'self' file:", sends="'none'")
"""Of pages in a folder: a browser may not count files of one folder as of one origin."""
SERVED_POLICY = POLICY.format(own="'self'", sends="'self'")


@cache
def labels() -> dict[str, dict[str, str]]:
    """Return what the pages say themselves, by key and language (``th``, ``en``)."""
    return dict(load_yaml(files(__package__).joinpath("labels.yml").read_text(encoding="utf-8")))


def label(key: str, n: object = None, m: object = None) -> str:
    """Return a label in Thai, its numbers filled in; the browser replaces it where another language is chosen."""
    text = labels()[key]["th"]
    return text.replace("{n}", "" if n is None else str(n)).replace("{m}", "" if m is None else str(m))


def static_file(name: str) -> bytes:
    """Return a style, script or icon of the pages."""
    if name == LABEL_FILE:
        return f"const reviewLabels={script_json(labels())};\n".encode()
    return files(__package__).joinpath("static", name).read_bytes()


@cache
def _environment() -> jinja2.Environment:
    environment = template_environment(__package__)
    environment.globals["label"] = label
    environment.filters["groupby"] = _grouped
    return environment


def _grouped(rows: Sequence[Any], name: str, ordered: bool = True) -> list[tuple[str, list[Any]]]:
    """Return rows by an attribute, in the order in which its values come."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, name), []).append(row)
    return list(groups.items())


def list_page(listed: DocumentList, made: frozenset[str] | None, token: str | None = None) -> str:
    """Return the first page: the worst documents, and the filters.

    Args:
        listed: the documents.
        made: ids of the documents that have pages; None where all have.
        token: that corrections are sent with; None where nothing is saved.
    """
    return (
        _environment()
        .get_template("index.html")
        .render(
            root="",
            policy=SERVED_POLICY if token else FOLDER_POLICY,
            token=token,
            release=listed.release,
            documents=listed.documents[: REVIEW.first_rows],
            total=len(listed.documents),
            chunks=-(-len(listed.documents) // REVIEW.chunk_documents),
            step=REVIEW.first_rows,
            rules=listed.rules,
            years=listed.years,
            severities=SEVERITIES,
            states=FINDING_STATES,
            statuses=STATUSES,
            is_made=lambda d: made is None or d.id in made,
        )
    )


def list_chunk(listed: DocumentList, number: int, made: frozenset[str] | None) -> str:
    """Return a data file of the list; it has nothing where there is no such number."""
    first = number * REVIEW.chunk_documents
    return listed.chunk(number, listed.documents[first : first + REVIEW.chunk_documents], made)


def document_page(
    document: Row, view: PageView, finding_pages: Sequence[int], source: SourceState, picture: bool, token: str | None
) -> str:
    """Return a page of a document.

    Args:
        document: its row of ``documents``.
        view: of the page.
        finding_pages: pages of the document with findings, in order.
        source: what became of the file.
        picture: whether there is one of the page.
        token: as of :func:`list_page`.
    """
    from pipeline.check.rule_registry import all_rules

    return (
        _environment()
        .get_template("document.html")
        .render(
            root="../../",
            policy=SERVED_POLICY if token else FOLDER_POLICY,
            token=token,
            document=document,
            view=view,
            previous_page=view.number - 1 if view.number > 1 else None,
            next_page=view.number + 1 if 0 < view.number < document["pages"] else None,
            previous_finding=max((p for p in finding_pages if p < view.number), default=None),
            next_finding=min((p for p in finding_pages if p > view.number), default=None),
            source=str(source),
            picture=picture,
            rules={rule.id: rule for rule in all_rules()},
        )
    )
