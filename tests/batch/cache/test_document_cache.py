"""What lies in the cache may be damaged, or written by strangers: it runs no code, and costs its document only."""

from __future__ import annotations

import os
import pickle
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.factories import outcome

from pipeline.batch.cache import document_cache
from pipeline.batch.cache.document_record import Record, record_of
from pipeline.batch.cache.serialization import deserialize, serialize
from pipeline.model import Cell, Document, Finding, Glyphs, Line, Outcome, Page, SourceDocument, Table

TEXT_KEY = "normalized by this"


def kept_record(folder: Path) -> Path:
    """The file of a record, written as a run writes it."""
    made = outcome()
    place = folder / "records" / made.fingerprint
    document_cache.store_record(place, *record_of(made, "software"))
    return place


def drawn_document() -> Document:
    """A document with a line, a table, glyphs and text that no file name or font should have."""
    numbers = array("d", [1.5, -2.0])
    glyphs = Glyphs("ก\ud800", *([numbers] * 6), array("i", [0, 0]), b"\x00\x01", ((0, "ข", "actual_text"),))
    cell = Cell(1, 1, 1, (Line("๑", "1", (0.0, 1.0, 2.0, 3.0), 14.0, glyphs=(0, 1)),), "1", links=("https://a.go.th",))
    page = Page(
        1, 595.0, 842.0, "pdfium", 1.0, (Line("ก"), Table(1, 1, 1, 1, (cell,))), "ก\t1", fonts=("A",), glyphs=glyphs
    )
    source = SourceDocument("", "odd\udce0name.pdf", "0" * 64, 7, "pdf")
    return Document(source, (page,), "Word", (Finding("extract.page_empty", "info", "page 1 has no text", page=1),))


class RunsACommand:
    """An object whose unpickling makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.mark}",)


def test_values_come_back_as_they_were() -> None:
    for value in (drawn_document(), outcome()):
        assert deserialize(serialize(value), type(value)) == value


@pytest.mark.parametrize("kind", ["whole", "head"])
def test_a_file_that_would_run_code_does_not(tmp_path: Path, kind: str) -> None:
    place, mark = kept_record(tmp_path), tmp_path / "ran"
    code = pickle.dumps(RunsACommand(mark))
    pickle.loads(code)
    assert mark.exists(), "the attack itself works"
    mark.unlink()
    if kind == "whole":
        place.write_bytes(code)
    else:  # a header that fits, as one who knows the format would write it
        digest = document_cache._digest(place, b"{}", code)
        lengths = [n.to_bytes(document_cache.LENGTH_BYTES, "big") for n in (2, len(code), 0)]
        place.write_bytes(b"".join((digest, *lengths, b"{}", code)))
    assert document_cache.load_record(place) is None
    assert document_cache.load_pages(place, TEXT_KEY, lambda d: d) is None
    assert not mark.exists()


@pytest.mark.parametrize("content", [b"", b"\x00" * 500, b"[" * 200_000, b'{"":[0,1e999,""]}', b"\xff" * 56])
def test_foreign_bytes_are_no_record(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "abc"
    place.write_bytes(content)
    assert document_cache.load_record(place) is None
    for parts in ((content, b"{}"), (b"{}", content)):
        lengths = [n.to_bytes(document_cache.LENGTH_BYTES, "big") for n in (len(parts[0]), len(parts[1]), 0)]
        place.write_bytes(b"".join((document_cache._digest(place, *parts), *lengths, *parts)))
        assert document_cache.load_record(place) is None


def test_a_record_under_the_name_of_another_is_none(tmp_path: Path) -> None:
    place = kept_record(tmp_path)
    assert document_cache.load_record(place) is not None
    assert document_cache.load_record(place.rename(place.with_name("0" * 64))) is None


@given(st.data())
def test_a_flipped_byte_is_seen_wherever_it_is(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    place = kept_record(tmp_path_factory.mktemp("cache"))
    content = bytearray(place.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    place.write_bytes(content)
    assert document_cache.load_record(place) is None


def test_pages_that_promise_to_be_huge_are_not_unpacked(tmp_path: Path) -> None:
    import pyarrow as pa

    size = document_cache.ALWAYS_UNPACKED + 1
    bomb = pa.compress(b"0" * size, codec="zstd", asbytes=True)
    place = tmp_path / "pages"
    document_cache._write_parts(place, document_cache._PagesHead(TEXT_KEY, 0, size), {"": bomb})
    assert len(bomb) < 10_000 and document_cache.load_pages(place, TEXT_KEY, lambda d: d) is None


def test_pages_that_pack_well_come_back(tmp_path: Path) -> None:
    """A part of a long document that is not kept is lost."""
    source = SourceDocument("", "a.pdf", "0" * 64, 7, "pdf")
    document = Document(source, (Page(1, 595.0, 842.0, "pdfium", 1.0, (Line("-", "-"),) * 5000),))
    document_cache.store_pages(tmp_path / "pages", document, TEXT_KEY, 0)
    kept = (tmp_path / "pages").stat().st_size
    assert len(serialize(document)) > document_cache.MOST_EXPANSION * kept
    assert document_cache.load_pages(tmp_path / "pages", TEXT_KEY, lambda d: d) == document


@pytest.mark.parametrize(
    ("of", "content"),
    [
        (Record, b"{}"),
        (Document, b"[]"),
        (Document, b'{"source":{"path":1},"pages":[]}'),
        (Outcome, b'{"document":{"source":null,"pages":[{"blocks":[{}]}]}}'),
        (Finding, b'{"rule":"a","severity":"fatal","message":"b"}'),
    ],
)
def test_what_does_not_fit_the_declared_types_is_refused(of: type, content: bytes) -> None:
    with pytest.raises(ValueError, match=f"no {of.__name__}"):
        deserialize(content, of)
