"""The lists of an archive: what they may say, and how they say where they are wrong."""

from __future__ import annotations

import re
import string
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.acquire import ArchiveError
from pipeline.acquire.file_names import name_by_response, planned_name, safe_name
from pipeline.acquire.source_entry import Source
from pipeline.acquire.sources import read_sources
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
        ("sources.yml", "sources:\n- file: a.pdf\n  agancy: x\n", r"line 3: agancy: .*did you mean agency"),
        ("sources.yml", "sources:\n- file: a.pdf\n  family: measure_plan\n", r"line 3: .*did you mean measures_plan"),
        ("sources.yml", "sources:\n\n- agency: x\n", r"line 3: needs a file or a url"),
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
            r"line 2: a line break or a quotation mark in a cell",
        ),
        (
            "sources.csv",
            'file,agency\na.pdf,"x\ny"\nc.pdf,y,z\n',
            r"line 4: 3 cells under 2 columns; quote text with commas",
        ),
        ("sources.yml", "sources:\n- {file: a.pdf, retrieved_at: 2024-13-45}\n", r"line 2: it cannot be read \(month"),
        ("sources.yml", "sources:\n- x\n", r"line 2: an entry must have fields"),
        ("sources.yml", "sources:\n- {file: a.pdf, agency: &a [*a]}\n", r"line 2: agency: "),
        ("sources.yml", "ignore:\n- a\n- [b]\n", r"line 3: a pattern of ignore must be text"),
        (
            "sources.yml",
            "sources:\n- file: a.pdf\n  family: measure\n",
            r"line 3: family: is none of .*measures_result.*",
        ),
        ("sources.csv", "file,agency\na.pdf,x\0y\n", r"line 2: agency: has a byte that is no text"),
        ("sources.yml", "sources:\n- file: a.pdf\n  agency: x\0y\n", r"line 3: agency: has a byte that is no text"),
        ("sources.csv", "file\na.pdf\nb.pdf\na.pdf\n", r"line 4: a\.pdf is listed twice \(first in line 2\)"),
        ("sources.csv", 'file\n"a.pdf\n', r"line 2: "),
        ("sources.csv", "file,fiscal_year\na.pdf,๒๕x\n", r"line 2: fiscal_year: .*\(it says '๒๕x'\)"),
    ],
)
def test_an_entry_that_is_wrong_is_said_with_list_line_and_field(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    (sentence, *_) = read_sources(tmp_path).bad_entries
    assert re.search(said, sentence) and "\n" not in sentence and "; " in sentence


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("sources.yml", b"ignore: [a]\nsources: x\n", r"line 2: .*list"),
        ("sources.yml", b"[x]", r"sources\.yml line 1"),
        ("sources.yml", b"sources:\n- a: [\n- b\n", r"sources\.yml cannot be read: .*line 3"),
        ("sources.yml", b"source: []\n", r"sources\.yml line 1: source: there is no such field.*did you mean sources"),
        ("sources.yml", b"sources: " + b"[" * 9000, r"sources\.yml cannot be read"),
        ("sources.csv", b"file,year\na.pdf,2566\n", r"line 1: there is no field 'year'; the columns are file, url"),
        ("sources.csv", b"file,file\n", r"line 1: a column is there twice"),
        ("sources.csv", b'"file,url\na.pdf,\n', r"line 1: unexpected end of data"),
        ("sources.csv", "file\na.pdf\n".encode("utf-16"), r"line 1 is not UTF-8; .*CSV UTF-8"),
    ],
)
def test_a_list_that_is_wrong_as_a_whole_is_an_error(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ArchiveError, match=said) as error:
        read_sources(tmp_path)
    assert "\n" not in str(error.value)


WRONG_ROWS = {
    "a bad address": b"ftp://example.org/x.pdf,,",
    "too many cells": b"https://example.org/x.pdf,,,,,",
    "a quotation mark that is not closed": b'"https://example.org/x.pdf,x,',
    "one in the last cell": b'https://example.org/x.pdf,"x,',
    "letters after a quotation mark": b'https://example.org/x.pdf,"x"y,',
    "a code page": b"https://example.org/x.pdf," + "กรม".encode("cp874") + b",",
    "half a letter": b"https://example.org/x.pdf,\xe0\xb8,",
    "a zero byte": b"https://example.org/x\0.pdf,x,",
    "a bell": b"https://example.org/x.pdf,\a,",
    "a family that there is not": b"https://example.org/x.pdf,,plan",
    "the same address": b"https://example.org/1.pdf,,",
    "no address": b",x,",
}


@pytest.mark.parametrize("wrong", WRONG_ROWS.values(), ids=WRONG_ROWS)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["Unix", "Windows", "old Mac"])
def test_a_row_that_is_wrong_costs_that_row_only(tmp_path: Path, wrong: bytes, end: bytes) -> None:
    good = [f'https://example.org/{n}.pdf,"กรม {n}",measures_plan'.encode() for n in (1, 2, 3)]
    (tmp_path / "sources.csv").write_bytes(end.join([b"url,agency,family", *good[:2], wrong, good[2], b""]))
    found = read_sources(tmp_path)
    assert [(s.url, s.agency) for s in found.sources] == [
        (f"https://example.org/{n}.pdf", f"กรม {n}") for n in (1, 2, 3)
    ]
    (sentence,) = found.bad_entries
    assert sentence.startswith(f"{tmp_path / 'sources.csv'} line 4: ") and "; " in sentence


def test_an_entry_of_the_yaml_that_is_wrong_costs_that_entry_only(tmp_path: Path) -> None:
    content = "sources:\n- file: a.pdf\n- {file: ../b.pdf}\n- file: c.pdf\n  agency: ก\n- file: a.pdf\n- file: d.pdf\n"
    (tmp_path / "sources.yml").write_bytes(content.encode().replace("ก".encode(), b"\xa1"))
    found = read_sources(tmp_path)
    assert [s.file for s in found.sources] == ["a.pdf", "d.pdf"]
    assert [re.findall(r"line \d+", sentence)[0] for sentence in found.bad_entries] == ["line 3", "line 5", "line 6"]


def test_the_name_of_an_agency_may_go_over_lines_and_becomes_one(tmp_path: Path) -> None:
    (tmp_path / "sources.csv").write_text('file,agency\na.pdf,"กรม\r\nการ ค้า"\nb.pdf,x\n', encoding="utf-8", newline="")
    assert [s.agency for s in read_sources(tmp_path).sources] == ["กรม การ ค้า", "x"]


def test_a_source_in_both_lists_is_named_with_both_places(tmp_path: Path) -> None:
    (tmp_path / "sources.yml").write_text("sources:\n- url: https://example.org/a.pdf\n  fiscal_year: 2566\n")
    (tmp_path / "sources.csv").write_text("url\nhttps://example.org/a.pdf\n")
    found = read_sources(tmp_path)
    assert [s.fiscal_year for s in found.sources] == [2566]
    (sentence,) = found.bad_entries
    assert re.search(r"sources\.csv line 2: .* is listed twice \(first in .*sources\.yml line 2\)", sentence)


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
