"""The lists of an archive: what they may say, and how they say where they are wrong."""

from __future__ import annotations

import string
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.acquire import ArchiveError
from pipeline.acquire.file_names import name_by_response, planned_name, safe_name
from pipeline.acquire.sources import Source, read_sources
from pipeline.model import Hints

GOOD = """file,url,agency,fiscal_year,preferred,retrieved_at
2566/a.pdf,https://example.org/a.pdf,"กรม, X",๒๕๖๖,yes,2024-05-31

,https://example.org/b.pdf,,,,
"""


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "as Excel writes it"])
def test_a_csv_of_many_stands_beside_the_yaml(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "sources.csv").write_bytes(start + GOOD.encode())
    (tmp_path / "sources.yml").write_text("sources: [{file: c.txt}]")
    c, a, b = read_sources(tmp_path).sources
    assert (c.file, c.is_fetched, b.file, b.is_fetched) == ("c.txt", False, None, True)
    assert a.file == "2566/a.pdf"
    assert a.hints() == Hints("https://example.org/a.pdf", "2024-05-31", "กรม, X", 2566, None, True)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "sources.yml",
            "sources:\n- file: a.pdf\n- file: b.pdf\n  fiscal_year: 2023\n",
            r"yml line 4: fiscal_year: .*2500 \(it says 2023\)",
        ),
        ("sources.yml", "sources:\n- file: a.pdf\n  year: 2566\n", r"line 3: year: there is no such field"),
        ("sources.yml", "sources:\n\n- agency: x\n", r"line 3: needs a file or a url"),
        ("sources.yml", "ignore: [a]\nsources: x\n", r"line 2: .*list"),
        ("sources.yml", "[x]", r"sources\.yml line 1"),
        (
            "sources.yml",
            "sources:\n- url: ftp://example.org/a.pdf\n",
            r"line 2: url: must begin with one of http:, https:, file:, s3:",
        ),
        (
            "sources.yml",
            "sources:\n- url: https://me:secret@example.org/a.pdf\n",
            r"line 2: url: must have no user and password",
        ),
        ("sources.csv", "url\nhttp://[::1/good.pdf\n", r"line 2: url: is no web address"),
        ("sources.csv", "url\nhttp://example.org:8o/a.pdf\n", r"line 2: url: is no web address"),
        ("sources.yml", "sources:\n- url: file://server/a.pdf\n", r"line 2: url: must name a file of this machine"),
        ("sources.yml", "sources:\n- url: file:a.pdf\n", r"line 2: url: must name a file of this machine"),
        (
            "sources.yml",
            "sources:\n- {file: a.docx, url: 'https://example.org/a'}\n",
            r"line 2: file must end in one of \.pdf",
        ),
        ("sources.yml", "sources:\n- file: .fetch/a.pdf\n", r"line 2: file: must be a path inside the archive"),
        (
            "sources.csv",
            "file,agency\na.pdf,x\n../b.pdf,y\n",
            r"sources\.csv line 3: file: must be a path inside the archive",
        ),
        (
            "sources.csv",
            'file,agency\n"a\nb.pdf",x\nc.pdf,y\nd.pdf,1,2\n',
            r"line 2: file: must have no control characters",
        ),
        (
            "sources.csv",
            'file,agency\na.pdf,"x\ny"\nc.pdf,y,z\n',
            r"line 4: 3 cells under 2 columns; quote text with commas",
        ),
        ("sources.csv", "file,year\na.pdf,2566\n", r"line 1: there is no field 'year'; the columns are file, url"),
        ("sources.csv", "file,file\n", r"line 1: a column is there twice"),
        ("sources.csv", "file\na.pdf\nb.pdf\na.pdf\n", r"line 4: a\.pdf is listed twice \(first in line 2\)"),
        ("sources.csv", 'file\n"a.pdf\n', r"line 2: "),
        ("sources.csv", "file,fiscal_year\na.pdf,๒๕x\n", r"line 2: fiscal_year: .*\(it says '๒๕x'\)"),
    ],
)
def test_what_is_wrong_is_said_with_list_line_and_field(tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ArchiveError, match=said) as error:
        read_sources(tmp_path)
    assert "\n" not in str(error.value) and "; " in str(error.value)


def test_a_source_in_both_lists_is_named_with_both_places(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text("sources:\n- url: https://example.org/a.pdf\n")
    (tmp_path / "sources.csv").write_text("url\nhttps://example.org/a.pdf\n")
    with pytest.raises(
        ArchiveError, match=r"sources\.csv line 2: .* is listed twice \(first in .*sources\.yml line 2\)"
    ):
        read_sources(tmp_path)


def test_a_list_that_is_not_utf8_says_how_to_save_it(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_bytes("file,agency\na.pdf,กรม\n".encode("cp874"))
    with pytest.raises(ArchiveError, match=r"not UTF-8 .*CSV UTF-8"):
        read_sources(tmp_path)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("/\\.%~$ ำก่" + string.printable)), max_size=300))
def test_no_name_of_a_site_leads_out_of_the_archive_or_hides(text: str) -> None:
    name = safe_name(text)
    assert name == safe_name(name)
    assert len(name.encode()) < 200 and "/" not in name and "\\" not in name and not name.startswith((".", "~$", " "))
    source = Source(url="https://example.org/get?" + "".join(c for c in text if c.isprintable()), fiscal_year=2566)
    for kept in (
        planned_name(source, ()),
        name_by_response(source, f'attachment; filename="{text}"'),
        name_by_response(source, text),
    ):
        if kept is not None:
            assert (
                PurePosixPath(kept).parent == PurePosixPath("2566") and Source(file=kept, url=source.url).file == kept
            )


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''%E0%B8%81.pdf", "ก"),
        ('attachment; filename="%E0%B8%81.pdf"', "ก"),
        ('attachment; filename="' + "ก.pdf".encode().decode("latin-1") + '"', "ก"),
        ('attachment; filename="' + "ก.pdf".encode("cp874").decode("latin-1") + '"', "ก"),
        ("inline; filename=a%20b.PDF", "a b"),
        ("attachment", "get"),
        ("", "get"),
        (None, "get"),
    ],
)
def test_the_name_that_a_site_gives(header: str | None, name: str) -> None:
    kept = PurePosixPath(name_by_response(Source(url="https://example.org/get?id=1"), header))
    assert kept.stem.rsplit("-", 1)[0] == name and kept.suffix.lower() == ".pdf" and kept.parent.name == "unknown"
