"""A web site for the tests of fetching."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site
