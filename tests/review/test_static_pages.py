"""A folder of pages: what is made, what is left as it is, and that text of documents is never markup."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support.reviewed_release import HOSTILE, HOSTILE_NAME, PDF, Inline, id_of, release_of

from pipeline.review.static_pages import Written, is_usable, write_pages


class Parsed(HTMLParser):
    """All tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def write(home: Path, to: Path, everything: bool = True) -> Written:
    return write_pages(release_of(home), home / "raw", to, everything, Inline, lambda done, todo: None)


@pytest.fixture(scope="module")
def pages(reviewed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the release. Do not write to them."""
    to = tmp_path_factory.mktemp("pages") / "review"
    assert write(reviewed, to) == Written(2, 2)
    return to


@pytest.fixture
def copy(reviewed: Path, pages: Path, tmp_path: Path) -> Path:
    """A copy of the archive, the release and the pages, that a test may change."""
    shutil.copytree(reviewed, tmp_path / "here", symlinks=True)
    shutil.copytree(pages, tmp_path / "here" / "review")
    return tmp_path / "here"


def page_of(home: Path, pages: Path, name: str, number: int = 1) -> Parsed:
    return Parsed((pages / "documents" / id_of(home, name) / f"p{number}.html").read_text(encoding="utf-8"))


def times(folder: Path) -> dict[str, int]:
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}


def test_a_page_has_its_picture_with_its_cells_and_its_rows(reviewed: Path, pages: Path) -> None:
    page = page_of(reviewed, pages, PDF)
    picture = pages / "documents" / id_of(reviewed, PDF) / "p1.webp"
    assert picture.read_bytes()[8:12] == b"WEBP"
    cells = {c["data-cell"] for c in page.named("rect")}
    lit = {key for row in page.named("article") for key in str(row["data-cells"]).split()}
    assert cells and lit <= cells
    finding = next(f for f in page.named("li") if f.get("data-row") == "10")
    assert finding["data-cells"] and set(str(finding["data-cells"]).split()) <= cells


def test_text_of_documents_is_never_markup(reviewed: Path, pages: Path) -> None:
    page = page_of(reviewed, pages, HOSTILE_NAME)
    assert HOSTILE in page.text and HOSTILE_NAME in page.text
    assert page.named("img") == []
    assert {s.get("src") for s in page.named("script")} == {
        "../../static/labels.js",
        "../../static/common.js",
        "../../static/document.js",
    }
    assert all(not name.startswith("on") and name != "style" for _, attributes in page.tags for name in attributes)
    listed = (pages / "index.html").read_text(encoding="utf-8") + (pages / "data" / "list-0.js").read_text("utf-8")
    assert "<img" not in listed and "<script>" not in listed


def test_only_addresses_of_the_web_become_links(reviewed: Path, pages: Path) -> None:
    page = page_of(reviewed, pages, HOSTILE_NAME)
    outside = [a for a in page.named("a") if a.get("target")]
    assert [(a["href"], a["rel"]) for a in outside] == [("https://example.org/a", "noopener noreferrer")] * len(outside)
    assert not any("javascript" in str(a.get("href")) for a in page.named("a"))


def test_nothing_on_a_page_is_asked_of_another_machine(pages: Path) -> None:
    for file in pages.rglob("*.html"):
        page = Parsed(file.read_text(encoding="utf-8"))
        policy = next(m["content"] for m in page.named("meta") if m.get("http-equiv") == "Content-Security-Policy")
        assert str(policy).startswith("default-src 'none'") and "http" not in str(policy)
        for tag in ("script", "img", "link"):
            for attributes in page.named(tag):
                assert "//" not in str(attributes.get("src") or attributes.get("href"))


def test_what_did_not_change_is_left_as_it_is(copy: Path) -> None:
    before = times(copy / "review")
    assert write(copy, copy / "review") == Written(2, 0)
    after = times(copy / "review")
    assert {path for path in after if after[path] != before.get(path)} == {str(copy / "review" / "review.json")}


def test_a_document_without_all_its_pages_is_made_anew(copy: Path) -> None:
    folder = copy / "review" / "documents" / id_of(copy, PDF)
    (folder / "key.txt").unlink()
    (folder / "p2.html").unlink()
    assert write(copy, copy / "review") == Written(2, 1)
    assert (folder / "p2.html").is_file()


@pytest.mark.parametrize("change", ["gone", "other"])
def test_a_source_that_is_no_longer_the_same_has_no_picture(copy: Path, change: str) -> None:
    source = copy / "raw" / PDF
    if change == "gone":
        source.unlink()
    else:
        source.write_bytes(source.read_bytes() + b"\n%")
    write(copy, copy / "review")
    page = page_of(copy, copy / "review", PDF)
    assert page.named("img") == [] and page.named("td")
    assert any(e.get("data-t") == f"source_{'gone' if change == 'gone' else 'changed'}" for _, e in page.tags)


def test_without_findings_there_are_pages_only_where_asked_for(copy: Path) -> None:
    without = [n for n in (PDF, HOSTILE_NAME) if not page_of(copy, copy / "review", n).named("li")]
    written = write(copy, copy / "review", everything=False)
    assert written.documents == 2 - len(without)
    assert len(list((copy / "review" / "documents").iterdir())) == written.documents


def test_a_folder_with_other_files_is_not_written_to(tmp_path: Path) -> None:
    assert is_usable(tmp_path / "new") and is_usable(tmp_path)
    (tmp_path / "thesis.doc").write_text("mine")
    assert not is_usable(tmp_path)
