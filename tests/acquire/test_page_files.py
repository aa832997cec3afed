"""Transcripts with a file for each page: which files are one report."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.acquire import acquire, local_source


def _documents(tmp_path: Path, names: list[str]) -> list[list[str]]:
    """The files of each document."""
    for n, name in enumerate(names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{name} {n}")
    found = [document.source for document in acquire(tmp_path).documents]
    return [[page.source_file for page in source.page_files] or [source.source_file] for source in found]


@pytest.mark.parametrize(
    "names",
    [
        ["page_1.json", "page_2.json", "page_10.json"],
        ["a/report-p07.md", "a/report-p08.md"],
        ["รายงาน หน้า 1.txt", "รายงาน หน้า 2.txt"],
        ["seed_0_res.json", "seed_1_res.json"],
        ["seed-1.json", "seed-2.json", "seed-3.json"],
        ["seed (1).hocr", "seed (2).hocr"],
    ],
)
def test_pages_of_one_report_in_the_order_of_their_numbers(tmp_path: Path, names: list[str]) -> None:
    assert _documents(tmp_path, names) == [names]


@pytest.mark.parametrize(
    "names",
    [
        ["report-2565.json", "report-2566.json"],
        ["ita-p2565.json", "ita-p2566.json"],
        ["seed-1.json", "seed-3.json"],
        ["seed-2.json", "seed-3.json"],
        ["0.txt", "1.txt", "2.txt"],
        ["0.json", "1.json", "2.json"],
        ["seed-1.md", "seed-2.md"],
        ["seed-1.json", "seed-1.pdf", "seed-2.json"],
        ["a/page_1.json", "b/page_2.json"],
        ["page_1.json", "page_2.md"],
        ["a_page_1.json", "b_page_2.json"],
        ["page_1.pdf", "page_2.pdf"],
        ["step1.json", "step2.json"],
    ],
)
def test_files_that_are_reports_by_themselves(tmp_path: Path, names: list[str]) -> None:
    assert _documents(tmp_path, names) == [[name] for name in names]


@pytest.mark.parametrize(
    ("names", "contents", "joined"),
    [
        (["0.json", "1.json"], ['[{"page_idx": 0}, {"page_idx": 0}]', '[{"page_idx": 1}]'], True),
        (["1.json", "2.json"], ['{"pageNumber": 1}', '{"pageNumber": 1, "a": 2}'], False),
        (["1.json", "2.json"], ['{"Page": 2}', '{"Page": 1}'], False),
        (["seed-1.json", "seed-2.json"], ['{"page_no": 1}', '{"page_no": 1, "a": 2}'], True),
        (["seed-1.json", "seed-2.json"], ['{"page_no": 1}, {"page_no": 2}', '{"page_no": 1}'], False),
        (["1.xml", "2.xml"], ['<Page PHYSICAL_IMG_NR="1">', '<Page PHYSICAL_IMG_NR="2">'], True),
        (["a 1.hocr", "a 2.hocr"], ["ppageno 0", "ppageno 0; ppageno 1"], False),
    ],
)
def test_what_files_say_of_their_pages(tmp_path: Path, names: list[str], contents: list[str], joined: bool) -> None:
    for name, content in zip(names, contents, strict=True):
        (tmp_path / name).write_text(content)
    first = acquire(tmp_path)
    again = acquire(tmp_path, first.seen)
    assert len(first.documents) == len(again.documents) == (1 if joined else 2)


def test_what_sources_yml_says_keeps_files_apart(tmp_path: Path) -> None:
    entries = "{file: page_1.json, fiscal_year: 2565}, {file: page_2.json, fiscal_year: 2566}"
    (tmp_path / "sources.yml").write_text(f"sources: [{entries}]")
    assert _documents(tmp_path, ["page_1.json", "page_2.json"]) == [["page_1.json"], ["page_2.json"]]


def test_equal_pages_are_not_taken_for_the_same_file(tmp_path: Path) -> None:
    for n in (1, 2, 3):
        (tmp_path / f"page_{n}.json").write_text("blank")
    (document,) = acquire(tmp_path).documents
    assert len(document.source.page_files) == 3
    assert document.source.size_bytes == 15


def test_a_change_of_any_page_is_another_document(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / f"page_{n}.json").write_text(f"page {n}")
    (before,) = acquire(tmp_path).documents
    (tmp_path / "page_2.json").write_text("page II")
    (after,) = acquire(tmp_path).documents
    assert before.source.document_id != after.source.document_id
    assert before.source.source_file == after.source.source_file
    with pytest.raises(OSError, match="it was replaced"), local_source(before.source):
        pass
    with local_source(after.source) as here:
        assert [Path(page.path).read_text() for page in here.page_files] == ["page 1", "page II"]
