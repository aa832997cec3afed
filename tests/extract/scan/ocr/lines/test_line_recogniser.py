"""The recogniser of lines: strips, letters of frames, and what its confidence says."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")
pytest.importorskip("onnxruntime", reason="the extra ocr is not installed")

from pipeline.extract.scan.image.cell_image import CellImage
from pipeline.extract.scan.ocr.lines import read_lines
from pipeline.extract.scan.ocr.lines.line_calibration import Calibration, calibrated_reading, calibration
from pipeline.extract.scan.ocr.lines.line_letters import LETTERS
from pipeline.extract.scan.ocr.lines.line_recogniser import Letters, letters_of
from pipeline.extract.scan.ocr.lines.line_strip import LINE_STRIP, cut_strip


def letters_image(height: int, count: int = 6) -> CellImage:
    """Bars as high as letters, each with a mark above it."""
    gray = np.full((4 * height, 2 * height * count + height), 255, np.uint8)
    boxes = []
    for k in range(count):
        x = height + 2 * height * k
        for y0, y1 in ((2 * height, 3 * height), (height, height + height // 3)):
            gray[y0:y1, x : x + height // 2] = 0
            boxes.append((x, y0, x + height // 2, y1))
    return CellImage(gray, (0, 0), np.array(boxes))


def test_texts_that_differ_in_white_space_alone_are_one() -> None:
    read = letters_of({"กา ดำ": 0.3, "กาดำ": 0.25, "กาดา": 0.4}, "กาดำ", np.array([0.1, 0.3, 0.6, 0.9]))
    assert read.text == "กา ดำ" and read.probability == pytest.approx(0.55)
    assert read.sure[0] == pytest.approx(1.0) and read.sure[-1] == pytest.approx(0.55 / 0.95)


def test_a_letter_that_other_texts_have_is_known_where_it_may_stand() -> None:
    read = letters_of({"กข": 0.6, "กคข": 0.2}, "กข", np.array([0.2, 0.8]))
    assert read.text == "กข" and read.silent == ((1, pytest.approx(0.25)),)


def test_places_of_letters_that_no_frame_held_likeliest_lie_between_the_others() -> None:
    read = letters_of({"กขค": 0.9}, "กค", np.array([0.1, 0.9]))
    assert read.places == pytest.approx((0.1, 0.5, 0.9))


@pytest.mark.parametrize("height", [12, 17, 40])
def test_letters_of_any_size_stand_alike_on_their_strips(height: int) -> None:
    strip = cut_strip(letters_image(height), (height, 3 * height))
    assert strip is not None and strip.shape[0] == LINE_STRIP.height
    inked = np.flatnonzero((strip > 128).any(axis=1))
    body = np.flatnonzero((strip > 128).mean(axis=1) > 0.1)
    assert abs(body.max() - (LINE_STRIP.middle + LINE_STRIP.letter_height / 2)) <= 2
    assert inked.min() < LINE_STRIP.middle - LINE_STRIP.letter_height


def test_a_band_without_letters_has_no_strip() -> None:
    assert cut_strip(letters_image(17), (0, 5)) is None


def test_a_likelier_line_is_never_less_sure() -> None:
    confidences = [calibration().confidence(p) for p in (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)]
    assert confidences == sorted(confidences)
    assert 0 <= confidences[0] < 0.5 < confidences[-1] < 1


def test_a_line_is_sure_from_the_measured_probability() -> None:
    sure = calibration().sure
    for probability, expected in ((sure, True), (sure - 0.01, False)):
        assert calibrated_reading(Letters("ก", probability, (1.0,), (0.5,), ())).sure is expected


def test_a_curve_is_followed_between_its_points() -> None:
    assert Calibration(0.1, ((0.0, 0.0), (1.0, 0.9))).confidence(0.5) == pytest.approx(0.45)


def test_the_weights_fit_their_card() -> None:
    import hashlib

    import yaml

    from pipeline.extract.scan.ocr.lines.line_calibration import MEASURED
    from pipeline.extract.scan.ocr.lines.line_recogniser import WEIGHTS

    card = yaml.safe_load(MEASURED.read_text("utf-8"))
    assert card["letters"] == LETTERS and card["height"] == LINE_STRIP.height
    assert card["sha256"] == hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()


def test_a_line_reads_the_same_alone_and_beside_others() -> None:
    image = letters_image(17)
    (alone,) = read_lines(image, [(17, 51)])
    assert [alone, None] == read_lines(image, [(17, 51), (0, 5)])
