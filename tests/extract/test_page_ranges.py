"""Parts of long documents."""

from __future__ import annotations

import pytest

from pipeline.extract.page_ranges import split_pages


@pytest.mark.parametrize(
    ("count", "all_scans", "ranges"),
    [
        (1, False, ((1, 1),)),
        (100, False, ((1, 100),)),
        (101, False, ((1, 50), (51, 100), (101, 101))),
        (5, True, ((1, 5),)),
        (11, True, ((1, 5), (6, 10), (11, 11))),
    ],
)
def test_long_documents_are_parted_and_scans_earlier(
    count: int, all_scans: bool, ranges: tuple[tuple[int, int], ...]
) -> None:
    assert split_pages(count, all_scans) == ranges
