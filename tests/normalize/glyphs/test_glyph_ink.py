"""What the ink of glyphs shows."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.normalize.glyphs.glyph_ink import Ink, levels_of

SIDES = st.floats(-2, 2)


@given(st.lists(st.tuples(SIDES, SIDES, SIDES, SIDES), min_size=1, max_size=20), st.floats(0.2, 1))
def test_levels_of_many_inks_are_those_of_each(inks: list[tuple[float, ...]], letter_top: float) -> None:
    one_by_one = [Ink(*ink).level(letter_top) or "" for ink in inks]
    assert levels_of(np.array(inks), letter_top).tolist() == one_by_one
