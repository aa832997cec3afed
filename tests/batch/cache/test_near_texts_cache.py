"""What a run keeps of near texts, and that a damaged file or other software is no more than a slower run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.batch.cache.near_texts_cache import NAME, NearTextsCache
from pipeline.derive.texts.near_texts import NearTexts, no_texts


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    near = no_texts()._replace(ids=np.array([3, 5], np.uint64), offsets=np.array([0, 0, 0], np.int64))
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
