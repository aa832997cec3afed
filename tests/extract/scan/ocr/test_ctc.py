"""CTC decoding."""

from __future__ import annotations

import itertools

import pytest

pytest.importorskip("numpy", reason="the extra ocr is not installed")

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.scan.ocr.ctc import DecodingSettings, decode
from pipeline.extract.scan.ocr.numerals import ALPHABET


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.floats(0.05, 1), min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_text_has_the_probability_of_all_its_alignments(weights: list[list[float]]) -> None:
    frames = np.array(weights)
    frames /= frames.sum(axis=1, keepdims=True)
    expected: dict[str, float] = {}
    for path in itertools.product(range(3), repeat=len(frames)):
        text = "".join("ab"[c - 1] for c, _ in itertools.groupby(path) if c)
        expected[text] = expected.get(text, 0) + float(np.prod([frames[i, c] for i, c in enumerate(path)]))
    found = dict(decode(np.log(frames).astype(np.float32), "ab", DecodingSettings(beam=100)))
    assert found.keys() == expected.keys()
    assert all(abs(found[text] - p) < 1e-4 for text, p in expected.items())


def test_the_alphabet_names_each_letter_once() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
