"""What the recogniser of numerals is trained and measured on: the same cells from the same seed, in its letters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("cv2", reason="OpenCV is not installed (extra ocr)")
pytest.importorskip("PIL", reason="Pillow is not installed (extra train)")

from pipeline.extract.scan.ocr.numerals import ALPHABET, OTHER
from pipeline.extract.scan.ocr.numerals.number_grammar import compact, fits_grammar, resolve_round_letters
from training.fonts import Face, find_faces
from training.isotonic import curve
from training.numerals import strings
from training.numerals.batches import Sample, draw_again, make_batch
from training.numerals.calibrate import WRONG_AND_SURE, threshold
from training.numerals.cells import TRAINING, make_cell

NUMBERS = replace(TRAINING, no_number=0)


@pytest.fixture(scope="module")
def faces() -> list[Face]:
    """Faces left out of training, of Debian."""
    found = find_faces("test")
    if not found:
        pytest.skip("no font left out of training is installed (Debian: fonts-thai-tlwg)")
    return found


def test_a_cell_is_told_by_seed_and_number(faces: list[Face]) -> None:
    first = [make_cell(faces, 5, number) for number in range(12)]
    np.random.default_rng(1).random(100)
    again = [make_cell(faces, 5, number) for number in reversed(range(12))][::-1]
    for a, b in zip(first, again, strict=True):
        assert (a.text, a.family) == (b.text, b.family)
        assert np.array_equal(a.picture, b.picture)
    others = [make_cell(faces, 6, number) for number in range(12)]
    assert [c.text for c in others] != [c.text for c in first]


def test_cells_are_pictures_of_texts_that_the_net_can_write(faces: list[Face]) -> None:
    for number in range(60):
        cell = make_cell(faces, 7, number)
        assert cell.picture.dtype == np.uint8 and cell.picture.ndim == 2
        assert set(cell.text) <= set(ALPHABET)


def test_damage_leaves_something_to_read(faces: list[Face]) -> None:
    worst = replace(NUMBERS, strength=(1.0, 1.0), clutter=0)
    spread = [int(np.ptp(make_cell(faces, 8, number, worst).picture)) for number in range(30)]
    assert min(spread) > 20


def test_what_the_net_knows_is_seldom_looked_at_again() -> None:
    strip = np.zeros((32, 40), np.uint8)
    chunk = [Sample(strip, "1", 0.0 if number % 2 else 3.0) for number in range(4000)]
    again = draw_again([chunk], np.random.default_rng(1))
    hard = sum(s.loss > 1 for s in again)
    assert 0.7 * len(again) < hard < len(again)


def test_a_batch_tells_its_letters() -> None:
    chunk = [Sample(np.zeros((32, width), np.uint8), text) for width, text in ((40, "12.50"), (61, "๗"), (16, ""))]
    batch = make_batch(chunk, np.random.default_rng(1))
    assert batch.strips.shape[:3] == (3, 1, 32) and batch.strips.shape[3] % 4 == 0
    assert batch.lengths.tolist() == [5, 1, 0]
    assert "".join(ALPHABET[c - 1] for c in batch.letters) == "12.50๗"


def test_no_family_is_learned_from_and_measured_on() -> None:
    import yaml

    from training import fonts

    listed = yaml.safe_load((fonts.Path(fonts.__file__).parent / "fonts.yml").read_text("utf-8"))
    families = [{f.lower() for names in split.values() for f in names} for split in listed.values()]
    assert len(families) == 3
    assert not families[0] & families[1] and not families[0] & families[2] and not families[1] & families[2]


@given(st.integers(0, 2**32 - 1))
def test_numbers_have_the_shape_that_the_pipeline_believes(seed: int) -> None:
    r = np.random.default_rng(seed)
    text = strings.reading(
        strings.code(r) if seed % 3 == 0 else strings.score(r) if seed % 3 == 1 else strings.thousands(r)
    )
    assert fits_grammar(text)
    resolved = resolve_round_letters(text)
    if (
        text[:2] in ("O.", "o.") and text[2] != " "
    ):  # O.12 and 0.12 are one picture: what stands around it decides, not its letters
        assert resolved[1:] == text[1:] and resolved[0] in "0๐"
    else:
        assert compact(resolved) == compact(text)


@settings(deadline=None)  # the first example loads the word list
@given(st.integers(0, 2**32 - 1))
def test_prose_is_no_number(seed: int) -> None:
    assert OTHER in strings.reading(strings.prose(np.random.default_rng(seed)))


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(400, 2000))
def test_a_curve_rises_and_a_threshold_keeps_its_word(seed: int, count: int) -> None:
    r = np.random.default_rng(seed)
    scores = r.random(count) ** 0.1
    right = r.random(count) < scores
    points = curve(scores, right)
    assert points == sorted(points)
    assert [share for _, share in points] == sorted(share for _, share in points)
    assert points[-1][1] < 1
    sure = threshold(scores, right)
    assert ((scores > sure) & ~right).mean() <= WRONG_AND_SURE


def test_the_exported_net_is_the_net() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra train)")
    pytest.importorskip("onnx", reason="onnx is not installed (extra train)")
    import onnxruntime

    from training.numerals.export import build
    from training.numerals.net import NumeralNet

    torch.manual_seed(1)
    net = NumeralNet().eval()
    strips = np.random.default_rng(0).random((2, 1, 32, 96), np.float32)
    with torch.no_grad():
        ours = net(torch.from_numpy(strips)).numpy()
    theirs = onnxruntime.InferenceSession(build(net).SerializeToString()).run(None, {"strips": strips})[0]
    assert ours.shape == (2, 24, len(ALPHABET) + 1)
    assert np.abs(np.exp(ours) - np.exp(theirs)).max() < 0.01
