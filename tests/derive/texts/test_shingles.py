"""Sets of shingles, their similarity, and what signatures tell of it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.texts.near_settings import NEAR
from pipeline.derive.texts.shingles import ShingleSets, estimates, shingle_sets, signatures, similarities

WORDS = st.text(alphabet="กขคงจabc1ี่😀", min_size=1, max_size=40)


def sets_of(texts: list[str]) -> ShingleSets:
    return shingle_sets(lambda rows: [texts[row] for row in rows], np.arange(len(texts)))


def signed(texts: list[str]) -> np.ndarray:
    return signatures(lambda rows: [texts[row] for row in rows], np.arange(len(texts)))


def of_sets(one: str, other: str) -> float:
    """The Jaccard index by Python's sets."""
    first, second = (
        {t[i : i + NEAR.shingle] for i in range(len(t) - NEAR.shingle + 1)}
        for t in (one.ljust(NEAR.shingle), other.ljust(NEAR.shingle))
    )
    return len(first & second) / len(first | second)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_similarity_is_that_of_the_sets(pairs: list[tuple[str, str]]) -> None:
    sets = sets_of([text for pair in pairs for text in pair])
    left = np.arange(len(pairs)) * 2
    assert similarities(sets, left, left + 1).tolist() == [of_sets(*pair) for pair in pairs]


def test_no_texts_and_no_pairs() -> None:
    none = np.empty(0, np.int64)
    assert similarities(sets_of([]), none, none).tolist() == []
    assert signed([]).shape == (0, NEAR.hashes)
    assert estimates(signed([]), none, none).tolist() == []


def test_signatures_estimate_the_similarity() -> None:
    text = "จัดทำคู่มือการปฏิบัติงานของเจ้าหน้าที่และเผยแพร่ให้ประชาชนทราบทุกช่องทาง"
    other = text.replace("ประชาชน", "บุคลากร")
    found = estimates(signed([text, other, "ก" * 40]), np.array([0, 0, 0]), np.array([0, 1, 2]))
    assert found[0] == 1
    assert abs(found[1] - of_sets(text, other)) < NEAR.estimate_margin
    assert found[2] < 0.05


def test_a_signature_is_of_its_text_alone() -> None:
    texts = [f"จัดทำประกาศฉบับที่{number}ให้ทุกกองทราบ" for number in range(50)]
    assert (signed(texts)[::-1] == signed(texts[::-1])).all()
    assert (signed(texts)[7] == signed([texts[7]])[0]).all()
