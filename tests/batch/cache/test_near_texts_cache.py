"""What a run keeps of near texts, and that a damaged file or other software is no more than a slower run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.batch.cache.near_texts_cache import NAME, NearTextsCache
from pipeline.derive.texts.near_texts import NearTexts, no_texts


def two_texts() -> NearTexts:
    signatures = np.zeros((2, no_texts().signatures.shape[1]), np.uint8)
    return NearTexts(
        np.array([3, 5], np.uint64), signatures, np.array([5, 3], np.uint64), np.array([0, 1, 2], np.int64)
    )


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    near = two_texts()
    cache = NearTextsCache(tmp_path, "1")
    assert cache.load() is None
    cache.store(near)
    found = cache.load()
    assert found is not None
    for one, other in zip(found, near, strict=True):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    assert isinstance(found, NearTexts)


def test_of_other_software_and_of_a_damaged_file_nothing_is_read(tmp_path: Path) -> None:
    NearTextsCache(tmp_path, "1").store(no_texts())
    assert NearTextsCache(tmp_path, "2").load() is None
    (tmp_path / NAME).write_bytes((tmp_path / NAME).read_bytes()[:100])
    assert NearTextsCache(tmp_path, "1").load() is None


@pytest.mark.parametrize(
    "strange",
    [
        {"near": np.array([5, 9], np.uint64)},
        {"offsets": np.array([0, 2, 1], np.int64)},
        {"offsets": np.array([0, 1], np.int64)},
        {"ids": np.array([5, 3], np.uint64)},
        {"signatures": np.zeros((2, 7), np.uint8)},
        {"near": np.array([5.0, 3.0])},
    ],
    ids=["a text that is not there", "lists that overlap", "a list missing", "disorder", "other signatures", "a type"],
)
def test_of_a_file_whose_parts_do_not_fit_nothing_is_read(tmp_path: Path, strange: dict[str, np.ndarray]) -> None:
    cache = NearTextsCache(tmp_path, "1")
    cache.store(two_texts()._replace(**strange))
    assert cache.load() is None
