"""The server of the pages: whom it answers, what it saves, what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.reviewed_release import HOSTILE_NAME, PDF, Inline, id_of, release_of

pytest.importorskip("flask", reason="flask is not installed (extra review)")

from pipeline.acquire.archive_errors import ArchiveError
from pipeline.review.review_server import make_app
from pipeline.review.review_site import ReviewSite

HOST = "127.0.0.1:8642"


class Reviewer:
    """A client of the server; ``saved`` is what it handed on."""

    def __init__(self, home: Path, save: Callable[[dict[str, str]], None] | None = None) -> None:
        self.saved: list[dict[str, str]] = []
        self.site = ReviewSite(lambda: release_of(home), home / "raw", Inline)
        self.client = make_app(self.site, "127.0.0.1", 8642, save or self.saved.append).test_client()
        self.document = id_of(home, PDF)
        self.row = re.search(r'data-dataset="agency_results" data-key="([^"]+)"', self.page())[1]  # type: ignore[index]

    def get(self, path: str, host: str = HOST) -> Any:
        return self.client.get(path, headers={"Host": host})

    def page(self) -> str:
        return str(self.get(f"/documents/{self.document}/p1.html").text)

    def token(self) -> str:
        found = re.search(r'name="review-token" content="([^"]+)"', self.get("/").text)
        assert found is not None
        return found[1]

    def send(self, headers: dict[str, str] | None = None, **changed: object) -> Any:
        sent = {
            "document_id": self.document,
            "dataset": "agency_results",
            "key": self.row,
            "field": "total",
            "printed": "84.55",
            "right": "84.65",
            "who": "ผู้ตรวจ",
            "why": "อ่านผิด",
        }
        said = {"Host": HOST, "Origin": f"http://{HOST}", "X-Review-Token": self.token()}
        return self.client.post("/corrections", json=sent | changed, headers=said | (headers or {}))


@pytest.fixture
def reviewer(reviewed: Path) -> Reviewer:
    return Reviewer(reviewed)


def test_pages_and_pictures_are_made_when_they_are_looked_at(reviewer: Reviewer) -> None:
    path = f"/documents/{reviewer.document}"
    assert PDF in reviewer.get("/").text and PDF in reviewer.get("/data/list-0.js").text
    page = reviewer.get(f"{path}/p1.html")
    assert page.status_code == 200 and 'data-saving="yes"' in page.text
    assert reviewer.get(f"{path}/p1.webp").data[8:12] == b"WEBP"
    for missing in (f"{path}/p99.html", f"{path}/p99.webp", "/static/../labels.yml", "/documents/x/p1.html"):
        assert reviewer.get(missing).status_code == 404


def test_every_answer_says_that_nothing_else_may_be_loaded(reviewer: Reviewer) -> None:
    for path in ("/", "/static/common.js", "/nowhere"):
        headers = reviewer.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8642", "127.0.0.1", "127.0.0.1:80", ""])
def test_no_other_site_can_have_its_name_lead_here(reviewer: Reviewer, host: str) -> None:
    assert reviewer.get("/", host).status_code == 421


def test_a_correction_is_handed_on_by_the_columns_of_the_file(reviewer: Reviewer) -> None:
    assert reviewer.send().status_code == 204
    table, row, _ = reviewer.row.split("/")
    saved = reviewer.saved[0]
    assert (saved["source_file"], saved["dataset"], saved["table_no"], saved["row"]) == (
        PDF,
        "agency_results",
        table,
        row,
    )
    assert (saved["page"], saved["field"], saved["printed"], saved["right"]) == ("1", "total", "84.55", "84.65")
    assert (saved["who"], saved["why"]) == ("ผู้ตรวจ", "อ่านผิด")


def test_a_finding_that_was_seen_is_named_by_its_id(reviewer: Reviewer) -> None:
    finding = re.search(r'data-finding="([0-9a-f]+)"', reviewer.page())
    assert finding is not None
    assert reviewer.send(finding_id=finding[1], field="").status_code == 204
    assert reviewer.saved[0]["finding_id"] == finding[1] and "right" not in reviewer.saved[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Review-Token": ""},
        {"X-Review-Token": "ก"},
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "https://127.0.0.1:8642"},
        {"Host": "evil.example:8642"},
    ],
)
def test_only_these_pages_can_write(reviewer: Reviewer, headers: dict[str, str]) -> None:
    assert reviewer.send({name: value.encode().decode("latin-1") for name, value in headers.items()}).status_code in (
        403,
        421,
    )
    assert reviewer.saved == []


@pytest.mark.parametrize(
    "changed",
    [
        {"field": "document_id"},
        {"field": ["total"]},
        {"field": ""},
        {"who": " "},
        {"dataset": "cells"},
        {"key": "9/9/9"},
        {"finding_id": "0" * 20},
        {"right": "x" * 20_001},
        {"right": 85},
    ],
)
def test_what_cannot_be_a_correction_is_refused_with_a_reason(reviewer: Reviewer, changed: dict[str, object]) -> None:
    answer = reviewer.send(**changed)
    assert answer.status_code == 400 and answer.text.strip()
    assert reviewer.saved == []


def test_an_unknown_document_and_too_much_are_refused(reviewer: Reviewer) -> None:
    assert reviewer.send(document_id="0" * 64).status_code == 404
    assert reviewer.send(document_id="../raw").status_code == 404
    assert reviewer.send(why="x" * 70_000).status_code == 413


def test_what_the_file_does_not_take_is_refused_with_its_reason(reviewed: Path) -> None:
    def refuse(row: dict[str, str]) -> None:
        raise ArchiveError("right must be a number")

    answer = Reviewer(reviewed, refuse).send()
    assert answer.status_code == 400 and "must be a number" in answer.text


def test_hostile_names_are_text_here_too(reviewer: Reviewer, reviewed: Path) -> None:
    page = reviewer.get(f"/documents/{id_of(reviewed, HOSTILE_NAME)}/p1.html").text
    assert "<img" not in page and "&lt;img" in page
