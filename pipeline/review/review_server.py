"""The server of ``ita review --serve``: pages for one machine, and the one request that writes."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from pipeline.acquire.archive_errors import ArchiveError
from pipeline.review.page_templates import (
    LABEL_FILE,
    SERVED_POLICY,
    STATIC_FILES,
    list_chunk,
    list_page,
    static_file,
)
from pipeline.review.review_settings import REVIEW
from pipeline.review.review_site import ReviewSite
from pipeline.review.sent_corrections import BadCorrection, correction_row
from pipeline.review.source_state import is_document_id

if TYPE_CHECKING:
    from flask import Flask, Response

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "html": "text/html", "webp": "image/webp"}
HEADERS = {
    "Content-Security-Policy": f"{SERVED_POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
TOKEN_BYTES = 32


def make_app(site: ReviewSite, host: str, port: int, save: Callable[[dict[str, str]], None]) -> Flask:
    """Return the application.

    Every request must name this machine as its host, so that no other site can have its name lead here; what writes
    must also come from these pages, with their token.

    Args:
        site: what is shown.
        host: the address that is served.
        port: of it.
        save: writes a correction, by the columns of the file; an ArchiveError says why it could not.
    """
    from flask import Flask, abort, request
    from werkzeug.exceptions import HTTPException

    app = Flask("ita-review", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = REVIEW.most_request_bytes
    token = secrets.token_urlsafe(TOKEN_BYTES)
    hosts = {f"{name}:{port}" for name in {*LOCAL_NAMES, host}}

    @app.before_request
    def check_host() -> None:
        if request.headers.get("Host", "") not in hosts:
            abort(421)
        if request.method == "POST":
            origin, sent = request.headers.get("Origin", ""), request.headers.get("X-Review-Token", "")
            if origin not in {f"http://{name}" for name in hosts} or not hmac.compare_digest(
                sent.encode(), token.encode()
            ):
                abort(403, "this page is of a server that has ended; load it anew")

    @app.after_request
    def add_headers(answer: Response) -> Response:
        answer.headers.update(HEADERS)
        return answer

    @app.errorhandler(HTTPException)
    def plain_error(error: HTTPException) -> tuple[str, int, dict[str, str]]:
        return f"{error.description}\n", error.code or 500, {"Content-Type": "text/plain; charset=utf-8"}

    _add_pages(app, site, token)

    @app.post("/corrections")
    def correct() -> tuple[str, int]:
        sent = request.get_json()
        document_id = sent.get("document_id") if isinstance(sent, dict) else None
        pages = site.document(document_id) if isinstance(document_id, str) and is_document_id(document_id) else None
        if pages is None:
            abort(404, "there is no such document")
        try:
            save(correction_row(sent, pages))
        except (BadCorrection, ArchiveError) as error:
            abort(400, str(error))
        return "", 204

    return app


def _add_pages(app: Flask, site: ReviewSite, token: str) -> None:
    """Add what is read: the list, pages, pictures, styles and scripts; under the names that a folder of pages has."""
    from flask import abort, make_response

    def answer(content: str | bytes | None, kind: str) -> Response:
        if content is None:
            abort(404)
        made = make_response(content)
        made.mimetype = TYPES[kind]
        return made

    @app.get("/")
    @app.get("/index.html")
    def index() -> Response:
        return answer(list_page(site.listed(), None, token), "html")

    @app.get("/data/list-<int:number>.js")
    def chunk(number: int) -> Response:
        return answer(list_chunk(site.listed(), number, None), "js")

    @app.get("/static/<name>")
    def static(name: str) -> Response:
        known = name in (*STATIC_FILES, LABEL_FILE)
        return answer(static_file(name) if known else None, name.rpartition(".")[2] if known else "css")

    @app.get("/documents/<document_id>/p<int:number>.html")
    def page(document_id: str, number: int) -> Response:
        pages = site.document(document_id) if is_document_id(document_id) else None
        if pages is None or number not in pages.numbers:
            abort(404, "there is no such page")
        return answer(pages.html(number, number in {p.number for p in pages.to_draw}, token), "html")

    @app.get("/documents/<document_id>/p<int:number>.webp")
    def picture(document_id: str, number: int) -> Response:
        return answer(site.picture(document_id, number) if is_document_id(document_id) else None, "webp")
