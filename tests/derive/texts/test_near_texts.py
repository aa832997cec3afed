"""Which texts are found to be near, and that it is the same however it is found."""

from __future__ import annotations

import random

import numpy as np
import pytest

from pipeline.derive.texts.near_settings import NEAR
from pipeline.derive.texts.near_texts import NearTexts, near_texts
from pipeline.domain.measure_texts import id_of_comparison_text

LETTERS = "กขคงจชซดตถทธนบปผพฟมยรลวสหอ"


def distinct_text(rng: random.Random, length: int = 80) -> str:
    return "".join(rng.choices(LETTERS, k=length))


def edited(text: str, rng: random.Random) -> str:
    place = rng.randrange(5, len(text) - 5)
    return text[:place] + rng.choice(LETTERS) + text[place + 1 :]


def found(texts: list[str], known: NearTexts | None = None) -> tuple[dict[str, list[str]], NearTexts]:
    """The texts near to each text, by text."""
    by_id = {int(id_of_comparison_text(text) or "", 16): text for text in texts}
    ids = np.array(sorted(by_id), np.uint64)
    result = near_texts(ids, lambda rows: [by_id[i] for i in ids[rows].tolist()], known)
    near = [by_id[i] for i in result.near.tolist()]
    bounds = result.offsets.tolist()
    return {by_id[i]: near[bounds[row] : bounds[row + 1]] for row, i in enumerate(ids.tolist())}, result


@pytest.fixture(scope="module")
def families() -> list[list[str]]:
    """Texts and edits of them, one of them edited a hundred times."""
    rng = random.Random(1)
    sizes = [1] * 40 + [2] * 20 + [5] * 10 + [100]
    out = []
    for size in sizes:
        text = distinct_text(rng)
        out.append([text, *(edited(text, rng) for _ in range(size - 1))])
    return [list(dict.fromkeys(family)) for family in out]


def test_families_are_found_whole_and_apart(families: list[list[str]]) -> None:
    near, _ = found([text for family in families for text in family])
    for family in families[:-1]:
        for text in family:
            assert sorted(near[text]) == sorted(set(family) - {text})
    for text in families[-1]:
        assert len(near[text]) == NEAR.most_near
        assert set(near[text]) < set(families[-1])


def test_symmetric_where_nothing_is_cut(families: list[list[str]]) -> None:
    near, _ = found([text for family in families for text in family])
    for text, others in near.items():
        for other in others:
            assert text in near[other] or len(near[other]) == NEAR.most_near


def test_the_nearest_come_first() -> None:
    text = distinct_text(random.Random(2))
    close, far = text[:-1] + "ๆ", "ๆๆๆ" + text[6:]
    near, _ = found([text, far, close])
    assert near[text] == [close, far]


def test_texts_of_a_subject_are_not_near() -> None:
    near, _ = found(
        [
            "จัดทำแผนปฏิบัติการป้องกันการทุจริตเพื่อยกระดับคุณธรรมและความโปร่งใส",
            "จัดทำแผนการใช้จ่ายงบประมาณประจำปีเพื่อยกระดับคุณธรรมและความโปร่งใส",
            "จัดทำคู่มือการยืมทรัพย์สินของราชการเพื่อยกระดับคุณธรรมและความโปร่งใส",
        ]
    )
    assert all(not others for others in near.values())


@pytest.mark.parametrize("seed", range(4))
def test_what_is_known_changes_nothing(families: list[list[str]], seed: int) -> None:
    rng = random.Random(seed)
    texts = [text for family in families for text in family]
    before = rng.sample(texts, len(texts) - rng.choice((1, 5, 30)))
    after = rng.sample(texts, len(texts) - rng.choice((1, 5, 30)))
    _, known = found(before)
    anew, updated = found(after)[1], found(after, known)[1]
    for one, other in zip(anew, updated, strict=True):
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)


def test_only_what_is_around_new_texts_is_read(families: list[list[str]]) -> None:
    texts = [text for family in families[:-1] for text in family]
    _, known = found(texts)
    new = edited(texts[0], random.Random(3))
    by_id = {int(id_of_comparison_text(text) or "", 16): text for text in [*texts, new]}
    ids = np.array(sorted(by_id), np.uint64)
    read: set[str] = set()

    def text_of(rows: np.ndarray) -> list[str]:
        found = [by_id[i] for i in ids[rows].tolist()]
        read.update(found)
        return found

    near_texts(ids, text_of, known)
    assert read == {new, texts[0]}


def test_nothing_is_known_of_other_signatures(families: list[list[str]]) -> None:
    texts = families[-1][:5]
    _, known = found(texts)
    other = known._replace(signatures=known.signatures[:, :8])
    assert found(texts, other)[0] == found(texts)[0]


def test_no_texts() -> None:
    near, result = found([])
    assert near == {}
    assert result.offsets.tolist() == [0]
    assert found(["จัดทำคู่มือการปฏิบัติงาน"], result)[0] == {"จัดทำคู่มือการปฏิบัติงาน": []}
