"""What the recogniser of lines is trained and measured on: the same lines from the same seed, in its letters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("cv2", reason="OpenCV is not installed (extra ocr)")
pytest.importorskip("PIL", reason="Pillow is not installed (extra train)")
pytest.importorskip("onnxruntime", reason="onnxruntime is not installed (extra ocr)")

from pipeline.extract.scan.ocr.lines.line_letters import LETTERS
from pipeline.extract.scan.ocr.lines.line_recogniser import read_strips
from training.fonts import Face, find_faces
from training.lines import texts
from training.lines.batches import Sample, draw_again, fits, make_batch
from training.lines.blocks import FIRST, Block, Recipe, Setting, block_strips, make_block, print_lines


@pytest.fixture(scope="module")
def faces() -> list[Face]:
    """Faces left out of training, of Debian."""
    found = find_faces("test", weights="prose")
    if not found:
        pytest.skip("no font left out of training is installed (Debian: fonts-thai-tlwg)")
    return found


def test_a_block_is_told_by_seed_and_number(faces: list[Face]) -> None:
    first = [make_block(faces, 5, number, FIRST) for number in range(4)]
    np.random.default_rng(1).random(100)
    for number in reversed(range(4)):
        again = make_block(faces, 5, number, FIRST)
        assert again.texts == first[number].texts
        assert np.array_equal(again.picture, first[number].picture)
    assert [make_block(faces, 6, number, FIRST).texts for number in range(4)] != [b.texts for b in first]


def test_nearly_all_lines_of_blocks_are_cut_as_strips(faces: list[Face]) -> None:
    blocks = [make_block(faces, 7, number, FIRST) for number in range(12)]
    strips = [strip for block in blocks for strip, _ in block_strips(block)]
    assert all(strip.dtype == np.uint8 and strip.shape[0] == 48 and strip.max() > 100 for strip in strips)
    assert len(strips) >= 0.75 * sum(len(block.texts) for block in blocks)


@settings(deadline=None, max_examples=40)  # the first example loads the word list
@given(st.integers(0, 2**32 - 1), st.integers(4, 70))
def test_texts_are_of_letters_that_the_net_can_write(seed: int, longest: int) -> None:
    printed = texts.line_text(np.random.default_rng(seed), "train", longest)
    assert set(printed.text) <= set(LETTERS)
    assert "  " not in printed.text and printed.text == printed.text.strip()


def test_no_sentence_or_name_is_learned_from_and_measured_on() -> None:
    for of in (texts._sentences, texts._names):
        learned, measured = of("train"), of("measure")
        assert not set(learned) & set(measured)
        assert 0.05 < len(measured) / (len(learned) + len(measured)) < 0.15


def test_a_batch_tells_its_letters() -> None:
    chunk = [Sample(np.zeros((48, width), np.uint8), text, "", "") for width, text in ((140, "น้ำ"), (61, "๗ก"))]
    batch = make_batch(chunk, np.random.default_rng(1))
    assert batch.strips.shape[:3] == (2, 1, 48) and batch.strips.shape[3] % 4 == 0
    assert batch.lengths.tolist() == [3, 2]
    assert "".join(LETTERS[c - 1] for c in batch.letters) == "น้ำ๗ก"


def test_what_the_net_knows_is_seldom_looked_at_again() -> None:
    strip = np.zeros((48, 40), np.uint8)
    chunk = [Sample(strip, "1", "", "", 0.0 if number % 2 else 3.0) for number in range(1000)]
    again = draw_again([chunk], np.random.default_rng(1), 1000)
    assert sum(s.loss > 1 for s in again) > 0.7 * len(again)


def test_equal_letters_side_by_side_need_a_frame_between() -> None:
    assert fits("กข", 40) and not fits("ก" * 12, 40)


def test_damage_grows_with_its_recipe(faces: list[Face]) -> None:
    clean = Recipe(strength=(0.0, 0.0), one_bit=False, variety=0, lines=(1, 1))
    picture = make_block(faces, 8, 1, clean).picture
    assert np.percentile(picture, 50) > 200


def test_the_exported_net_is_the_net() -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra train)")
    pytest.importorskip("onnx", reason="onnx is not installed (extra train)")
    import onnxruntime

    from training.lines.export import build
    from training.lines.net import LineNet

    torch.manual_seed(1)
    net = LineNet(d=32).eval()
    strips = np.random.default_rng(0).random((2, 1, 48, 96), np.float32)
    with torch.no_grad():
        ours = net(torch.from_numpy(strips)).numpy()
    theirs = onnxruntime.InferenceSession(build(net).SerializeToString()).run(None, {"strips": strips})[0]
    assert ours.shape == (2, 48, len(LETTERS) + 1)
    assert np.abs(np.exp(ours) - np.exp(theirs)).max() < 0.01


def test_a_printed_line_is_read_letter_for_letter(faces: list[Face]) -> None:
    face = next(f for f in faces if f.family == "Norasi" and not f.bold)
    text = "องค์การบริหารส่วนตำบลน้ำพี้ ปีงบประมาณ พ.ศ. ๒๕๖๗ (ITA)"
    picture = print_lines([text], face, 42, Setting(), np.random.default_rng(1))
    block = Block(picture, (texts.Printed(text, "name"),), 200, face.family)
    (read,) = read_strips([strip for strip, _ in block_strips(block)])
    assert read is not None and read.text == text
