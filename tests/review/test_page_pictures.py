"""Pictures of pages: turned as they were read, of just the bytes that were read."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from pipeline.review.page_pictures import PagePlace, draw_pages
from pipeline.review.review_settings import REVIEW


@pytest.fixture
def source(raw: Path) -> Path:
    """A PDF of upright pages."""
    return raw / "2567" / "score-sheet.pdf"


def id_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def size(picture: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(picture)).size


@pytest.mark.parametrize(("rotation", "is_turned"), [(0, False), (90, True), (180, False), (270, True), (None, False)])
def test_a_page_is_turned_as_it_was_read(source: Path, rotation: int | None, is_turned: bool) -> None:
    width, height = size(draw_pages(source, id_of(source), [PagePlace(1, rotation)])[1])
    assert (width > height) is is_turned
    assert max(width, height) <= REVIEW.max_side_px


def test_of_other_bytes_nothing_is_drawn(source: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(source.read_bytes() + b"\n")
    assert draw_pages(other, id_of(source), [PagePlace(1, 0)]) == {}


def test_a_page_that_there_is_not_is_left_out(source: Path) -> None:
    assert list(draw_pages(source, id_of(source), [PagePlace(99, 0), PagePlace(1, 0)])) == [1]
