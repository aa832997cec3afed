"""Files of an archive that are no documents: what they are, and in which order they are worth a look."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import files
from pipeline.acquire import ArchiveError, acquire
from pipeline.acquire.left_out import kind_by_name, list_left_out, worth_a_look

FILES = {
    "2566/a.pdf": b"%PDF-1.7",
    "b.txt": b"text",
    "2566/plan.docx": b"PK\x03\x04",
    "scan.JPG": b"\xff\xd8\xff",
    "all.zip": b"PK\x03\x04",
    "scores.xlsx": b"PK\x03\x04",
    "2566/Thumbs.db": b"\0",
    "Thumbs.db": b"\0",
    ".DS_Store": b"\0",
    "~$plan.docx": b"\0",
    "~$plan.pdf": b"\0",
    ".secret.pdf": b"%PDF-1.7",
    "report.pdf.1": b"%PDF-1.7",
    "page": b"\r\n <!DOCTYPE html><html>",
    "letter": b"\xd0\xcf\x11\xe0",
    "data.bin": b"\0\1",
    "README.md": b"about",
    ".git/config": b"x",
    "sources.yml": b"ignore: [README.md]",
}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_each_file_is_told_by_its_name_or_its_bytes_and_documents_are_none(raw: Path) -> None:
    found = {f.file: f.kind.name for f in list_left_out(raw)}
    assert found == {
        "report.pdf.1": "unnamed_pdf",
        "2566/plan.docx": "text_document",
        "all.zip": "archive_file",
        "scan.JPG": "picture",
        "scores.xlsx": "spreadsheet",
        "letter": "office_document",
        "page": "web_page",
        "data.bin": "other",
        ".DS_Store": "system",
        "2566/Thumbs.db": "system",
        "Thumbs.db": "system",
        "~$plan.docx": "system",
        "~$plan.pdf": "system",
        ".secret.pdf": "hidden",
        "README.md": "ignored",
    }


def test_what_may_be_a_document_stands_first_and_noise_last(raw: Path) -> None:
    found = list_left_out(raw)
    assert [f.file for f in found[:3]] == ["report.pdf.1", "2566/plan.docx", "all.zip"]
    noise = [f.kind.is_noise for f in found]
    assert noise == sorted(noise) and noise.count(True) == 7
    assert all(f.kind.means and f.kind.remedy for f in found)
    assert worth_a_look(["Thumbs.db", "scan.jpg", "plan.doc"]) == "plan.doc"


def test_no_file_is_both_a_document_and_left_out(raw: Path) -> None:
    archive = acquire(raw)
    left_out = {f.file for f in list_left_out(raw)}
    assert not left_out & {d.source.source_file for d in archive.documents}
    assert set(archive.ignored) <= left_out


def test_an_archive_at_a_url_is_listed_alike(raw: Path) -> None:
    place = files.place("memory://left-out/raw")
    for name, content in FILES.items():
        files.write_bytes(files.join(place, name), content)
    assert [(f.file, f.kind.name) for f in list_left_out(place)] == [(f.file, f.kind.name) for f in list_left_out(raw)]


def test_a_wrong_list_of_sources_is_said(raw: Path) -> None:
    (raw / "sources.yml").write_text("ignore: {", encoding="utf-8")
    with pytest.raises(ArchiveError, match="cannot be read"):
        list_left_out(raw)


@pytest.mark.parametrize("name", ["a.unknown", "no-suffix"])
def test_a_name_that_tells_nothing(name: str) -> None:
    assert kind_by_name(name) is None
