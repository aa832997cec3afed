from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.acquire import ArchiveError, acquire, acquire_file
from pipeline.acquire.file_types import problem_with


def test_documents_by_name_with_their_hash_and_kind(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name, content in (
        ("b/2.PDF", b"%PDF-1.7 a"),
        ("a.txt", b"text"),
        ("z.md", b"%PDF-1.4 in truth"),
        ("n.docx", b"PK"),
        (".x.pdf", b"%PDF-"),
        ("b/~$2.pdf", b"lock"),
    ):
        (tmp_path / name).write_bytes(content)
    archive = acquire(tmp_path)
    found = [(d.source.source_file, d.source.kind) for d in archive.documents]
    assert found == [("a.txt", "transcript"), ("b/2.PDF", "pdf"), ("z.md", "pdf")]
    assert archive.documents[0].source.document_id == hashlib.sha256(b"text").hexdigest()
    assert archive.documents[0].source.size_bytes == 4
    assert archive.ignored == ("n.docx",)


def test_sources_yml_gives_hints_and_names_what_to_leave_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "README.md").write_text("about")
    (tmp_path / "sources.yml").write_text(
        "sources: [{file: a.txt, retrieved_at: 2024-05-31, preferred: true}, {file: b.pdf}]\nignore: [README.md]\n"
    )
    archive = acquire(tmp_path)
    assert [d.source.source_file for d in archive.documents] == ["a.txt"]
    assert archive.documents[0].source.hints.retrieved_at == "2024-05-31"
    assert archive.documents[0].source.hints.preferred
    assert archive.missing == ("b.pdf",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("sources: [{file: a.txt, year: 2566}]", "year"),
        ("sources: [{file: a.txt, fiscal_year: 2023}]", "2500"),
        ("sources: [{file: ../a.txt}]", "inside the archive"),
        ("sources: [{file: a.txt}, {file: a.txt}]", "listed twice"),
    ],
)
def test_a_wrong_entry_of_sources_yml_is_said_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "sources.yml").write_text(content)
    archive = acquire(tmp_path)
    assert [d.source.source_file for d in archive.documents] == ["a.txt"]
    (sentence,) = archive.bad_entries
    assert said in sentence and "sources.yml line 1: " in sentence and "; " in sentence


def test_a_sources_yml_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text("sources: [")
    with pytest.raises(ArchiveError, match=r"sources\.yml cannot be read: .*; correct the file"):
        acquire(tmp_path)


def test_of_files_of_the_same_bytes_the_listed_one_speaks(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("same")
    (tmp_path / "sources.yml").write_text("sources: [{file: b.txt}]")
    (found,) = acquire(tmp_path).documents
    assert (found.source.source_file, found.same_as) == ("b.txt", ("a.txt", "c.txt"))


def test_a_broken_link_is_a_document_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").symlink_to("nowhere.pdf")
    (tmp_path / "b.pdf").symlink_to("nowhere.pdf")
    found = acquire(tmp_path).documents
    assert [d.problem for d in found] == [
        "the file cannot be read (No such file or directory); check its permissions"
    ] * 2
    assert len({d.source.document_id for d in found}) == 2


@pytest.mark.parametrize(
    ("name", "head", "said"),
    [
        ("a.pdf", b"\xef\xbb\xbf\n<!-- x --><HTML><title> 503\n busy </title>", 'web page ("503 busy")'),
        ("a.pdf", b"Not Found", "does not start with %PDF-"),
        ("a.txt", b"\x89PNG\r\n", "PNG picture"),
        ("a.txt", b"a\x00b", "binary"),
        ("a.html", b"<html><body>", None),
        ("a.txt", b"\xff\xfea\x00b\x00", None),
        ("a.txt", "รายงาน I1 86.19".encode("utf-16-be"), None),
        ("a.txt", "รายงาน I1 86.19".encode("utf-32-le"), None),
        ("a.txt", "รายงาน".encode() * 50 + bytes(512) + b"I1", None),
        ("a.txt", bytes(2000), "binary"),
        ("a.pdf", b"<!---->" * 500, "does not start with %PDF-"),
        ("a.pdf", b"\n\n%PDF-1.4", None),
    ],
)
def test_what_a_file_is_by_its_first_bytes(tmp_path: Path, name: str, head: bytes, said: str | None) -> None:
    path = tmp_path / name
    path.write_bytes(head)
    problem = acquire_file(path).problem
    assert problem is None if said is None else said in (problem or "")


def test_nothing_is_said_to_be_wrong_with_whole_documents(raw: Path) -> None:
    found = acquire(raw).documents
    assert sum(d.source.source_file.endswith(".pdf") for d in found) > 1
    assert {d.problem for d in found} == {None}
    assert problem_with(".pdf", b"", 0) == "the file is empty (0 bytes); download it again"
